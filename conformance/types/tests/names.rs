//! What types are called stays when examples are added, and says what they are.

use std::fs;
use std::path::Path;

use conformance_types::Names;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Members that are objects; some of their names say nothing by themselves.
const OBJECTS: [&str; 6] = ["owner", "address", "meta", "settings", "shipment", "status"];
/// Members that are texts.
const TEXTS: [&str; 6] = ["colour", "street", "remark", "reason", "phone", "country"];

fn names(examples: &[Value]) -> Names {
    let routes = ["patients", "offices", "doctors"];
    let items = examples.iter().zip(routes.iter().cycle());
    let items: Vec<Value> = items
        .map(|(example, route)| {
            json!({
                "name": format!("Get {route}"),
                "request": { "method": "GET", "url": format!("{{{{baseUrl}}}}/{route}/:id") },
                "response": [
                    { "code": 200, "body": example.to_string() },
                    { "code": 200, "body": example.to_string() },
                ],
            })
        })
        .collect();
    let collection = json!({
        "info": {
            "name": "things",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": items,
    });
    Names::of_collection("things", collection.to_string().as_bytes()).unwrap()
}

/// Objects of which any two have half of their members in common: an id and a title beside one more
/// text and one object.
fn object() -> impl Strategy<Value = Value> {
    let texts = || {
        let texts = prop::sample::subsequence(&TEXTS[..], 0..=1);
        texts.prop_map(|names| {
            let common = ["id", "title"].into_iter();
            let members = common
                .chain(names)
                .map(|name| (name.to_owned(), "text".into()));
            members.collect::<Map<String, Value>>()
        })
    };
    let leaf = texts().prop_map(Value::Object).boxed();
    leaf.prop_recursive(3, 16, 3, move |inner| {
        let objects = prop::sample::subsequence(&OBJECTS[..], 0..=1);
        (texts(), objects, inner).prop_map(|(mut members, names, inner)| {
            members.extend(names.iter().map(|name| ((*name).to_owned(), inner.clone())));
            Value::Object(members)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_example_with_further_members_renames_nothing(examples in prop::collection::vec(object(), 1..4)) {
        let names = names(&examples);
        prop_assert!(names.changed.is_empty(), "{:#?}", names.changed);
    }
}

#[test]
fn a_type_that_only_a_further_example_has_is_no_name_that_changed() {
    let names = names(&[json!({ "id": 1, "owner": { "id": 1, "title": "a" } })]);
    assert_eq!(names.kept.good, names.kept.all);
    assert!(names.kept.all > 0);
}

#[test]
fn the_names_of_the_drchrono_client_stay_whatever_example_is_added() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let bytes = fs::read(folder.join("drchrono.postman_collection.json")).unwrap();
    let names = Names::of_collection("drchrono", &bytes).unwrap();
    assert!(names.kept.all > 500, "only {} tried", names.kept.all);
    assert_eq!(names.changed, [""; 0]);
}
