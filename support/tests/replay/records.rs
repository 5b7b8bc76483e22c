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
async fn objects_are_counted_by_themselves_where_other_values_stand_beside_them() {
    let (_, record) = recorded(
        "objects",
        r#"{"all": [{"id": 1}, null, 2], "one": {"id": 1}}"#,
    )
    .await;
    let items = &record["body"]["properties"]["all"]["items"];
    assert_eq!(
        (&items["x-seen"], &items["x-objects"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(
        record["body"]["properties"]["one"]["x-objects"],
        Value::Null
    );
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
        json!({"type": "string", "maxLength": 16, "x-seen": 3, "x-empty": 1})
    );
}

/// Everything that a recording consists of: names and bytes of its files.
fn everything(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all += &path.file_name().unwrap().to_string_lossy();
        all += &String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
    }
    all
}

/// What was planted; each piece is looked for by itself and in any case.
const PLANTED: [&str; 22] = [
    "lovelace",
    "ada",
    "grace",
    "hopper",
    "müller",
    "山田",
    "x.test",
    "111-22-3333",
    "1815",
    "12-10",
    "7946",
    "123456789012345678901234567890",
    "98765",
    "4111",
    "6ba7b810",
    "a1b2c3d4",
    "QWRhIExvdmVsYWNl",
    "eyJhbGci",
    "s3cr3t",
    "AKIAIOSFODNN",
    "deadbeef",
    "room_101",
];

fn assert_clean(all: &str, what: &str) {
    let lower = all.to_lowercase();
    for planted in PLANTED {
        assert!(
            !lower.contains(&planted.to_lowercase()),
            "{what}: {planted} in {all}"
        );
    }
}

/// An answer with somebody's data at every depth, as values and as names.
fn full_of_people() -> String {
    let keyed = json!({
        "ada@x.test": {"name": "Lovelace", "note": "111-22-3333"},
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8": [{"a1b2c3d4e5f6": "QWRhIExvdmVsYWNl"}],
        "98765": {"1815-12-10": {"room_101": true}},
        "Ada Lovelace": "Müller 山田",
        "山田": 7946,
        "O'Lovelace": null,
        "123456789012345678901234567890": 1,
        "QWRhIExvdmVsYWNl": 4111,
        "AKIAIOSFODNNEXAMPLE": "s3cr3t",
        "deadbeef": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.QWRhIExvdmVsYWNl",
        "our_patient_lovelace_came_in_on_a_monday_and_left_again_without_a_bill": 1,
        "@ada_lovelace": "4111 1111 1111 1111",
    });
    let ages = json!({"Lovelace": 36, "Hopper": 85});
    let strangers = json!([{"lovelace": 1}, {"hopper": 2}, {"grace": 3}]);
    json!({
        "total": 3,
        "ages": ages,
        "strangers": strangers,
        "deep": [[{"inner": {"people": keyed}}]],
        "people": {"lovelace": {"n": 1}, "hopper": {"n": 2}, "grace": {"n": 98765}},
        "big": 123456789012345678901234567890_f64,
    })
    .to_string()
    .replace("1.2345678901234568e29", "123456789012345678901234567890")
}

#[tokio::test]
async fn nothing_of_people_is_in_the_files_or_their_names_whatever_the_answer_is() {
    let people = full_of_people();
    let bodies = [
        people.clone(),
        format!("[{people}, {people}]"),
        "\"Ada Lovelace\"".to_owned(),
        "123456789012345678901234567890".to_owned(),
        "Ada Lovelace, 111-22-3333".to_owned(),
        "<html><body>Ada Lovelace ada@x.test</body></html>".to_owned(),
        "<?xml version=\"1.0\"?><p><name>山田</name><ssn>111-22-3333</ssn></p>".to_owned(),
        format!("{}, \"Lovelace", &people[..people.len() - 9]),
        "data: {\"name\": \"Lovelace\"}\n\n".to_owned(),
        String::new(),
    ];
    for status in [200, 201, 302, 400, 404, 422, 500, 503] {
        for (at, body) in bodies.iter().enumerate() {
            let body = body.clone();
            let server = Server::start(move |_, _| {
                Answer::new(status, body.clone())
                    .header(
                        "content-type",
                        "application/ada.lovelace+json; name=\"Lovelace\"",
                    )
                    .header("location", "https://ada:s3cr3t@x.test/98765?token=eyJhbGci")
                    .header(
                        "link",
                        "<https://x.test/p?cursor=QWRhIExvdmVsYWNl>; rel=\"next\"",
                    )
                    .header("set-cookie", "session=a1b2c3d4; Domain=x.test")
                    .header("x-patient", "Ada Lovelace 111-22-3333")
                    .header("retry-after", "0")
            })
            .await;
            let (url, folder) = (server.url(), folder(&format!("people-{status}-{at}")));
            run(&[
                "--base-url",
                &url,
                "--set",
                "day=1815-12-10 ada@x.test",
                "--set",
                "name=Ada Lovelace",
                "--set",
                "age=98765",
                "--set",
                "api_key=eyJhbGci.s3cr3t",
                "--record",
                folder.to_str().unwrap(),
            ])
            .await;
            let all = everything(&folder);
            assert!(
                all.contains("patients"),
                "{status}: nothing was recorded: {all}"
            );
            assert_clean(&all, &format!("{status} {at}"));
            std::fs::remove_dir_all(&folder).unwrap();
        }
    }
}

#[tokio::test]
async fn a_length_is_told_in_powers_of_two_and_a_media_type_only_where_it_is_a_usual_one() {
    let (_, record) = recorded(
        "lengths",
        r#"{"token": "abcdefghijklmnopqrstu", "sex": "F"}"#,
    )
    .await;
    let properties = &record["body"]["properties"];
    assert_eq!(properties["token"]["maxLength"], 32);
    assert_eq!(properties["sex"]["maxLength"], 1);
}

#[tokio::test]
async fn what_texts_look_like_is_told_by_its_name() {
    let body = r#"{"a": "2026-01-01", "b": "08:30", "c": "2026-01-01T08:30:00", "d": "2026-01-01T08:30:00Z",
        "e": "12", "f": "-12.50", "g": "https://x.test", "h": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "i": "ada@x.test", "j": "-", "k": "1.2.3", "l": "6ba7b810-9dad"}"#;
    let (_, record) = recorded("formats", body).await;
    let properties = record["body"]["properties"].as_object().unwrap();
    let formats: Vec<_> = properties
        .values()
        .map(|one| one["format"].as_str())
        .collect();
    assert_eq!(
        formats,
        [
            Some("date"),
            Some("time"),
            Some("naive-date-time"),
            Some("date-time"),
            Some("digits"),
            Some("decimal"),
            Some("uri"),
            Some("uuid"),
            Some("email"),
            None,
            None,
            None,
        ]
    );
}
