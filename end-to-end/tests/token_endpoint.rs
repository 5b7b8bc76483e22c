//! A token endpoint that answers oddly, late or not at all.

use std::time::Duration;

use drchrono::{AuthError, OAuth2};
use drchrono_end_to_end::setup::HOUR;
use drchrono_end_to_end::{Endpoint, Fault, MockServer, Response, Scene};
use serde_json::json;

/// Within the last minute, in which the client refreshes early.
const ALMOST_OVER: Duration = Duration::from_secs(20);

async fn start(left: Duration) -> Scene {
    Scene::start(left).await.unwrap()
}

async fn start_with(left: Duration, change: impl FnOnce(OAuth2) -> OAuth2) -> Scene {
    Scene::start_with(left, change).await.unwrap()
}

#[tokio::test]
async fn a_refresh_token_that_the_answer_leaves_out_is_kept() {
    let scene = start(HOUR).await;
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
async fn f09_a_useless_lifetime_neither_stops_a_call_nor_refreshes_at_every_call() {
    for expires_in in [
        json!("172800"),
        json!(3599.7),
        json!(null),
        json!(-5),
        json!(0),
        json!([]),
    ] {
        let scene = start(Duration::ZERO).await;
        let described = expires_in.clone();
        scene
            .server
            .switch(|switches| switches.expires_in = expires_in);
        for _ in 0..3 {
            scene.current_user().await.unwrap();
        }
        assert_eq!(scene.counts(), (1, 3), "{described}");
    }
}

#[tokio::test]
async fn a_failing_token_endpoint_leaves_a_valid_token_in_use() {
    let scene = start(ALMOST_OVER).await;
    let broken = Response::text(502, "text/html", "<h1>Bad gateway</h1>");
    scene.server.fail(Endpoint::Token, [Fault::Answer(broken)]);
    assert_eq!(scene.call_at_once(20).await, 20);
    scene.current_user().await.unwrap();
    assert_eq!(scene.counts(), (1, 21));
}

#[tokio::test]
async fn a_failing_token_endpoint_is_not_asked_at_every_call() {
    let scene = start(Duration::ZERO).await;
    scene
        .server
        .fail(Endpoint::Token, [Fault::Answer(Response::empty(500))]);
    let error = scene.auth_error().await.unwrap();
    assert!(
        matches!(error, AuthError::TokenEndpoint { status: 500, .. }),
        "{error:?}"
    );
    let error = scene.auth_error().await.unwrap();
    assert!(matches!(error, AuthError::BackingOff { .. }), "{error:?}");
    assert!(error.is_transient() && error.retry_after().is_some());
    assert_eq!(scene.counts(), (1, 0));
}

#[tokio::test]
async fn a_throttled_token_endpoint_is_left_alone_for_as_long_as_it_asks() {
    let scene = start(Duration::ZERO).await;
    scene
        .server
        .fail(Endpoint::Token, [Fault::throttled("120", Some("120"))]);
    assert_eq!(
        scene.auth_error().await.unwrap().retry_after(),
        Some(Duration::from_secs(120))
    );
    let error = scene.auth_error().await.unwrap();
    assert!(
        error.retry_after() > Some(Duration::from_secs(100)),
        "{error:?}"
    );
    assert_eq!(scene.counts(), (1, 0));
}

#[tokio::test]
async fn an_answer_that_got_lost_is_asked_for_once_more() {
    let scene = start(Duration::ZERO).await;
    scene.server.switch(|switches| switches.rotate = false);
    scene.server.fail(Endpoint::Token, [Fault::LoseAnswer]);
    scene.current_user().await.unwrap();
    assert_eq!(scene.counts(), (2, 1));
}

#[tokio::test]
async fn a_rotated_refresh_token_that_got_lost_needs_a_login() {
    let scene = start(Duration::ZERO).await;
    scene.server.fail(Endpoint::Token, [Fault::LoseAnswer]);
    let error = scene.auth_error().await.unwrap();
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
    let scene = start(Duration::ZERO).await;
    for status in [302, 307, 308] {
        let redirect = Response::empty(status).header("Location", &elsewhere.url("/o/token/"));
        scene
            .server
            .fail(Endpoint::Token, [Fault::Answer(redirect)]);
    }
    let error = scene.auth_error().await.unwrap();
    assert!(
        matches!(error, AuthError::TokenEndpoint { .. }),
        "{error:?}"
    );
    assert_eq!(elsewhere.total(), 0);
}

#[tokio::test]
async fn f40_an_access_token_that_does_not_fit_a_header_is_refused() {
    for token in ["two words", "line\r\nbreak", "umläut"] {
        let scene = start(Duration::ZERO).await;
        let answer = json!({ "access_token": token, "expires_in": 60 });
        let answers = [(); 2].map(|()| Fault::Answer(Response::json(200, &answer)));
        scene.server.fail(Endpoint::Token, answers);
        let error = scene.auth_error().await.unwrap();
        assert!(
            matches!(error, AuthError::TokenEndpoint { .. }),
            "{error:?}"
        );
        assert_eq!(scene.counts().1, 0);
    }
}

#[tokio::test]
async fn a_token_endpoint_that_hangs_is_given_up() {
    let change = |oauth2: OAuth2| {
        oauth2.configure(|config| config.token_timeout = Duration::from_millis(50))
    };
    let scene = start_with(Duration::ZERO, change).await;
    let _hold = scene.server.hold(Endpoint::Token);
    let error = scene.auth_error().await.unwrap();
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
    let scene = start(Duration::ZERO).await;
    let answer = json!({ "access_token": "token", "more": "x".repeat(200_000) });
    scene.server.fail(
        Endpoint::Token,
        [(); 2].map(|()| Fault::Answer(Response::json(200, &answer))),
    );
    let error = scene.auth_error().await.unwrap();
    assert!(
        matches!(error, AuthError::TokenEndpoint { .. }),
        "{error:?}"
    );
}
