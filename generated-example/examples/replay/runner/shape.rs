//! The shape of an answer, without any value of it.
//!
//! In: JSON values. Out: a JSON Schema (draft 2020-12) of what was seen: the types of each place and, under `required`,
//! the members that every object had. Names of members that look like data (ids, dates, addresses) are not written;
//! what stands under them is joined under `additionalProperties`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// A name that long is a text, not the name of a member.
const LONGEST_NAME: usize = 64;
/// A name with that many digits is a number or an identifier.
const MOST_DIGITS: usize = 3;

/// What was seen at one place.
#[derive(Default)]
pub(super) struct Shape {
    /// As JSON Schema names them.
    types: BTreeSet<&'static str>,
    items: Option<Box<Shape>>,
    objects: usize,
    members: BTreeMap<String, (usize, Shape)>,
    others: Option<Box<Shape>>,
}

/// The shape of one value.
pub(super) fn schema_of(value: &Value) -> Value {
    let mut shape = Shape::default();
    shape.add(value);
    shape.schema()
}

impl Shape {
    fn add(&mut self, value: &Value) {
        let name = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(values) => {
                for value in values {
                    self.items.get_or_insert_default().add(value);
                }
                "array"
            }
            Value::Object(members) => {
                self.objects += 1;
                members
                    .iter()
                    .for_each(|(name, value)| self.add_member(name, value));
                "object"
            }
        };
        self.types.insert(name);
    }

    fn add_member(&mut self, name: &str, value: &Value) {
        if looks_like_data(name) {
            self.others.get_or_insert_default().add(value);
        } else {
            let (count, shape) = self.members.entry(name.to_owned()).or_default();
            *count += 1;
            shape.add(value);
        }
    }

    fn schema(&self) -> Value {
        let mut schema = Map::new();
        let types: Vec<&str> = self.types.iter().copied().collect();
        match types.as_slice() {
            [] => {}
            [only] => _ = schema.insert("type".to_owned(), json!(only)),
            types => _ = schema.insert("type".to_owned(), json!(types)),
        }
        if let Some(items) = &self.items {
            schema.insert("items".to_owned(), items.schema());
        }
        if !self.members.is_empty() {
            let members = self.members.iter();
            let properties: Map<_, _> = members
                .clone()
                .map(|(name, (_, shape))| (name.clone(), shape.schema()))
                .collect();
            schema.insert("properties".to_owned(), properties.into());
            let required: Vec<&String> = members
                .filter(|(_, (count, _))| *count == self.objects)
                .map(|(name, _)| name)
                .collect();
            schema.insert("required".to_owned(), json!(required));
        }
        if let Some(others) = &self.others {
            schema.insert("additionalProperties".to_owned(), others.schema());
        }
        schema.into()
    }
}

/// Names are made of letters with few digits; everything else might be somebody's data.
fn looks_like_data(name: &str) -> bool {
    let mut letters = name.chars();
    let begins_well = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, '_' | '$' | '@'));
    let goes_on_well = letters.all(|letter| {
        letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | ':' | '$')
    });
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    !begins_well || !goes_on_well || digits > MOST_DIGITS || name.len() > LONGEST_NAME
}
