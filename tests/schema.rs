//! The printed schema accepts what is read and whatever Postman's own schema accepts, and refuses
//! what is reported.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

static OURS: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&collgen::schema()).expect("a schema"));

/// The constraints of the schema that Postman publishes.
static OFFICIAL: LazyLock<Validator> = LazyLock::new(|| {
    let text = include_str!("official/collection-v2.1.0.schema.json");
    let schema: Value = serde_json::from_str(text).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

fn fixture(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(path);
    let text = std::fs::read_to_string(&path).expect("the fixture is there");
    serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON")
}

/// The small collections that the schema describes: v1 has a form of its own, and a wrapper is taken
/// off first.
fn described() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&root).expect("the fixtures are there") {
        let name = entry.expect("the entry can be read").file_name();
        let name = name.to_string_lossy().into_owned();
        let path = format!("{name}/collection.json");
        if root.join(&path).is_file() {
            found.push((name, fixture(&path)));
        }
    }
    found.retain(|(_, collection)| collection.get("item").is_some());
    found.sort_by(|left, right| left.0.cmp(&right.0));
    found
}

fn codes(collection: &Value) -> Option<Vec<&'static str>> {
    let generator = collgen::Generator::from_bytes("c.json", collection.to_string());
    let found = generator.validate().ok()?;
    Some(found.iter().map(|found| found.code).collect())
}

#[test]
fn the_schema_accepts_every_spelling_that_is_read_without_a_word() {
    let mut accepted = 0;
    for (name, collection) in described() {
        let codes = codes(&collection);
        let is_read = codes.is_some_and(|codes| {
            !codes.contains(&"wrong-type") && !codes.contains(&"schema-mismatch")
        });
        let errors: Vec<String> = OURS
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
        assert!(OURS.is_valid(&fixture(path)), "{path}");
    }
}

#[test]
fn the_schema_refuses_what_is_reported_as_a_wrong_type() {
    for collection in [
        fixture("wrong-types/collection.json"),
        fixture("schema-mismatch/collection.json"),
        fixture("invalid/openapi.json"),
        json!({ "item": [{ "request": { "url": "https://a.test/", "body": 5 } }] }),
        json!({ "item": 5 }),
        json!([]),
    ] {
        assert!(!OURS.is_valid(&collection), "{collection}");
    }
}

/// What Postman's schema refuses and collgen accepts: the member, the keyword that refuses it, and
/// what collgen reads. Postman's engine reads every one of them.
const MORE_LENIENT: [(&str, &str, &str); 26] = [
    (
        "basic",
        "type",
        "auth parameters as a map, the form of v2.0",
    ),
    ("body", "type", "a bare text, or nothing"),
    ("content", "type", "numbers for texts"),
    (
        "cookie",
        "type",
        "whatever stands there; cookies are only looked through for secrets",
    ),
    (
        "disabled",
        "type",
        "anything that JavaScript takes for true or false",
    ),
    ("event", "type", "one script without its list"),
    ("exec", "type", "lines of a script that are null"),
    ("graphql", "type", "the query as a bare text"),
    (
        "header",
        "type",
        "bare texts, and a map of names and values",
    ),
    ("info", "type", "nothing"),
    (
        "item",
        "type",
        "one item without its list, items that are null, nothing",
    ),
    ("key", "type", "numbers and truth values for texts, nothing"),
    ("mode", "enum", "modes that Postman does not have"),
    ("name", "type", "numbers and truth values for texts"),
    ("path", "type", "numbers and null for segments"),
    ("port", "type", "a number"),
    (
        "protocolProfileBehavior",
        "type",
        "whatever stands there; what is no object says nothing",
    ),
    ("query", "type", "one text, a map, and nothing"),
    (
        "response",
        "type",
        "one answer without its list, and nothing",
    ),
    ("script", "type", "the lines without the object around them"),
    (
        "type",
        "enum",
        "types of auth and of variables that the schema does not know",
    ),
    ("url", "type", "nothing"),
    ("urlencoded", "type", "one text, and a map"),
    (
        "value",
        "type",
        "numbers and truth values for texts, nothing",
    ),
    ("variable", "type", "a map, which defines nothing"),
    ("version", "type", "whatever stands there; it is not read"),
];

#[test]
fn where_the_schema_is_more_lenient_than_postman_s_it_is_so_on_purpose() {
    let mut found = BTreeSet::new();
    for (_, collection) in described() {
        if !OURS.is_valid(&collection) {
            continue;
        }
        for error in OFFICIAL.iter_errors(&collection) {
            let place = error.instance_path().as_str().to_owned();
            let is_name = |name: &&str| name.parse::<usize>().is_err();
            let member = place.rsplit('/').find(is_name).unwrap_or_default();
            found.insert((member.to_owned(), error.kind().keyword().to_owned()));
        }
    }
    let known = MORE_LENIENT.iter();
    let known: BTreeSet<(String, String)> = known
        .map(|(member, keyword, _)| ((*member).to_owned(), (*keyword).to_owned()))
        .collect();
    assert_eq!(found, known);
}

#[test]
fn whatever_postman_s_schema_accepts_is_accepted() {
    let mut accepted = 0;
    for (name, collection) in described() {
        if OFFICIAL.is_valid(&collection) {
            assert!(OURS.is_valid(&collection), "{name}");
            accepted += 1;
        }
    }
    assert!(accepted > 30, "only {accepted} fixtures");
    let collection = fixture("drchrono.postman_collection.json");
    assert!(OFFICIAL.is_valid(&collection) && OURS.is_valid(&collection));
}

/// The places of a value, outermost first.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    found.push(place.to_owned());
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                places(element, &format!("{place}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(member, &format!("{place}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// A collection with all members, one of its values replaced.
fn changed() -> impl Strategy<Value = (String, Value)> {
    let whole = fixture("valid/every-member.json");
    let mut all = Vec::new();
    places(&whole, "", &mut all);
    let values = [
        json!(null),
        json!(5),
        json!(1.5),
        json!(true),
        json!(""),
        json!("x"),
        json!([]),
        json!([[]]),
        json!({}),
        json!(["x", "y"]),
        json!([null]),
        json!({"key": "k", "value": "v"}),
        json!([{"key": "k", "value": "v"}]),
        json!({"content": "c", "type": "text/plain"}),
    ];
    let place = prop::sample::select(all);
    let value = prop::sample::select(values.to_vec());
    (place, value).prop_map(move |(place, value)| {
        let mut changed = whole.clone();
        if let Some(here) = changed.pointer_mut(&place) {
            *here = value;
        }
        (place, changed)
    })
}

/// What Postman writes although its schema refuses it: types of auth and of variables.
const WRITTEN: [&str; 5] = ["asap", "jwt", "default", "secret", "text"];

/// Members that are not read, so that nothing is said of what stands in them.
const UNREAD: [&str; 1] = ["/cookie"];

fn is_usual(place: &str, collection: &Value) -> bool {
    let value = collection.pointer(place).and_then(Value::as_str);
    UNREAD.iter().any(|member| place.contains(member))
        || place.ends_with("/type") && value.is_some_and(|value| WRITTEN.contains(&value))
}

/// Whether something is said of every place of a value that Postman's schema refuses.
fn untold(collection: &Value) -> Vec<String> {
    let generator = collgen::Generator::from_bytes("c.json", collection.to_string());
    let Ok(found) = generator.validate() else {
        return Vec::new();
    };
    let is_told = |place: &str| {
        let mut pointers = found.iter().map(|found| found.pointer.as_str());
        pointers.any(|pointer| pointer.starts_with(place))
    };
    // What is missing has no place of its own.
    let is_of_type =
        |error: &jsonschema::ValidationError<'_>| matches!(error.kind().keyword(), "type" | "enum");
    let places = OFFICIAL.iter_errors(collection).filter(is_of_type);
    let places = places.map(|error| error.instance_path().as_str().to_owned());
    places
        .filter(|place| !is_told(place) && !is_usual(place, collection))
        .collect()
}

#[test]
fn whatever_postman_s_schema_refuses_is_told_at_its_place() {
    let untold: Vec<String> = described()
        .iter()
        .flat_map(|(name, collection)| {
            let places = untold(collection).into_iter();
            places.map(move |place| format!("{name}: {place}"))
        })
        .collect();
    assert_eq!(untold, [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn one_changed_value_that_postman_s_schema_accepts_is_accepted((place, collection) in changed()) {
        if OFFICIAL.is_valid(&collection) {
            prop_assert!(OURS.is_valid(&collection), "{}", place);
        }
    }

    /// Nothing that the schema refuses is passed over in silence.
    #[test]
    fn one_changed_value_that_the_schema_refuses_is_reported_there((place, collection) in changed()) {
        let generator = collgen::Generator::from_bytes("c.json", collection.to_string());
        let found = match generator.validate() {
            Ok(found) => found,
            Err(_) => return Ok(()),
        };
        if !OURS.is_valid(&collection) {
            let is_there = |found: &collgen::Diagnostic| found.pointer.as_str().starts_with(&place);
            prop_assert!(found.iter().any(is_there), "{}: {:?}", place, found);
        }
    }
}
