//! One call on the wire: credentials, redirects, the replay after 401, retries.
//!
//! In: a request. Out: the last answer, of any status. Credentials are asked for anew at each attempt; a 401 renews
//! them and is replayed once, a 403 never. What happens within an attempt is in `redirect` and `receive`. The future
//! can be dropped at any point: nothing is held beyond it.

mod receive;
mod redirect;

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use tokio::time::sleep;

use super::super::auth::{AuthError, Authorize, BoxFuture, Ticket};
use super::error::Error;
use super::hooks::{Attempt, Wait};
use super::rate_limit::Turn;
use super::request::{Credentials, Request, SharedRequest};
use super::response::Raw;
#[cfg(feature = "tracing")]
use super::trace;
use super::upload::{self, Pieces};

/// The last answer to a call.
pub(super) struct Answer {
    pub(super) raw: Raw,
    /// The body of a success that the caller wants to read, and the turn that lasts until then.
    pub(super) unread: Option<Box<(reqwest::Body, Option<Turn>)>>,
    /// The credentials that its request carried.
    ticket: Option<Ticket>,
}

/// Sends a request; the body of a success is left `unread` if so wished. The future owns the request, so that the call
/// stays with its owner. Boxed, because what the futures around it hold is moved often.
pub(super) fn send(
    request: &SharedRequest,
    unread: bool,
) -> BoxFuture<'static, Result<Answer, Error>> {
    Box::pin(run(request.clone(), unread))
}

async fn run(request: SharedRequest, unread: bool) -> Result<Answer, Error> {
    let (first, pieces) = request.build()?;
    let is_repeatable = pieces.as_deref().is_none_or(upload::is_repeatable);
    let is_harmless = request.idempotent
        || request.line.method.is_idempotent()
        || first.headers().contains_key("idempotency-key");
    let shared = &request.core.shared;
    let exchange = Exchange {
        authorizer: find_authorizer(&request)?,
        max_retries: match is_harmless && is_repeatable {
            true => request.max_retries.unwrap_or(shared.retry.max_retries),
            false => 0,
        },
        is_repeatable,
        // The body of an upload takes the time it takes.
        patience: match pieces {
            Some(_) => request.timeout,
            None => request.timeout.or(shared.timeout),
        },
        unread,
        // The head of a body in pieces names its boundary.
        kept: match pieces.is_some() || request.has_tokens() {
            true => first.try_clone().map(Box::new),
            false => None,
        },
        pieces,
        request: &request,
    };
    // Lent from here on: a future that owned it would be the larger by it, and so would those around it.
    let mut next = Some(exchange.with_body(first));
    exchange.run(&mut next).await
}

fn find_authorizer(request: &Request) -> Result<Option<&dyn Authorize>, Error> {
    let slots = &request.core.shared.slots;
    let slot = match request.credentials {
        Credentials::None => return Ok(None),
        Credentials::Default => match slots.first() {
            Some(slot) => slot.name,
            None => return Ok(None),
        },
        Credentials::Slot(name) => name,
    };
    let found = slots.iter().find(|known| known.name == slot);
    match found.and_then(|slot| slot.authorizer.as_deref()) {
        Some(authorizer) => Ok(Some(authorizer)),
        None => Err(Error::Credentials {
            request: request.line.clone(),
            slot,
            missing: found.and_then(|slot| slot.missing.clone()),
        }),
    }
}

struct Exchange<'r> {
    request: &'r Request,
    authorizer: Option<&'r dyn Authorize>,
    max_retries: u32,
    /// Whether there is a body for another attempt.
    is_repeatable: bool,
    patience: Option<Duration>,
    unread: bool,
    /// The request, if it cannot be built once more.
    kept: Option<Box<reqwest::Request>>,
    /// The body of the request if it is read while it is sent.
    pieces: Option<Pieces>,
}

impl Exchange<'_> {
    async fn run(&self, next: &mut Option<reqwest::Request>) -> Result<Answer, Error> {
        let (mut is_renewed, mut retries, mut number) = (false, 0, 0);
        loop {
            number += 1;
            let attempt = self.attempt(number, next);
            #[cfg(feature = "tracing")]
            let attempt = trace::follow(&self.request.line, number, attempt);
            let outcome = attempt.await;
            if let Ok(answer) = &outcome
                && answer.raw.status == StatusCode::UNAUTHORIZED
                && let Some((authorizer, ticket)) = self.authorizer.zip(answer.ticket)
                && !std::mem::replace(&mut is_renewed, true)
            {
                let again = authorizer.challenged(ticket, &answer.raw.headers);
                if self.patiently(again).await? && self.is_repeatable {
                    continue;
                }
            }
            let (policy, budget) = (
                &self.request.core.shared.retry,
                &self.request.core.shared.budget,
            );
            let last = outcome.as_ref().map(|answer| &answer.raw);
            let wait = (retries < self.max_retries).then(|| policy.wait(retries, last));
            match wait.flatten().filter(|_| budget.take()) {
                Some(wait) => self.wait(wait, last).await,
                None => {
                    if last.is_ok_and(|raw| raw.status.is_success()) {
                        budget.earn(retries);
                    }
                    return outcome;
                }
            }
            retries += 1;
        }
    }

    /// One attempt as the hooks see it.
    async fn attempt(
        &self,
        number: u32,
        next: &mut Option<reqwest::Request>,
    ) -> Result<Answer, Error> {
        let shared = &self.request.core.shared;
        let turn = match &shared.limiter {
            Some(limiter) => {
                let waiting = |wait| self.tell_wait(Wait::RateLimit(wait));
                Some(
                    limiter
                        .turn(waiting)
                        .await
                        .map_err(|wait| self.too_fast(wait))?,
                )
            }
            None => None,
        };
        let request = self.prepare(next)?;
        for hooks in &shared.hooks {
            hooks.before(&self.request.line, request);
        }
        let started = shared.hooks.first().map(|_| Instant::now());
        let outcome = self.travel(next, turn).await;
        if let Some(started) = started {
            let attempt = Attempt {
                number,
                elapsed: started.elapsed(),
                headers: outcome.as_ref().ok().map(|answer| &answer.raw.headers),
                body: outcome.as_ref().ok().map(|answer| &answer.raw.body),
                outcome: outcome.as_ref().map(|answer| answer.raw.status),
            };
            for hooks in &shared.hooks {
                hooks.after(&self.request.line, &attempt);
            }
        }
        outcome
    }

    /// The request that is to be sent next, a copy of the first unless there is one.
    fn prepare<'n>(
        &self,
        next: &'n mut Option<reqwest::Request>,
    ) -> Result<&'n mut reqwest::Request, Error> {
        let request = self.take(next)?;
        Ok(next.insert(request))
    }

    fn take(&self, next: &mut Option<reqwest::Request>) -> Result<reqwest::Request, Error> {
        next.take().map_or_else(|| self.copy(), Ok)
    }

    /// The request for another attempt or the next hop.
    fn copy(&self) -> Result<reqwest::Request, Error> {
        let kept = self.kept.as_ref().and_then(|kept| kept.try_clone());
        let copy = kept.map_or_else(|| Ok(self.request.build()?.0), Ok);
        copy.map(|copy| self.with_body(copy))
    }

    fn with_body(&self, mut request: reqwest::Request) -> reqwest::Request {
        if let Some(pieces) = &self.pieces {
            *request.body_mut() = Some(upload::body(pieces));
        }
        request
    }

    /// Waits before a retry. While the server throttles, other calls need not try either.
    async fn wait(&self, wait: Duration, last: Result<&Raw, &Error>) {
        if let Some(limiter) = &self.request.core.shared.limiter
            && last.is_ok_and(|raw| raw.status == StatusCode::TOO_MANY_REQUESTS)
        {
            limiter.pause(wait);
        }
        self.tell_wait(Wait::Retry(wait));
        sleep(wait).await;
    }

    fn tell_wait(&self, wait: Wait) {
        for hooks in &self.request.core.shared.hooks {
            hooks.waiting(&self.request.line, wait);
        }
    }

    fn late(&self) -> Error {
        Error::Timeout {
            request: self.request.line.clone(),
            source: None,
        }
    }

    fn too_fast(&self, wait: Duration) -> Error {
        Error::RateLimit {
            request: self.request.line.clone(),
            wait,
        }
    }

    fn auth_error(&self, source: AuthError) -> Error {
        Error::Auth {
            request: Box::new(self.request.line.clone()),
            source,
        }
    }
}
