//! A login under the calls of a client: replays, waits, and token requests as part of the client's traffic.

mod auth_server;
#[path = "core_calls/server.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
mod server;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth_server::{LIFETIME, ManualClock, Reply, json};
use collgen_support::auth::{AuthError, OAuth2, Observer, Parameter, SendAs};
use collgen_support::core::{Attempt, Core, CoreBuilder, Error, File, Hooks, RequestLine};
use server::{Answer, Server};

/// A login at its server, and an API that takes the server's tokens only.
async fn scene() -> (auth_server::Server, ManualClock, OAuth2, Server) {
    let (login, clock) = (auth_server::Server::start().await, ManualClock::new());
    let oauth2 = login.logged_in(&clock).await;
    let known = login.clone();
    let api = Server::start(move |_, request| {
        let token = request.header("authorization").unwrap_or_default();
        let token = token.strip_prefix("Bearer ").unwrap_or_default();
        match known.accepts(token) {
            true => Answer::new(200, "1"),
            false => Answer::new(401, "{}"),
        }
    })
    .await;
    (login, clock, oauth2, api)
}

fn client(api: &Server, oauth2: &OAuth2) -> CoreBuilder {
    Core::builder()
        .setting("baseUrl", api.url())
        .slot("oauth2", Some(Arc::new(oauth2.clone())))
}

#[tokio::test]
async fn f27_a_401_on_a_body_that_is_read_once_renews_and_leaves_the_resending_to_the_caller() {
    let (login, _clock, oauth2, api) = scene().await;
    let core = client(&api, &oauth2).build().unwrap();
    login.revoke_access_tokens();
    let upload = || {
        let reader = File::reader("r.txt", &b"of a reader"[..], 11);
        core.put("{{baseUrl}}/t", &[]).file_body(reader)
    };
    let error = upload().send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    // Sent once, but the login is as good as new.
    assert_eq!((api.received().len(), login.token_requests().len()), (1, 1));
    upload().send().await.unwrap();
    assert_eq!((api.received().len(), login.token_requests().len()), (2, 1));
    assert_eq!(api.last().text(), "of a reader");
}

#[tokio::test]
async fn a_call_waits_for_a_token_no_longer_than_for_an_answer_and_the_refresh_goes_on() {
    let (login, clock, oauth2, api) = scene().await;
    let core = client(&api, &oauth2).timeout(Duration::from_millis(200));
    let core = core.build().unwrap();
    clock.forward(LIFETIME);
    login.set(|behaviour| behaviour.latency = Duration::from_secs(1));
    let call = core.get("{{baseUrl}}/t", &[]).without_retries();
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert!(api.received().is_empty());
    // The tokens that the server gave out meanwhile are not lost.
    oauth2.token().await.unwrap();
    call.send().await.unwrap();
    assert_eq!(login.token_requests().len(), 1);
}

/// What hooks see, as text.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Hooks for Notes {
    fn before(&self, call: &RequestLine, request: &mut reqwest::Request) {
        request
            .headers_mut()
            .insert("x-traced", "1".parse().unwrap());
        let body = request
            .body()
            .and_then(reqwest::Body::as_bytes)
            .map(<[u8]>::to_vec);
        let headers: Vec<_> = request
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        self.0.lock().unwrap().push(format!(
            "before {} {} {} {headers:?} {body:?}",
            call.name(),
            call.route(),
            request.url()
        ));
    }

    fn after(&self, call: &RequestLine, attempt: &Attempt<'_>) {
        let outcome = match attempt.outcome {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        let mut notes = self.0.lock().unwrap();
        notes.push(format!("after {} {outcome}", call.route()));
    }
}

#[tokio::test]
async fn token_requests_have_the_clients_name_and_its_hooks_see_them_without_credentials() {
    let (login, clock, oauth2, _) = scene().await;
    let notes = Notes::default();
    let core = Core::builder()
        .user_agent("my-client/1")
        .hooks(notes.clone());
    let observer = Observer::new(core.given_header("user-agent"), core.given_hooks());
    assert!(!format!("{observer:?}").contains("Notes"));
    let oauth2 = oauth2.configure(|config| {
        let extra = |name, send_as| Parameter::new(name, "planted", send_as);
        config.refresh_parameters = vec![
            extra("in-url", SendAs::Url),
            extra("in-body", SendAs::Body),
            extra("x-in-header", SendAs::Header),
        ];
    });
    oauth2.join_client(None, observer);
    oauth2.set_tokens(login.issue(&clock)).await.unwrap();
    login.next(json(500, "{}"));
    clock.forward(LIFETIME);
    oauth2.token().await.unwrap_err();
    clock.forward(60);
    oauth2.token().await.unwrap();
    let seen = login.token_requests();
    assert_eq!(seen.len(), 2);
    for seen in &seen {
        assert_eq!(seen.headers["user-agent"], "my-client/1");
        assert_eq!(seen.headers["x-traced"], "1");
        assert_eq!(seen.headers["x-in-header"], "planted");
        assert_eq!(
            (&*seen.query["in-url"], &*seen.form["in-body"]),
            ("planted", "planted")
        );
    }
    let notes = notes.0.lock().unwrap().join("\n");
    assert_eq!(notes.matches("before ").count(), 2, "{notes}");
    assert!(
        notes.contains("after refresh_url 500") && notes.contains("after refresh_url 200"),
        "{notes}"
    );
    assert!(notes.contains("user-agent: my-client/1"), "{notes}");
    assert!(
        !notes.contains("planted") && !notes.contains("Basic"),
        "{notes}"
    );
}

#[tokio::test]
async fn hooks_see_a_token_request_that_got_no_answer() {
    let (login, clock, oauth2, _) = scene().await;
    let notes = Notes::default();
    let observer = Observer::new(None, vec![Arc::new(notes.clone())]);
    oauth2.join_client(None, observer);
    oauth2.set_tokens(login.issue(&clock)).await.unwrap();
    login.next(Reply::WorkAndHangUp);
    login.next(Reply::WorkAndHangUp);
    clock.forward(LIFETIME);
    let error = oauth2.token().await.unwrap_err();
    assert!(matches!(
        error,
        AuthError::ReauthorizationRequired(_) | AuthError::Transport { .. }
    ));
    let notes = notes.0.lock().unwrap().join("\n");
    assert!(
        notes.contains("after refresh_url") && notes.contains("the connection broke"),
        "{notes}"
    );
}

#[tokio::test]
async fn token_requests_go_through_the_proxy_of_the_client() {
    let (login, clock, oauth2, _) = scene().await;
    // It answers in the place of a server that does not exist.
    let tokens = r#"{"access_token":"planted-by-proxy","expires_in":60}"#;
    let proxy = Server::start(move |_, _| Answer::new(200, tokens)).await;
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .proxy(reqwest::Proxy::http(proxy.url()).unwrap());
    let oauth2 = oauth2
        .http_client(http.build().unwrap())
        .token_url("http://localhost:1/token");
    oauth2.set_tokens(login.issue(&clock)).await.unwrap();
    clock.forward(LIFETIME);
    assert_eq!(oauth2.token().await.unwrap().expose(), "planted-by-proxy");
    assert_eq!(proxy.received()[0].target, "http://localhost:1/token");
}

#[tokio::test]
async fn a_client_and_the_handle_it_was_given_stay_one_login() {
    let (login, clock, oauth2, _) = scene().await;
    // Before any client has it.
    oauth2.refresh().await.unwrap();
    let given = oauth2.clone();
    for name in ["one/1", "two/1"] {
        given.join_client(None, Observer::new(name.parse().ok(), Vec::new()));
    }
    clock.forward(LIFETIME);
    let new = given.token().await.unwrap();
    let known = oauth2.tokens().unwrap().access_token;
    assert_eq!(known.expose(), new.expose());
    let seen = login.token_requests();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[1].headers["user-agent"], "one/1");
}

#[tokio::test]
async fn tokens_that_a_login_was_given_before_its_addresses_were_settled_are_still_its_own() {
    let (login, clock) = (auth_server::Server::start().await, ManualClock::new());
    let mut config = login.config();
    let settled = config.token_url.replace("/o/token/", "");
    config.token_url = "{{authServer}}/o/token/".to_owned();
    let oauth2 = OAuth2::with_config(config).clock(clock.clone());
    oauth2.set_tokens(login.issue(&clock)).await.unwrap();
    let at = |origin: String| {
        let expand = move |text: &str| Some(text.replace("{{authServer}}", &origin));
        oauth2.clone().configure(|config| config.expand(&expand))
    };
    let token = at(settled.clone()).token().await.unwrap();
    assert!(login.accepts(token.expose()));
    // Those that came from another server are not.
    let elsewhere = at("https://other.test".to_owned());
    elsewhere.set_tokens(login.issue(&clock)).await.unwrap();
    let error = at(settled).token().await.unwrap_err();
    assert!(matches!(error, AuthError::NotLoggedIn), "{error:?}");
}
