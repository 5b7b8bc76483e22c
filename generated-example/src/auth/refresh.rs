//! What happens in a refresh, and the token requests of the other grants.
//!
//! In: a [`Need`]. Out: tokens that meet it: found in the store, or asked for under its lock, with the
//! store read again and found writable first. A refresh token that the server refuses is noted in the
//! store, so that nobody tries it again. Sources: RFC 6749 sections 4.1.3, 4.3, 4.4 and 6,
//! RFC 7009 section 2, RFC 9700 section 4.14.

use std::sync::Arc;

use reqwest::Client;
use serde_json::{Map, Value};

use super::login::AuthorizationRequest;
use super::session::{Need, Session};
use super::state::{Current, Outcome};
use super::token_endpoint::{TokenRequest, default_client};
use super::{AuthError, Grant, Refusal, Secret, StoreError, Tokens};

impl Session {
    /// The refresh itself. The store is read once without the lock, because most often somebody else
    /// has done the work already, and once more under it.
    pub(super) async fn renew(&self, need: Need) -> Outcome {
        let current = self.load().await?;
        if let Some(current) = self.settle(current.as_ref(), need)? {
            return Ok(current);
        }
        let _lock = self.lock_store().await?;
        let current = self.load().await?;
        if let Some(current) = self.settle(current.as_ref(), need)? {
            return Ok(current);
        }
        let obstacle = self.with_store(|store| store.probe()).await.err();
        if let Some(error) = obstacle
            .clone()
            .filter(|_| self.parts.config.require_durable)
        {
            return Err(error.into());
        }
        match self.ask_twice(current.as_deref()).await {
            Ok(tokens) => self.keep(tokens, obstacle).await,
            Err(AuthError::ReauthorizationRequired(refusal)) => {
                self.give_up(*refusal, current.as_deref(), need).await
            }
            Err(error) => Err(error),
        }
    }

    /// Whether there is nothing to ask the server: `Some` if the tokens will do, `Err` if it is useless.
    fn settle(
        &self,
        current: Option<&Arc<Current>>,
        need: Need,
    ) -> Result<Option<Arc<Current>>, AuthError> {
        let config = &self.parts.config;
        let now = self.now();
        if let Some(current) = current {
            let too_early = !need.at_once
                && current.is_fresh(now)
                && current.is_younger_than(config.min_refresh_interval, now);
            if too_early || need.is_met_by(current, now) {
                return Ok(Some(Arc::clone(current)));
            }
        }
        if let Some(error) = self.state().refused() {
            return Err(error);
        }
        if !matches!(config.grant, Grant::AuthorizationCode) {
            return Ok(None);
        }
        let current = current.ok_or(AuthError::NotLoggedIn)?;
        let reason = match (current.stored.refused, &current.tokens().refresh_token) {
            (false, Some(_)) => return Ok(None),
            (true, _) => "invalid_grant",
            (_, None) => "the access token is used up, and there is no refresh token",
        };
        let refusal = Refusal::new(reason, None);
        Err(AuthError::ReauthorizationRequired(Box::new(refusal)))
    }

    /// A second time only if the answer got lost: it may have held the next refresh token, and some
    /// servers repeat it.
    async fn ask_twice(&self, current: Option<&Current>) -> Result<Tokens, AuthError> {
        let mut answer = self.ask(current).await;
        let lost = answer.as_ref().is_err_and(AuthError::is_answer_lost);
        if lost {
            answer = self.ask(current).await;
        }
        let unknown = answer.as_ref().is_err_and(AuthError::is_outcome_unknown);
        self.state().answer_lost |= lost || unknown;
        answer
    }

    /// One token request, of the kind that the grant repeats: only a person can repeat a login.
    async fn ask(&self, current: Option<&Current>) -> Result<Tokens, AuthError> {
        let config = &self.parts.config;
        let scopes = config.scopes.join(" ");
        let mut form = match &config.grant {
            Grant::AuthorizationCode => {
                let old = current.ok_or(AuthError::NotLoggedIn)?.tokens();
                return self.ask_with_refresh_token(old).await;
            }
            Grant::ClientCredentials => vec![("grant_type", "client_credentials")],
            Grant::Password { username, password } => vec![
                ("grant_type", "password"),
                ("username", username),
                ("password", password.expose()),
            ],
        };
        if !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        self.request_tokens(form).await
    }

    /// What the answer leaves out stays as it was: the refresh token and the scopes.
    async fn ask_with_refresh_token(&self, old: &Tokens) -> Result<Tokens, AuthError> {
        let config = &self.parts.config;
        let token = old.refresh_token.as_ref().ok_or(AuthError::NotLoggedIn)?;
        let request = TokenRequest {
            setting: "refresh_url",
            url: config.refresh_url.as_ref().unwrap_or(&config.token_url),
            form: vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", token.expose()),
            ],
            extra: &config.refresh_parameters,
        };
        let mut new = Tokens::from_answer(&self.send(request).await?, config, self.now())?;
        new.refresh_token.get_or_insert_with(|| token.clone());
        if new.scopes.is_empty() {
            new.scopes.clone_from(&old.scopes);
        }
        Ok(new)
    }

    /// Notes the refusal in the store, unless somebody who does not lock it has newer tokens by now.
    async fn give_up(&self, refusal: Refusal, current: Option<&Current>, need: Need) -> Outcome {
        let revision = current.map(Current::revision);
        if let Ok(Some(latest)) = self.load().await
            && Some(latest.revision()) > revision
            && need.is_met_by(&latest, self.now())
        {
            return Ok(latest);
        }
        if let Some(current) = current {
            let mut stored = current.stored.clone();
            stored.refused = true;
            let mut noted = Current::new(stored.clone(), &self.parts.config)?;
            noted.unsaved.clone_from(&current.unsaved);
            self.state().adopt(Arc::new(noted));
            // If it cannot be saved, other processes find out for themselves.
            let _ = self.with_store(move |store| store.save(&stored)).await;
        }
        let mut refusal = refusal;
        if self.state().answer_lost {
            let hint = "an earlier answer was lost, and the next refresh token with it";
            refusal.description = Some(hint.to_owned());
        }
        Err(AuthError::ReauthorizationRequired(Box::new(refusal)))
    }

    /// Trades an authorization code for tokens.
    pub(super) async fn exchange(
        &self,
        request: &AuthorizationRequest,
        code: &Secret,
    ) -> Result<Tokens, AuthError> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &request.redirect_uri),
        ];
        if let Some(verifier) = &request.code_verifier {
            form.push(("code_verifier", verifier.expose()));
        }
        let mut tokens = self.request_tokens(form).await?;
        if tokens.scopes.is_empty() {
            tokens.scopes.clone_from(&self.parts.config.scopes);
        }
        self.install(tokens.clone()).await?;
        Ok(tokens)
    }

    /// Makes the tokens of a new login the current ones, in memory even if they cannot be saved.
    pub(super) async fn install(&self, tokens: Tokens) -> Result<(), AuthError> {
        let lock = self.lock_store().await;
        let loaded = self.load().await.err();
        // The store puts an unreadable file aside.
        let loaded = loaded.filter(|error| !matches!(error, StoreError::Corrupt(..)));
        let obstacle = lock.as_ref().err().cloned().or(loaded);
        let current = self.keep(tokens, obstacle).await?;
        match &current.unsaved {
            Some(error) => Err(error.clone().into()),
            None => Ok(()),
        }
    }

    /// Forgets the tokens here and in the store, whatever the server says to it.
    pub(super) async fn revoke(&self) -> Result<(), AuthError> {
        let lock = self.lock_store().await;
        let current = self.load().await.unwrap_or_else(|_| self.in_memory());
        let revoked = match &current {
            Some(current) => self.revoke_tokens(current.tokens()).await,
            None => Ok(()),
        };
        let deleted = self.with_store(|store| store.delete()).await;
        self.state().clear();
        self.tell();
        revoked?;
        Ok(deleted.and(lock.map(drop))?)
    }

    /// The refresh token first: with it goes the access token, but not the other way round.
    async fn revoke_tokens(&self, tokens: &Tokens) -> Result<(), AuthError> {
        let refresh_token = tokens
            .refresh_token
            .iter()
            .map(|token| (token, "refresh_token"));
        let mut outcome = Ok(());
        for (token, kind) in refresh_token.chain([(&tokens.access_token, "access_token")]) {
            let request = TokenRequest {
                setting: "revoke_url",
                url: self.parts.config.revoke_url.as_deref().unwrap_or_default(),
                form: vec![("token", token.expose()), ("token_type_hint", kind)],
                extra: &[],
            };
            outcome = self.send(request).await.map(drop);
            match &outcome {
                Err(AuthError::ClientRejected(refusal, _))
                    if refusal.error == "unsupported_token_type" => {}
                _ => break,
            }
        }
        outcome
    }

    pub(super) async fn request_tokens(
        &self,
        form: Vec<(&str, &str)>,
    ) -> Result<Tokens, AuthError> {
        let config = &self.parts.config;
        let request = TokenRequest {
            setting: "token_url",
            url: &config.token_url,
            form,
            extra: &config.token_parameters,
        };
        Tokens::from_answer(&self.send(request).await?, config, self.now())
    }

    pub(super) async fn send(
        &self,
        request: TokenRequest<'_>,
    ) -> Result<Map<String, Value>, AuthError> {
        let parts = &self.parts;
        let client = self.http_client()?;
        request.send(client, &parts.config, self.observer()).await
    }

    pub(super) fn http_client(&self) -> Result<&Client, AuthError> {
        match (&self.parts.http_client, self.default_client.get()) {
            (Some(client), _) | (None, Some(client)) => Ok(client),
            (None, None) => {
                let client = default_client()?;
                Ok(self.default_client.get_or_init(|| client))
            }
        }
    }
}
