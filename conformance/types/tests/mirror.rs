//! `decode` takes and refuses exactly what the generated types do.
//!
//! Saved answers of the DrChrono collection are changed in one place at a time, in every way that
//! JSON allows; the generated crate, which is compiled here, has the last word.

use std::fs;
use std::path::Path;

use collgen::{Generator, Stage};
use conformance_types::decode::{Leaves, round_trip};
use conformance_types::spelled::Spelled;
use conformance_types::types::Types;
use drchrono::models;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn compiled<T: DeserializeOwned + Serialize>(value: &Value) -> Option<Value> {
    let decoded: T = serde_json::from_str(&value.to_string()).ok()?;
    Some(serde_json::to_value(decoded).unwrap())
}

type Decode = fn(&Value) -> Option<Value>;

fn by_name(name: &str) -> Option<Decode> {
    Some(match name {
        "Page<LineItem>" => compiled::<models::Page<models::LineItem>>,
        "Appointment" => compiled::<models::Appointment>,
        "Task" => compiled::<models::Task>,
        _ => return None,
    })
}

/// Every place of a value, as JSON pointers.
fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                places(item, &format!("{pointer}/{at}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &format!("{pointer}/{name}"), found);
            }
        }
        _ => {}
    }
}

fn removed(value: &Value, pointer: &str) -> Option<Value> {
    let (around, name) = pointer.rsplit_once('/')?;
    let mut value = value.clone();
    value.pointer_mut(around)?.as_object_mut()?.remove(name)?;
    Some(value)
}

fn changed(value: &Value, pointer: &str) -> Vec<Value> {
    let others = [
        json!(null),
        json!(true),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(""),
        json!("x"),
        json!([]),
        json!([null]),
        json!({}),
        json!({ "a": 1 }),
    ];
    let others = others.into_iter().map(|other| {
        let mut value = value.clone();
        *value.pointer_mut(pointer).unwrap() = other;
        value
    });
    others.chain(removed(value, pointer)).collect()
}

#[test]
fn the_mirror_and_the_compiled_types_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let fixture = root.join("fixtures/drchrono.postman_collection.json");
    let types = Types::of_view(&Generator::new(fixture).inspect(Stage::View).unwrap());
    let examples = fs::read_to_string(root.join("generated-example/tests/examples.json")).unwrap();
    let examples: Vec<Value> = serde_json::from_str(&examples).unwrap();
    let mut compared = 0;
    for example in &examples {
        let name = example["type"].as_str().unwrap();
        let Some(compiled) = by_name(name) else {
            continue;
        };
        let body: Value = serde_json::from_str(example["body"].as_str().unwrap()).unwrap();
        let mut found = Vec::new();
        places(&body, "", &mut found);
        for pointer in &found {
            for value in changed(&body, pointer) {
                let ours = round_trip(
                    &types,
                    &Spelled::parse(name),
                    &value,
                    &mut Leaves::default(),
                );
                assert_eq!(
                    ours.ok(),
                    compiled(&value),
                    "{name} with `{pointer}` changed: {value}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 5_000, "only {compared} values were compared");
}
