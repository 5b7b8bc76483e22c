//! Nothing secret is shown: not by `Debug`, not by `Display`, of no public type, of no error.

mod auth_server;

use std::error::Error;
use std::fmt::Debug;

use auth_server::{CLIENT_SECRET, LIFETIME, ManualClock, Reply, Server, json};
use collgen_support::auth::{
    AuthError, Authorize, Grant, MemoryTokenStore, OAuth2Config, Parameter, Secret, SendAs,
    StoreError, StoredTokens, TokenStore, Tokens,
};

/// Everything secret in these tests contains one of these.
const PLANTED: [&str; 3] = ["planted", "code-", "verifier"];

fn check(shown: &str) {
    for secret in PLANTED {
        assert!(!shown.contains(secret), "{secret} is shown in {shown}");
    }
}

fn check_debug(value: &impl Debug) {
    check(&format!("{value:?}"));
    check(&format!("{value:#?}"));
}

fn check_error(error: &AuthError) {
    check_debug(error);
    check(&error.to_string());
    let mut source = error.source();
    while let Some(error) = source {
        check(&error.to_string());
        source = error.source();
    }
}

#[tokio::test]
async fn no_public_type_shows_a_secret() {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let store = MemoryTokenStore::new();
    let oauth2 = server.oauth2(&clock).token_store(store.clone());
    let mut config = server.config();
    config.grant = OAuth2Config::password("", "ann", "planted password").grant;
    config.token_parameters = vec![Parameter {
        name: "audience".to_owned(),
        value: "planted parameter".into(),
        send_as: SendAs::Body,
    }];
    check_debug(&config);
    let request = oauth2.authorization_request().unwrap();
    check_debug(&request);
    let state = request
        .url()
        .query_pairs()
        .find(|(name, _)| name == "state");
    let state = state.unwrap().1.into_owned();
    assert!(!format!("{request:?}").contains(&state));
    let redirect = server.approve(request.url());
    check_debug(&request.finish(&redirect).await.unwrap());
    check_debug(&oauth2);
    check_debug(&oauth2.tokens());
    check_debug(&oauth2.token().await.unwrap());
    check_debug(&store);
    check_debug(&store.load().unwrap());
    check_debug(&store.load().unwrap().unwrap().to_json());
    let url = "https://api.example.com/".parse().unwrap();
    let mut request = reqwest::Request::new(reqwest::Method::GET, url);
    oauth2.authorize(&mut request).await.unwrap();
    check_debug(&request);
}

#[tokio::test]
async fn no_error_shows_what_was_sent_or_received() {
    let echo = format!(
        r#"{{"error":"invalid_grant","error_description":"planted-refresh-1 of {CLIENT_SECRET} is unknown"}}"#
    );
    let echo_of_client = echo.replace("invalid_grant", "invalid_client");
    let replies: Vec<fn(&str) -> Reply> = vec![
        |echo| json(400, echo),
        |echo| json(200, &format!("planted {echo}")),
        |_| json(500, "planted-refresh-1"),
        |_| json(400, r#"{"error":"planted error"}"#),
        |_| json(200, r#"{"access_token":"planted with space"}"#),
        |_| Reply::WorkAndHangUp,
        |_| Reply::Raw(302, "Location: /?token=planted\r\n", "planted".to_owned()),
    ];
    for body in [echo.as_str(), echo_of_client.as_str()] {
        for reply in &replies {
            let server = Server::start().await;
            let clock = ManualClock::new();
            let oauth2 = server.logged_in(&clock).await;
            server.next(reply(body));
            server.next(reply(body));
            clock.forward(LIFETIME);
            for _ in 0..2 {
                check_error(&oauth2.token().await.unwrap_err());
            }
        }
    }
}

#[tokio::test]
async fn an_explanation_without_secrets_is_kept_and_cut() {
    let server = Server::start().await;
    let oauth2 = server.logged_in(&ManualClock::new()).await;
    let long = "x".repeat(1_000);
    let body = format!(r#"{{"error":"invalid_scope","error_description":"why\nnot {long}"}}"#);
    server.next(json(400, &body));
    let error = oauth2.refresh().await.unwrap_err();
    let shown = error.to_string();
    assert!(
        shown.contains("invalid_scope (whynot xxx") && shown.len() < 400,
        "{shown}"
    );
}

#[tokio::test]
async fn errors_of_the_transport_show_no_url() {
    let server = Server::start().await;
    let oauth2 = server.oauth2(&ManualClock::new());
    let oauth2 = oauth2.token_url("http://127.0.0.1:1/o/token/?key=planted");
    oauth2
        .set_tokens(Tokens::new("planted", Some("planted".into())))
        .await
        .unwrap();
    let error = oauth2.refresh().await.unwrap_err();
    check_error(&error);
    assert!(!format!("{error} {error:?}").contains("127.0.0.1"));
}

#[tokio::test]
async fn a_failed_login_shows_neither_code_nor_state() {
    let server = Server::start().await;
    let oauth2 = server.oauth2(&ManualClock::new());
    for redirect in [
        "code=planted&state=planted",
        "code=planted&code=planted",
        "planted",
    ] {
        let request = oauth2.authorization_request().unwrap();
        check_error(&request.finish(redirect).await.unwrap_err());
    }
    let request = oauth2.authorization_request().unwrap();
    let redirect = server
        .approve(request.url())
        .replace("code-", "code-planted-");
    server.next(json(
        400,
        r#"{"error":"invalid_grant","error_description":"code-planted-1 has expired"}"#,
    ));
    check_error(&request.finish(&redirect).await.unwrap_err());
}

#[test]
fn an_unreadable_store_is_located_but_not_quoted() {
    for text in [
        r#"{"version":1,"revision":"planted"}"#,
        r#"{"version":"planted"}"#,
        r#"{"version":1,"access_token":"planted"#,
        r#"planted"#,
    ] {
        let error = StoredTokens::from_json(text).unwrap_err();
        assert!(matches!(error, StoreError::Corrupt(1, _)), "{error:?}");
        check_error(&error.into());
    }
}

#[test]
fn secrets_compare_without_being_shown() {
    let secret = Secret::new("planted");
    check_debug(&secret);
    check_debug(&Grant::ClientCredentials);
    assert!(secret.matches("planted"));
    for other in ["", "plante", "planted ", "Planted", "other!!"] {
        assert!(!secret.matches(other));
    }
}
