//! The settings of one OAuth 2.0 login.
//!
//! In: what the collection says (URLs, grant, scopes, extra parameters) and what only the user knows
//! (client id and secret), by value or from environment variables. Out: [`OAuth2Config`]. URLs are
//! checked when they are used, because a collection may leave them to be filled in later.
//! Sources: RFC 6749 sections 2.3.1, 3.1, 3.1.2; RFC 9700 sections 2.1 and 4.12.

use std::env;
use std::time::Duration;

use url::{Host, Url};

use super::{AuthError, ClientAuthentication, Placement, Secret};

/// How tokens are obtained.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Grant {
    /// A person logs in with a browser; tokens are refreshed from then on.
    AuthorizationCode,
    /// The client acts for itself; a new token is requested whenever one is needed.
    ClientCredentials,
    /// The client knows the password. RFC 9700 section 2.4 forbids it for anything new.
    Password {
        /// Name of the user.
        username: String,
        /// The user's password.
        password: Secret,
    },
}

/// Where an extra parameter goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SendAs {
    /// In the query of the URL.
    Url,
    /// In the form.
    Body,
    /// As a header.
    Header,
}

/// One more parameter than OAuth 2.0 asks for, such as `audience`.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Secret,
    /// Its place.
    pub send_as: SendAs,
}

impl Parameter {
    /// This value under this name, there.
    pub fn new(name: impl Into<String>, value: impl Into<Secret>, send_as: SendAs) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            send_as,
        }
    }
}

/// Settings of one login: a constructor for the grant, then fields.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OAuth2Config {
    /// How tokens are obtained.
    pub grant: Grant,
    /// The login page; only for [`Grant::AuthorizationCode`].
    pub authorize_url: String,
    /// The token endpoint.
    pub token_url: String,
    /// The token endpoint for refreshes, if it is another one.
    pub refresh_url: Option<String>,
    /// The revocation endpoint.
    pub revoke_url: Option<String>,
    /// Where a code for another device is got, for the feature `device-login`.
    pub device_url: Option<String>,
    /// Who the authorization server says it is; a redirect that names another one is refused (RFC 9207).
    pub issuer: Option<String>,
    /// Whether a redirect must name the issuer.
    pub requires_issuer: bool,
    /// Identifies the client.
    pub client_id: String,
    /// Proves that it is the client.
    pub client_secret: Option<Secret>,
    /// How both are sent; in the header unless set.
    pub client_authentication: ClientAuthentication,
    /// Where the login page returns to; byte for byte as registered.
    pub redirect_uri: Option<String>,
    /// What to ask for; empty leaves it to the server.
    pub scopes: Vec<String>,
    /// Send a PKCE challenge (S256); on unless set.
    pub pkce: bool,
    /// Send the verifier itself as the challenge. Whoever sees the login page's address can use its code then.
    pub plain_challenge: bool,
    /// Where the access token goes.
    pub placement: Placement,
    /// Extra parameters of the login page; always in its query.
    pub authorize_parameters: Vec<Parameter>,
    /// Extra parameters of the first token request.
    pub token_parameters: Vec<Parameter>,
    /// Extra parameters of refreshes.
    pub refresh_parameters: Vec<Parameter>,
    /// Refresh this long before expiry, but never earlier than a tenth of the lifetime; 60 s unless set.
    pub early_refresh: Duration,
    /// A token younger than this that gets a 401 is not refreshed again; 30 s unless set.
    pub min_refresh_interval: Duration,
    /// Whether a refresh token is kept unspent while what it buys cannot be saved; on unless set. Off, new tokens are
    /// used from memory then, and lost with the process.
    pub require_durable: bool,
    /// Limit for one token request, answer included; 30 s unless set. A short one can lose a login:
    /// the server may have replaced the refresh token in an answer that nobody waited for.
    pub token_timeout: Duration,
    /// The token endpoint before its variables were replaced: tokens that the login was given then are still its own.
    pub(super) written_token_url: Option<String>,
}

impl OAuth2Config {
    /// Login by a person, at `authorize_url`.
    pub fn authorization_code(
        authorize_url: impl Into<String>,
        token_url: impl Into<String>,
    ) -> Self {
        Self {
            authorize_url: authorize_url.into(),
            ..Self::new(Grant::AuthorizationCode, token_url.into())
        }
    }

    /// Login of the client itself.
    pub fn client_credentials(token_url: impl Into<String>) -> Self {
        Self::new(Grant::ClientCredentials, token_url.into())
    }

    /// Login with a user's name and password.
    pub fn password(
        token_url: impl Into<String>,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Self {
        let (username, password) = (username.into(), password.into());
        Self::new(Grant::Password { username, password }, token_url.into())
    }

    fn new(grant: Grant, token_url: String) -> Self {
        Self {
            grant,
            authorize_url: String::new(),
            token_url,
            refresh_url: None,
            revoke_url: None,
            device_url: None,
            issuer: None,
            requires_issuer: false,
            client_id: String::new(),
            client_secret: None,
            client_authentication: ClientAuthentication::Header,
            redirect_uri: None,
            scopes: Vec::new(),
            pkce: true,
            plain_challenge: false,
            placement: Placement::Header("Bearer".to_owned()),
            authorize_parameters: Vec::new(),
            token_parameters: Vec::new(),
            refresh_parameters: Vec::new(),
            early_refresh: Duration::from_secs(60),
            min_refresh_interval: Duration::from_secs(30),
            require_durable: true,
            token_timeout: Duration::from_secs(30),
            written_token_url: None,
        }
    }

    /// Reads `<prefix>_CLIENT_ID`, `<prefix>_CLIENT_SECRET` (not for a public client), for the password grant
    /// `<prefix>_USERNAME` and `<prefix>_PASSWORD`, and, if it is set, `<prefix>_REDIRECT_URI`. The error names the
    /// variable that is missing.
    pub fn credentials_from_env(mut self, prefix: &str) -> Result<Self, AuthError> {
        let read = |suffix: &str| {
            let name = format!("{prefix}_{suffix}");
            let value = env::var(&name).ok().filter(|value| !value.is_empty());
            value.ok_or(AuthError::MissingVariable(name))
        };
        self.client_id = read("CLIENT_ID")?;
        if self.client_authentication != ClientAuthentication::None {
            self.client_secret = Some(read("CLIENT_SECRET")?.into());
        }
        if let Grant::Password { username, password } = &mut self.grant {
            *username = read("USERNAME")?;
            *password = read("PASSWORD")?.into();
        }
        self.redirect_uri = read("REDIRECT_URI").ok().or(self.redirect_uri);
        Ok(self)
    }

    /// Replaces variables, `{{name}}`, by what `expand` makes of a text. Where it makes nothing of it, the text stays
    /// and is an error once it is used.
    pub fn expand(&mut self, expand: &dyn Fn(&str) -> Option<String>) {
        let put = |text: &mut String| {
            if let Some(expanded) = text.contains("{{").then(|| expand(text)).flatten() {
                *text = expanded;
            }
        };
        put(&mut self.authorize_url);
        let written = self.token_url.clone();
        put(&mut self.token_url);
        if self.token_url != written {
            self.written_token_url = Some(written);
        }
        let optional = [
            &mut self.refresh_url,
            &mut self.revoke_url,
            &mut self.redirect_uri,
        ];
        optional.into_iter().flatten().for_each(put);
        let (Placement::Header(text) | Placement::Query(text)) = &mut self.placement;
        put(text);
        self.scopes.iter_mut().for_each(put);
        // One variable may stand for all scopes.
        let scopes = self
            .scopes
            .iter()
            .flat_map(|scope| scope.split_whitespace());
        self.scopes = scopes.map(str::to_owned).collect();
        let parameters = self
            .authorize_parameters
            .iter_mut()
            .chain(&mut self.token_parameters)
            .chain(&mut self.refresh_parameters);
        for parameter in parameters {
            if let Some(value) = expand(parameter.value.expose()) {
                parameter.value = value.into();
            }
        }
    }

    pub(super) fn checked_client_id(&self) -> Result<&str, AuthError> {
        match self.client_id.as_str() {
            "" => Err(AuthError::Configuration("client_id", "is not set")),
            id => Ok(id),
        }
    }

    /// Where the login page returns to; https, or http to the own machine, or an app's own scheme.
    pub(super) fn checked_redirect_uri(&self) -> Result<(&str, Url), AuthError> {
        let setting = "redirect_uri";
        let text = self.redirect_uri.as_deref().unwrap_or_default();
        let url = parse(setting, text)?;
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(AuthError::Configuration(
                setting,
                "must be https, or http on loopback",
            ));
        }
        Ok((text, url))
    }
}

/// A URL that secrets may be sent to: https, or http to the own machine.
pub(super) fn checked_endpoint(setting: &'static str, text: &str) -> Result<Url, AuthError> {
    let url = parse(setting, text)?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(AuthError::Configuration(setting, "must be https")),
    }
}

fn parse(setting: &'static str, text: &str) -> Result<Url, AuthError> {
    if text.is_empty() {
        return Err(AuthError::Configuration(setting, "is not set"));
    }
    if text.contains("{{") {
        return Err(AuthError::Configuration(
            setting,
            "has a variable without a value",
        ));
    }
    let url = Url::parse(text)
        .map_err(|_| AuthError::Configuration(setting, "is not an absolute URL"))?;
    match url.fragment() {
        Some(_) => Err(AuthError::Configuration(setting, "must have no fragment")),
        None => Ok(url),
    }
}

/// `localhost`, `127.0.0.0/8` or `[::1]`.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
