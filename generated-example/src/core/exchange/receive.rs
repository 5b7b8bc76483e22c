//! From a request to its answer.
//!
//! In: a request that has its credentials. Out: the answer, read to its end unless the caller wants to do that.

use bytes::Bytes;
use reqwest::Url;
use reqwest::header::HeaderValue;
use tokio::time::timeout;

use super::super::super::auth::{AuthError, BoxFuture, Carry};
use super::super::error::Error;
use super::super::response::Raw;
use super::{Answer, Exchange};

impl Exchange<'_> {
    /// Waits for credentials no longer than for an answer. A refresh goes on meanwhile, and its tokens are not lost.
    pub(super) async fn patiently<T>(
        &self,
        work: BoxFuture<'_, Result<T, AuthError>>,
    ) -> Result<T, Error> {
        let done = match self.patience {
            Some(limit) => timeout(limit, work).await.map_err(|_| self.late())?,
            None => work.await,
        };
        done.map_err(|source| self.auth_error(source))
    }

    /// The head of the answer, through the client or what the credentials bring in its place.
    pub(super) async fn execute(
        &self,
        request: reqwest::Request,
        carrier: Option<&dyn Carry>,
    ) -> Result<reqwest::Response, Error> {
        let carried = match carrier {
            Some(carrier) => carrier.carry(request).await,
            None => Ok(self.request.core.http.execute(request).await),
        };
        let carried = carried.map_err(|source| self.auth_error(source))?;
        carried.map_err(|source| Error::from_transport(&self.request.line, source))
    }

    /// The answer, and the URL it came from if it is a redirect.
    pub(super) async fn receive(
        &self,
        answering: impl Future<Output = Result<reqwest::Response, Error>>,
        credentials: Option<HeaderValue>,
    ) -> Result<(Answer, Option<Box<Url>>), Error> {
        let fail = |source| Error::from_transport(&self.request.line, source);
        let mut response = answering.await?;
        let status = response.status();
        let from = status
            .is_redirection()
            .then(|| Box::new(response.url().clone()));
        let headers = std::mem::take(response.headers_mut());
        let mut answer = Answer {
            raw: Raw {
                request: self.request.line.clone(),
                status,
                headers,
                repeats_credentials: false,
                body: Bytes::new(),
            },
            unread: None,
            ticket: None,
        };
        if self.unread && status.is_success() {
            answer.unread = Some(Box::new((response.into(), None)));
        } else {
            let body = response.bytes().await.map_err(fail)?;
            answer.raw.repeats_credentials =
                !status.is_success() && repeats(&body, credentials.as_ref());
            answer.raw.body = body;
        }
        Ok((answer, from))
    }
}

/// Whether a body holds the token, or whatever else stands behind the scheme of the header.
fn repeats(body: &[u8], credentials: Option<&HeaderValue>) -> bool {
    let secret = credentials
        .and_then(|header| header.as_bytes().rsplit(|byte| *byte == b' ').next())
        .unwrap_or_default();
    !secret.is_empty() && body.windows(secret.len()).any(|window| window == secret)
}
