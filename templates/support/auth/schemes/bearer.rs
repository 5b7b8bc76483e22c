//! Bearer: a token with every request.
//!
//! In: a token, at any time: a client may start without one and get it from the answer of a request. Out:
//! `Authorization: Bearer`, or wherever the collection says. Refused: no token, or one with spaces, control characters or letters beyond ASCII; so a
//! token that brings the word `Bearer` along is refused too. Source: RFC 6750 section 2.1.

use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Request;
use reqwest::header::AUTHORIZATION;

use super::super::{AuthError, Authorize, BoxFuture, Placement, Secret, Ticket};
use super::message;

/// A token for the scheme `Bearer`. Clones share it, so that one of them can replace it for all.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The token, and how many there were before.
    current: Arc<Mutex<(Secret, u64)>>,
    placement: Placement,
}

impl Bearer {
    /// This token; an empty one is to be replaced before the first request that needs it.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self {
            current: Arc::new(Mutex::new((token.into(), 0))),
            placement: Placement::Header("Bearer".to_owned()),
        }
    }

    /// This token behind another word than `Bearer`.
    pub fn behind(word: impl Into<String>, token: impl Into<Secret>) -> Self {
        Self::new(token).placement(Placement::Header(word.into()))
    }

    /// Sends the token there, `Authorization: Bearer` unless set.
    pub fn placement(self, placement: Placement) -> Self {
        Self { placement, ..self }
    }

    /// Sends this token from now on, from all clones.
    pub fn replace(&self, token: impl Into<Secret>) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        *current = (token.into(), current.1 + 1);
    }

    fn current(&self) -> (Secret, u64) {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        let (token, revision) = self.current();
        let token = token.expose();
        if token.is_empty() {
            return Err(AuthError::Configuration("token", "is not set"));
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AuthError::Configuration(
                "token",
                "must be visible ASCII, without a prefix",
            ));
        }
        match &self.placement {
            Placement::Header(prefix) => {
                let value = format!("{} {token}", prefix.trim());
                message::put_header(request, AUTHORIZATION, value.trim_start())?;
            }
            Placement::Query(name) => message::put_query(request.url_mut(), &[(name, token)]),
        }
        Ok(Ticket(revision))
    }
}

impl Authorize for Bearer {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }

    /// Worth another try if the token was replaced while the request was under way.
    fn rejected<'a>(&'a self, ticket: Ticket) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(ready(Ok(self.current().1 != ticket.0)))
    }
}
