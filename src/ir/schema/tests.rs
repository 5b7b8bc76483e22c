//! What schemas become, and what of them is told.

use serde_json::json;

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

fn kind_of(schema: Value) -> String {
    let shape = Shape::of_schema(&schema, &schema);
    match shape.kind() {
        Kind::List(items) => format!("list of {}", kind_name(items)),
        Kind::Map(values) => format!("map of {}", kind_name(&values)),
        _ => kind_name(&shape),
    }
}

fn kind_name(shape: &Shape) -> String {
    let nullable = if shape.null > 0 { "?" } else { "" };
    let kind = match shape.kind() {
        Kind::Text(_) => "Text".to_owned(),
        Kind::Object(fields) => format!("{} members", fields.len()),
        kind => format!("{kind:?}"),
    };
    format!("{kind}{nullable}")
}

#[test]
fn each_way_to_say_what_a_value_is_is_read() {
    let cases = [
        (json!({ "type": ["string", "null"] }), "Text?"),
        (json!({ "type": ["integer", "string"] }), "NumberOrText"),
        (json!({ "type": "integer", "nullable": true }), "Integer?"),
        (json!({ "const": 1 }), "Integer"),
        (json!({ "const": 1.5 }), "Number"),
        (json!({ "const": true }), "Boolean"),
        (json!({ "enum": ["a", null] }), "Text?"),
        (json!({ "type": "string", "enum": ["a", null] }), "Text?"),
        (json!({ "enum": [1, 2, "a"] }), "NumberOrText"),
        (
            json!({ "anyOf": [{ "type": "null" }, { "type": "number" }] }),
            "Number?",
        ),
        (json!({ "type": "integer", "format": "uint64" }), "Unsigned"),
        (
            json!({ "prefixItems": [{ "type": "integer" }, { "type": "string" }], "items": false }),
            "list of NumberOrText",
        ),
        (
            json!({ "items": [{ "type": "integer" }], "additionalItems": { "type": "number" } }),
            "list of Number",
        ),
        (
            json!({ "type": "object", "additionalProperties": { "type": ["string", "null"] } }),
            "map of Text?",
        ),
        (
            json!({ "type": "object", "additionalProperties": true }),
            "0 members",
        ),
        (json!(true), "Unknown"),
    ];
    for (schema, expected) in cases {
        assert_eq!(kind_of(schema.clone()), expected, "{schema}");
    }
}

#[test]
fn formats_are_those_of_texts() {
    use super::super::format::Format;
    for (name, format) in [
        ("date", Format::Date),
        ("date-time", Format::DateTime),
        ("uuid", Format::Uuid),
        ("email", Format::Email),
        ("uri", Format::Url),
        ("password", Format::Plain),
    ] {
        let schema = json!({ "type": "string", "format": name });
        let shape = Shape::of_schema(&schema, &schema);
        assert_eq!(shape.text.unwrap().format, format, "{name}");
    }
}

#[test]
fn all_of_is_required_where_any_part_says_so_and_what_says_nothing_takes_nothing_away() {
    let schema = json!({
        "$defs": { "Base": { "properties": { "id": { "type": "integer" }, "note": {} } } },
        "allOf": [{ "$ref": "#/$defs/Base" }, { "required": ["id"] }],
        "properties": { "id": {}, "note": { "type": "string" } },
    });
    let shape = Shape::of_schema(&schema, &schema);
    let (id, note) = (shape.field("id").unwrap(), shape.field("note").unwrap());
    assert_eq!((id.kind(), id.seen), (Kind::Integer, shape.objects()));
    assert!(matches!(note.kind(), Kind::Text(_)) && note.seen < shape.objects());
}

fn untold(document: &Value) -> Vec<String> {
    let (_, untold) = Shape::of_schema_at("", document, document);
    let each = untold
        .iter()
        .map(|one| format!("{}: {}", one.pointer(), one.problem()));
    each.collect()
}

#[test]
fn a_reference_that_leads_nowhere_is_told_and_none_goes_round() {
    let document = json!({
        "a": { "$ref": "#/a" },
        "b": { "$ref": "#/c" },
        "c": { "$ref": "#/b" },
        "properties": {
            "round": { "$ref": "#/a" },
            "rounder": { "$ref": "#/b" },
            "nowhere": { "$ref": "#/x y" },
            "file": { "$ref": "other.json#/Pet" },
            "parts": { "allOf": [{ "$ref": "#/properties/parts" }] },
            "any": { "anyOf": [{ "$ref": "#/properties/any" }, { "type": "string" }] },
        },
    });
    assert_eq!(
        untold(&document),
        [
            "/properties/any/anyOf/0: `#/properties/any` refers to itself",
            "/properties/file: `other.json#/Pet` stands in another file",
            "/properties/nowhere: `#/x y` leads nowhere",
            "/properties/parts/allOf/0: `#/properties/parts` refers to itself",
            "/properties/round: `#/a` refers to itself",
            "/properties/rounder: `#/b` refers to itself",
        ]
    );
    let shape = Shape::of_schema(&document, &document);
    assert!(matches!(shape.field("any").unwrap().kind(), Kind::Text(_)));
}

#[test]
fn kinds_whose_schemas_are_not_there_are_told() {
    let kind =
        |name: &str| json!({ "type": "object", "properties": { name: { "type": "integer" } } });
    let document = json!({
        "oneOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }, { "$ref": "pets.json#/Cow" }],
        "discriminator": { "propertyName": "kind", "mapping": { "bird": "Bird", "dog": "Dog" } },
        "$defs": { "Cat": kind("lives"), "Dog": kind("walks") },
    });
    assert_eq!(
        untold(&document),
        [
            "/discriminator/mapping/bird: `Bird` leads nowhere",
            "/oneOf/2: `pets.json#/Cow` stands in another file",
        ]
    );
    let shape = Shape::of_schema(&document, &document);
    let kinds = shape.object.as_ref().and_then(|object| object.variants());
    let super::super::variants::Variants::Few(kinds) = kinds.unwrap() else {
        panic!("too many");
    };
    let words: Vec<&str> = kinds.keys().map(|(_, word)| word.as_str()).collect();
    assert_eq!(words, ["Cat", "dog"]);
}

#[test]
fn what_no_type_says_is_told_where_it_stands() {
    let document = json!({
        "not": { "type": "string" },
        "properties": {
            "a/b": { "if": {}, "then": {} },
            "c": { "patternProperties": { "^x": {} }, "unevaluatedProperties": false },
        },
    });
    assert_eq!(
        untold(&document),
        [
            ": `not` is no part of a type",
            "/properties/a~1b: `if` is no part of a type",
            "/properties/c: `patternProperties` is no part of a type",
        ]
    );
}

#[test]
fn schemas_that_all_refer_to_each_other_are_cut_off_in_time() {
    let names: Vec<String> = (0..40).map(|number| format!("N{number}")).collect();
    let all: Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!({ "$ref": format!("#/$defs/{name}") })))
        .collect();
    let definitions: Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!({ "properties": all })))
        .collect();
    let schema = json!({ "$defs": definitions, "$ref": "#/$defs/N0" });
    assert!(Shape::of_schema(&schema, &schema).field("N39").is_some());
}
