//! Files that people give instead of a collection, told apart by name.
//!
//! In: JSON or text that is no collection. Out: the diagnostic that says what it is and how to get
//! a collection from it. A guess is made only on marks that the other format always has.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Severity};

const EXPORT: &str = "in Postman, open the menu of the collection, choose Export, and export it as \
                      \u{201c}Collection v2.1\u{201d}";
const IMPORT: &str = "import it into Postman (File, Import), then export the collection that this \
                      makes as \u{201c}Collection v2.1\u{201d}";

/// A format that can be recognised in JSON.
struct Format {
    recognises: fn(&Value) -> bool,
    code: &'static str,
    message: &'static str,
    help: &'static str,
}

const FORMATS: &[Format] = &[
    Format {
        recognises: |value| text(value, "_postman_variable_scope") == "globals",
        code: "not-a-collection",
        message: "this is a Postman globals file, not a collection",
        help: "give the collection as COLLECTION and this file with --globals",
    },
    Format {
        recognises: |value| {
            !text(value, "_postman_variable_scope").is_empty()
                || value.get("values").is_some_and(Value::is_array)
                || value.get("environment").is_some_and(Value::is_object)
        },
        code: "not-a-collection",
        message: "this is a Postman environment, not a collection",
        help: "give the collection as COLLECTION and this file with --env",
    },
    Format {
        recognises: |value| value.get("openapi").is_some(),
        code: "not-a-collection",
        message: "this is an OpenAPI description, not a Postman collection",
        help: IMPORT,
    },
    Format {
        recognises: |value| value.get("swagger").is_some(),
        code: "not-a-collection",
        message: "this is a Swagger description, not a Postman collection",
        help: IMPORT,
    },
    Format {
        recognises: |value| value.get("asyncapi").is_some(),
        code: "not-a-collection",
        message: "this is an AsyncAPI description, not a Postman collection",
        help: EXPORT,
    },
    Format {
        recognises: |value| value.pointer("/log/entries").is_some_and(Value::is_array),
        code: "not-a-collection",
        message: "this is an HTTP archive (HAR), not a Postman collection",
        help: IMPORT,
    },
    Format {
        recognises: |value| {
            value.get("__export_format").is_some()
                || text(value, "_type") == "export"
                || text(value, "type").contains("insomnia")
        },
        code: "not-a-collection",
        message: "this is an Insomnia export, not a Postman collection",
        help: IMPORT,
    },
    Format {
        recognises: |value| {
            value.get("brunoConfig").is_some()
                || value.get("opencollection").is_some()
                || (value.get("items").is_some_and(Value::is_array)
                    && value.get("version").is_some())
        },
        code: "not-a-collection",
        message: "this is a Bruno export, not a Postman collection",
        help: BRUNO,
    },
    Format {
        recognises: |value| {
            text(value, "clientName") == "Thunder Client"
                || text(value, "client") == "Thunder Client"
        },
        code: "not-a-collection",
        message: "this is a Thunder Client export, not a Postman collection",
        help: "in Thunder Client, export the collection in Postman format",
    },
    Format {
        recognises: |value| {
            let first = value
                .as_array()
                .and_then(|elements| elements.first())
                .unwrap_or(value);
            first.get("folders").is_some_and(Value::is_array)
                && first.get("requests").is_some_and(Value::is_array)
        },
        code: "not-a-collection",
        message: "this is a Hoppscotch export, not a Postman collection",
        help: EXPORT,
    },
    Format {
        recognises: |value| {
            value.get("collections").is_some_and(Value::is_array)
                && value.get("environments").is_some()
        },
        code: "not-a-collection",
        message: "this is a dump of all Postman data, not one collection",
        help: EXPORT,
    },
    Format {
        recognises: |value| {
            value.get("results").is_some_and(Value::is_array)
                || value.pointer("/run/executions").is_some()
        },
        code: "not-a-collection",
        message: "this is the record of a collection run, not a collection",
        help: EXPORT,
    },
    Format {
        recognises: |value| value.get("$schema").is_some() && value.get("item").is_none(),
        code: "not-a-collection",
        message: "this is a JSON Schema, not a Postman collection",
        help: EXPORT,
    },
];

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value
        .get(member)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The diagnostic for JSON that is no collection.
pub(super) fn refuse_json(value: &Value) -> Diagnostic {
    match FORMATS.iter().find(|format| (format.recognises)(value)) {
        Some(format) => refuse(format.code, format.message, format.help),
        None => {
            let message = match value {
                Value::Object(_) => "this JSON is no Postman collection: it has no `item`",
                Value::Array(_) => "this JSON is a list, not a Postman collection",
                _ => "this JSON is a single value, not a Postman collection",
            };
            refuse("not-a-collection", message, EXPORT)
        }
    }
}

const BRUNO: &str = "in Bruno, export the collection as \u{201c}Postman Collection\u{201d}";

/// How a line of another text format begins, what that tells, and the help.
const MARKS: &[(&str, &str, &str)] = &[
    (
        "openapi:",
        "this is an OpenAPI description in YAML, not a Postman collection",
        IMPORT,
    ),
    (
        "swagger:",
        "this is a Swagger description in YAML, not a Postman collection",
        IMPORT,
    ),
    (
        "asyncapi:",
        "this is an AsyncAPI description in YAML, not a Postman collection",
        EXPORT,
    ),
    ("$kind:", YAML_FILE, EXPORT),
    (
        "type: collection.insomnia",
        "this is an Insomnia export in YAML, not a Postman collection",
        IMPORT,
    ),
    (
        "_type: export",
        "this is an Insomnia export in YAML, not a Postman collection",
        IMPORT,
    ),
    (
        "opencollection:",
        "this is a Bruno collection in YAML, not a Postman collection",
        BRUNO,
    ),
    (
        "meta {",
        "this is a file of a Bruno collection, not a Postman collection",
        BRUNO,
    ),
    (
        "#%RAML",
        "this is a RAML description, not a Postman collection",
        IMPORT,
    ),
    (
        "version https://git-lfs",
        "this is a Git LFS pointer, not the file itself",
        "run `git lfs pull`, then try again",
    ),
    (
        "curl ",
        "this is a curl command, not a Postman collection",
        IMPORT,
    ),
];

const YAML_FILE: &str = "this is a file of a collection in Postman's YAML format v3";

/// The diagnostic for text of another format; none when it looks like JSON that went wrong.
pub(super) fn refuse_text(text: &str) -> Option<Diagnostic> {
    const WEB_PAGE: [&str; 3] = ["<!", "<html", "<?xml"];
    let start = text.trim_start();
    if start.is_empty() || start.starts_with(['{', '[', '"']) {
        return None;
    }
    let head = start.chars().take(2000).collect::<String>();
    if head.contains("schemas.xmlsoap.org/wsdl") {
        return Some(refuse(
            "not-a-collection",
            "this is a WSDL description, not a Postman collection",
            IMPORT,
        ));
    }
    if WEB_PAGE.iter().any(|mark| start.starts_with(mark)) {
        let help = "the download probably led to a sign-in or error page: export the collection from Postman";
        return Some(refuse(
            "not-a-collection",
            "this is a web page or XML, not a Postman collection",
            help,
        ));
    }
    text.lines().take(200).find_map(|line| {
        let (_, message, help) = MARKS.iter().find(|(mark, ..)| line.starts_with(mark))?;
        let code = if *message == YAML_FILE {
            "collection-v3"
        } else {
            "not-a-collection"
        };
        Some(refuse(code, message, help))
    })
}

/// The diagnostic for a folder in the place of a file.
pub(crate) fn refuse_folder(holds_requests: bool, is_of_bruno: bool) -> Diagnostic {
    match (holds_requests, is_of_bruno) {
        (true, _) => refuse(
            "collection-v3",
            "this is a folder with a collection in Postman's YAML format v3",
            EXPORT,
        ),
        (_, true) => refuse(
            "not-a-file",
            "this is the folder of a Bruno collection, not a Postman collection",
            BRUNO,
        ),
        _ => refuse(
            "not-a-file",
            "this is a folder, not a file",
            "give the exported collection, a JSON file",
        ),
    }
}

fn refuse(code: &'static str, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(code, Severity::Error, message)
        .effect("nothing is generated")
        .help(help)
}
