//! Every grant of `fixtures/auth/logins.postman_collection.json`, from its auth block to what the token endpoint reads.

use auth_end_to_end::logins::auth::Tokens;
use auth_end_to_end::logins::{AuthError, Client, ClientBuilder, Error, MemoryTokenStore, OAuth2};
use auth_end_to_end::server::{Answer, Received, Server};
use auth_end_to_end::verify::{decode, get, header, split_target};

/// Answers token requests with `token-<number>`, and everything else with an empty object.
async fn server() -> Server {
    Server::start(|number, request| {
        let path = split_target(&request.target).0;
        let tokens = format!(
            r#"{{"access_token": "token-{number}", "refresh_token": "next-{number}", "expires_in": 3600}}"#
        );
        match path {
            "/token" | "/refresh" => Answer::new(200, tokens),
            _ => Answer::new(200, "{}"),
        }
    })
    .await
}

fn bare(server: &Server) -> ClientBuilder {
    Client::builder().host(server.url()).sso(server.url())
}

fn form(request: &Received) -> Vec<(String, String)> {
    decode(&request.text())
}

fn query(request: &Received) -> Vec<(String, String)> {
    decode(split_target(&request.target).1)
}

/// What the client's login page is asked, and the answer to it.
async fn log_in(login: &OAuth2) -> (Vec<(String, String)>, Tokens) {
    let request = login.authorization_request().unwrap();
    let asked = decode(request.url().query().unwrap());
    let state = get(&asked, "state").unwrap().to_owned();
    let redirect = format!("https://app.test/back?code=the-code&state={state}");
    (asked, request.finish(&redirect).await.unwrap())
}

#[tokio::test]
async fn an_authorization_code_login_sends_what_the_block_says() {
    let server = server().await;
    let builder = bare(&server).scopes("read write").tenant("t1");
    let client = builder
        .oauth2(OAuth2::new("app", "secret"))
        .build()
        .unwrap();
    let login = client.oauth2().unwrap();
    let (asked, _) = log_in(login).await;
    for (name, value) in [
        ("tenant", "1"),
        ("prompt", "login"),
        ("client_id", "app"),
        ("scope", "read write"),
        ("redirect_uri", "http://127.0.0.1:0/back"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(get(&asked, name), Ok(value));
    }
    assert!(
        get(&asked, "off").is_err(),
        "what is switched off is not sent"
    );

    let sent = server.last();
    let form = form(&sent);
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "the-code"),
        ("client_id", "app"),
        ("client_secret", "secret"),
        ("audience", "https://a.test/t1"),
    ] {
        assert_eq!(get(&form, name), Ok(value));
    }
    assert_eq!(header(&sent, "x-tenant"), Ok("t1"));
    assert_eq!(sent.header("authorization"), None, "never in both places");

    // An empty prefix means the bare token.
    client.code().send().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("token-0"));
}

#[tokio::test]
async fn a_refresh_goes_to_its_own_address_with_its_own_parameters() {
    let server = server().await;
    let builder = bare(&server).scopes("read").tenant("t1");
    let client = builder
        .oauth2(OAuth2::new("app", "secret"))
        .build()
        .unwrap();
    let login = client.oauth2().unwrap();
    log_in(login).await;
    login.refresh().await.unwrap();
    let sent = server.last();
    assert_eq!(split_target(&sent.target), ("/refresh", "trace=1"));
    assert_eq!(get(&form(&sent), "refresh_token"), Ok("next-0"));
    assert!(get(&form(&sent), "audience").is_err());
}

#[tokio::test]
async fn an_address_whose_variable_has_no_value_is_an_error_that_says_so() {
    let server = server().await;
    let client = Client::builder().host(server.url()).sso("");
    let login = OAuth2::new("app", "secret");
    let client = client.oauth2(login).build().unwrap();
    let error = client
        .oauth2()
        .unwrap()
        .authorization_request()
        .unwrap_err();
    assert!(
        matches!(error, AuthError::Configuration("authorize_url", _)),
        "{error}"
    );
}

#[tokio::test]
async fn a_public_client_sends_its_id_and_a_plain_challenge_where_the_block_wants_one() {
    let login = OAuth2::new_pkce("public-app").redirect_uri("https://app.test/back");
    let request = login.authorization_request().unwrap();
    let asked = decode(request.url().query().unwrap());
    assert_eq!(get(&asked, "code_challenge_method"), Ok("plain"));
    assert_eq!(get(&asked, "code_challenge").unwrap().len(), 43);
}

#[tokio::test]
async fn settings_are_enough_for_client_credentials() {
    let server = server().await;
    let builder = bare(&server).machine("m-1").machine_secret("m-secret");
    let client = builder.build().unwrap();
    client.machines().machine().send().await.unwrap();
    let sent = server.received();
    let token = &sent[0];
    // «m-1:m-secret»
    assert_eq!(header(token, "authorization"), Ok("Basic bS0xOm0tc2VjcmV0"));
    for (name, value) in [
        ("grant_type", "client_credentials"),
        ("scope", "read write"),
        ("audience", "https://a.test/"),
    ] {
        assert_eq!(get(&form(token), name), Ok(value));
    }
    assert_eq!(get(&query(&sent[1]), "access_token"), Ok("token-0"));
    assert_eq!(sent[1].header("authorization"), None);
}

#[tokio::test]
async fn each_login_has_its_own_tokens() {
    let server = server().await;
    let client = bare(&server)
        .oauth2_machines(OAuth2::new_machines("m", "s"))
        .oauth2_people(OAuth2::new_people("app", "secret", "ada", "lovelace"))
        .build()
        .unwrap();
    client.people().send().await.unwrap();
    client.machines().machine().send().await.unwrap();
    client.people().send().await.unwrap();
    let sent = server.received();
    let paths: Vec<&str> = sent
        .iter()
        .map(|sent| split_target(&sent.target).0)
        .collect();
    assert_eq!(
        paths,
        ["/token", "/people", "/token", "/machine", "/people"]
    );
    let asked = form(&sent[0]);
    assert_eq!(get(&asked, "grant_type"), Ok("password"));
    assert_eq!(get(&asked, "username"), Ok("ada"));
    assert_eq!(get(&asked, "password"), Ok("lovelace"));
    assert_eq!(sent[1].header("authorization"), Some("Bearer token-0"));
    assert_eq!(sent[4].header("authorization"), Some("Bearer token-0"));
}

#[tokio::test]
async fn a_token_that_a_setting_holds_is_used_as_it_is() {
    let server = server().await;
    let client = bare(&server)
        .user_token("u-1")
        .pasted("p-1")
        .oauth2_bare("b-1");
    let client = client.build().unwrap();
    client.people().send().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Bearer u-1"));
    client.pasted().send().await.unwrap();
    assert_eq!(get(&query(&server.last()), "access_token"), Ok("p-1"));
    client.bare().send().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Token b-1"));
}

#[tokio::test]
async fn a_login_that_was_not_given_is_an_error_and_nothing_is_sent() {
    let server = server().await;
    let client = bare(&server).build().unwrap();
    for error in [
        client.code().send().await.unwrap_err(),
        client.people().send().await.unwrap_err(),
        client.pasted().send().await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Credentials { .. }), "{error}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn tokens_are_kept_in_the_store_that_was_given() {
    let server = server().await;
    let store = MemoryTokenStore::new();
    let login = || OAuth2::new("app", "secret");
    let builder = || bare(&server).scopes("read").tenant("t");
    let client = builder().oauth2(login()).token_store(store.clone()).build();
    log_in(client.unwrap().oauth2().unwrap()).await;
    let client = builder()
        .oauth2(login())
        .token_store(store)
        .build()
        .unwrap();
    client.code().send().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("token-0"));
}

#[tokio::test]
async fn token_requests_say_which_client_asks() {
    let server = server().await;
    let builder = bare(&server).oauth2(OAuth2::new("app", "secret"));
    let client = builder
        .default_header("User-Agent", "app/1")
        .build()
        .unwrap();
    log_in(client.oauth2().unwrap()).await;
    assert_eq!(server.last().header("user-agent"), Some("app/1"));
    let builder = bare(&server).oauth2(OAuth2::new("app", "secret"));
    log_in(builder.build().unwrap().oauth2().unwrap()).await;
    let sent = server.last();
    assert!(header(&sent, "user-agent").unwrap().starts_with("logins/"));
}
