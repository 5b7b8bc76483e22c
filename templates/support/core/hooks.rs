//! What a program can see of the calls, and add to them.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::error::Error;
use super::request_line::RequestLine;

/// Called around every attempt of every call of a client, and around token requests of its logins. [`RequestLine`] tells
/// the name and the folder of the request.
pub trait Hooks: Send + Sync + 'static {
    /// Before an attempt: the request as it will be sent, but for its credentials, which are added after this.
    fn before(&self, _call: &RequestLine, _request: &mut reqwest::Request) {}

    /// After an attempt, whether it was answered or failed; not after one that was dropped.
    fn after(&self, _call: &RequestLine, _attempt: &Attempt<'_>) {}

    /// Before a wait. A wait for one of a limited number of places is not told: nobody knows how long it takes.
    fn waiting(&self, _call: &RequestLine, _wait: Wait) {}
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// Which one of its call, from 1.
    pub number: u32,
    /// How long it took, redirects and the reading of the answer included; a streamed answer is read later.
    pub elapsed: Duration,
    /// Headers of the answer; none when it failed.
    pub headers: Option<&'a HeaderMap>,
    /// The body of the answer; none when it failed and for a token request, empty when it is streamed. It is what the server
    /// holds of people: to be looked at, not to be logged.
    pub body: Option<&'a Bytes>,
    /// The status of the answer, or why there is none.
    pub outcome: Result<StatusCode, &'a Error>,
}

/// Why a call waits, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// For its turn, by the client's [`RateLimit`](super::RateLimit).
    RateLimit(Duration),
    /// For another attempt.
    Retry(Duration),
}
