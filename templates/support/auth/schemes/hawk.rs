//! Hawk: signs the request line, host, time and, if wanted, the body with a shared key.
//!
//! In: id and key. Out: `Authorization: Hawk`. A server that finds the clock wrong tells its own time, signed; the
//! difference is kept, and the request sent once more. Refused: a streamed body whose hash is wanted.
//! Source: the Hawk scheme, version 1.1.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::super::{AuthError, Authorize, BoxFuture, Clock, Random, Secret, Ticket};
use super::message::{self, parameter, quote};
use super::signing::{Environment, hmac};

/// What Hawk signs with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum HawkAlgorithm {
    /// `sha1`.
    Sha1,
    /// `sha256`.
    Sha256,
}

/// Credentials of the scheme `Hawk`. Clones share what was learnt about the server's clock.
#[derive(Clone, Debug)]
pub struct Hawk {
    id: Secret,
    key: Secret,
    algorithm: HawkAlgorithm,
    extra: String,
    application: String,
    delegation: String,
    hashes_body: bool,
    nonce: Option<String>,
    environment: Environment,
    /// Seconds that the server's clock is ahead.
    ahead: Arc<AtomicI64>,
}

impl Hawk {
    /// This id and key, with SHA-256.
    pub fn new(id: impl Into<Secret>, key: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            key: key.into(),
            algorithm: HawkAlgorithm::Sha256,
            extra: String::new(),
            application: String::new(),
            delegation: String::new(),
            hashes_body: false,
            nonce: None,
            environment: Environment::default(),
            ahead: Arc::default(),
        }
    }

    /// Signs with this algorithm.
    pub fn algorithm(self, algorithm: HawkAlgorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// Sends and signs this as `ext`.
    pub fn extra(self, extra: impl Into<String>) -> Self {
        Self {
            extra: extra.into(),
            ..self
        }
    }

    /// Sends and signs this as `app`.
    pub fn application(self, application: impl Into<String>) -> Self {
        Self {
            application: application.into(),
            ..self
        }
    }

    /// Sends and signs this as `dlg`, which counts only beside an application.
    pub fn delegation(self, delegation: impl Into<String>) -> Self {
        Self {
            delegation: delegation.into(),
            ..self
        }
    }

    /// Signs the body as well.
    pub fn payload_hash(self, on: bool) -> Self {
        Self {
            hashes_body: on,
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
        let id = message::given("id", self.id.expose())?;
        let ahead = self.ahead.load(Ordering::Relaxed);
        let time = self.environment.seconds().saturating_add_signed(ahead);
        let nonce = self.environment.nonce(self.nonce.as_ref())?;
        let hash = match message::body(request) {
            Ok(Some(body)) if self.hashes_body && !body.is_empty() => self.hash(request, body),
            Err(error) if self.hashes_body => return Err(error),
            _ => String::new(),
        };
        let (host, port) = place(request);
        let (method, target) = (request.method(), message::target(request.url()));
        let extra = self.extra.replace('\\', "\\\\");
        let mut text = format!(
            "hawk.1.header\n{time}\n{nonce}\n{method}\n{target}\n{host}\n{port}\n{hash}\n{extra}\n"
        );
        if !self.application.is_empty() {
            text.push_str(&format!("{}\n{}\n", self.application, self.delegation));
        }
        let code = STANDARD.encode(self.sign(&text)?);
        let mut answer = format!(
            "Hawk id={}, ts=\"{time}\", nonce={}",
            quote(id),
            quote(&nonce)
        );
        let delegation = if self.application.is_empty() {
            ""
        } else {
            &self.delegation
        };
        let parameters = [
            ("hash", hash.as_str()),
            ("ext", &self.extra),
            ("mac", &code),
            ("app", &self.application),
            ("dlg", delegation),
        ];
        for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
            answer.push_str(&format!(", {name}={}", quote(value)));
        }
        message::put_header(request, AUTHORIZATION, &answer)?;
        Ok(Ticket(0))
    }

    fn hash(&self, request: &Request, body: &[u8]) -> String {
        let kind = message::content_type(request);
        let text = [format!("hawk.1.payload\n{kind}\n").as_bytes(), body, b"\n"].concat();
        match self.algorithm {
            HawkAlgorithm::Sha1 => STANDARD.encode(Sha1::digest(text)),
            HawkAlgorithm::Sha256 => STANDARD.encode(Sha256::digest(text)),
        }
    }

    fn sign(&self, text: &str) -> Result<Vec<u8>, AuthError> {
        let key = message::given("key", self.key.expose())?;
        match self.algorithm {
            HawkAlgorithm::Sha1 => hmac!(Sha1, key, text),
            HawkAlgorithm::Sha256 => hmac!(Sha256, key, text),
        }
    }

    /// Takes the server's time over, if it is the server that tells it.
    fn learn(&self, headers: &HeaderMap) -> Result<bool, AuthError> {
        for challenge in message::challenges(headers, "Hawk") {
            let (time, code) = (parameter(&challenge, "ts"), parameter(&challenge, "tsm"));
            let (Some(text), Some(code)) = (time, code) else {
                continue;
            };
            let expected = STANDARD.encode(self.sign(&format!("hawk.1.ts\n{text}\n"))?);
            if let Ok(time) = text.parse::<u64>()
                && Secret::new(expected).matches(code)
            {
                let ahead = time.wrapping_sub(self.environment.seconds()).cast_signed();
                return Ok(self.ahead.swap(ahead, Ordering::Relaxed) != ahead);
            }
        }
        Ok(false)
    }
}

impl Authorize for Hawk {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }

    fn challenged<'a>(
        &'a self,
        _ticket: Ticket,
        headers: &'a HeaderMap,
    ) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(ready(self.learn(headers)))
    }
}

/// Host and port as the server finds them in the `Host` header.
fn place(request: &Request) -> (String, String) {
    let host = message::host(request).to_ascii_lowercase();
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((name, port)) = host.rsplit_once(':')
        && is_port(port)
    {
        return (name.to_owned(), port.to_owned());
    }
    let port = if request.url().scheme() == "https" {
        "443"
    } else {
        "80"
    };
    (host, port.to_owned())
}
