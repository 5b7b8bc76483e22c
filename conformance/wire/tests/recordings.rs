//! The recordings belong to the fixtures as they are.

use wire_conformance::{Message, PATH, QUERY, Recording, Rule, Unsent, compare, fixtures};

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

fn rules(left: &Message, right: &Message) -> Vec<Option<Rule>> {
    let found = compare(left, right);
    found.iter().map(|difference| difference.rule).collect()
}

#[test]
fn what_an_address_cannot_hold_may_be_encoded_and_dots_be_resolved() {
    let of = |target: &str| message(target, "text/plain", "x");
    let encoded = rules(&of("/{x}?q=\"<>"), &of("/%7Bx%7D?q=%22%3C%3E"));
    assert_eq!(encoded, [Some(Rule::EncodedAddress); 2]);
    assert_eq!(rules(&of("/a"), &of("/%61")), [None]);
    assert_eq!(
        rules(&of("/a/.././b"), &of("/b")),
        [Some(Rule::DotSegments)]
    );
    assert_eq!(rules(&of("/a/../b"), &of("/a/b")), [None]);
}

#[test]
fn a_signature_may_differ_and_nothing_beside_it() {
    let signed = |value: &str| {
        let mut signed = message("/", "text/plain", "x");
        let header = ("Authorization".to_owned(), value.to_owned());
        signed.headers.extend((!value.is_empty()).then_some(header));
        signed
    };
    let (one, other) = (signed("Hawk mac=\"1\""), signed("Hawk mac=\"2\""));
    assert_eq!(rules(&one, &other), [Some(Rule::Signature)]);
    assert_eq!(rules(&one, &signed("Bearer x")), [None]);
    assert_eq!(rules(&one, &signed("")), [None]);
    assert_eq!(rules(&signed("Basic 1"), &signed("Basic 2")), [None]);
    let digest = signed("Digest nonce=\"1\"");
    assert_eq!(rules(&digest, &signed("")), [Some(Rule::ChallengeFirst)]);
    let query = |signature| message(&format!("/?a=1&oauth_signature={signature}"), "", "x");
    assert_eq!(rules(&query(1), &query(2)), [Some(Rule::Signature)]);
    assert_eq!(
        rules(&query(1), &message("/?a=2&oauth_signature=1", "", "x")),
        [None]
    );
}

#[test]
fn one_pair_of_a_query_may_have_moved_to_its_end() {
    let of = |target: &str| message(target, "text/plain", "x");
    let moved = rules(&of("/?key=k&a=1&b=2"), &of("/?a=1&b=2&key=k"));
    assert_eq!(moved, [Some(Rule::CredentialsLast)]);
    for other in ["/?b=2&a=1&key=k", "/?a=1&b=2", "/?a=1&b=2&key=l"] {
        assert_eq!(rules(&of("/?key=k&a=1&b=2"), &of(other)), [None], "{other}");
    }
}

#[test]
fn the_port_that_is_the_scheme_s_own_may_be_written() {
    let mut one = message("/", "text/plain", "x");
    one.host.push_str(":80");
    assert_eq!(rules(&one, &message("/", "text/plain", "x")), []);
}

#[test]
fn blanks_around_the_value_of_a_header_are_not_of_it() {
    let (one, other) = (message("/", " text/x ", "x"), message("/", "text/x", "x"));
    assert_eq!(rules(&one, &other), []);
}

#[test]
fn white_space_is_no_body() {
    let one = message("/", "text/plain", " \n");
    let mut other = message("/", "text/plain", "");
    other.headers.clear();
    assert_eq!(rules(&one, &other), [Some(Rule::BlankBody); 2]);
    assert_eq!(rules(&message("/", "text/plain", "x"), &other), [None; 2]);
}

#[test]
fn a_request_may_stay_unsent_only_by_a_rule() {
    let of = |host: &str| Message {
        host: host.to_owned(),
        ..message("/", "", "")
    };
    for host in ["<account>.test", "two words", "{{host}", ""] {
        let rule = Unsent::of(&of(host));
        assert_eq!(rule, Some(Unsent::ImpossibleHost), "{host}");
    }
    for host in ["wire.test:8080", "[::1]", "a_b.test"] {
        assert_eq!(Unsent::of(&of(host)), None, "{host}");
    }
    let blank = Unsent::of(&of("about:blank"));
    assert_eq!(blank, Some(Unsent::NoAddress));
}

#[test]
fn the_addresses_of_reqwest_encode_these_characters_and_no_other() {
    let visible = || (0x21_u8..0x7f).map(char::from);
    let kept = |part: &dyn Fn(&reqwest::Url) -> String, mark: char, character: char| {
        let url = reqwest::Url::parse(&format!("http://wire.test/{mark}a{character}b"));
        part(&url.expect("a URL")).contains(character)
    };
    let path = |url: &reqwest::Url| url.path().to_owned();
    let query = |url: &reqwest::Url| url.query().unwrap_or_default().to_owned();
    // What ends the part is no part of it, and a back slash is a slash.
    let encoded = visible().filter(|character| !"#?\\".contains(*character));
    let encoded: String = encoded.filter(|other| !kept(&path, '.', *other)).collect();
    assert_eq!(encoded, sorted(PATH));
    let encoded = visible().filter(|character| *character != '#');
    let encoded: String = encoded.filter(|other| !kept(&query, '?', *other)).collect();
    assert_eq!(encoded, sorted(QUERY));
}

fn sorted(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters.into_iter().collect()
}

#[test]
fn a_signature_without_keys_may_be_left_out_and_a_typed_segment_be_one() {
    let mut keyless = message("/", "text/plain", "x");
    let mut bare = keyless.clone();
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let authorization = "AWS4-HMAC-SHA256 Credential=undefined/20261125/us-east-1/s3/aws4_request";
    keyless.headers.push(header("Authorization", authorization));
    keyless
        .headers
        .push(header("X-Amz-Date", "20261125T000000Z"));
    assert_eq!(rules(&keyless, &bare), [Some(Rule::NoKeys); 2]);
    bare.headers.push(header("Authorization", "Basic x"));
    assert_eq!(rules(&keyless, &bare), [None, Some(Rule::NoKeys)]);
    let of = |target: &str| message(target, "text/plain", "x");
    let typed = of("/a/[object%20Object]");
    assert_eq!(rules(&typed, &of("/a/b")), [Some(Rule::TypedSegment)]);
    for other in ["/b/b", "/a/b/c", "/a"] {
        assert_eq!(rules(&typed, &of(other)), [None], "{other}");
    }
}
