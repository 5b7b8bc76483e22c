//! Tokens in the keyring of the system.
//!
//! In: names of service and user, or an entry of the crate `keyring-core`, whose platform stores (`keyring`,
//! `apple-native-keyring-store`, `windows-native-keyring-store` …) the program chooses. Out: one secret that holds the
//! tokens as JSON. A keyring has no lock across processes: name a file for it where several share a login. Windows
//! keeps no more than 2.5 KB. Feature `keyring`.
#![cfg(feature = "keyring")]

use std::fmt::{self, Debug, Formatter};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::{FileTokenStore, StoreError, StoreLock, StoredTokens, TokenStore};

/// Keeps the tokens of one login in the keyring. Clones share it.
#[derive(Clone)]
pub struct KeyringTokenStore {
    entry: Arc<Entry>,
    locked: Arc<AtomicBool>,
    lock: Option<FileTokenStore>,
}

impl KeyringTokenStore {
    /// Uses the secret of this service and user in the default store of `keyring-core`, which the program has set.
    pub fn new(service: &str, user: &str) -> Result<Self, StoreError> {
        let entry = Entry::new(service, user);
        Ok(Self::with_entry(entry.map_err(|error| refused(&error))?))
    }

    /// Uses this secret.
    pub fn with_entry(entry: Entry) -> Self {
        Self {
            entry: Arc::new(entry),
            locked: Arc::default(),
            lock: None,
        }
    }

    /// Locks `<path>.lock` while tokens change, for processes that share the login.
    pub fn lock_file(self, path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let lock = Some(FileTokenStore::new(path)?);
        Ok(Self { lock, ..self })
    }
}

impl TokenStore for KeyringTokenStore {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        match self.entry.get_password().map(Zeroizing::new) {
            Ok(text) => StoredTokens::from_json(&text).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(Error::BadEncoding(bytes)) => {
                drop(Zeroizing::new(bytes));
                Err(StoreError::Corrupt(0, 0))
            }
            Err(error) => Err(refused(&error)),
        }
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        let text = tokens.to_json()?;
        let saved = self.entry.set_password(text.expose());
        saved.map_err(|error| refused(&error))
    }

    fn delete(&self) -> Result<(), StoreError> {
        match self.entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(refused(&error)),
        }
    }

    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        if self.locked.swap(true, Ordering::Acquire) {
            return Ok(None);
        }
        let here = Unlock(Arc::clone(&self.locked));
        Ok(match &self.lock {
            Some(file) => file.try_lock()?.map(|there| StoreLock::new((there, here))),
            None => Some(StoreLock::new(here)),
        })
    }
}

impl Debug for KeyringTokenStore {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        to.debug_struct("KeyringTokenStore").finish_non_exhaustive()
    }
}

struct Unlock(Arc<AtomicBool>);

impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// The kind only: some errors hold what was to be stored.
fn refused(error: &Error) -> StoreError {
    let problem = match error {
        Error::NoStorageAccess(_) => "the keyring cannot be reached; is it locked?",
        Error::NoDefaultStore => "no store is set in keyring-core",
        Error::TooLong(..) => "the tokens are too long for the keyring",
        Error::Ambiguous(_) => "the keyring has several secrets of this name",
        _ => "the keyring failed",
    };
    StoreError::Other(problem.to_owned())
}
