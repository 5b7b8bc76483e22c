//! What happens when access tokens end: one refresh, whoever asks and however many.

use std::future::{Future as _, poll_fn};
use std::task::Poll;
use std::time::Duration;

use drchrono::core::StatusCode;
use drchrono::{AuthError, OAuth2};
use drchrono_end_to_end::setup::{self, HOUR, MovableClock, current_user};
use drchrono_end_to_end::{Endpoint, Fault, Response, Scene};
use serde_json::json;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

async fn start(left: Duration) -> Scene {
    Scene::start(left).await.unwrap()
}

async fn start_with(left: Duration, change: impl FnOnce(OAuth2) -> OAuth2) -> Scene {
    Scene::start_with(left, change).await.unwrap()
}

/// A thousand calls at a time are enough: each takes two of the open files that a process may have.
static CROWD: Mutex<()> = Mutex::const_new(());

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_across_an_expiry_make_one_token_request() {
    let _alone = CROWD.lock().await;
    let scene = start(Duration::ZERO).await;
    scene.server.end_access_tokens();
    scene
        .server
        .switch(|switches| switches.token_latency = Duration::from_millis(50));
    assert_eq!(scene.call_at_once(1_000).await, 1_000);
    assert_eq!(scene.counts(), (1, 1_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_with_a_token_that_was_revoked_make_one_token_request() {
    let _alone = CROWD.lock().await;
    let scene = start(HOUR).await;
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
    let scene = start(Duration::ZERO).await;
    let hold = scene.server.hold(Endpoint::Token);
    let mut callers = JoinSet::new();
    for _ in 0..10 {
        let client = scene.client.clone();
        callers.spawn(async move { current_user(&client).await.map(drop) });
    }
    scene.server.arrived(Endpoint::Token, 1).await;
    callers.shutdown().await;
    drop(hold);
    scene.current_user().await.unwrap();
    assert_eq!(scene.counts(), (1, 1));
}

#[tokio::test]
async fn a_401_is_answered_with_one_refresh_and_one_replay_per_call() {
    let change =
        |oauth2: OAuth2| oauth2.configure(|config| config.min_refresh_interval = Duration::ZERO);
    let scene = start_with(HOUR, change).await;
    scene
        .server
        .switch(|switches| switches.refuse_all_tokens = true);
    for calls in 1..=3 {
        let error = scene.current_user().await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED), "{error:?}");
        assert_eq!(scene.counts(), (calls, 2 * calls));
    }
}

#[tokio::test]
async fn a_token_that_is_refused_right_after_a_refresh_is_not_refreshed_again() {
    let scene = start(HOUR).await;
    scene
        .server
        .switch(|switches| switches.refuse_all_tokens = true);
    for calls in [2, 3, 4] {
        let error = scene.current_user().await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED), "{error:?}");
        assert_eq!(scene.counts(), (1, calls));
    }
}

#[tokio::test]
async fn f26_a_403_is_no_reason_to_refresh() {
    let scene = start(HOUR).await;
    let detail = json!({ "detail": "You do not have permission to perform this action." });
    let forbidden = Fault::Answer(Response::json(403, &detail));
    scene.server.fail(Endpoint::CurrentUser, [forbidden]);
    let error = scene.current_user().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
    assert_eq!(scene.counts(), (0, 1));
}

#[tokio::test]
async fn a_refused_refresh_token_needs_a_login_and_is_not_tried_again() {
    for status in [401, 400, 200] {
        let scene = start(Duration::ZERO).await;
        scene
            .server
            .switch(|switches| switches.invalid_grant_status = status);
        scene.server.end_refresh_tokens();
        for _ in 0..3 {
            let error = scene.auth_error().await.unwrap();
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
        scene.current_user().await.unwrap();
    }
}

#[tokio::test]
async fn a_refused_refresh_after_a_401_needs_a_login_and_is_not_tried_again() {
    let scene = start(HOUR).await;
    scene.server.end_access_tokens();
    scene.server.end_refresh_tokens();
    for _ in 0..3 {
        let error = scene.auth_error().await.unwrap();
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
    let scene = start_with(Duration::ZERO, change).await;
    for _ in 0..2 {
        let error = scene.auth_error().await.unwrap();
        assert!(matches!(error, AuthError::ClientRejected(..)), "{error:?}");
    }
    assert_eq!(scene.counts(), (1, 0));
}

#[tokio::test]
async fn every_refresh_token_is_used_only_once_when_the_server_replaces_them() {
    let scene = start(HOUR).await;
    let mut seen = vec![scene.issued.refresh_token.clone()];
    for _ in 0..3 {
        let tokens = scene.oauth2.refresh().await.unwrap();
        seen.push(tokens.refresh_token.unwrap().expose().to_owned());
        scene.current_user().await.unwrap();
    }
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), scene.counts()), (4, (3, 3)));
}

#[tokio::test]
async fn the_token_a_call_carries_is_the_newest() {
    let scene = start(HOUR).await;
    scene.current_user().await.unwrap();
    let refreshed = scene.oauth2.refresh().await.unwrap();
    scene.current_user().await.unwrap();
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
async fn a_clock_that_was_set_back_does_not_hide_the_end_of_a_token() {
    let clock = MovableClock::default();
    let scene = start_with(HOUR, |oauth2| oauth2.clock(clock.clone())).await;
    scene.oauth2.refresh().await.unwrap();
    clock.set_back(3 * 24 * HOUR);
    scene.server.end_access_tokens();
    scene.current_user().await.unwrap();
    scene.current_user().await.unwrap();
    assert_eq!(scene.counts(), (2, 3));
}

#[tokio::test]
async fn refreshes_asked_for_at_the_same_time_are_one() {
    let scene = start(HOUR).await;
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

#[tokio::test]
async fn a_call_that_is_dropped_at_any_point_of_a_refresh_loses_no_tokens() {
    let change =
        |oauth2: OAuth2| oauth2.configure(|config| config.min_refresh_interval = Duration::ZERO);
    let scene = start_with(HOUR, change).await;
    let mut most = 0;
    loop {
        most += 1;
        // The next call is answered by 401, refreshes (which changes both tokens) and is replayed.
        scene.server.end_access_tokens();
        let (mut polls, mut call) = (0, Box::pin(current_user(&scene.client)));
        let done = poll_fn(|context| {
            polls += 1;
            match polls > most {
                true => Poll::Ready(None),
                false => call.as_mut().poll(context).map(Some),
            }
        })
        .await;
        drop(call);
        scene.current_user().await.unwrap();
        if done.is_some() {
            break;
        }
        assert!(most < 1_000, "it never ends");
    }
    assert!(most > 3, "{most}");
}
