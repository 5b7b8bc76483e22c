//! Stand-ins for the JSON Schema: how the values that `lenient` reads may be written.
//!
//! Nothing is ever built from these types; only their schemas are used.

#![expect(dead_code, reason = "only the schemas of these types are used")]

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use super::auth::Auth;

/// Text, or what Postman turns into text.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
pub(super) enum Text {
    Plain(String),
    Number(f64),
    Truth(bool),
    Nothing(()),
}

/// Anything that Postman takes for true or false.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
pub(super) enum Flag {
    Truth(bool),
    Number(f64),
    Text(String),
    Nothing(()),
}

/// A bare text in the place of an object.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
pub(super) enum TextOr<T> {
    Text(String),
    Object(T),
}

/// A segment of a path or a label of a host.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
pub(super) enum Part {
    Plain(Text),
    Typed { value: Text },
}

/// A list, one element without its list, or nothing.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
pub(super) enum List<T> {
    Many(Vec<Option<T>>),
    One(T),
    Nothing(()),
}

/// A list of named values, or one text that holds them all.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
pub(super) enum Pairs<T> {
    Many(Vec<Option<TextOr<T>>>),
    Map(BTreeMap<String, Value>),
    Text(String),
    Nothing(()),
}

/// An auth block: its type, and the parameters of each type it ever had.
#[derive(JsonSchema)]
struct WrittenAuth {
    /// `oauth2`, `bearer`, `noauth` …
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(flatten)]
    parameters: BTreeMap<String, Value>,
}

impl JsonSchema for Auth {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Auth".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        WrittenAuth::json_schema(generator)
    }
}
