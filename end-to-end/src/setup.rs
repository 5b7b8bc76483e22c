//! The client under test, pointed at the mock server.
//!
//! In: a server, or its origin alone when it runs in another process. Out: the generated client's own types, with
//! nothing changed but addresses, credentials and the pace of retries.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use std::{env, fs, io, process};

use drchrono::auth::{Clock, Tokens};
use drchrono::{Client, Error, OAuth2, RetryPolicy};

use crate::grants::IssuedTokens;
use crate::server::MockServer;

/// Long enough for a test.
pub const HOUR: Duration = Duration::from_secs(3_600);

/// The redirect URI for logins whose redirect is pasted.
const PASTED: &str = "https://app.example.com/callback";

/// The server's client, not yet logged in.
pub fn oauth2(server: &MockServer) -> OAuth2 {
    let oauth2 = OAuth2::new(server.client_id(), server.client_secret());
    at(oauth2, server.origin()).redirect_uri(PASTED)
}

/// Moves the endpoints of the collection to another origin.
pub fn at(oauth2: OAuth2, origin: &str) -> OAuth2 {
    oauth2
        .authorize_url(format!("{origin}/o/authorize/"))
        .token_url(format!("{origin}/o/token/"))
        .revoke_url(format!("{origin}/o/revoke_token/"))
}

/// A client with that `{{baseUrl}}`.
pub fn client(origin: &str, oauth2: &OAuth2) -> Result<Client, Error> {
    let builder = Client::builder().oauth2(oauth2.clone()).retry(FAST);
    builder.base_url(origin).build()
}

/// Two retries without much of a wait.
pub const FAST: RetryPolicy = RetryPolicy::new()
    .base(Duration::from_millis(5))
    .max_wait(Duration::from_secs(2));

/// Issued tokens as the client takes them over, with that much of their life left by the client's clock.
pub fn tokens(issued: &IssuedTokens, left: Duration) -> Tokens {
    let refresh_token = issued.refresh_token.as_str().into();
    let mut tokens = Tokens::new(issued.access_token.as_str(), Some(refresh_token));
    tokens.expires_at = Some(SystemTime::now() + left);
    tokens
}

/// A clock that goes right, but can be moved. Clones are one clock.
#[derive(Clone, Default)]
pub struct MovableClock(Arc<Mutex<Moved>>);

#[derive(Default)]
struct Moved {
    forward: Duration,
    back: Duration,
}

impl MovableClock {
    /// Moves the clock forward.
    pub fn advance(&self, time: Duration) {
        self.moved().forward += time;
    }

    /// Moves the clock back.
    pub fn set_back(&self, time: Duration) {
        self.moved().back += time;
    }

    fn moved(&self) -> MutexGuard<'_, Moved> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for MovableClock {
    fn now(&self) -> SystemTime {
        let moved = self.moved();
        SystemTime::now() + moved.forward - moved.back
    }
}

/// Asks who is logged in, as a first call does.
pub async fn current_user(client: &Client) -> Result<String, Error> {
    let user = client.users().current().send().await?;
    Ok(user.username.clone().unwrap_or_default())
}

/// A directory of its own, removed on drop.
pub struct TemporaryDirectory(PathBuf);

impl TemporaryDirectory {
    /// Makes the directory; the name keeps tests of one process apart.
    pub fn new(name: &str) -> io::Result<Self> {
        let path = env::temp_dir().join(format!("drchrono-{}-{name}", process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryDirectory {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}
