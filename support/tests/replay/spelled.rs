//! The replay sends what the collection saved, also where the typed call would say it otherwise or not at all.

use std::collections::BTreeMap;
use std::ffi::OsString;

use serde_json::{Value, json};

use crate::runner::Replay;
use crate::server::{Received, Server};
use crate::{connect, file};

/// What is sent for one saved request, and the line that is printed for it.
async fn sent(
    request: Value,
    call: fn(&crate::Client, &crate::runner::Saved<'_>) -> crate::Made,
    more: &[&str],
) -> (Option<Received>, String) {
    let blank = json!({"slot": "awsv4", "header": ["X-Key", ""], "needs": [
        {"name": "awsv4.key", "value": "{{nothing}}"}]});
    let data = json!({ "blanks": [blank], "requests": [request] }).to_string();
    let mut replay = Replay::new(data.leak());
    replay.request(0, call);
    let server = Server::json("{}").await;
    let url = server.url();
    let mut output = Vec::new();
    let arguments = [&["--json", "--base-url", &url], more].concat();
    let arguments = arguments.into_iter().map(OsString::from);
    let outcome = replay.run_with(arguments, &mut output, connect).await;
    outcome.expect("a replay");
    let line = String::from_utf8(output).expect("text");
    (server.received().pop(), line)
}

#[tokio::test]
async fn a_value_that_is_encoded_already_stays_as_it_is() {
    let request = json!({"route": "{{baseUrl}}/patients", "query": [
        {"name": "since", "value": "2026-01-01T10%3A00+02"}]});
    let (sent, line) = sent(
        request,
        |client, saved| saved.step(&client.list(saved.query("since")?)),
        &[],
    )
    .await;
    let target = sent.expect(&line).target;
    assert_eq!(target, "/patients?since=2026-01-01T10%3A00+02");
}

#[tokio::test]
async fn repeated_names_and_pairs_without_a_name_are_sent_where_they_stand() {
    let request = json!({"route": "{{baseUrl}}/patients", "query": [
        {"name": "since", "value": "1"}, {"name": "", "value": "x", "added": true},
        {"name": "since", "value": "2", "added": true}]});
    let (sent, line) = sent(
        request,
        |client, saved| saved.step(&client.list(saved.query("since")?)),
        &[],
    )
    .await;
    let target = sent.expect(&line).target;
    assert_eq!(target, "/patients?since=1&=x&since=2");
}

#[tokio::test]
async fn an_empty_argument_is_sent_as_postman_sends_it() {
    let request = json!({"route": "{{baseUrl}}/documents/:key",
        "arguments": [{"name": "key", "value": "{{nothing}}"}]});
    let (sent, line) = sent(
        request,
        |client, saved| saved.step(&client.upload(saved.argument("key")?, saved.file("scan")?)),
        &["--set", "nothing="],
    )
    .await;
    assert_eq!(sent.expect(&line).target, "/documents/");
}

#[tokio::test]
async fn a_typed_call_that_says_something_else_is_not_corrected() {
    let request = json!({"route": "{{baseUrl}}/patients", "query": [
        {"name": "since", "value": "1"}, {"name": "forgotten", "value": "2"}]});
    let (sent, line) = sent(
        request,
        |client, saved| saved.step(&client.list(saved.query("since")?)),
        &[],
    )
    .await;
    assert_eq!(sent.expect(&line).target, "/patients?since=1");
}

#[tokio::test]
async fn a_body_that_the_values_break_is_sent_as_it_is() {
    let request = json!({"route": "{{baseUrl}}/free", "body":
        {"name": "body", "value": "{\"n\": {{word}}, \"s\": \"{{word}}\"}"}});
    let (sent, line) = sent(
        request,
        |client, saved| saved.step(&client.free(&saved.body::<Value>()?)),
        &["--set", "word=two words"],
    )
    .await;
    let sent = sent.expect(&line);
    assert_eq!(sent.text(), "{\"n\": two words, \"s\": \"two words\"}");
    assert_eq!(sent.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_placeholder_for_a_number_is_sent_as_it_stands_and_another_text_is_not() {
    let of = |text: &str| {
        let body = json!({ "n": text }).to_string();
        json!({"route": "{{baseUrl}}/free", "body": {"name": "body", "value": body}})
    };
    let call: fn(&crate::Client, &crate::runner::Saved<'_>) -> crate::Made = |client, saved| {
        let numbers: BTreeMap<String, i64> = saved.body()?;
        saved.step(&client.free(&json!(numbers)))
    };
    let (received, line) = sent(of("<integer>"), call, &[]).await;
    assert_eq!(received.expect(&line).text(), r#"{"n":"<integer>"}"#);
    let (received, line) = sent(of("many"), call, &[]).await;
    assert!(received.is_none(), "{line}");
}

#[tokio::test]
async fn a_secret_is_read_from_the_collection_and_hidden_in_what_is_printed() {
    let request = json!({"route": "{{baseUrl}}/patients", "query": [
        {"name": "since", "secret": "/item/0/value"}]});
    let call: fn(&crate::Client, &crate::runner::Saved<'_>) -> crate::Made =
        |client, saved| saved.step(&client.list(saved.query("since")?));
    let (nothing, line) = sent(request.clone(), call, &[]).await;
    assert!(nothing.is_none());
    assert!(line.contains("give --collection FILE"), "{line}");
    let collection = file("secret.json", r#"{"item": [{"value": "hunter2"}]}"#);
    let (sent, line) = sent(request, call, &["--collection", &collection]).await;
    assert_eq!(sent.expect(&line).target, "/patients?since=hunter2");
    assert!(!line.contains("hunter2"), "{line}");
}

#[tokio::test]
async fn credentials_that_are_empty_in_the_collection_are_sent_as_postman_sends_them() {
    let request = json!({"route": "{{baseUrl}}/sign", "slot": "awsv4"});
    let call: fn(&crate::Client, &crate::runner::Saved<'_>) -> crate::Made =
        |client, saved| saved.step(&client.sign());
    let collection = file("blank.json", "{}");
    let empty = ["--set", "nothing=", "--collection", &collection];
    let (received, line) = sent(request.clone(), call, &empty).await;
    assert_eq!(received.expect(&line).header("x-key"), Some(""));
    let given = ["--set", "nothing=k", "--collection", &collection];
    for more in [&given[..], &empty[..2]] {
        let (received, line) = sent(request.clone(), call, more).await;
        assert!(received.is_none(), "{line}");
    }
}

#[tokio::test]
async fn a_host_without_a_scheme_is_no_path_where_a_value_has_one() {
    let request = json!({"route": "{{baseUrl}}/patients", "query": [
        {"name": "since", "value": "uri://x.test/Since%23Not now"}]});
    let (sent, line) = sent(
        request,
        |client, saved| saved.step(&client.list(saved.query("since")?)),
        &["--set", "baseUrl=wire.test"],
    )
    .await;
    let target = sent.expect(&line).target;
    assert_eq!(target, "/patients?since=uri://x.test/Since%23Not%20now");
}

#[tokio::test]
async fn a_body_whose_members_repeat_is_sent_with_the_last_of_them() {
    let saved = r#"{"name": "Ada", "age": 1, "age": 2}"#;
    let request = json!({"route": "{{baseUrl}}/patients", "body": {"value": saved}});
    let (sent, line) = sent(
        request,
        |client, saved| saved.step(&client.create(&saved.body()?)),
        &[],
    )
    .await;
    let sent: Value = serde_json::from_str(&sent.expect(&line).text()).expect("JSON");
    assert_eq!(sent, json!({"name": "Ada", "age": 2}));
}

#[tokio::test]
async fn empty_credentials_of_a_header_written_by_hand_leave_the_header() {
    let collection = file("empty.json", r#"{"variable": []}"#);
    let request = json!({"route": "{{baseUrl}}/sign", "slot": "awsv4",
        "by_hand": ["Authorization", "Bearer {{nothing}}"]});
    let (sent, line) = sent(
        request,
        |client, saved| saved.step(&client.sign()),
        &["--collection", &collection, "--set", "nothing="],
    )
    .await;
    assert_eq!(sent.expect(&line).header("authorization"), Some("Bearer"));
}

#[tokio::test]
async fn secrets_are_found_in_the_texts_of_older_collections() {
    let collection = json!({
        "helperAttributes": json!({"key": "from-json"}).to_string(),
        "headers": "Accept: */*\nX-Key: from-header\n",
        "url": "https://wire.test/a?b=1&key=from-url#c",
    });
    let collection = file("older.json", &collection.to_string());
    for (pointer, secret) in [
        ("/helperAttributes/key", "from-json"),
        ("/headers/1/value", "from-header"),
        ("/url/1/value", "from-url"),
        ("/url/query/1/value", "from-url"),
    ] {
        let request = json!({"route": "{{baseUrl}}/share", "query": [{"name": "key", "secret": pointer}],
            "form": [{"name": "mark", "value": ""}]});
        let (sent, line) = sent(
            request,
            |client, saved| saved.step(&client.share(saved.query("key")?, saved.form("mark")?)),
            &["--collection", &collection],
        )
        .await;
        let sent = sent.expect(&line);
        assert_eq!(sent.target, format!("/share?key={secret}"), "{pointer}");
    }
}
