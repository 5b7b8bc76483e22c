//! What all calls of a client share.
//!
//! [`Core`] is a handle to it that is cheap to clone; its builder makes it.

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::retry::never;
use reqwest::{Client, ClientBuilder, Url};

use super::address::Base;
use super::builder::CoreBuilder;
use super::credentials::Slot;
use super::dynamic;
use super::error::Error;
use super::hooks::Hooks;
use super::rate_limit::{Limiter, RateLimit};
use super::retry::{Budget, RetryPolicy};
use super::settings::Settings;

/// The handle of a client. Clones share one connection pool, the settings and the credentials.
#[derive(Clone)]
pub struct Core {
    pub(super) http: Client,
    pub(super) shared: Arc<Shared>,
    /// Where in the collection the calls made by this handle stand.
    pub(super) folder: &'static str,
    pub(super) name: &'static str,
}

#[derive(Clone)]
pub(super) struct Shared {
    pub(super) slots: Vec<Slot>,
    pub(super) settings: Settings,
    pub(super) headers: HeaderMap,
    pub(super) retry: RetryPolicy,
    pub(super) budget: Arc<Budget>,
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) limiter: Option<Arc<Limiter>>,
    pub(super) hooks: Vec<Arc<dyn Hooks>>,
    pub(super) timeout: Option<Duration>,
    pub(super) max_redirects: u32,
    pub(super) send_all_to: Option<Url>,
    /// What stands in front of routes that start with a slash, before and after its settings were put in.
    pub(super) base_template: &'static str,
    pub(super) base: Base,
    /// Whether a setting has a value that is made up for each request.
    pub(super) makes_up_values: bool,
    /// What HTTP clients are made with.
    pub(super) new_client: Option<Arc<dyn Fn() -> ClientBuilder + Send + Sync>>,
    pub(super) accepts_any_certificate: bool,
}

impl Core {
    /// A client with no settings and no credentials, and the default limits.
    pub fn builder() -> CoreBuilder {
        CoreBuilder::new(Shared::new())
    }

    /// The same handle for the requests of this folder.
    pub fn within(&self, folder: &'static str) -> Self {
        Self {
            folder,
            ..self.clone()
        }
    }

    /// The same handle for the request of this name.
    pub fn named(&self, name: &'static str) -> Self {
        Self {
            name,
            ..self.clone()
        }
    }

    /// The same handle with another value for `{{name}}` in addresses, queries, headers and bodies. Connections, limits
    /// and credentials stay those of this one.
    pub fn with_setting(
        &self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        let mut core = self.clone();
        let shared = Arc::make_mut(&mut core.shared);
        shared.settings.insert(name.into(), value.into());
        shared.settle();
        core
    }

    /// How long a call would wait for its turn if it were sent now, by the [`RateLimit`].
    pub fn wait(&self) -> Duration {
        let limiter = self.shared.limiter.as_ref();
        limiter.map_or(Duration::ZERO, |limiter| limiter.wait())
    }

    /// The value of a setting, as given or by default, with any `{{name}}` in it replaced; of a dynamic variable of
    /// Postman such as `$guid` a fresh one.
    pub fn setting(&self, name: &str) -> Option<String> {
        let settings = &self.shared.settings;
        match settings.get(name) {
            Some(value) => Some(settings.expand(value).ok()?.into_owned()),
            None => dynamic::value(name),
        }
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.describe(formatter, "Core")
    }
}

impl Shared {
    fn new() -> Self {
        Self {
            slots: Vec::new(),
            settings: Settings::default(),
            headers: HeaderMap::new(),
            retry: RetryPolicy::new(),
            budget: Arc::new(Budget::new(&RetryPolicy::new())),
            rate_limit: None,
            limiter: None,
            hooks: Vec::new(),
            timeout: Some(Duration::from_secs(60)),
            max_redirects: 10,
            send_all_to: None,
            base_template: "",
            base: Base::new(""),
            makes_up_values: false,
            new_client: None,
            accepts_any_certificate: false,
        }
    }

    /// What follows from the settings.
    pub(super) fn settle(&mut self) {
        self.makes_up_values = self.settings.make_up_values();
        let text = self.settings.expand(self.base_template);
        self.base = match text {
            Ok(text) if !self.makes_up_values => Base::new(text.into_owned()),
            _ => Base::new(self.base_template),
        };
    }

    pub(super) fn client_builder(&self) -> ClientBuilder {
        let client = match &self.new_client {
            Some(new_client) => new_client(),
            #[cfg(feature = "cookies")]
            None => Client::builder().cookie_store(true),
            #[cfg(not(feature = "cookies"))]
            None => Client::builder(),
        };
        // Without TLS there are no certificates.
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        if self.accepts_any_certificate {
            return client.tls_danger_accept_invalid_certs(true);
        }
        client
    }

    pub(super) fn http(&self) -> Result<Client, Error> {
        let client = self.client_builder();
        let client = client.redirect(Policy::none()).retry(never());
        client.build().map_err(|error| {
            let cause = error.source().map(|cause| format!(": {cause}"));
            let cause = cause.unwrap_or_default();
            Error::Client {
                reason: format!("the client cannot be built: {error}{cause}"),
            }
        })
    }

    /// Names of settings and credentials, but no value.
    pub(super) fn describe(&self, formatter: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        let given = self.slots.iter().filter(|slot| slot.authorizer.is_some());
        let credentials: Vec<_> = given.map(|slot| slot.name).collect();
        formatter
            .debug_struct(name)
            .field("settings", &self.settings)
            .field("credentials", &credentials)
            .field("retry", &self.retry)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
