//! [`OAuth2`], the handle that users hold and clients authorize requests with.
//!
//! In: settings, a token store, and for tests a clock and randomness. Out: valid access tokens. All
//! clones are one session: they share tokens, refreshes and failures. The setters take the handle by
//! value and start a new session, so call them before the first clone.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use url::Url;

use super::observer::Observer;
use super::session::{Parts, Session, detached};
use super::state::Current;
use super::{
    AuthError, AuthorizationRequest, Authorize, BoxFuture, ClientAuthentication, Clock, Grant,
    LoginState, OAuth2Config, Random, Secret, StoreError, Ticket, TokenStore, Tokens,
};

/// One OAuth 2.0 login. Cheap to clone.
#[derive(Clone)]
pub struct OAuth2 {
    session: Arc<Session>,
}

impl OAuth2 {
    /// A session with these settings, and tokens in memory only.
    pub fn with_config(config: OAuth2Config) -> Self {
        Self::from_parts(Parts::new(config))
    }

    fn from_parts(parts: Parts) -> Self {
        Self {
            session: Arc::new(Session::new(parts)),
        }
    }

    #[allow(dead_code, reason = "for the features `device-login` and `discovery`")]
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    fn change(self, change: impl FnOnce(&mut Parts)) -> Self {
        let mut parts = self.session.parts.clone();
        change(&mut parts);
        Self::from_parts(parts)
    }

    /// Changes settings that have no setter here.
    pub fn configure(self, change: impl FnOnce(&mut OAuth2Config)) -> Self {
        self.change(|parts| change(&mut parts.config))
    }

    /// Keeps the tokens there.
    pub fn token_store(self, store: impl TokenStore) -> Self {
        self.shared_token_store(Arc::new(store))
    }

    /// Keeps the tokens there, in a store that others use as well.
    pub fn shared_token_store(self, store: Arc<dyn TokenStore>) -> Self {
        self.change(|parts| parts.store = store)
    }

    /// Sends token requests with this client; it must not follow redirects.
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.change(|parts| parts.http_client = Some(client))
    }

    /// Sends the token requests of this handle and all its clones as a client sends its calls: with its transport, if
    /// the login has none of its own, and seen by its hooks. The first client that a login is given to decides.
    pub fn join_client(&self, http: Option<reqwest::Client>, observer: Observer) {
        if let Some(http) = http {
            // It has sent a token request already, with the transport that it has.
            let _ = self.session.default_client.set(http);
        }
        self.session.observe(observer);
    }

    /// Reads the time there.
    pub fn clock(self, clock: impl Clock) -> Self {
        self.change(|parts| parts.clock = Arc::new(clock))
    }

    /// Takes random bytes from there.
    pub fn random(self, random: impl Random) -> Self {
        self.change(|parts| parts.random = Arc::new(random))
    }

    /// Sets where the login page returns to; byte for byte as registered.
    pub fn redirect_uri(self, uri: impl Into<String>) -> Self {
        self.configure(|config| config.redirect_uri = Some(uri.into()))
    }

    /// Sets what to ask for.
    pub fn scopes(self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.configure(|config| config.scopes = scopes.into_iter().map(Into::into).collect())
    }

    /// Switches the PKCE challenge on or off.
    pub fn pkce(self, on: bool) -> Self {
        self.configure(|config| config.pkce = on)
    }

    /// Sets the login page.
    pub fn authorize_url(self, url: impl Into<String>) -> Self {
        self.configure(|config| config.authorize_url = url.into())
    }

    /// Sets the token endpoint.
    pub fn token_url(self, url: impl Into<String>) -> Self {
        self.configure(|config| config.token_url = url.into())
    }

    /// Sets the revocation endpoint.
    pub fn revoke_url(self, url: impl Into<String>) -> Self {
        self.configure(|config| config.revoke_url = Some(url.into()))
    }

    /// Sets how client id and secret are sent.
    pub fn client_authentication(self, method: ClientAuthentication) -> Self {
        self.configure(|config| config.client_authentication = method)
    }

    /// What the login is configured with.
    pub fn config(&self) -> &OAuth2Config {
        &self.session.parts.config
    }

    /// Whether a person has to log in before requests can be authorized. Reads the store, hence async;
    /// asks no server. An unreadable store is an error, not «logged out».
    pub async fn needs_login(&self) -> Result<bool, AuthError> {
        let current = self.session.load().await?;
        if !matches!(self.session.parts.config.grant, Grant::AuthorizationCode) {
            return Ok(false);
        }
        let now = self.session.now();
        Ok(current.is_none_or(|current| {
            let renewable = current.tokens().refresh_token.is_some() && !current.stored.refused;
            !renewable && !current.is_alive(now)
        }))
    }

    /// Starts a login; for programs that show the URL and get the redirect back themselves.
    pub fn authorization_request(&self) -> Result<AuthorizationRequest, AuthError> {
        let (redirect_uri, _) = self.session.parts.config.checked_redirect_uri()?;
        AuthorizationRequest::new(&self.session, redirect_uri.to_owned())
    }

    /// Logs in with a browser on this machine: listens at the redirect URI, which must be http on
    /// loopback, calls `open` with the login page, and waits for the browser to come back. Port 0 in
    /// the redirect URI takes any free port, for servers that do not compare it.
    pub async fn login_loopback(
        &self,
        open: impl FnOnce(&Url),
        timeout: Duration,
    ) -> Result<Tokens, AuthError> {
        super::loopback::login(&self.session, open, timeout).await
    }

    /// How the login is doing, now and from now on. Asks nobody: what other processes do is seen at the next call.
    pub fn subscribe(&self) -> watch::Receiver<LoginState> {
        self.session.watched.subscribe()
    }

    /// Takes over tokens from elsewhere, in place of any there are.
    pub async fn set_tokens(&self, tokens: Tokens) -> Result<(), AuthError> {
        let session = Arc::clone(&self.session);
        detached(async move { session.install(tokens).await }).await
    }

    /// The tokens in memory, for looking at; `token` may replace them.
    pub fn tokens(&self) -> Option<Tokens> {
        let current = self.session.in_memory()?;
        Some(current.tokens().clone())
    }

    /// An access token that is valid now; refreshes it first if need be.
    pub async fn token(&self) -> Result<Secret, AuthError> {
        let token = |current: &Current| current.tokens().access_token.clone();
        match self.session.fresh(token) {
            Some(token) => Ok(token),
            None => Ok(token(&*self.session.valid().await?)),
        }
    }

    /// Gets a new access token although the old one may still be valid.
    pub async fn refresh(&self) -> Result<Tokens, AuthError> {
        let current = self.session.refresh().await?;
        Ok(current.tokens().clone())
    }

    /// Logs out: forgets the tokens, here and in the store, and tells the authorization server, whose
    /// error is returned although the tokens are gone by then.
    pub async fn revoke(&self) -> Result<(), AuthError> {
        let session = Arc::clone(&self.session);
        detached(async move { session.revoke().await }).await
    }

    /// Why the current tokens could not be saved, if so: they are in memory only.
    pub fn store_warning(&self) -> Option<StoreError> {
        self.session.in_memory()?.unsaved.clone()
    }
}

impl Authorize for OAuth2 {
    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(async move {
            let mut apply = |current: &Current| {
                current.apply(request, &self.session.parts.config.placement);
                Ticket(current.revision())
            };
            match self.session.fresh(&mut apply) {
                Some(ticket) => Ok(ticket),
                None => Ok(apply(&*self.session.valid().await?)),
            }
        })
    }

    fn rejected<'a>(&'a self, ticket: Ticket) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(async move {
            let current = self.session.instead_of(ticket.0).await?;
            Ok(current.revision() != ticket.0)
        })
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("OAuth2");
        let debug = debug.field("client_id", &self.session.parts.config.client_id);
        debug.finish_non_exhaustive()
    }
}
