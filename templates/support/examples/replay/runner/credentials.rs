//! Credentials of the replay.
//!
//! In: an OAuth 2.0 login. Out: the same one without the renewal after 401: a request is sent once, and an answer that
//! refuses the token is a result of the replay, nothing to mend.

use crate::api::auth::{AuthError, Authorize, BoxFuture, OAuth2, Ticket};

/// A login that is used as it is.
#[derive(Clone)]
pub(crate) struct WithoutRenewal(pub(crate) OAuth2);

impl Authorize for WithoutRenewal {
    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        self.0.authorize(request)
    }

    fn rejected<'a>(&'a self, _ticket: Ticket) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(async { Ok(false) })
    }
}
