//! What can go wrong with a call.
//!
//! Every error names the call by method and route as the collection writes them. None shows the value of a parameter,
//! header, body or setting, nor a URL; what a server says in its error body is shown, shortened.

use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::auth::AuthError;
use super::json_path;
use super::page::PageError;
use super::response::{Raw, without_mark};
use super::retry::is_passing;
use super::retry_after::asked_wait;

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The server answered, but not with a success.
    Api(Box<ApiError>),
    /// The answer is not what the type says.
    Decode(Box<DecodeError>),
    /// There are no credentials to send, or they could not be renewed.
    Auth {
        /// The call. Boxed, so that no result is large.
        request: Box<RequestLine>,
        /// What the authorization says.
        source: AuthError,
    },
    /// The client was built without the credentials this call needs.
    Credentials {
        /// The call.
        request: RequestLine,
        /// Their name, which is that of the builder's function for them.
        slot: &'static str,
        /// The setting, or the part of them, that was missed first.
        missing: Option<String>,
    },
    /// No answer within the time limit.
    Timeout {
        /// The call.
        request: RequestLine,
        /// What the HTTP client says, if the limit is one of its own.
        source: Option<reqwest::Error>,
    },
    /// The client's rate limit would make the call wait longer than it allows.
    RateLimit {
        /// The call.
        request: RequestLine,
        /// How long it would have to wait, or has waited for a place.
        wait: Duration,
    },
    /// No connection, or it broke.
    Transport {
        /// The call.
        request: RequestLine,
        /// What the HTTP client says.
        source: reqwest::Error,
    },
    /// A setting of the client has no value.
    Setting {
        /// The call.
        request: RequestLine,
        /// The `name` of `{{name}}`.
        name: String,
    },
    /// The request cannot be written.
    Request {
        /// The call.
        request: RequestLine,
        /// What is wrong with it.
        reason: String,
    },
    /// The link to the next page is not followed.
    Page {
        /// The call.
        request: RequestLine,
        /// Why not.
        problem: PageError,
    },
    /// The client cannot be built, or cannot wait here for an answer.
    Client {
        /// What cannot be done, and why.
        reason: String,
    },
}

impl Error {
    pub(super) fn from_transport(request: &RequestLine, source: reqwest::Error) -> Self {
        // The URL of the message would show the values of parameters.
        let (request, source) = (request.clone(), source.without_url());
        if source.is_timeout() {
            let source = Some(source);
            Self::Timeout { request, source }
        } else {
            Self::Transport { request, source }
        }
    }

    /// The call, unless there was none yet.
    pub fn request(&self) -> Option<&RequestLine> {
        match self {
            Self::Api(error) => Some(error.request()),
            Self::Decode(error) => Some(error.request()),
            Self::Auth { request, .. } => Some(request),
            Self::Credentials { request, .. }
            | Self::Timeout { request, .. }
            | Self::RateLimit { request, .. }
            | Self::Transport { request, .. }
            | Self::Setting { request, .. }
            | Self::Request { request, .. }
            | Self::Page { request, .. } => Some(request),
            Self::Client { .. } => None,
        }
    }

    /// Status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status),
            _ => None,
        }
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(error) => is_passing(error.status()),
            Self::Auth { source, .. } => source.is_transient(),
            Self::Timeout { .. } | Self::RateLimit { .. } => true,
            Self::Transport { .. } => self.is_connect(),
            _ => false,
        }
    }

    /// How long the server asks to wait before the call is sent again.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after(),
            Self::Auth { source, .. } => source.retry_after(),
            Self::RateLimit { wait, .. } => Some(*wait),
            _ => None,
        }
    }

    /// Whether the time limit ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout { .. })
    }

    /// Whether there was no connection, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        match self {
            Self::Timeout { source, .. } => source.as_ref().is_some_and(reqwest::Error::is_connect),
            Self::Transport { source, .. } => source.is_connect(),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(formatter),
            Self::Decode(error) => error.fmt(formatter),
            Self::Auth { request, source } => write!(formatter, "{request}: {source}"),
            Self::Credentials {
                request,
                slot,
                missing,
            } => {
                write!(
                    formatter,
                    "{request}: the client has no `{slot}` credentials; give them to its builder"
                )?;
                match missing {
                    Some(missing) => write!(formatter, " (`{missing}` is not set)"),
                    None => Ok(()),
                }
            }
            Self::Timeout { request, .. } => write!(formatter, "{request}: no answer in time"),
            Self::RateLimit { request, wait } => {
                write!(
                    formatter,
                    "{request}: not sent, by the rate limit: {wait:?} to wait"
                )
            }
            Self::Transport { request, source } if source.is_connect() => {
                write!(formatter, "{request}: no connection")
            }
            Self::Transport { request, .. } => write!(formatter, "{request}: the connection broke"),
            Self::Setting { request, name } => {
                write!(formatter, "{request}: the setting `{name}` has no value")
            }
            Self::Request { request, reason } => write!(formatter, "{request}: {reason}"),
            Self::Page { request, problem } => write!(formatter, "{request}: {problem}"),
            Self::Client { reason } => formatter.write_str(reason),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // The message of the authorization is in ours already, so that the chain goes on behind it.
            Self::Auth { source, .. } => source.source(),
            Self::Timeout { source, .. } => Some(source.as_ref()?),
            Self::Transport { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// Which call: its place in the collection, method and route, as the collection writes them.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestLine {
    pub(super) folder: &'static str,
    pub(super) name: &'static str,
    pub(super) method: Method,
    pub(super) route: &'static str,
}

impl RequestLine {
    /// A request that is not in the collection, at the address of this setting.
    pub fn new(name: &'static str, method: Method, setting: &'static str) -> Self {
        Self {
            folder: "",
            name,
            method,
            route: setting,
        }
    }

    /// The name of the request in the collection.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The folders that the request stands in, from the outermost on, joined by ` / `.
    pub fn folder(&self) -> &'static str {
        self.folder
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The route, with `{{name}}` and `:name` as in the collection.
    pub fn route(&self) -> &'static str {
        self.route
    }
}

impl fmt::Display for RequestLine {
    /// The setting a route begins with says little to a reader: it is the same for all.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = match self
            .route
            .strip_prefix("{{")
            .and_then(|rest| rest.split_once("}}"))
        {
            Some((_, path)) if path.starts_with('/') => path,
            _ => self.route,
        };
        match self.name {
            "" => write!(formatter, "{} {path}", self.method),
            name => write!(formatter, "{name} ({} {path})", self.method),
        }
    }
}

impl fmt::Debug for RequestLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{self}\"")
    }
}

/// An answer that is not a success: typed by its status, kept as it came.
#[derive(Clone)]
pub struct ApiError {
    pub(super) raw: Raw,
}

impl ApiError {
    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// Headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// Body of the answer.
    pub fn body(&self) -> &Bytes {
        &self.raw.body
    }

    /// The call that was answered so.
    pub fn request(&self) -> &RequestLine {
        &self.raw.request
    }

    /// The body decoded from JSON.
    ///
    /// # Errors
    /// [`Error::Decode`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.raw.json()
    }

    /// How long the server asks to wait: by `Retry-After`, or by the text of a throttled answer.
    pub fn retry_after(&self) -> Option<Duration> {
        asked_wait(
            self.raw.status,
            &self.raw.headers,
            &self.raw.body,
            SystemTime::now(),
        )
    }

    /// What the server says is wrong, found at the usual places of a JSON body: `detail`, `message`,
    /// `error_description`, `error`, `title`, `errors`, a list of texts, or texts by field.
    pub fn detail(&self) -> Option<String> {
        const LONGEST: usize = 300;
        if self.raw.repeats_credentials {
            return Some("the answer repeats the credentials and is not shown".into());
        }
        let text = find_detail(
            &serde_json::from_slice(without_mark(&self.raw.body)).ok()?,
            4,
        )?;
        let words: Vec<_> = text.split_whitespace().collect();
        let line = words.join(" ");
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => Some(line.split_at(end).0.to_owned() + "…"),
            None => Some(line).filter(|line| !line.is_empty()),
        }
    }
}

fn find_detail(value: &Value, depth: u8) -> Option<String> {
    const PLACES: [&str; 6] = [
        "detail",
        "message",
        "error_description",
        "error",
        "title",
        "errors",
    ];
    if depth == 0 {
        return None;
    }
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => {
            let found: Vec<_> = values
                .iter()
                .take(3)
                .filter_map(|value| find_detail(value, depth - 1))
                .collect();
            (!found.is_empty()).then(|| found.join("; "))
        }
        Value::Object(fields) => {
            let places = PLACES.iter().filter_map(|place| fields.get(*place));
            places
                .filter_map(|value| find_detail(value, depth - 1))
                .next()
                .or_else(|| {
                    let lists = fields.iter().filter(|(_, value)| value.is_array()).take(3);
                    let found: Vec<_> = lists
                        .filter_map(|(name, value)| {
                            Some(format!("{name}: {}", find_detail(value, depth - 1)?))
                        })
                        .collect();
                    (!found.is_empty()).then(|| found.join("; "))
                })
        }
        _ => None,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.raw.request, self.raw.status)?;
        match self.detail() {
            Some(detail) => write!(formatter, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApiError")
            .field("request", &self.raw.request)
            .field("status", &self.raw.status)
            .field("detail", &self.detail())
            .field("body", &format_args!("{} bytes", self.raw.body.len()))
            .finish()
    }
}

/// An answer that does not fit its type.
#[derive(Clone, Debug)]
pub struct DecodeError {
    request: RequestLine,
    status: StatusCode,
    path: String,
    reason: String,
}

impl DecodeError {
    pub(super) fn new(raw: &Raw, error: &serde_json::Error) -> Self {
        Self {
            request: raw.request.clone(),
            status: raw.status,
            path: json_path::find(without_mark(&raw.body), error.line(), error.column()),
            reason: json_path::explain(error),
        }
    }

    /// The call that was answered so.
    pub fn request(&self) -> &RequestLine {
        &self.request
    }

    /// Where in the body: `results[3].copay`; empty for the body as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What does not fit, without the value.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}, but the body", self.request, self.status)?;
        if !self.path.is_empty() {
            write!(formatter, " at `{}`", self.path)?;
        }
        write!(formatter, " does not fit: {}", self.reason)
    }
}
