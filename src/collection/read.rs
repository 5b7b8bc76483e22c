//! Text to [`Collection`].
//!
//! In: the bytes of a file. Out: the collection, with a diagnostic for every value that had to be
//! ignored. Refused: bytes that are not UTF-8, text that is not JSON, JSON that is no collection.
//! The usual case is one pass; why a text was not accepted is found out only when it was not.

use serde_json::Value;

use super::model::Collection;
use super::{foreign, repair, syntax};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

/// The text of a file: UTF-8, a byte order mark is dropped.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, Diagnostic> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(not_utf8("the file is encoded in UTF-16".to_owned()));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0x1F, 0x8B]) {
        return Err(
            not_utf8("the file is an archive, not a collection".to_owned())
                .help("unpack it, and give the collection that is in it"),
        );
    }
    if bytes.contains(&0) {
        return Err(not_utf8(
            "the file is not text: it contains NUL bytes".to_owned(),
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => Err(not_utf8(format!(
            "the file is not UTF-8: byte {} cannot be read",
            error.utf8_error().valid_up_to() + 1
        ))),
    }
}

fn not_utf8(message: String) -> Diagnostic {
    Diagnostic::new("not-utf8", Severity::Error, message)
        .effect("nothing is generated")
        .help("save the file as UTF-8, or export the collection from Postman again")
}

/// Reads a collection, v2.1 or v2.0.
pub(crate) fn read(text: &str, found: &mut Diagnostics) -> Result<Collection, Diagnostic> {
    let attempt = serde_json::from_str::<Collection>(text);
    let collection = match attempt {
        Ok(collection) if is_evident(&collection) => collection,
        Ok(_) => read_slowly(text, found)?,
        Err(error) => {
            if error.to_string().starts_with("duplicate field") {
                syntax::duplicates(text, found);
            }
            read_slowly(text, found)?
        }
    };
    check_version(&collection, found);
    Ok(collection)
}

/// Whether what was read cannot be mistaken for anything but a collection: every member has a
/// default, so that any JSON object can be read as an empty one.
fn is_evident(collection: &Collection) -> bool {
    let holds_items = collection
        .item
        .iter()
        .any(|item| item.item.is_some() || item.request.is_some());
    holds_items || names_collection(&collection.info.schema)
}

fn names_collection(schema: &str) -> bool {
    schema.contains("/collection/v2")
}

/// Finds out what a text is that could not be read straight away.
fn read_slowly(text: &str, found: &mut Diagnostics) -> Result<Collection, Diagnostic> {
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        Err(error) => {
            return Err(foreign::refuse_text(text).unwrap_or_else(|| syntax::refuse(text, &error)));
        }
    };
    let (value, root) = unwrap(value, found);
    if !is_collection(&value) {
        return Err(foreign::refuse_json(&value));
    }
    let mut collection = repair::repair(value, &root, found)?;
    collection.root = root;
    Ok(collection)
}

/// Answers of Postman's API, and some exports, put the collection into `{"collection": …}`.
fn unwrap(value: Value, found: &mut Diagnostics) -> (Value, Pointer) {
    match value {
        Value::Object(mut members) if !members.contains_key("item") => {
            match members.remove("collection") {
                Some(inner) if is_collection(&inner) => {
                    let root = Pointer::root().key("collection");
                    found.push(
                        Diagnostic::new(
                            "wrapped",
                            Severity::Note,
                            "the collection stands inside `collection`",
                        )
                        .at(&root)
                        .effect("everything around it is ignored")
                        .help("nothing has to be done; an export from Postman has no such wrapper"),
                    );
                    (inner, root)
                }
                Some(other) => {
                    members.insert("collection".to_owned(), other);
                    (Value::Object(members), Pointer::root())
                }
                None => (Value::Object(members), Pointer::root()),
            }
        }
        other => (other, Pointer::root()),
    }
}

fn is_collection(value: &Value) -> bool {
    let schema = value
        .pointer("/info/schema")
        .and_then(Value::as_str)
        .unwrap_or_default();
    value.is_object() && (names_collection(schema) || value.get("item").is_some())
}

/// The diagnostic for a collection without a single request that can be used.
pub(crate) fn no_requests(collection: &Collection) -> Diagnostic {
    Diagnostic::new(
        "no-requests",
        Severity::Error,
        "the collection holds no usable request",
    )
    .at(&collection.root.key("item"))
    .effect("nothing is generated")
    .help("save at least one request in the collection and export it again")
}

/// The schema mark is not needed to read the file, but a strange one tells of a strange origin.
fn check_version(collection: &Collection, found: &mut Diagnostics) {
    let schema = collection.info.schema.as_str();
    if names_collection(schema) {
        return;
    }
    let message = if schema.is_empty() {
        "the collection does not name its schema".to_owned()
    } else {
        "the collection names a schema that is not v2.1 or v2.0".to_owned()
    };
    found.push(
        Diagnostic::new("unknown-schema", Severity::Warning, message)
            .at(&collection.root.key("info").key("schema"))
            .effect("the file is read as v2.1, as Postman itself does")
            .help("export the collection from Postman as \u{201c}Collection v2.1\u{201d}"),
    );
}
