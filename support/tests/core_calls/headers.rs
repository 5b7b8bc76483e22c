//! Headers.

use collgen_support::core::{Call, Core, Error};
use serde_json::Value;

use crate::client_of;
use crate::server::Server;

fn get(core: &Core) -> Call<Value> {
    core.get("{{baseUrl}}/h", &[]).json()
}

#[tokio::test]
async fn a_header_of_the_call_takes_the_place_of_the_client_s() {
    let server = Server::json("null").await;
    let core = client_of(&server)
        .user_agent("client/1")
        .default_header("X-Version", "v4")
        .build()
        .unwrap();
    get(&core).send().await.unwrap();
    assert_eq!(server.last().header("user-agent"), Some("client/1"));
    assert_eq!(server.last().header("x-version"), Some("v4"));
    get(&core).header("x-version", "v5").send().await.unwrap();
    let received = server.last();
    let versions: Vec<_> = received
        .headers
        .iter()
        .filter(|(name, _)| name == "x-version")
        .collect();
    assert_eq!(versions.len(), 1);
    assert_eq!(received.header("x-version"), Some("v5"));
}

#[tokio::test]
async fn saved_headers_of_one_name_are_all_sent_until_one_is_given() {
    let server = Server::json("null").await;
    let core = client_of(&server).build().unwrap();
    let call = get(&core)
        .preset_header("X-A", "1")
        .preset_header("X-A", "2");
    let values = |server: &Server| -> Vec<String> {
        let headers = server.last().headers.into_iter();
        headers
            .filter(|(name, _)| name == "x-a")
            .map(|(_, value)| value)
            .collect()
    };
    call.send().await.unwrap();
    assert_eq!(values(&server), ["1", "2"]);
    call.header("x-a", 3).send().await.unwrap();
    assert_eq!(values(&server), ["3"]);
}

#[tokio::test]
async fn json_is_asked_for_unless_the_call_asks_for_something_else() {
    let server = Server::json("null").await;
    let core = client_of(&server).build().unwrap();
    get(&core).send().await.unwrap();
    assert_eq!(
        server.last().header("accept"),
        Some("application/json, */*;q=0.5")
    );
    get(&core)
        .preset_header("Accept", "application/xml")
        .send()
        .await
        .unwrap();
    assert_eq!(server.last().header("accept"), Some("application/xml"));
    core.delete("{{baseUrl}}/h", &[]).send().await.unwrap();
    assert_eq!(server.last().header("accept"), Some("*/*"));
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_an_error_that_hides_its_value() {
    let server = Server::json("null").await;
    let core = client_of(&server).build().unwrap();
    for (name, value) in [("X-A ", "planted"), ("X-A", "planted\nX-B: 1")] {
        let error = get(&core).header(name, value).send().await.unwrap_err();
        assert!(matches!(error, Error::Request { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("planted"));
    }
    assert!(server.received().is_empty());
    assert!(matches!(
        client_of(&server).default_header("a b", "").build(),
        Err(Error::Client { .. })
    ));
}

#[tokio::test]
async fn a_user_in_the_url_is_sent_as_basic_credentials() {
    let server = Server::json("null").await;
    let address = server.url().replace("http://", "");
    let core = Core::builder()
        .setting("baseUrl", format!("http://us er:p@ss@{address}"))
        .build()
        .unwrap();
    get(&core).send().await.unwrap();
    assert_eq!(
        server.last().header("authorization"),
        Some("Basic dXMgZXI6cEBzcw==")
    );
    assert_eq!(server.last().target, "/h");
}

#[tokio::test]
async fn a_body_may_go_without_a_content_type_that_nobody_named() {
    let server = Server::json("null").await;
    let core = client_of(&server).build().unwrap();
    let post = || core.post("{{baseUrl}}/h", &[]).without_content_type();
    post().json_body("x").send().await.unwrap();
    assert_eq!(server.last().header("content-type"), None);
    post().form("a", 1).send().await.unwrap();
    assert_eq!(server.last().header("content-type"), None);
    let named = post().json_body("x").header("Content-Type", "text/x");
    named.send().await.unwrap();
    assert_eq!(server.last().header("content-type"), Some("text/x"));
}

#[tokio::test]
async fn a_default_accept_is_that_of_every_call() {
    let server = Server::json("null").await;
    let core = client_of(&server).default_header("Accept", "text/csv");
    get(&core.build().unwrap()).send().await.unwrap();
    assert_eq!(server.last().header("accept"), Some("text/csv"));
}
