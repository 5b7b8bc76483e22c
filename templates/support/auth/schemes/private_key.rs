//! Private keys that tokens are signed with: RSA and elliptic curves.
//!
//! In: a key in PEM (PKCS#8; PKCS#1 and SEC 1 too) or as a `data:` URI of PKCS#8. Out: signatures as JWS wants them.
//! Refused: an encrypted key, one of another kind than the algorithm, RSA under 2048 bits. Needs the feature
//! `private-keys` of the crate. Sources: RFC 7518 sections 3.3 to 3.5, RFC 7468.

use super::super::{AuthError, Secret};

/// What tokens are signed with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// RSA (PKCS#1 1.5) with SHA-256.
    Rs256,
    /// RSA (PKCS#1 1.5) with SHA-384.
    Rs384,
    /// RSA (PKCS#1 1.5) with SHA-512.
    Rs512,
    /// RSA (PSS) with SHA-256.
    Ps256,
    /// RSA (PSS) with SHA-384.
    Ps384,
    /// RSA (PSS) with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
}

impl KeyAlgorithm {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    /// The signature of a text under a key.
    #[cfg(feature = "private-keys")]
    pub(super) fn sign(self, key: &Secret, text: &str) -> Result<Vec<u8>, AuthError> {
        use aws_lc_rs::signature::{self, EcdsaSigningAlgorithm, RsaEncoding};

        let rsa = |encoding| signing::rsa(key, encoding, text);
        let curve = |algorithm| signing::curve(key, algorithm, text);
        let (encoding, algorithm): (Option<&dyn RsaEncoding>, Option<&EcdsaSigningAlgorithm>) =
            match self {
                Self::Rs256 => (Some(&signature::RSA_PKCS1_SHA256), None),
                Self::Rs384 => (Some(&signature::RSA_PKCS1_SHA384), None),
                Self::Rs512 => (Some(&signature::RSA_PKCS1_SHA512), None),
                Self::Ps256 => (Some(&signature::RSA_PSS_SHA256), None),
                Self::Ps384 => (Some(&signature::RSA_PSS_SHA384), None),
                Self::Ps512 => (Some(&signature::RSA_PSS_SHA512), None),
                Self::Es256 => (None, Some(&signature::ECDSA_P256_SHA256_FIXED_SIGNING)),
                Self::Es384 => (None, Some(&signature::ECDSA_P384_SHA384_FIXED_SIGNING)),
                Self::Es512 => (None, Some(&signature::ECDSA_P521_SHA512_FIXED_SIGNING)),
            };
        encoding
            .map(rsa)
            .or_else(|| algorithm.map(curve))
            .unwrap_or(Err(signing::unusable()))
    }

    /// Nothing is signed without the feature.
    #[cfg(not(feature = "private-keys"))]
    pub(super) fn sign(self, _key: &Secret, _text: &str) -> Result<Vec<u8>, AuthError> {
        let problem = "the crate's feature `private-keys` is off";
        Err(AuthError::Unsignable(problem))
    }
}

#[cfg(feature = "private-keys")]
mod signing {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{EcdsaKeyPair, EcdsaSigningAlgorithm, RsaEncoding, RsaKeyPair};
    use zeroize::Zeroizing;

    use super::super::super::{AuthError, Secret};
    use super::super::pem::decode;

    pub(super) fn unusable() -> AuthError {
        AuthError::Configuration("private_key", "is no key for this algorithm")
    }

    pub(super) fn rsa(
        key: &Secret,
        encoding: &'static dyn RsaEncoding,
        text: &str,
    ) -> Result<Vec<u8>, AuthError> {
        let der: Zeroizing<Vec<u8>> = decode(key)?;
        let pair = RsaKeyPair::from_pkcs8(&der).or_else(|_| RsaKeyPair::from_der(&der));
        let pair = pair.map_err(|_| unusable())?;
        let mut signature = vec![0; pair.public_modulus_len()];
        let signed = pair.sign(
            encoding,
            &SystemRandom::new(),
            text.as_bytes(),
            &mut signature,
        );
        signed.map_err(|_| unusable())?;
        Ok(signature)
    }

    pub(super) fn curve(
        key: &Secret,
        algorithm: &'static EcdsaSigningAlgorithm,
        text: &str,
    ) -> Result<Vec<u8>, AuthError> {
        let der = decode(key)?;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, &der)
            .or_else(|_| EcdsaKeyPair::from_private_key_der(algorithm, &der));
        let pair = pair.map_err(|_| unusable())?;
        let signature = pair.sign(&SystemRandom::new(), text.as_bytes());
        Ok(signature.map_err(|_| unusable())?.as_ref().to_vec())
    }
}
