//! From hop to hop: redirects (RFC 9110 section 15.4).
//!
//! In: the request of an attempt. Out: the answer at its end. Credentials, headers and bodies go along at the origin of
//! the call only; to any other goes a bare GET or nothing, since all of them may hold secrets.

use std::pin::pin;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, USER_AGENT};
use reqwest::{Method, Url};
use tokio::time::timeout;

use super::super::address;
use super::super::error::Error;
use super::super::rate_limit::Turn;
use super::super::response::Raw;
use super::{Answer, Exchange};

impl Exchange<'_> {
    /// The last answer of an attempt, redirects followed.
    pub(super) async fn travel(
        &self,
        next: &mut Option<reqwest::Request>,
        mut turn: Option<Turn>,
    ) -> Result<Answer, Error> {
        let shared = &self.request.core.shared;
        let (mut at_home, mut redirects) = (true, 0);
        loop {
            let request = self.prepare(next)?;
            let mut ticket = None;
            if let Some(authorizer) = self.authorizer.filter(|_| at_home) {
                ticket = Some(self.patiently(authorizer.authorize(request)).await?);
            }
            let method = request.method().clone();
            let credentials = request.headers().get(AUTHORIZATION).cloned();
            let carrier = self.authorizer.filter(|_| at_home);
            let carrier = carrier.and_then(|authorizer| authorizer.carrier());
            let mut receiving =
                pin!(self.receive(self.execute(self.take(next)?, carrier), credentials));
            let (mut answer, from) = match self.patience {
                Some(limit) => {
                    let received = timeout(limit, receiving.as_mut()).await;
                    received.map_err(|_| self.late())??
                }
                None => receiving.await?,
            };
            answer.ticket = ticket;
            let most = self.request.max_redirects.unwrap_or(u32::MAX);
            let most = most.min(shared.max_redirects);
            if let Some(from) = from.filter(|_| redirects < most)
                && let Some(hop) = self.follow(&answer.raw, &from, &method, at_home)?
            {
                *next = Some(hop.0);
                at_home = hop.1;
                redirects += 1;
                continue;
            }
            if let Some(unread) = &mut answer.unread {
                unread.1 = turn.take();
            }
            return Ok(answer);
        }
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
            (301..=303, _) if self.request.keeps_method => method.clone(),
            (301..=303, &Method::HEAD) | (307 | 308, _) => method.clone(),
            // As Postman does, whatever the method was; browsers keep all but POST after 301 and 302.
            (301..=303, _) => Method::GET,
            _ => return Ok(None),
        };
        let location = raw
            .headers
            .get(LOCATION)
            .and_then(|value| value.to_str().ok());
        let Some(mut url) = location.and_then(|location| from.join(location).ok()) else {
            return Ok(None);
        };
        if let Some(origin) = &self.request.core.shared.send_all_to {
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
        let has_body = home && method == self.request.line.method;
        // What can be read once has been.
        if has_body && !self.is_repeatable {
            return Ok(None);
        }
        if !has_body {
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
}
