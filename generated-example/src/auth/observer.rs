//! Requests to an authorization server, as the client's own requests are: with its `User-Agent`, seen by its hooks.
//!
//! In: both. Out: a request with what they add to it. Hooks see neither credentials nor extra parameters, and of the
//! answer its head only.

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderValue, USER_AGENT};
use reqwest::{Method, Request, Response};

use super::super::core::{Attempt, Error, Hooks, RequestLine};
use super::AuthError;

/// What token requests have in common with calls.
#[derive(Clone, Default)]
pub struct Observer {
    user_agent: Option<HeaderValue>,
    hooks: Vec<Arc<dyn Hooks>>,
}

impl Observer {
    /// Sends this `User-Agent` and calls these hooks.
    pub fn new(user_agent: Option<HeaderValue>, hooks: Vec<Arc<dyn Hooks>>) -> Self {
        Self { user_agent, hooks }
    }

    fn line(setting: &'static str) -> RequestLine {
        RequestLine::new("request to the authorization server", Method::POST, setting)
    }

    /// Before the credentials are added.
    pub(super) fn before(&self, setting: &'static str, request: &mut Request) {
        let user_agent = self.user_agent.clone();
        let headers = request.headers_mut();
        headers.extend(user_agent.map(|value| (USER_AGENT, value)));
        for hooks in &self.hooks {
            hooks.before(&Self::line(setting), request);
        }
    }

    pub(super) fn after(
        &self,
        setting: &'static str,
        outcome: &Result<Response, AuthError>,
        elapsed: Duration,
    ) {
        let line = Self::line(setting);
        let error = outcome.as_ref().err().map(|source| Error::Auth {
            request: Box::new(line.clone()),
            source: source.clone(),
        });
        let outcome = match (outcome, &error) {
            (Ok(answer), _) => Ok(answer),
            (Err(_), Some(error)) => Err(error),
            (Err(_), None) => return,
        };
        let attempt = Attempt {
            number: 1,
            elapsed,
            headers: outcome.ok().map(Response::headers),
            // It holds tokens.
            body: None,
            outcome: outcome.map(Response::status),
        };
        for hooks in &self.hooks {
            hooks.after(&line, &attempt);
        }
    }
}

impl Debug for Observer {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let mut debug = to.debug_struct("Observer");
        debug
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}
