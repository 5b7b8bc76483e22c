//! What single values a schema allows: types, formats, and lists of words.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ir::format::Format;
use crate::ir::shape::{Texts, Words};

use super::SAMPLES;

/// The names of the types of a schema: those that it gives, or those of the values that it lists.
pub(super) fn types_of(schema: &Value) -> Vec<&str> {
    let values = || listed(schema).map(type_of);
    let mut types: Vec<&str> = match schema.get("type") {
        Some(Value::String(only)) => vec![only],
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("properties").is_some() => vec!["object"],
        _ if schema
            .get("additionalProperties")
            .is_some_and(Value::is_object) =>
        {
            vec!["object"]
        }
        _ if schema.get("items").is_some() || schema.get("prefixItems").is_some() => vec!["array"],
        _ => values().collect::<BTreeSet<_>>().into_iter().collect(),
    };
    let is_nullable = schema.get("nullable") == Some(&Value::Bool(true))
        || schema.get("x-nullable") == Some(&Value::Bool(true))
        || values().any(|name| name == "null");
    if is_nullable && !types.contains(&"null") {
        types.push("null");
    }
    types
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The values that a schema lists: `enum`, or the one of `const`.
fn listed(schema: &Value) -> impl Iterator<Item = &Value> {
    let one = schema.get("const").into_iter();
    let several = schema.get("enum").and_then(Value::as_array);
    one.chain(several.into_iter().flatten())
}

/// What texts a schema allows.
pub(super) fn texts(schema: &Value) -> Texts {
    let format = match schema.get("format").and_then(Value::as_str) {
        Some("uri" | "url" | "iri") => Format::Url,
        Some("idn-email") => Format::Email,
        Some(name) => serde_json::from_value(name.into()).unwrap_or(Format::Plain),
        None => Format::Plain,
    };
    let words = words(schema);
    let empty = schema.get("x-empty").and_then(Value::as_u64);
    Texts {
        seen: SAMPLES,
        empty: empty
            .and_then(|empty| u32::try_from(empty).ok())
            .unwrap_or(0),
        format,
        listed: matches!(&words, Words::Few(words) if !words.is_empty()),
        words,
    }
}

/// The texts that a schema lists. What was recorded says nothing of words, for or against.
fn words(schema: &Value) -> Words {
    if schema.get("x-seen").is_some() {
        return Words::default();
    }
    let words: BTreeSet<&str> = listed(schema).filter_map(Value::as_str).collect();
    if words.is_empty() || words.len() > Words::MOST || words.contains("") {
        return Words::Many;
    }
    Words::Few(words.into_iter().map(|word| (word.to_owned(), 0)).collect())
}
