//! Saved examples against the types that were made from them.
//!
//! In: the saved JSON answers, and for the name of each type what decodes into it and encodes again. Out: nothing when
//! every example comes back as the same JSON value, else a list of all that do not, each with the place of its first
//! difference. Two numbers are the same when they have the same value (`1` and `1.0`).

use std::fmt::Write;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// Decodes a JSON text into a type and encodes that again.
pub(crate) type RoundTrip = fn(&str) -> Result<Value, String>;

/// The round trip of one type.
#[allow(dead_code, reason = "a collection need not have saved examples")]
pub(crate) fn round_trip<T: DeserializeOwned + Serialize>(body: &str) -> Result<Value, String> {
    let decoded: T =
        serde_json::from_str(body).map_err(|error| format!("it does not decode: {error}"))?;
    serde_json::to_value(&decoded).map_err(|error| format!("it does not encode: {error}"))
}

/// The round trip of a type by its name.
macro_rules! round_trips {
    ($wanted:expr; $($name:literal => $type:ty,)*) => {
        match $wanted {
            $($name => Some($crate::check::round_trip::<$type> as $crate::check::RoundTrip),)*
            _ => None,
        }
    };
}

pub(crate) use round_trips;

/// A saved answer.
#[derive(Deserialize)]
struct Example {
    path: Vec<String>,
    name: String,
    #[serde(rename = "type")]
    type_name: String,
    body: String,
}

/// Checks every example of a data file and panics with the list of those that fail.
pub(crate) fn every_example(data: &str, find: impl Fn(&str) -> Option<RoundTrip>) {
    let examples: Vec<Example> =
        serde_json::from_str(data).expect("the data file has the examples");
    let mut failures = String::new();
    let mut count = 0;
    for example in &examples {
        if let Err(problem) = check(example, &find) {
            let Example {
                path,
                name,
                type_name,
                ..
            } = example;
            count += 1;
            let title = path.join(" / ");
            let _ = writeln!(
                failures,
                "{title}, example `{name}` as `{type_name}`: {problem}"
            );
        }
    }
    assert!(
        count == 0,
        "{count} of {} saved examples fail:\n{failures}",
        examples.len()
    );
}

fn check(example: &Example, find: impl Fn(&str) -> Option<RoundTrip>) -> Result<(), String> {
    let body = example.body.trim_start_matches('\u{feff}');
    let round_trip = find(&example.type_name).ok_or("no such type is listed in the test")?;
    let before: Value =
        serde_json::from_str(body).map_err(|error| format!("it is not JSON: {error}"))?;
    let after = round_trip(body)?;
    match first_difference(&before, &after) {
        None => Ok(()),
        Some(difference) => Err(difference),
    }
}

/// Where two values differ first, as a JSON pointer (RFC 6901), and how.
fn first_difference(before: &Value, after: &Value) -> Option<String> {
    let mut pointer = String::new();
    let (before, after) = differing(before, after, &mut pointer)?;
    let show = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), shortened);
    Some(format!(
        "at `{pointer}` {} becomes {}",
        show(before),
        show(after)
    ))
}

type Pair<'v> = (Option<&'v Value>, Option<&'v Value>);

fn differing<'v>(before: &'v Value, after: &'v Value, pointer: &mut String) -> Option<Pair<'v>> {
    match (before, after) {
        (Value::Array(before), Value::Array(after)) => {
            let longest = before.len().max(after.len());
            (0..longest)
                .find_map(|at| below(&at.to_string(), before.get(at), after.get(at), pointer))
        }
        (Value::Object(before), Value::Object(after)) => {
            let added = after.keys().filter(|name| !before.contains_key(*name));
            before
                .keys()
                .chain(added)
                .find_map(|name| below(name, before.get(name), after.get(name), pointer))
        }
        (Value::Number(one), Value::Number(other)) if is_same_number(one, other) => None,
        _ => (before != after).then_some((Some(before), Some(after))),
    }
}

/// Compares what stands under one name or index; the pointer keeps it only if there is a difference.
fn below<'v>(
    name: &str,
    before: Option<&'v Value>,
    after: Option<&'v Value>,
    pointer: &mut String,
) -> Option<Pair<'v>> {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    let difference = match (before, after) {
        (Some(before), Some(after)) => differing(before, after, pointer),
        pair => Some(pair),
    };
    if difference.is_none() {
        pointer.truncate(length);
    }
    difference
}

fn is_same_number(one: &Number, other: &Number) -> bool {
    one == other || ((one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64())
}

fn shortened(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text.split_at(end).0.to_owned() + "…",
        None => text,
    }
}
