//! How fast a client sends.
//!
//! In: how many requests in a period, and at once. Out: a [`Turn`] when there is room, or an error when that would take
//! too long. Every attempt takes a turn, retries too. A period is a window that slides, as servers count: of 500 an
//! hour the 501st waits until the first is an hour old. Turns come in the order of the calls; a call that is dropped
//! gives its turn back.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout};

/// How many requests a client and its clones send.
#[derive(Clone, Debug)]
#[must_use = "give it to `rate_limit` of the client's builder"]
pub struct RateLimit {
    rates: Vec<(u32, Duration)>,
    at_once: Option<usize>,
    max_wait: Duration,
}

impl RateLimit {
    /// No limit yet; the longest wait is an hour.
    pub const fn new() -> Self {
        Self {
            rates: Vec::new(),
            at_once: None,
            max_wait: Duration::from_secs(3600),
        }
    }

    /// At most so many requests, but one at least, within any period of this length; several such limits hold together.
    pub fn per(mut self, period: Duration, requests: u32) -> Self {
        self.rates.push((requests.max(1), period));
        self
    }

    /// At most so many requests within any second.
    pub fn per_second(self, requests: u32) -> Self {
        self.per(Duration::from_secs(1), requests)
    }

    /// At most so many requests within any hour.
    pub fn per_hour(self, requests: u32) -> Self {
        self.per(Duration::from_secs(3600), requests)
    }

    /// At most so many requests, but one at least, whose answer has not been read to its end.
    pub fn at_once(mut self, requests: usize) -> Self {
        self.at_once = Some(requests.clamp(1, Semaphore::MAX_PERMITS));
        self
    }

    /// The longest wait worth beginning: a call that would wait longer is an
    /// [`Error::RateLimit`](super::Error::RateLimit) at once.
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new()
    }
}

/// Counts what was sent.
pub(super) struct Limiter {
    limit: RateLimit,
    turns: Mutex<Turns>,
    places: Option<Arc<Semaphore>>,
}

#[derive(Default)]
struct Turns {
    /// The last ones, in order; those of calls that wait are to come.
    taken: VecDeque<Instant>,
    /// When the server wants to hear again.
    paused: Option<Instant>,
}

/// The right to send one request; given back when its answer has been read.
pub(super) struct Turn(
    #[expect(dead_code, reason = "held until dropped")] Option<OwnedSemaphorePermit>,
);

impl Limiter {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self {
            turns: Mutex::default(),
            places: limit.at_once.map(|places| Arc::new(Semaphore::new(places))),
            limit,
        }
    }

    /// How long a call would wait if it were sent now, places left aside.
    pub(super) fn wait(&self) -> Duration {
        let now = Instant::now();
        self.next(&self.turns(), now).duration_since(now)
    }

    /// Lets nothing be sent for so long.
    pub(super) fn pause(&self, wait: Duration) {
        let until = after(Instant::now(), wait);
        let mut turns = self.turns();
        turns.paused = turns.paused.max(Some(until));
    }

    /// Waits for a turn, and tells how long that takes; the error is a wait that is too long.
    pub(super) async fn turn(&self, waiting: impl FnOnce(Duration)) -> Result<Turn, Duration> {
        let permit = match &self.places {
            // Never closed, so that all that can fail is the wait.
            Some(places) => {
                let place = timeout(self.limit.max_wait, Arc::clone(places).acquire_owned()).await;
                Some(place.ok().and_then(Result::ok).ok_or(self.limit.max_wait)?)
            }
            None => None,
        };
        let now = Instant::now();
        let at = {
            let mut turns = self.turns();
            let at = self.next(&turns, now);
            if at - now > self.limit.max_wait {
                return Err(at - now);
            }
            let periods = self.limit.rates.iter().map(|(_, period)| *period);
            let longest = periods.max().unwrap_or_default();
            let is_old = |taken: &Instant| now.duration_since(*taken) > longest;
            while turns.taken.front().is_some_and(is_old) {
                turns.taken.pop_front();
            }
            turns.taken.push_back(at);
            at
        };
        if at > now {
            let mut taken = Taken(self, Some(at));
            waiting(at - now);
            sleep_until(at).await;
            taken.1 = None;
        }
        Ok(Turn(permit))
    }

    /// When the next turn is.
    fn next(&self, turns: &Turns, now: Instant) -> Instant {
        let rates = self.limit.rates.iter();
        let free = rates.filter_map(|(requests, period)| {
            let at = turns.taken.len().checked_sub(*requests as usize)?;
            Some(after(*turns.taken.get(at)?, *period))
        });
        free.chain(turns.taken.back().copied())
            .chain(turns.paused)
            .fold(now, Instant::max)
    }

    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// That much later; a time that no clock can tell is a century away.
pub(super) fn after(time: Instant, wait: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);
    time.checked_add(wait).unwrap_or_else(|| time + CENTURY)
}

/// A turn that is waited for.
struct Taken<'l>(&'l Limiter, Option<Instant>);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let Some(at) = self.1 else { return };
        let mut turns = self.0.turns();
        if let Some(place) = turns.taken.iter().rposition(|taken| *taken == at) {
            turns.taken.remove(place);
        }
    }
}
