//! Bodies of v1.
//!
//! The mode says which of several members holds the content; without one it is guessed from what
//! there is, as Postman's converter does: text, then fields, then GraphQL.

use serde_json::{Map, Value, json};

use super::model::{PairV1, RequestV1};
use crate::collection::request::{Body, FormParameter};

/// The body of a request.
pub(super) fn convert(request: &RequestV1) -> Body {
    let is_empty = [&request.data, &request.raw, &request.graphql]
        .iter()
        .all(|content| is_empty(content.as_ref()));
    let mode = match request.mode.as_ref() {
        Some(Value::Null) => return Body::default(),
        Some(Value::String(mode)) => known_mode(mode),
        _ => None,
    };
    let mode = match mode {
        Some(mode) => mode,
        None if is_empty => return Body::default(),
        None => guessed_mode(request),
    };
    let mut body = Body {
        mode: Some(mode.to_owned()),
        options: options(request.options.as_ref()),
        disabled: request.body_disabled,
        ..Body::default()
    };
    match mode {
        "raw" => body.raw = Some(raw(request).unwrap_or_default()),
        "file" => body.file = Some(json!({ "src": raw_mode_data(request) })),
        "graphql" => body.graphql = graphql(request),
        "urlencoded" => body.urlencoded = fields(request),
        _ => body.formdata = fields(request),
    }
    body
}

/// The mode under its name in v2.
fn known_mode(mode: &str) -> Option<&'static str> {
    match mode {
        "raw" => Some("raw"),
        "urlencoded" => Some("urlencoded"),
        "params" => Some("formdata"),
        "binary" => Some("file"),
        "graphql" => Some("graphql"),
        _ => None,
    }
}

fn guessed_mode(request: &RequestV1) -> &'static str {
    let has_text = raw_mode_data(request).is_some_and(|text| !text.is_empty());
    let is_list = |value: &Option<Value>| value.as_ref().is_some_and(Value::is_array);
    match has_text {
        false if is_list(&request.data) || is_list(&request.raw) => "formdata",
        false if graphql(request).is_some() => "graphql",
        _ => "raw",
    }
}

/// Null, an empty text, list or map; a number is as good as none.
fn is_empty(value: Option<&Value>) -> bool {
    match value {
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(elements)) => elements.is_empty(),
        Some(Value::Object(members)) => members.is_empty(),
        _ => true,
    }
}

fn raw(request: &RequestV1) -> Option<String> {
    let text = raw_mode_data(request).filter(|text| !text.is_empty());
    text.or_else(|| Some(request.data.as_ref()?.as_str()?.to_owned()))
}

/// The text; some exports put it into a list.
fn raw_mode_data(request: &RequestV1) -> Option<String> {
    match request.raw.as_ref()? {
        Value::String(text) => Some(text.clone()),
        Value::Array(elements) => match elements.as_slice() {
            [Value::String(text)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn graphql(request: &RequestV1) -> Option<Value> {
    let own = request.graphql.as_ref();
    if !is_empty(own) {
        return own.cloned();
    }
    request.options.as_ref()?.get("graphql")?;
    request.data.clone().filter(|data| !is_empty(Some(data)))
}

/// The fields of a form. One that cannot be read is no field.
fn fields(request: &RequestV1) -> Vec<FormParameter> {
    let written = match (&request.data, &request.raw) {
        (Some(Value::Array(fields)), _) => fields,
        (None | Some(Value::Null), Some(Value::Array(fields))) => fields,
        _ => return Vec::new(),
    };
    let read = written
        .iter()
        .filter_map(|field| serde_json::from_value::<PairV1>(field.clone()).ok());
    read.filter(|field| field.key.is_some())
        .map(field)
        .collect()
}

fn field(field: PairV1) -> FormParameter {
    let disabled = field.is_off();
    let is_file = field.kind.as_deref() == Some("file");
    // Older exports have the path of a file where its text would be.
    let path = field
        .value
        .clone()
        .filter(|path| is_file && !path.is_empty());
    FormParameter {
        value: field.value.filter(|_| path.is_none()),
        src: field.src.or_else(|| path.map(path_or_paths)),
        key: field.key,
        kind: field.kind,
        content_type: field.content_type,
        disabled,
        enabled: None,
        description: field.description,
    }
}

/// A path, or the text of a list of them.
fn path_or_paths(text: String) -> Value {
    match serde_json::from_str(&text) {
        Ok(Value::Array(paths)) => Value::Array(paths),
        _ => Value::String(text),
    }
}

/// Options under the names of the modes in v2.
fn options(written: Option<&Value>) -> Option<Value> {
    let mut options = Map::new();
    for (mode, value) in written?.as_object()? {
        if let (Some(mode), false) = (known_mode(mode), is_empty(Some(value))) {
            options.insert(mode.to_owned(), value.clone());
        }
    }
    (!options.is_empty()).then_some(Value::Object(options))
}
