//! Stores that fail, and stores that others use, too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use drchrono::auth::{StoreError, StoredTokens};
use drchrono::{AuthError, FileTokenStore, MemoryTokenStore, OAuth2, TokenStore};
use drchrono_end_to_end::Scene;
use drchrono_end_to_end::setup::{self, HOUR, MovableClock};

/// Within the last minute, in which the client refreshes early.
const ALMOST_OVER: Duration = Duration::from_secs(20);

async fn start_with(left: Duration, change: impl FnOnce(OAuth2) -> OAuth2) -> Scene {
    Scene::start_with(left, change).await.unwrap()
}

#[tokio::test]
async fn a_store_that_cannot_be_written_keeps_the_refresh_token_unspent() {
    let directory = setup::TemporaryDirectory::new("unwritable").unwrap();
    let path = directory.path().join("inner").join("tokens.json");
    let store = FileTokenStore::new(&path).unwrap();
    let scene = start_with(Duration::ZERO, |oauth2| oauth2.token_store(store)).await;
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    let error = scene.auth_error().await.unwrap();
    assert_eq!(scene.counts(), (0, 0), "{error:?}");
}

/// A store that may be full, and may know that beforehand.
#[derive(Clone, Default)]
struct UnreliableStore {
    inner: MemoryTokenStore,
    full: Arc<AtomicBool>,
    knows_it: bool,
}

impl TokenStore for UnreliableStore {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        self.inner.load()
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        match self.full.load(Ordering::Relaxed) {
            true => Err(StoreError::Other("full".to_owned())),
            false => self.inner.save(tokens),
        }
    }

    fn delete(&self) -> Result<(), StoreError> {
        self.inner.delete()
    }

    fn probe(&self) -> Result<(), StoreError> {
        match self.knows_it && self.full.load(Ordering::Relaxed) {
            true => Err(StoreError::Other("full".to_owned())),
            false => Ok(()),
        }
    }
}

#[tokio::test]
async fn a_full_store_keeps_the_refresh_token_unspent_and_the_old_token_in_use() {
    for left in [Duration::ZERO, ALMOST_OVER] {
        let store = UnreliableStore {
            knows_it: true,
            ..UnreliableStore::default()
        };
        let scene = start_with(left, |oauth2| oauth2.token_store(store.clone())).await;
        store.full.store(true, Ordering::Relaxed);
        let outcome = scene.current_user().await;
        assert_eq!(outcome.is_ok(), left == ALMOST_OVER, "{outcome:?}");
        assert_eq!(scene.counts().0, 0);
    }
}

#[tokio::test]
async fn tokens_that_cannot_be_saved_after_all_are_used_nevertheless() {
    let store = UnreliableStore::default();
    let scene = start_with(HOUR, |oauth2| oauth2.token_store(store.clone())).await;
    assert!(scene.oauth2.store_warning().is_none());
    store.full.store(true, Ordering::Relaxed);
    scene.oauth2.refresh().await.unwrap();
    assert!(scene.oauth2.store_warning().is_some());
    scene.current_user().await.unwrap();
    store.full.store(false, Ordering::Relaxed);
    scene.oauth2.refresh().await.unwrap();
    assert!(scene.oauth2.store_warning().is_none());
    assert_eq!(scene.counts(), (2, 1));
}

#[tokio::test]
async fn a_store_that_somebody_keeps_locked_is_not_waited_for_endlessly() {
    let directory = setup::TemporaryDirectory::new("locked").unwrap();
    let path = directory.path().join("tokens.json");
    for left in [Duration::ZERO, ALMOST_OVER] {
        let store = FileTokenStore::new(&path).unwrap();
        let change = |oauth2: OAuth2| {
            let oauth2 =
                oauth2.configure(|config| config.token_timeout = Duration::from_millis(50));
            oauth2.token_store(store.clone())
        };
        let scene = start_with(left, change).await;
        let lock = store.try_lock().unwrap();
        assert!(lock.is_some());
        let outcome = scene.current_user().await;
        assert_eq!(outcome.is_ok(), left == ALMOST_OVER, "{outcome:?}");
        assert_eq!(scene.counts().0, 0);
    }
}

#[tokio::test]
async fn a_login_elsewhere_heals_a_client_that_was_refused() {
    let clock = MovableClock::default();
    let store = MemoryTokenStore::new();
    let change = |oauth2: OAuth2| oauth2.clock(clock.clone()).token_store(store.clone());
    let scene = start_with(Duration::ZERO, change).await;
    scene.server.end_refresh_tokens();
    assert!(scene.auth_error().await.unwrap().needs_login());

    let elsewhere = setup::oauth2(&scene.server).token_store(store);
    let issued = scene.server.issue_tokens("");
    elsewhere
        .set_tokens(setup::tokens(&issued, HOUR))
        .await
        .unwrap();
    // The store is looked at once in some seconds only.
    clock.advance(Duration::from_secs(10));
    scene.current_user().await.unwrap();
    assert_eq!(scene.counts(), (1, 1));
}

#[tokio::test]
async fn a_logout_elsewhere_ends_the_login_when_the_token_is_refused() {
    let store = MemoryTokenStore::new();
    let scene = start_with(HOUR, |oauth2| oauth2.token_store(store.clone())).await;
    let elsewhere = setup::oauth2(&scene.server).token_store(store);
    elsewhere.revoke().await.unwrap();
    let error = scene.auth_error().await.unwrap();
    assert!(matches!(error, AuthError::NotLoggedIn), "{error:?}");
    assert_eq!(scene.counts(), (0, 1));
}
