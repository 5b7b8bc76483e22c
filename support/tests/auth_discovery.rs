//! What a server says about itself, by RFC 8414 and RFC 9207.

mod auth_server;
#[path = "core_calls/server.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
mod server;

use auth_server::{CLIENT_ID, REDIRECT_URI};
use collgen_support::auth::{AuthError, OAuth2, OAuth2Config};
use server::{Answer, Server};

/// A server with metadata at this path; `ISSUER` stands for its address.
async fn server(path: &'static str, metadata: &'static str) -> Server {
    Server::start(move |_, request| {
        let issuer = format!("http://{}", request.header("host").unwrap());
        match request.target == path {
            true => Answer::new(200, metadata.replace("ISSUER", &issuer)),
            false => Answer::new(404, "{}"),
        }
    })
    .await
}

fn blank() -> OAuth2 {
    let mut config = OAuth2Config::authorization_code("", "");
    config.client_id = CLIENT_ID.to_owned();
    config.redirect_uri = Some(REDIRECT_URI.to_owned());
    OAuth2::with_config(config)
}

const METADATA: &str = r#"{"issuer":"ISSUER/t/1","authorization_endpoint":"https://as.test/authorize",
    "token_endpoint":"https://as.test/token","revocation_endpoint":"https://as.test/revoke",
    "device_authorization_endpoint":"https://as.test/device","authorization_response_iss_parameter_supported":true}"#;

#[tokio::test]
async fn addresses_come_from_either_place_of_metadata() {
    for path in [
        "/.well-known/oauth-authorization-server/t/1",
        "/t/1/.well-known/openid-configuration",
    ] {
        let server = server(path, METADATA).await;
        let issuer = format!("{}/t/1", server.url());
        let found = blank().discover(&issuer).await.unwrap();
        let config = found.config();
        assert_eq!(config.authorize_url, "https://as.test/authorize");
        assert_eq!(config.token_url, "https://as.test/token");
        assert_eq!(config.revoke_url.as_deref(), Some("https://as.test/revoke"));
        assert_eq!(config.device_url.as_deref(), Some("https://as.test/device"));
        assert_eq!(config.issuer.as_deref(), Some(issuer.as_str()));
        assert!(config.requires_issuer);
    }
}

#[tokio::test]
async fn nothing_that_is_set_is_replaced() {
    let server = server("/.well-known/oauth-authorization-server/t/1", METADATA).await;
    let issuer = format!("{}/t/1", server.url());
    let own = blank()
        .token_url("https://own.test/token")
        .revoke_url("https://own.test/revoke");
    let found = own.discover(&issuer).await.unwrap();
    assert_eq!(found.config().token_url, "https://own.test/token");
    assert_eq!(
        found.config().revoke_url.as_deref(),
        Some("https://own.test/revoke")
    );
    assert_eq!(found.config().authorize_url, "https://as.test/authorize");
}

#[tokio::test]
async fn metadata_that_cannot_be_trusted_is_refused() {
    let place = "/.well-known/oauth-authorization-server";
    for (metadata, is_mismatch) in [
        (r#"{"issuer":"https://another.test"}"#, true),
        (r#"{"token_endpoint":"https://as.test/token"}"#, true),
        (
            r#"{"issuer":"ISSUER","token_endpoint":"http://as.test/token"}"#,
            false,
        ),
        (
            r#"{"issuer":"ISSUER","revocation_endpoint":"ftp://as.test/"}"#,
            false,
        ),
        ("[]", false),
    ] {
        let server = server(place, metadata).await;
        let error = blank().discover(&server.url()).await.unwrap_err();
        assert_eq!(
            matches!(error, AuthError::IssuerMismatch),
            is_mismatch,
            "{metadata}: {error}"
        );
    }
    let error = blank().discover("http://as.test").await.unwrap_err();
    assert!(error.to_string().contains("must be https"), "{error}");
    let nothing = server("/nothing", "{}").await;
    let error = blank().discover(&nothing.url()).await.unwrap_err();
    assert!(error.to_string().contains("has no metadata"), "{error}");
}

#[tokio::test]
async fn a_redirect_of_another_issuer_ends_the_login() {
    let finish = async |issuer: Option<&str>, requires: bool, iss: &str| {
        let oauth2 = blank()
            .authorize_url("https://as.test/authorize")
            .token_url("https://127.0.0.1:1/token")
            .configure(|config| {
                config.issuer = issuer.map(str::to_owned);
                config.requires_issuer = requires;
            });
        let request = oauth2.authorization_request().unwrap();
        let state = request
            .url()
            .query_pairs()
            .find(|(name, _)| name == "state");
        let redirect = format!("code=c&state={}{iss}", state.unwrap().1);
        let error = request.finish(&redirect).await.unwrap_err();
        matches!(error, AuthError::IssuerMismatch)
    };
    let issuer = Some("https://as.test");
    assert!(finish(issuer, false, "&iss=https%3A%2F%2Fevil.test").await);
    assert!(finish(issuer, true, "").await);
    assert!(!finish(issuer, true, "&iss=https%3A%2F%2Fas.test").await);
    assert!(!finish(issuer, false, "").await);
    // Nobody said who it is.
    assert!(!finish(None, false, "&iss=https%3A%2F%2Fas.test").await);
}
