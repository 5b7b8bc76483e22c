//! The recordings belong to the fixtures as they are.

use wire_conformance::{Message, Recording, Rule, compare, fixtures};

#[test]
fn every_recording_was_made_of_its_collection_as_it_is_now() {
    for fixture in fixtures().expect("fixtures") {
        let recording = fixture.recording().expect("a recording");
        recording.check(&fixture).expect("a recording of today");
        assert!(!recording.requests.is_empty());
    }
}

#[test]
fn a_recording_of_another_collection_is_stale() {
    let fixtures = fixtures().expect("fixtures");
    let recording: Recording = fixtures[0].recording().expect("a recording");
    let problem = recording
        .check(&fixtures[1])
        .expect_err("another collection");
    assert!(problem.contains("npm run record"), "{problem}");
    let mut changed = fixtures[0].clone();
    changed.values.insert("x".into(), "y".into());
    let problem = recording.check(&changed).expect_err("other values");
    assert!(problem.contains("the values"), "{problem}");
}

fn message(target: &str, content_type: &str, body: &str) -> Message {
    Message {
        method: "POST".into(),
        scheme: "http".into(),
        host: "wire.test".into(),
        target: target.into(),
        headers: vec![("Content-Type".into(), content_type.into())],
        body: Some(body.into()),
        ..Message::default()
    }
}

#[test]
fn another_byte_anywhere_is_a_difference() {
    let one = message("/a?b=1", "text/plain", "x");
    assert_eq!(compare(&one, &one), []);
    for (other, part) in [
        (message("/b?b=1", "text/plain", "x"), "path"),
        (message("/a?b=%31", "text/plain", "x"), "query"),
        (message("/a", "text/plain", "x"), "query"),
        (message("/a?b=1", "text/xml", "x"), "headers"),
        (message("/a?b=1", "text/plain", "y"), "body"),
        (
            Message {
                method: "PUT".into(),
                ..one.clone()
            },
            "method",
        ),
        (
            Message {
                scheme: "https".into(),
                ..one.clone()
            },
            "scheme and host",
        ),
    ] {
        let found = compare(&one, &other);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].part, found[0].rule), (part, None));
    }
}

#[test]
fn the_same_json_value_in_other_bytes_is_allowed_by_its_rule() {
    let one = message("/", "application/json", "{\"a\": 1, \"b\": [1.0]}");
    let same = message("/", "application/json", "{\"b\":[1.0],\"a\":1}");
    let other = message("/", "application/json", "{\"b\":[1.5],\"a\":1}");
    let rules = |other| -> Vec<_> {
        compare(&one, other)
            .iter()
            .map(|found| found.rule)
            .collect()
    };
    assert_eq!(rules(&same), [Some(Rule::JsonValue)]);
    assert_eq!(rules(&other), [None]);
}

#[test]
fn parts_are_compared_without_their_boundary() {
    let body = |boundary: &str, name: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nx\r\n--{boundary}--\r\n"
        )
    };
    let form = |boundary: &str, name: &str| {
        let content_type = format!("multipart/form-data; boundary={boundary}");
        message("/", &content_type, &body(boundary, name))
    };
    let rules = |left: &Message, right: &Message| -> Vec<_> {
        let found = compare(left, right);
        found.iter().map(|difference| difference.rule).collect()
    };
    let one = form("one", "a");
    assert_eq!(
        rules(&one, &form("two", "a")),
        [Some(Rule::MultipartLayout)]
    );
    assert_eq!(rules(&one, &form("two", "b")), [None]);
    let raw = form("one", "a\"b");
    assert_eq!(
        rules(&raw, &form("two", "a%22b")),
        [Some(Rule::EscapedPartName)]
    );
}
