//! Answers that are not what a call hoped for: no success, or not of its type.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::Error;
use super::json_path;
use super::request_line::RequestLine;
use super::response::{Raw, without_mark};
use super::retry_after::asked_wait;

/// An answer that is not a success: typed by its status, kept as it came.
#[derive(Clone)]
pub struct ApiError {
    pub(super) raw: Raw,
}

impl ApiError {
    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// Headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// Body of the answer.
    pub fn body(&self) -> &Bytes {
        &self.raw.body
    }

    /// The call that was answered so.
    pub fn request(&self) -> &RequestLine {
        &self.raw.request
    }

    /// The body decoded from JSON.
    ///
    /// # Errors
    /// [`Error::Decode`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.raw.json()
    }

    /// How long the server asks to wait: by `Retry-After`, or by the text of a throttled answer.
    pub fn retry_after(&self) -> Option<Duration> {
        asked_wait(
            self.raw.status,
            &self.raw.headers,
            &self.raw.body,
            SystemTime::now(),
        )
    }

    /// What the server says is wrong, found at the usual places of a JSON body: `detail`, `message`,
    /// `error_description`, `error`, `title`, `errors`, a list of texts, or texts by field.
    pub fn detail(&self) -> Option<String> {
        const LONGEST: usize = 300;
        if self.raw.repeats_credentials {
            return Some("the answer repeats the credentials and is not shown".into());
        }
        let text = find_detail(
            &serde_json::from_slice(without_mark(&self.raw.body)).ok()?,
            4,
        )?;
        let words: Vec<_> = text.split_whitespace().collect();
        let line = words.join(" ");
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => Some(line.split_at(end).0.to_owned() + "…"),
            None => Some(line).filter(|line| !line.is_empty()),
        }
    }
}

fn find_detail(value: &Value, depth: u8) -> Option<String> {
    const PLACES: [&str; 6] = [
        "detail",
        "message",
        "error_description",
        "error",
        "title",
        "errors",
    ];
    if depth == 0 {
        return None;
    }
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => {
            let found: Vec<_> = values
                .iter()
                .take(3)
                .filter_map(|value| find_detail(value, depth - 1))
                .collect();
            (!found.is_empty()).then(|| found.join("; "))
        }
        Value::Object(fields) => {
            let places = PLACES.iter().filter_map(|place| fields.get(*place));
            places
                .filter_map(|value| find_detail(value, depth - 1))
                .next()
                .or_else(|| {
                    let lists = fields.iter().filter(|(_, value)| value.is_array()).take(3);
                    let found: Vec<_> = lists
                        .filter_map(|(name, value)| {
                            Some(format!("{name}: {}", find_detail(value, depth - 1)?))
                        })
                        .collect();
                    (!found.is_empty()).then(|| found.join("; "))
                })
        }
        _ => None,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.raw.request, self.raw.status)?;
        match self.detail() {
            Some(detail) => write!(formatter, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApiError")
            .field("request", &self.raw.request)
            .field("status", &self.raw.status)
            .field("detail", &self.detail())
            .field("body", &format_args!("{} bytes", self.raw.body.len()))
            .finish()
    }
}

/// An answer that does not fit its type.
#[derive(Clone, Debug)]
pub struct DecodeError {
    request: RequestLine,
    pub(super) status: StatusCode,
    path: String,
    reason: String,
}

impl DecodeError {
    pub(super) fn new(raw: &Raw, error: &serde_json::Error) -> Self {
        Self {
            request: raw.request.clone(),
            status: raw.status,
            path: json_path::find(without_mark(&raw.body), error.line(), error.column()),
            reason: json_path::explain(error),
        }
    }

    /// The call that was answered so.
    pub fn request(&self) -> &RequestLine {
        &self.request
    }

    /// Where in the body: `results[3].copay`; empty for the body as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What does not fit, without the value.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}, but the body", self.request, self.status)?;
        if !self.path.is_empty() {
            write!(formatter, " at `{}`", self.path)?;
        }
        write!(formatter, " does not fit: {}", self.reason)
    }
}
