//! ASAP: tells a service who calls it, by a short-lived token under a private key.
//!
//! In: the key with its id, who sends and who receives. Out: a new token with every request, each with an id of its
//! own (services refuse one they have seen), good for an hour unless set. Further claims are sent as well, and one of
//! these names wins. Refused: what [`KeyAlgorithm`] refuses, a missing issuer or audience, and a `data:` URI whose key
//! has another id. Sources: «Atlassian S2S Authentication Protocol», RFC 7519.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Request;
use serde_json::{Map, Value, json};

use super::super::{AuthError, Authorize, BoxFuture, Clock, Placement, Random, Secret, Ticket};
use super::json_token;
use super::message;
use super::private_key::KeyAlgorithm;
use super::signing::Environment;

/// A maker of tokens for services.
#[derive(Clone, Debug)]
pub struct Asap {
    private_key: Secret,
    key_id: Secret,
    issuer: Secret,
    audience: Secret,
    subject: Secret,
    algorithm: KeyAlgorithm,
    lifetime: Duration,
    claims: Secret,
    environment: Environment,
}

impl Asap {
    /// Tokens of this issuer for this audience, under the key of this id, by RS256.
    pub fn new(
        private_key: impl Into<Secret>,
        key_id: impl Into<Secret>,
        issuer: impl Into<Secret>,
        audience: impl Into<Secret>,
    ) -> Self {
        Self {
            private_key: private_key.into(),
            key_id: key_id.into(),
            issuer: issuer.into(),
            audience: audience.into(),
            subject: "".into(),
            algorithm: KeyAlgorithm::Rs256,
            lifetime: Duration::from_secs(3_600),
            claims: "".into(),
            environment: Environment::default(),
        }
    }

    /// On whose behalf the call is; the issuer unless set.
    pub fn subject(self, subject: impl Into<Secret>) -> Self {
        Self {
            subject: subject.into(),
            ..self
        }
    }

    /// Signs with this algorithm.
    pub fn algorithm(self, algorithm: KeyAlgorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// How many seconds a token is good for.
    pub fn lifetime_seconds(self, seconds: u64) -> Self {
        Self {
            lifetime: Duration::from_secs(seconds),
            ..self
        }
    }

    /// Further claims, a JSON object.
    pub fn claims(self, json: impl Into<Secret>) -> Self {
        Self {
            claims: json.into(),
            ..self
        }
    }

    /// Reads the time there.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.environment.clock = Arc::new(clock);
        self
    }

    /// Takes random bytes from there.
    pub fn random(mut self, random: impl Random) -> Self {
        self.environment.random = Arc::new(random);
        self
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        let claims = self.all_claims()?;
        let key_id = match claims.get("kid").and_then(Value::as_str) {
            Some(key_id) => key_id,
            None => message::given("key_id", self.key_id.expose())?,
        };
        self.check_id(key_id)?;
        let header = json!({ "alg": self.algorithm.name(), "kid": key_id }).to_string();
        let payload = Value::Object(claims).to_string();
        let sign = |text: &str| self.algorithm.sign(&self.private_key, text);
        let token = json_token::write(&header, &payload, sign)?;
        json_token::put(request, &Placement::Header("Bearer".to_owned()), &token)?;
        Ok(Ticket(0))
    }

    fn all_claims(&self) -> Result<Map<String, Value>, AuthError> {
        let (_, mut claims) = json_token::parse("claims", &self.claims)?;
        let now = self.environment.seconds();
        let end = now.saturating_add(self.lifetime.as_secs());
        let known = [
            ("iss", self.issuer.expose().into()),
            ("aud", self.audience.expose().into()),
            ("sub", self.subject.expose().into()),
            ("jti", self.id()?.into()),
            ("iat", now.into()),
            ("exp", end.into()),
        ];
        for (name, value) in known {
            let given = claims.entry(name).or_insert(Value::Null);
            if given.is_null() || given.as_str() == Some("") {
                *given = value;
            }
        }
        let is_empty = |name| claims.get(name).and_then(Value::as_str) == Some("");
        for (name, setting) in [("iss", "issuer"), ("aud", "audience")] {
            if is_empty(name) {
                return Err(AuthError::Configuration(setting, "is not set"));
            }
        }
        if is_empty("sub") {
            let issuer = claims.get("iss").cloned();
            claims.extend(issuer.map(|issuer| ("sub".to_owned(), issuer)));
        }
        Ok(claims)
    }

    /// A random UUID (RFC 9562 section 5.4).
    fn id(&self) -> Result<String, AuthError> {
        let mut bits = u128::from_be_bytes(self.environment.bits()?);
        bits = bits & !(0xf << 76) | 0x4 << 76;
        bits = bits & !(0x3 << 62) | 0x2 << 62;
        let digits = format!("{bits:032x}");
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part));
        Ok(parts.into_iter().flatten().collect::<Vec<_>>().join("-"))
    }

    /// A `data:` URI names the key that it holds.
    fn check_id(&self, key_id: &str) -> Result<(), AuthError> {
        let parameters = self.private_key.expose().trim_matches('"').split(';');
        let named = parameters.map_while(|part| match part.split_once('=') {
            _ if part.starts_with("base64,") => None,
            Some(("kid", named)) => Some(message::respell(named) != message::encode(key_id)),
            _ => Some(false),
        });
        let is_uri = self.private_key.expose().contains("data:");
        match is_uri && named.into_iter().any(|differs| differs) {
            true => Err(AuthError::Configuration(
                "key_id",
                "is not that of the private key",
            )),
            false => Ok(()),
        }
    }
}

impl Authorize for Asap {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}
