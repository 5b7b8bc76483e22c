//! The file store: private, atomic, locked, and never mistaken for empty; and what a session does when a
//! store fails.
#![cfg(unix)]

mod auth_server;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use auth_server::{CountingRandom, Directory, LIFETIME, ManualClock, Server};
use collgen_support::auth::{
    AuthError, Clock, FileTokenStore, MemoryTokenStore, OAuth2, StoreError, StoreLock,
    StoredTokens, TokenStore, Tokens,
};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(directory: &Directory) -> Vec<String> {
    let entries = fs::read_dir(&directory.0).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

async fn logged_in(directory: &Directory) -> (Server, ManualClock, OAuth2, FileTokenStore) {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = FileTokenStore::new(directory.file()).unwrap();
    let oauth2 = server.oauth2(&clock).token_store(store.clone());
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    (server, clock, oauth2, store)
}

#[tokio::test]
async fn tokens_survive_a_restart() {
    let directory = Directory::new();
    let (server, clock, oauth2, store) = logged_in(&directory).await;
    oauth2.refresh().await.unwrap();
    let restarted = server.oauth2(&clock).token_store(store.clone());
    assert!(!restarted.needs_login().await.unwrap());
    let token = restarted.token().await.unwrap();
    assert!(server.accepts(token.expose()));
    assert_eq!(server.token_requests().len(), 1);
    let stored = store.load().unwrap().unwrap();
    assert_eq!(
        stored.tokens.scopes,
        ["patients:read", "labs:read", "tasks"]
    );
    let end = clock.now().duration_since(UNIX_EPOCH).unwrap().as_secs() + LIFETIME;
    assert_eq!(
        stored.tokens.expires_at,
        Some(UNIX_EPOCH + Duration::from_secs(end))
    );
}

#[tokio::test]
async fn files_and_new_directories_are_private() {
    let directory = Directory::new();
    let path = directory.0.join("new/deeper/tokens.json");
    let store = FileTokenStore::new(&path).unwrap();
    let clock = ManualClock::new();
    let server = Server::start().await;
    let oauth2 = server.oauth2(&clock).token_store(store);
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(
        mode(&directory.0.join("new/deeper/tokens.json.lock")),
        0o600
    );
    assert_eq!(mode(&directory.0.join("new/deeper")), 0o700);
    assert_eq!(mode(&directory.0.join("new")), 0o700);
}

#[tokio::test]
async fn f22_a_file_that_others_could_read_is_private_after_the_next_save() {
    let directory = Directory::new();
    let (_server, _clock, oauth2, _store) = logged_in(&directory).await;
    fs::set_permissions(directory.file(), fs::Permissions::from_mode(0o644)).unwrap();
    oauth2.refresh().await.unwrap();
    assert_eq!(mode(&directory.file()), 0o600);
}

#[tokio::test]
async fn f22_the_file_of_another_user_is_not_replaced() {
    let directory = Directory::new();
    let (server, clock, oauth2, _store) = logged_in(&directory).await;
    // Only the administrator can give files away.
    if std::os::unix::fs::chown(directory.file(), Some(65_534), None).is_err() {
        return;
    }
    clock.forward(LIFETIME);
    let error = oauth2.token().await.unwrap_err();
    assert!(
        matches!(error, AuthError::Store(StoreError::Io(..))),
        "{error:?}"
    );
    assert_eq!(server.token_requests().len(), 0, "nothing is spent");
    assert!(!directory.0.join("tokens.json.tmp").exists());
}

#[tokio::test]
async fn f18_nothing_but_the_tokens_and_the_lock_file_stays() {
    let directory = Directory::new();
    let (_server, _clock, oauth2, _store) = logged_in(&directory).await;
    fs::write(
        directory.0.join("tokens.json.tmp"),
        "left by a killed process",
    )
    .unwrap();
    oauth2.refresh().await.unwrap();
    assert_eq!(names(&directory), ["tokens.json", "tokens.json.lock"]);
    oauth2.revoke().await.unwrap();
    assert_eq!(names(&directory), ["tokens.json.lock"]);
}

#[tokio::test]
async fn f20_an_unreadable_file_is_an_error_and_a_refresh_leaves_it_alone() {
    for content in ["", "{", "null", "{\"version\":1}", "not json", "\u{0}\u{0}"] {
        let directory = Directory::new();
        let (server, clock, oauth2, store) = logged_in(&directory).await;
        fs::write(directory.file(), content).unwrap();
        clock.forward(LIFETIME);
        for oauth2 in [oauth2, server.oauth2(&clock).token_store(store)] {
            let error = oauth2.token().await.unwrap_err();
            let corrupt = matches!(error, AuthError::Store(StoreError::Corrupt(..)));
            assert!(corrupt && !error.needs_login(), "{content:?}: {error:?}");
            oauth2.needs_login().await.unwrap_err();
        }
        assert_eq!(fs::read_to_string(directory.file()).unwrap(), content);
        assert_eq!(server.token_requests().len(), 0);
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_an_error_too() {
    let directory = Directory::new();
    let (_server, _clock, _oauth2, store) = logged_in(&directory).await;
    fs::write(directory.file(), [0xff, 0xfe]).unwrap();
    assert!(matches!(store.load(), Err(StoreError::Corrupt(..))));
}

#[tokio::test]
async fn a_login_replaces_an_unreadable_file_and_keeps_it_aside() {
    let directory = Directory::new();
    let (server, clock, oauth2, store) = logged_in(&directory).await;
    fs::write(directory.file(), "broken").unwrap();
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    let aside = directory.0.join("tokens.json.corrupt");
    assert_eq!(fs::read_to_string(aside).unwrap(), "broken");
    assert!(store.load().unwrap().is_some());
}

#[tokio::test]
async fn a_file_of_a_newer_format_is_never_overwritten() {
    let directory = Directory::new();
    let (server, clock, oauth2, store) = logged_in(&directory).await;
    let newer = r#"{"version":2,"anything":"else"}"#;
    fs::write(directory.file(), newer).unwrap();
    assert_eq!(store.load().unwrap_err(), StoreError::NewerFormat(2));
    let error = oauth2.set_tokens(server.issue(&clock)).await.unwrap_err();
    assert!(
        matches!(error, AuthError::Store(StoreError::NewerFormat(2))),
        "{error:?}"
    );
    assert_eq!(fs::read_to_string(directory.file()).unwrap(), newer);
}

#[tokio::test]
async fn f21_tokens_of_another_client_count_as_none() {
    let directory = Directory::new();
    let (server, clock, _oauth2, store) = logged_in(&directory).await;
    let other = server.oauth2(&clock).token_store(store);
    let other = other.configure(|config| config.client_id = "another".to_owned());
    assert!(other.needs_login().await.unwrap());
    assert!(matches!(other.token().await, Err(AuthError::NotLoggedIn)));
}

#[tokio::test]
async fn a_deleted_file_is_a_logout() {
    let directory = Directory::new();
    let (_server, clock, oauth2, _store) = logged_in(&directory).await;
    fs::remove_file(directory.file()).unwrap();
    clock.forward(LIFETIME);
    assert!(matches!(oauth2.token().await, Err(AuthError::NotLoggedIn)));
}

#[test]
fn a_lock_excludes_other_handles_until_it_is_dropped() {
    let directory = Directory::new();
    let store = || FileTokenStore::new(directory.file()).unwrap();
    let memory = MemoryTokenStore::new();
    let lock = store().try_lock().unwrap().unwrap();
    let memory_lock = memory.try_lock().unwrap().unwrap();
    assert!(store().try_lock().unwrap().is_none());
    assert!(memory.clone().try_lock().unwrap().is_none());
    drop((lock, memory_lock));
    assert!(store().try_lock().unwrap().is_some());
    assert!(memory.try_lock().unwrap().is_some());
}

#[test]
fn a_path_that_cannot_be_a_file_is_refused_at_once() {
    let directory = Directory::new();
    FileTokenStore::new(&directory.0).unwrap_err();
    FileTokenStore::new("/").unwrap_err();
    fs::write(directory.0.join("file"), "").unwrap();
    FileTokenStore::new(directory.0.join("file/tokens.json")).unwrap_err();
}

#[tokio::test]
async fn the_format_for_other_stores_reads_what_it_wrote() {
    let directory = Directory::new();
    let (_server, _clock, _oauth2, store) = logged_in(&directory).await;
    let stored = store.load().unwrap().unwrap();
    let text = stored.to_json().unwrap();
    let again = StoredTokens::from_json(text.expose()).unwrap();
    assert_eq!(again.to_json().unwrap().expose(), text.expose());
    assert_eq!(again.tokens.access_token.expose(), "planted-access-1");
}

/// A store that can be told to fail, like a disk that is full or read-only.
#[derive(Clone, Default)]
struct Failing {
    inner: MemoryTokenStore,
    at_probe: Arc<AtomicBool>,
    at_save: Arc<AtomicBool>,
}

impl Failing {
    fn check(switch: &AtomicBool) -> Result<(), StoreError> {
        match switch.load(Ordering::Relaxed) {
            true => Err(StoreError::Other("no space left".to_owned())),
            false => Ok(()),
        }
    }
}

impl TokenStore for Failing {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        self.inner.load()
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        Self::check(&self.at_save)?;
        self.inner.save(tokens)
    }

    fn delete(&self) -> Result<(), StoreError> {
        self.inner.delete()
    }

    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        self.inner.try_lock()
    }

    fn probe(&self) -> Result<(), StoreError> {
        Self::check(&self.at_probe)
    }
}

async fn failing() -> (Server, ManualClock, OAuth2, Failing) {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = Failing::default();
    let oauth2 = server.oauth2(&clock).token_store(store.clone());
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    (server, clock, oauth2, store)
}

#[tokio::test]
async fn f19_a_store_that_cannot_be_written_keeps_the_refresh_token_unspent() {
    let (server, clock, oauth2, store) = failing().await;
    store.at_probe.store(true, Ordering::Relaxed);
    clock.forward(LIFETIME - 30);
    oauth2.token().await.unwrap();
    clock.forward(60);
    let error = oauth2.token().await.unwrap_err();
    assert!(matches!(error, AuthError::Store(_)), "{error:?}");
    assert_eq!(server.token_requests().len(), 0);
    store.at_probe.store(false, Ordering::Relaxed);
    clock.forward(5);
    assert!(server.accepts(oauth2.token().await.unwrap().expose()));
}

#[tokio::test]
async fn f19_a_program_that_can_do_without_the_store_goes_on_in_memory() {
    let (server, clock, oauth2, store) = failing().await;
    let oauth2 = oauth2.configure(|config| config.require_durable = false);
    oauth2.needs_login().await.unwrap();
    store.at_probe.store(true, Ordering::Relaxed);
    clock.forward(LIFETIME);
    assert!(server.accepts(oauth2.token().await.unwrap().expose()));
    let warning = oauth2.store_warning().unwrap().to_string();
    assert!(warning.contains("no space"), "{warning}");
    // What is stored is the old tokens, whole.
    let stored = store.load().unwrap().unwrap();
    assert_eq!(stored.tokens.access_token.expose(), "planted-access-1");
}

#[tokio::test]
async fn new_tokens_that_cannot_be_saved_are_used_all_the_same() {
    let (server, clock, oauth2, store) = failing().await;
    store.at_save.store(true, Ordering::Relaxed);
    clock.forward(LIFETIME);
    assert!(server.accepts(oauth2.token().await.unwrap().expose()));
    assert!(
        oauth2
            .store_warning()
            .unwrap()
            .to_string()
            .contains("no space")
    );
    clock.forward(LIFETIME);
    oauth2.token().await.unwrap();
    assert_eq!(
        server.token_requests()[1].form["refresh_token"],
        "planted-refresh-2"
    );
    store.at_save.store(false, Ordering::Relaxed);
    oauth2.refresh().await.unwrap();
    assert!(oauth2.store_warning().is_none());
}

#[tokio::test]
async fn a_login_that_cannot_be_saved_is_reported_and_works_in_memory() {
    let (server, clock, oauth2, store) = failing().await;
    store.at_save.store(true, Ordering::Relaxed);
    let error = oauth2.set_tokens(server.issue(&clock)).await.unwrap_err();
    assert!(matches!(error, AuthError::Store(_)), "{error:?}");
    assert_eq!(oauth2.token().await.unwrap().expose(), "planted-access-2");
}

#[tokio::test]
async fn an_empty_store_that_cannot_be_written_is_not_a_logout() {
    let (server, clock, _oauth2, store) = failing().await;
    store.delete().unwrap();
    store.at_save.store(true, Ordering::Relaxed);
    let oauth2 = server.oauth2(&clock).token_store(store);
    oauth2.set_tokens(server.issue(&clock)).await.unwrap_err();
    clock.forward(LIFETIME);
    assert!(server.accepts(oauth2.token().await.unwrap().expose()));
}

#[test]
fn a_writer_that_is_killed_leaves_a_readable_file() {
    let directory = Directory::new();
    let store = FileTokenStore::new(directory.file()).unwrap();
    for _ in 0..8 {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "child_that_writes_for_ever", "--ignored"]);
        child
            .env("TOKEN_FILE", directory.file())
            .stdout(Stdio::null());
        let mut child = child.spawn().unwrap();
        let before = revision(&store);
        while revision(&store) < before + 3 {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(revision(&store) > before);
        assert!(
            store.try_lock().unwrap().is_some(),
            "the lock ends with its process"
        );
    }
}

/// Zero if there is no file; panics if there is one that cannot be read.
fn revision(store: &FileTokenStore) -> u64 {
    store.load().unwrap().map_or(0, |stored| stored.revision)
}

#[test]
#[ignore = "run by a_writer_that_is_killed_leaves_a_readable_file"]
fn child_that_writes_for_ever() {
    let path = std::env::var_os("TOKEN_FILE").unwrap();
    let store = FileTokenStore::new(path).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let config = collgen_support::auth::OAuth2Config::client_credentials("https://t/");
    let oauth2 = OAuth2::with_config(config)
        .token_store(store)
        .random(CountingRandom::default());
    runtime.unwrap().block_on(async {
        loop {
            oauth2
                .set_tokens(Tokens::new("a".repeat(4_000), None))
                .await
                .unwrap();
        }
    });
}
