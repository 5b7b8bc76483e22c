//! Saved answers as data for the round trip of the generated tests, and the types they decode into.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::emit::view::ExampleTypeView;
use crate::ir::{Api, ExampleBody};

use super::answers::Answer;
use super::data_files::{by_index, list};
use super::failure::PlannedFailures;
use super::operations::PlannedOperation;
use super::types::{CORE_TYPES, Speller};

/// The saved JSON answers that have a type, in the order of the requests.
pub(crate) struct SavedExamples(Vec<SavedExample>);

struct SavedExample {
    /// Index of the request.
    operation: usize,
    /// Which of its answers.
    index: usize,
    /// The type that it decodes into.
    ty: String,
}

impl SavedExamples {
    pub(super) fn of(
        api: &Api,
        operations: &[PlannedOperation],
        failures: &PlannedFailures,
        speller: &Speller<'_>,
    ) -> Self {
        let mut list = Vec::new();
        api.root.each_operation(&mut |operation| {
            let Some(plan) = operations.get(operation.index) else {
                return;
            };
            for (index, example) in operation.examples.iter().enumerate() {
                let ty = match (&example.body, &plan.answer, example.status) {
                    (ExampleBody::Json { .. }, _, 400..) => {
                        failures.type_of(example.status, speller)
                    }
                    (ExampleBody::Json { .. }, Answer::Json(ty), 200..300) => {
                        Some(speller.spell(ty))
                    }
                    _ => None,
                };
                list.extend(ty.map(|ty| SavedExample {
                    operation: operation.index,
                    index,
                    ty,
                }));
            }
        });
        list.sort_by_key(|example| example.operation);
        Self(list)
    }

    /// The distinct types.
    pub(super) fn types(&self) -> Vec<ExampleTypeView> {
        let names: BTreeSet<&str> = self.0.iter().map(|example| example.ty.as_str()).collect();
        names
            .into_iter()
            .map(|name| ExampleTypeView {
                name: name.to_owned(),
                type_path: type_path(name),
            })
            .collect()
    }

    /// `tests/examples.json`.
    pub(crate) fn text(&self, api: &Api) -> String {
        let operations = by_index(api);
        let records = self.0.iter().filter_map(|saved| {
            let operation = operations.get(saved.operation)?;
            let example = operation.examples.get(saved.index)?;
            let ExampleBody::Json { text, .. } = &example.body else {
                return None;
            };
            Some(Record {
                body: text,
                name: &example.name,
                path: &operation.path,
                status: example.status,
                ty: &saved.ty,
            })
        });
        let mut text = String::new();
        list(records, &mut text);
        text.push('\n');
        text
    }
}

/// A line of the file, its members in the order of their names.
#[derive(Serialize)]
struct Record<'a> {
    body: &'a str,
    name: &'a str,
    path: &'a [String],
    status: u16,
    #[serde(rename = "type")]
    ty: &'a str,
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
