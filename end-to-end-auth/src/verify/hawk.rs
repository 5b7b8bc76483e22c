//! Hawk 1.1, as a server checks it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

use super::{Checked, equal, get, header, hmac_sha1, parameters, recent};
use crate::server::Received;

/// Checks a request that is signed with SHA-1, application and delegation; a body must be hashed.
pub fn check_sha1(request: &Received, id: &str, key: &str) -> Checked {
    let given = parameters(request, "Hawk ")?;
    equal("id", get(&given, "id")?, id)?;
    recent(get(&given, "ts")?.parse().map_err(|_| "no number")?, 60)?;
    let mut hash = "";
    if !request.body.is_empty() {
        let kind = header(request, "content-type")?;
        let kind = kind
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        let mut payload = format!("hawk.1.payload\n{kind}\n").into_bytes();
        payload.extend(&request.body);
        payload.push(b'\n');
        hash = get(&given, "hash")?;
        equal("hash", hash, &STANDARD.encode(Sha1::digest(payload)))?;
    }
    let (host, port) = header(request, "host")?.split_once(':').ok_or("no port")?;
    let text = [
        "hawk.1.header",
        get(&given, "ts")?,
        get(&given, "nonce")?,
        &request.method,
        &request.target,
        host,
        port,
        hash,
        get(&given, "ext")?,
        get(&given, "app")?,
        get(&given, "dlg")?,
        "",
    ]
    .join("\n");
    equal(
        "mac",
        get(&given, "mac")?,
        &STANDARD.encode(hmac_sha1(key, text)),
    )
}
