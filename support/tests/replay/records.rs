//! Shapes of answers.

use serde_json::{Value, json};

use crate::server::{Answer, Server};
use crate::{folder, run};

/// What is recorded of an answer with this body.
async fn recorded(name: &str, body: &'static str) -> (String, Value) {
    let server = Server::start(move |_, _| {
        Answer::new(200, body).header("content-type", "application/json; charset=utf-8")
    })
    .await;
    let (url, folder) = (server.url(), folder(name));
    run(&[
        "--base-url",
        &url,
        "--only",
        "Create",
        "--record",
        folder.to_str().unwrap(),
    ])
    .await;
    let text = std::fs::read_to_string(folder.join("2.json")).unwrap();
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

#[tokio::test]
async fn types_and_presence_are_recorded() {
    let body = r#"{"results": [{"id": 1, "copay": null}, {"id": 2, "copay": "5.00", "paid": true}], "next": null}"#;
    let (_, record) = recorded("presence", body).await;
    let item = json!({
        "type": "object",
        "properties": {
            "id": {"type": "integer", "x-seen": 2},
            "copay": {
                "type": ["null", "string"], "format": "decimal", "maxLength": 4, "x-seen": 2,
                "x-null": 1,
            },
            "paid": {"type": "boolean", "x-seen": 1},
        },
        "required": ["copay", "id"],
        "x-seen": 2,
    });
    assert_eq!(record["media_type"], "application/json");
    assert_eq!(
        (&record["status"], &record["route"]),
        (&json!(200), &json!("{{baseUrl}}/patients"))
    );
    assert_eq!(
        record["body"]["properties"]["results"],
        json!({"type": "array", "items": item, "x-seen": 1})
    );
    assert_eq!(record["body"]["required"], json!(["next", "results"]));
}

#[tokio::test]
async fn no_value_and_no_key_that_may_be_one_is_recorded() {
    let body = r#"{"ada@example.com": {"paid": 17.25}, "2026-01-01": {"note": "Lovelace"}, "6ba7b810-9dad": {"note": "Hopper"}, "Ada Lovelace": {}}"#;
    let (text, record) = recorded("data", body).await;
    for trace in ["ada", "2026", "6ba7", "17.25", "Lovelace", "Hopper"] {
        assert!(!text.contains(trace), "{trace}: {text}");
    }
    let others = &record["body"]["additionalProperties"];
    assert_eq!(
        others["properties"],
        json!({
            "note": {"type": "string", "maxLength": 8, "x-seen": 2},
            "paid": {"type": "number", "x-seen": 1},
        })
    );
    assert_eq!(others["required"], json!([]));
}

#[tokio::test]
async fn a_body_that_is_no_json_has_no_shape() {
    let (text, record) = recorded("text", "<p>Lovelace</p>").await;
    assert_eq!(record["body"], json!(null));
    assert!(!text.contains("Lovelace"), "{text}");
}

#[tokio::test]
async fn objects_that_are_all_alike_are_keyed_by_data() {
    let body = r#"{"patients": {"lovelace": {"ssn": "111-22-3333"}, "hopper": {"ssn": "222-33-4444"}, "curie": {"ssn": ""}}}"#;
    let (text, record) = recorded("alike", body).await;
    for trace in ["lovelace", "hopper", "curie", "111", "3333", "222-"] {
        assert!(!text.contains(trace), "{trace}: {text}");
    }
    let patients = &record["body"]["properties"]["patients"];
    assert_eq!(
        patients["additionalProperties"]["properties"]["ssn"],
        json!({"type": "string", "maxLength": 11, "x-seen": 3, "x-empty": 1})
    );
}
