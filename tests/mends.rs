//! The mend of a diagnostic works: `tests/mends.json` has for each code a collection with the fault,
//! the place at which it is told, and the collection as it is after the mend.
//!
//! A collection is given by the members that differ from a usual one, or as a whole text; `models` says that it is a file for
//! `--models` beside a usual collection.

use std::collections::BTreeSet;

use collgen::{Diagnostic, Error, Generator, Severity};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Mend {
    code: String,
    at: String,
    #[serde(default)]
    models: bool,
    broken: Value,
    mended: Value,
}

fn mends() -> Vec<Mend> {
    let text = include_str!("mends.json");
    serde_json::from_str(text).expect("a list of mends")
}

fn text(written: &Value) -> String {
    if let Value::String(text) = written {
        return text.clone();
    }
    let mut collection = json!({
        "info": {"name": "t", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "a", "request": "https://h.example/x"}],
    });
    for (name, member) in written.as_object().expect("members") {
        collection[name] = member.clone();
    }
    collection.to_string()
}

/// A usual collection with a request for one thing.
fn beside_models(written: &Value) -> Generator {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("mends-models.json");
    std::fs::write(&file, written.to_string()).expect("the folder can be written");
    let usual = json!({"item": [{"name": "a", "request": "https://h.example/pets/:id"}]});
    Generator::from_bytes("c.json", text(&usual)).models(file)
}

fn found(written: &Value, is_models: bool) -> Vec<Diagnostic> {
    let generator = match is_models {
        true => beside_models(written),
        false => Generator::from_bytes("c.json", text(written)),
    };
    match generator.validate() {
        Ok(found) | Err(Error::Invalid(found)) => found,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn each_fault_is_told_at_its_place_and_its_mend_ends_it() {
    let mut wrong = Vec::new();
    for mend in mends() {
        let code = mend.code.as_str();
        let before = found(&mend.broken, mend.models);
        let told = before.iter().find(|found| found.code == code);
        match told {
            None => wrong.push(format!("{code} is not told: {before:?}")),
            Some(told) if told.pointer.as_str() != mend.at => {
                wrong.push(format!("{code} is told at {}", told.pointer));
            }
            Some(told) if told.location.is_none() => wrong.push(format!("{code} has no line")),
            Some(told) if told.help.is_empty() => wrong.push(format!("{code} has no mend")),
            Some(_) => {}
        }
        let known: BTreeSet<&str> = before.iter().map(|found| found.code).collect();
        for left in found(&mend.mended, mend.models) {
            let is_new = left.severity > Severity::Note && !known.contains(left.code);
            if left.code == code || is_new {
                wrong.push(format!("after the mend of {code}: {left}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Codes about the run, and those whose mend is outside of the collection or nothing at all.
const ELSEWHERE: [&str; 29] = [
    "not-utf8",
    "collection-v3",
    "not-a-file",
    "encoding",
    "sdk-members",
    "collection-v1",
    "variable-shadowed",
    "dynamic-variable",
    "not-an-environment",
    "scope-mismatch",
    "environment-repeated",
    "form-file",
    "body-disabled",
    "auth-custom",
    "script-too-long",
    "script-hides-checks",
    "script-steers",
    "script-sets-unnamed",
    "script-logs-in",
    "cannot-read",
    "cannot-write",
    "crate-name",
    "folder-refused",
    "config",
    "config-unused",
    "evidence-unusable",
    "evidence-unused",
    "not-a-build-script",
    "bug",
];

#[test]
fn every_code_has_a_mend_that_is_tried() {
    let tried: BTreeSet<String> = mends().into_iter().map(|mend| mend.code).collect();
    let untried: Vec<&str> = collgen::rules()
        .map(|rule| rule.code)
        .filter(|code| !tried.contains(*code) && !ELSEWHERE.contains(code))
        .collect();
    assert_eq!(untried, [""; 0]);
}
