//! A thousand callers at once, in every situation that has cost somebody a login: scenarios A to M.
//!
//! The API is a function here, so that nothing but the login is measured: it takes a request's token or refuses it, and
//! refused calls are renewed and sent once more, as a client does. E with processes is in `end-to-end/tests`, I with
//! bodies in `auth_calls.rs`, K with a killed writer in `auth_store.rs`.

mod auth_server;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use auth_server::{Directory, LIFETIME, ManualClock, Reply, Server, all_at_once, json};
use collgen_support::auth::{
    AuthError, Authorize, FileTokenStore, MemoryTokenStore, OAuth2, StoreError, StoreLock,
    StoredTokens, TokenStore,
};

const CALLERS: usize = 1_000;

/// A server, a login, and how often the API was called.
struct Scene {
    server: Server,
    clock: ManualClock,
    oauth2: OAuth2,
    api_calls: Arc<AtomicUsize>,
}

/// How a call ended.
#[derive(Debug)]
enum End {
    Done,
    /// Refused, although its token was renewed.
    Unauthorized,
    Failed(AuthError),
}

impl Scene {
    async fn new() -> Self {
        let (server, clock) = (Server::start().await, ManualClock::new());
        let oauth2 = server.logged_in(&clock).await;
        server.set(|behaviour| behaviour.latency = Duration::from_millis(50));
        Self {
            server,
            clock,
            oauth2,
            api_calls: Arc::default(),
        }
    }

    async fn thousand(&self) -> Vec<End> {
        let call = || {
            let (server, oauth2) = (self.server.clone(), self.oauth2.clone());
            let calls = Arc::clone(&self.api_calls);
            async move { call(&server, &oauth2, &calls).await }
        };
        all_at_once(CALLERS, call).await
    }

    fn token_requests(&self) -> usize {
        self.server.token_requests().len()
    }

    fn api_calls(&self) -> usize {
        self.api_calls.load(Ordering::Relaxed)
    }
}

async fn call(server: &Server, oauth2: &OAuth2, calls: &AtomicUsize) -> End {
    for _ in 0..2 {
        let url = "https://api.example.com/".parse().unwrap();
        let mut request = reqwest::Request::new(reqwest::Method::GET, url);
        let ticket = match oauth2.authorize(&mut request).await {
            Ok(ticket) => ticket,
            Err(error) => return End::Failed(error),
        };
        calls.fetch_add(1, Ordering::Relaxed);
        // The answer takes its time, so that all calls are on their way at once.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let token = request.headers()["authorization"].to_str().unwrap();
        if server.accepts(token.strip_prefix("Bearer ").unwrap()) {
            return End::Done;
        }
        match oauth2.rejected(ticket).await {
            Ok(true) => {}
            Ok(false) => return End::Unauthorized,
            Err(error) => return End::Failed(error),
        }
    }
    End::Unauthorized
}

fn done(ends: &[End]) -> usize {
    ends.iter().filter(|end| matches!(end, End::Done)).count()
}

fn all_failed(ends: &[End], is: impl Fn(&AuthError) -> bool) -> bool {
    ends.iter()
        .all(|end| matches!(end, End::Failed(error) if is(error)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_the_expiry_one_token_request_serves_all() {
    let scene = Scene::new().await;
    scene.clock.forward(LIFETIME + 1);
    assert_eq!(done(&scene.thousand().await), CALLERS);
    assert_eq!((scene.token_requests(), scene.api_calls()), (1, CALLERS));
}

#[tokio::test(flavor = "multi_thread")]
async fn b_a_token_revoked_by_the_server_is_renewed_once_and_every_call_sent_again() {
    let scene = Scene::new().await;
    scene.server.revoke_access_tokens();
    assert_eq!(done(&scene.thousand().await), CALLERS);
    assert_eq!(scene.token_requests(), 1);
    assert!(scene.api_calls() > CALLERS && scene.api_calls() <= 2 * CALLERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn c_calls_spread_over_the_margin_cause_one_token_request() {
    let scene = Scene::new().await;
    scene.clock.forward(LIFETIME - 61);
    let ends = {
        let number = AtomicUsize::new(0);
        all_at_once(CALLERS, || {
            let (server, oauth2) = (scene.server.clone(), scene.oauth2.clone());
            let (calls, clock) = (Arc::clone(&scene.api_calls), scene.clock.clone());
            let number = number.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::time::sleep(Duration::from_millis(number as u64 / 5)).await;
                if number == CALLERS / 2 {
                    clock.forward(2);
                }
                call(&server, &oauth2, &calls).await
            }
        })
        .await
    };
    assert_eq!((done(&ends), scene.token_requests()), (CALLERS, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn d_callers_that_give_up_take_nothing_from_the_others() {
    let scene = Scene::new().await;
    let (directory, store) = file();
    let oauth2 = scene.oauth2.clone().token_store(store.clone());
    let tokens = scene.server.issue(&scene.clock);
    oauth2.set_tokens(tokens).await.unwrap();
    scene.clock.forward(LIFETIME);
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (server, oauth2) = (scene.server.clone(), oauth2.clone());
            tokio::spawn(async move { call(&server, &oauth2, &AtomicUsize::new(0)).await })
        })
        .collect();
    while scene.token_requests() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // The first started the refresh.
    for caller in callers.iter().take(300) {
        caller.abort();
    }
    let mut served = 0;
    for caller in callers.into_iter().skip(300) {
        served += usize::from(matches!(caller.await.unwrap(), End::Done));
    }
    assert_eq!((served, scene.token_requests()), (700, 1));
    let stored = store.load().unwrap().unwrap().tokens;
    assert!(scene.server.accepts(stored.access_token.expose()));
    drop(directory);
}

fn file() -> (Directory, FileTokenStore) {
    let directory = Directory::new();
    let store = FileTokenStore::new(directory.file()).unwrap();
    (directory, store)
}

#[tokio::test(flavor = "multi_thread")]
async fn e_ten_handles_on_one_file_cause_one_token_request() {
    let scene = Scene::new().await;
    let directory = Directory::new();
    let handles: Vec<OAuth2> = (0..10)
        .map(|_| {
            let store = FileTokenStore::new(directory.file()).unwrap();
            scene.server.oauth2(&scene.clock).token_store(store)
        })
        .collect();
    let tokens = scene.server.issue(&scene.clock);
    handles[0].set_tokens(tokens).await.unwrap();
    scene.clock.forward(LIFETIME);
    let number = AtomicUsize::new(0);
    let ends = all_at_once(CALLERS, || {
        let handle = &handles[number.fetch_add(1, Ordering::Relaxed) % 10];
        let (server, oauth2) = (scene.server.clone(), handle.clone());
        async move { call(&server, &oauth2, &AtomicUsize::new(0)).await }
    })
    .await;
    assert_eq!((done(&ends), scene.token_requests()), (CALLERS, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn f_an_endpoint_that_fails_is_asked_once_then_left_alone_then_asked_again() {
    let scene = Scene::new().await;
    scene.clock.forward(LIFETIME);
    scene.server.next(json(500, "{}"));
    assert!(all_failed(&scene.thousand().await, AuthError::is_transient));
    assert_eq!(scene.token_requests(), 1);
    let backs_off = |error: &AuthError| matches!(error, AuthError::BackingOff { .. });
    assert!(all_failed(&scene.thousand().await, backs_off));
    assert_eq!((scene.token_requests(), scene.api_calls()), (1, 0));
    scene.clock.forward(7);
    assert_eq!(done(&scene.thousand().await), CALLERS);
    assert_eq!(scene.token_requests(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn f_an_endpoint_that_fails_within_the_margin_is_noticed_by_nobody() {
    let scene = Scene::new().await;
    scene.clock.forward(LIFETIME - 30);
    scene.server.next(json(500, "{}"));
    assert_eq!(done(&scene.thousand().await), CALLERS);
    assert_eq!((scene.token_requests(), scene.api_calls()), (1, CALLERS));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_refused_login_is_final_and_odd_answers_are_not() {
    let scene = Scene::new().await;
    scene.server.revoke_refresh_tokens();
    scene.clock.forward(LIFETIME);
    for _ in 0..2 {
        assert!(all_failed(&scene.thousand().await, AuthError::needs_login));
        assert_eq!((scene.token_requests(), scene.api_calls()), (1, 0));
    }
    for (status, header, body) in [
        (502, "Content-Type: text/html\r\n", "<html>"),
        (302, "Location: /elsewhere\r\n", ""),
    ] {
        let scene = Scene::new().await;
        scene.clock.forward(LIFETIME);
        scene
            .server
            .next(Reply::Raw(status, header, body.to_owned()));
        assert!(all_failed(&scene.thousand().await, AuthError::is_transient));
        assert!(all_failed(&scene.thousand().await, AuthError::is_transient));
        assert_eq!((scene.token_requests(), scene.server.seen().len()), (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h_an_api_that_refuses_for_ever_causes_one_token_request() {
    let scene = Scene::new().await;
    // Another server's tokens.
    let stranger = Server::start().await;
    let refuse = async || {
        all_at_once(CALLERS, || {
            let (stranger, oauth2) = (stranger.clone(), scene.oauth2.clone());
            let calls = Arc::clone(&scene.api_calls);
            async move { call(&stranger, &oauth2, &calls).await }
        })
        .await
    };
    let unauthorized = |ends: &[End]| ends.iter().all(|end| matches!(end, End::Unauthorized));
    assert!(unauthorized(&refuse().await));
    assert_eq!(
        (scene.token_requests(), scene.api_calls()),
        (1, 2 * CALLERS)
    );
    // A new token was refused: another refresh would not help.
    assert!(unauthorized(&refuse().await));
    assert_eq!(
        (scene.token_requests(), scene.api_calls()),
        (1, 3 * CALLERS)
    );
}

/// A store on a disk that is full.
#[derive(Clone, Default)]
struct Full {
    inner: MemoryTokenStore,
    is_full: Arc<AtomicBool>,
}

impl Full {
    fn room(&self) -> Result<(), StoreError> {
        match self.is_full.load(Ordering::Relaxed) {
            true => Err(StoreError::Other("no space left".to_owned())),
            false => Ok(()),
        }
    }
}

impl TokenStore for Full {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        self.inner.load()
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        self.room()?;
        self.inner.save(tokens)
    }

    fn delete(&self) -> Result<(), StoreError> {
        self.inner.delete()
    }

    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        self.inner.try_lock()
    }

    fn probe(&self) -> Result<(), StoreError> {
        self.room()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l_a_full_disk_spends_no_refresh_token_unless_the_program_wants_that() {
    for (require_durable, expected) in [(true, 0), (false, CALLERS)] {
        let mut scene = Scene::new().await;
        let store = Full::default();
        let oauth2 = scene.oauth2.clone().token_store(store.clone());
        let oauth2 = oauth2.configure(|config| config.require_durable = require_durable);
        let tokens = scene.server.issue(&scene.clock);
        oauth2.set_tokens(tokens).await.unwrap();
        scene.oauth2 = oauth2;
        store.is_full.store(true, Ordering::Relaxed);
        scene.clock.forward(LIFETIME);
        let ends = scene.thousand().await;
        assert_eq!(done(&ends), expected);
        assert_eq!(scene.token_requests(), usize::from(!require_durable));
        assert_eq!(scene.oauth2.store_warning().is_some(), !require_durable);
        if require_durable {
            assert!(all_failed(&ends, |error| matches!(
                error,
                AuthError::Store(_)
            )));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m_a_lock_that_somebody_holds_is_waited_for_and_then_an_error() {
    let mut scene = Scene::new().await;
    let store = MemoryTokenStore::new();
    let oauth2 = scene.oauth2.clone().token_store(store.clone());
    let oauth2 = oauth2.configure(|config| config.token_timeout = Duration::from_millis(100));
    let tokens = scene.server.issue(&scene.clock);
    oauth2.set_tokens(tokens).await.unwrap();
    scene.oauth2 = oauth2;
    scene.clock.forward(LIFETIME);
    let held = store.try_lock().unwrap();
    let is_late = |error: &AuthError| match error {
        AuthError::BackingOff { last, .. } => {
            matches!(**last, AuthError::Store(StoreError::TimedOut))
        }
        error => matches!(error, AuthError::Store(StoreError::TimedOut)),
    };
    assert!(all_failed(&scene.thousand().await, is_late));
    assert_eq!(scene.token_requests(), 0);
    drop(held);
    scene.clock.forward(7);
    assert_eq!(
        (done(&scene.thousand().await), scene.token_requests()),
        (CALLERS, 1)
    );
}
