//! Tokens in a keyring: that of the crate `keyring-core` for tests.

mod auth_server;

use std::sync::Arc;

use auth_server::{Directory, LIFETIME, ManualClock, Server};
use collgen_support::auth::{KeyringTokenStore, StoreError, TokenStore};
use keyring_core::{CredentialStore, Entry, Error, mock};

fn entry() -> Entry {
    let store: Arc<CredentialStore> = mock::Store::new().unwrap();
    Entry::new_in_store(&store, "collgen", "ann").unwrap()
}

#[tokio::test]
async fn a_login_is_kept_refreshed_and_forgotten() {
    let (server, clock) = (Server::start().await, ManualClock::new());
    let store = KeyringTokenStore::with_entry(entry());
    assert!(store.load().unwrap().is_none());
    let oauth2 = server.oauth2(&clock).token_store(store.clone());
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    clock.forward(LIFETIME);
    let another = server.oauth2(&clock).token_store(store.clone());
    assert!(server.accepts(another.token().await.unwrap().expose()));
    let stored = store.load().unwrap().unwrap();
    assert_eq!(
        stored.tokens.refresh_token.unwrap().expose(),
        "planted-refresh-2"
    );
    another.revoke().await.unwrap();
    assert!(store.load().unwrap().is_none());
    store.delete().unwrap();
    assert!(!format!("{store:?}").contains("planted"));
}

#[test]
fn one_at_a_time_changes_the_tokens_and_a_file_keeps_other_processes_out() {
    let directory = Directory::new();
    let store = || KeyringTokenStore::with_entry(entry());
    let alone = store();
    let lock = alone.try_lock().unwrap();
    assert!(lock.is_some() && alone.clone().try_lock().unwrap().is_none());
    drop(lock);
    assert!(alone.try_lock().unwrap().is_some());
    // Two stores as two processes have them.
    let (one, two) = (
        store().lock_file(directory.file()),
        store().lock_file(directory.file()),
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    let lock = one.try_lock().unwrap();
    assert!(lock.is_some() && two.try_lock().unwrap().is_none());
    drop(lock);
    assert!(two.try_lock().unwrap().is_some());
}

#[test]
fn what_went_wrong_is_said_without_what_was_stored() {
    let keyring: Arc<CredentialStore> = mock::Store::new().unwrap();
    let entry = || Entry::new_in_store(&keyring, "collgen", "ann").unwrap();
    let fail = |error| {
        let entry = entry();
        let mock: &mock::Cred = entry.as_any().downcast_ref().unwrap();
        mock.set_error(error);
    };
    let store = KeyringTokenStore::with_entry(entry());
    fail(Error::BadEncoding(b"planted".to_vec()));
    assert_eq!(store.load().unwrap_err(), StoreError::Corrupt(0, 0));
    fail(Error::TooLong("planted".to_owned(), 2_560));
    let error = store.load().unwrap_err();
    assert!(error.to_string().contains("too long") && !error.to_string().contains("planted"));
    fail(Error::Invalid("planted".to_owned(), "planted".to_owned()));
    assert!(!format!("{:?}", store.load().unwrap_err()).contains("planted"));
}
