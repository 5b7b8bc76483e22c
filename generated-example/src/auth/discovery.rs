//! What an authorization server says about itself.
//!
//! In: its issuer, an https URL. Out: the handle with the addresses that it had none for; nothing that is set is
//! replaced. Refused: metadata of another issuer, endpoints without TLS, redirects, answers over 64 KiB. From then on
//! a redirect that names another issuer ends the login (RFC 9207). Sources: RFC 8414 section 3, OpenID Connect
//! Discovery 1.0 section 4. Feature `discovery`.
#![cfg(feature = "discovery")]

use reqwest::{Method, Request};
use serde_json::{Map, Value};
use url::Url;

use super::config::checked_endpoint;
use super::session::Session;
use super::token::text;
use super::token_endpoint::{read, transport};
use super::{AuthError, OAuth2};

impl OAuth2 {
    /// Takes the addresses that are not set from the server's metadata.
    ///
    /// # Errors
    /// [`AuthError::IssuerMismatch`] for metadata of another issuer, [`AuthError::Configuration`] where there is none.
    pub async fn discover(self, issuer: &str) -> Result<Self, AuthError> {
        let metadata = metadata(self.session(), issuer).await?;
        if text(&metadata, "issuer") != Some(issuer) {
            return Err(AuthError::IssuerMismatch);
        }
        let endpoint = |name: &'static str| {
            let url = text(&metadata, name);
            url.map(|url| checked_endpoint(name, url).map(|_| url.to_owned()))
                .transpose()
        };
        let authorize_url = endpoint("authorization_endpoint")?;
        let token_url = endpoint("token_endpoint")?;
        let revoke_url = endpoint("revocation_endpoint")?;
        let device_url = endpoint("device_authorization_endpoint")?;
        let names_itself = metadata.get("authorization_response_iss_parameter_supported");
        let names_itself = names_itself == Some(&Value::Bool(true));
        Ok(self.configure(|config| {
            for (setting, found) in [
                (&mut config.authorize_url, authorize_url),
                (&mut config.token_url, token_url),
            ] {
                if setting.is_empty() {
                    *setting = found.unwrap_or_default();
                }
            }
            config.revoke_url = config.revoke_url.take().or(revoke_url);
            config.device_url = config.device_url.take().or(device_url);
            config.requires_issuer |= names_itself;
            config.issuer.get_or_insert_with(|| issuer.to_owned());
        }))
    }
}

/// Where RFC 8414 puts it, else where OpenID Connect does.
async fn metadata(session: &Session, issuer: &str) -> Result<Map<String, Value>, AuthError> {
    let issuer = checked_endpoint("issuer", issuer)?;
    let path = issuer.path().trim_end_matches('/').to_owned();
    let places = [
        format!("/.well-known/oauth-authorization-server{path}"),
        format!("{path}/.well-known/openid-configuration"),
    ];
    for place in places {
        let mut url = issuer.clone();
        url.set_path(&place);
        if let Some(found) = get(session, url).await? {
            return Ok(found);
        }
    }
    Err(AuthError::Configuration("issuer", "has no metadata"))
}

/// The object at this address, if the server has one there.
async fn get(session: &Session, url: Url) -> Result<Option<Map<String, Value>>, AuthError> {
    let mut request = Request::new(Method::GET, url.clone());
    *request.timeout_mut() = Some(session.parts.config.token_timeout);
    let answer = session.http_client()?.execute(request).await;
    let mut answer = answer.map_err(transport)?;
    if !answer.status().is_success() || *answer.url() != url {
        return Ok(None);
    }
    let body = read(&mut answer).await?.unwrap_or_default();
    Ok(serde_json::from_slice(&body).ok())
}
