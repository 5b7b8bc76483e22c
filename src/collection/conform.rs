//! What the JSON Schema of the accepted format has to say about a text that was read.
//!
//! In: the text, and what was found while it was read. Out: a finding for each value that the
//! schema refuses, or that stands in a form which Postman does not write, and of which nothing is
//! said yet. The schema is derived from the types of this
//! room, so reading and schema agree but for what `lenient` reads with a meaning of its own.
//! Format v1 is converted first and has no schema.

mod piecewise;

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::forms;
use super::model::Collection;
use super::read::unwrap;
use super::repair::{kind, member, name};
use super::v1;
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer};

/// Adds what the schema refuses; `known` is what was found in the same text.
pub(crate) fn conform(text: &str, known: &[Diagnostic], found: &mut Diagnostics) {
    let schema = schemars::schema_for!(Collection).to_value();
    // A schema of the crate's own; that it is one is tested.
    let Ok(validator) = jsonschema::validator_for(&schema) else {
        return;
    };
    let is_usual = |piece: &Value| validator.is_valid(piece) && forms::unusual(piece).is_empty();
    if piecewise::is_accepted(text, &is_usual) {
        return;
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let (value, root) = unwrap(value, &mut Diagnostics::default());
    if v1::is_v1(&value) {
        return;
    }
    let told: BTreeSet<&str> = known.iter().map(|found| found.pointer.as_str()).collect();
    for (place, unusual) in forms::unusual(&value) {
        let place_in_file = root.join(&place);
        if !told.contains(place_in_file.as_str()) {
            let names = names(&value, &place);
            found.push(unusual.at(&place_in_file).of_request(&names));
        }
    }
    for error in validator.iter_errors(&value) {
        for fault in faults(&error) {
            if !is_told(&told, root.join(&fault.place).as_str()) {
                found.push(fault.diagnostic(&value, &root));
            }
        }
    }
}

/// Whether something is said about this place, or about one in it.
fn is_told(known: &BTreeSet<&str>, place: &str) -> bool {
    let next = known.range(place..).next();
    next.is_some_and(|next| {
        next.strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// The types of JSON that are worth telling, in words; `null` may stand almost everywhere.
const WORDS: [(&str, &str); 6] = [
    ("string", "text"),
    ("number", "a number"),
    ("integer", "a whole number"),
    ("boolean", "a truth value"),
    ("array", "a list"),
    ("object", "an object"),
];

/// One value that the schema refuses.
struct Fault {
    place: Pointer,
    /// The types that may stand there.
    expected: BTreeSet<&'static str>,
}

impl Fault {
    /// Says what stands there by its kind only: the value itself may be a secret.
    fn diagnostic(&self, value: &Value, root: &Pointer) -> Diagnostic {
        let here = value.pointer(self.place.as_str()).unwrap_or(&Value::Null);
        let words = WORDS
            .iter()
            .filter(|(name, _)| self.expected.contains(name));
        let words: Vec<&str> = words.map(|(_, words)| *words).collect();
        let expected = match words.split_last() {
            None => "something else".to_owned(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
        };
        let message = format!(
            "{} is {} where {expected} is expected",
            member(&self.place),
            kind(here)
        );
        Diagnostic::of("schema-mismatch", message)
            .at(&root.join(&self.place))
            .of_request(&names(value, &self.place))
    }
}

/// The faults behind an error. Where several forms are accepted, the one that the value comes
/// closest to counts: the one whose faults are all further inside.
fn faults(error: &ValidationError<'_>) -> Vec<Fault> {
    let place = Pointer::root().then(error.instance_path().as_str());
    let forms = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context
        }
        kind => {
            let expected = expected(kind);
            return vec![Fault { place, expected }];
        }
    };
    let forms: Vec<Vec<Fault>> = forms
        .iter()
        .map(|form| form.iter().flat_map(faults).collect())
        .collect();
    let closest = forms
        .iter()
        .position(|form| form.iter().all(|fault| fault.place != place));
    let mut forms = forms.into_iter();
    if let Some(closest) = closest {
        return forms.nth(closest).unwrap_or_default();
    }
    let here = forms.flatten().filter(|fault| fault.place == place);
    let expected = here.flat_map(|fault| fault.expected).collect();
    vec![Fault { place, expected }]
}

/// The types that a keyword of the schema asks for.
fn expected(kind: &ValidationErrorKind) -> BTreeSet<&'static str> {
    match kind {
        ValidationErrorKind::Type {
            kind: TypeKind::Single(single),
        } => [single.as_str()].into(),
        ValidationErrorKind::Type {
            kind: TypeKind::Multiple(several),
        } => several.iter().map(|single| single.as_str()).collect(),
        _ => BTreeSet::new(),
    }
}

/// Names of the folders and the request that a place lies in.
fn names(value: &Value, place: &Pointer) -> Vec<String> {
    let mut names = Vec::new();
    let mut here = Some(value);
    let mut is_element = false;
    for segment in place.segments() {
        here = here.and_then(|here| match here {
            Value::Array(elements) => elements.get(segment.parse::<usize>().ok()?),
            Value::Object(members) => members.get(&segment),
            _ => None,
        });
        if is_element {
            names.extend(here.map(name));
        }
        is_element = segment == "item" && here.is_some_and(Value::is_array);
    }
    names
}
