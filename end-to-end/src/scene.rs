//! A server and a client that is logged in at it.
//!
//! In: how much of the access token's life is left, and changes to the login's settings. Out: both ends of the
//! wire, and the two numbers most tests are about: token requests and calls.

use std::error::Error as StdError;
use std::time::Duration;

use drchrono::{AuthError, Client, Error, OAuth2};
use tokio::task::JoinSet;

use crate::behaviour::Endpoint;
use crate::grants::IssuedTokens;
use crate::server::MockServer;
use crate::setup;

/// A server and a client that is logged in at it.
pub struct Scene {
    /// The server.
    pub server: MockServer,
    /// The login.
    pub oauth2: OAuth2,
    /// A client whose `{{baseUrl}}` is the server.
    pub client: Client,
    /// The tokens of the login.
    pub issued: IssuedTokens,
}

impl Scene {
    /// A login for everything, with that much time left.
    pub async fn start(left: Duration) -> Result<Self, Box<dyn StdError>> {
        Self::start_with(left, |oauth2| oauth2).await
    }

    /// The same with other settings.
    pub async fn start_with(
        left: Duration,
        change: impl FnOnce(OAuth2) -> OAuth2,
    ) -> Result<Self, Box<dyn StdError>> {
        let server = MockServer::start().await?;
        let oauth2 = change(setup::oauth2(&server));
        let issued = server.issue_tokens("");
        oauth2.set_tokens(setup::tokens(&issued, left)).await?;
        Ok(Self {
            client: setup::client(server.origin(), &oauth2)?,
            server,
            oauth2,
            issued,
        })
    }

    /// Logs in again, for these scopes only.
    pub async fn log_in_for(&self, scopes: &str) -> Result<(), AuthError> {
        let issued = self.server.issue_tokens(scopes);
        let tokens = setup::tokens(&issued, setup::HOUR);
        self.oauth2.set_tokens(tokens).await
    }

    /// How many requests the token endpoint got, and how many the current user.
    pub fn counts(&self) -> (usize, usize) {
        let count = |endpoint| self.server.count(endpoint);
        (count(Endpoint::Token), count(Endpoint::CurrentUser))
    }

    /// Asks for the current user.
    pub async fn current_user(&self) -> Result<String, Error> {
        setup::current_user(&self.client).await
    }

    /// Asks for the current user, in vain: why there were no credentials, if that is the reason.
    pub async fn auth_error(&self) -> Option<AuthError> {
        match self.current_user().await {
            Err(Error::Auth { source, .. }) => Some(source),
            _ => None,
        }
    }

    /// That many calls at the same time: how many of them succeeded.
    pub async fn call_at_once(&self, calls: usize) -> usize {
        let mut tasks = JoinSet::new();
        for _ in 0..calls {
            let client = self.client.clone();
            tasks.spawn(async move { setup::current_user(&client).await });
        }
        let outcomes = tasks.join_all().await;
        outcomes.into_iter().filter(Result::is_ok).count()
    }
}
