//! Credentials that a request of the API itself gives out: a login, whose answer holds the token of all others.
//!
//! In: a way to send the login, where the token stands in its answer (a JSON pointer, RFC 6901), and the scheme that
//! sends it. Out: that scheme, with a token that is asked for when it is needed, once for any number of calls, and
//! again after a 401, but not for a token that is younger than half a minute. Refused: an answer without a token.

use std::fmt::{self, Debug, Formatter};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Request;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::super::super::core::{Error, Raw};
use super::super::{AuthError, Authorize, BoxFuture, Refusal, Secret, Ticket};

/// A token this young was refused for another reason than its age.
const TOO_YOUNG: Duration = Duration::from_secs(30);

type LogIn = dyn Fn() -> BoxFuture<'static, Result<Raw, Error>> + Send + Sync;
type Make = dyn Fn(Secret) -> Arc<dyn Authorize> + Send + Sync;

/// Logs in when credentials are needed. Clones share the token.
#[derive(Clone)]
pub struct ByLogin {
    log_in: Arc<LogIn>,
    pointer: &'static str,
    make: Arc<Make>,
    current: Arc<Mutex<Current>>,
}

#[derive(Default)]
struct Current {
    /// How often a login succeeded.
    revision: u64,
    made: Option<(Arc<dyn Authorize>, Instant)>,
}

impl ByLogin {
    /// Sends `log_in`, takes the text at `pointer` from its answer, and makes credentials of it.
    pub fn new<F, A>(
        log_in: impl Fn() -> F + Send + Sync + 'static,
        pointer: &'static str,
        make: impl Fn(Secret) -> A + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Raw, Error>> + Send + 'static,
        A: Authorize,
    {
        Self {
            log_in: Arc::new(move || Box::pin(log_in())),
            pointer,
            make: Arc::new(move |token| Arc::new(make(token))),
            current: Arc::default(),
        }
    }

    /// The credentials there are, or those of a new login. Whoever gives up lets the next one try.
    async fn credentials(&self) -> Result<(Arc<dyn Authorize>, u64), AuthError> {
        let mut current = self.current.lock().await;
        if let Some((made, _)) = &current.made {
            return Ok((Arc::clone(made), current.revision));
        }
        let answer = (self.log_in)().await.map_err(|error| failed(&error))?;
        let made = (self.make)(self.token(&answer)?);
        current.revision += 1;
        current.made = Some((Arc::clone(&made), Instant::now()));
        Ok((made, current.revision))
    }

    fn token(&self, answer: &Raw) -> Result<Secret, AuthError> {
        let status = answer.status();
        if !status.is_success() {
            return Err(refused(status.as_u16()));
        }
        let answer: Option<Value> = answer.json().ok();
        let token = answer
            .as_ref()
            .and_then(|answer| answer.pointer(self.pointer));
        let token = token
            .and_then(Value::as_str)
            .filter(|token| !token.is_empty());
        token.map(Secret::from).ok_or(AuthError::TokenEndpoint {
            status: status.as_u16(),
            problem: "no token in the answer to the login",
            retry_after: None,
        })
    }
}

/// What the person or the program has to mend is no fault that passes.
fn refused(status: u16) -> AuthError {
    match status {
        400..=428 | 430..=499 => {
            let refusal = Refusal {
                error: format!("status {status}"),
                description: None,
            };
            AuthError::Denied(Box::new(refusal))
        }
        status => AuthError::TokenEndpoint {
            status,
            problem: "the login failed",
            retry_after: None,
        },
    }
}

/// The kind only: what the login was sent with is not shown.
fn failed(error: &Error) -> AuthError {
    match error.status() {
        Some(status) => refused(status.as_u16()),
        None => AuthError::Transport {
            problem: "the login could not be sent or got no answer",
            outcome_unknown: true,
        },
    }
}

impl Authorize for ByLogin {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(async move {
            let (credentials, revision) = self.credentials().await?;
            credentials.authorize(request).await?;
            Ok(Ticket(revision))
        })
    }

    fn rejected<'a>(&'a self, ticket: Ticket) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(async move {
            let mut current = self.current.lock().await;
            if current.revision != ticket.0 {
                return Ok(true);
            }
            let made = current.made.as_ref();
            let is_young = made.is_some_and(|(_, when)| when.elapsed() < TOO_YOUNG);
            if !is_young {
                current.made = None;
            }
            Ok(!is_young)
        })
    }
}

impl Debug for ByLogin {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let mut debug = to.debug_struct("ByLogin");
        debug
            .field("pointer", &self.pointer)
            .finish_non_exhaustive()
    }
}
