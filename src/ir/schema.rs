//! Shapes from JSON Schema: of an OpenAPI document, or of answers that were recorded.
//!
//! In: a schema (draft 4 to 2020-12, OpenAPI 2.0 to 3.1). Out: the shape of what it allows, and what it says that no type
//! can. Counts come from `x-seen`, `x-null`, `x-objects` and `x-empty` where a recording has them; else a schema stands for two
//! samples, of which one lacks what is not required.

mod kinds;
mod reference;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::join::join;
use super::members::{Field, Members};
use super::shape::{Kind, Numbers, Shape};
use values::{texts, types_of};

pub use reference::Untold;

/// Schemas nested deeper say nothing that a client could use, and may go round.
const DEEPEST: usize = 14;
/// So many schemas inside of one are read; what refers to everything else is cut off there.
const MOST: usize = 10_000;
/// What a schema counts for that does not say how often it was seen.
const SAMPLES: u32 = 2;

/// What only restricts values in ways that a type does not show.
const WITHOUT_TYPES: [&str; 9] = [
    "not",
    "if",
    "patternProperties",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
];

impl Shape {
    /// The shape of what a schema allows, without what it says that no type can.
    pub fn of_schema(schema: &Value, document: &Value) -> Self {
        Self::of_schema_at("", schema, document).0
    }

    /// The shape of what the schema at that place of a document allows, and what of it no type says.
    pub fn of_schema_at(pointer: &str, schema: &Value, document: &Value) -> (Self, Vec<Untold>) {
        Reader::of(document).read_all(pointer, schema)
    }

    /// The same of what is sent: without the members that only answers have (`readOnly`).
    pub fn of_sent_schema_at(
        pointer: &str,
        schema: &Value,
        document: &Value,
    ) -> (Self, Vec<Untold>) {
        let reader = Reader {
            is_sent: true,
            ..Reader::of(document)
        };
        reader.read_all(pointer, schema)
    }
}

/// A schema and where it stands.
#[derive(Clone, Copy)]
struct Place<'s> {
    schema: &'s Value,
    pointer: &'s str,
    /// The schema that says of the same value that it is this one.
    around: Option<&'s Place<'s>>,
    /// Whether that one is more than this one (`allOf`).
    is_part: bool,
}

impl<'s> Place<'s> {
    fn new(schema: &'s Value, pointer: &'s str) -> Self {
        Self {
            schema,
            pointer,
            around: None,
            is_part: false,
        }
    }

    /// A schema of the same value.
    fn same(&'s self, schema: &'s Value, pointer: &'s str) -> Self {
        Self {
            around: Some(self),
            is_part: self.is_part,
            ..Self::new(schema, pointer)
        }
    }
}

struct Reader<'d> {
    document: &'d Value,
    untold: BTreeSet<Untold>,
    /// How many more schemas are read.
    left: usize,
    /// Whether it is a schema of what is sent.
    is_sent: bool,
}

impl<'d> Reader<'d> {
    fn of(document: &'d Value) -> Self {
        Self {
            document,
            untold: BTreeSet::new(),
            left: MOST,
            is_sent: false,
        }
    }

    fn read_all(mut self, pointer: &str, schema: &Value) -> (Shape, Vec<Untold>) {
        let shape = self.read(&Place::new(schema, pointer), 0);
        (shape, self.untold.into_iter().collect())
    }

    fn read(&mut self, place: &Place<'_>, depth: usize) -> Shape {
        if depth > DEEPEST || self.left == 0 {
            return Shape::default();
        }
        self.left -= 1;
        let schema = place.schema;
        self.tell_unused(place);
        let mut parts = vec![self.own(place, depth)];
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            parts.push(self.referred(target, place, depth));
        }
        for (part, pointer) in each(place, "allOf") {
            let part = Place {
                is_part: true,
                ..place.same(part, &pointer)
            };
            parts.push(self.read(&part, depth + 1));
        }
        let mut shape = all_of(parts, schema);
        shape = match self.kinds(place, depth) {
            Some(kinds) if shape.objects() > 0 => kinds::with_members(kinds, shape),
            Some(kinds) => join(kinds, shape),
            None => join(self.any_of(place, depth), shape),
        };
        let count = |name: &str| schema.get(name).and_then(Value::as_u64);
        let count = |name: &str| count(name).and_then(|count| u32::try_from(count).ok());
        if let Some(seen) = count("x-seen") {
            shape.seen = seen;
        } else if shape.seen == 0 && (shape != Shape::default()) {
            shape.seen = SAMPLES;
        }
        if let Some(null) = count("x-null") {
            shape.null = null;
        }
        shape
    }

    fn tell_unused(&mut self, place: &Place<'_>) {
        for keyword in WITHOUT_TYPES {
            let Some(value) = place.schema.get(keyword) else {
                continue;
            };
            // `false` and lists of names say what may not be there, or must.
            let is_schema = match keyword {
                "unevaluatedProperties" | "unevaluatedItems" => value.is_object(),
                "dependencies" => value
                    .as_object()
                    .is_some_and(|names| names.values().any(|dependency| dependency.is_object())),
                _ => true,
            };
            if is_schema {
                self.untold.insert(Untold::keyword(place.pointer, keyword));
            }
        }
    }

    /// What any of several schemas allows.
    fn any_of(&mut self, place: &Place<'_>, depth: usize) -> Shape {
        let mut shape = Shape::default();
        for name in ["oneOf", "anyOf"] {
            for (one, pointer) in each(place, name) {
                let one = Place {
                    is_part: false,
                    ..place.same(one, &pointer)
                };
                shape = join(shape, self.read(&one, depth + 1));
            }
        }
        shape
    }

    /// What the schema says itself, without those that it is made of.
    fn own(&mut self, place: &Place<'_>, depth: usize) -> Shape {
        let schema = place.schema;
        let mut shape = Shape::default();
        for name in types_of(schema) {
            shape.seen = SAMPLES;
            match name {
                "null" => shape.null = 1,
                "boolean" => shape.boolean = true,
                "integer" => {
                    let format = schema.get("format").and_then(Value::as_str);
                    let is_unsigned = format == Some("uint64");
                    shape.number = Some(Numbers {
                        negative: !is_unsigned,
                        large: is_unsigned,
                        huge: schema.get("x-huge").is_some(),
                        ..shape.number.unwrap_or_default()
                    });
                }
                "number" => {
                    shape.number = Some(Numbers {
                        fraction: true,
                        huge: schema.get("x-huge").is_some(),
                        ..shape.number.unwrap_or_default()
                    });
                }
                "string" => shape.text = Some(Box::new(texts(schema))),
                "array" => shape.list = Some(Box::new(self.items(place, depth))),
                "object" => self.object(place, depth, &mut shape),
                _ => {}
            }
        }
        shape
    }

    /// The items of a list, those at each place of a tuple together.
    fn items(&mut self, place: &Place<'_>, depth: usize) -> Shape {
        let mut shape = Shape::default();
        for name in ["items", "prefixItems", "additionalItems"] {
            let pointer = format!("{}/{name}", place.pointer);
            if let Some(schema) = place.schema.get(name).filter(|schema| schema.is_object()) {
                let pointer = &pointer;
                shape = join(shape, self.read(&Place::new(schema, pointer), depth + 1));
            }
            for (schema, pointer) in each(place, name) {
                let pointer = &pointer;
                shape = join(shape, self.read(&Place::new(schema, pointer), depth + 1));
            }
        }
        shape
    }

    fn object(&mut self, place: &Place<'_>, depth: usize, shape: &mut Shape) {
        let (schema, empty) = (place.schema, Map::new());
        let properties = schema.get("properties").and_then(Value::as_object);
        let is_recorded = schema.get("x-seen").is_some();
        let seen = schema.get("x-objects").or(schema.get("x-seen"));
        let seen = seen.and_then(Value::as_u64);
        let seen = seen
            .and_then(|seen| u32::try_from(seen).ok())
            .unwrap_or(SAMPLES);
        let mut fields = Vec::new();
        for (name, property) in properties.unwrap_or(&empty) {
            let pointer = &format!("{}/properties/{}", place.pointer, escaped(name));
            let schema = property;
            if self.is_sent && property.get("readOnly") == Some(&Value::Bool(true)) {
                continue;
            }
            let mut shape = self.read(&Place::new(schema, pointer), depth + 1);
            if property.get("x-seen").is_none() {
                shape.seen = match is_required(place.schema, name) {
                    true => seen,
                    false => seen.saturating_sub(1),
                };
                shape.null = shape.null.min(shape.seen);
            }
            fields.push(Field {
                name: name.clone(),
                shape,
            });
        }
        if let Some(schema) = schema
            .get("additionalProperties")
            .filter(|others| others.is_object())
        {
            let pointer = &format!("{}/additionalProperties", place.pointer);
            let others = self.read(&Place::new(schema, pointer), depth + 1);
            shape.map = Some(Box::new(others)).filter(|others| **others != Shape::default());
        }
        if !fields.is_empty() || shape.map.is_none() {
            let members = Members::often(seen, fields);
            shape.object = Some(Box::new(match is_recorded {
                true => members.without_words(),
                false => members,
            }));
        }
    }
}

/// The schemas of a list under that name, with their places.
fn each<'s>(place: &Place<'s>, name: &str) -> Vec<(&'s Value, String)> {
    let list = place.schema.get(name).and_then(Value::as_array);
    let list = list.into_iter().flatten().enumerate();
    list.map(|(at, schema)| (schema, format!("{}/{name}/{at}", place.pointer)))
        .collect()
}

/// A name as a JSON pointer writes it (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|names| names.iter().any(|known| known == name))
}

/// Of each name one, the last that says anything: what says nothing takes nothing away.
fn without_doubles(fields: Vec<Field>) -> Vec<Field> {
    let mut kept: Vec<Field> = Vec::with_capacity(fields.len());
    for field in fields {
        match kept.iter_mut().find(|known| known.name == field.name) {
            Some(known) if field.shape.values() > 0 && field.shape.kind() != Kind::Unknown => {
                let seen = known.shape.seen.max(field.shape.seen);
                known.shape = field.shape;
                known.shape.seen = seen;
            }
            Some(known) => known.shape.seen = known.shape.seen.max(field.shape.seen),
            None => kept.push(field),
        }
    }
    kept
}

/// One value that is all of these: the members of all of them, required where any says so.
fn all_of(parts: Vec<Shape>, schema: &Value) -> Shape {
    let mut whole = Shape::default();
    let mut fields: Vec<Field> = Vec::new();
    let (mut objects, mut tagged, mut has_words) = (0, None, false);
    for mut part in parts {
        if let Some(members) = part.object.take() {
            objects = objects.max(members.seen);
            has_words |= members.with_words() > 0;
            match members.variants() {
                Some(_) => tagged = Some(members),
                None => fields.extend(members.into_fields()),
            }
        }
        let seen = whole.seen.max(part.seen);
        whole = join(whole, part);
        whole.seen = seen;
    }
    if objects > 0 {
        let listed = schema.get("allOf").and_then(Value::as_array);
        let demanding = listed.into_iter().flatten().chain([schema]);
        for field in &mut fields {
            if demanding.clone().any(|part| is_required(part, &field.name)) {
                field.shape.seen = field.shape.seen.max(objects);
            }
        }
        fields = without_doubles(fields);
        let members = Members::often(objects, fields);
        let members = match has_words {
            true => members,
            false => members.without_words(),
        };
        let own = Shape {
            object: Some(Box::new(members)),
            ..Shape::default()
        };
        let object = match tagged {
            Some(members) => {
                let kinds = Shape {
                    object: Some(members),
                    ..Shape::default()
                };
                kinds::with_members(kinds, own).object
            }
            None => own.object,
        };
        whole.object = object;
    }
    whole
}
