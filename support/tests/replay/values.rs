//! Where values come from.

use serde_json::{Value, json};

use crate::server::Server;
use crate::{file, folder, run};

/// The body of what is sent for a request with these arguments.
async fn sent(only: &str, more: &[&str]) -> String {
    let server = Server::json("{}").await;
    let url = server.url();
    let mut arguments = vec!["--json", "--base-url", &url, "--only", only];
    arguments.extend(more);
    let lines = run(&arguments).await.text;
    match server.received().pop() {
        Some(request) => request.text(),
        None => panic!("nothing was sent: {lines}"),
    }
}

#[tokio::test]
async fn values_have_an_order() {
    let collection = json!({"variable": [{"value": "from-collection"}]}).to_string();
    let collection = file("collection.json", &collection);
    let values = file("values.json", r#"{"api_key": "from-values"}"#);
    let (by_collection, by_values) = (["--collection", &collection], ["--values", &values]);
    assert!(
        sent("Share", &by_collection)
            .await
            .contains("key=from-collection")
    );
    let both = [by_values, by_collection].concat();
    assert!(sent("Share", &both).await.contains("key=from-values"));
    let all = [&["--set", "api_key=from-set"][..], &both].concat();
    assert!(sent("Share", &all).await.contains("key=from-set"));
}

#[tokio::test]
async fn values_come_in_every_form_that_postman_writes() {
    for (name, values) in [
        ("map.json", json!({"name": "Grace", "age": 7})),
        (
            "oracle.json",
            json!({"collection": {"name": "Ada"}, "environment": {}, "effective": {"name": "Grace", "age": "7"}}),
        ),
        (
            "environment.json",
            json!({"name": "test", "values": [
                {"key": "name", "value": "Grace"}, {"key": "age", "value": "7", "enabled": true},
                {"key": "age", "value": "8", "enabled": false},
            ]}),
        ),
    ] {
        let values = file(name, &values.to_string());
        let body: Value =
            serde_json::from_str(&sent("Create", &["--values", &values]).await).unwrap();
        assert_eq!(body, json!({"name": "Grace", "age": 7}), "{name}");
    }
}

#[tokio::test]
async fn an_empty_value_in_the_collection_is_a_missing_one() {
    let collection = file("empty.json", r#"{"variable": [{"value": ""}]}"#);
    let share = run(&[
        "--json",
        "--base-url",
        "http://127.0.0.1:9",
        "--only",
        "Share",
        "--collection",
        &collection,
    ])
    .await;
    assert!(share.line("Share")["error"].to_string().contains("api_key"));
}

#[tokio::test]
async fn names_are_replaced_from_inside_out() {
    let body = sent(
        "Create",
        &[
            "--set",
            "name={{first{{which}}}}",
            "--set",
            "which=2",
            "--set",
            "first2=Joan",
        ],
    )
    .await;
    assert!(body.contains("Joan"), "{body}");
}

#[tokio::test]
async fn a_value_cannot_break_out_of_its_string() {
    let body = sent("Create", &["--set", r#"name=a "quoted\" name"#]).await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["name"], r#"a "quoted\" name"#);
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_not_sent_and_not_shown() {
    let create = run(&[
        "--json",
        "--base-url",
        "http://127.0.0.1:9",
        "--only",
        "Create",
        "--set",
        "age=hunter2",
    ])
    .await;
    let error = create.line("Create")["error"].to_string();
    assert!(
        error.contains("the saved body does not fit at line 1, column 24"),
        "{error}"
    );
    assert!(!create.text.contains("hunter2"), "{}", create.text);
}

#[tokio::test]
async fn dynamic_variables_get_a_value_of_their_kind() {
    let body = sent("Share", &["--set", "api_key=k-1234"]).await;
    let guid = body.split_once("mark=").unwrap().1;
    let groups: Vec<usize> = guid.split('-').map(str::len).collect();
    assert_eq!(groups, [8, 4, 4, 4, 12], "{guid}");
    assert_eq!(guid.as_bytes()[14], b'4');
    let given = sent("Share", &["--set", "api_key=k-1234", "--set", "$guid=mine"]).await;
    assert!(given.ends_with("mark=mine"), "{given}");
}

#[tokio::test]
async fn path_parameters_can_be_given() {
    let server = Server::json("{}").await;
    let url = server.url();
    run(&[
        "--base-url",
        &url,
        "--only",
        "Upload",
        "--fake-files",
        "--set",
        ":key=a/b",
    ])
    .await;
    assert_eq!(server.last().target, "/documents/a%2Fb");
}

#[tokio::test]
async fn a_made_up_file_has_its_name_and_known_bytes() {
    let body = sent("Upload", &["--fake-files"]).await;
    assert!(
        body.contains("name=\"scan\"; filename=\"scan.pdf\""),
        "{body}"
    );
    assert!(body.contains("\r\n\r\ncontent of scan.pdf\n\r\n"), "{body}");
}

#[tokio::test]
async fn files_are_looked_for_by_name_in_the_folder_given() {
    let folder = folder("uploads");
    std::fs::write(folder.join("scan.pdf"), "%PDF").unwrap();
    let body = sent("Upload", &["--files", folder.to_str().unwrap()]).await;
    assert!(body.contains("\r\n\r\n%PDF\r\n"), "{body}");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_asked_for() {
    let upload = run(&[
        "--json",
        "--base-url",
        "http://127.0.0.1:9",
        "--only",
        "Upload",
    ])
    .await;
    assert_eq!(
        upload.line("Upload")["error"],
        "the file `scan.pdf` is not there: give --files DIR or --fake-files"
    );
}

#[tokio::test]
async fn a_value_for_the_origin_is_needed_only_without_base_url() {
    let create = run(&["--json", "--only", "Create"]).await;
    let error = create.line("Create")["error"].to_string();
    assert!(error.contains("give --set baseUrl=VALUE"), "{error}");
    assert_eq!(create.line("Create")["url"], "{{baseUrl}}/patients");
    let server = Server::json("{}").await;
    let base = format!("{}/v2", server.url());
    run(&["--only", "Create", "--set", &format!("baseUrl={base}")]).await;
    run(&[
        "--only",
        "Create",
        "--set",
        "baseUrl=https://api.test/v3",
        "--base-url",
        &base,
    ])
    .await;
    let targets: Vec<String> = server
        .received()
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert_eq!(targets, ["/v2/patients", "/v3/patients"]);
}

#[tokio::test]
async fn the_collection_gives_its_variables_and_none_that_is_empty() {
    let collection = json!({"variable": [
        {"key": "name", "value": "Grace"}, {"key": "age", "value": ""}, {"key": "age", "value": "7", "disabled": true}]});
    let collection = file("variables.json", &collection.to_string());
    let body: Value =
        serde_json::from_str(&sent("Create", &["--collection", &collection]).await).unwrap();
    // Of an empty one, and of one that is switched off, the client's own value counts.
    assert_eq!(body, json!({"name": "Grace", "age": 36}));
}
