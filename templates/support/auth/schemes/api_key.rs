//! API key: a key with every request, in a header or a query parameter of any name.
//!
//! In: name and value. Out: the header or the parameter, in place of any of that name. Refused: an empty name or
//! value, and what fits no header. Source: Postman's auth type `apikey`.

use std::future::ready;

use reqwest::Request;
use reqwest::header::HeaderName;

use super::super::{AuthError, Authorize, BoxFuture, Secret, Ticket};
use super::message;

/// An API key and where it goes.
#[derive(Clone, Debug)]
pub struct ApiKey {
    name: String,
    value: Secret,
    in_query: bool,
}

impl ApiKey {
    /// This value in the header of this name.
    pub fn new(name: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            in_query: false,
        }
    }

    /// Sends it as a query parameter. Unsafe: URLs end up in logs.
    pub fn in_query(self, on: bool) -> Self {
        Self {
            in_query: on,
            ..self
        }
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        let name = message::given("name", &self.name)?;
        let value = message::given("value", self.value.expose())?;
        if self.in_query {
            message::put_query(request.url_mut(), &[(name, value)]);
        } else {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| AuthError::Configuration("name", "is no name of a header"))?;
            message::put_header(request, name, value)?;
        }
        Ok(Ticket(0))
    }
}

impl Authorize for ApiKey {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }
}
