//! The printed schema accepts what is read, and refuses what is reported.

use std::path::Path;

use serde_json::Value;

fn fixture(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(path);
    let text = std::fs::read_to_string(&path).expect("the fixture is there");
    serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON")
}

/// v1 has a form of its own, and a wrapper is taken off first.
fn is_described(collection: &Value) -> bool {
    collection.get("item").is_some()
}

#[test]
fn the_schema_accepts_every_spelling_that_is_read_without_a_word() {
    let schema = collgen::schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut accepted = 0;
    for entry in std::fs::read_dir(root).expect("the fixtures are there") {
        let name = entry.expect("the entry can be read").file_name();
        let name = name.to_string_lossy();
        let path = format!("{name}/collection.json");
        if !Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(&path)
            .is_file()
        {
            continue;
        }
        let collection = fixture(&path);
        if !is_described(&collection) {
            continue;
        }
        let found = collgen::Generator::from_bytes("c.json", collection.to_string()).validate();
        let is_read = found.is_ok_and(|found| found.iter().all(|found| found.code != "wrong-type"));
        let errors: Vec<String> = validator
            .iter_errors(&collection)
            .map(|error| error.to_string())
            .collect();
        assert!(!is_read || errors.is_empty(), "{name}: {errors:?}");
        accepted += usize::from(errors.is_empty());
    }
    assert!(accepted > 50, "only {accepted} fixtures are accepted");
    for path in [
        "drchrono.postman_collection.json",
        "valid/every-member.json",
        "versions/v1-as-v2.1.json",
    ] {
        assert!(validator.is_valid(&fixture(path)), "{path}");
    }
}

#[test]
fn the_schema_refuses_what_is_reported_as_a_wrong_type() {
    let schema = collgen::schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for collection in [
        fixture("wrong-types/collection.json"),
        fixture("invalid/openapi.json"),
        serde_json::json!({ "item": [{ "request": { "url": "https://a.test/", "body": 5 } }] }),
        serde_json::json!({ "item": 5 }),
        serde_json::json!([]),
    ] {
        assert!(!validator.is_valid(&collection), "{collection}");
    }
}
