//! Saved answers as data for the round trip of the generated tests, and the types they decode into.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::emit::view::ExampleTypeView;
use crate::ir::{Api, ExampleBody};

use super::answers::Answer;
use super::failure::PlannedFailures;
use super::operations::PlannedOperation;
use super::types::{CORE_TYPES, Speller};

/// The saved JSON answers with the types that they decode into.
pub(super) fn examples(
    api: &Api,
    operations: &[PlannedOperation],
    failures: &PlannedFailures,
    speller: &Speller<'_>,
) -> Value {
    let mut list: Vec<(usize, Value)> = Vec::new();
    api.root.each_operation(&mut |operation| {
        let Some(plan) = operations.get(operation.index) else {
            return;
        };
        for example in &operation.examples {
            let ExampleBody::Json { text, .. } = &example.body else {
                continue;
            };
            let ty = match (&plan.answer, example.status) {
                (_, 400..) => failures.type_of(example.status, speller),
                (Answer::Json(ty), 200..300) => Some(speller.spell(ty)),
                _ => None,
            };
            let Some(ty) = ty else { continue };
            list.push((
                operation.index,
                serde_json::json!({
                    "path": operation.path, "name": example.name, "status": example.status,
                    "type": ty, "body": text,
                }),
            ));
        }
    });
    list.sort_by_key(|(index, _)| *index);
    list.into_iter().map(|(_, example)| example).collect()
}

/// The distinct types of the examples.
pub(super) fn example_types(examples: &Value) -> Vec<ExampleTypeView> {
    let names: BTreeSet<&str> = examples
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|example| example.get("type").and_then(Value::as_str))
        .collect();
    names
        .into_iter()
        .map(|name| ExampleTypeView {
            name: name.to_owned(),
            type_path: type_path(name),
        })
        .collect()
}

/// The type with the modules of the crate in front of its names.
fn type_path(spelled: &str) -> String {
    let mut path = String::new();
    let mut word = String::new();
    for character in spelled.chars().chain(std::iter::once(' ')) {
        if character.is_ascii_alphanumeric() || character == '_' || character == ':' {
            word.push(character);
            continue;
        }
        match word.as_str() {
            "Vec" | "Option" | "Box" | "String" | "bool" | "i64" | "u64" | "" => {
                path.push_str(&word)
            }
            "BTreeMap" => path.push_str("std::collections::BTreeMap"),
            core if CORE_TYPES.contains(&core) => {
                path.push_str("api::core::");
                path.push_str(core);
            }
            own if own.contains("::") => path.push_str(own),
            own => {
                path.push_str("api::models::");
                path.push_str(own);
            }
        }
        word.clear();
        path.push(character);
    }
    path.trim_end().to_owned()
}
