//! Request bodies: what is sent, and what it shows about its type.
//!
//! Postman drops the body of GET, HEAD, COPY, PURGE and UNLOCK, sends nothing without a mode, and
//! removes comments from JSON before sending.

use crate::collection;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::ir::{Body, Shape};

use super::{Place, part};

/// Methods whose body Postman leaves out.
const BODILESS: [&str; 5] = ["GET", "HEAD", "COPY", "PURGE", "UNLOCK"];

/// The body of a request.
pub(super) fn body(
    body: &collection::Body,
    method: String,
    place: &Place<'_>,
    found: &mut Diagnostics,
) -> Body {
    let Some(mode) = body.mode.as_deref() else {
        return Body::Nothing;
    };
    if body.disabled || (BODILESS.contains(&method.as_str()) && !body.is_kept) {
        return Body::Nothing;
    }
    match mode {
        "urlencoded" if body.urlencoded.is_empty() => Body::Nothing,
        "urlencoded" => Body::Form(
            body.urlencoded
                .iter()
                .map(|field| part(field).parameter)
                .collect(),
        ),
        "formdata" if body.formdata.is_empty() => Body::Nothing,
        "formdata" => Body::Multipart(body.formdata.iter().map(part).collect()),
        "file" => Body::File,
        "graphql" => graphql(body),
        _ => raw(body, place, found),
    }
}

fn raw(body: &collection::Body, place: &Place<'_>, found: &mut Diagnostics) -> Body {
    let text = body.raw.as_deref().unwrap_or_default();
    if text.trim().is_empty() {
        return Body::Nothing;
    }
    let language = language(body);
    let looks_like_json = text.trim_start().starts_with(['{', '[']);
    if language == Some("json") || (language.is_none() && looks_like_json) {
        let text = without_comments(text);
        match Shape::of_json(&with_quoted_variables(&text)) {
            Ok(shape) => return Body::Json { text, shape },
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
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("html") => "text/html",
        Some("javascript") => "application/javascript",
        _ => "text/plain",
    };
    Body::Text {
        media_type: media_type.to_owned(),
        text: text.to_owned(),
    }
}

/// The language that Postman's editor was set to.
fn language(body: &collection::Body) -> Option<&str> {
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

/// The text with `null` for every variable that stands outside of a string, so that it parses.
fn with_quoted_variables(text: &str) -> String {
    if !text.contains("{{") {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '{']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = match rest.strip_prefix("{{").and_then(|after| after.find("}}")) {
            Some(length) => {
                kept.push_str("null");
                length + 4
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
fn string_end(text: &str) -> usize {
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
    fn a_bare_variable_becomes_null_and_a_quoted_one_stays_text() {
        let text = r#"{"a": {{id}}, "b": "{{name}}", "c": {"d": {{e}}}}"#;
        assert_eq!(
            with_quoted_variables(text),
            r#"{"a": null, "b": "{{name}}", "c": {"d": null}}"#
        );
    }
}
