//! What auth blocks become: slots, what only the user knows, and what the collection decides.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use collgen::{Generated, Generator};
use serde_json::{Value, json};

fn fixture(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join(format!("fixtures/auth/{name}.postman_collection.json"))
}

fn generate(name: &str) -> Generated {
    Generator::new(fixture(name)).generate().unwrap()
}

fn file<'g>(generated: &'g Generated, path: &str) -> &'g str {
    let found = generated.files.get(path);
    found.unwrap_or_else(|| panic!("no {path}"))
}

/// A collection whose requests have these auth blocks, below one for all of them.
fn collection(whole: Value, blocks: &[Value]) -> Generated {
    let items: Vec<Value> = blocks
        .iter()
        .enumerate()
        .map(|(number, auth)| {
            json!({"name": format!("call {number}"),
                "request": {"method": "GET", "url": "https://a.test/", "auth": auth}})
        })
        .collect();
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    let text = json!({"info": {"name": "t", "schema": schema}, "auth": whole, "item": items});
    let generator = Generator::from_bytes("t.json", text.to_string());
    generator.generate().unwrap()
}

/// The credentials that each request asks for, by the order of the requests.
fn asked(generated: &Generated) -> Vec<&str> {
    let api = file(generated, "src/api/mod.rs");
    let calls = api.split("pub fn ").skip(1);
    calls
        .filter(|call| call.contains(".get("))
        .map(|call| match call.split_once(".auth(\"") {
            Some((_, slot)) => slot.split('"').next().unwrap_or_default(),
            None if call.contains(".without_auth()") => "none",
            None => "first",
        })
        .collect()
}

#[test]
fn the_credentials_of_every_scheme_read_as_a_user_would_write_them() {
    let generated = generate("schemes");
    insta::assert_snapshot!("credentials", file(&generated, "src/credentials.rs"));
}

#[test]
fn what_is_generated_for_every_scheme_is_left_as_it_is_by_rustfmt() {
    for name in ["schemes", "logins"] {
        let generated = generate(name);
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in generated.files.iter() {
            let target = folder.path().join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, text).unwrap();
        }
        let output = Command::new("rustfmt")
            .args(["--edition", "2024", "--check"])
            .arg(folder.path().join("src/lib.rs"))
            .arg(folder.path().join("examples/replay.rs"))
            .output()
            .expect("rustfmt comes with the toolchain");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
    }
}

#[test]
fn no_literal_of_a_block_is_generated_unless_it_is_the_collections_to_decide() {
    let logins = generate("logins");
    let generated = generate("schemes");
    for (path, text) in generated.files.iter().chain(logins.files.iter()) {
        assert!(!text.contains("literal-"), "{path}");
        assert!(!text.contains("saved-token"), "{path}");
    }
    let saved = file(&generated, "examples/replay/saved.json");
    assert!(
        saved.contains(
            r#"{"name":"basic.password","pointer":"/item/2/request/auth/basic/1/value","secret":true}"#
        ),
        "the replay knows where the collection has it"
    );
}

#[test]
fn a_crate_has_the_modules_and_dependencies_of_its_own_schemes_only() {
    let bearer = json!({"type": "bearer", "bearer": [{"key": "token", "value": "{{t}}"}]});
    let generated = collection(bearer, &[Value::Null]);
    let auth: Vec<&str> = generated
        .files
        .iter()
        .map(|(path, _)| path)
        .filter(|path| path.starts_with("src/auth/"))
        .collect();
    assert_eq!(
        auth,
        [
            "src/auth/authorize.rs",
            "src/auth/error.rs",
            "src/auth/mod.rs",
            "src/auth/placement.rs",
            "src/auth/schemes/bearer.rs",
            "src/auth/schemes/message.rs",
            "src/auth/secret.rs",
        ]
    );
    let manifest = file(&generated, "Cargo.toml");
    for heavy in ["sha2", "hmac", "getrandom", "url", "base64"] {
        assert!(!manifest.contains(&format!("\n{heavy} =")), "{heavy}");
    }
}

#[test]
fn the_nearest_block_counts_and_noauth_stops_inheritance() {
    let basic =
        |user: &str| json!({"type": "basic", "basic": [{"key": "username", "value": user}]});
    let generated = collection(
        basic("{{a}}"),
        &[
            Value::Null,
            json!({}),
            json!({"type": null}),
            json!(false),
            json!("basic"),
            json!({"type": "noauth", "noauth": []}),
            json!({"type": ""}),
            basic("{{a}}"),
            basic("{{b}}"),
            json!({"type": "basic", "bearer": [{"key": "token", "value": "x"}]}),
        ],
    );
    let expected = [
        "first",
        "first",
        "first",
        "first",
        "first",
        "none",
        "none",
        "first",
        "basic_b",
        "basic_call_9",
    ];
    assert_eq!(asked(&generated), expected);
}

#[test]
fn blocks_that_differ_only_in_their_secrets_are_slots_of_their_own() {
    let bearer =
        |token: &str| json!({"type": "bearer", "bearer": [{"key": "token", "value": token}]});
    let blocks = [bearer("one"), bearer("two"), bearer("one")];
    let generated = collection(Value::Null, &blocks);
    assert_eq!(asked(&generated), ["first", "bearer_call_1", "first"]);
}

#[test]
fn an_auth_type_that_nobody_knows_is_refused_by_name_and_does_not_inherit() {
    let generated = collection(json!({"type": "inherit"}), &[Value::Null]);
    let codes: Vec<&str> = generated
        .diagnostics
        .iter()
        .map(|found| found.code)
        .collect();
    assert!(codes.contains(&"unknown-auth-type"), "{codes:?}");
    let client = file(&generated, "src/client.rs");
    assert!(!client.contains(".slot(\""));
}

#[test]
fn every_grant_reads_as_a_user_would_write_it() {
    let generated = generate("logins");
    insta::assert_snapshot!("logins", file(&generated, "src/credentials.rs"));
}

#[test]
fn keys_of_another_grant_are_leftovers() {
    let credentials = generate("logins");
    let credentials = file(&credentials, "src/credentials.rs");
    assert!(!credentials.contains("left.over"));
}

#[test]
fn a_login_that_differs_in_scopes_only_is_the_same_login() {
    let login = |scope: &str| {
        json!({"type": "oauth2", "oauth2": [
            {"key": "grant_type", "value": "client_credentials"},
            {"key": "accessTokenUrl", "value": "https://a.test/token"},
            {"key": "clientId", "value": "{{id}}"},
            {"key": "scope", "value": scope}]})
    };
    let generated = collection(Value::Null, &[login("read"), login("write read")]);
    assert_eq!(asked(&generated), ["first", "first"]);
    let credentials = file(&generated, "src/credentials.rs");
    assert!(credentials.contains("[scopes::READ, scopes::WRITE]"));
}
