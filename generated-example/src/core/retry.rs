//! When a request is sent again, and after how long.
//!
//! In: the answer to an attempt. Out: the wait before the next one, or none. What the server asks for (`Retry-After`,
//! RFC 9110 section 10.2.3, or the sentence of a throttled answer) counts; else exponential back-off with full jitter.
//! A wait longer than the policy allows is not begun: the answer is returned, and its error tells the wait.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

/// How often and how patiently a request is sent again after 429 (any method) or 503 (idempotent methods).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Further attempts after the first.
    pub max_retries: u32,
    /// Upper bound of the first wait when the server names none; doubled for each further one.
    pub base: Duration,
    /// The longest wait worth beginning.
    pub max_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 2,
            base: Duration::from_millis(500),
            max_wait: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// Never sends again.
    pub fn never() -> Self {
        Self {
            max_retries: 0,
            ..Self::default()
        }
    }

    /// The wait before the attempt that follows number `attempt` (from 0), if there is to be one.
    pub(super) fn wait(
        &self,
        attempt: u32,
        method: &Method,
        status: StatusCode,
        asked: impl FnOnce() -> Option<Duration>,
    ) -> Option<Duration> {
        let answer_allows = match status {
            StatusCode::TOO_MANY_REQUESTS => true,
            StatusCode::SERVICE_UNAVAILABLE => method.is_idempotent(),
            _ => false,
        };
        if !answer_allows || attempt >= self.max_retries {
            return None;
        }
        match asked() {
            Some(wait) => (wait <= self.max_wait).then_some(wait),
            None => {
                let bound = self.base.saturating_mul(2_u32.saturating_pow(attempt));
                Some(jitter(bound.min(self.max_wait)))
            }
        }
    }
}

/// The wait a server asks for in `Retry-After` (seconds or a date) or, failing that, in a throttled answer's text.
pub(super) fn asked_wait(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    now: SystemTime,
) -> Option<Duration> {
    let header = headers.get(RETRY_AFTER).and_then(|value| {
        let text = value.to_str().ok()?.trim();
        seconds(text).or_else(|| Some(http_date(text)?.duration_since(now).unwrap_or_default()))
    });
    if header.is_some() || status != StatusCode::TOO_MANY_REQUESTS {
        return header;
    }
    let (_, tail) = std::str::from_utf8(body)
        .ok()?
        .split_once("available in ")?;
    seconds(tail.split_once(" second")?.0)
}

fn seconds(text: &str) -> Option<Duration> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    Duration::try_from_secs_f64(text.parse().ok().filter(|_| plain)?).ok()
}

/// An IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
fn http_date(text: &str) -> Option<SystemTime> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let mut words = text
        .split_once(", ")?
        .1
        .strip_suffix(" GMT")?
        .split([' ', ':']);
    let day: u64 = words.next()?.parse().ok()?;
    let month = words.next().filter(|word| word.len() == 3)?;
    let month = MONTHS.find(month).filter(|at| at % 3 == 0)? as u64 / 3 + 1;
    let mut number = || words.next()?.parse::<u64>().ok();
    let (year, hour, minute, second) = (number()?, number()?, number()?, number()?);
    if !(1970..=9999).contains(&year)
        || day == 0
        || day > 31
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    // Days since 1970-01-01, with years that begin in March so that a leap day comes last.
    let (years, months) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day
        - 719_469;
    let since = ((days * 24 + hour) * 60 + minute) * 60 + second;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(since))
}

/// A random part of `bound`, so that clients throttled together do not come back together.
fn jitter(bound: Duration) -> Duration {
    bound.mul_f64(random() as f64 / u64::MAX as f64)
}

/// 64 random bits. The standard library seeds its hash keys from the system, which is enough for jitter and for
/// multipart boundaries and spares a dependency; it is not for secrets.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
