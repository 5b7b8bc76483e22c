//! Spans of [`tracing`], with the feature of that name.
//!
//! One span per attempt: name and folder of the request, method, route as the collection writes it, number of the
//! attempt, status. No value of a parameter, header or body, and no URL.

use std::future::Future;

use tracing::Instrument;
use tracing::field::Empty;

use super::error::Error;
use super::exchange::Answer;
use super::request_line::RequestLine;

/// Runs an attempt within a span of its own.
pub(super) async fn follow(
    line: &RequestLine,
    attempt: u32,
    work: impl Future<Output = Result<Answer, Error>>,
) -> Result<Answer, Error> {
    let span = tracing::info_span!(
        "request",
        name = line.name,
        folder = line.folder,
        method = line.method.as_str(),
        route = line.route,
        attempt,
        status = Empty,
    );
    let outcome = work.instrument(span.clone()).await;
    match &outcome {
        Ok(answer) => {
            span.record("status", answer.raw.status.as_u16());
        }
        Err(error) => tracing::warn!(parent: &span, %error, "no answer"),
    }
    outcome
}
