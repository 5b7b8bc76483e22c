//! The rule by which fields are required is never regretted on samples that it has not seen.

use std::fs;
use std::path::Path;

use conformance_types::Figures;
use serde_json::{Value, json};

fn figures(name: &str, bytes: &[u8]) -> Figures {
    Figures::of_collection(name, bytes).unwrap()
}

#[test]
fn no_required_field_of_the_drchrono_collection_is_missing_where_it_was_left_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let bytes = fs::read(folder.join("drchrono.postman_collection.json")).unwrap();
    let required = figures("drchrono", &bytes).required;
    assert!(required.all > 100, "only {} tried", required.all);
    assert_eq!(required.good, required.all);
}

fn collection(bodies: &[Value]) -> Vec<u8> {
    let answers = bodies.iter();
    let answers = answers.map(|body| json!({ "code": 200, "body": body.to_string() }));
    let collection = json!({
        "info": {
            "name": "things",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": [{
            "name": "Get thing",
            "request": { "method": "GET", "url": "{{baseUrl}}/things/:id" },
            "response": answers.collect::<Vec<_>>(),
        }],
    });
    collection.to_string().into_bytes()
}

#[test]
fn what_all_samples_but_one_have_is_not_required_unless_it_identifies_the_thing() {
    let full = json!({ "id": 1, "name": "a", "owner": { "email": "a@x.test" } });
    let bare = json!({ "id": 2 });
    let seen = figures(
        "things",
        &collection(&[full.clone(), full.clone(), full.clone(), bare]),
    );
    assert_eq!((seen.examples.good, seen.examples.all), (4, 4));
    // An identity that is missing is what the rule is wrong about, and the figure says so.
    let stranger = json!({ "name": "b" });
    let seen = figures(
        "things",
        &collection(&[full.clone(), full.clone(), full, stranger]),
    );
    assert_eq!((seen.examples.good, seen.examples.all), (3, 4));
    assert_eq!(seen.required.all - seen.required.good, 1);
}
