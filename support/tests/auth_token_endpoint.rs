//! What goes to the token endpoint, how its answers are read, and where the token goes in requests.

mod auth_server;

use std::process::Command;
use std::time::Duration;

use auth_server::{CLIENT_ID, ManualClock, Server, json};
use collgen_support::auth::{
    AuthError, Authorize, ClientAuthentication, Clock, OAuth2, OAuth2Config, Parameter, Placement,
    SendAs, Tokens,
};

async fn logged_in() -> (Server, ManualClock, OAuth2) {
    let server = Server::start().await;
    let clock = ManualClock::new();
    let oauth2 = server.logged_in(&clock).await;
    (server, clock, oauth2)
}

/// Refreshes once, with that answer.
async fn answered(body: &str) -> (Result<Tokens, AuthError>, ManualClock) {
    let (server, clock, oauth2) = logged_in().await;
    server.next(json(200, body));
    server.next(json(200, body));
    (oauth2.refresh().await, clock)
}

#[tokio::test]
async fn client_credentials_go_into_the_header_form_encoded() {
    let (server, _clock, oauth2) = logged_in().await;
    server.set(|behaviour| behaviour.accepts_body = false);
    oauth2.refresh().await.unwrap();
    let seen = &server.token_requests()[0];
    // base64 of `client+id:planted%3Aclient%2Fsecret`
    let expected = "Basic Y2xpZW50K2lkOnBsYW50ZWQlM0FjbGllbnQlMkZzZWNyZXQ=";
    assert_eq!(seen.headers["authorization"], expected);
    assert!(!seen.body.contains("client_"));
}

#[tokio::test]
async fn client_credentials_go_into_the_body_if_configured() {
    let (server, clock, oauth2) = logged_in().await;
    server.set(|behaviour| behaviour.accepts_header = false);
    let oauth2 = oauth2.client_authentication(ClientAuthentication::Body);
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    oauth2.refresh().await.unwrap();
    let seen = &server.token_requests()[0];
    assert!(!seen.headers.contains_key("authorization"));
    assert_eq!(
        seen.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
}

#[tokio::test]
async fn a_public_client_sends_its_id_only() {
    let (server, _clock, oauth2) = logged_in().await;
    let oauth2 = oauth2.client_authentication(ClientAuthentication::None);
    server.next(json(200, r#"{"access_token":"a"}"#));
    oauth2.refresh().await.unwrap();
    let seen = &server.token_requests()[0];
    assert_eq!(seen.form["client_id"], CLIENT_ID);
    assert!(!seen.form.contains_key("client_secret"));
    assert!(!seen.headers.contains_key("authorization"));
}

#[tokio::test]
async fn extra_parameters_go_where_they_are_told() {
    let (server, _clock, oauth2) = logged_in().await;
    let parameter = |name: &str, send_as| Parameter {
        name: name.to_owned(),
        value: "a b".into(),
        send_as,
    };
    let oauth2 = oauth2.configure(|config| {
        config.refresh_parameters = vec![
            parameter("in-url", SendAs::Url),
            parameter("in-body", SendAs::Body),
            parameter("in-header", SendAs::Header),
        ];
    });
    oauth2.refresh().await.unwrap();
    let seen = &server.token_requests()[0];
    assert_eq!(seen.query["in-url"], "a b");
    assert_eq!(seen.form["in-body"], "a b");
    assert_eq!(seen.headers["in-header"], "a b");
}

#[tokio::test]
async fn refreshes_may_have_an_endpoint_of_their_own() {
    let (server, _clock, oauth2) = logged_in().await;
    let url = format!("{}/elsewhere/", server.address);
    let oauth2 = oauth2.configure(|config| config.refresh_url = Some(url));
    oauth2.refresh().await.unwrap_err();
    assert_eq!(server.seen()[0].path, "/elsewhere/");
}

#[tokio::test]
async fn endpoints_without_tls_are_refused_except_on_loopback() {
    let (_server, _clock, oauth2) = logged_in().await;
    for url in [
        "http://example.com/",
        "ftp://example.com/",
        "/o/token/",
        "",
        "{{base}}/o/token/",
    ] {
        let oauth2 = oauth2.clone().token_url(url);
        let tokens = Tokens::new("a", Some("r".into()));
        oauth2.set_tokens(tokens).await.unwrap();
        let error = oauth2.refresh().await.unwrap_err();
        assert!(
            matches!(error, AuthError::Configuration(..)),
            "{url}: {error:?}"
        );
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn f08_lifetimes_are_read_leniently() {
    for (text, expected) in [
        ("3600", Some(3_600)),
        ("3599.7", Some(3_599)),
        ("\"172800\"", Some(172_800)),
        ("\" 60 \"", Some(60)),
        ("0", None),
        ("-1", None),
        ("1e300", None),
        ("\"NaN\"", None),
        ("\"inf\"", None),
        ("null", None),
        ("true", None),
        ("{}", None),
    ] {
        let (tokens, clock) =
            answered(&format!(r#"{{"access_token":"a","expires_in":{text}}}"#)).await;
        let expected = expected.map(|seconds| clock.now() + Duration::from_secs(seconds));
        assert_eq!(tokens.unwrap().expires_at, expected, "{text}");
    }
}

#[tokio::test]
async fn scopes_are_split_at_spaces_or_else_commas() {
    for (text, expected) in [
        ("a:read  b,c\\td", vec!["a:read", "b,c", "d"]),
        ("a,b,,c", vec!["a", "b", "c"]),
    ] {
        let (tokens, _) = answered(&format!(r#"{{"access_token":"a","scope":"{text}"}}"#)).await;
        assert_eq!(tokens.unwrap().scopes, expected);
    }
}

#[tokio::test]
async fn scopes_that_are_not_repeated_stay() {
    let (server, _clock, oauth2) = logged_in().await;
    oauth2.refresh().await.unwrap();
    server.next(json(200, r#"{"access_token":"a","scope":null}"#));
    let tokens = oauth2.refresh().await.unwrap();
    assert_eq!(tokens.scopes, ["patients:read", "labs:read", "tasks"]);
}

#[tokio::test]
async fn the_token_type_is_compared_without_case_and_unknown_ones_are_refused() {
    for name in ["Bearer", "bearer", "BEARER"] {
        let body = format!(r#"{{"access_token":"a","token_type":"{name}"}}"#);
        assert!(answered(&body).await.0.is_ok());
    }
    let (refused, _) = answered(r#"{"access_token":"a","token_type":"mac"}"#).await;
    let error = refused.unwrap_err();
    assert!(matches!(&error, AuthError::UnsupportedTokenType(name) if name == "mac"));
}

async fn authorized(oauth2: &OAuth2, url: &str) -> reqwest::Request {
    let mut request = reqwest::Request::new(reqwest::Method::GET, url.parse().unwrap());
    let value = "Basic set-by-the-collection".parse().unwrap();
    request.headers_mut().insert("authorization", value);
    oauth2.authorize(&mut request).await.unwrap();
    request
}

#[tokio::test]
async fn the_access_token_goes_into_the_header_and_replaces_what_is_there() {
    let (_server, _clock, oauth2) = logged_in().await;
    for (prefix, expected) in [
        ("Bearer", "Bearer planted-access-1"),
        ("Token", "Token planted-access-1"),
        ("", "planted-access-1"),
    ] {
        let placement = Placement::Header(prefix.to_owned());
        let oauth2 = oauth2
            .clone()
            .configure(|config| config.placement = placement);
        let request = authorized(&oauth2, "https://api.example.com/").await;
        let values: Vec<_> = request.headers().get_all("authorization").iter().collect();
        assert_eq!(values, [expected]);
        assert!(values[0].is_sensitive());
    }
}

#[tokio::test]
async fn the_access_token_goes_into_the_query_once_if_configured() {
    let (_server, _clock, oauth2) = logged_in().await;
    let placement = Placement::Query("access_token".to_owned());
    let oauth2 = oauth2.configure(|config| config.placement = placement);
    let url = "https://api.example.com/?a=1%202&access_token=old";
    let mut request = authorized(&oauth2, url).await;
    oauth2.authorize(&mut request).await.unwrap();
    let expected = "https://api.example.com/?a=1+2&access_token=planted-access-1";
    assert_eq!(request.url().as_str(), expected);
}

#[tokio::test]
async fn a_token_type_equal_to_the_prefix_is_known() {
    let (server, clock, oauth2) = logged_in().await;
    let placement = Placement::Header("Token".to_owned());
    let oauth2 = oauth2.configure(|config| config.placement = placement);
    oauth2.set_tokens(server.issue(&clock)).await.unwrap();
    server.next(json(200, r#"{"access_token":"a","token_type":"token"}"#));
    oauth2.refresh().await.unwrap();
}

/// The variables are set for a child process, because setting them here would need unsafe code.
fn read_in_a_child(test: &str, variables: &[(&str, &str)]) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", test, "--ignored"])
        .envs(variables.iter().copied());
    let output = String::from_utf8(child.output().unwrap().stdout).unwrap();
    assert!(output.contains("1 passed"), "{output}");
}

#[test]
fn credentials_are_read_from_the_environment() {
    let mut variables = vec![
        ("SAMPLE_CLIENT_ID", "an id"),
        ("SAMPLE_CLIENT_SECRET", "a secret"),
    ];
    read_in_a_child("child_with_id_and_secret", &variables);
    variables.push(("SAMPLE_REDIRECT_URI", "https://example.com/back"));
    read_in_a_child("child_with_redirect_uri", &variables);
    read_in_a_child(
        "child_without_secret",
        &[("SAMPLE_CLIENT_ID", "an id"), ("SAMPLE_CLIENT_SECRET", "")],
    );
}

fn from_env(change: impl FnOnce(&mut OAuth2Config)) -> Result<OAuth2Config, AuthError> {
    let mut config = OAuth2Config::authorization_code("https://a/", "https://t/");
    config.redirect_uri = Some("https://example.com/default".to_owned());
    change(&mut config);
    config.credentials_from_env("SAMPLE")
}

#[test]
#[ignore = "run by credentials_are_read_from_the_environment"]
fn child_with_id_and_secret() {
    let config = from_env(|_| {}).unwrap();
    assert_eq!(config.client_id, "an id");
    assert_eq!(config.client_secret.unwrap().expose(), "a secret");
    assert_eq!(config.redirect_uri.unwrap(), "https://example.com/default");
}

#[test]
#[ignore = "run by credentials_are_read_from_the_environment"]
fn child_with_redirect_uri() {
    let config = from_env(|_| {}).unwrap();
    assert_eq!(config.redirect_uri.unwrap(), "https://example.com/back");
}

#[test]
#[ignore = "run by credentials_are_read_from_the_environment"]
fn child_without_secret() {
    let error = from_env(|_| {}).unwrap_err();
    assert!(
        error.to_string().contains("SAMPLE_CLIENT_SECRET"),
        "{error}"
    );
    let public = from_env(|config| config.client_authentication = ClientAuthentication::None);
    assert_eq!(public.unwrap().client_id, "an id");
}

#[test]
fn a_missing_variable_is_named() {
    let config = OAuth2Config::client_credentials("https://t/");
    let error = config.credentials_from_env("SURELY_UNSET").unwrap_err();
    assert!(matches!(&error, AuthError::MissingVariable(name) if name == "SURELY_UNSET_CLIENT_ID"));
}
