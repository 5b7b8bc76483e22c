//! Bodies that are sent.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::collection::{Body, FormParameter, Request};

use super::Checker;
use super::template::names;
use crate::spot::Spot;

impl Checker<'_, '_> {
    pub(super) fn body(&mut self, request: &Request, around: &Spot<'_>) {
        let body = &request.body;
        let spot = around.key("body");
        let Some(mode) = body.mode.as_deref() else {
            return;
        };
        if !has_content(body, mode) {
            return;
        }
        if body.disabled {
            self.tell(
                "body-disabled",
                "the body is switched off",
                &spot.key("disabled"),
            );
            return;
        }
        if request.drops_body() {
            let message = format!("Postman sends no body with {}", request.method());
            self.tell("body-dropped", message, &spot);
            return;
        }
        match mode {
            "urlencoded" => self.fields(&body.urlencoded, &spot.key("urlencoded")),
            "formdata" => self.fields(&body.formdata, &spot.key("formdata")),
            "graphql" => self.graphql(body, &spot.key("graphql")),
            "raw" => self.raw_body(request, &spot.key("raw")),
            _ => {}
        }
    }

    fn fields(&mut self, fields: &[FormParameter], spot: &Spot<'_>) {
        let is_text = |field: &&FormParameter| !field.disabled && !is_file(field);
        let texts = fields.iter().filter(is_text);
        let texts: BTreeSet<&str> = texts.filter_map(|field| field.key.as_deref()).collect();
        for (index, field) in fields.iter().enumerate() {
            if field.disabled {
                continue;
            }
            let at = spot.index(index);
            self.template(field.key.as_deref().unwrap_or_default(), &at.key("key"));
            if !is_file(field) {
                self.template(field.value.as_deref().unwrap_or_default(), &at.key("value"));
                continue;
            }
            if let Some(problem) = problem_of_file(field) {
                self.tell("form-file", problem, &at);
            }
            if field.key.as_deref().is_some_and(|key| texts.contains(key)) {
                let message = "a field of this name is a text as well";
                self.tell("field-of-two-kinds", message, &at);
            }
        }
    }

    fn graphql(&mut self, body: &Body, spot: &Spot<'_>) {
        let saved = body.graphql.as_ref();
        let Some(variables) = saved.and_then(|graphql| graphql.get("variables")?.as_str()) else {
            return;
        };
        self.used_in(variables, spot);
        let is_plain = !variables.contains("{{") && !variables.trim().is_empty();
        if is_plain && serde_json::from_str::<Value>(variables).is_err() {
            let message = "the variables of a GraphQL body are not JSON";
            self.tell("graphql-variables", message, &spot.key("variables"));
        }
    }

    fn raw_body(&mut self, request: &Request, spot: &Spot<'_>) {
        let text = request.body.raw.as_deref().unwrap_or_default();
        self.used_in(text, spot);
        let language = request.body.options.as_ref();
        let language = language.and_then(|options| options.pointer("/raw/language")?.as_str());
        let content_type = request
            .header
            .iter()
            .find(|header| !header.disabled && header.key.eq_ignore_ascii_case("content-type"));
        let is_json = match (language, content_type) {
            (Some(language), _) => language == "json",
            (None, Some(header)) => header.value.contains("json"),
            (None, None) => false,
        };
        if is_json {
            let marks = Marks::of(text);
            if marks.comment {
                self.tell("json-comments", "a body in JSON has comments", spot);
            }
            if marks.bare_variable {
                self.tell(
                    "json-bare-variable",
                    "a variable stands in JSON without quotes",
                    spot,
                );
            }
        } else if language.is_none() && content_type.is_none() && looks_like_json(text) {
            self.tell(
                "json-without-type",
                "the body looks like JSON and is sent as plain text",
                spot,
            );
        }
    }
}

fn has_content(body: &Body, mode: &str) -> bool {
    match mode {
        "raw" => body
            .raw
            .as_deref()
            .is_some_and(|raw| !raw.trim().is_empty()),
        "urlencoded" => !body.urlencoded.is_empty(),
        "formdata" => !body.formdata.is_empty(),
        "graphql" => body.graphql.is_some(),
        _ => body.file.is_some(),
    }
}

fn is_file(field: &FormParameter) -> bool {
    field.kind.as_deref() == Some("file")
}

fn problem_of_file(field: &FormParameter) -> Option<&'static str> {
    let is_elsewhere = |path: &str| {
        let drive = path.as_bytes().get(1) == Some(&b':');
        path.starts_with(['/', '\\', '~']) || drive
    };
    match &field.src {
        None | Some(Value::Null) if field.value.is_some() => None,
        None | Some(Value::Null) => Some("the upload names no file"),
        Some(Value::String(path)) if path.is_empty() => Some("the upload names no file"),
        Some(Value::Array(paths)) if paths.is_empty() => Some("the upload names no file"),
        Some(Value::String(path)) if is_elsewhere(path) => Some("the file is on another machine"),
        Some(Value::Array(paths)) => paths
            .iter()
            .any(|path| path.as_str().is_some_and(is_elsewhere))
            .then_some("the file is on another machine"),
        Some(_) => None,
    }
}

fn looks_like_json(text: &str) -> bool {
    let text = text.trim();
    let is_wrapped = |open, close| text.starts_with(open) && text.ends_with(close);
    (is_wrapped('{', '}') && !text.starts_with("{{")) || is_wrapped('[', ']')
}

/// What stands in JSON outside of its texts.
#[derive(Default)]
struct Marks {
    comment: bool,
    bare_variable: bool,
}

impl Marks {
    fn of(text: &str) -> Self {
        let mut marks = Self::default();
        if !text.contains("{{") && !text.contains("//") && !text.contains("/*") {
            return marks;
        }
        let bytes = text.as_bytes();
        let (mut at, mut in_text) = (0, false);
        while let Some(&byte) = bytes.get(at) {
            let next = bytes.get(at + 1);
            match byte {
                b'\\' if in_text => at += 1,
                b'"' => in_text = !in_text,
                b'/' if !in_text && matches!(next, Some(b'/' | b'*')) => marks.comment = true,
                b'{' if !in_text && next == Some(&b'{') => {
                    let rest = text.get(at..).unwrap_or_default();
                    marks.bare_variable |= names(rest).next().is_some();
                }
                _ => {}
            }
            if marks.comment && marks.bare_variable {
                break;
            }
            at += 1;
        }
        marks
    }
}
