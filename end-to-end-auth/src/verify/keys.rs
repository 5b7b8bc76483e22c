//! What a server makes of signatures by private keys. Tokens are checked by another library than the one that signs
//! them: the crate `rsa` where `aws-lc-rs` signs, and the other way round.

use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, KeyPair as _, RsaKeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::{Pkcs1v15Sign, PublicKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Checked;

/// A new RSA key: in PEM for the client, and what the server knows of it (RSAPublicKey in DER).
pub fn rsa_key() -> (String, Vec<u8>) {
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der = pair.as_der().unwrap();
    (pem(der.as_ref()), pair.public_key().as_ref().to_vec())
}

/// The same on the curve P-256; the server knows the point.
pub fn curve_key() -> (String, Vec<u8>) {
    let algorithm = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    let pair = signature::EcdsaKeyPair::generate(algorithm).unwrap();
    let der = pair.to_pkcs8v1().unwrap();
    (pem(der.as_ref()), pair.public_key().as_ref().to_vec())
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let lines = lines.join("\n");
    format!("-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n")
}

/// Header and claims of a token that is signed by RS256 or ES256 under this key.
pub fn check_token(token: &str, key: &[u8]) -> Result<(Value, Value), String> {
    let (text, signature) = token.rsplit_once('.').ok_or("no signature")?;
    let decode = |part: &str| {
        URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|error| error.to_string())
    };
    let json = |part: &str| -> Result<Value, String> {
        serde_json::from_slice(&decode(part)?).map_err(|error| error.to_string())
    };
    let (header, claims) = text.split_once('.').ok_or("no claims")?;
    let (header, claims, signature) = (json(header)?, json(claims)?, decode(signature)?);
    match header["alg"].as_str() {
        Some("RS256") => check_rs256(text, &signature, key)?,
        Some("ES256") => UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, key)
            .verify(text.as_bytes(), &signature)
            .map_err(|_| "the signature is wrong")?,
        other => return Err(format!("the algorithm is {other:?}")),
    }
    Ok((header, claims))
}

fn check_rs256(text: &str, signature: &[u8], key: &[u8]) -> Checked {
    let key = PublicKey::from_pkcs1_der(key).map_err(|error| error.to_string())?;
    // RFC 8017 section 9.2, note 1.
    let prefix = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
    let scheme = Pkcs1v15Sign {
        hash_len: Some(32),
        prefix: prefix[..].into(),
    };
    let verified = key.verify(scheme, &Sha256::digest(text), signature);
    verified.map_err(|_| "the signature is wrong".to_owned())
}

/// Checks a signature of RSA-SHA1 in base64.
pub fn check_rsa_sha1(text: &str, signature: &str, key: &[u8]) -> Checked {
    let signature = STANDARD
        .decode(signature)
        .map_err(|error| error.to_string())?;
    let algorithm = &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY;
    let verified = UnparsedPublicKey::new(algorithm, key).verify(text.as_bytes(), &signature);
    verified.map_err(|_| "the signature is wrong".to_owned())
}
