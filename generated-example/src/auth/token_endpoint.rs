//! Requests to the token and revocation endpoints.
//!
//! In: form parameters; the client's id and secret are added as configured. Out: a JSON object, or a
//! typed error. The `error` member decides what an answer means, whatever its status (RFC 6749 section
//! 5.2): some servers send `invalid_grant` with 401. Refused: redirects (they would carry credentials
//! along), answers over 64 KiB, endpoints without TLS. Errors hold no part of the answer but its error
//! code and description, and no URL.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Request, Response};
use serde_json::{Map, Value};
use url::form_urlencoded::{Serializer, byte_serialize};

use super::config::checked_endpoint;
use super::observer::Observer;
use super::token::text;
use super::{AuthError, ClientAuthentication, OAuth2Config, Parameter, Refusal, Secret, SendAs};

const LARGEST_ANSWER: usize = 64 * 1024;
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(300);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A form for one endpoint.
pub(super) struct TokenRequest<'a> {
    /// The setting that `url` comes from, for errors.
    pub(super) setting: &'static str,
    pub(super) url: &'a str,
    pub(super) form: Vec<(&'a str, &'a str)>,
    pub(super) extra: &'a [Parameter],
}

/// A client that follows no redirects. It keeps no connections either: token requests are rare, and one
/// that fails on a connection closed meanwhile leaves it open whether the refresh token was spent.
pub(super) fn default_client() -> Result<Client, AuthError> {
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_max_idle_per_host(0);
    let problem = |_| AuthError::Configuration("http_client", "cannot be built");
    client.build().map_err(problem)
}

impl TokenRequest<'_> {
    /// Sends the form; `Ok` is the object in an answer with a success status and no error.
    pub(super) async fn send(
        &self,
        client: &Client,
        config: &OAuth2Config,
        observer: &Observer,
    ) -> Result<Map<String, Value>, AuthError> {
        let request = self.build(config, observer)?;
        let (url, started) = (request.url().clone(), Instant::now());
        let answer = client.execute(request).await.map_err(transport);
        observer.after(self.setting, &answer, started.elapsed());
        let mut response = answer?;
        let status = response.status();
        let unusable = |problem, retry_after| AuthError::TokenEndpoint {
            status: status.as_u16(),
            problem,
            retry_after,
        };
        if *response.url() != url {
            return Err(AuthError::Configuration("http_client", "follows redirects"));
        }
        if status.is_redirection() {
            return Err(unusable("redirects are refused", None));
        }
        let header = retry_after(response.headers());
        let body = read(&mut response).await?;
        let body = body.ok_or_else(|| unusable("the answer is too large", None))?;
        let retry_after = header.or_else(|| told_wait(&body));
        let object: Map<String, Value> = serde_json::from_slice(&body).unwrap_or_default();
        match text(&object, "error") {
            Some(error) => Err(self
                .refusal(error, text(&object, "error_description"), config)
                .unwrap_or_else(|| unusable("an error of an unknown kind", retry_after))),
            None if status.is_success() => Ok(object),
            None => Err(unusable("an error status", retry_after)),
        }
    }

    /// Credentials come last, when everybody has seen the request.
    fn build(&self, config: &OAuth2Config, observer: &Observer) -> Result<Request, AuthError> {
        let url = checked_endpoint(self.setting, self.url)?;
        let mut request = Request::new(reqwest::Method::POST, url);
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, form_type);
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(ACCEPT, json);
        observer.before(self.setting, &mut request);
        let mut headers = HeaderMap::new();
        let mut form = Serializer::new(String::new());
        form.extend_pairs(&self.form);
        add_client(config, &mut form, &mut headers)?;
        for Parameter {
            name,
            value,
            send_as,
        } in self.extra
        {
            match send_as {
                SendAs::Url => {
                    let mut query = request.url_mut().query_pairs_mut();
                    query.append_pair(name, value.expose());
                }
                SendAs::Body => drop(form.append_pair(name, value.expose())),
                SendAs::Header => {
                    let problem = AuthError::Configuration("parameters", "do not fit a header");
                    let name = HeaderName::try_from(name).ok();
                    let pair = name.zip(sensitive(value.expose()));
                    headers.extend([pair.ok_or(problem)?]);
                }
            }
        }
        request.headers_mut().extend(headers);
        *request.body_mut() = Some(form.finish().into());
        *request.timeout_mut() = Some(config.token_timeout);
        Ok(request)
    }

    /// The error for a known error code; the others may pass.
    fn refusal(
        &self,
        error: &str,
        description: Option<&str>,
        config: &OAuth2Config,
    ) -> Option<AuthError> {
        let harmless = |text: &&str| !self.is_repeated_in(text, config);
        let refusal = Box::new(Refusal::new(error, description.filter(harmless)));
        match error {
            "invalid_grant" => Some(AuthError::ReauthorizationRequired(refusal)),
            "invalid_client"
            | "invalid_request"
            | "invalid_scope"
            | "unauthorized_client"
            | "unsupported_grant_type"
            | "unsupported_token_type" => {
                let method = config.client_authentication;
                Some(AuthError::ClientRejected(refusal, method))
            }
            // RFC 8628 section 3.5: what a person has not done yet, or will not do.
            "access_denied" | "authorization_pending" | "expired_token" | "slow_down" => {
                Some(AuthError::Denied(refusal))
            }
            _ => None,
        }
    }

    /// Whether a text repeats something that was sent and must not be shown.
    fn is_repeated_in(&self, text: &str, config: &OAuth2Config) -> bool {
        let public = ["grant_type", "redirect_uri", "scope", "token_type_hint"];
        let sent = self.form.iter().filter(|(name, _)| !public.contains(name));
        let extra = self.extra.iter().map(|parameter| &parameter.value);
        let secrets = extra.chain(&config.client_secret).map(Secret::expose);
        let repeats = |value: &str| {
            let encoded: String = byte_serialize(value.as_bytes()).collect();
            !value.is_empty() && (text.contains(value) || text.contains(&encoded))
        };
        // Whatever follows these words may be what the header held.
        text.contains("Basic ")
            || text.contains("Bearer ")
            || sent.map(|(_, value)| *value).chain(secrets).any(repeats)
    }
}

/// Adds client id and secret: in the header or in the form, never in both (RFC 6749 section 2.3.1).
fn add_client(
    config: &OAuth2Config,
    form: &mut Serializer<'_, String>,
    headers: &mut HeaderMap,
) -> Result<(), AuthError> {
    let id = config.checked_client_id()?;
    let secret = config.client_secret.as_ref().map(Secret::expose);
    match (config.client_authentication, secret) {
        (ClientAuthentication::Header, Some(secret)) => {
            let mut pair: String = byte_serialize(id.as_bytes()).collect();
            pair.push(':');
            pair.extend(byte_serialize(secret.as_bytes()));
            let value = sensitive(&format!("Basic {}", STANDARD.encode(pair)));
            headers.extend(value.map(|value| (AUTHORIZATION, value)));
        }
        (ClientAuthentication::Body, Some(secret)) => {
            form.extend_pairs([("client_id", id), ("client_secret", secret)]);
        }
        (ClientAuthentication::None, _) | (_, None) => {
            form.append_pair("client_id", id);
        }
    }
    Ok(())
}

/// A header value that `Debug` does not show.
pub(super) fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The body, unless it is too large.
pub(super) async fn read(response: &mut Response) -> Result<Option<Vec<u8>>, AuthError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(transport)? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_ANSWER {
            return Ok(None);
        }
    }
    Ok(Some(body))
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_RETRY_AFTER))
}

/// The wait that frameworks write into the body of a 429 in place of the header.
fn told_wait(body: &[u8]) -> Option<Duration> {
    let (_, tail) = std::str::from_utf8(body)
        .ok()?
        .split_once("available in ")?;
    let seconds = tail.split_once(" second")?.0.parse().ok()?;
    let wait = Duration::try_from_secs_f64(seconds).ok()?;
    Some(wait.min(LONGEST_RETRY_AFTER))
}

/// Takes the kind only: the error of the HTTP client prints the URL.
pub(super) fn transport(error: reqwest::Error) -> AuthError {
    let (problem, outcome_unknown) = if error.is_connect() {
        ("no connection", false)
    } else if error.is_timeout() {
        ("no answer in time", true)
    } else {
        ("the connection broke", true)
    };
    AuthError::Transport {
        problem,
        outcome_unknown,
    }
}

impl AuthError {
    /// The request was answered, probably with tokens, but the answer did not arrive whole.
    pub(super) fn is_answer_lost(&self) -> bool {
        self.is_outcome_unknown() && !matches!(self, Self::TokenEndpoint { status: 500.., .. })
    }

    /// The server may have replaced the refresh token although its answer is not known.
    pub(super) fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::TokenEndpoint { status, .. } => matches!(status, 200..300 | 500..),
            Self::Transport {
                outcome_unknown, ..
            } => *outcome_unknown,
            _ => false,
        }
    }
}

impl Refusal {
    /// Cuts what the server said to a length and to letters that are fit for a log.
    pub(super) fn new(error: &str, description: Option<&str>) -> Self {
        let printable = |text: &str| -> String {
            let letters = text.chars().filter(|letter| !letter.is_control());
            letters.take(200).collect()
        };
        Self {
            error: printable(error),
            description: description.map(printable),
        }
    }
}
