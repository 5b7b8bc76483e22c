//! Basic: a name and a password with every request.
//!
//! In: both, as text. Out: `Authorization: Basic`, in UTF-8. Either may be empty, as it is where an API key is the
//! name. A server takes what stands behind the first colon for the password, so that a name with a colon may be both,
//! as Postman sends it. Refused: what fits no header. Source: RFC 7617.

use std::future::ready;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use super::super::{AuthError, Authorize, BoxFuture, Secret, Ticket};

/// Credentials of the scheme `Basic`.
#[derive(Clone, Debug)]
pub struct Basic {
    // Secret as well: where an API key is sent this way, it is the name.
    username: Secret,
    password: Secret,
}

impl Basic {
    /// This name and password.
    pub fn new(username: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
        }
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        let (username, password) = (self.username.expose(), self.password.expose());
        let pair = STANDARD.encode(format!("{username}:{password}"));
        let mut header = HeaderValue::try_from(format!("Basic {pair}"))
            .map_err(|_| AuthError::Configuration("credentials", "do not fit a header"))?;
        header.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, header);
        Ok(Ticket(0))
    }
}

impl Authorize for Basic {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}
