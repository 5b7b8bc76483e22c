//! What can go wrong: [`AuthError`] for login, refresh and revocation, [`StoreError`] for token stores.
//!
//! Both are `Clone`, because one failed refresh answers many waiting calls. Neither carries a token, a
//! secret, or an answer of the token endpoint; of its error code and description (RFC 6749 section 5.2)
//! only what does not repeat what was sent.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::ClientAuthentication;

/// Why a request could not be given credentials, or a login failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AuthError {
    /// No tokens yet: log in first.
    NotLoggedIn,
    /// The login has ended for good; a person has to log in again.
    ReauthorizationRequired(Box<Refusal>),
    /// The server refuses this client, with credentials sent that way; not retried.
    ClientRejected(Box<Refusal>, ClientAuthentication),
    /// The user or the server said no at the login page.
    Denied(Box<Refusal>),
    /// The redirect carried no `state`, or not the one of this login.
    StateMismatch,
    /// The redirect, or the server's metadata, is of another issuer than the one that was asked.
    IssuerMismatch,
    /// The redirect could not be understood, for this reason.
    InvalidRedirect(&'static str),
    /// Nobody came back from the login page to this redirect URI in time.
    LoginTimeout(String),
    /// The port of the redirect URI cannot be listened on.
    PortInUse(u16),
    /// A setting is missing or unusable; its name, and what is wrong with it.
    Configuration(&'static str, &'static str),
    /// The environment variable of this name is missing or empty.
    MissingVariable(String),
    /// The scheme cannot sign the request, for this reason.
    Unsignable(&'static str),
    /// The token endpoint gave an answer that is neither tokens nor a known refusal.
    TokenEndpoint {
        /// HTTP status of the answer.
        status: u16,
        /// What is wrong with it.
        problem: &'static str,
        /// When the server wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// No answer from the token endpoint.
    Transport {
        /// What happened.
        problem: &'static str,
        /// The request may have been processed although no answer arrived.
        outcome_unknown: bool,
    },
    /// Not tried, because the last attempt failed a moment ago.
    BackingOff {
        /// How long until the next attempt.
        retry_in: Duration,
        /// The error of the last attempt.
        last: Arc<AuthError>,
    },
    /// The token store failed.
    Store(StoreError),
    /// The server gave a token of this type, which this client cannot send.
    UnsupportedTokenType(String),
    /// The task that was to answer ended early: a panic, or the runtime shut down.
    Interrupted,
    /// The operating system has no random bytes.
    NoRandomness,
}

impl AuthError {
    /// The same call may succeed later, without anybody doing anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::TokenEndpoint { .. }
                | Self::Transport { .. }
                | Self::BackingOff { .. }
                | Self::Interrupted
                | Self::Store(StoreError::TimedOut)
        )
    }

    /// A person has to log in before the next call can succeed.
    pub fn needs_login(&self) -> bool {
        matches!(self, Self::NotLoggedIn | Self::ReauthorizationRequired(_))
    }

    /// How long to wait before trying again, if that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TokenEndpoint { retry_after, .. } => *retry_after,
            Self::BackingOff { retry_in, .. } => Some(*retry_in),
            _ => None,
        }
    }
}

impl Display for AuthError {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoggedIn => to.write_str("not logged in"),
            Self::ReauthorizationRequired(why) => write!(to, "a new login is needed: {why}"),
            Self::ClientRejected(why, sent) => {
                write!(to, "client credentials (sent: {sent:?}) rejected: {why}")
            }
            Self::Denied(why) => write!(to, "the login was refused: {why}"),
            Self::StateMismatch => to.write_str("the redirect's `state` is not that of this login"),
            Self::IssuerMismatch => to.write_str("another issuer than the configured one answered"),
            Self::InvalidRedirect(problem) => write!(to, "invalid redirect: {problem}"),
            Self::LoginTimeout(uri) => write!(
                to,
                "nobody came back to {uri} in time; it must equal a registered redirect URI"
            ),
            Self::PortInUse(port) => write!(to, "cannot listen on port {port}"),
            Self::Configuration(setting, problem) => write!(to, "setting `{setting}`: {problem}"),
            Self::MissingVariable(name) => write!(to, "environment variable {name} is not set"),
            Self::Unsignable(problem) => write!(to, "the request cannot be signed: {problem}"),
            Self::TokenEndpoint {
                status, problem, ..
            } => write!(to, "token endpoint: {problem} (status {status})"),
            Self::Transport { problem, .. } => write!(to, "token endpoint: {problem}"),
            Self::BackingOff { retry_in, last } => {
                write!(to, "{last}; next attempt in {} s", retry_in.as_secs())
            }
            Self::Store(error) => write!(to, "token store: {error}"),
            Self::UnsupportedTokenType(name) => write!(to, "unsupported token type {name:?}"),
            Self::Interrupted => to.write_str("interrupted before there was an answer"),
            Self::NoRandomness => to.write_str("the system has no random bytes"),
        }
    }
}

impl std::error::Error for AuthError {}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// How an authorization server says no (RFC 6749 sections 4.1.2.1 and 5.2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// The error code, such as `invalid_grant`.
    pub error: String,
    /// The explanation.
    pub description: Option<String>,
}

impl Display for Refusal {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match &self.description {
            Some(description) => write!(to, "{} ({description})", self.error),
            None => to.write_str(&self.error),
        }
    }
}

/// Why a token store failed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody else held the lock for too long.
    TimedOut,
    /// What is stored cannot be read, from this line and column on. That does not count as «logged
    /// out», and only a login overwrites it.
    Corrupt(usize, usize),
    /// What is stored was written by newer code, in this version of the format.
    NewerFormat(u64),
    /// The file system refused to do this.
    Io(&'static str, io::ErrorKind),
    /// A store of your own failed; say why, without any secret.
    Other(String),
}

impl Display for StoreError {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => to.write_str("locked by somebody else for too long"),
            Self::Corrupt(line, column) => write!(to, "unreadable at {line}:{column}"),
            Self::NewerFormat(version) => write!(to, "written by newer code, format {version}"),
            Self::Io(action, kind) => write!(to, "cannot {action}: {kind}"),
            Self::Other(problem) => to.write_str(problem),
        }
    }
}

impl std::error::Error for StoreError {}
