//! Login by a person: the URL to open, and what to do with the URL that comes back.
//!
//! In: the settings. Out: [`AuthorizationRequest`] with a fresh `state` and PKCE verifier, used once.
//! `finish` takes the redirect as pasted: the whole URL, or its query. Refused: a wrong or missing
//! `state` (RFC 6749 section 10.12), repeated parameters, `code` beside `error`, another issuer (RFC 9207).
//! Sources: RFC 6749 sections 3.1 and 4.1, RFC 7636 section 4, RFC 9700 section 2.1.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use super::config::checked_endpoint;
use super::session::{Parts, Session, detached};
use super::{AuthError, OAuth2Config, Random, Refusal, Secret, Tokens};

/// One login in progress: open [`url`](Self::url) in a browser, then [`finish`](Self::finish).
#[must_use]
pub struct AuthorizationRequest {
    session: Arc<Session>,
    url: Url,
    state: Secret,
    pub(super) code_verifier: Option<Secret>,
    pub(super) redirect_uri: String,
}

impl AuthorizationRequest {
    pub(super) fn new(session: &Arc<Session>, redirect_uri: String) -> Result<Self, AuthError> {
        let Parts { config, random, .. } = &session.parts;
        let state = random_text(random.as_ref())?;
        let code_verifier = config.pkce.then(|| random_text(random.as_ref()));
        let code_verifier = code_verifier.transpose()?;
        Ok(Self {
            session: Arc::clone(session),
            url: authorize_url(config, &redirect_uri, &state, code_verifier.as_ref())?,
            state,
            code_verifier,
            redirect_uri,
        })
    }

    /// The login page, with everything it needs to know.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Takes the URL that the browser was sent back to, or just its query, and gets the tokens.
    pub async fn finish(self, redirect: &str) -> Result<Tokens, AuthError> {
        let code = self.check(query_of(redirect))?;
        self.exchange(code).await
    }

    /// The code in a redirect's query, if it belongs to this login.
    pub(super) fn check(&self, query: &str) -> Result<Secret, AuthError> {
        let state = parameter(query, "state")?.unwrap_or_default();
        if !self.state.matches(&state) {
            return Err(AuthError::StateMismatch);
        }
        let config = &self.session.parts.config;
        let named = parameter(query, "iss")?;
        let is_named = named.is_some() || config.requires_issuer;
        if config.issuer.is_some() && is_named && named != config.issuer {
            return Err(AuthError::IssuerMismatch);
        }
        match (parameter(query, "code")?, parameter(query, "error")?) {
            (Some(code), None) => Ok(code.into()),
            (None, Some(error)) => {
                let description = parameter(query, "error_description")?;
                let refusal = Refusal::new(&error, description.as_deref());
                Err(AuthError::Denied(Box::new(refusal)))
            }
            (Some(_), Some(_)) => Err(AuthError::InvalidRedirect("both a code and an error")),
            (None, None) => Err(AuthError::InvalidRedirect("no code")),
        }
    }

    /// Trades the code for tokens.
    pub(super) async fn exchange(self, code: Secret) -> Result<Tokens, AuthError> {
        let session = Arc::clone(&self.session);
        detached(async move { session.exchange(&self, &code).await }).await
    }
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("AuthorizationRequest");
        debug.field("redirect_uri", &self.redirect_uri);
        debug.finish_non_exhaustive()
    }
}

/// 32 random bytes as 43 letters: what RFC 7636 recommends for verifiers, and enough for `state`.
fn random_text(random: &dyn Random) -> Result<Secret, AuthError> {
    let mut bytes = [0; 32];
    random.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// Adds the parameters to the query that the configured URL has; of two with one name ours stays.
fn authorize_url(
    config: &OAuth2Config,
    redirect_uri: &str,
    state: &Secret,
    code_verifier: Option<&Secret>,
) -> Result<Url, AuthError> {
    let mut url = checked_endpoint("authorize_url", &config.authorize_url)?;
    let scopes = config.scopes.join(" ");
    let (method, challenge) = match (code_verifier, config.plain_challenge) {
        (Some(verifier), true) => ("plain", Some(verifier.expose().to_owned())),
        (verifier, _) => (
            "S256",
            verifier.map(|verifier| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()))),
        ),
    };
    let mut ours = vec![
        ("response_type", "code"),
        ("client_id", config.checked_client_id()?),
        ("redirect_uri", redirect_uri),
        ("state", state.expose()),
    ];
    if !scopes.is_empty() {
        ours.push(("scope", &scopes));
    }
    if let Some(challenge) = &challenge {
        ours.extend([
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", method),
        ]);
    }
    let extra = config.authorize_parameters.iter();
    let extra = extra.map(|given| (given.name.clone(), given.value.expose().to_owned()));
    let mut theirs: Vec<_> = url.query_pairs().into_owned().chain(extra).collect();
    theirs.retain(|(name, _)| ours.iter().all(|(own, _)| name != own));
    url.query_pairs_mut()
        .clear()
        .extend_pairs(theirs)
        .extend_pairs(ours);
    Ok(url)
}

/// People paste the whole URL, or its query with or without the question mark, or with a fragment.
fn query_of(redirect: &str) -> &str {
    let before_fragment = redirect.trim().split('#').next().unwrap_or_default();
    let after_path = before_fragment.split_once('?');
    after_path.map_or(before_fragment, |(_, query)| query)
}

fn parameter(query: &str, name: &str) -> Result<Option<String>, AuthError> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let mut values = pairs.filter(|(key, _)| key == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(AuthError::InvalidRedirect("a parameter is repeated")),
        (value, None) => Ok(value.map(String::from)),
    }
}
