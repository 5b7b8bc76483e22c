//! Shapes from JSON Schema: of an OpenAPI document, or of answers that were recorded.
//!
//! In: a schema (draft 4 to 2020-12, OpenAPI 2.0 to 3.1). Out: the shape of what it allows. Counts come
//! from `x-seen`, `x-null` and `x-empty` where a recording has them; else a schema stands for two
//! samples, of which one lacks what is not required.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::format::Format;
use super::join::join;
use super::members::{Field, Members};
use super::shape::{Numbers, Shape, Texts, Words};

/// Schemas nested deeper say nothing that a client could use, and may go round.
const DEEPEST: usize = 10;
/// What a schema counts for that does not say how often it was seen.
const SAMPLES: u32 = 2;

impl Shape {
    /// The shape of what a schema allows; `document` is what its references point into.
    pub fn of_schema(schema: &Value, document: &Value) -> Self {
        let reader = Reader { document };
        reader.read(schema, 0)
    }
}

struct Reader<'d> {
    document: &'d Value,
}

impl Reader<'_> {
    fn read(&self, schema: &Value, depth: usize) -> Shape {
        if depth > DEEPEST {
            return Shape::default();
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = target
                .strip_prefix('#')
                .and_then(|at| self.document.pointer(at));
            return target.map_or_else(Shape::default, |target| self.read(target, depth + 1));
        }
        let each = |name: &str| {
            schema
                .get(name)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
        };
        let mut shape = Shape::default();
        for one in each("oneOf").chain(each("anyOf")) {
            shape = join(shape, self.read(one, depth + 1));
        }
        let mut parts: Vec<Shape> = each("allOf")
            .map(|part| self.read(part, depth + 1))
            .collect();
        parts.push(self.own(schema, depth));
        shape = join(shape, all_of(parts));
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

    /// What the schema says itself, without those that it is made of.
    fn own(&self, schema: &Value, depth: usize) -> Shape {
        let text = |name: &str| schema.get(name).and_then(Value::as_str);
        let mut types: Vec<&str> = match schema.get("type") {
            Some(Value::String(only)) => vec![only],
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            _ if schema.get("properties").is_some() => vec!["object"],
            _ if schema.get("items").is_some() => vec!["array"],
            _ if schema.get("enum").is_some() => vec!["string"],
            _ if schema.get("const").is_some_and(Value::is_string) => vec!["string"],
            _ => Vec::new(),
        };
        if schema.get("nullable") == Some(&Value::Bool(true)) {
            types.push("null");
        }
        let mut shape = Shape::default();
        for name in types {
            shape.seen = SAMPLES;
            match name {
                "null" => shape.null = 1,
                "boolean" => shape.boolean = true,
                "integer" => {
                    shape.number = Some(Numbers {
                        large: text("format") == Some("uint64"),
                        huge: schema.get("x-huge").is_some(),
                        ..shape.number.unwrap_or_default()
                    });
                }
                "number" => {
                    shape.number = Some(Numbers {
                        fraction: true,
                        ..Numbers::default()
                    });
                }
                "string" => shape.text = Some(Box::new(texts(schema))),
                "array" => {
                    let items = schema.get("items").map(|items| self.read(items, depth + 1));
                    shape.list = Some(Box::new(items.unwrap_or_default()));
                }
                "object" => self.object(schema, depth, &mut shape),
                _ => {}
            }
        }
        shape
    }

    fn object(&self, schema: &Value, depth: usize, shape: &mut Shape) {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        let required = schema.get("required").and_then(Value::as_array);
        let is_required =
            |name: &str| required.is_some_and(|names| names.iter().any(|known| known == name));
        let seen = schema.get("x-seen").and_then(Value::as_u64);
        let seen = seen
            .and_then(|seen| u32::try_from(seen).ok())
            .unwrap_or(SAMPLES);
        let fields = properties.unwrap_or(&empty).iter().map(|(name, property)| {
            let mut shape = self.read(property, depth + 1);
            if property.get("x-seen").is_none() {
                shape.seen = if is_required(name) {
                    seen
                } else {
                    seen.saturating_sub(1)
                };
                shape.null = shape.null.min(shape.seen);
            }
            Field {
                name: name.clone(),
                shape,
            }
        });
        let fields: Vec<Field> = fields.collect();
        let others = schema
            .get("additionalProperties")
            .filter(|others| others.is_object());
        let others = others.map(|others| self.read(others, depth + 1));
        if let Some(others) = others
            && others != Shape::default()
        {
            shape.map = Some(Box::new(others));
        }
        if !fields.is_empty() || shape.map.is_none() {
            shape.object = Some(Box::new(Members::often(seen, fields)));
        }
    }
}

/// One value that is all of these: the members of all of them.
fn all_of(parts: Vec<Shape>) -> Shape {
    let mut whole = Shape::default();
    let mut fields: Vec<Field> = Vec::new();
    let mut objects = 0;
    for mut part in parts {
        if let Some(members) = part.object.take() {
            objects = objects.max(members.seen);
            fields.extend(members.into_fields());
        }
        let seen = whole.seen.max(part.seen);
        whole = join(whole, part);
        whole.seen = seen;
    }
    if objects > 0 {
        whole.object = Some(Box::new(Members::often(objects, fields)));
    }
    whole
}

fn texts(schema: &Value) -> Texts {
    let format = match schema.get("format").and_then(Value::as_str) {
        Some("uri") => Format::Url,
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
        listed: matches!(words, Words::Few(_)),
        words,
    }
}

/// The texts that a schema lists: `enum`, or the one of `const`.
fn words(schema: &Value) -> Words {
    let one = schema.get("const").into_iter();
    let several = schema.get("enum").and_then(Value::as_array);
    let listed = one.chain(several.into_iter().flatten());
    let words: BTreeSet<&str> = listed.filter_map(Value::as_str).collect();
    if words.is_empty() || words.len() > Words::MOST || words.contains("") {
        return Words::Many;
    }
    Words::Few(words.into_iter().map(|word| (word.to_owned(), 0)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::shape::Kind;
    use super::*;

    #[test]
    fn what_is_not_required_is_missing_once() {
        let document = json!({ "defs": { "Name": { "type": "string", "nullable": true } } });
        let schema = json!({
            "required": ["id"],
            "properties": { "id": { "type": "integer" }, "name": { "$ref": "#/defs/Name" } },
        });
        let shape = Shape::of_schema(&schema, &document);
        let (id, name) = (shape.field("id").unwrap(), shape.field("name").unwrap());
        assert_eq!(
            (shape.objects(), id.seen, name.seen, name.null),
            (2, 2, 1, 1)
        );
        assert_eq!(id.kind(), Kind::Integer);
    }

    #[test]
    fn all_of_has_the_members_of_all_and_one_of_takes_any() {
        let schema = json!({
            "allOf": [{ "properties": { "a": { "type": "number" } } }],
            "properties": { "b": { "oneOf": [{ "type": "string" }, { "type": "integer" }] } },
        });
        let shape = Shape::of_schema(&schema, &schema);
        assert_eq!(shape.field("a").unwrap().kind(), Kind::Number);
        assert_eq!(shape.field("b").unwrap().kind(), Kind::NumberOrText);
    }

    #[test]
    fn a_schema_that_goes_round_ends() {
        let schema = json!({ "properties": { "child": { "$ref": "#" } } });
        assert!(Shape::of_schema(&schema, &schema).field("child").is_some());
    }
}
