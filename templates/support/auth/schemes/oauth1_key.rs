//! OAuth 1.0a by a private key: RSA in the place of the consumer's secret.
//!
//! In: a private key in PEM. Out: [`OAuth1`] that signs with it. Refused: an encrypted key, a key that is not RSA.
//! Needs the feature `private-keys` of the crate. Sources: RFC 5849 section 3.4.3, RFC 8017 section 8.2.

use std::sync::Arc;

use super::super::{AuthError, Secret};
use super::oauth1::{KeySignature, OAuth1};

/// How a private key signs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeySignatureMethod {
    /// `RSA-SHA1`.
    RsaSha1,
    /// `RSA-SHA256`.
    RsaSha256,
    /// `RSA-SHA512`.
    RsaSha512,
}

impl OAuth1 {
    /// This consumer without a token, with RSA-SHA1, outside of the header.
    pub fn with_private_key(
        consumer_key: impl Into<Secret>,
        private_key: impl Into<Secret>,
    ) -> Self {
        Self::new(consumer_key, private_key).key_signature_method(KeySignatureMethod::RsaSha1)
    }

    /// Signs with this method, if there is a private key.
    pub fn key_signature_method(self, method: KeySignatureMethod) -> Self {
        self.signed_by(Arc::new(method))
    }
}

impl KeySignature for KeySignatureMethod {
    fn name(&self) -> &'static str {
        match self {
            Self::RsaSha1 => "RSA-SHA1",
            Self::RsaSha256 => "RSA-SHA256",
            Self::RsaSha512 => "RSA-SHA512",
        }
    }

    #[cfg(feature = "private-keys")]
    fn sign(&self, key: &Secret, text: &str) -> Result<Vec<u8>, AuthError> {
        signing::sign(*self, key, text.as_bytes())
    }

    #[cfg(not(feature = "private-keys"))]
    fn sign(&self, _key: &Secret, _text: &str) -> Result<Vec<u8>, AuthError> {
        let problem = "the crate's feature `private-keys` is off";
        Err(AuthError::Unsignable(problem))
    }

    fn hash(&self, body: &[u8]) -> Vec<u8> {
        use sha2::Digest as _;
        match self {
            Self::RsaSha1 => sha1::Sha1::digest(body).to_vec(),
            Self::RsaSha256 => sha2::Sha256::digest(body).to_vec(),
            Self::RsaSha512 => sha2::Sha512::digest(body).to_vec(),
        }
    }
}

#[cfg(feature = "private-keys")]
mod signing {
    use rsa::pkcs1::DecodeRsaPrivateKey;
    use rsa::pkcs8::DecodePrivateKey;
    use rsa::{Pkcs1v15Sign, PrivateKey};

    use super::super::super::{AuthError, Secret};
    use super::super::oauth1::KeySignature;
    use super::super::pem::decode;
    use super::KeySignatureMethod;

    /// What stands in front of a hash in the signature (RFC 8017 section 9.2).
    fn prefix(method: KeySignatureMethod) -> &'static [u8] {
        match method {
            KeySignatureMethod::RsaSha1 => {
                b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"
            }
            KeySignatureMethod::RsaSha256 => {
                b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
            }
            KeySignatureMethod::RsaSha512 => {
                b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"
            }
        }
    }

    pub(super) fn sign(
        method: KeySignatureMethod,
        key: &Secret,
        text: &[u8],
    ) -> Result<Vec<u8>, AuthError> {
        let unusable = AuthError::Configuration("private_key", "is no RSA key");
        let der = decode(key)?;
        let key = PrivateKey::from_pkcs8_der(&der)
            .ok()
            .or_else(|| PrivateKey::from_pkcs1_der(&der).ok());
        let hash = method.hash(text);
        let scheme = Pkcs1v15Sign {
            hash_len: Some(hash.len()),
            prefix: prefix(method).into(),
        };
        let signature = key.and_then(|key| key.sign(scheme, &hash).ok());
        signature.ok_or(unusable)
    }
}
