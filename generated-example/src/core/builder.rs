//! How a client is made: settings, credentials, limits and an HTTP client in, a [`Core`] out.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Client, ClientBuilder, Url};

use super::super::auth::{Authorize, Secret};
use super::client::{Core, Shared};
use super::credentials::{Given, Slot};
use super::error::Error;
use super::hooks::Hooks;
use super::rate_limit::{Limiter, RateLimit};
use super::request::ANY;
use super::retry::{Budget, RetryPolicy};

/// Builds a [`Core`].
#[derive(Clone)]
#[must_use]
pub struct CoreBuilder {
    shared: Shared,
    http: Option<Client>,
    /// Parts of credentials by slot and part, `basic.password`.
    parts: Vec<(&'static str, Secret)>,
    /// The name of a header that cannot be sent.
    bad_header: Option<String>,
}

impl CoreBuilder {
    pub(super) fn new(shared: Shared) -> Self {
        Self {
            shared,
            http: None,
            parts: Vec::new(),
            bad_header: None,
        }
    }

    /// Sends through this client instead of one of its own. Give it `redirect::Policy::none()`: redirects are followed
    /// here, where credentials are kept from other origins.
    pub fn http_client(mut self, http: Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Makes its HTTP clients with this: for proxies, certificates, limits for connecting. Whether they follow redirects
    /// or send anything again is decided here.
    pub fn http_builder(
        mut self,
        new_client: impl Fn() -> ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.shared.new_client = Some(Arc::new(new_client));
        self
    }

    /// The HTTP client that calls are sent through, if it is known by now: the one given, or one of the builder given.
    ///
    /// # Errors
    /// [`Error::Client`] when none can be made.
    pub fn given_http(&self) -> Result<Option<Client>, Error> {
        match (&self.http, &self.shared.new_client) {
            (Some(http), _) => Ok(Some(http.clone())),
            (None, Some(_)) => self.shared.http().map(Some),
            (None, None) => Ok(None),
        }
    }

    /// Gives `{{name}}` a value unless it has one.
    pub fn default_setting(self, name: &'static str, value: impl Into<String>) -> Self {
        match self.shared.settings.get(name) {
            Some(_) => self,
            None => self.setting(name, value),
        }
    }

    /// Declares a slot for credentials. Calls use the first one unless they name another or none.
    pub fn slot(mut self, name: &'static str, given: Option<Arc<dyn Authorize>>) -> Self {
        let slots = &mut self.shared.slots;
        match slots.iter_mut().find(|slot| slot.name == name) {
            Some(slot) => slot.authorizer = given,
            None => slots.push(Slot {
                name,
                authorizer: given,
                missing: None,
            }),
        }
        self
    }

    /// Keeps one part of the credentials of a slot, such as `basic.password`, until [`fill`](Self::fill) asks for it.
    pub fn credential(mut self, part: &'static str, value: impl Into<Secret>) -> Self {
        self.parts.retain(|(other, _)| *other != part);
        self.parts.push((part, value.into()));
        self
    }

    /// Gives a slot that has none credentials made of what is known by now: parts that were given, settings.
    pub fn fill<A: Authorize>(
        mut self,
        name: &'static str,
        make: impl FnOnce(&Given<'_>) -> Option<A>,
    ) -> Self {
        let slots = &mut self.shared.slots;
        if let Some(slot) = slots.iter_mut().find(|slot| slot.name == name)
            && slot.authorizer.is_none()
        {
            let given = Given::new(&self.shared.settings, &self.parts);
            let made = make(&given);
            slot.missing = given.missing();
            slot.authorizer = made.map(|made| Arc::new(made) as Arc<dyn Authorize>);
        }
        self
    }

    /// Whether a slot has credentials by now.
    pub fn has_credentials(&self, name: &str) -> bool {
        let mut slots = self.shared.slots.iter();
        slots.any(|slot| slot.name == name && slot.authorizer.is_some())
    }

    /// What is known by now for credentials.
    pub fn given(&self) -> Given<'_> {
        Given::new(&self.shared.settings, &self.parts)
    }

    /// A text with every `{{name}}` replaced; none if one has no value.
    pub fn expand(&self, text: &str) -> Option<String> {
        Some(self.shared.settings.expand(text).ok()?.into_owned())
    }

    /// Gives `{{name}}` a value.
    pub fn setting(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.shared.settings.insert(name.into(), value.into());
        self
    }

    /// Sends this header with every call that does not set it.
    pub fn default_header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let header = HeaderName::try_from(name).ok();
        match header.zip(HeaderValue::try_from(value.as_ref()).ok()) {
            Some((name, value)) => {
                self.shared.headers.insert(name, value);
            }
            None => self.bad_header = Some(name.to_owned()),
        }
        self
    }

    /// Sets the `User-Agent` of every call.
    pub fn user_agent(self, user_agent: impl AsRef<str>) -> Self {
        self.default_header(USER_AGENT.as_str(), user_agent)
    }

    /// When calls are sent again.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.shared.retry = retry;
        self
    }

    /// How many calls are sent in a time and at once.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.shared.rate_limit = Some(limit);
        self
    }

    /// Lets these see every attempt, after any given before.
    pub fn hooks(mut self, hooks: impl Hooks) -> Self {
        self.shared.hooks.push(Arc::new(hooks));
        self
    }

    /// The hooks given so far.
    pub fn given_hooks(&self) -> Vec<Arc<dyn Hooks>> {
        self.shared.hooks.clone()
    }

    /// The value of a header that is sent with every call.
    pub fn given_header(&self, name: &str) -> Option<HeaderValue> {
        self.shared.headers.get(name).cloned()
    }

    /// How long one attempt may take, reading included (60 seconds unless set); `None` for no limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.shared.timeout = timeout.into();
        self
    }

    /// How many redirects a call follows (10 unless set).
    pub fn max_redirects(mut self, max_redirects: u32) -> Self {
        self.shared.max_redirects = max_redirects;
        self
    }

    /// Whether certificates that nobody vouches for are accepted, by a client of its own. Whoever stands between can then
    /// read and change everything.
    pub fn accept_invalid_certificates(mut self, accepts: bool) -> Self {
        self.shared.accepts_any_certificate = accepts;
        self
    }

    /// What stands in front of routes that start with a slash: `{{baseUrl}}`.
    pub fn base(mut self, base: &'static str) -> Self {
        self.shared.base_template = base;
        self
    }

    /// Sends every call to the origin of this URL, with path and query as they are: for tests and mock servers.
    pub fn send_all_to(mut self, origin: Url) -> Self {
        self.shared.send_all_to = Some(origin);
        self
    }

    /// The finished client.
    ///
    /// # Errors
    /// [`Error::Client`] when a header cannot be sent or no HTTP client can be made.
    pub fn build(mut self) -> Result<Core, Error> {
        if let Some(name) = self.bad_header {
            return Err(Error::Client {
                reason: format!(
                    "the client cannot be built: the header `{}` cannot be sent",
                    name.escape_debug()
                ),
            });
        }
        self.shared.budget = Arc::new(Budget::new(&self.shared.retry));
        let limit = self.shared.rate_limit.clone();
        self.shared.limiter = limit.map(|limit| Arc::new(Limiter::new(limit)));
        self.shared.settle();
        // Room for what calls add: each begins with a copy of these.
        self.shared.headers.reserve(5);
        let accept = self.shared.headers.entry(ACCEPT);
        accept.or_insert(HeaderValue::from_static(ANY));
        Ok(Core {
            http: self.http.map_or_else(|| self.shared.http(), Ok)?,
            shared: Arc::new(self.shared),
            folder: "",
            name: "",
        })
    }
}

impl fmt::Debug for CoreBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.describe(formatter, "CoreBuilder")
    }
}
