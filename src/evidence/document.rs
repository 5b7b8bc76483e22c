//! Schemas of answers and bodies, out of an OpenAPI document or a JSON Schema.
//!
//! In: the document. Out: a record for each answer and each body, or each object. A schema without a path is that of the thing it is named
//! after: `Patient` of `GET /patients/:id`.

use std::path::Path;

use serde_json::Value;

use crate::ir::Shape;

use super::{Part, Record};

/// The schemas of an OpenAPI document, by operation, and the paths that its servers have in front of each.
pub(super) fn of_document(document: &Value) -> (Vec<Record>, Vec<String>) {
    let mut records = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (route, methods) in paths.into_iter().flatten() {
        let at = format!("/paths/{}", escaped(route));
        for (method, operation) in methods.as_object().into_iter().flatten() {
            records.extend(body_of(&at, (route, method), operation, document));
            let answers = operation.get("responses").and_then(Value::as_object);
            for (status, answer) in answers.into_iter().flatten() {
                let at = format!("{at}/{}/responses/{}", escaped(method), escaped(status));
                let (at, answer) = referred(at, answer, document);
                let (Some(status), Some((inner, schema))) = (status_of(status), schema_of(answer))
                else {
                    continue;
                };
                let at = format!("{at}{inner}");
                let (shape, untold) = Shape::of_schema_at(&at, schema, document);
                records.push(Record {
                    method: method.to_ascii_uppercase(),
                    route: route.clone(),
                    part: Part::Answer(status),
                    shape,
                    untold,
                    is_used: false,
                });
            }
        }
    }
    (records, bases(document))
}

/// The body of a request: OpenAPI 3.x has it beside the parameters, 2.0 among them.
fn body_of(
    at: &str,
    (route, method): (&str, &str),
    operation: &Value,
    document: &Value,
) -> Option<Record> {
    let at = format!("{at}/{}", escaped(method));
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let mut parameters = parameters
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(place, found)| referred(format!("{at}/parameters/{place}"), found, document));
    let is_body =
        |(_, found): &(String, &Value)| found.get("in").is_some_and(|place| place == "body");
    let (at, body) = match operation.get("requestBody") {
        Some(body) => referred(format!("{at}/requestBody"), body, document),
        None => parameters.find(is_body)?,
    };
    let (inner, schema) = schema_of(body)?;
    let (shape, untold) = Shape::of_sent_schema_at(&format!("{at}{inner}"), schema, document);
    Some(Record {
        method: method.to_ascii_uppercase(),
        route: route.to_owned(),
        part: Part::Body,
        shape,
        untold,
        is_used: false,
    })
}

/// OpenAPI 3.x has URLs of servers, which may be relative, 2.0 a path.
fn bases(document: &Value) -> Vec<String> {
    let servers = document.get("servers").and_then(Value::as_array);
    let urls = servers.into_iter().flatten();
    let urls = urls.filter_map(|server| server.get("url").and_then(Value::as_str));
    let own = document.get("basePath").and_then(Value::as_str);
    let path = |url: &str| match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]).to_owned(),
        None => url.to_owned(),
    };
    urls.chain(own).map(path).collect()
}

/// A status, or the first of a range such as `2XX`. `default` is any other.
fn status_of(name: &str) -> Option<u16> {
    let first = name.strip_suffix("XX").or(name.strip_suffix("xx"));
    match first {
        Some(first) => first.parse().ok().map(|first: u16| first * 100),
        None => name.parse().ok(),
    }
    .filter(|status| (100..600).contains(status))
}

/// The objects of a JSON Schema by their names: the title of the whole, or the name of its file, and
/// what it defines. The name stands in place of the route.
pub(super) fn of_schema(document: &Value, path: &Path) -> Vec<Record> {
    let named = |name: &str, at: &str, schema: &Value| {
        let (shape, untold) = Shape::of_schema_at(at, schema, document);
        (shape.objects() > 0).then(|| Record {
            method: "GET".to_owned(),
            route: name.to_owned(),
            part: Part::Answer(200),
            shape,
            untold,
            is_used: false,
        })
    };
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let stem = stem.map(|stem| stem.trim_end_matches(".schema"));
    let title = document.get("title").and_then(Value::as_str).or(stem);
    let mut records: Vec<Record> = title
        .and_then(|name| named(name, "", document))
        .into_iter()
        .collect();
    for place in ["/$defs", "/definitions", "/components/schemas"] {
        let defined = document.pointer(place).and_then(Value::as_object);
        for (name, schema) in defined.into_iter().flatten() {
            records.extend(named(name, &format!("{place}/{}", escaped(name)), schema));
        }
    }
    records
}

/// What an answer or a body is, wherever it stands.
fn referred<'d>(at: String, value: &'d Value, document: &'d Value) -> (String, &'d Value) {
    let target = value.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|target| target.strip_prefix('#'));
    let found = target.and_then(|at| Some((at.to_owned(), document.pointer(at)?)));
    found.unwrap_or((at, value))
}

/// OpenAPI 2.0 has the schema in the answer or the body, 3.x by media type.
fn schema_of(answer: &Value) -> Option<(String, &Value)> {
    let content = answer.get("content").and_then(Value::as_object);
    let mut types = content.into_iter().flatten();
    let json = types.find(|(name, _)| name.contains("json") || name.as_str() == "*/*");
    match json {
        Some((name, media)) => {
            let at = format!("/content/{}/schema", escaped(name));
            Some((at, media.get("schema")?))
        }
        None => Some(("/schema".to_owned(), answer.get("schema")?)),
    }
}

/// A name as a JSON pointer writes it (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
