//! JWT: signs claims with a shared secret and sends them as a token.
//!
//! In: a secret, claims as a JSON object, and for how long a token shall be good. Out: a new token with every request,
//! in a header or a query parameter. The claims are signed as they are written; with a lifetime, `iat` and `exp` are
//! added. Refused: claims or a header that are no JSON object. Sources: RFC 7515, RFC 7518 section 3.2, RFC 7519.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Request;
use sha2::{Sha256, Sha384, Sha512};

use super::super::{AuthError, Authorize, BoxFuture, Clock, Placement, Secret, Ticket};
use super::json_token;
use super::message;
use super::signing::{Environment, hmac};

/// What tokens are signed with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl JwtAlgorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }

    fn sign(self, key: &[u8], text: &str) -> Result<Vec<u8>, AuthError> {
        match self {
            Self::Hs256 => hmac!(Sha256, key, text),
            Self::Hs384 => hmac!(Sha384, key, text),
            Self::Hs512 => hmac!(Sha512, key, text),
        }
    }
}

/// A maker of signed tokens.
#[derive(Clone, Debug)]
pub struct Jwt {
    secret: Secret,
    has_base64_secret: bool,
    algorithm: JwtAlgorithm,
    header: Secret,
    payload: Secret,
    lifetime: Option<Duration>,
    placement: Placement,
    environment: Environment,
}

impl Jwt {
    /// Tokens under this secret: HS256, no claims, sent as `Authorization: Bearer`.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self {
            secret: secret.into(),
            has_base64_secret: false,
            algorithm: JwtAlgorithm::Hs256,
            header: "".into(),
            payload: "".into(),
            lifetime: None,
            placement: Placement::Header("Bearer".to_owned()),
            environment: Environment::default(),
        }
    }

    /// Signs with this algorithm.
    pub fn algorithm(self, algorithm: JwtAlgorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// Says that the secret is written in base64.
    pub fn base64_secret(self, on: bool) -> Self {
        Self {
            has_base64_secret: on,
            ..self
        }
    }

    /// Signs these claims, a JSON object.
    pub fn payload(self, json: impl Into<Secret>) -> Self {
        Self {
            payload: json.into(),
            ..self
        }
    }

    /// Sends this header of the token, a JSON object; `alg` is set in it.
    pub fn header(self, json: impl Into<Secret>) -> Self {
        Self {
            header: json.into(),
            ..self
        }
    }

    /// Adds when the token was made, and that it ends after so long.
    pub fn lifetime(self, lifetime: Duration) -> Self {
        Self {
            lifetime: Some(lifetime),
            ..self
        }
    }

    /// Sends the token there.
    pub fn placement(self, placement: Placement) -> Self {
        Self { placement, ..self }
    }

    /// Reads the time there.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.environment.clock = Arc::new(clock);
        self
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        let header = json_token::header(&self.header, self.algorithm.name())?;
        let payload = json_token::payload(&self.payload, self.lifetime, &self.environment)?;
        let key = self.key()?;
        let sign = |text: &str| self.algorithm.sign(&key, text);
        let token = json_token::write(&header, &payload, sign)?;
        json_token::put(request, &self.placement, &token)?;
        Ok(Ticket(0))
    }

    fn key(&self) -> Result<Vec<u8>, AuthError> {
        let secret = message::given("secret", self.secret.expose())?;
        if !self.has_base64_secret {
            return Ok(secret.as_bytes().to_vec());
        }
        // Either alphabet, padded or not.
        let plain = secret
            .trim_end_matches('=')
            .replace('-', "+")
            .replace('_', "/");
        let padded = format!("{plain}{}", "=".repeat((4 - plain.len() % 4) % 4));
        let key = STANDARD.decode(padded);
        key.map_err(|_| AuthError::Configuration("secret", "is not base64"))
    }
}

impl Authorize for Jwt {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}
