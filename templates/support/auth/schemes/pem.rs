//! Private keys as people keep them: PEM, or a `data:` URI.
//!
//! In: either as text, with its line breaks or without, in quotes or percent-encoded. Out: the bytes in DER. Refused:
//! encrypted keys, and what holds no private key. Source: RFC 7468.
#![cfg(feature = "private-keys")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::super::{AuthError, Secret};
use super::message;

/// The bytes of the key.
pub(super) fn decode(key: &Secret) -> Result<Zeroizing<Vec<u8>>, AuthError> {
    let text = message::given("private_key", key.expose())?.trim();
    let text = text.trim_matches('"');
    let unreadable = |_| AuthError::Configuration("private_key", "is not in PEM");
    let base64 = match text.strip_prefix("data:") {
        Some(uri) => {
            let (_, base64) = uri.split_once(',').unwrap_or_default();
            percent_decoded(base64)
        }
        None => body(text)?,
    };
    STANDARD
        .decode(base64.as_bytes())
        .map(Zeroizing::new)
        .map_err(unreadable)
}

/// What stands between the lines of a private key.
fn body(text: &str) -> Result<Zeroizing<String>, AuthError> {
    let problem = |problem| AuthError::Configuration("private_key", problem);
    let (label, rest) = text
        .split_once("-----BEGIN ")
        .and_then(|(_, rest)| rest.split_once("-----"))
        .ok_or(problem("is not in PEM"))?;
    if label.starts_with("ENCRYPTED") || rest.contains("Proc-Type:") {
        return Err(problem("is encrypted"));
    }
    if !label.ends_with("PRIVATE KEY") {
        return Err(problem("is no private key"));
    }
    let (inside, _) = rest.split_once("-----END").ok_or(problem("is cut short"))?;
    // Where a setting went through JSON twice, line breaks are two letters.
    let inside = inside.replace("\\r", "").replace("\\n", "");
    let letters = inside.chars().filter(|letter| !letter.is_whitespace());
    Ok(Zeroizing::new(letters.collect()))
}

/// Base64 with `%2B`, `%2F` and `%3D` as what they stand for.
fn percent_decoded(base64: &str) -> Zeroizing<String> {
    let pairs = [("%2B", "+"), ("%2F", "/"), ("%3D", "=")];
    let decoded = pairs
        .iter()
        .fold(base64.to_owned(), |text, (code, letter)| {
            text.replace(code, letter)
                .replace(&code.to_ascii_lowercase(), letter)
        });
    Zeroizing::new(decoded)
}
