//! Akamai's EdgeGrid, as its servers check it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{Checked, equal, header, hmac_sha256, recent, seconds_of};
use crate::server::Received;

/// Checks a request of which these headers and so many bytes are signed.
pub fn check(request: &Received, secret: &str, headers: &[&str], most: usize) -> Checked {
    let value = header(request, "authorization")?;
    let (unsigned, signature) = value.split_once("signature=").ok_or("no signature")?;
    let field = |name: &str| {
        let (_, rest) = unsigned.split_once(&format!("{name}="))?;
        rest.split(';').next()
    };
    let timestamp = field("timestamp").ok_or("no timestamp")?;
    field("nonce")
        .filter(|nonce| nonce.len() == 36)
        .ok_or("no UUID")?;
    recent(seconds_of(timestamp)?, 30)?;
    let signed: Vec<String> = headers
        .iter()
        .filter_map(|name| {
            Some(format!(
                "{}:{}",
                name.to_lowercase(),
                request.header(name)?.trim()
            ))
        })
        .collect();
    let body = match request.method.as_str() {
        "POST" => STANDARD.encode(Sha256::digest(
            &request.body[..request.body.len().min(most)],
        )),
        _ => String::new(),
    };
    let text = [
        &request.method,
        "http",
        header(request, "host")?,
        &request.target,
        &signed.join("\t"),
        &body,
        unsigned,
    ]
    .join("\t");
    let key = STANDARD.encode(hmac_sha256(secret, timestamp));
    equal(
        "signature",
        signature,
        &STANDARD.encode(hmac_sha256(key, text)),
    )
}
