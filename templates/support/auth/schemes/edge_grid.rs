//! EdgeGrid: signs requests to Akamai's interfaces.
//!
//! In: client token, client secret, access token. Out: `Authorization: EG1-HMAC-SHA256`. Signed are method, host,
//! target, time, the headers asked for, and of a POST the beginning of the body. Refused: a POST of a streamed body.
//! Source: Akamai, «Authenticate with EdgeGrid».

use std::future::ready;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::AUTHORIZATION;
use reqwest::{Method, Request};
use sha2::{Digest as _, Sha256};

use super::super::{AuthError, Authorize, BoxFuture, Clock, Random, Secret, Ticket};
use super::message::{self, hex};
use super::signing::{self, Environment, hmac};

/// Credentials of an Akamai client.
#[derive(Clone, Debug)]
pub struct EdgeGrid {
    client_token: Secret,
    client_secret: Secret,
    access_token: Secret,
    headers: Vec<String>,
    max_body: usize,
    nonce: Option<String>,
    environment: Environment,
}

impl EdgeGrid {
    /// This client; no headers are signed, and 128 KiB of a body.
    pub fn new(
        client_token: impl Into<Secret>,
        client_secret: impl Into<Secret>,
        access_token: impl Into<Secret>,
    ) -> Self {
        Self {
            client_token: client_token.into(),
            client_secret: client_secret.into(),
            access_token: access_token.into(),
            headers: Vec::new(),
            max_body: 131_072,
            nonce: None,
            environment: Environment::default(),
        }
    }

    /// Signs these headers, in this order, where a request has them.
    pub fn headers_to_sign(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            headers: names.into_iter().map(Into::into).collect(),
            ..self
        }
    }

    /// Signs so many bytes of a body.
    pub fn max_body_size(self, bytes: usize) -> Self {
        Self {
            max_body: bytes,
            ..self
        }
    }

    /// Sends this nonce instead of random ones; for tests, since servers refuse a nonce they have seen.
    pub fn nonce(self, nonce: impl Into<String>) -> Self {
        Self {
            nonce: Some(nonce.into()),
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
        let secret = message::given("client_secret", self.client_secret.expose())?;
        let now = signing::calendar(self.environment.clock.now(), ":", "+0000");
        let header = format!(
            "EG1-HMAC-SHA256 client_token={};access_token={};timestamp={now};nonce={};",
            message::given("client_token", self.client_token.expose())?,
            message::given("access_token", self.access_token.expose())?,
            self.next_nonce()?
        );
        let url = request.url();
        let text = [
            request.method().as_str(),
            url.scheme(),
            &message::host(request).to_ascii_lowercase(),
            &message::target(url),
            &self.headers(request),
            &self.body_hash(request)?,
            &header,
        ];
        let key = STANDARD.encode(hmac!(Sha256, secret, now)?);
        let signature = STANDARD.encode(hmac!(Sha256, key, text.join("\t"))?);
        message::put_header(
            request,
            AUTHORIZATION,
            &format!("{header}signature={signature}"),
        )?;
        Ok(Ticket(0))
    }

    /// The nonce that was set, or else a UUID of version 4 (RFC 9562 section 5.4).
    fn next_nonce(&self) -> Result<String, AuthError> {
        if let Some(nonce) = &self.nonce {
            return Ok(nonce.clone());
        }
        let bits = u128::from_be_bytes(self.environment.bits()?);
        let version = (bits & !(0xf << 76) | 0x4 << 76) & !(0x3 << 62) | 0x2 << 62;
        let bytes = version.to_be_bytes();
        let parts = [
            &bytes[..4],
            &bytes[4..6],
            &bytes[6..8],
            &bytes[8..10],
            &bytes[10..],
        ];
        Ok(parts.map(hex).join("-"))
    }

    fn headers(&self, request: &Request) -> String {
        let lines = self.headers.iter().filter_map(|name| {
            let name = name.trim().to_ascii_lowercase();
            let value = request.headers().get(&name)?.to_str().ok()?;
            let words: Vec<_> = value.split_whitespace().collect();
            (!words.is_empty()).then(|| format!("{name}:{}", words.join(" ")))
        });
        lines.collect::<Vec<_>>().join("\t")
    }

    fn body_hash(&self, request: &Request) -> Result<String, AuthError> {
        if request.method() != Method::POST {
            return Ok(String::new());
        }
        let body = message::body(request)?.unwrap_or_default();
        let signed = body.get(..self.max_body).unwrap_or(body);
        Ok(match signed {
            [] => String::new(),
            signed => STANDARD.encode(Sha256::digest(signed)),
        })
    }
}

impl Authorize for EdgeGrid {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}
