//! One call on the wire: credentials, redirects, the replay after 401, retries.
//!
//! In: a request. Out: the last answer, of any status. Credentials are asked for anew at each attempt; a 401 renews
//! them and is replayed once, a 403 never. Redirects (RFC 9110 section 15.4) are followed with credentials at the same
//! origin only; to any other goes a bare GET or nothing, since headers and bodies may hold secrets too.

use std::future::ready;
use std::sync::Arc;

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION, USER_AGENT,
};
use reqwest::{Method, StatusCode, Url};

use super::super::auth::{Authorize, BoxFuture, Ticket};
use super::address;
use super::client::Core;
use super::error::{Error, RequestLine};
use super::request::{Credentials, Request};
use super::response::Raw;

/// Sends a request. It is built at once, so that the future owns it and the call stays with its owner. Boxed, because
/// what the futures around it hold is moved often.
pub(super) fn send(request: &Request) -> BoxFuture<'static, Result<Raw, Error>> {
    let exchange = request.build().and_then(|built| {
        Ok(Exchange {
            authorizer: find_authorizer(request)?,
            core: request.core.clone(),
            line: request.line.clone(),
            max_retries: if is_repeatable(request, &built) {
                let usual = request.core.shared.retry.max_retries;
                request.max_retries.unwrap_or(usual)
            } else {
                0
            },
            request: built,
        })
    });
    match exchange {
        Ok(exchange) => Box::pin(exchange.run()),
        Err(error) => Box::pin(ready(Err(error))),
    }
}

/// Whether it does no harm to send the request twice.
fn is_repeatable(request: &Request, built: &reqwest::Request) -> bool {
    request.idempotent
        || request.line.method.is_idempotent()
        || built.headers().contains_key("idempotency-key")
}

fn find_authorizer(request: &Request) -> Result<Option<Arc<dyn Authorize>>, Error> {
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
    match found.and_then(|slot| slot.authorizer.as_ref()) {
        Some(authorizer) => Ok(Some(Arc::clone(authorizer))),
        None => Err(Error::Credentials {
            request: request.line.clone(),
            slot,
            missing: found.and_then(|slot| slot.missing.clone()),
        }),
    }
}

struct Exchange {
    core: Core,
    line: RequestLine,
    authorizer: Option<Arc<dyn Authorize>>,
    max_retries: u32,
    request: reqwest::Request,
}

impl Exchange {
    async fn run(self) -> Result<Raw, Error> {
        let (mut renewed, mut attempt) = (false, 0);
        loop {
            let outcome = self.attempt().await;
            if let Ok((raw, Some((authorizer, ticket)))) = &outcome
                && raw.status == StatusCode::UNAUTHORIZED
                && !renewed
            {
                renewed = true;
                let again = authorizer.challenged(*ticket, &raw.headers).await;
                if again.map_err(|source| self.auth_error(source))? {
                    continue;
                }
            }
            let outcome = outcome.map(|(raw, _)| raw);
            let (policy, budget) = (&self.core.shared.retry, &self.core.shared.budget);
            let retry = attempt < self.max_retries;
            match retry.then(|| policy.wait(attempt, &outcome)).flatten() {
                Some(wait) if budget.take() => tokio::time::sleep(wait).await,
                _ => {
                    if outcome.as_ref().is_ok_and(|raw| raw.status.is_success()) {
                        budget.earn(attempt);
                    }
                    return outcome;
                }
            }
            attempt += 1;
        }
    }

    /// One attempt with its redirects: the last answer and the credentials its request carried.
    async fn attempt(&self) -> Result<(Raw, Option<(&dyn Authorize, Ticket)>), Error> {
        let mut next = self.copy()?;
        let (mut at_home, mut redirects) = (true, 0);
        loop {
            let mut used = None;
            if let Some(authorizer) = self.authorizer.as_deref().filter(|_| at_home) {
                let ticket = authorizer.authorize(&mut next).await;
                used = Some((
                    authorizer,
                    ticket.map_err(|source| self.auth_error(source))?,
                ));
            }
            let method = next.method().clone();
            let (raw, from) = self.receive(next).await?;
            let Some(from) = from.filter(|_| redirects < self.core.shared.max_redirects) else {
                return Ok((raw, used));
            };
            match self.follow(&raw, &from, &method, at_home)? {
                Some((request, home)) => (next, at_home) = (request, home),
                None => return Ok((raw, used)),
            }
            redirects += 1;
        }
    }

    /// The answer, and the URL it came from if it is a redirect.
    async fn receive(&self, request: reqwest::Request) -> Result<(Raw, Option<Url>), Error> {
        let fail = |source| Error::from_transport(&self.line, source);
        let credentials = request.headers().get(AUTHORIZATION).cloned();
        let mut response = self.core.http.execute(request).await.map_err(fail)?;
        let status = response.status();
        let from = status.is_redirection().then(|| response.url().clone());
        let headers = std::mem::take(response.headers_mut());
        let body = response.bytes().await.map_err(fail)?;
        let raw = Raw {
            request: self.line.clone(),
            status,
            headers,
            repeats_credentials: !status.is_success() && repeats(&body, credentials.as_ref()),
            body,
        };
        Ok((raw, from))
    }

    /// The request that follows a redirect, and whether it goes to the origin of the first.
    fn follow(
        &self,
        raw: &Raw,
        from: &Url,
        method: &Method,
        at_home: bool,
    ) -> Result<Option<(reqwest::Request, bool)>, Error> {
        let method = match (raw.status.as_u16(), method) {
            (303, &Method::HEAD) | (307 | 308, _) => method.clone(),
            (301 | 302, &Method::POST) | (303, _) => Method::GET,
            (301 | 302, _) => method.clone(),
            _ => return Ok(None),
        };
        let location = raw
            .headers
            .get(LOCATION)
            .and_then(|value| value.to_str().ok());
        let Some(mut url) = location.and_then(|location| from.join(location).ok()) else {
            return Ok(None);
        };
        if let Some(origin) = &self.core.shared.send_all_to {
            // A URL that cannot be moved there is not followed.
            if address::move_to(&mut url, origin).is_err() {
                return Ok(None);
            }
        }
        let mut request = self.copy()?;
        let home = at_home && url.origin() == request.url().origin();
        let bodiless = matches!(method, Method::GET | Method::HEAD);
        if !home && !bodiless {
            return Ok(None);
        }
        if method != self.line.method || !home {
            *request.body_mut() = None;
            request.headers_mut().remove(CONTENT_LENGTH);
            request.headers_mut().remove(CONTENT_TYPE);
        }
        if !home {
            let kept = [ACCEPT, USER_AGENT].map(|name| (request.headers_mut().remove(&name), name));
            request.headers_mut().clear();
            for (value, name) in kept {
                request
                    .headers_mut()
                    .extend(value.map(|value| (name, value)));
            }
        }
        *request.method_mut() = method;
        *request.url_mut() = url;
        Ok(Some((request, home)))
    }

    fn copy(&self) -> Result<reqwest::Request, Error> {
        // Every body is in memory, so that there is always a copy; it shares the bytes.
        self.request.try_clone().ok_or_else(|| Error::Request {
            request: self.line.clone(),
            reason: "the body cannot be sent twice".into(),
        })
    }

    fn auth_error(&self, source: super::super::auth::AuthError) -> Error {
        Error::Auth {
            request: self.line.clone(),
            source,
        }
    }
}

/// Whether a body holds the token, or whatever else stands behind the scheme of the header.
fn repeats(body: &[u8], credentials: Option<&HeaderValue>) -> bool {
    let secret = credentials
        .and_then(|header| header.as_bytes().rsplit(|byte| *byte == b' ').next())
        .unwrap_or_default();
    !secret.is_empty() && body.windows(secret.len()).any(|window| window == secret)
}
