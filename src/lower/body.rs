//! Request bodies: what is sent, and what it shows about its type.
//!
//! Postman drops the body of GET, HEAD, COPY, PURGE and UNLOCK, sends nothing without a mode, and
//! removes comments from JSON before sending.

use crate::collection::{self, Collection, Request, SavedResponse};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};
use crate::ir::join::join;
use crate::ir::{Body, Parameter, Part, Shape};

use super::{Place, header, part, secret, sources, variable};

/// The content type of urlencoded bodies.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The body of a request.
pub(super) fn body(
    request: &Request,
    place: &Place<'_>,
    collection: &Collection,
    found: &mut Diagnostics,
) -> Body {
    let body = &request.body;
    let Some(mode) = body.mode.as_deref() else {
        return Body::Nothing;
    };
    if body.disabled || request.drops_body() {
        return Body::Nothing;
    }
    match mode {
        "urlencoded" if body.urlencoded.is_empty() => Body::Nothing,
        "urlencoded" => Body::Form(fields(&body.urlencoded, place, collection)),
        "formdata" if body.formdata.is_empty() => Body::Nothing,
        "formdata" => Body::Multipart(parts(&body.formdata, place, collection)),
        "file" => Body::File {
            source: file_source(body.file.as_ref()),
        },
        "graphql" => graphql(body),
        _ => raw(request, place, collection, found),
    }
}

/// The fields in the order in which Postman sends them: those of one name together, where the first
/// of them stands, and names that are whole numbers before all others, by size.
fn fields(
    saved: &[collection::FormParameter],
    place: &Place<'_>,
    collection: &Collection,
) -> Vec<Parameter> {
    let list = place.pointer.key("request").key("body").key("urlencoded");
    let fields = saved.iter().enumerate().map(|(index, field)| {
        let mut parameter = part(field).parameter;
        // An absent name is the word for nothing.
        if field.key.is_none() {
            parameter.name = "null".to_owned();
        }
        hide(&mut parameter, &list.index(index), collection);
        parameter
    });
    let fields: Vec<Parameter> = fields.collect();
    let mut names: Vec<&str> = Vec::new();
    for field in fields.iter().filter(|field| field.enabled) {
        if !names.contains(&field.name.as_str()) {
            names.push(&field.name);
        }
    }
    names.sort_by_key(|name| whole_number(name).unwrap_or(u32::MAX));
    let rank = |field: &Parameter| names.iter().position(|name| *name == field.name);
    let mut ranks: Vec<usize> = Vec::new();
    for field in &fields {
        // One that is switched off stays behind the one it follows.
        let before = ranks.last().copied().unwrap_or_default();
        ranks.push(rank(field).unwrap_or(before));
    }
    let mut ranked: Vec<(usize, Parameter)> = ranks.into_iter().zip(fields).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, field)| field).collect()
}

/// A name that JavaScript takes for an index.
fn whole_number(name: &str) -> Option<u32> {
    let number: u32 = name.parse().ok()?;
    (number < u32::MAX && number.to_string() == name).then_some(number)
}

fn parts(
    saved: &[collection::FormParameter],
    place: &Place<'_>,
    collection: &Collection,
) -> Vec<Part> {
    let list = place.pointer.key("request").key("body").key("formdata");
    let parts = saved.iter().enumerate().map(|(index, field)| {
        let mut part = part(field);
        hide(&mut part.parameter, &list.index(index), collection);
        part
    });
    parts.collect()
}

/// Masks a secret, and keeps where it stands.
fn hide(parameter: &mut Parameter, at: &Pointer, collection: &Collection) {
    let value = parameter.value.as_deref().unwrap_or_default();
    if !value.is_empty() && secret::is_secret_field(&parameter.name, value) {
        parameter.value = Some(secret::MASK.to_owned());
        parameter.secret = Some(collection.in_file(&at.key("value")));
    }
}

/// The file of a body, as `{src}` or as its bare path.
fn file_source(file: Option<&serde_json::Value>) -> Option<String> {
    let file = file?;
    sources(Some(file.get("src").unwrap_or(file)))
        .into_iter()
        .next()
}

fn raw(
    request: &Request,
    place: &Place<'_>,
    collection: &Collection,
    found: &mut Diagnostics,
) -> Body {
    let body = &request.body;
    let text = body.raw.as_deref().unwrap_or_default();
    if text.trim().is_empty() {
        return Body::Nothing;
    }
    let language = language(body);
    let named = header::content_type(request);
    let is_named_json = named.is_some_and(is_json);
    let looks_like_json = text.trim_start().starts_with(['{', '[']);
    let is_json = match (language, named) {
        (_, Some(_)) => is_named_json,
        (Some(language), None) => language == "json",
        (None, None) => looks_like_json,
    };
    // Postman takes comments out of what it is told to be JSON, whether it is any or not.
    let is_told = language == Some("json") || language.is_none() && is_named_json;
    let bare = without_comments(text);
    if is_json {
        match Shape::of_json(&with_placeholders(&bare, collection)) {
            Ok(shape) => {
                return Body::Json {
                    text: bare,
                    shape: shape.into_given(),
                };
            }
            Err(error) => found.push(
                Diagnostic::new("body-not-json", Severity::Warning, format!("the body is marked as JSON but is none: {error}"))
                    .at(&place.pointer.key("request").key("body").key("raw"))
                    .of_request(&place.path)
                    .effect("the generated function takes the body as text")
                    .help("mend the body in Postman; variables may stand in it, placeholders such as <id> may not"),
            ),
        }
    }
    let media_type = match language {
        _ if named.is_some_and(|named| !named.contains("{{")) => named.unwrap_or_default(),
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("html") => "text/html",
        Some("javascript") => "application/javascript",
        _ => "text/plain",
    };
    Body::Text {
        media_type: media_type.to_owned(),
        text: if is_told { bare } else { text.to_owned() },
    }
}

/// Adds what the bodies of saved successes show: they were sent by somebody, with the same request.
pub(super) fn add_originals(
    body: &mut Body,
    own: Option<&str>,
    responses: &[SavedResponse],
    collection: &Collection,
) {
    let Body::Json { shape, .. } = body else {
        return;
    };
    let mut known: Vec<&str> = own.into_iter().collect();
    let succeeded = |response: &&SavedResponse| {
        let code = response.code.unwrap_or(200);
        (200..300).contains(&code)
    };
    for response in responses.iter().filter(succeeded) {
        let original = response.original_request.as_ref();
        let original = original.map(|request| &request.body);
        let raw = original.filter(|body| body.mode.as_deref() == Some("raw"));
        let Some(raw) = raw.and_then(|body| body.raw.as_deref()) else {
            continue;
        };
        if known.contains(&raw) {
            continue;
        }
        known.push(raw);
        let text = with_placeholders(&without_comments(raw), collection);
        if let Ok(more) = Shape::of_json(&text) {
            *shape = join(std::mem::take(shape), more.into_given());
        }
    }
}

/// Whether a content type is that of JSON: `application/json` or `…+json`.
fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
        || media_type.to_ascii_lowercase().ends_with("+json")
}

/// Masks secrets in a text; its place, if there was one in it.
pub(super) fn hide_secrets(
    body: &mut Body,
    request: &Request,
    at: &Pointer,
    collection: &Collection,
) -> Option<Pointer> {
    match body {
        Body::Json { text, .. } | Body::Text { text, .. }
            if request.body.mode.as_deref() != Some("graphql") =>
        {
            *text = secret::mask_text(text)?;
            Some(collection.in_file(&at.key("raw")))
        }
        _ => None,
    }
}

/// The language that Postman's editor was set to.
pub(super) fn language(body: &collection::Body) -> Option<&str> {
    body.options.as_ref()?.get("raw")?.get("language")?.as_str()
}

/// Query and variables in the order in which Postman sends them.
fn graphql(body: &collection::Body) -> Body {
    let Some(saved) = body.graphql.as_ref() else {
        return Body::Nothing;
    };
    let mut sent = serde_json::Map::new();
    for member in ["query", "operationName", "variables"] {
        match saved.get(member) {
            None | Some(serde_json::Value::Null) => {}
            Some(serde_json::Value::String(text)) if member == "variables" => {
                if let Ok(variables) = serde_json::from_str(text) {
                    sent.insert(member.to_owned(), variables);
                }
            }
            Some(value) => {
                sent.insert(member.to_owned(), value.clone());
            }
        }
    }
    let text = serde_json::Value::Object(sent).to_string();
    match Shape::of_json(&text) {
        Ok(shape) => Body::Json { text, shape },
        Err(_) => Body::Nothing,
    }
}

/// The text without `//` and `/* */` comments outside of strings.
fn without_comments(text: &str) -> String {
    if !text.contains("//") && !text.contains("/*") {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '/']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else {
            let end = if rest.starts_with('"') {
                string_end(rest)
            } else {
                1
            };
            kept.push_str(&rest[..end]);
            end
        };
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

/// The text with a placeholder for every variable that stands outside of a string, so that it parses.
fn with_placeholders(text: &str, collection: &Collection) -> String {
    if !text.contains("{{") {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '{']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let inner = rest
            .strip_prefix("{{")
            .and_then(|after| after.split_once("}}"));
        let end = match inner {
            Some((name, _)) => {
                kept.push_str(placeholder(variable::json(collection, name).as_ref()));
                name.len() + 4
            }
            None => {
                let end = if rest.starts_with('"') {
                    string_end(rest)
                } else {
                    1
                };
                kept.push_str(&rest[..end]);
                end
            }
        };
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

/// The end of the JSON string that the text starts with.
pub(super) fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// What stands for a value of this kind.
fn placeholder(value: Option<&serde_json::Value>) -> &'static str {
    use serde_json::Value;

    match value {
        Some(Value::Bool(_)) => "\"<boolean>\"",
        Some(Value::Number(number)) if number.is_f64() => "\"<number>\"",
        Some(Value::Number(_)) => "\"<integer>\"",
        Some(Value::String(_)) => "\"<string>\"",
        _ => "\"<any>\"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_that_look_like_comments_stay() {
        let text = "{ \"a\": \"http://x/*y*/\", // note\n \"b\": /* two */ 2 }";
        assert_eq!(
            without_comments(text),
            "{ \"a\": \"http://x/*y*/\", \n \"b\":  2 }"
        );
    }

    #[test]
    fn a_bare_variable_is_of_the_kind_of_its_value_and_a_quoted_one_is_a_text() {
        let collection = serde_json::json!({ "variable": [
            { "key": "id", "value": "7" }, { "key": "on", "value": true }, { "key": "e", "value": "" },
        ] });
        let collection: Collection = serde_json::from_value(collection).unwrap();
        let text = r#"{"a": {{id}}, "b": "{{id}}", "c": {"d": {{on}}, "e": {{e}}, "f": {{f}}}}"#;
        assert_eq!(
            with_placeholders(text, &collection),
            r#"{"a": "<integer>", "b": "{{id}}", "c": {"d": "<boolean>", "e": "<any>", "f": "<any>"}}"#
        );
    }
}
