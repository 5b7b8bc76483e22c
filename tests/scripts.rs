//! What scripts say ends in the documentation of the generated crate; they are never run.

use std::path::Path;

use collgen::{Generator, Stage};
use serde_json::{Value, json};

fn generator(feature: &str) -> Generator {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    Generator::new(fixtures.join(feature).join("collection.json"))
}

/// All generated documentation as one text.
fn docs(feature: &str) -> String {
    let generated = generator(feature).generate().expect("a crate");
    let files = generated.files.iter();
    let rust = files.filter(|(path, _)| path.ends_with(".rs"));
    let lines = rust.flat_map(|(_, text)| text.lines());
    let docs = lines.filter_map(|line| line.trim_start().strip_prefix("///"));
    let words = docs.flat_map(str::split_whitespace);
    words.collect::<Vec<_>>().join(" ")
}

/// The facts of a request, by the pointer of its place in the API.
fn facts(feature: &str, operation: &str) -> Value {
    let api = generator(feature).inspect(Stage::Api).expect("the stage");
    let operation = api["root"].pointer(&format!("/{operation}"));
    operation.expect("an operation")["script"].clone()
}

#[test]
fn a_function_says_which_status_the_tests_expect() {
    let docs = docs("script-expected-status");
    for words in [
        "`POST https://api.example/users` The collection's test expects 201.",
        "`POST https://api.example/exports` The collection's test expects 200 or 202.",
        "`GET https://api.example/users` The collection's test expects 2xx.",
    ] {
        assert!(docs.contains(words), "{words}\n{docs}");
    }
}

#[test]
fn a_function_says_what_later_requests_use_of_its_answer() {
    let docs = docs("script-sets-variables");
    let words = "Later requests use `data.id` of the answer as `{{user_id}}`, its header `Location` as `{{next}}`.";
    assert!(docs.contains(words), "{docs}");
}

#[test]
fn a_setting_says_which_script_sets_it_and_from_what() {
    let docs = docs("script-sets-variables");
    for words in [
        "Sets `{{user_id}}`. The collection gives no value. In Postman scripts set it after `Users / Create user`, to `data.id` of the answer;",
        "In Postman a script sets it before `Users`, to a value that it computes.",
    ] {
        assert!(docs.contains(words), "{words}\n{docs}");
    }
}

#[test]
fn members_that_a_test_asks_for_are_facts_of_the_request() {
    let facts = facts("script-sets-variables", "groups/0/operations/0");
    let expected = json!([
        { "path": [{ "Member": "data" }, { "Member": "id" }], "kind": "Text" },
    ]);
    assert_eq!(facts["asserted"], expected);
    assert_eq!(facts["statuses"], json!([]));
}

#[test]
fn a_value_that_stands_in_a_script_is_kept_nowhere() {
    let collection = json!({
        "info": { "name": "t" },
        "item": [{
            "name": "a",
            "event": [{ "listen": "prerequest", "script": { "exec": [
                "pm.environment.set('token', 'hunter2-hunter2');",
                "pm.request.headers.add({ key: 'X-Key', value: 'hunter2-hunter2' });",
                "pm.sendRequest('https://user:hunter2-hunter2@api.example/?key=hunter2-hunter2', () => {});",
            ] } }],
            "request": "https://api.example/a?token={{token}}",
        }],
    });
    let generator = Generator::from_bytes("t.json", collection.to_string());
    let generated = generator.generate().expect("a crate");
    let api = generator.inspect(Stage::Api).expect("the stage");
    let mut all = format!("{api}{:?}", generated.diagnostics);
    all.extend(generated.files.iter().map(|(_, text)| text));
    assert!(!all.contains("hunter2"), "{all}");
}
