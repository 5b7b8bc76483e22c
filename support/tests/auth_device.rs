//! Logins with a code that is typed in elsewhere, by RFC 8628.

mod auth_server;
#[path = "core_calls/server.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
mod server;

use std::time::{Duration, Instant};

use auth_server::{CLIENT_ID, CLIENT_SECRET, CountingRandom, ManualClock};
use collgen_support::auth::{AuthError, ClientAuthentication, OAuth2, OAuth2Config};
use server::{Answer, Server};

const CODE: &str = r#"{"device_code":"planted-device","user_code":"WDJB-MJHT","verification_uri":"https://as.test/device",
    "verification_uri_complete":"https://as.test/device?c=WDJB","expires_in":1800,"interval":0.01}"#;
const PENDING: &str = r#"{"error":"authorization_pending"}"#;
const TOKENS: &str =
    r#"{"access_token":"planted-access","refresh_token":"planted-refresh","expires_in":60}"#;

/// A server that gives this code, and then these answers.
async fn server(code: &'static str, answers: &'static [(u16, &'static str)]) -> Server {
    Server::start(move |number, _| match number.checked_sub(1) {
        None => Answer::new(200, code),
        Some(at) => {
            let (status, body) = answers.get(at).or(answers.last()).unwrap();
            Answer::new(*status, *body)
        }
    })
    .await
}

fn oauth2(server: &Server) -> OAuth2 {
    let token_url = format!("{}/token", server.url());
    let mut config = OAuth2Config::authorization_code("", token_url);
    config.device_url = Some(format!("{}/device", server.url()));
    config.client_id = CLIENT_ID.to_owned();
    config.client_secret = Some(CLIENT_SECRET.into());
    config.client_authentication = ClientAuthentication::Body;
    config.scopes = vec!["a".to_owned(), "b".to_owned()];
    OAuth2::with_config(config)
        .clock(ManualClock::new())
        .random(CountingRandom::default())
}

#[tokio::test]
async fn the_code_is_shown_and_the_server_asked_until_the_person_agreed() {
    let server = server(CODE, &[(400, PENDING), (400, PENDING), (200, TOKENS)]).await;
    let oauth2 = oauth2(&server);
    let mut shown = None;
    let tokens = oauth2
        .login_device(|code| shown = Some(code.clone()))
        .await
        .unwrap();
    let shown = shown.unwrap();
    assert_eq!(shown.user_code, "WDJB-MJHT");
    assert_eq!(shown.verification_uri, "https://as.test/device");
    assert!(shown.verification_uri_complete.is_some());
    assert_eq!(shown.lifetime, Duration::from_secs(1800));
    assert_eq!(tokens.access_token.expose(), "planted-access");
    assert_eq!(oauth2.token().await.unwrap().expose(), "planted-access");
    let seen = server.received();
    assert_eq!(seen.len(), 4);
    assert_eq!(seen[0].target, "/device");
    assert!(
        seen[0].text().starts_with("scope=a+b&client_id=client+id"),
        "{}",
        seen[0].text()
    );
    let asked = seen[1].text();
    assert!(asked.contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"));
    assert!(asked.contains("device_code=planted-device"), "{asked}");
    assert_eq!(seen[1].target, "/token");
}

#[tokio::test]
async fn slow_down_adds_five_seconds_for_good() {
    let server = server(CODE, &[(400, r#"{"error":"slow_down"}"#), (200, TOKENS)]).await;
    let start = Instant::now();
    oauth2(&server).login_device(|_| {}).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(5));
}

#[tokio::test]
async fn a_refusal_and_a_code_that_ran_out_end_the_login() {
    let denied = server(
        CODE,
        &[(400, r#"{"error":"access_denied","error_description":"no"}"#)],
    )
    .await;
    let error = oauth2(&denied).login_device(|_| {}).await.unwrap_err();
    assert!(matches!(&error, AuthError::Denied(refusal) if refusal.error == "access_denied"));
    let expired = server(CODE, &[(400, r#"{"error":"expired_token"}"#)]).await;
    let error = oauth2(&expired).login_device(|_| {}).await.unwrap_err();
    assert!(matches!(&error, AuthError::LoginTimeout(uri) if uri.ends_with("/device")));
    let short = r#"{"device_code":"d","user_code":"u","verification_url":"https://as.test/x","expires_in":0.05,"interval":0.01}"#;
    let never = server(short, &[(400, PENDING)]).await;
    let error = oauth2(&never).login_device(|_| {}).await.unwrap_err();
    assert!(matches!(error, AuthError::LoginTimeout(_)), "{error}");
    assert!(never.received().len() < 8);
}

#[tokio::test]
async fn errors_say_what_is_wrong_and_nothing_secret() {
    for (code, problem) in [
        (r#"{"user_code":"planted"}"#, "device_url"),
        (r#"{"error":"invalid_client"}"#, "invalid_client"),
    ] {
        let server = server(code, &[]).await;
        let error = oauth2(&server).login_device(|_| {}).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            shown.contains(problem) && !shown.contains("planted"),
            "{shown}"
        );
    }
    let server = server(CODE, &[(500, "planted")]).await;
    let unset = oauth2(&server).configure(|config| config.device_url = None);
    let error = unset.login_device(|_| {}).await.unwrap_err();
    assert!(
        error.to_string().contains("`device_url`: is not set"),
        "{error}"
    );
    let error = oauth2(&server).login_device(|_| {}).await.unwrap_err();
    assert!(
        matches!(error, AuthError::TokenEndpoint { status: 500, .. }),
        "{error}"
    );
}
