//! Where tokens are kept between requests, processes and restarts.
//!
//! In and out: [`StoredTokens`], one login per store. The trait is blocking on purpose: it is called from
//! tokio's blocking threads, so files, keyrings and block-on-remote stores are all simple to write.
//! Order of the calls in a refresh: `try_lock`, `load`, `probe`, (token request), `save`, unlock.
//! [`StoredTokens::to_json`] and [`StoredTokens::from_json`] are the format for stores that keep text.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{OAuth2Config, Secret, StoreError, Tokens};

const FORMAT: u64 = 1;

/// Keeps the tokens of one login. Only `load`, `save` and `delete` are a must.
pub trait TokenStore: Send + Sync + 'static {
    /// What was saved last; `None` if nothing was, or it was deleted.
    fn load(&self) -> Result<Option<StoredTokens>, StoreError>;

    /// Replaces what is stored, all or nothing, and lasting when it returns. Only called with the lock.
    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError>;

    /// Removes what is stored.
    fn delete(&self) -> Result<(), StoreError>;

    /// Takes the right to change the stored tokens, without waiting; `None` if somebody else has it.
    /// Without it, processes that share the store can spend one refresh token twice.
    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        Ok(Some(StoreLock::new(())))
    }

    /// Fails if `save` is going to fail; called before a refresh token is spent.
    fn probe(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The right to change the stored tokens; given back on drop.
#[must_use]
pub struct StoreLock {
    _held: Box<dyn Send>,
}

impl StoreLock {
    /// Wraps whatever gives the lock back when it is dropped.
    pub fn new(held: impl Send + 'static) -> Self {
        Self {
            _held: Box::new(held),
        }
    }
}

/// Tokens and what a store must keep with them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredTokens {
    /// Grows with every login and refresh.
    pub revision: u64,
    /// The client the tokens belong to.
    pub client_id: String,
    /// The token endpoint they came from.
    pub token_url: String,
    /// The server refused the refresh token for good: only a new login helps.
    pub refused: bool,
    /// The tokens.
    pub tokens: Tokens,
}

impl StoredTokens {
    pub(super) fn new(config: &OAuth2Config, revision: u64, tokens: Tokens) -> Self {
        Self {
            revision,
            client_id: config.client_id.clone(),
            token_url: config.token_url.clone(),
            refused: false,
            tokens,
        }
    }

    /// Whether another client, or the same one at another server, wrote this.
    pub(super) fn belongs_to(&self, config: &OAuth2Config) -> bool {
        let is_own = |url: &String| self.token_url == *url;
        self.client_id == config.client_id
            && (is_own(&config.token_url) || config.written_token_url.as_ref().is_some_and(is_own))
    }

    /// The tokens as one JSON object, secrets included.
    pub fn to_json(&self) -> Result<Secret, StoreError> {
        let tokens = &self.tokens;
        let document = Document {
            version: FORMAT,
            revision: self.revision,
            client_id: Cow::Borrowed(&self.client_id),
            token_url: Cow::Borrowed(&self.token_url),
            refused: self.refused,
            access_token: Cow::Borrowed(tokens.access_token.expose()),
            refresh_token: tokens
                .refresh_token
                .as_ref()
                .map(|token| token.expose().into()),
            scopes: tokens.scopes.clone(),
            obtained_at: tokens.obtained_at.map(to_seconds),
            expires_at: tokens.expires_at.map(to_seconds),
        };
        let text = serde_json::to_string_pretty(&document).map_err(corrupt)?;
        Ok(text.into())
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    pub fn from_json(text: &str) -> Result<Self, StoreError> {
        let Format { version } = serde_json::from_str(text).map_err(corrupt)?;
        if version > FORMAT {
            return Err(StoreError::NewerFormat(version));
        }
        let document: Document<'_> = serde_json::from_str(text).map_err(corrupt)?;
        let secret = |text: Cow<'_, str>| Secret::new(text.into_owned());
        Ok(Self {
            revision: document.revision,
            client_id: document.client_id.into_owned(),
            token_url: document.token_url.into_owned(),
            refused: document.refused,
            tokens: Tokens {
                access_token: secret(document.access_token),
                refresh_token: document.refresh_token.map(secret),
                scopes: document.scopes,
                obtained_at: document.obtained_at.and_then(from_seconds),
                expires_at: document.expires_at.and_then(from_seconds),
            },
        })
    }
}

/// The part that every version of the format has.
#[derive(Deserialize)]
struct Format {
    version: u64,
}

#[derive(Deserialize, Serialize)]
struct Document<'a> {
    version: u64,
    revision: u64,
    client_id: Cow<'a, str>,
    token_url: Cow<'a, str>,
    refused: bool,
    access_token: Cow<'a, str>,
    refresh_token: Option<Cow<'a, str>>,
    scopes: Vec<String>,
    obtained_at: Option<u64>,
    expires_at: Option<u64>,
}

/// Only the place: the message of `serde_json` may quote what it found there.
fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt(error.line(), error.column())
}

fn to_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

fn from_seconds(seconds: u64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// Keeps tokens for as long as the process lives. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryTokenStore {
    stored: Arc<Mutex<Option<StoredTokens>>>,
    locked: Arc<AtomicBool>,
}

impl MemoryTokenStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }
}

impl TokenStore for MemoryTokenStore {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        let stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(stored.clone())
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        *stored = Some(tokens.clone());
        Ok(())
    }

    fn delete(&self) -> Result<(), StoreError> {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        *stored = None;
        Ok(())
    }

    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        let was_locked = self.locked.swap(true, Ordering::Acquire);
        Ok((!was_locked).then(|| StoreLock::new(Unlock(Arc::clone(&self.locked)))))
    }
}

struct Unlock(Arc<AtomicBool>);

impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
