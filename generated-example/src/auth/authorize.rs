//! What the rest of the crate knows about credentials: [`Authorize`] puts them into a request.
//!
//! In: a finished request, and later the head of the answer that refused it. Out: the request with credentials, and
//! whether others are worth another try.

use std::future::{Future, ready};
use std::pin::Pin;

use reqwest::header::HeaderMap;

use super::AuthError;

/// A boxed future, so that [`Authorize`] can be used as a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Adds credentials to requests. Bring your own for schemes that are not here.
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

    /// What sends requests in the client's place, for schemes that belong to a connection. None unless implemented.
    fn carrier(&self) -> Option<&dyn Carry> {
        None
    }
}

/// Sends requests with connections of its own.
pub trait Carry: Send + Sync {
    /// The answer to an authorized request; `http` is what sends the others.
    fn carry<'a>(
        &'a self,
        http: &'a reqwest::Client,
        new_client: NewClient<'a>,
        request: reqwest::Request,
    ) -> BoxFuture<'a, Result<Carried, AuthError>>;
}

/// Makes HTTP clients with the proxies, certificates and limits of those that send the calls.
pub type NewClient<'a> = &'a (dyn Fn() -> reqwest::ClientBuilder + Send + Sync);

/// An answer, or why there is none.
pub type Carried = Result<reqwest::Response, reqwest::Error>;

/// Which credentials a request carried, in a number that only their scheme understands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Ticket(pub u64);
