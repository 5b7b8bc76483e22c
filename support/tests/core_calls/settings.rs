//! `{{name}}`.

use collgen_support::core::{Call, Core, Error};
use serde_json::Value;

use crate::client_of;
use crate::server::Server;

#[test]
fn settings_may_lead_to_settings() {
    let core = Core::builder()
        .setting("baseUrl", "{{scheme}}://{{host}}")
        .setting("scheme", "https")
        .setting("host", "api.example.com")
        .setting("api.v2", "second")
        .setting("which", "v2")
        .build()
        .unwrap();
    let call: Call<Value> = core
        .get("{{baseUrl}}/{{api.{{which}}}}/{{{which}}}", &[])
        .json();
    assert_eq!(
        call.url().unwrap().as_str(),
        "https://api.example.com/second/%7Bv2%7D"
    );
    assert_eq!(
        core.setting("baseUrl").as_deref(),
        Some("https://api.example.com")
    );
}

#[test]
fn a_setting_that_leads_to_itself_comes_to_an_end() {
    let core = Core::builder()
        .setting("host", "example.com")
        .setting("a", "{{a}}")
        .build()
        .unwrap();
    let call: Call<Value> = core.get("{{host}}/{{a}}", &[]).json();
    assert_eq!(call.url().unwrap().path(), "/%7B%7Ba%7D%7D");
}

#[tokio::test]
async fn a_missing_setting_is_named_and_nothing_is_sent() {
    let server = Server::json("null").await;
    let core = client_of(&server).build().unwrap();
    let call: Call<Value> = core.get("{{baseUrl}}/:id/{{practice}}", &[&1]).json();
    let error = call.send().await.unwrap_err();
    assert!(
        matches!(&error, Error::Setting { name, .. } if name == "practice"),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "GET /:id/{{practice}}: the setting `practice` has no value"
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn saved_texts_are_searched_for_settings() {
    let server = Server::json("null").await;
    let core = client_of(&server)
        .setting("x", "a b")
        .setting("n", "name")
        .build()
        .unwrap();
    let call: Call<Value> = core.post("{{baseUrl}}/s", &[]).json();
    let call = call
        .preset_query("{{n}}", "<{{x}}>")
        .preset_header("X-{{n}}", "{{x}}!");
    call.clone()
        .preset_body("text/plain", "{\"k\": {{x}}}")
        .send()
        .await
        .unwrap();
    let received = server.last();
    assert_eq!(received.target, "/s?name=%3Ca%20b%3E");
    assert_eq!(received.header("x-name"), Some("a b!"));
    assert_eq!(received.text(), "{\"k\": a b}");
    call.preset_form("{{n}}", "{{x}}+").send().await.unwrap();
    assert_eq!(server.last().text(), "name=a%20b%2B");
}

#[tokio::test]
async fn given_texts_are_literal() {
    let server = Server::json("null").await;
    let core = client_of(&server).setting("x", "wrong").build().unwrap();
    let call: Call<Value> = core.post("{{baseUrl}}/:a", &[&"{{x}}"]).json();
    let call = call.query("{{x}}", "{{x}}").header("X-A", "{{x}}");
    call.clone().form("f", "{{x}}").send().await.unwrap();
    let received = server.last();
    assert_eq!(received.target, "/%7B%7Bx%7D%7D?{{x}}={{x}}");
    assert_eq!(received.header("x-a"), Some("{{x}}"));
    assert_eq!(received.text(), "f=%7B%7Bx%7D%7D");
    call.clone()
        .text_body("text/plain", "{{x}}")
        .send()
        .await
        .unwrap();
    assert_eq!(server.last().text(), "{{x}}");
    call.json_body("{{x}}").send().await.unwrap();
    assert_eq!(server.last().text(), "\"{{x}}\"");
}

#[tokio::test]
async fn all_calls_can_be_sent_to_one_origin() {
    let server = Server::json("null").await;
    let core = Core::builder()
        .setting("baseUrl", "https://app.example.com/v4")
        .send_all_to(server.url().parse().unwrap())
        .build()
        .unwrap();
    let call: Call<Value> = core.get("{{baseUrl}}/api/:id", &[&1]).json();
    call.query("since", "2026-01-01").send().await.unwrap();
    assert_eq!(server.last().target, "/v4/api/1?since=2026-01-01");
}

#[test]
fn a_name_built_from_others_that_nobody_knows_stands_as_it_is() {
    let core = Core::builder()
        .setting("host", "example.com")
        .setting("which", "x")
        .build()
        .unwrap();
    let call: Call<Value> = core.get("{{host}}/{{api.{{which}}}}", &[]).json();
    assert_eq!(call.url().unwrap().path(), "/%7B%7Bapi.x%7D%7D");
}

#[test]
fn dynamic_variables_have_another_value_wherever_they_stand() {
    let core = Core::builder()
        .setting("host", "example.com")
        .build()
        .unwrap();
    let call: Call<Value> = core.get("{{host}}/{{$guid}}/{{$guid}}", &[]).json();
    let url = call.url().unwrap();
    let segments: Vec<&str> = url.path_segments().unwrap().collect();
    assert_eq!(segments.len(), 2);
    assert_ne!(segments[0], segments[1]);
    assert!(segments.iter().all(|guid| guid.len() == 36), "{url}");
    assert_ne!(call.url().unwrap(), url);
    let given = Core::builder()
        .setting("host", "example.com")
        .setting("$guid", "mine")
        .build()
        .unwrap();
    let call: Call<Value> = given.get("{{host}}/{{$guid}}", &[]).json();
    assert_eq!(call.url().unwrap().path(), "/mine");
}

#[test]
fn a_handle_with_another_setting_leaves_the_first_as_it_was() {
    let core = Core::builder()
        .base("{{baseUrl}}")
        .setting("baseUrl", "https://{{host}}")
        .setting("host", "api.example.com")
        .setting("room", "1")
        .build()
        .unwrap();
    let url = |core: &Core| core.get("/rooms/{{room}}", &[]).url().unwrap().to_string();
    let other = core.with_setting("room", "a/2");
    assert_eq!(url(&other), "https://api.example.com/rooms/a/2");
    let moved = other.with_setting("host", "test.example.com");
    assert_eq!(url(&moved), "https://test.example.com/rooms/a/2");
    assert_eq!(url(&core), "https://api.example.com/rooms/1");
}
