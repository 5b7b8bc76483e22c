//! OAuth 1.0a: signs requests with the secrets of a consumer and of a token.
//!
//! In: both pairs; either the token's is empty or it was got elsewhere. Out: the `oauth_` parameters with a signature
//! by HMAC or with the secrets themselves (PLAINTEXT): in the header, else at the end of a form that is posted or put,
//! else of the query, which is respelled. Refused: a form or a body to be hashed that is streamed.
//! Sources: RFC 5849, OAuth Request Body Hash (draft 4).

use std::fmt::{self, Debug, Formatter};
use std::future::ready;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH};
use reqwest::{Method, Request};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

use super::super::{AuthError, Authorize, BoxFuture, Clock, Random, Secret, Ticket};
use super::message::{self, encode};
use super::signing::{Environment, hmac};

/// How OAuth 1.0a proves who sends a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// `HMAC-SHA1`.
    HmacSha1,
    /// `HMAC-SHA256`.
    HmacSha256,
    /// `HMAC-SHA512`.
    HmacSha512,
    /// `PLAINTEXT`: the secrets as they are. Only over TLS.
    Plaintext,
}

impl SignatureMethod {
    fn name(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha256 => "HMAC-SHA256",
            Self::HmacSha512 => "HMAC-SHA512",
            Self::Plaintext => "PLAINTEXT",
        }
    }

    fn sign(self, key: &str, text: &str) -> Result<String, AuthError> {
        Ok(match self {
            Self::HmacSha1 => STANDARD.encode(hmac!(Sha1, key, text)?),
            Self::HmacSha256 => STANDARD.encode(hmac!(Sha256, key, text)?),
            Self::HmacSha512 => STANDARD.encode(hmac!(Sha512, key, text)?),
            Self::Plaintext => key.to_owned(),
        })
    }

    fn hash(self, body: &[u8]) -> Option<String> {
        match self {
            Self::HmacSha1 => Some(STANDARD.encode(Sha1::digest(body))),
            Self::HmacSha256 => Some(STANDARD.encode(Sha256::digest(body))),
            Self::HmacSha512 => Some(STANDARD.encode(Sha512::digest(body))),
            Self::Plaintext => None,
        }
    }
}

/// A signature by something else than the secrets.
pub(super) trait KeySignature: Send + Sync {
    fn name(&self) -> &'static str;
    fn sign(&self, key: &Secret, text: &str) -> Result<Vec<u8>, AuthError>;
    fn hash(&self, body: &[u8]) -> Vec<u8>;
}

/// Credentials of OAuth 1.0a.
#[derive(Clone)]
pub struct OAuth1 {
    consumer_key: Secret,
    consumer_secret: Secret,
    token: Secret,
    token_secret: Secret,
    method: SignatureMethod,
    /// Signs with what the consumer's secret holds, in the method's place.
    key_method: Option<Arc<dyn KeySignature>>,
    version: String,
    realm: String,
    callback: String,
    verifier: Secret,
    hashes_body: bool,
    in_header: bool,
    sends_empty: bool,
    nonce: Option<String>,
    environment: Environment,
}

impl OAuth1 {
    /// This consumer without a token, with HMAC-SHA1, outside of the header.
    pub fn new(consumer_key: impl Into<Secret>, consumer_secret: impl Into<Secret>) -> Self {
        Self {
            consumer_key: consumer_key.into(),
            consumer_secret: consumer_secret.into(),
            token: "".into(),
            token_secret: "".into(),
            method: SignatureMethod::HmacSha1,
            key_method: None,
            version: String::new(),
            realm: String::new(),
            callback: String::new(),
            verifier: "".into(),
            hashes_body: false,
            in_header: false,
            sends_empty: false,
            nonce: None,
            environment: Environment::default(),
        }
    }

    /// Signs for this token.
    pub fn token(self, token: impl Into<Secret>, token_secret: impl Into<Secret>) -> Self {
        Self {
            token: token.into(),
            token_secret: token_secret.into(),
            ..self
        }
    }

    /// Signs with this method.
    pub fn signature_method(self, method: SignatureMethod) -> Self {
        Self { method, ..self }
    }

    #[allow(dead_code, reason = "only where a collection has a private key")]
    pub(super) fn signed_by(self, method: Arc<dyn KeySignature>) -> Self {
        Self {
            key_method: Some(method),
            ..self
        }
    }

    /// Sends and signs this version, `1.0`; none is sent unless set.
    pub fn version(self, version: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            ..self
        }
    }

    /// Names this realm in the header.
    pub fn realm(self, realm: impl Into<String>) -> Self {
        Self {
            realm: realm.into(),
            ..self
        }
    }

    /// Sends and signs this callback, for requests of a temporary token.
    pub fn callback(self, callback: impl Into<String>) -> Self {
        Self {
            callback: callback.into(),
            ..self
        }
    }

    /// Sends and signs this verifier, for requests of a lasting token.
    pub fn verifier(self, verifier: impl Into<Secret>) -> Self {
        Self {
            verifier: verifier.into(),
            ..self
        }
    }

    /// Signs bodies that are no forms as well, by their hash.
    pub fn body_hash(self, on: bool) -> Self {
        Self {
            hashes_body: on,
            ..self
        }
    }

    /// Sends the parameters in the `Authorization` header.
    pub fn in_header(self, on: bool) -> Self {
        Self {
            in_header: on,
            ..self
        }
    }

    /// Sends and signs token and version although they are empty.
    pub fn empty_parameters(self, on: bool) -> Self {
        Self {
            sends_empty: on,
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
        let form = read_form(request)?;
        message::respell_query(request.url_mut());
        // What an earlier signing left behind would be signed and read twice.
        let query = message::drop_fields(request.url().query().unwrap_or_default(), &PARAMETERS);
        let form = form.map(|form| message::drop_fields(&form, &PARAMETERS));
        let mut parameters = self.parameters(request, form.is_some())?;
        let signature = self.sign(request, &parameters, &query, form.as_deref())?;
        parameters.push(("oauth_signature", signature));
        self.place(request, &parameters, query, form)?;
        Ok(Ticket(0))
    }

    /// All but the signature.
    fn parameters(
        &self,
        request: &Request,
        is_form: bool,
    ) -> Result<Vec<(&'static str, String)>, AuthError> {
        let body_hash = if self.hashes_body && !is_form {
            let body = message::body(request)?.unwrap_or_default();
            match &self.key_method {
                Some(method) => STANDARD.encode(method.hash(body)),
                None => self.method.hash(body).unwrap_or_default(),
            }
        } else {
            String::new()
        };
        let consumer_key = message::given("consumer_key", self.consumer_key.expose())?;
        let optional =
            |value: &str, sends_empty| (sends_empty || !value.is_empty()).then(|| value.to_owned());
        let parameters = [
            ("oauth_consumer_key", Some(consumer_key.to_owned())),
            (
                "oauth_token",
                optional(self.token.expose(), self.sends_empty),
            ),
            (
                "oauth_signature_method",
                Some(self.method_name().to_owned()),
            ),
            (
                "oauth_timestamp",
                Some(self.environment.seconds().to_string()),
            ),
            (
                "oauth_nonce",
                Some(self.environment.nonce(self.nonce.as_ref())?),
            ),
            ("oauth_version", optional(&self.version, self.sends_empty)),
            ("oauth_body_hash", optional(&body_hash, false)),
            ("oauth_callback", optional(&self.callback, false)),
            ("oauth_verifier", optional(self.verifier.expose(), false)),
        ];
        let given = parameters.into_iter();
        Ok(given
            .filter_map(|(name, value)| Some((name, value?)))
            .collect())
    }

    fn method_name(&self) -> &'static str {
        let by_key = self.key_method.as_ref().map(|method| method.name());
        by_key.unwrap_or_else(|| self.method.name())
    }

    /// The signature of RFC 5849 section 3.4.
    fn sign(
        &self,
        request: &Request,
        parameters: &[(&str, String)],
        query: &str,
        form: Option<&str>,
    ) -> Result<String, AuthError> {
        let others = message::fields(query).chain(message::fields(form.unwrap_or_default()));
        let others = others.map(|(name, value)| (name, value.unwrap_or_default()));
        let ours = parameters
            .iter()
            .map(|(name, value)| (encode(name), encode(value)));
        let mut all: Vec<_> = others.chain(ours).collect();
        all.sort();
        let all: Vec<_> = all
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let url = request.url();
        let place = format!(
            "{}://{}{}",
            url.scheme(),
            message::host(request).to_ascii_lowercase(),
            url.path()
        );
        let text = [request.method().as_str(), &place, &all.join("&")]
            .map(encode)
            .join("&");
        if let Some(method) = &self.key_method {
            message::given("private_key", self.consumer_secret.expose())?;
            return Ok(STANDARD.encode(method.sign(&self.consumer_secret, &text)?));
        }
        let secret = message::given("consumer_secret", self.consumer_secret.expose())?;
        let key = format!("{}&{}", encode(secret), encode(self.token_secret.expose()));
        self.method.sign(&key, &text)
    }

    fn place(
        &self,
        request: &mut Request,
        parameters: &[(&str, String)],
        mut query: String,
        mut form: Option<String>,
    ) -> Result<(), AuthError> {
        let pairs: Vec<_> = parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        request.headers_mut().remove(AUTHORIZATION);
        let in_form = matches!(*request.method(), Method::POST | Method::PUT);
        if self.in_header {
            let realm = Some(("realm", self.realm.as_str())).filter(|(_, realm)| !realm.is_empty());
            let all = realm.into_iter().chain(pairs);
            let all = all.map(|(name, value)| format!("{name}=\"{}\"", encode(value)));
            let header = format!("OAuth {}", all.collect::<Vec<_>>().join(", "));
            message::put_header(request, AUTHORIZATION, &header)?;
        } else if let Some(form) = form.as_mut().filter(|_| in_form) {
            *form = message::put_fields(form, &pairs);
        } else {
            query = message::put_fields(&query, &pairs);
        }
        request
            .url_mut()
            .set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
        if let Some(form) = form {
            *request.body_mut() = Some(form.into());
            request.headers_mut().remove(CONTENT_LENGTH);
        }
        Ok(())
    }
}

impl Authorize for OAuth1 {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}

impl Debug for OAuth1 {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let mut debug = to.debug_struct("OAuth1");
        let debug = debug.field("consumer_key", &self.consumer_key);
        debug
            .field("method", &self.method_name())
            .finish_non_exhaustive()
    }
}

/// Parameters of the protocol, which only a signing puts into a request.
const PARAMETERS: [&str; 10] = [
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_version",
    "oauth_body_hash",
    "oauth_callback",
    "oauth_verifier",
    "oauth_signature",
];

/// The body, if it is a form, whose fields are signed.
fn read_form(request: &Request) -> Result<Option<String>, AuthError> {
    if message::content_type(request) != "application/x-www-form-urlencoded" {
        return Ok(None);
    }
    let Some(body) = message::body(request)? else {
        return Ok(None);
    };
    let form = String::from_utf8(body.to_vec());
    form.map(Some)
        .map_err(|_| AuthError::Unsignable("its form is not text"))
}
