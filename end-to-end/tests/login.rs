//! From the login page to the revocation.

use std::time::Duration;

use drchrono::{AuthError, Client, FileTokenStore, OAuth2};
use drchrono_end_to_end::setup::{self, MovableClock};
use drchrono_end_to_end::{Browser, ClientAuthentication, Endpoint, LoginPage, MockServer, find};

const SOON: Duration = Duration::from_secs(10);
/// Longer than an access token lives.
const THREE_DAYS: Duration = Duration::from_secs(3 * 86_400);

/// Logs in as a person does who pastes the redirect.
async fn log_in_by_paste(oauth2: &OAuth2) -> Result<(), AuthError> {
    let request = oauth2.authorization_request()?;
    let browser = Browser::new().unwrap();
    let redirect = browser.log_in(request.url().as_str()).await.unwrap();
    let redirect = redirect.expect("the login page redirects");
    request.finish(&redirect).await.map(drop)
}

#[tokio::test]
async fn a_login_lasts_across_an_expiry_until_it_is_revoked() {
    let server = MockServer::start().await.unwrap();
    let clock = MovableClock::default();
    let oauth2 = setup::oauth2(&server).clock(clock.clone());
    let client = setup::client(server.origin(), &oauth2).unwrap();
    assert!(oauth2.needs_login().await.unwrap());
    log_in_by_paste(&oauth2).await.unwrap();
    assert!(!oauth2.needs_login().await.unwrap());
    let first = oauth2.tokens().unwrap().access_token;
    assert_eq!(setup::current_user(&client).await.unwrap(), "exampledoctor");
    assert_eq!(server.count(Endpoint::Token), 1);

    clock.advance(THREE_DAYS);
    server.advance(THREE_DAYS);
    assert_eq!(setup::current_user(&client).await.unwrap(), "exampledoctor");
    let second = oauth2.tokens().unwrap().access_token;
    assert!(!server.accepts(first.expose()) && server.accepts(second.expose()));
    assert_eq!(
        (
            server.count(Endpoint::Token),
            server.count(Endpoint::CurrentUser)
        ),
        (2, 2)
    );

    oauth2.revoke().await.unwrap();
    assert!(!server.accepts(second.expose()));
    assert!(oauth2.needs_login().await.unwrap());
    let failure = setup::current_user(&client).await.unwrap_err();
    let drchrono::Error::Auth { source, .. } = failure else {
        panic!("{failure:?}");
    };
    assert!(matches!(source, AuthError::NotLoggedIn), "{source:?}");
    assert_eq!(
        (
            server.count(Endpoint::Token),
            server.count(Endpoint::CurrentUser)
        ),
        (2, 2)
    );
}

#[tokio::test]
async fn the_login_page_gets_a_state_a_challenge_and_the_scopes_of_the_collection() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server);
    log_in_by_paste(&oauth2).await.unwrap();
    log_in_by_paste(&oauth2).await.unwrap();
    let pages = server.requests(Endpoint::Authorize);
    let [first, second] = ["state", "code_challenge"].map(|name| {
        let values = pages.iter().map(|page| page.parameter(name).unwrap());
        assert!(values.clone().all(|value| value.len() == 43));
        values.collect::<Vec<_>>()
    });
    assert!(first[0] != first[1] && second[0] != second[1]);
    let scopes: Vec<_> = pages[0].parameter("scope").unwrap().split(' ').collect();
    assert!(scopes.contains(&"patients:read") && scopes.contains(&"user:read"));
    assert!(
        oauth2
            .tokens()
            .unwrap()
            .scopes
            .contains(&"patients".to_owned())
    );
}

#[tokio::test]
async fn revoking_sends_the_refresh_token() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server);
    let issued = server.issue_tokens("");
    oauth2
        .set_tokens(setup::tokens(&issued, THREE_DAYS))
        .await
        .unwrap();
    oauth2.revoke().await.unwrap();
    let sent = server.requests(Endpoint::Revoke);
    assert_eq!(
        find(&sent[0].form(), "token"),
        Some(issued.refresh_token.as_str())
    );
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn a_browser_comes_back_to_the_loopback_listener() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server).redirect_uri("http://127.0.0.1:0/callback");
    let mut page = None;
    let open = |url: &url::Url| {
        let (browser, url) = (Browser::new().unwrap(), url.to_string());
        page = Some(tokio::spawn(async move {
            browser.log_in_and_follow(&url).await
        }));
    };
    oauth2.login_loopback(open, SOON).await.unwrap();
    let page = page.unwrap().await.unwrap().unwrap().unwrap();
    assert!(page.contains("Logged in"), "{page}");
    let client = setup::client(server.origin(), &oauth2).unwrap();
    assert_eq!(setup::current_user(&client).await.unwrap(), "exampledoctor");
}

#[tokio::test]
async fn strangers_at_the_loopback_listener_do_not_end_the_login() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server).redirect_uri("http://127.0.0.1:0/callback");
    let mut visits = None;
    let open = |url: &url::Url| {
        let (browser, url) = (Browser::new().unwrap(), url.to_string());
        visits = Some(tokio::spawn(async move {
            let redirect = browser.log_in(&url).await.unwrap().unwrap();
            let (callback, _) = redirect.split_once('?').unwrap();
            let favicon = callback.replace("callback", "favicon.ico");
            let stray = format!("{callback}?code=stolen&state=guessed");
            let mut statuses = Vec::new();
            for url in [&favicon, callback, &stray, &redirect] {
                statuses.push(browser.open(url).await.unwrap().0.as_u16());
            }
            statuses
        }));
    };
    oauth2.login_loopback(open, SOON).await.unwrap();
    assert_eq!(visits.unwrap().await.unwrap(), [404, 400, 400, 200]);
    assert_eq!(server.count(Endpoint::Token), 1);
}

#[tokio::test]
async fn a_login_that_the_person_cancels_is_denied_on_both_ways() {
    let server = MockServer::start().await.unwrap();
    server.switch(|switches| switches.login_page = LoginPage::Denies);
    let oauth2 = setup::oauth2(&server);
    let denied = log_in_by_paste(&oauth2).await.unwrap_err();
    assert!(matches!(denied, AuthError::Denied(..)), "{denied:?}");

    let oauth2 = oauth2.redirect_uri("http://127.0.0.1:0/callback");
    let mut page = None;
    let open = |url: &url::Url| {
        let (browser, url) = (Browser::new().unwrap(), url.to_string());
        page = Some(tokio::spawn(async move {
            browser.log_in_and_follow(&url).await
        }));
    };
    let denied = oauth2.login_loopback(open, SOON).await.unwrap_err();
    assert!(matches!(denied, AuthError::Denied(..)), "{denied:?}");
    assert!(denied.to_string().contains("access_denied"), "{denied}");
    let page = page.unwrap().await.unwrap().unwrap().unwrap();
    assert!(page.contains("refused"), "{page}");
    assert_eq!(server.count(Endpoint::Token), 0);
}

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_is_named_when_nobody_comes_back() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server).redirect_uri("http://127.0.0.1:0/elsewhere");
    let mut page = None;
    let open = |url: &url::Url| {
        let (browser, url) = (Browser::new().unwrap(), url.to_string());
        page = Some(tokio::spawn(async move { browser.open(&url).await }));
    };
    let timeout = Duration::from_millis(300);
    let failure = oauth2.login_loopback(open, timeout).await.unwrap_err();
    assert!(
        matches!(failure, AuthError::LoginTimeout(..)),
        "{failure:?}"
    );
    assert!(failure.to_string().contains("/elsewhere"), "{failure}");
    assert_eq!(page.unwrap().await.unwrap().unwrap().0, 400);
}

#[tokio::test]
async fn the_redirect_of_another_login_is_refused_without_a_token_request() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server);
    let (victim, attacker) = (
        oauth2.authorization_request(),
        oauth2.authorization_request(),
    );
    let browser = Browser::new().unwrap();
    let redirect = browser.log_in(attacker.unwrap().url().as_str()).await;
    let failure = victim.unwrap().finish(&redirect.unwrap().unwrap()).await;
    assert!(
        matches!(failure, Err(AuthError::StateMismatch)),
        "{failure:?}"
    );
    assert_eq!(server.count(Endpoint::Token), 0);
}

#[tokio::test]
async fn the_client_identifies_itself_as_configured() {
    use drchrono::auth::ClientAuthentication as Method;
    let server = MockServer::start().await.unwrap();
    let pairs = [
        (Method::Header, ClientAuthentication::Header),
        (Method::Body, ClientAuthentication::Body),
    ];
    for (method, accepted) in pairs {
        server.switch(|switches| switches.client_authentication = accepted);
        let oauth2 = setup::oauth2(&server).client_authentication(method);
        log_in_by_paste(&oauth2).await.unwrap();
        oauth2.refresh().await.unwrap();
        oauth2.revoke().await.unwrap();
    }
    server.switch(|switches| switches.client_authentication = ClientAuthentication::Header);
    let oauth2 = setup::oauth2(&server).client_authentication(Method::Body);
    let failure = log_in_by_paste(&oauth2).await.unwrap_err();
    assert!(
        matches!(failure, AuthError::ClientRejected(..)),
        "{failure:?}"
    );
}

#[tokio::test]
async fn a_login_without_pkce_works_for_servers_that_refuse_it() {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server).pkce(false);
    log_in_by_paste(&oauth2).await.unwrap();
    let page = &server.requests(Endpoint::Authorize)[0];
    assert_eq!(page.parameter("code_challenge"), None);
}

#[tokio::test]
async fn a_login_kept_in_a_file_outlives_the_client() {
    let server = MockServer::start().await.unwrap();
    let directory = setup::TemporaryDirectory::new("login").unwrap();
    let open = || FileTokenStore::new(directory.path().join("tokens.json")).unwrap();
    log_in_by_paste(&setup::oauth2(&server).token_store(open()))
        .await
        .unwrap();

    let later = setup::oauth2(&server).token_store(open());
    assert!(!later.needs_login().await.unwrap());
    let client = setup::client(server.origin(), &later).unwrap();
    assert_eq!(setup::current_user(&client).await.unwrap(), "exampledoctor");
    assert_eq!(server.count(Endpoint::Token), 1);

    later.revoke().await.unwrap();
    assert!(
        setup::oauth2(&server)
            .token_store(open())
            .needs_login()
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn tokens_of_one_server_are_not_taken_for_those_of_another() {
    let (server, other) = (
        MockServer::start().await.unwrap(),
        MockServer::start().await.unwrap(),
    );
    let directory = setup::TemporaryDirectory::new("servers").unwrap();
    let open = || FileTokenStore::new(directory.path().join("tokens.json")).unwrap();
    log_in_by_paste(&setup::oauth2(&server).token_store(open()))
        .await
        .unwrap();
    let oauth2 = setup::oauth2(&other).token_store(open());
    assert!(oauth2.needs_login().await.unwrap());
    assert!(matches!(oauth2.token().await, Err(AuthError::NotLoggedIn)));
    assert_eq!(other.total(), 0);
}

#[tokio::test]
async fn a_login_replaces_a_file_that_cannot_be_read_and_keeps_it() {
    let server = MockServer::start().await.unwrap();
    let directory = setup::TemporaryDirectory::new("corrupt").unwrap();
    let path = directory.path().join("tokens.json");
    std::fs::write(&path, "{ \"version\": 1, \"access").unwrap();
    let store = FileTokenStore::new(&path).unwrap();
    let oauth2 = setup::oauth2(&server).token_store(store);
    assert!(matches!(
        oauth2.needs_login().await,
        Err(AuthError::Store(_))
    ));
    assert!(matches!(oauth2.token().await, Err(AuthError::Store(_))));
    log_in_by_paste(&oauth2).await.unwrap();
    assert!(!oauth2.needs_login().await.unwrap());
    let kept = std::fs::read(directory.path().join("tokens.json.corrupt")).unwrap();
    assert_eq!(kept, b"{ \"version\": 1, \"access");
}

#[tokio::test]
async fn a_store_given_to_the_builder_serves_the_login_of_the_client() {
    let server = MockServer::start().await.unwrap();
    let directory = setup::TemporaryDirectory::new("builder").unwrap();
    let path = directory.path().join("tokens.json");
    for logins in [1, 0] {
        let client = Client::builder()
            .oauth2(setup::oauth2(&server))
            .token_store(FileTokenStore::new(&path).unwrap())
            .base_url(server.origin())
            .build()
            .unwrap();
        let oauth2 = client.oauth2().unwrap();
        for _ in 0..logins {
            log_in_by_paste(oauth2).await.unwrap();
        }
        client.clinical().patients().list().send().await.unwrap();
    }
    assert_eq!(server.count(Endpoint::Token), 1);
}

#[tokio::test]
async fn a_call_before_the_login_is_not_sent() {
    let server = MockServer::start().await.unwrap();
    let client = setup::client(server.origin(), &setup::oauth2(&server)).unwrap();
    let error = setup::current_user(&client).await.unwrap_err();
    let needs_login =
        matches!(&error, drchrono::Error::Auth { source, .. } if source.needs_login());
    assert!(needs_login, "{error:?}");

    let client = Client::builder().base_url(server.origin()).build().unwrap();
    let error = client
        .clinical()
        .patients()
        .list()
        .send()
        .await
        .unwrap_err();
    assert!(
        matches!(error, drchrono::Error::Credentials { .. }),
        "{error:?}"
    );
    assert_eq!(server.total(), 0);
}
