//! Recordings narrow types and never break them: whatever was seen once decodes from then on.
//!
//! Answers are made at random, recorded as the client does, and given to the generator beside a collection with another one.

#[path = "../../../templates/support/examples/replay/runner/names.rs"]
#[allow(dead_code, reason = "routes are those of the collection")]
mod names;
#[path = "../../../templates/support/examples/replay/runner/shape.rs"]
mod shape;

use std::path::Path;

use collgen::{Generator, Stage};
use conformance_types::decode::{Leaves, round_trip};
use conformance_types::types::Types;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn generator(saved: &Value, folder: &Path) -> Generator {
    let collection = json!({
        "info": { "name": "t" },
        "item": [{ "name": "Get thing", "request": "https://h.example/things/:id", "response": [
            { "name": "ok", "code": 200, "body": saved.to_string() } ] }],
    });
    Generator::from_bytes("t.json", collection.to_string()).evidence(folder)
}

fn record(answer: &Value, folder: &Path) {
    let record = json!({
        "method": "GET", "route": "https://h.example/things/:id", "status": 200,
        "body": shape::schema_of(answer),
    });
    shape::write_new(folder, "0", &format!("{record:#}\n")).unwrap();
}

/// Whether each of these decodes and comes back as it was; the first that does not.
fn unread<'v>(generator: &Generator, seen: &[&'v Value]) -> Option<(&'v Value, String)> {
    let types = Types::of_view(&generator.inspect(Stage::View).unwrap());
    seen.iter().find_map(|value| {
        let answer = types.answer.as_ref()?;
        match round_trip(&types, answer, value, &mut Leaves::default()) {
            Ok(written) if written == **value => None,
            Ok(written) => Some((*value, format!("{answer:?} gives {written}"))),
            Err(misfit) => Some((*value, format!("{misfit:?}"))),
        }
    })
}

/// Numbers of any kind, texts of every format, names of the API and names that are data.
fn answer() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        Just(json!(18_446_744_073_709_551_615_u64)),
        (-9.0..9.0_f64).prop_map(Value::from),
        "|open|closed|[a-c]{1,2}|2026-01-0[1-9]|[0-9]\\.[0-9]|ada@x\\.test".prop_map(Value::from),
    ];
    let name =
        "id|type|name|amount|code|items|next|[a-d]|[0-9]{1,4}|Ada|ada@x\\.test|2026-01-0[1-4]";
    let value = leaf.prop_recursive(3, 20, 4, move |inner| {
        let members = prop::collection::btree_map(name, inner.clone(), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            members.prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    });
    prop::collection::btree_map("id|type|name|[a-d]", value, 0..5)
        .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_seen_once_decodes_whatever_is_recorded_after_it(
        saved in answer(), first in answer(), second in answer(), third in answer(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        prop_assert_eq!(unread(&generator(&saved, folder.path()), &[&saved]), None);
        record(&first, folder.path());
        prop_assert_eq!(unread(&generator(&saved, folder.path()), &[&saved, &first]), None);
        record(&second, folder.path());
        record(&third, folder.path());
        let all = [&saved, &first, &second, &third];
        let generator = generator(&saved, folder.path());
        prop_assert_eq!(unread(&generator, &all), None);
    }

    #[test]
    fn a_recording_of_nothing_new_changes_no_byte(saved in answer(), answer in answer()) {
        let folder = tempfile::tempdir().unwrap();
        record(&answer, folder.path());
        let generator = generator(&saved, folder.path());
        let once = generator.generate().unwrap();
        record(&answer, folder.path());
        let twice = generator.generate().unwrap();
        prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        prop_assert!(once.files.iter().eq(twice.files.iter()));
    }
}
