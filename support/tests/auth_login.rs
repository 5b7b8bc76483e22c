//! Login by a person: the authorize URL, the redirect, the exchange, and the loopback listener.

mod auth_server;

use std::time::Duration;

use auth_server::{CLIENT_ID, ManualClock, Pairs, REDIRECT_URI, Server, all_at_once, json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use collgen_support::auth::{AuthError, OAuth2, Parameter, Random, SendAs, Tokens};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

fn query(url: &Url) -> Pairs {
    url.query_pairs().into_owned().collect()
}

async fn fresh() -> (Server, OAuth2) {
    let server = Server::start().await;
    let oauth2 = server.oauth2(&ManualClock::new());
    (server, oauth2)
}

#[tokio::test]
async fn the_authorize_url_keeps_its_query_and_gains_the_parameters() {
    let (server, oauth2) = fresh().await;
    let url = format!(
        "{}/o/authorize/?kept=a%20b&response_type=token",
        server.address
    );
    let request = oauth2.authorize_url(url).authorization_request().unwrap();
    let names: Vec<_> = request
        .url()
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    let query = query(request.url());
    assert_eq!(names.len(), query.len(), "no name twice: {names:?}");
    assert_eq!(query["kept"], "a b");
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["client_id"], CLIENT_ID);
    assert_eq!(query["redirect_uri"], REDIRECT_URI);
    assert_eq!(query["scope"], "patients:read labs:read");
    assert_eq!(request.url().fragment(), None);
}

#[tokio::test]
async fn extra_parameters_of_the_login_page_cannot_replace_the_state() {
    let (_server, oauth2) = fresh().await;
    let parameter = |name: &str| Parameter {
        name: name.to_owned(),
        value: "given".into(),
        send_as: SendAs::Url,
    };
    let oauth2 = oauth2.configure(|config| {
        config.authorize_parameters = vec![parameter("audience"), parameter("state")];
    });
    let query = query(oauth2.authorization_request().unwrap().url());
    assert_eq!(query["audience"], "given");
    assert_eq!(query["state"].len(), 43);
}

#[tokio::test]
async fn no_scopes_means_no_scope_parameter() {
    let (_server, oauth2) = fresh().await;
    let oauth2 = oauth2.scopes(Vec::<String>::new());
    let query = query(oauth2.authorization_request().unwrap().url());
    assert!(!query.contains_key("scope"));
}

#[tokio::test]
async fn state_and_verifier_are_fresh_for_every_login() {
    let (server, oauth2) = fresh().await;
    let mut states = Vec::new();
    let mut verifiers = Vec::new();
    for _ in 0..3 {
        let request = oauth2.authorization_request().unwrap();
        states.push(query(request.url())["state"].clone());
        let redirect = server.approve(request.url());
        request.finish(&redirect).await.unwrap();
    }
    for seen in server.token_requests() {
        verifiers.push(seen.form["code_verifier"].clone());
    }
    for texts in [&mut states, &mut verifiers] {
        assert!(texts.iter().all(|text| text.len() == 43));
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), 3);
    }
    assert!(states.iter().all(|state| !verifiers.contains(state)));
}

#[tokio::test]
async fn the_challenge_is_the_sha256_of_the_verifier() {
    let (server, oauth2) = fresh().await;
    let request = oauth2.authorization_request().unwrap();
    let query = query(request.url());
    assert_eq!(query["code_challenge_method"], "S256");
    let redirect = server.approve(request.url());
    request.finish(&redirect).await.unwrap();
    let verifier = &server.token_requests()[0].form["code_verifier"];
    assert_eq!(
        URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
        query["code_challenge"]
    );
}

/// The octets of RFC 7636 appendix B for everything.
struct Appendix;

impl Random for Appendix {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), AuthError> {
        let octets = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        for (byte, octet) in bytes.iter_mut().zip(octets) {
            *byte = octet;
        }
        Ok(())
    }
}

#[tokio::test]
async fn the_challenge_of_rfc_7636_appendix_b_comes_out() {
    let server = Server::start().await;
    let oauth2 = server.oauth2(&ManualClock::new()).random(Appendix);
    let request = oauth2.authorization_request().unwrap();
    let query: Vec<(String, String)> = request.url().query_pairs().into_owned().collect();
    let challenge = query.iter().find(|(name, _)| name == "code_challenge");
    let expected = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    assert_eq!(challenge.unwrap().1, expected);
    let redirect = server.approve(request.url());
    request.finish(&redirect).await.unwrap();
    let verifier = &server.token_requests()[0].form["code_verifier"];
    assert_eq!(verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

#[tokio::test]
async fn pkce_can_be_switched_off() {
    let (server, oauth2) = fresh().await;
    let request = oauth2.pkce(false).authorization_request().unwrap();
    assert!(!request.url().as_str().contains("code_challenge"));
    let redirect = server.approve(request.url());
    request.finish(&redirect).await.unwrap();
    assert!(
        !server.token_requests()[0]
            .form
            .contains_key("code_verifier")
    );
}

#[tokio::test]
async fn finishing_exchanges_the_code_with_the_same_redirect_uri() {
    let (server, oauth2) = fresh().await;
    assert!(oauth2.needs_login().await.unwrap());
    let request = oauth2.authorization_request().unwrap();
    let redirect = server.approve(request.url());
    let tokens = request.finish(&redirect).await.unwrap();
    assert_eq!(tokens.scopes, ["patients:read", "labs:read", "tasks"]);
    let seen = &server.token_requests()[0];
    assert_eq!(seen.method, "POST");
    assert_eq!(seen.form["grant_type"], "authorization_code");
    assert_eq!(seen.form["redirect_uri"], REDIRECT_URI);
    assert_eq!(seen.headers["accept"], "application/json");
    assert!(!oauth2.needs_login().await.unwrap());
    let token = oauth2.token().await.unwrap();
    assert!(server.accepts(token.expose()));
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn the_pasted_redirect_may_be_a_url_or_its_query() {
    let (server, oauth2) = fresh().await;
    type Paste = fn(&str) -> String;
    let pastes: [Paste; 5] = [
        |url| format!("  {url}\n"),
        |url| format!("{url}#_=_"),
        |url| url.split_once('?').unwrap().1.to_owned(),
        |url| format!("?{}", url.split_once('?').unwrap().1),
        |url| format!("/callback?{}", url.split_once('?').unwrap().1),
    ];
    for paste in pastes {
        let request = oauth2.authorization_request().unwrap();
        let redirect = server.approve(request.url());
        request.finish(&paste(&redirect)).await.unwrap();
    }
    assert_eq!(server.token_requests().len(), pastes.len());
}

/// What `finish` says to a redirect made of the right state and more.
async fn finish(oauth2: &OAuth2, redirect: impl FnOnce(&str) -> String) -> AuthError {
    let request = oauth2.authorization_request().unwrap();
    let state = query(request.url())["state"].clone();
    request.finish(&redirect(&state)).await.unwrap_err()
}

#[tokio::test]
async fn a_wrong_missing_or_foreign_state_never_leads_to_a_token_request() {
    let (server, oauth2) = fresh().await;
    let foreign = query(oauth2.authorization_request().unwrap().url())["state"].clone();
    let redirects: [&dyn Fn(&str) -> String; 6] = [
        &|_| "code=c".to_owned(),
        &|_| "code=c&state=".to_owned(),
        &|_| String::new(),
        &|_| format!("code=c&state={foreign}"),
        &|state| format!("code=c&state={state}x"),
        &|state| format!("code=c&state={}", state.to_lowercase()),
    ];
    for redirect in redirects {
        let error = finish(&oauth2, redirect).await;
        assert!(matches!(error, AuthError::StateMismatch), "{error:?}");
    }
    assert_eq!(server.token_requests().len(), 0);
}

#[tokio::test]
async fn repeated_parameters_or_code_beside_error_are_refused() {
    let (server, oauth2) = fresh().await;
    let redirects: [&dyn Fn(&str) -> String; 4] = [
        &|state| format!("code=a&code=b&state={state}"),
        &|state| format!("code=a&state={state}&state={state}"),
        &|state| format!("code=a&error=access_denied&state={state}"),
        &|state| format!("state={state}"),
    ];
    for redirect in redirects {
        let error = finish(&oauth2, redirect).await;
        assert!(matches!(error, AuthError::InvalidRedirect(_)), "{error:?}");
    }
    assert_eq!(server.token_requests().len(), 0);
}

#[tokio::test]
async fn a_denied_login_is_a_typed_error_if_the_state_is_right() {
    let (server, oauth2) = fresh().await;
    let error = finish(&oauth2, |state| {
        format!("error=access_denied&error_description=No+thanks&state={state}&unknown=1")
    })
    .await;
    let AuthError::Denied(refusal) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(refusal.error, "access_denied");
    assert_eq!(refusal.description.as_deref(), Some("No thanks"));
    let forged = finish(&oauth2, |_| "error=access_denied&state=x".to_owned()).await;
    assert!(matches!(forged, AuthError::StateMismatch));
    assert_eq!(server.token_requests().len(), 0);
}

#[tokio::test]
async fn an_expired_code_asks_for_a_new_login() {
    let (server, oauth2) = fresh().await;
    let error = finish(&oauth2, |state| format!("code=unknown&state={state}")).await;
    assert!(error.needs_login(), "{error:?}");
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn a_dropped_exchange_still_logs_in() {
    let (server, oauth2) = fresh().await;
    server.set(|behaviour| behaviour.latency = Duration::from_millis(50));
    let request = oauth2.authorization_request().unwrap();
    let redirect = server.approve(request.url());
    let impatient = tokio::time::timeout(Duration::from_millis(10), request.finish(&redirect));
    assert!(impatient.await.is_err());
    while oauth2.tokens().is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn settings_that_cannot_work_are_named() {
    let (_server, oauth2) = fresh().await;
    let named = |oauth2: OAuth2| match oauth2.authorization_request() {
        Err(AuthError::Configuration(setting, _)) => setting,
        other => panic!("{other:?}"),
    };
    assert_eq!(named(oauth2.clone().redirect_uri("")), "redirect_uri");
    assert_eq!(
        named(oauth2.clone().redirect_uri("/relative")),
        "redirect_uri"
    );
    assert_eq!(
        named(oauth2.clone().redirect_uri("http://example.com/")),
        "redirect_uri"
    );
    assert_eq!(
        named(oauth2.clone().redirect_uri("https://example.com/#part")),
        "redirect_uri"
    );
    assert_eq!(
        named(oauth2.clone().authorize_url("http://example.com/")),
        "authorize_url"
    );
    assert_eq!(
        named(oauth2.clone().authorize_url("{{baseUrl}}/o/")),
        "authorize_url"
    );
    let no_id = oauth2.configure(|config| config.client_id.clear());
    assert_eq!(named(no_id), "client_id");
}

// The loopback listener.

struct Login {
    outcome: JoinHandle<Result<Tokens, AuthError>>,
    /// What the browser was asked to open.
    page: Url,
}

impl Login {
    async fn start(oauth2: &OAuth2, wait: Duration) -> Self {
        let oauth2 = oauth2.clone();
        let (sender, page) = oneshot::channel();
        let outcome = tokio::spawn(async move {
            let open = move |url: &Url| sender.send(url.clone()).unwrap();
            oauth2.login_loopback(open, wait).await
        });
        let page = page.await.unwrap();
        Self { outcome, page }
    }

    fn state(&self) -> String {
        query(&self.page)["state"].clone()
    }

    fn redirect_uri(&self) -> Url {
        query(&self.page)["redirect_uri"].parse().unwrap()
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.redirect_uri().port().unwrap()))
            .await
            .unwrap()
    }

    async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        // The listener may have answered and closed before everything was sent.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    async fn get(&self, target: &str) -> String {
        let authority = self.redirect_uri().authority().to_owned();
        let head = format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        self.send(head.as_bytes()).await
    }

    async fn follow(&self, redirect: &str) -> String {
        let url = Url::parse(redirect).unwrap();
        self.get(&format!("{}?{}", url.path(), url.query().unwrap()))
            .await
    }
}

const LONG: Duration = Duration::from_secs(30);

async fn loopback() -> (Server, OAuth2, Login) {
    let (server, oauth2) = fresh().await;
    let oauth2 = oauth2.redirect_uri("http://127.0.0.1:0/callback");
    let login = Login::start(&oauth2, LONG).await;
    (server, oauth2, login)
}

#[tokio::test]
async fn a_browser_on_this_machine_logs_in() {
    let (server, oauth2, login) = loopback().await;
    let redirect = server.approve(&login.page);
    let answer = login.follow(&redirect).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("Logged in"));
    assert!(answer.contains("Cache-Control: no-store") && answer.contains("no-referrer"));
    assert!(!answer.contains(&login.state()) && !answer.contains("code-"));
    let port = login.redirect_uri().port().unwrap();
    login.outcome.await.unwrap().unwrap();
    assert!(server.accepts(oauth2.token().await.unwrap().expose()));
    TcpStream::connect(("127.0.0.1", port))
        .await
        .expect_err("the listener is closed");
}

#[tokio::test]
async fn localhost_and_ipv6_redirect_uris_work_too() {
    for host in ["localhost", "[::1]"] {
        let (server, oauth2) = fresh().await;
        let oauth2 = oauth2.redirect_uri(format!("http://{host}:0/callback"));
        let login = Login::start(&oauth2, LONG).await;
        let url = Url::parse(&server.approve(&login.page)).unwrap();
        let address = if host == "localhost" {
            "127.0.0.1"
        } else {
            "::1"
        };
        let mut stream = TcpStream::connect((address, url.port().unwrap()))
            .await
            .unwrap();
        let (path, query, authority) = (url.path(), url.query().unwrap(), url.authority());
        let head = format!("GET {path}?{query} HTTP/1.1\r\nhost: {authority}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        login.outcome.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn f34_strangers_at_the_loopback_port_change_nothing() {
    let (server, _oauth2, login) = loopback().await;
    let redirect = Url::parse(&server.approve(&login.page)).unwrap();
    let (authority, query) = (redirect.authority(), redirect.query().unwrap());
    let idle = login.connect().await;
    let host = format!("Host: {authority}");
    let knock = |start: &str, host: &str, status| {
        let bytes = format!("{start}?{query} HTTP/1.1\r\n{host}\r\n\r\n");
        (bytes, status)
    };
    let long = format!("{host}\r\nX: {}", "x".repeat(9_000));
    let knocks = [
        knock("GET /favicon.ico", &host, "404"),
        knock("GET /callback/", &host, "404"),
        knock("HEAD /callback", &host, "405"),
        knock("POST /callback", &host, "405"),
        knock("GET /callback", "Host: evil.example", "400"),
        knock("GET /callback", "Host: 127.0.0.1", "400"),
        knock("GET /callback", "X: y", "400"),
        knock("GET /callback", &long, "400"),
        knock("\u{16}\u{3}\u{1} not http", &host, "405"),
        ("\r\n\r\n".to_owned(), "400"),
    ];
    for (bytes, status) in knocks {
        let answer = login.send(bytes.as_bytes()).await;
        // A head that is too long may be answered by a reset.
        let refused = answer.starts_with(&format!("HTTP/1.1 {status} "));
        assert!(
            refused || answer.is_empty() && bytes.len() > 8_192,
            "{bytes:.40}: {answer}"
        );
    }
    assert_eq!(server.token_requests().len(), 0);
    login.follow(redirect.as_str()).await;
    login.outcome.await.unwrap().unwrap();
    drop(idle);
}

#[tokio::test]
async fn f32_a_wrong_state_at_the_loopback_port_does_not_end_the_login() {
    let (server, _oauth2, login) = loopback().await;
    for target in [
        "/callback?code=c&state=wrong",
        "/callback?code=c",
        "/callback",
    ] {
        let answer = login.get(target).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
    let answer = login.get("/callback?error=access_denied&state=wrong").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    login.follow(&server.approve(&login.page)).await;
    login.outcome.await.unwrap().unwrap();
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn ten_wrong_states_end_the_login() {
    let (server, _oauth2, login) = loopback().await;
    for number in 0..10 {
        login.get(&format!("/callback?code=c&state={number}")).await;
    }
    let error = login.outcome.await.unwrap().unwrap_err();
    assert!(matches!(error, AuthError::StateMismatch));
    assert_eq!(server.token_requests().len(), 0);
}

#[tokio::test]
async fn f33_a_redirect_that_comes_twice_is_exchanged_once() {
    let (server, _oauth2, login) = loopback().await;
    server.set(|behaviour| behaviour.latency = Duration::from_millis(100));
    let redirect = server.approve(&login.page);
    let url = Url::parse(&redirect).unwrap();
    let authority = url.authority().to_owned();
    let target = format!("{}?{}", url.path(), url.query().unwrap());
    let port = url.port().unwrap();
    let answers = all_at_once(2, || {
        let head = format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        async move {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        }
    })
    .await;
    let count = |text: &str| {
        answers
            .iter()
            .filter(|answer| answer.contains(text))
            .count()
    };
    assert_eq!(
        (count("Logged in"), count("already completed")),
        (1, 1),
        "{answers:?}"
    );
    login.outcome.await.unwrap().unwrap();
    assert_eq!(server.token_requests().len(), 1);
}

#[tokio::test]
async fn f31_a_denied_login_says_so_in_the_browser_and_to_the_program() {
    let (_server, _oauth2, login) = loopback().await;
    let target = format!("/callback?error=access_denied&state={}", login.state());
    let answer = login.get(&target).await;
    assert!(answer.contains("refused"), "{answer}");
    let error = login.outcome.await.unwrap().unwrap_err();
    assert!(matches!(error, AuthError::Denied(_)), "{error:?}");
}

#[tokio::test]
async fn a_failed_exchange_is_not_shown_as_a_success() {
    let (server, oauth2, login) = loopback().await;
    server.next(json(400, r#"{"error":"invalid_grant"}"#));
    let answer = login.follow(&server.approve(&login.page)).await;
    assert!(answer.contains("failed"), "{answer}");
    assert!(login.outcome.await.unwrap().unwrap_err().needs_login());
    assert!(oauth2.needs_login().await.unwrap());
}

#[tokio::test]
async fn f35_a_port_in_use_is_noticed_before_the_browser_opens() {
    let (_server, oauth2) = fresh().await;
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let oauth2 = oauth2.redirect_uri(format!("http://127.0.0.1:{port}/callback"));
    let open = |_: &Url| panic!("must not open");
    let error = oauth2.login_loopback(open, LONG).await.unwrap_err();
    assert!(
        matches!(error, AuthError::PortInUse(taken) if taken == port),
        "{error:?}"
    );
}

#[tokio::test]
async fn f36_a_user_who_never_returns_is_a_timeout_that_names_the_redirect_uri() {
    let (_server, oauth2) = fresh().await;
    let oauth2 = oauth2.redirect_uri("http://127.0.0.1:0/callback");
    let login = Login::start(&oauth2, Duration::from_millis(20)).await;
    let sent = login.redirect_uri();
    let error = login.outcome.await.unwrap().unwrap_err();
    assert!(matches!(&error, AuthError::LoginTimeout(uri) if uri == sent.as_str()));
    assert!(
        error.to_string().contains("registered redirect URI"),
        "{error}"
    );
}

#[tokio::test]
async fn only_http_on_loopback_can_be_listened_at() {
    let (_server, oauth2) = fresh().await;
    for uri in [
        "https://localhost:8585/",
        "https://example.com/",
        "app://back/",
    ] {
        let oauth2 = oauth2.clone().redirect_uri(uri);
        let open = |_: &Url| panic!("must not open");
        let error = oauth2.login_loopback(open, LONG).await.unwrap_err();
        assert!(
            matches!(error, AuthError::Configuration("redirect_uri", _)),
            "{uri}"
        );
    }
}
