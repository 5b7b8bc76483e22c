//! What can go wrong with a call.
//!
//! Every error names the call by method and route as the collection writes them. None shows the value of a parameter,
//! header, body or setting, nor a URL; what a server says in its error body is shown, shortened.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::super::auth::AuthError;
use super::page::PageError;
use super::refusal::{ApiError, DecodeError};
use super::request_line::RequestLine;
use super::retry::is_passing;

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
