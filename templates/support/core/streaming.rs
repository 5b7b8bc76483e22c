//! Answers that are read piece by piece.
//!
//! In: a successful answer whose body has not been read. Out: its bytes as they come, in constant memory.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_LENGTH, HeaderMap};
use tokio::time::{Instant, Sleep, sleep};

use super::error::Error;
use super::exchange::Answer;
use super::rate_limit::{Turn, after};
use super::request_line::RequestLine;

/// A successful answer whose body is still to be read: a [`Stream`], and [`chunk`](Self::chunk) for a loop without one.
#[must_use = "the body is read by `.chunk().await`"]
pub struct Streaming {
    request: RequestLine,
    status: StatusCode,
    headers: HeaderMap,
    body: reqwest::Body,
    /// How long a piece may take, and what is left of that.
    patience: Option<(Duration, Pin<Box<Sleep>>)>,
    _turn: Option<Turn>,
}

impl Streaming {
    pub(super) fn new(answer: Answer, limit: Option<Duration>) -> Result<Self, Error> {
        let raw = answer.raw.success()?;
        let (body, turn) = answer.unread.map(|unread| *unread).unwrap_or_default();
        Ok(Self {
            request: raw.request,
            status: raw.status,
            headers: raw.headers,
            body,
            patience: limit.map(|limit| (limit, Box::pin(sleep(limit)))),
            _turn: turn,
        })
    }

    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The length of the body in bytes, where the server tells it.
    pub fn content_length(&self) -> Option<u64> {
        self.headers
            .get(CONTENT_LENGTH)?
            .to_str()
            .ok()?
            .parse()
            .ok()
    }

    /// The next bytes, `None` at the end. The time limit of the call is that of each piece.
    ///
    /// # Errors
    /// [`Error::Transport`] or [`Error::Timeout`].
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll_chunk(context))
            .await
            .transpose()
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
                if let Some((_, left)) = &mut self.patience {
                    ready!(left.as_mut().poll(context));
                    return Poll::Ready(Some(Err(Error::Timeout {
                        request: self.request.clone(),
                        source: None,
                    })));
                }
                return Poll::Pending;
            };
            if let Some((limit, left)) = &mut self.patience {
                left.as_mut().reset(after(Instant::now(), *limit));
            }
            match frame {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    let error = Error::from_transport(&self.request, error);
                    return Poll::Ready(Some(Err(error)));
                }
                // Trailers are no bytes.
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data() {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
            }
        }
    }
}

impl Stream for Streaming {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context)
    }
}

impl fmt::Debug for Streaming {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Streaming")
            .field("request", &format_args!("{}", self.request))
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
