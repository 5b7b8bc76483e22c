//! Faults that were there once.

use std::time::Duration;

use drchrono::{Client, Error};
use drchrono_end_to_end::setup::{self, HOUR};
use drchrono_end_to_end::{Endpoint, Fault, MockServer, Response, Scene};
use serde_json::json;

async fn pair() -> (MockServer, Client) {
    let scene = Scene::start(HOUR).await.unwrap();
    (scene.server, scene.client)
}

#[tokio::test]
async fn a_page_without_its_items_is_not_taken_for_an_empty_one() {
    let scene = Scene::start(HOUR).await.unwrap();
    // As the vendor's own description has it, unlike its servers.
    scene.server.switch(|switches| switches.items_key = "data");
    match scene.client.patients().list().send().await {
        Ok(page) => assert_eq!(page.results.len(), 10),
        Err(error) => assert!(matches!(error, Error::Decode(_)), "{error:?}"),
    }
}

#[tokio::test]
async fn a_secret_that_comes_back_in_another_encoding_is_not_shown() {
    for number in 0..2 {
        let (server, client) = pair().await;
        let oauth2 = client.oauth2().unwrap();
        oauth2.refresh().await.unwrap();
        let sent = server.requests(Endpoint::Token).remove(0);
        let header = sent.header("authorization").unwrap().to_owned();
        let secret = server.client_secret();
        let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let echo: &String = [&encoded, &header][number];
        let body = json!({ "error": "invalid_client", "error_description": echo });
        server.fail(Endpoint::Token, [Fault::Answer(Response::json(400, &body))]);
        let shown = oauth2.refresh().await.unwrap_err().to_string();
        assert!(!shown.contains(echo), "{echo} is in {shown}");
    }
}

#[tokio::test]
async fn a_model_of_tokens_does_not_show_them() {
    let server = MockServer::start().await.unwrap();
    let issued = server.issue_tokens("");
    let builder = Client::builder().send_all_to(server.origin().parse().unwrap());
    let builder = builder
        .client_id(server.client_id())
        .client_secret(server.client_secret());
    let client = builder.refresh_token(issued.refresh_token).build().unwrap();
    let token = client.refresh_token().send().await.unwrap();
    let shown = format!("{token:?} {:?}", *token);
    for secret in server.secrets() {
        assert!(!shown.contains(&secret), "{secret} is in {shown}");
    }
}

#[tokio::test]
async fn a_throttled_token_endpoint_without_a_header_is_left_alone_for_as_long_as_it_says() {
    let scene = Scene::start(Duration::ZERO).await.unwrap();
    scene
        .server
        .fail(Endpoint::Token, [Fault::throttled("120.0", None)]);
    assert_eq!(
        scene.auth_error().await.unwrap().retry_after(),
        Some(Duration::from_secs(120))
    );
    assert_eq!(scene.counts(), (1, 0));
}

#[tokio::test]
async fn an_access_token_that_the_api_repeats_is_not_shown() {
    let scene = Scene::start(HOUR).await.unwrap();
    let body = json!({ "detail": format!("token {} is bad", scene.issued.access_token) });
    scene.server.fail(
        Endpoint::CurrentUser,
        [Fault::Answer(Response::json(400, &body))],
    );
    let error = scene.current_user().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(&scene.issued.access_token), "{shown}");
}

#[tokio::test]
async fn a_base_url_may_end_with_a_slash() {
    let scene = Scene::start(HOUR).await.unwrap();
    let client = setup::client(&scene.server.url("/"), &scene.oauth2).unwrap();
    client.users().current().send().await.unwrap();
}
