//! OAuth 2.0 for the generated client: login, storage, refresh and revocation of tokens.
//!
//! In: the collection's settings ([`OAuth2Config`]) and the user's client id and secret. Out: requests
//! with credentials, through the [`Authorize`] trait, which is all that the rest of the crate knows.
//! Grants: authorization code (with PKCE), client credentials, password. Refused: implicit grant, token
//! types other than Bearer, token endpoints without TLS (loopback excepted).
//! Sources: RFC 6749, 6750, 7009, 7636, 8252, 9700.

mod config;
mod environment;
mod error;
mod file_store;
mod login;
mod loopback;
mod oauth2;
mod refresh;
mod secret;
mod session;
mod state;
mod store;
mod token;
mod token_endpoint;

use std::future::{Future, ready};
use std::pin::Pin;

use reqwest::header::HeaderMap;

pub use self::config::{ClientAuthentication, Grant, OAuth2Config, Parameter, Placement, SendAs};
pub use self::environment::{Clock, Random, SystemClock, SystemRandom};
pub use self::error::{AuthError, Refusal, StoreError};
pub use self::file_store::FileTokenStore;
pub use self::login::AuthorizationRequest;
pub use self::oauth2::OAuth2;
pub use self::secret::Secret;
pub use self::store::{MemoryTokenStore, StoreLock, StoredTokens, TokenStore};
pub use self::token::Tokens;

/// A boxed future, so that [`Authorize`] can be used as a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Adds credentials to requests. [`OAuth2`] does it; bring your own for schemes that are not here.
pub trait Authorize: Send + Sync + 'static {
    /// Adds credentials to the finished request; the ticket says which ones were used.
    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>>;

    /// Called when the server answered 401 to a request that carried `ticket`.
    /// `true` means: authorize the request again and send it once more, but only once.
    /// `false` unless implemented: there are no other credentials.
    fn rejected<'a>(&'a self, _ticket: Ticket) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(ready(Ok(false)))
    }

    /// The same with the headers of that answer, for schemes that need its `WWW-Authenticate`. This is
    /// what a client calls; it leads to [`rejected`](Self::rejected) unless implemented.
    fn challenged<'a>(
        &'a self,
        ticket: Ticket,
        _headers: &'a HeaderMap,
    ) -> BoxFuture<'a, Result<bool, AuthError>> {
        self.rejected(ticket)
    }
}

/// Which credentials a request carried: the revision of the tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Ticket(pub u64);
