//! Every version of the format, and every encoding, means the same.

use std::path::{Path, PathBuf};

use collgen::{Diagnostic, Generator, Stage};
use serde_json::Value;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/versions")
        .join(name)
}

/// A stage without what differs between the versions and means nothing.
fn stage(generator: &Generator, stage: Stage) -> Value {
    let mut value = generator.inspect(stage).expect("the stage");
    reduce(&mut value);
    value
}

fn reduce(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("pointer");
            if let Some(Value::Array(labels)) = members.get("host") {
                let labels: Vec<&str> = labels.iter().filter_map(Value::as_str).collect();
                let host = Value::from(labels.join("."));
                members.insert("host".to_owned(), host);
                members.remove("raw");
            }
            if members.contains_key("exec") {
                members.remove("type");
            }
            members.values_mut().for_each(reduce);
        }
        Value::Array(elements) => {
            // The converter writes parameters of auth that are not there, and switches of its app.
            elements.retain(|element| {
                let switches = ["saveHelperData", "showPassword"];
                let is_switch = switches.iter().any(|name| element["key"] == *name);
                let is_bare = element.get("key").is_some()
                    && element["value"].is_null()
                    && element
                        .as_object()
                        .is_some_and(|members| members.len() == 2);
                !is_switch && !is_bare
            });
            elements.iter_mut().for_each(reduce);
        }
        _ => {}
    }
}

fn found(generator: &Generator) -> Vec<Diagnostic> {
    generator.validate().expect("diagnostics")
}

fn named<'d>(found: &'d [Diagnostic], code: &str) -> Vec<&'d str> {
    let of_code = found.iter().filter(|diagnostic| diagnostic.code == code);
    of_code
        .map(|diagnostic| diagnostic.pointer.as_str())
        .collect()
}

/// The second file is what Postman's own converter makes of the first.
#[test]
fn a_v1_collection_means_what_postmans_converter_makes_of_it() {
    let old = Generator::new(fixture("v1.json"));
    let new = Generator::new(fixture("v1-as-v2.1.json"));
    let mut old_items = stage(&old, Stage::Collection)["item"].take();
    let new_items = stage(&new, Stage::Collection)["item"].take();
    // The converter loses the request that no list names; here it is an item without a request.
    let lost = old_items.as_array_mut().expect("items").pop();
    assert_eq!(lost.expect("an item")["name"], "Nobody lists me");
    assert_eq!(old_items, new_items);

    let mut old_api = stage(&old, Stage::Api);
    let new_api = stage(&new, Stage::Api);
    let left_out = old_api["left_out"].take();
    assert_eq!(left_out[0]["path"][0], "Nobody lists me");
    old_api["left_out"] = Value::Array(Vec::new());
    assert_eq!(old_api, new_api);
}

#[test]
fn what_is_said_about_a_v1_collection_points_into_its_file() {
    let found = found(&Generator::new(fixture("v1.json")));
    assert_eq!(named(&found, "collection-v1"), [""]);
    assert_eq!(
        named(&found, "v1-dangling-id"),
        ["/folders/0/folders_order/1", "/order/1"]
    );
    assert_eq!(named(&found, "v1-unlisted-folder"), ["/folders/2"]);
    assert_eq!(named(&found, "request-left-out"), ["/requests/7"]);
    let in_wrapper = std::fs::read_to_string(fixture("v1.json")).expect("the fixture");
    let wrapped = Generator::from_bytes("w.json", format!("{{\"collection\": {in_wrapper}}}"));
    let found = wrapped.validate().expect("diagnostics");
    assert_eq!(
        named(&found, "request-left-out"),
        ["/collection/requests/7"]
    );
}

#[test]
fn settings_of_a_v1_collection_know_where_their_values_stand() {
    let api = Generator::new(fixture("v1.json"))
        .inspect(Stage::Api)
        .expect("the API");
    let settings = api["settings"].as_array().expect("settings");
    let base = settings.iter().find(|setting| setting["name"] == "baseUrl");
    assert_eq!(base.expect("baseUrl")["pointer"], "/variables/0/value");
}

#[test]
fn wrong_values_in_a_v1_collection_cost_no_more_than_themselves() {
    let text = r#"{"id": "c", "name": "C", "order": ["1", "2", "3"], "requests": [
        {"id": "1", "name": "A", "method": "GET", "url": "https://a.test/", "headerData": 5},
        7,
        {"id": 3, "name": "B", "method": [], "url": "https://b.test/"}
    ]}"#;
    let generator = Generator::from_bytes("c.json", text);
    let found = found(&generator);
    assert_eq!(
        named(&found, "wrong-type"),
        [
            "/requests/0/headerData",
            "/requests/1",
            "/requests/2/method"
        ]
    );
    assert_eq!(named(&found, "v1-dangling-id"), ["/order/1"]);
    assert_eq!(generator.generate().expect("a crate").requests, 2);
}

#[test]
fn folders_that_hold_themselves_or_nest_without_end_do_no_harm() {
    let request = r#"{"id": "r", "name": "R", "url": "https://a.test/"}"#;
    let ring = format!(
        r#"{{"name": "C", "order": ["r"], "requests": [{request}], "folders": [
            {{"id": "a", "name": "A", "folders_order": ["b"]}},
            {{"id": "b", "name": "B", "folders_order": ["a"]}}]}}"#
    );
    let found = found(&Generator::from_bytes("c.json", ring));
    assert_eq!(
        named(&found, "v1-unlisted-folder"),
        ["/folders/0", "/folders/1"]
    );

    let folders: Vec<String> = (0..20_000)
        .map(|number| {
            let next = number + 1;
            format!(
                r#"{{"id": "{number}", "name": "F", "folders_order": ["{next}"], "order": ["r"]}}"#
            )
        })
        .collect();
    let chain = format!(
        r#"{{"name": "C", "order": [], "requests": [{request}], "folders": [{}]}}"#,
        folders.join(",")
    );
    let generator = Generator::from_bytes("c.json", chain);
    assert!(generator.validate().is_ok());
}

#[test]
fn every_encoding_of_a_file_means_the_same() {
    let text = std::fs::read_to_string(fixture("v1-as-v2.1.json")).expect("the fixture");
    let api = |bytes: Vec<u8>| {
        Generator::from_bytes("c.json", bytes)
            .inspect(Stage::Api)
            .expect("the API")
    };
    let plain = api(text.clone().into_bytes());
    let marked = format!("\u{feff}{text}");
    let units: Vec<u16> = marked.encode_utf16().collect();
    assert_eq!(api(marked.into_bytes()), plain);
    assert_eq!(
        api(units.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
        plain
    );
    assert_eq!(
        api(units.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
        plain
    );
    assert_eq!(api(format!("\u{a0}\u{feff}\n{text}").into_bytes()), plain);
}

#[test]
fn auth_parameters_of_v2_0_and_v2_1_mean_the_same_under_either_mark() {
    let collection = |version: &str, parameters: &str| {
        let text = format!(
            r#"{{"info": {{"name": "C", "schema": "https://schema.getpostman.com/json/collection/{version}/collection.json"}},
            "auth": {{"type": "oauth2", "oauth2": {parameters}}}, "item": [{{"name": "A", "request": "https://a.test/"}}]}}"#
        );
        Generator::from_bytes("c.json", text)
            .inspect(Stage::Api)
            .expect("the API")
    };
    let list = r#"[{"key": "accessTokenUrl", "value": "https://a.test/token"}]"#;
    let map = r#"{"accessTokenUrl": "https://a.test/token"}"#;
    let expected = collection("v2.1.0", list);
    for (version, parameters) in [("v2.1.0", map), ("v2.0.0", list), ("v2.0.0", map)] {
        assert_eq!(collection(version, parameters), expected, "{version}");
    }
}
