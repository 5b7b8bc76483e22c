//! Login on another device: a person types a code into a browser elsewhere.
//!
//! In: the device endpoint (`device_url`), and a way to show the code. Out: tokens, once the person agreed. The server
//! is asked at the pace it wants; after a connection that failed at half of it. Source: RFC 8628. Feature
//! `device-login`.
#![cfg(feature = "device-login")]

use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};

use super::session::Session;
use super::token::text;
use super::token_endpoint::TokenRequest;
use super::{AuthError, OAuth2, Secret, Tokens};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const USUAL_PACE: Duration = Duration::from_secs(5);
const LONGEST_LOGIN: Duration = Duration::from_secs(3_600);

/// What the person needs to log in elsewhere.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeviceCode {
    /// What to type.
    pub user_code: String,
    /// Where to type it.
    pub verification_uri: String,
    /// The same with the code in it, for a QR code.
    pub verification_uri_complete: Option<String>,
    /// How long it is good for.
    pub lifetime: Duration,
}

impl OAuth2 {
    /// Logs in with a code that a person types elsewhere: `show` is given the code, then the server is asked until
    /// the person agreed, refused, or let the code run out ([`AuthError::LoginTimeout`]).
    pub async fn login_device(&self, show: impl FnOnce(&DeviceCode)) -> Result<Tokens, AuthError> {
        let session = self.session();
        let answer = ask_for_code(session).await?;
        let unusable = AuthError::Configuration("device_url", "gives no code");
        let member = |name| text(&answer, name).map(str::to_owned);
        let secret = member("device_code").map(Secret::from);
        // Some servers still call it as drafts did.
        let uri = member("verification_uri").or_else(|| member("verification_url"));
        let (Some(device_code), Some(user_code), Some(verification_uri)) =
            (secret, member("user_code"), uri)
        else {
            return Err(unusable);
        };
        let code = DeviceCode {
            user_code,
            verification_uri,
            verification_uri_complete: member("verification_uri_complete"),
            lifetime: seconds(&answer, "expires_in")
                .map_or(LONGEST_LOGIN, |lifetime| lifetime.min(LONGEST_LOGIN)),
        };
        show(&code);
        let pace = seconds(&answer, "interval").unwrap_or(USUAL_PACE);
        let tokens = wait(session, &device_code, &code, pace).await?;
        self.set_tokens(tokens.clone()).await?;
        Ok(tokens)
    }
}

async fn ask_for_code(session: &Session) -> Result<Map<String, Value>, AuthError> {
    let config = &session.parts.config;
    let scopes = config.scopes.join(" ");
    let mut form = Vec::new();
    if !scopes.is_empty() {
        form.push(("scope", scopes.as_str()));
    }
    let request = TokenRequest {
        setting: "device_url",
        url: config.device_url.as_deref().unwrap_or_default(),
        form,
        extra: &[],
    };
    session.send(request).await
}

/// Asks until there is an answer that is final.
async fn wait(
    session: &Session,
    device_code: &Secret,
    code: &DeviceCode,
    mut pace: Duration,
) -> Result<Tokens, AuthError> {
    let end = Instant::now() + code.lifetime;
    let over = || AuthError::LoginTimeout(code.verification_uri.clone());
    while Instant::now() + pace < end {
        sleep(pace).await;
        let form = vec![("grant_type", GRANT), ("device_code", device_code.expose())];
        match session.request_tokens(form).await {
            Err(AuthError::Denied(refusal)) => match refusal.error.as_str() {
                "authorization_pending" => {}
                "slow_down" => pace += USUAL_PACE,
                "expired_token" => return Err(over()),
                _ => return Err(AuthError::Denied(refusal)),
            },
            Err(AuthError::Transport { .. }) => pace *= 2,
            outcome => return outcome,
        }
    }
    Err(over())
}

fn seconds(answer: &Map<String, Value>, name: &str) -> Option<Duration> {
    let seconds = answer.get(name)?.as_f64()?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| !time.is_zero())
}
