//! Nothing that is a secret is ever shown.

use std::error::Error;
use std::fmt::Debug;
use std::time::Duration;

use drchrono::auth::{Parameter, Placement, SendAs};
use drchrono::core::File;
use drchrono::{AuthError, Client, OAuth2};
use drchrono_end_to_end::setup::{self, current_user};
use drchrono_end_to_end::{Browser, Endpoint, Fault, LoginPage, MockServer, Response};
use serde_json::json;

const HOUR: Duration = Duration::from_secs(3_600);
/// Stands for a patient's data in queries, headers and bodies.
const PLANTED: &str = "planted-private-value";

/// Everything that was shown, in one text.
#[derive(Default)]
struct Shown(String);

impl Shown {
    fn debug(&mut self, value: &impl Debug) {
        self.0.push_str(&format!("{value:?}\n{value:#?}\n"));
    }

    /// An error and what is behind it.
    fn error(&mut self, error: &impl Error) {
        self.0.push_str(&format!("{error}\n{error:#}\n"));
        self.debug(error);
        let mut next = error.source();
        while let Some(source) = next {
            self.0.push_str(&format!("{source}\n{source:?}\n"));
            next = source.source();
        }
    }

    #[track_caller]
    fn assert_without_secrets_of(&self, server: &MockServer) {
        let secrets = server.secrets();
        assert!(!secrets.is_empty() && !self.0.is_empty());
        for secret in secrets.iter().map(String::as_str).chain([PLANTED]) {
            assert!(!self.0.contains(secret), "{secret} is in {}", self.0);
            let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            assert!(!self.0.contains(&encoded), "{encoded} is in {}", self.0);
        }
    }
}

async fn start(left: Duration, change: impl FnOnce(OAuth2) -> OAuth2) -> (MockServer, Client) {
    let server = MockServer::start().await.unwrap();
    let oauth2 = change(setup::oauth2(&server));
    let issued = server.issue_tokens("");
    oauth2
        .set_tokens(setup::tokens(&issued, left))
        .await
        .unwrap();
    let client = setup::client(server.origin(), &oauth2).unwrap();
    (server, client)
}

#[tokio::test]
async fn a_login_shows_nothing_of_its_state_verifier_code_and_tokens() {
    let server = MockServer::start().await.unwrap();
    let directory = setup::TemporaryDirectory::new("secrecy").unwrap();
    let store = drchrono::FileTokenStore::new(directory.path().join("tokens.json")).unwrap();
    let mut shown = Shown::default();
    shown.debug(&store);
    let oauth2 = setup::oauth2(&server).token_store(store);
    let oauth2 = oauth2.configure(|config| {
        let extra = || Parameter {
            name: "audience".to_owned(),
            value: PLANTED.into(),
            send_as: SendAs::Body,
        };
        config.token_parameters.push(extra());
        config.refresh_parameters.push(extra());
    });
    let request = oauth2.authorization_request().unwrap();
    shown.debug(&request);
    let browser = Browser::new().unwrap();
    let redirect = browser
        .log_in(request.url().as_str())
        .await
        .unwrap()
        .unwrap();
    let tokens = request.finish(&redirect).await.unwrap();
    shown.debug(&tokens);
    shown.debug(&oauth2.tokens());
    shown.debug(&oauth2.token().await.unwrap());
    shown.debug(&oauth2.refresh().await.unwrap());
    let _ = oauth2.clone().configure(|config| shown.debug(config));
    let client = setup::client(server.origin(), &oauth2).unwrap();
    shown.debug(&client);
    shown.debug(&current_user(&client).await.unwrap());
    shown.debug(&client.oauth2());
    // A code, two pairs of tokens, the client's secret, a state and a verifier.
    assert_eq!(server.secrets().len(), 8);
    shown.assert_without_secrets_of(&server);
}

#[tokio::test]
async fn a_failed_login_shows_nothing_of_the_redirect() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server);
    let browser = Browser::new().unwrap();
    let mut shown = Shown::default();
    let request = || oauth2.authorization_request().unwrap();
    let url = request().url().to_string();
    let redirect = browser.log_in(&url).await.unwrap().unwrap();
    shown.error(&request().finish(&redirect).await.unwrap_err());
    shown.error(
        &request()
            .finish(&format!("{redirect}&code=again"))
            .await
            .unwrap_err(),
    );
    shown.error(
        &request()
            .finish(&redirect.replace("code=", "c="))
            .await
            .unwrap_err(),
    );

    server.switch(|switches| switches.login_page = LoginPage::Denies);
    let denied = request();
    let redirect = browser
        .log_in(denied.url().as_str())
        .await
        .unwrap()
        .unwrap();
    shown.error(&denied.finish(&redirect).await.unwrap_err());

    server.switch(|switches| switches.login_page = LoginPage::Approves);
    let late = request();
    let redirect = browser.log_in(late.url().as_str()).await.unwrap().unwrap();
    server.advance(Duration::from_secs(90));
    shown.error(&late.finish(&redirect).await.unwrap_err());
    shown.assert_without_secrets_of(&server);
}

/// What the token endpoint may answer with, given what was sent to it.
fn faults(server: &MockServer, sent: &str) -> Vec<Fault> {
    let secret = server.client_secret();
    let describe = |error: &str, text: &str| json!({ "error": error, "error_description": format!("no: {text}") });
    let token = json!({ "access_token": PLANTED, "token_type": "mac" });
    let answer = |status, body| Fault::Answer(Response::json(status, &body));
    let page = Response::text(500, "text/html", format!("{sent} {secret} {PLANTED}"));
    vec![
        answer(401, describe("invalid_grant", sent)),
        answer(400, describe("invalid_client", &secret)),
        answer(400, describe(sent, &secret)),
        answer(400, describe(PLANTED, PLANTED)),
        answer(
            200,
            json!({ "access_token": format!("{PLANTED}\r\n{sent}") }),
        ),
        answer(200, json!([sent, secret, PLANTED])),
        answer(200, token),
        Fault::Answer(page),
        Fault::Disconnect,
        Fault::LoseAnswer,
    ]
}

#[tokio::test]
async fn a_failed_refresh_shows_nothing_of_what_was_sent_or_answered() {
    for number in 0..10 {
        let (server, client) = start(Duration::ZERO, |oauth2| oauth2).await;
        let tokens = client.oauth2().unwrap().tokens().unwrap();
        let sent = tokens.refresh_token.unwrap();
        let fault = faults(&server, sent.expose()).swap_remove(number);
        server.fail(Endpoint::Token, [fault.clone(), fault]);
        let mut shown = Shown::default();
        for _ in 0..2 {
            shown.error(&current_user(&client).await.unwrap_err());
        }
        shown.debug(&client);
        shown.assert_without_secrets_of(&server);
    }
}

#[tokio::test]
async fn a_failed_revocation_shows_nothing_of_what_was_sent_or_answered() {
    for number in [1, 2, 3, 7, 8] {
        let (server, client) = start(HOUR, |oauth2| oauth2).await;
        let oauth2 = client.oauth2().unwrap();
        let sent = oauth2.tokens().unwrap().refresh_token.unwrap();
        let fault = faults(&server, sent.expose()).swap_remove(number);
        server.fail(Endpoint::Revoke, [fault.clone(), fault]);
        let mut shown = Shown::default();
        shown.error(&oauth2.revoke().await.unwrap_err());
        shown.assert_without_secrets_of(&server);
    }
}

#[tokio::test]
async fn a_failed_call_shows_nothing_of_its_values() {
    let in_query = |oauth2: OAuth2| {
        oauth2.configure(|config| config.placement = Placement::Query("token".to_owned()))
    };
    for placement in [|oauth2: OAuth2| oauth2, in_query] {
        let (server, client) = start(HOUR, placement).await;
        let mut shown = Shown::default();
        let file = File::bytes(PLANTED, PLANTED);
        shown.debug(&file);
        let upload = client
            .clinical()
            .documents()
            .create(file)
            .description(PLANTED);
        let list = client
            .clinical()
            .patients()
            .list()
            .since(PLANTED)
            .header("X-Key", PLANTED);
        shown.debug(&upload);
        shown.debug(&list);
        shown.debug(&list.stream());
        let unavailable = Response::text(503, "text/html", PLANTED);
        let nonsense = Response::json(200, &json!({ "results": PLANTED, "next": PLANTED }));
        let faults = [
            Fault::Disconnect,
            Fault::Answer(Response::empty(500).header("X-Key", PLANTED)),
            Fault::Answer(unavailable),
            Fault::Answer(nonsense),
        ];
        server.fail(Endpoint::Patients, faults.clone());
        server.fail(Endpoint::Documents, faults);
        for _ in 0..3 {
            shown.error(&list.clone().without_retries().send().await.unwrap_err());
            shown.error(&upload.clone().without_retries().send().await.unwrap_err());
        }
        shown.error(&list.send().await.unwrap_err());
        let _hold = server.hold(Endpoint::Patients);
        let late = list.clone().timeout(Duration::from_millis(20));
        shown.error(&late.send().await.unwrap_err());
        let raw = upload.raw().await.unwrap();
        shown.debug(&raw);
        shown.assert_without_secrets_of(&server);
    }
}

#[tokio::test]
async fn a_login_without_a_server_shows_nothing() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server).token_url("http://127.0.0.1:1/o/token/");
    let issued = server.issue_tokens("");
    oauth2
        .set_tokens(setup::tokens(&issued, Duration::ZERO))
        .await
        .unwrap();
    let error = oauth2.token().await.unwrap_err();
    assert!(matches!(error, AuthError::Transport { .. }), "{error:?}");
    let mut shown = Shown::default();
    shown.error(&error);
    shown.error(&oauth2.token().await.unwrap_err());
    shown.assert_without_secrets_of(&server);
}

#[tokio::test]
async fn a_token_file_that_cannot_be_read_is_not_quoted() {
    let server = MockServer::start().await.unwrap();
    let directory = setup::TemporaryDirectory::new("unreadable").unwrap();
    let path = directory.path().join("tokens.json");
    let mut shown = Shown::default();
    for text in [
        format!("{{\"version\": \"{PLANTED}\"}}"),
        format!("{{\"version\": 1, \"access_token\": \"{PLANTED}\""),
        format!("{{\"version\": 1, \"revision\": \"{PLANTED}\"}}"),
        PLANTED.to_owned(),
    ] {
        std::fs::write(&path, text).unwrap();
        let store = drchrono::FileTokenStore::new(&path).unwrap();
        let oauth2 = setup::oauth2(&server).token_store(store);
        let error = oauth2.token().await.unwrap_err();
        assert!(matches!(error, AuthError::Store(..)), "{error:?}");
        shown.error(&error);
        shown.error(&oauth2.needs_login().await.unwrap_err());
    }
    shown.assert_without_secrets_of(&server);
}

#[tokio::test]
async fn settings_and_models_that_hold_secrets_do_not_show_them() {
    let server = MockServer::start().await.unwrap();
    let issued = server.issue_tokens("");
    let builder = Client::builder()
        .send_all_to(server.origin().parse().unwrap())
        .client_id(server.client_id())
        .client_secret(server.client_secret())
        .refresh_token(issued.refresh_token)
        .default_header("X-Key", PLANTED);
    let mut shown = Shown::default();
    shown.debug(&builder);
    let client = builder.build().unwrap();
    shown.debug(&client);
    shown.debug(&client.refresh_token());
    shown.debug(&client.refresh_token().raw().await.unwrap());
    shown.error(&client.refresh_token().send().await.unwrap_err());
    shown.assert_without_secrets_of(&server);
}
