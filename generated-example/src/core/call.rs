//! One call: a request and how to decode its answer.
//!
//! In: route, arguments, what the setters are given. Out: a value to look at, keep and send as often as wanted. All
//! but the decoding is in the request, which knows no types. A call begins in `start`, is given more in `set` and
//! `body`, and what the collection presets is in `saved`; here it is sent.

mod body;
mod saved;
mod set;
mod start;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use reqwest::{Method, Url};
use serde::de::DeserializeOwned;

use super::super::auth::BoxFuture;
use super::error::Error;
use super::exchange::{self, Answer};
use super::page::{Paged, Pages};
use super::request::SharedRequest;
use super::response::{Raw, Response};
use super::streaming::Streaming;

/// A request whose answer is a `T`. Sending it does not use it up.
#[must_use = "nothing is sent until `.send().await`"]
pub struct Call<T> {
    pub(super) request: SharedRequest,
    decode: fn(&Raw) -> Result<T, Error>,
}

/// Sending.
impl<T> Call<T> {
    /// Sends the call and decodes the answer.
    ///
    /// # Errors
    /// [`Error::Api`] for any status but 2xx: 401 after the credentials were renewed once, 429 or 503 after the retries.
    pub fn send(&self) -> impl Future<Output = Result<Response<T>, Error>> + Send + use<T> {
        Sending {
            exchange: exchange::send(&self.request, false),
            decode: self.decode,
        }
    }

    /// Sends the call and decodes the answer from JSON as another type.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_as<U: DeserializeOwned>(
        &self,
    ) -> impl Future<Output = Result<Response<U>, Error>> + Send + use<T, U> {
        Sending {
            exchange: exchange::send(&self.request, false),
            decode: Raw::json,
        }
    }

    /// Sends the call; an answer of any status is returned as it came.
    ///
    /// # Errors
    /// Only when there is no answer.
    pub fn raw(&self) -> impl Future<Output = Result<Raw, Error>> + Send + use<T> {
        let exchange = exchange::send(&self.request, false);
        async { Ok(exchange.await?.raw) }
    }

    /// Sends the call; the body of a success is read by the caller, piece by piece.
    ///
    /// # Errors
    /// As [`send`](Self::send). The time limit is that of the head of the answer and of each piece.
    pub fn send_streaming(&self) -> impl Future<Output = Result<Streaming, Error>> + Send + use<T> {
        let exchange = exchange::send(&self.request, true);
        let limit = self.request.timeout.or(self.request.core.shared.timeout);
        async move { Streaming::new(exchange.await?, limit) }
    }

    /// Decodes an answer of this call, which [`raw`](Self::raw) returned.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn decode(&self, raw: Raw) -> Result<Response<T>, Error> {
        into_response(raw, self.decode)
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.request.line.method
    }

    /// The route, as the collection writes it.
    pub fn route(&self) -> &'static str {
        self.request.line.route
    }

    /// The URL the call goes to. It holds the values of parameters.
    ///
    /// # Errors
    /// [`Error::Setting`] or [`Error::Request`].
    pub fn url(&self) -> Result<Url, Error> {
        self.request.destination()
    }
}

impl<T: Paged + Send + 'static> Call<T> {
    /// Every page from this one on, item by item.
    pub fn stream(&self) -> Pages<T> {
        Pages::new(self.clone())
    }
}

/// The one part of sending that knows the type.
struct Sending<U> {
    exchange: BoxFuture<'static, Result<Answer, Error>>,
    decode: fn(&Raw) -> Result<U, Error>,
}

impl<U> Future for Sending<U> {
    type Output = Result<Response<U>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.exchange.as_mut().poll(context))?;
        Poll::Ready(into_response(answer.raw, self.decode))
    }
}

fn into_response<U>(raw: Raw, decode: fn(&Raw) -> Result<U, Error>) -> Result<Response<U>, Error> {
    let raw = raw.success()?;
    let value = decode(&raw)?;
    Ok(Response {
        status: raw.status,
        headers: raw.headers,
        value,
    })
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            decode: self.decode,
        }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(formatter)
    }
}
