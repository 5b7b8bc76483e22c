//! The OAuth 2.0 login of the replay.
//!
//! In: an OAuth 2.0 login. Out: the same one without the renewal after 401: a request is sent once, and an answer that
//! refuses the token is a result of the replay, nothing to mend.

use crate::api::auth::{AuthError, Authorize, BoxFuture, OAuth2, Ticket, Tokens};

/// A login that is used as it is.
#[derive(Clone)]
pub(crate) struct WithoutRenewal(pub(crate) OAuth2);

impl WithoutRenewal {
    /// A login that has this token and no way to another one.
    pub(crate) async fn with_token(login: OAuth2, token: &str) -> Result<Self, AuthError> {
        login.set_tokens(Tokens::new(token, None)).await?;
        Ok(Self(login))
    }
}

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
