//! When a request is sent again, and after how long.
//!
//! In: the outcome of an attempt. Out: the wait before the next one, or none. Sent again is what may pass by itself (a
//! connection that broke, an overloaded or throttling server) and can do no harm twice: an idempotent method (RFC 9110
//! section 9.2.2), an `Idempotency-Key`, or the word of the caller. What the server asks for counts; else exponential
//! back-off with full jitter. A wait longer than the policy allows is not begun: the answer is returned, and its error
//! tells the wait.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;

use super::error::Error;
use super::response::Raw;
use super::retry_after::asked_wait;

/// How often and how patiently a request is sent again: after 408, 425, 429, 500, 502, 503, 504, and when there was no
/// connection or it broke. A time limit that ran out is not such a case.
///
/// Only requests that can be sent twice are: those of an idempotent method, or with a header `Idempotency-Key`, or that
/// [`Call::idempotent`](super::Call::idempotent) says it of; and only when their body can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Further attempts after the first: 2 unless set.
    pub max_retries: u32,
    /// Upper bound of the first wait when the server names none, doubled for each further one: half a second.
    pub base: Duration,
    /// The longest wait worth beginning: 30 seconds.
    pub max_wait: Duration,
    /// How many retries all calls of a client have in store: 100. Ten successes earn one more, and one that succeeds
    /// is given back, so that a server that is down is not asked three times as often as one that is up.
    pub budget: u32,
}

impl RetryPolicy {
    /// The usual policy.
    pub const fn new() -> Self {
        Self {
            max_retries: 2,
            base: Duration::from_millis(500),
            max_wait: Duration::from_secs(30),
            budget: 100,
        }
    }

    /// Never sends again.
    pub const fn never() -> Self {
        Self::new().max_retries(0)
    }

    /// Sets how many further attempts there are.
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// Sets the upper bound of the first wait.
    pub const fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// Sets the longest wait worth beginning.
    pub const fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }

    /// Sets how many retries a client has in store.
    pub const fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// The wait before retry number `retry` (from 0) when the server names none: a random part, from 0 to 1, of a
    /// bound that doubles.
    pub fn back_off(&self, retry: u32, random: f64) -> Duration {
        let bound = self.base.saturating_mul(2_u32.saturating_pow(retry));
        let bound = bound.min(self.max_wait);
        let wait = Duration::try_from_secs_f64(bound.as_secs_f64() * random.clamp(0.0, 1.0));
        wait.unwrap_or(bound)
    }

    /// The wait before retry number `retry` (from 0), if the outcome is worth one.
    pub(super) fn wait(&self, retry: u32, outcome: Result<&Raw, &Error>) -> Option<Duration> {
        let asked = match outcome {
            Ok(raw) if is_passing(raw.status) => {
                asked_wait(raw.status, &raw.headers, &raw.body, SystemTime::now())
            }
            Err(Error::Transport { .. }) => None,
            Err(error) if error.is_connect() => None,
            _ => return None,
        };
        match asked {
            Some(wait) => (wait <= self.max_wait).then_some(wait),
            None => Some(self.back_off(retry, random() as f64 / u64::MAX as f64)),
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether another attempt may be answered otherwise. 425 is RFC 8470's.
pub(super) fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

/// The retries that a client has in store, in tenths.
pub(super) struct Budget {
    left: AtomicU32,
    most: u32,
}

impl Budget {
    const RETRY: u32 = 10;

    pub(super) fn new(policy: &RetryPolicy) -> Self {
        let most = policy.budget.saturating_mul(Self::RETRY);
        Self {
            left: AtomicU32::new(most),
            most,
        }
    }

    /// Takes a retry, if there is one.
    pub(super) fn take(&self) -> bool {
        let less = |left: u32| left.checked_sub(Self::RETRY);
        let order = Ordering::Relaxed;
        self.left.fetch_update(order, order, less).is_ok()
    }

    /// Pays in for a success, which took `retries`.
    pub(super) fn earn(&self, retries: u32) {
        if self.left.load(Ordering::Relaxed) < self.most {
            let earned = if retries == 0 { 1 } else { Self::RETRY };
            let more = |left: u32| Some(left.saturating_add(earned).min(self.most));
            let order = Ordering::Relaxed;
            // Never fails: `more` always gives a value.
            let _ = self.left.fetch_update(order, order, more);
        }
    }
}

/// 64 random bits. The standard library seeds its hash keys from the system, which is enough for jitter and for
/// multipart boundaries and spares a dependency; it is not for secrets.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
