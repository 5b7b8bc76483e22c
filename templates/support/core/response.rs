//! Answers.
//!
//! In: status, headers and bytes of an answer. Out: [`Raw`], the same undecoded, and [`Response`], which derefs to the
//! decoded value.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::error::Error;
use super::refusal::{ApiError, DecodeError};
use super::request_line::RequestLine;

/// An answer of any status, undecoded.
#[derive(Clone)]
pub struct Raw {
    pub(super) request: RequestLine,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether the body of an error holds what the request was authorized with.
    pub(super) repeats_credentials: bool,
}

impl Raw {
    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Body of the answer.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as UTF-8, with anything else replaced by `U+FFFD`.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body decoded from JSON.
    ///
    /// # Errors
    /// [`Error::Decode`] names the path in the body that does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        // An empty body is read as `null`, for types that allow it.
        let mut json = serde_json::Deserializer::from_slice(match without_mark(&self.body) {
            b"" => b"null",
            body => body,
        });
        // The value may be large, so it is moved no more often than need be.
        let decoded = T::deserialize(&mut json);
        let rest = decoded.is_ok().then(|| json.end());
        match decoded {
            Ok(value) => match rest {
                Some(Err(error)) => Err(self.decode_error(error)),
                _ => Ok(value),
            },
            Err(error) => Err(self.decode_error(error)),
        }
    }

    fn decode_error(&self, error: serde_json::Error) -> Error {
        let error = match without_mark(&self.body) {
            b"" => serde::de::Error::custom(EMPTY),
            _ => error,
        };
        Error::Decode(Box::new(DecodeError::new(self, &error)))
    }

    /// Turns an answer that is not a success into an error.
    pub(super) fn success(self) -> Result<Self, Error> {
        if self.status.is_success() {
            Ok(self)
        } else {
            Err(Error::Api(Box::new(ApiError { raw: self })))
        }
    }
}

/// The body without a byte order mark.
pub(super) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

/// What is said about a body that should not be empty.
pub(super) const EMPTY: &str = "the body is empty";

impl fmt::Debug for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Raw")
            .field("request", &format_args!("{}", self.request))
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// A successful answer; derefs to the decoded value.
#[derive(Clone)]
pub struct Response<T> {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) value: T,
}

impl<T> Response<T> {
    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The decoded value.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
