//! Tokens of signed JSON in their compact form, whatever signs them.
//!
//! In: header and claims as JSON objects, and a signature of a text. Out: the token, and a request that carries it.
//! The claims are signed as they are written; with a lifetime, `iat` and `exp` are added. Refused: a header or claims
//! that are no JSON object. Sources: RFC 7515, RFC 7519.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Request;
use reqwest::header::AUTHORIZATION;
use serde_json::{Map, Value};

use super::super::{AuthError, Placement, Secret};
use super::message;
use super::signing::Environment;

/// The token of this header and these claims.
pub(super) fn write(
    header: &str,
    payload: &str,
    sign: impl FnOnce(&str) -> Result<Vec<u8>, AuthError>,
) -> Result<String, AuthError> {
    let text = [header, payload]
        .map(|part| URL_SAFE_NO_PAD.encode(part))
        .join(".");
    let signature = sign(&text)?;
    Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Puts a token into a request.
pub(super) fn put(
    request: &mut Request,
    placement: &Placement,
    token: &str,
) -> Result<(), AuthError> {
    match placement {
        Placement::Header(prefix) => {
            let value = format!("{} {token}", prefix.trim());
            message::put_header(request, AUTHORIZATION, value.trim_start())?;
        }
        Placement::Query(name) => {
            let name = message::given("placement", name)?;
            message::put_query(request.url_mut(), &[(name, token)]);
        }
    }
    Ok(())
}

/// A header with the name of the algorithm in it.
pub(super) fn header(json: &Secret, algorithm: &str) -> Result<String, AuthError> {
    let (text, mut header) = parse("header", json)?;
    let name = Value::from(algorithm);
    if header.get("alg") == Some(&name) {
        return Ok(text.to_owned());
    }
    header.insert("alg".to_owned(), name);
    Ok(Value::Object(header).to_string())
}

/// The claims as they are written, or with the time in them.
pub(super) fn payload(
    json: &Secret,
    lifetime: Option<Duration>,
    environment: &Environment,
) -> Result<String, AuthError> {
    let (text, mut payload) = parse("payload", json)?;
    let Some(lifetime) = lifetime else {
        return Ok(text.to_owned());
    };
    let now = environment.seconds();
    payload.insert("iat".to_owned(), now.into());
    let end = now.saturating_add(lifetime.as_secs());
    payload.insert("exp".to_owned(), end.into());
    Ok(Value::Object(payload).to_string())
}

/// The text of an object and its members; nothing is an object without any.
pub(super) fn parse<'t>(
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
