//! The generated client over TLS.

mod server;

use drchrono::auth::Tokens;
use drchrono::core::Url;
use drchrono::{Client, ClientBuilder, Error, OAuth2, RetryPolicy};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Identity};

use server::{AUTHORITY, Server};

async fn builder(server: &Server) -> ClientBuilder {
    let login = OAuth2::new("id", "secret");
    login.set_tokens(Tokens::new("t-1234", None)).await.unwrap();
    Client::builder()
        .oauth2(login)
        .base_url(&server.origin)
        .retry(RetryPolicy::never())
}

/// A client of the caller that trusts the authority.
fn trusting() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(Policy::none())
        .tls_certs_only([Certificate::from_pem(AUTHORITY).unwrap()])
}

async fn user(builder: ClientBuilder) -> Result<String, Error> {
    let user = builder.build().unwrap().users().current().send().await?;
    Ok(user.username.clone().unwrap_or_default())
}

#[tokio::test]
async fn the_version_of_http_is_what_both_ends_speak() {
    for (offered, version) in [
        (&["h2", "http/1.1"][..], "HTTP/2"),
        (&["http/1.1"], "HTTP/1.1"),
        (&[], "HTTP/1.1"),
    ] {
        let server = Server::start(offered, false).await;
        let builder = builder(&server)
            .await
            .http_client(trusting().build().unwrap());
        assert_eq!(user(builder).await.unwrap(), "ada", "{offered:?}");
        let seen = &server.seen()[0];
        assert_eq!((seen.version, &*seen.path), (version, "/api/users/current"));
        assert_eq!(seen.authorization, "Bearer t-1234");
    }
}

#[tokio::test]
async fn a_client_of_the_caller_may_insist_on_http_1() {
    let server = Server::start(&["h2", "http/1.1"], false).await;
    let http = trusting().http1_only().build().unwrap();
    user(builder(&server).await.http_client(http))
        .await
        .unwrap();
    assert_eq!(server.seen()[0].version, "HTTP/1.1");
}

#[tokio::test]
async fn a_builder_of_the_caller_makes_the_client() {
    let server = Server::start(&["h2"], false).await;
    let builder = builder(&server).await.http_builder(trusting);
    assert_eq!(user(builder).await.unwrap(), "ada");
    assert_eq!(server.seen()[0].version, "HTTP/2");
}

#[tokio::test]
async fn an_unknown_certificate_is_accepted_only_when_told_so() {
    let server = Server::start(&["h2"], false).await;
    let error = user(builder(&server).await).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert!(server.seen().is_empty());
    let told = builder(&server).await.accept_invalid_certificates(true);
    assert_eq!(user(told).await.unwrap(), "ada");
}

#[tokio::test]
async fn a_client_of_the_caller_shows_its_certificate() {
    let server = Server::start(&["http/1.1"], true).await;
    let without = builder(&server)
        .await
        .http_client(trusting().build().unwrap());
    user(without).await.unwrap_err();
    assert!(server.seen().is_empty());
    let pem = [
        &include_bytes!("client.pem")[..],
        include_bytes!("client.key"),
    ]
    .concat();
    let http = trusting().identity(Identity::from_pem(&pem).unwrap());
    let with = builder(&server).await.http_client(http.build().unwrap());
    user(with).await.unwrap();
    assert!(server.seen()[0].has_certificate);
}

#[tokio::test]
async fn all_calls_may_be_sent_to_one_origin_over_tls() {
    let server = Server::start(&["h2"], false).await;
    let origin: Url = server.origin.parse().unwrap();
    let builder = builder(&server).await.base_url("http://api.test");
    let http = trusting().build().unwrap();
    user(builder.send_all_to(origin).http_client(http))
        .await
        .unwrap();
    assert_eq!(server.seen()[0].path, "/api/users/current");
}
