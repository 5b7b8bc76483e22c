//! JWT by a private key: signs claims with RSA or an elliptic curve and sends them as a token.
//!
//! In: a private key in PEM, claims as a JSON object, and for how long a token shall be good. Out: a new token with
//! every request, in a header or a query parameter. Refused: claims or a header that are no JSON object, and what
//! [`KeyAlgorithm`] refuses. Sources: RFC 7515, RFC 7519.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Request;

use super::super::{AuthError, Authorize, BoxFuture, Clock, Placement, Secret, Ticket};
use super::json_token;
use super::private_key::KeyAlgorithm;
use super::signing::Environment;

/// A maker of tokens that are signed with a private key.
#[derive(Clone, Debug)]
pub struct KeyJwt {
    private_key: Secret,
    algorithm: KeyAlgorithm,
    header: Secret,
    payload: Secret,
    lifetime: Option<Duration>,
    placement: Placement,
    environment: Environment,
}

impl KeyJwt {
    /// Tokens under this key: RS256, no claims, sent as `Authorization: Bearer`.
    pub fn new(private_key: impl Into<Secret>) -> Self {
        Self {
            private_key: private_key.into(),
            algorithm: KeyAlgorithm::Rs256,
            header: "".into(),
            payload: "".into(),
            lifetime: None,
            placement: Placement::Header("Bearer".to_owned()),
            environment: Environment::default(),
        }
    }

    /// Signs with this algorithm.
    pub fn algorithm(self, algorithm: KeyAlgorithm) -> Self {
        Self { algorithm, ..self }
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
        let sign = |text: &str| self.algorithm.sign(&self.private_key, text);
        let token = json_token::write(&header, &payload, sign)?;
        json_token::put(request, &self.placement, &token)?;
        Ok(Ticket(0))
    }
}

impl Authorize for KeyJwt {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}
