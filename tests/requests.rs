//! No request is lost: each is a function, or is listed as left out.

use std::path::{Path, PathBuf};

use collgen::{Error, Generated, Generator};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Requests of a collection, counted without collgen: whatever stands where a request stands.
fn saved(collection: &Value) -> usize {
    let collection = match collection.get("collection") {
        Some(inner) if collection.get("item").is_none() => inner,
        _ => collection,
    };
    match collection.get("requests") {
        Some(Value::Array(requests)) if collection.get("item").is_none() => requests.len(),
        _ => below(collection),
    }
}

fn items(node: &Value) -> Option<&Value> {
    node.get("item").or_else(|| node.get("items"))
}

fn below(folder: &Value) -> usize {
    match items(folder) {
        Some(Value::Array(items)) => items.iter().map(one).sum(),
        Some(item @ Value::Object(_)) => one(item),
        _ => 0,
    }
}

/// A folder counts what is in it, and itself where a request is lost in it.
fn one(item: &Value) -> usize {
    match items(item) {
        Some(Value::Array(_) | Value::Object(_)) => {
            below(item) + usize::from(item.get("request").is_some())
        }
        _ => 1,
    }
}

/// Lines of the files below a folder that start so.
fn lines(generated: &Generated, folder: &str, start: &str) -> usize {
    let files = generated.files.iter();
    let texts = files.filter(|(path, _)| path.starts_with(folder));
    let lines = texts.flat_map(|(_, text)| text.lines());
    lines.filter(|line| line.starts_with(start)).count()
}

/// Rows of the table in the README that lists what is left out.
fn listed(generated: &Generated) -> usize {
    let readme = generated.files.get("README.md").unwrap_or_default();
    let table = readme
        .split_once("## Left out")
        .map_or("", |(_, rest)| rest);
    let table = table.split_once("\n## ").map_or(table, |(table, _)| table);
    let rows = table.lines().filter(|line| line.starts_with("| "));
    rows.count().saturating_sub(2)
}

/// Holds the numbers against each other. A collection in which every request is left out gives no
/// crate, but a finding for each.
fn assert_whole(name: &str, collection: &Value, generator: &Generator) {
    let all = saved(collection);
    let generated = match generator.generate() {
        Ok(generated) => generated,
        Err(Error::Invalid(found)) => {
            let told = found.iter().filter(|found| !found.request.is_empty());
            assert!(told.count() >= all, "{name}: {found:?}");
            return;
        }
        Err(error) => panic!("{name}: {error}"),
    };
    let functions = lines(&generated, "src/api/", "    pub fn ");
    let replayed = lines(&generated, "examples/replay/", "    replay.request(");
    assert_eq!(functions, generated.requests, "{name}: functions");
    assert_eq!(replayed, generated.requests, "{name}: replayed");
    assert_eq!(listed(&generated), generated.left_out, "{name}: listed");
    assert_eq!(generated.requests + generated.left_out, all, "{name}");
}

/// Every JSON file below the fixtures that can be counted as it is.
fn fixtures(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            fixtures(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
}

#[test]
fn requests_are_functions_and_what_is_left_out_in_every_fixture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut files = Vec::new();
    fixtures(&root, &mut files);
    files.sort();
    let mut counted = 0;
    for file in files {
        let text = std::fs::read(&file).expect("the fixture can be read");
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
        let Ok(collection) = serde_json::from_slice::<Value>(text) else {
            continue;
        };
        let is_refused = file.starts_with(root.join("invalid"));
        if is_refused || saved(&collection) == 0 {
            continue;
        }
        let name = file.display().to_string();
        assert_whole(&name, &collection, &Generator::new(&file));
        counted += 1;
    }
    assert!(counted > 80, "only {counted} fixtures");
}

#[test]
fn an_operation_that_is_saved_again_sends_what_was_saved() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("fixtures/repeated-operation/collection.json");
    let generated = Generator::new(file).generate().expect("a crate");
    let text = |path: &str| generated.files.get(path).expect("the file is there");
    let (users, tests) = (text("src/api/users.rs"), text("src/api/tests.rs"));
    assert!(users.contains("pub fn create(&self, body: &UserInput) -> CreateUser {"));
    assert!(users.contains("json_body fn body(&UserInput) = _, "));
    assert!(tests.contains("(&self) -> CreateUser {"));
    assert!(tests.contains("\"age\": {{age}},\n  \"note\": \"\\\"#\"\n}\"##;"));
    // A body with a secret in it cannot be sent by itself.
    assert!(tests.contains("(&self, body: &UserInput) -> CreateUser {"));
    assert!(tests.contains("text_body fn body(impl Into<String>) = \"application/xml\", "));
    assert_eq!(tests.matches(".preset_body(").count(), 2);
    assert_eq!(
        lines(
            &generated,
            "src/models/",
            "    pub secret struct UserInput {"
        ),
        1
    );
    assert!(text("src/client.rs").contains("Sets `{{age}}`."));
    assert!(
        !generated
            .files
            .iter()
            .any(|(_, text)| text.contains("Tr0ub4dor"))
    );
}

/// Names that meet, mangle alike, or say nothing.
fn names() -> impl Strategy<Value = Value> {
    const TEXTS: [&str; 12] = [
        "a",
        "A",
        "a ",
        "a-b",
        "a_b",
        "",
        "..",
        "type",
        "self",
        "Create user",
        "имя",
        "1",
    ];
    prop_oneof![
        8 => prop::sample::select(&TEXTS[..]).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!(7)),
    ]
}

fn requests() -> impl Strategy<Value = Value> {
    const URLS: [&str; 7] = [
        "https://h.example/users",
        "https://h.example/users/:id",
        "{{base}}/users/{{id}}",
        "h.example/x",
        "",
        "   ",
        "https://",
    ];
    let url = prop_oneof![
        8 => prop::sample::select(&URLS[..]).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!({})),
        1 => Just(json!({"raw": "https://h.example/raw"})),
        1 => Just(json!({"path": ["lost"]})),
        1 => Just(json!(5)),
    ];
    let methods = prop::sample::select(&["GET", "POST", "PUT", "", "A B"][..]);
    let bodies = prop::sample::select(&["{\"a\": 1}", "{\"b\": {{c}}}", "plain", ""][..]);
    prop_oneof![
        10 => (url, methods, bodies).prop_map(|(url, method, raw)| json!({
            "url": url,
            "method": method,
            "body": {"mode": "raw", "raw": raw},
        })),
        1 => Just(json!("https://h.example/text")),
        1 => Just(Value::Null),
        1 => Just(json!({})),
        1 => Just(json!([])),
    ]
}

/// A tree of folders and requests, some of them broken.
fn trees() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        12 => (names(), requests()).prop_map(|(name, request)| json!({"name": name, "request": request})),
        1 => Just(Value::Null),
        1 => names().prop_map(|name| json!({"name": name})),
        1 => Just(json!("a text")),
    ];
    let item = leaf.prop_recursive(4, 24, 6, |inner| {
        let children = prop::collection::vec(inner, 0..6);
        (names(), children, any::<bool>()).prop_map(|(name, children, has_request)| {
            let mut folder = json!({"name": name, "item": children});
            if has_request && children_are_few(&folder) {
                folder["request"] = json!("https://h.example/lost");
            }
            folder
        })
    });
    prop::collection::vec(item, 1..8).prop_map(|items| {
        json!({
            "info": {
                "name": "generated",
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            },
            "item": items,
        })
    })
}

fn children_are_few(folder: &Value) -> bool {
    below(folder) < 2
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn requests_are_functions_and_what_is_left_out_in_any_tree(collection in trees()) {
        let generator = Generator::from_bytes("any.json", collection.to_string());
        assert_whole(&collection.to_string(), &collection, &generator.crate_name("any"));
    }
}
