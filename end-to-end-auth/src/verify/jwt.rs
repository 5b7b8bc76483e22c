//! JSON Web Tokens under a shared secret (RFC 7515).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::{Checked, equal, hmac_sha256, hmac_sha512};

/// Header and claims of a token with a good signature.
pub fn check(token: &str, key: &[u8]) -> Result<(Value, Value), String> {
    let (signed, signature) = token.rsplit_once('.').ok_or("no signature")?;
    let (header, claims) = signed.split_once('.').ok_or("no claims")?;
    let read = |part: &str| -> Result<Value, String> {
        let bytes = URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|error| error.to_string())?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    };
    let header = read(header)?;
    let code = match header["alg"].as_str() {
        Some("HS256") => hmac_sha256(key, signed),
        Some("HS512") => hmac_sha512(key, signed),
        other => return Err(format!("algorithm {other:?}")),
    };
    check_code(signature, &code)?;
    Ok((header, read(claims)?))
}

fn check_code(signature: &str, code: &[u8]) -> Checked {
    equal("signature", signature, &URL_SAFE_NO_PAD.encode(code))
}
