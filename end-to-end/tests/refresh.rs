//! What happens when access tokens end.

use std::time::Duration;

use drchrono::auth::TokenStore;
use drchrono::core::StatusCode;
use drchrono::{AuthError, Client, Error, FileTokenStore, MemoryTokenStore, OAuth2};
use drchrono_end_to_end::setup::{self, MovableClock, current_user};
use drchrono_end_to_end::{Endpoint, Fault, IssuedTokens, MockServer, Response};
use serde_json::json;
use tokio::task::JoinSet;

const HOUR: Duration = Duration::from_secs(3_600);
/// Within the last minute, in which the client refreshes early.
const ALMOST_OVER: Duration = Duration::from_secs(20);

/// A server, and a client that took over tokens with that much of their life left.
struct Scene {
    server: MockServer,
    oauth2: OAuth2,
    client: Client,
    issued: IssuedTokens,
}

impl Scene {
    async fn new(left: Duration) -> Self {
        Self::with(left, |oauth2| oauth2).await
    }

    async fn with(left: Duration, change: impl FnOnce(OAuth2) -> OAuth2) -> Self {
        let server = MockServer::start().await.unwrap();
        let oauth2 = change(setup::oauth2(&server));
        let issued = server.issue_tokens("");
        oauth2
            .set_tokens(setup::tokens(&issued, left))
            .await
            .unwrap();
        let client = setup::client(server.origin(), &oauth2).unwrap();
        Self {
            server,
            oauth2,
            client,
            issued,
        }
    }

    fn counts(&self) -> (usize, usize) {
        let count = |endpoint| self.server.count(endpoint);
        (count(Endpoint::Token), count(Endpoint::CurrentUser))
    }

    async fn auth_error(&self) -> AuthError {
        match current_user(&self.client).await {
            Err(Error::Auth { source, .. }) => source,
            other => panic!("{other:?}"),
        }
    }

    /// That many calls at the same time: how many of them succeeded.
    async fn call_at_once(&self, calls: usize) -> usize {
        let mut tasks = JoinSet::new();
        for _ in 0..calls {
            let client = self.client.clone();
            tasks.spawn(async move { current_user(&client).await });
        }
        let outcomes = tasks.join_all().await;
        outcomes.into_iter().filter(Result::is_ok).count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_across_an_expiry_make_one_token_request() {
    let scene = Scene::new(Duration::ZERO).await;
    scene.server.end_access_tokens();
    scene
        .server
        .switch(|switches| switches.token_latency = Duration::from_millis(50));
    assert_eq!(scene.call_at_once(1_000).await, 1_000);
    assert_eq!(scene.counts(), (1, 1_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_with_a_token_that_was_revoked_make_one_token_request() {
    let scene = Scene::new(HOUR).await;
    scene.server.end_access_tokens();
    scene
        .server
        .switch(|switches| switches.token_latency = Duration::from_millis(50));
    assert_eq!(scene.call_at_once(1_000).await, 1_000);
    let (token_requests, calls) = scene.counts();
    assert_eq!(token_requests, 1);
    assert!((1_001..=2_000).contains(&calls), "{calls}");
}

#[tokio::test]
async fn callers_that_give_up_do_not_take_the_refresh_with_them() {
    let scene = Scene::new(Duration::ZERO).await;
    let hold = scene.server.hold(Endpoint::Token);
    let mut callers = JoinSet::new();
    for _ in 0..10 {
        let client = scene.client.clone();
        callers.spawn(async move { current_user(&client).await.map(drop) });
    }
    scene.server.arrived(Endpoint::Token, 1).await;
    callers.shutdown().await;
    drop(hold);
    current_user(&scene.client).await.unwrap();
    assert_eq!(scene.counts(), (1, 1));
}

#[tokio::test]
async fn a_401_is_answered_with_one_refresh_and_one_replay_per_call() {
    let change =
        |oauth2: OAuth2| oauth2.configure(|config| config.min_refresh_interval = Duration::ZERO);
    let scene = Scene::with(HOUR, change).await;
    scene
        .server
        .switch(|switches| switches.refuse_all_tokens = true);
    for calls in 1..=3 {
        let error = current_user(&scene.client).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED), "{error:?}");
        assert_eq!(scene.counts(), (calls, 2 * calls));
    }
}

#[tokio::test]
async fn a_token_that_is_refused_right_after_a_refresh_is_not_refreshed_again() {
    let scene = Scene::new(HOUR).await;
    scene
        .server
        .switch(|switches| switches.refuse_all_tokens = true);
    for calls in [2, 3, 4] {
        let error = current_user(&scene.client).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED), "{error:?}");
        assert_eq!(scene.counts(), (1, calls));
    }
}

#[tokio::test]
async fn a_403_is_no_reason_to_refresh() {
    let scene = Scene::new(HOUR).await;
    let detail = json!({ "detail": "You do not have permission to perform this action." });
    let forbidden = Fault::Answer(Response::json(403, &detail));
    scene.server.fail(Endpoint::CurrentUser, [forbidden]);
    let error = current_user(&scene.client).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
    assert_eq!(scene.counts(), (0, 1));
}

#[tokio::test]
async fn a_refused_refresh_token_needs_a_login_and_is_not_tried_again() {
    for status in [401, 400, 200] {
        let scene = Scene::new(Duration::ZERO).await;
        scene
            .server
            .switch(|switches| switches.invalid_grant_status = status);
        scene.server.end_refresh_tokens();
        for _ in 0..3 {
            let error = scene.auth_error().await;
            assert!(
                matches!(error, AuthError::ReauthorizationRequired(..)),
                "{error:?}"
            );
            assert!(error.needs_login() && !error.is_transient());
        }
        assert_eq!(scene.call_at_once(100).await, 0);
        assert_eq!(scene.counts(), (1, 0));
        assert!(scene.oauth2.needs_login().await.unwrap());

        let issued = scene.server.issue_tokens("");
        let tokens = setup::tokens(&issued, HOUR);
        scene.oauth2.set_tokens(tokens).await.unwrap();
        current_user(&scene.client).await.unwrap();
    }
}

#[tokio::test]
async fn a_refused_refresh_after_a_401_needs_a_login_and_is_not_tried_again() {
    let scene = Scene::new(HOUR).await;
    scene.server.end_access_tokens();
    scene.server.end_refresh_tokens();
    for _ in 0..3 {
        let error = scene.auth_error().await;
        assert!(
            matches!(error, AuthError::ReauthorizationRequired(..)),
            "{error:?}"
        );
    }
    assert_eq!(scene.counts().0, 1);
}

#[tokio::test]
async fn a_client_that_the_server_does_not_know_is_told_so() {
    let change =
        |oauth2: OAuth2| oauth2.configure(|config| config.client_secret = Some("wrong".into()));
    let scene = Scene::with(Duration::ZERO, change).await;
    for _ in 0..2 {
        let error = scene.auth_error().await;
        assert!(matches!(error, AuthError::ClientRejected(..)), "{error:?}");
    }
    assert_eq!(scene.counts(), (1, 0));
}

#[tokio::test]
async fn every_refresh_token_is_used_only_once_when_the_server_replaces_them() {
    let scene = Scene::new(HOUR).await;
    let mut seen = vec![scene.issued.refresh_token.clone()];
    for _ in 0..3 {
        let tokens = scene.oauth2.refresh().await.unwrap();
        seen.push(tokens.refresh_token.unwrap().expose().to_owned());
        current_user(&scene.client).await.unwrap();
    }
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), scene.counts()), (4, (3, 3)));
}

#[tokio::test]
async fn a_refresh_token_that_the_answer_leaves_out_is_kept() {
    let scene = Scene::new(HOUR).await;
    let left_out = [
        json!({}),
        json!({ "refresh_token": null }),
        json!({ "refresh_token": "" }),
    ];
    let answers = left_out.map(|mut answer| {
        answer["access_token"] = "a-new-access-token".into();
        Fault::Answer(Response::json(200, &answer))
    });
    scene.server.fail(Endpoint::Token, answers);
    for _ in 0..3 {
        let tokens = scene.oauth2.refresh().await.unwrap();
        let kept = tokens.refresh_token.unwrap();
        assert_eq!(kept.expose(), scene.issued.refresh_token);
    }
}

#[tokio::test]
async fn a_useless_lifetime_neither_stops_a_call_nor_refreshes_at_every_call() {
    for expires_in in [
        json!("172800"),
        json!(3599.7),
        json!(null),
        json!(-5),
        json!(0),
        json!([]),
    ] {
        let scene = Scene::new(Duration::ZERO).await;
        let described = expires_in.clone();
        scene
            .server
            .switch(|switches| switches.expires_in = expires_in);
        for _ in 0..3 {
            current_user(&scene.client).await.unwrap();
        }
        assert_eq!(scene.counts(), (1, 3), "{described}");
    }
}

#[tokio::test]
async fn a_failing_token_endpoint_leaves_a_valid_token_in_use() {
    let scene = Scene::new(ALMOST_OVER).await;
    let broken = Response::text(502, "text/html", "<h1>Bad gateway</h1>");
    scene.server.fail(Endpoint::Token, [Fault::Answer(broken)]);
    assert_eq!(scene.call_at_once(20).await, 20);
    current_user(&scene.client).await.unwrap();
    assert_eq!(scene.counts(), (1, 21));
}

#[tokio::test]
async fn a_failing_token_endpoint_is_not_asked_at_every_call() {
    let scene = Scene::new(Duration::ZERO).await;
    scene
        .server
        .fail(Endpoint::Token, [Fault::Answer(Response::empty(500))]);
    let error = scene.auth_error().await;
    assert!(
        matches!(error, AuthError::TokenEndpoint { status: 500, .. }),
        "{error:?}"
    );
    let error = scene.auth_error().await;
    assert!(matches!(error, AuthError::BackingOff { .. }), "{error:?}");
    assert!(error.is_transient() && error.retry_after().is_some());
    assert_eq!(scene.counts(), (1, 0));
}

#[tokio::test]
async fn a_throttled_token_endpoint_is_left_alone_for_as_long_as_it_asks() {
    let scene = Scene::new(Duration::ZERO).await;
    scene
        .server
        .fail(Endpoint::Token, [Fault::throttled("120", Some("120"))]);
    assert_eq!(
        scene.auth_error().await.retry_after(),
        Some(Duration::from_secs(120))
    );
    let error = scene.auth_error().await;
    assert!(
        error.retry_after() > Some(Duration::from_secs(100)),
        "{error:?}"
    );
    assert_eq!(scene.counts(), (1, 0));
}

#[tokio::test]
async fn a_throttled_token_endpoint_without_a_header_is_left_alone_for_as_long_as_it_says() {
    let scene = Scene::new(Duration::ZERO).await;
    scene
        .server
        .fail(Endpoint::Token, [Fault::throttled("120.0", None)]);
    assert_eq!(
        scene.auth_error().await.retry_after(),
        Some(Duration::from_secs(120))
    );
    assert_eq!(scene.counts(), (1, 0));
}

#[tokio::test]
async fn an_answer_that_got_lost_is_asked_for_once_more() {
    let scene = Scene::new(Duration::ZERO).await;
    scene.server.switch(|switches| switches.rotate = false);
    scene.server.fail(Endpoint::Token, [Fault::LoseAnswer]);
    current_user(&scene.client).await.unwrap();
    assert_eq!(scene.counts(), (2, 1));
}

#[tokio::test]
async fn a_rotated_refresh_token_that_got_lost_needs_a_login() {
    let scene = Scene::new(Duration::ZERO).await;
    scene.server.fail(Endpoint::Token, [Fault::LoseAnswer]);
    let error = scene.auth_error().await;
    assert!(
        matches!(error, AuthError::ReauthorizationRequired(..)),
        "{error:?}"
    );
    assert!(error.to_string().contains("lost"), "{error}");
    assert_eq!(scene.counts(), (2, 0));
}

#[tokio::test]
async fn a_token_endpoint_that_redirects_gets_no_second_chance_to_see_the_secret() {
    let elsewhere = MockServer::start().await.unwrap();
    let scene = Scene::new(Duration::ZERO).await;
    for status in [302, 307, 308] {
        let redirect = Response::empty(status).header("Location", &elsewhere.url("/o/token/"));
        scene
            .server
            .fail(Endpoint::Token, [Fault::Answer(redirect)]);
    }
    let error = scene.auth_error().await;
    assert!(
        matches!(error, AuthError::TokenEndpoint { .. }),
        "{error:?}"
    );
    assert_eq!(elsewhere.total(), 0);
}

#[tokio::test]
async fn an_access_token_that_does_not_fit_a_header_is_refused() {
    for token in ["two words", "line\r\nbreak", "umläut"] {
        let scene = Scene::new(Duration::ZERO).await;
        let answer = json!({ "access_token": token, "expires_in": 60 });
        let answers = [(); 2].map(|()| Fault::Answer(Response::json(200, &answer)));
        scene.server.fail(Endpoint::Token, answers);
        let error = scene.auth_error().await;
        assert!(
            matches!(error, AuthError::TokenEndpoint { .. }),
            "{error:?}"
        );
        assert_eq!(scene.counts().1, 0);
    }
}

#[tokio::test]
async fn the_token_a_call_carries_is_the_newest() {
    let scene = Scene::new(HOUR).await;
    current_user(&scene.client).await.unwrap();
    let refreshed = scene.oauth2.refresh().await.unwrap();
    current_user(&scene.client).await.unwrap();
    let calls = scene.server.requests(Endpoint::CurrentUser);
    let sent: Vec<_> = calls
        .iter()
        .map(|call| call.header("authorization").unwrap())
        .collect();
    let tokens = [
        scene.issued.access_token.as_str(),
        refreshed.access_token.expose(),
    ];
    assert_eq!(sent, tokens.map(|token| format!("Bearer {token}")));
}

#[tokio::test]
async fn a_store_that_cannot_be_written_keeps_the_refresh_token_unspent() {
    let directory = setup::TemporaryDirectory::new("unwritable").unwrap();
    let path = directory.path().join("inner").join("tokens.json");
    let store = FileTokenStore::new(&path).unwrap();
    let scene = Scene::with(Duration::ZERO, |oauth2| oauth2.token_store(store)).await;
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    let error = scene.auth_error().await;
    assert_eq!(scene.counts(), (0, 0), "{error:?}");
}

#[tokio::test]
async fn a_store_that_cannot_be_written_can_be_done_without() {
    let directory = setup::TemporaryDirectory::new("done-without").unwrap();
    let path = directory.path().join("inner").join("tokens.json");
    let store = FileTokenStore::new(&path).unwrap();
    let change = |oauth2: OAuth2| {
        let oauth2 = oauth2.configure(|config| config.require_durable = false);
        oauth2.token_store(store)
    };
    let scene = Scene::with(HOUR, change).await;
    assert!(scene.oauth2.store_warning().is_none());
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    scene.oauth2.refresh().await.unwrap();
    current_user(&scene.client).await.unwrap();
    assert!(scene.oauth2.store_warning().is_some());
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
        let scene = Scene::with(left, change).await;
        let lock = store.try_lock().unwrap();
        assert!(lock.is_some());
        let outcome = current_user(&scene.client).await;
        assert_eq!(outcome.is_ok(), left == ALMOST_OVER, "{outcome:?}");
        assert_eq!(scene.counts().0, 0);
    }
}

#[tokio::test]
async fn a_token_endpoint_that_hangs_is_given_up() {
    let change = |oauth2: OAuth2| {
        oauth2.configure(|config| config.token_timeout = Duration::from_millis(50))
    };
    let scene = Scene::with(Duration::ZERO, change).await;
    let _hold = scene.server.hold(Endpoint::Token);
    let error = scene.auth_error().await;
    let unknown = matches!(
        error,
        AuthError::Transport {
            outcome_unknown: true,
            ..
        }
    );
    assert!(unknown, "{error:?}");
    assert_eq!(scene.counts().1, 0);
}

#[tokio::test]
async fn a_token_answer_without_end_is_refused() {
    let scene = Scene::new(Duration::ZERO).await;
    let answer = json!({ "access_token": "token", "more": "x".repeat(200_000) });
    scene.server.fail(
        Endpoint::Token,
        [(); 2].map(|()| Fault::Answer(Response::json(200, &answer))),
    );
    let error = scene.auth_error().await;
    assert!(
        matches!(error, AuthError::TokenEndpoint { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_login_elsewhere_heals_a_client_that_was_refused() {
    let clock = MovableClock::default();
    let store = MemoryTokenStore::new();
    let change = |oauth2: OAuth2| oauth2.clock(clock.clone()).token_store(store.clone());
    let scene = Scene::with(Duration::ZERO, change).await;
    scene.server.end_refresh_tokens();
    assert!(scene.auth_error().await.needs_login());

    let elsewhere = setup::oauth2(&scene.server).token_store(store);
    let issued = scene.server.issue_tokens("");
    elsewhere
        .set_tokens(setup::tokens(&issued, HOUR))
        .await
        .unwrap();
    // The store is looked at once in some seconds only.
    clock.advance(Duration::from_secs(10));
    current_user(&scene.client).await.unwrap();
    assert_eq!(scene.counts(), (1, 1));
}

#[tokio::test]
async fn a_logout_elsewhere_ends_the_login_when_the_token_is_refused() {
    let store = MemoryTokenStore::new();
    let scene = Scene::with(HOUR, |oauth2| oauth2.token_store(store.clone())).await;
    let elsewhere = setup::oauth2(&scene.server).token_store(store);
    elsewhere.revoke().await.unwrap();
    let error = scene.auth_error().await;
    assert!(matches!(error, AuthError::NotLoggedIn), "{error:?}");
    assert_eq!(scene.counts(), (0, 1));
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_hide_the_end_of_a_token() {
    let clock = MovableClock::default();
    let scene = Scene::with(HOUR, |oauth2| oauth2.clock(clock.clone())).await;
    scene.oauth2.refresh().await.unwrap();
    clock.set_back(3 * 24 * HOUR);
    scene.server.end_access_tokens();
    current_user(&scene.client).await.unwrap();
    current_user(&scene.client).await.unwrap();
    assert_eq!(scene.counts(), (2, 3));
}

#[tokio::test]
async fn refreshes_asked_for_at_the_same_time_are_one() {
    let scene = Scene::new(HOUR).await;
    let hold = scene.server.hold(Endpoint::Token);
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let oauth2 = scene.oauth2.clone();
        tasks.spawn(async move { oauth2.refresh().await.map(drop) });
    }
    scene.server.arrived(Endpoint::Token, 1).await;
    drop(hold);
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    assert_eq!(scene.counts(), (1, 0));
}
