//! HTTP digest authentication (RFC 7616) with SHA-256 and `qop=auth`.

use sha2::{Digest, Sha256};

use super::{Checked, equal, get, hex, parameters};
use crate::server::Received;

/// What the server sends with its 401.
pub const CHALLENGE: &str =
    "Digest realm=\"r\", nonce=\"fresh\", opaque=\"o\", algorithm=SHA-256, qop=\"auth,auth-int\"";

/// Checks the answer to [`CHALLENGE`], the first with its nonce being number 1.
pub fn check(request: &Received, username: &str, password: &str, number: u32) -> Checked {
    let given = parameters(request, "Digest ")?;
    for (name, expected) in [
        ("username", username),
        ("realm", "r"),
        ("nonce", "fresh"),
        ("uri", &request.target),
        ("qop", "auth"),
        ("opaque", "o"),
        ("algorithm", "SHA-256"),
        ("nc", &format!("{number:08x}")),
    ] {
        equal(name, get(&given, name)?, expected)?;
    }
    let hash = |text: String| hex(Sha256::digest(text));
    let secret = hash(format!("{username}:r:{password}"));
    let action = hash(format!("{}:{}", request.method, request.target));
    let covered = format!("fresh:{number:08x}:{}:auth", get(&given, "cnonce")?);
    equal(
        "response",
        get(&given, "response")?,
        &hash(format!("{secret}:{covered}:{action}")),
    )
}
