//! What every call can be given: query, headers, limits, credentials.

use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

use super::super::request::{Credentials, Field, set};
use super::super::text::Text;
use super::Call;

/// What every call can be given.
impl<T> Call<T> {
    /// Sets a query parameter, in place of any of that name.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        set(
            &mut self.request.query,
            Field::given(name, Text::of(&value)),
        );
        self.request.arrange();
        self
    }

    /// Adds a query parameter beside others of that name.
    pub fn add_query(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.request
            .query
            .push(Field::given(name, Text::of(&value)));
        self.request.arrange();
        self
    }

    /// Sets a header, in place of any of that name.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.request
            .set_header(Field::given(name, value.to_string()));
        self
    }

    /// Gives each attempt this long instead of the client's time limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.timeout = Some(timeout);
        self
    }

    /// Sends the call again up to this many times, whatever the client's policy says.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.request.max_retries = Some(retries);
        self
    }

    /// Returns the first answer even when it asks to come again later.
    pub fn without_retries(self) -> Self {
        self.max_retries(0)
    }

    /// Lets the call be sent again whatever its method: it does no more when sent twice.
    pub fn idempotent(mut self) -> Self {
        self.request.idempotent = true;
        self
    }

    /// Asks for this path and query, percent-encoded already, in place of those that route, arguments and query
    /// parameters give. The origin stays that of the route.
    pub fn target(mut self, path_and_query: impl Into<Cow<'static, str>>) -> Self {
        self.request.target = Some(path_and_query.into());
        self
    }

    /// Sends no credentials.
    pub fn without_auth(mut self) -> Self {
        self.request.credentials = Credentials::None;
        self
    }

    /// Sends the credentials of this slot of the client.
    pub fn auth(mut self, slot: &'static str) -> Self {
        self.request.credentials = Credentials::Slot(slot);
        self
    }
}
