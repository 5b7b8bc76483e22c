//! AWS Signature Version 4: signs a request for one service in one region.
//!
//! In: access key and secret key. Out: the signature in headers or in the query. Signed are method, path, query, host,
//! content type, `x-amz-` headers and the body. Path and query are respelled, because services read other spellings
//! differently. Refused: a streamed body, unless `x-amz-content-sha256` stands for it.
//! Source: AWS, «Create a signed API request».

use std::future::ready;
use std::sync::Arc;

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use sha2::{Digest as _, Sha256};

use super::super::{AuthError, Authorize, BoxFuture, Clock, Secret, Ticket};
use super::message::{self, encode, hex, respell};
use super::signing::{self, Environment, hmac};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// Credentials for services of AWS.
#[derive(Clone, Debug)]
pub struct AwsV4 {
    access_key: Secret,
    secret_key: Secret,
    session_token: Secret,
    region: String,
    service: String,
    in_query: bool,
    environment: Environment,
}

impl AwsV4 {
    /// These keys, for the service `execute-api` in `us-east-1`.
    pub fn new(access_key: impl Into<Secret>, secret_key: impl Into<Secret>) -> Self {
        Self {
            access_key: access_key.into(),
            secret_key: secret_key.into(),
            session_token: "".into(),
            region: "us-east-1".to_owned(),
            service: "execute-api".to_owned(),
            in_query: false,
            environment: Environment::default(),
        }
    }

    /// Signs for this region.
    pub fn region(self, region: impl Into<String>) -> Self {
        Self {
            region: region.into(),
            ..self
        }
    }

    /// Signs for this service.
    pub fn service(self, service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            ..self
        }
    }

    /// Sends the token that belongs to temporary keys.
    pub fn session_token(self, session_token: impl Into<Secret>) -> Self {
        Self {
            session_token: session_token.into(),
            ..self
        }
    }

    /// Sends the signature in the query. Unsafe: URLs end up in logs.
    pub fn in_query(self, on: bool) -> Self {
        Self {
            in_query: on,
            ..self
        }
    }

    /// Reads the time there.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.environment.clock = Arc::new(clock);
        self
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        let access_key = message::given("access_key", self.access_key.expose())?;
        let now = signing::calendar(self.environment.clock.now(), "", "Z");
        let day = now.split('T').next().unwrap_or_default();
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let credential = format!("{access_key}/{scope}");
        let path: Vec<_> = request.url().path().split('/').map(respell).collect();
        request.url_mut().set_path(&path.join("/"));
        message::respell_query(request.url_mut());
        for name in [AUTHORIZATION, DATE, TOKEN] {
            request.headers_mut().remove(name);
        }
        if self.in_query {
            let signed = signed_headers(request, false);
            self.put_parameters(request, &now, &credential, &names(&signed));
            let hash = match self.service.as_str() {
                "s3" if !request.headers().contains_key(HASH) => "UNSIGNED-PAYLOAD".to_owned(),
                _ => payload_hash(request)?,
            };
            let signature = self.sign(request, &signed, &hash, &now, &scope)?;
            message::put_query(request.url_mut(), &[("X-Amz-Signature", &signature)]);
        } else {
            self.put_headers(request, &now)?;
            let signed = signed_headers(request, true);
            let hash = payload_hash(request)?;
            let signature = self.sign(request, &signed, &hash, &now, &scope)?;
            let header = format!(
                "{ALGORITHM} Credential={credential}, SignedHeaders={}, Signature={signature}",
                names(&signed)
            );
            message::put_header(request, AUTHORIZATION, &header)?;
        }
        Ok(Ticket(0))
    }

    fn put_headers(&self, request: &mut Request, now: &str) -> Result<(), AuthError> {
        message::put_header(request, DATE, now)?;
        let token = self.session_token.expose();
        if !token.is_empty() {
            message::put_header(request, TOKEN, token)?;
        }
        // A body that is not in memory fails here too.
        let hash = payload_hash(request)?;
        let has_body =
            message::body(request).is_ok_and(|body| body.is_some_and(|body| !body.is_empty()));
        if has_body || self.service == "s3" {
            message::put_header(request, HASH, &hash)?;
        }
        Ok(())
    }

    fn put_parameters(&self, request: &mut Request, now: &str, credential: &str, signed: &str) {
        let url = request.url_mut();
        let is_limited = url.query_pairs().any(|(name, _)| name == "X-Amz-Expires");
        // S3 wants to know how long the URL is good for; a day, as Postman says.
        if self.service == "s3" && !is_limited {
            message::put_query(url, &[("X-Amz-Expires", "86400")]);
        }
        let token = self.session_token.expose();
        if !token.is_empty() {
            message::put_query(url, &[("X-Amz-Security-Token", token)]);
        }
        let parameters = [
            ("X-Amz-Algorithm", ALGORITHM),
            ("X-Amz-Credential", credential),
            ("X-Amz-Date", now),
            ("X-Amz-SignedHeaders", signed),
        ];
        message::put_query(url, &parameters);
        let unsigned = message::drop_fields(url.query().unwrap_or_default(), &["X-Amz-Signature"]);
        url.set_query(Some(&unsigned));
    }

    fn sign(
        &self,
        request: &Request,
        headers: &[(String, String)],
        hash: &str,
        now: &str,
        scope: &str,
    ) -> Result<String, AuthError> {
        let fields = message::fields(request.url().query().unwrap_or_default());
        let mut fields: Vec<_> = fields
            .map(|(name, value)| (name, value.unwrap_or_default()))
            .collect();
        fields.sort();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let lines: String = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        let canonical = format!(
            "{}\n{}\n{}\n{lines}\n{}\n{hash}",
            request.method(),
            self.canonical_path(request.url().path()),
            fields.join("&"),
            names(headers)
        );
        let canonical = hex(&Sha256::digest(canonical));
        let text = format!("{ALGORITHM}\n{now}\n{scope}\n{canonical}");
        let secret = message::given("secret_key", self.secret_key.expose())?;
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in scope.split('/') {
            key = hmac!(Sha256, key, part)?;
        }
        Ok(hex(&hmac!(Sha256, key, text)?))
    }

    /// As sent for S3; for all others without empty segments, and encoded once more.
    fn canonical_path(&self, path: &str) -> String {
        if self.service == "s3" {
            return path.to_owned();
        }
        let segments: Vec<_> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .collect();
        let end = if path.ends_with('/') && !segments.is_empty() {
            "/"
        } else {
            ""
        };
        let segments: Vec<_> = segments.iter().map(encode).collect();
        format!("/{}{end}", segments.join("/"))
    }
}

impl Authorize for AwsV4 {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}

/// The hash of the body, or what the request itself says in its place.
fn payload_hash(request: &Request) -> Result<String, AuthError> {
    let given = request.headers().get(HASH);
    match given.and_then(|given| given.to_str().ok()) {
        Some(given) => Ok(given.to_owned()),
        None => Ok(hex(&Sha256::digest(
            message::body(request)?.unwrap_or_default(),
        ))),
    }
}

/// Host, `x-amz-` headers and perhaps the content type: what nothing on the way changes.
fn signed_headers(request: &Request, has_content_type: bool) -> Vec<(String, String)> {
    let headers = request.headers();
    let mut signed = vec![("host".to_owned(), message::host(request))];
    for name in headers.keys() {
        let is_signed =
            name.as_str().starts_with("x-amz-") || has_content_type && name == CONTENT_TYPE;
        if is_signed {
            let values = headers.get_all(name).iter().map(|value| {
                let text = String::from_utf8_lossy(value.as_bytes());
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            });
            signed.push((name.to_string(), values.collect::<Vec<_>>().join(",")));
        }
    }
    signed.sort();
    signed
}

fn names(headers: &[(String, String)]) -> String {
    let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
    names.join(";")
}
