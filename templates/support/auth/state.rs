//! What a session knows at one moment: tokens in use, the refresh under way, the last failure.
//!
//! Everything here is synchronous and touches neither network nor disk; the session holds it in one mutex
//! and never across an `await`. Tokens are only ever replaced by newer ones: the revision of the stored
//! record decides, not the order of arrival.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{AUTHORIZATION, HeaderValue};
use tokio::sync::watch;

use super::token::fits_header;
use super::token_endpoint::sensitive;
use super::{AuthError, OAuth2Config, Placement, StoreError, StoredTokens, Tokens};

const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(300);

/// How a login is doing, for those who want to show it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum LoginState {
    /// No tokens are known, or not yet: the store is read at the first call.
    Unknown,
    /// There is a token, and nothing is known against it.
    Valid,
    /// A token request is under way.
    Refreshing,
    /// The last token request failed; the next one is tried later.
    Failing,
    /// A person has to log in.
    NeedsLogin,
}

/// What a refresh ends with, for everybody who waits for it.
pub(super) type Outcome = Result<Arc<Current>, AuthError>;

/// Tokens in use, prepared so that authorizing a request costs next to nothing.
pub(super) struct Current {
    pub(super) stored: StoredTokens,
    /// Why they are in memory only, if they are.
    pub(super) unsaved: Option<StoreError>,
    header: Option<HeaderValue>,
    due: Option<SystemTime>,
}

impl Current {
    pub(super) fn new(stored: StoredTokens, config: &OAuth2Config) -> Result<Self, AuthError> {
        let token = stored.tokens.access_token.expose();
        if !fits_header(token) {
            return Err(AuthError::Configuration(
                "access token",
                "is not visible ASCII",
            ));
        }
        let header = match &config.placement {
            Placement::Header(prefix) => {
                let value = sensitive(format!("{prefix} {token}").trim_start());
                let problem = AuthError::Configuration("placement", "does not fit a header");
                Some(value.ok_or(problem)?)
            }
            Placement::Query(_) => None,
        };
        Ok(Self {
            due: stored.tokens.due(config.early_refresh),
            stored,
            unsaved: None,
            header,
        })
    }

    pub(super) fn tokens(&self) -> &Tokens {
        &self.stored.tokens
    }

    pub(super) fn revision(&self) -> u64 {
        self.stored.revision
    }

    /// Valid, and not yet time for a refresh.
    pub(super) fn is_fresh(&self, now: SystemTime) -> bool {
        self.due.is_none_or(|due| now < due)
    }

    /// Valid, as far as is known.
    pub(super) fn is_alive(&self, now: SystemTime) -> bool {
        self.tokens().expires_at.is_none_or(|end| now < end)
    }

    /// Received less than `limit` ago; a time of receipt in the future counts as unknown.
    pub(super) fn is_younger_than(&self, limit: Duration, now: SystemTime) -> bool {
        let received = self.tokens().obtained_at;
        let age = received.and_then(|received| now.duration_since(received).ok());
        age.is_some_and(|age| age < limit)
    }

    /// Received more than five minutes from now: the clock was set back.
    #[cfg(feature = "tracing")]
    pub(super) fn is_from_later_than(&self, now: SystemTime) -> bool {
        let received = self.tokens().obtained_at;
        let ahead = received.and_then(|received| received.duration_since(now).ok());
        ahead.is_some_and(|ahead| ahead > Duration::from_secs(300))
    }

    /// Puts the access token into the request, in place of any that is there.
    pub(super) fn apply(&self, request: &mut reqwest::Request, placement: &Placement) {
        if let Some(header) = &self.header {
            request.headers_mut().insert(AUTHORIZATION, header.clone());
        }
        if let Placement::Query(name) = placement {
            let url = request.url_mut();
            let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
            pairs.retain(|(key, _)| key != name);
            let token = self.tokens().access_token.expose();
            let mut query = url.query_pairs_mut();
            query.clear().extend_pairs(pairs).append_pair(name, token);
        }
    }
}

/// The tokens, the refresh under way, and why the last one failed.
#[derive(Default)]
pub(super) struct State {
    pub(super) current: Option<Arc<Current>>,
    pub(super) flight: Option<watch::Receiver<Option<Outcome>>>,
    /// The server may have replaced the refresh token in an answer that was lost.
    pub(super) answer_lost: bool,
    failure: Option<Failure>,
}

struct Failure {
    revision: u64,
    until: SystemTime,
    attempts: u32,
    error: AuthError,
}

impl State {
    pub(super) fn revision(&self) -> u64 {
        self.current
            .as_ref()
            .map_or(0, |current| current.revision())
    }

    /// Takes tokens over if they are newer; a new revision starts without a past.
    pub(super) fn adopt(&mut self, new: Arc<Current>) {
        let rank = |current: &Arc<Current>| (current.revision(), current.stored.refused);
        if self.current.as_ref().map(rank) >= Some(rank(&new)) {
            return;
        }
        if self.revision() != new.revision() {
            self.clear();
        }
        self.current = Some(new);
    }

    /// Somebody else logged out: the store is empty, and it held the tokens of this revision.
    pub(super) fn forget(&mut self, revision: u64) {
        let saved = |current: &Arc<Current>| current.unsaved.is_none();
        if self.revision() == revision && self.current.as_ref().is_some_and(saved) {
            self.clear();
        }
    }

    /// Back to the start. A refresh under way goes on, and finds that out.
    pub(super) fn clear(&mut self) {
        let flight = self.flight.take();
        *self = Self::default();
        self.flight = flight;
    }

    pub(super) fn login(&self) -> LoginState {
        let failure = self.failure.as_ref().map(|failure| &failure.error);
        let refused = self.current.as_ref().map(|current| current.stored.refused);
        match (&self.flight, failure, refused) {
            (Some(_), ..) => LoginState::Refreshing,
            (_, _, Some(true)) => LoginState::NeedsLogin,
            (_, Some(error), _) if error.needs_login() => LoginState::NeedsLogin,
            (_, Some(_), _) => LoginState::Failing,
            (_, None, Some(false)) => LoginState::Valid,
            (_, None, None) => LoginState::Unknown,
        }
    }

    /// The error to answer with at once, because asking again would not help now.
    pub(super) fn failed(&self, now: SystemTime) -> Option<AuthError> {
        let Failure { until, error, .. } = self.failure.as_ref()?;
        let retry_in = until.duration_since(now).ok()?;
        // Longer than any wait there is: the clock was set back.
        if retry_in.is_zero() || retry_in > LONGEST_RETRY_AFTER {
            return None;
        }
        let last = Arc::new(error.clone());
        Some(match error.is_transient() {
            true => AuthError::BackingOff { retry_in, last },
            false => error.clone(),
        })
    }

    /// The refusal that holds for as long as the tokens are the same.
    pub(super) fn refused(&self) -> Option<AuthError> {
        let Failure {
            revision, error, ..
        } = self.failure.as_ref()?;
        let for_good = !error.is_transient() && !matches!(error, AuthError::Store(_));
        (for_good && *revision == self.revision()).then(|| error.clone())
    }

    /// Notes how a refresh ended; `jitter` keeps processes that failed together from retrying together.
    pub(super) fn land(&mut self, outcome: &Outcome, now: SystemTime, jitter: u8) {
        self.flight = None;
        let past = self.failure.take();
        if let Err(error) = outcome
            && !matches!(error, AuthError::NotLoggedIn)
        {
            let attempts = 1 + past.map_or(0, |failure| failure.attempts);
            let until = now.checked_add(wait(error, attempts, jitter));
            self.failure = until.map(|until| Failure {
                revision: self.revision(),
                until,
                attempts,
                error: error.clone(),
            });
        }
    }
}

fn wait(error: &AuthError, attempts: u32, jitter: u8) -> Duration {
    if let Some(wait) = error.retry_after() {
        return wait.max(Duration::from_secs(1));
    }
    if !error.is_transient() {
        return FIRST_WAIT;
    }
    let doubled = FIRST_WAIT * 2_u32.pow(attempts.saturating_sub(1).min(8));
    let wait = doubled.min(LONGEST_WAIT);
    wait + wait * u32::from(jitter) / 1_024
}
