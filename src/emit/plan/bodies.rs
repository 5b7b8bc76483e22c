//! Bodies that a function sends by itself: what a repetition saved, and GraphQL documents.
//!
//! Each is a constant of its file, spelled so that the text survives as source code.

use crate::emit::ident;
use crate::emit::layout::{constant, literal, raw_literal};
use crate::emit::view::ConstantView;
use crate::ir::{Body, Document, Operation};

use super::arguments::ConstructorArgument;
use super::operations::Surroundings;

/// A body that a function presets.
#[derive(Clone, Debug)]
pub(super) struct SavedBody {
    /// The constant that holds it.
    pub(super) view: ConstantView,
    /// Name of the setter for another.
    pub(super) setter: String,
    /// What the setter takes.
    pub(super) argument: ConstructorArgument,
}

/// The body that the function presets: that of a repetition, where the type of the call has a setter
/// for another.
pub(super) fn saved_body(
    operation: &Operation,
    argument: ConstructorArgument,
    setter: &str,
    around: &Surroundings<'_>,
) -> Option<SavedBody> {
    let is_same = around.call?.body.as_ref() == Some(&argument);
    let text = operation.saved_text().filter(|_| is_same)?;
    let value = match operation.body {
        Body::Json { .. } => raw_literal(&json_source(text)),
        _ => literal(text),
    };
    let name = ident::constant(&around.function);
    let view = ConstantView {
        line: constant(&name, &value),
        name,
    };
    Some(SavedBody {
        view,
        setter: setter.to_owned(),
        argument,
    })
}

pub(super) fn document_constant(document: &Document, function: &str) -> ConstantView {
    let text = &document.text;
    let value = match text.contains(['\n', '"']) && is_source(text) {
        true => raw_literal(text),
        false => literal(text),
    };
    let name = ident::constant(function);
    ConstantView {
        line: constant(&name, &value),
        name,
    }
}

/// Whether a text may stand in source code as it is: raw literals have no escapes, and lines of code
/// lose blanks at their ends and surplus empty lines.
fn is_source(text: &str) -> bool {
    let is_plain = |c: char| c == '\n' || !c.is_control() && !is_turning(c);
    let mut before = None;
    let is_tidy = text.lines().all(|line| {
        let is_surplus =
            before == Some("") && (line.is_empty() || line.trim_start().starts_with('}'));
        before = Some(line);
        !is_surplus && !line.ends_with(char::is_whitespace)
    });
    is_tidy && text.chars().all(is_plain)
}

/// What a request sends as its document: a constant, or that and the name of the operation in it.
pub(super) fn document_expression(constant: &str, document: &Document) -> String {
    match &document.operation {
        Some(operation) => format!("({constant}, {})", literal(operation)),
        None => constant.to_owned(),
    }
}

/// Whether the character turns the direction of text.
fn is_turning(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The same JSON in characters that may stand in source code.
fn json_source(text: &str) -> String {
    let mut source = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\r' => {}
            '\n' | '\t' => source.push(c),
            // Whatever turns the direction of text stands in a string and can be escaped there.
            c if is_turning(c) => {
                source.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c if c.is_control() => source.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => source.push(c),
        }
    }
    source
}

/// Whether the saved body of a GraphQL request has a list of variables, empty or not.
pub(super) fn sends_variables(operation: &Operation) -> bool {
    operation
        .saved_variables()
        .is_some_and(|variables| !variables.is_null())
}

/// The function that gives a call a document and its variables.
pub(super) fn graphql_body(operation: &Operation) -> &'static str {
    match sends_variables(operation) {
        true => "graphql_body",
        false => "graphql_sparse_body",
    }
}

/// The media type of a body that is a text.
pub(super) fn text_type(operation: &Operation) -> &str {
    match &operation.body {
        Body::Text { media_type, .. } => media_type,
        Body::Json { .. } => "application/json",
        _ => "text/plain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constant_of(text: &str) -> String {
        let document = Document {
            text: text.to_owned(),
            operation: None,
        };
        document_constant(&document, "get_user").line
    }

    #[test]
    fn a_document_is_spelled_raw_only_where_lines_of_code_keep_all_of_it() {
        let kept = "query {\n  a(b: \"c\")\n}";
        assert_eq!(
            constant_of(kept),
            format!("const GET_USER: &str = r#\"{kept}\"#;")
        );
        for changed in [
            "query {\n\n\n  a\n}",
            "query {\n  a\n\n}",
            "query { \n  a\n}",
            "query {\r\n  a\r\n}",
            "query {\n  \u{202e}a\n}",
        ] {
            let line = constant_of(changed);
            assert!(line.contains("\"query {"), "{line}");
            assert!(!line.contains("r#"), "{line}");
        }
    }
}
