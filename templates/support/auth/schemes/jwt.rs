//! JWT: signs claims with a shared secret and sends them as a token.
//!
//! In: a secret, claims as a JSON object, and for how long a token shall be good. Out: a new token with every request,
//! in a header or a query parameter. The claims are signed as they are written; with a lifetime, `iat` and `exp` are
//! added. Refused: claims or a header that are no JSON object. Sources: RFC 7515, RFC 7518 section 3.2, RFC 7519.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::Request;
use reqwest::header::AUTHORIZATION;
use serde_json::{Map, Value};
use sha2::{Sha256, Sha384, Sha512};

use super::super::{AuthError, Authorize, BoxFuture, Clock, Placement, Secret, Ticket};
use super::message;
use super::signing::{Environment, hmac};

/// What tokens are signed with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl JwtAlgorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }

    fn sign(self, key: &[u8], text: &str) -> Result<Vec<u8>, AuthError> {
        match self {
            Self::Hs256 => hmac!(Sha256, key, text),
            Self::Hs384 => hmac!(Sha384, key, text),
            Self::Hs512 => hmac!(Sha512, key, text),
        }
    }
}

/// A maker of signed tokens.
#[derive(Clone, Debug)]
pub struct Jwt {
    secret: Secret,
    has_base64_secret: bool,
    algorithm: JwtAlgorithm,
    header: Secret,
    payload: Secret,
    lifetime: Option<Duration>,
    placement: Placement,
    environment: Environment,
}

impl Jwt {
    /// Tokens under this secret: HS256, no claims, sent as `Authorization: Bearer`.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self {
            secret: secret.into(),
            has_base64_secret: false,
            algorithm: JwtAlgorithm::Hs256,
            header: "".into(),
            payload: "".into(),
            lifetime: None,
            placement: Placement::Header("Bearer".to_owned()),
            environment: Environment::default(),
        }
    }

    /// Signs with this algorithm.
    pub fn algorithm(self, algorithm: JwtAlgorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// Says that the secret is written in base64.
    pub fn base64_secret(self, on: bool) -> Self {
        Self {
            has_base64_secret: on,
            ..self
        }
    }

    /// Signs these claims, a JSON object.
    pub fn payload(self, json: impl Into<Secret>) -> Self {
        Self {
            payload: json.into(),
            ..self
        }
    }

    /// Sends this header of the token, a JSON object; `alg` is set in it.
    pub fn header(self, json: impl Into<Secret>) -> Self {
        Self {
            header: json.into(),
            ..self
        }
    }

    /// Adds when the token was made, and that it ends after so long.
    pub fn lifetime(self, lifetime: Duration) -> Self {
        Self {
            lifetime: Some(lifetime),
            ..self
        }
    }

    /// Sends the token there.
    pub fn placement(self, placement: Placement) -> Self {
        Self { placement, ..self }
    }

    /// Reads the time there.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.environment.clock = Arc::new(clock);
        self
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        let token = self.token()?;
        match &self.placement {
            Placement::Header(prefix) => {
                let value = format!("{} {token}", prefix.trim());
                message::put_header(request, AUTHORIZATION, value.trim_start())?;
            }
            Placement::Query(name) => {
                let name = message::given("placement", name)?;
                message::put_query(request.url_mut(), &[(name, &token)]);
            }
        }
        Ok(Ticket(0))
    }

    fn token(&self) -> Result<String, AuthError> {
        let parts = [self.written_header()?, self.written_payload()?];
        let text = parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        let signature = self.algorithm.sign(&self.key()?, &text)?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    fn key(&self) -> Result<Vec<u8>, AuthError> {
        let secret = message::given("secret", self.secret.expose())?;
        if !self.has_base64_secret {
            return Ok(secret.as_bytes().to_vec());
        }
        // Either alphabet, padded or not.
        let plain = secret
            .trim_end_matches('=')
            .replace('-', "+")
            .replace('_', "/");
        let padded = format!("{plain}{}", "=".repeat((4 - plain.len() % 4) % 4));
        let key = STANDARD.decode(padded);
        key.map_err(|_| AuthError::Configuration("secret", "is not base64"))
    }

    fn written_header(&self) -> Result<String, AuthError> {
        let (text, mut header) = parse("header", &self.header)?;
        let name = Value::from(self.algorithm.name());
        if header.get("alg") == Some(&name) {
            return Ok(text.to_owned());
        }
        header.insert("alg".to_owned(), name);
        Ok(Value::Object(header).to_string())
    }

    fn written_payload(&self) -> Result<String, AuthError> {
        let (text, mut payload) = parse("payload", &self.payload)?;
        let Some(lifetime) = self.lifetime else {
            return Ok(text.to_owned());
        };
        let now = self.environment.seconds();
        payload.insert("iat".to_owned(), now.into());
        let end = now.saturating_add(lifetime.as_secs());
        payload.insert("exp".to_owned(), end.into());
        Ok(Value::Object(payload).to_string())
    }
}

impl Authorize for Jwt {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}

/// The text of an object and its members; nothing is an object without any.
fn parse<'t>(
    setting: &'static str,
    json: &'t Secret,
) -> Result<(&'t str, Map<String, Value>), AuthError> {
    let text = match json.expose().trim() {
        "" => "{}",
        _ => json.expose(),
    };
    let members = serde_json::from_str(text)
        .map_err(|_| AuthError::Configuration(setting, "is not a JSON object"))?;
    Ok((text, members))
}
