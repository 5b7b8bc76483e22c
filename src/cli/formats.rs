//! Diagnostics for machines: JSON lines, GitHub annotations, SARIF 2.1.0.
//!
//! Sources: GitHub Actions, workflow commands; OASIS SARIF 2.1.0, sections 3.14 to 3.30.

use std::collections::BTreeSet;

use collgen::{Diagnostic, Severity};
use serde_json::{Map, Value, json};

use super::wording::request_name;

/// One object on one line.
pub(super) fn json(found: &Diagnostic) -> String {
    serde_json::to_string(found).unwrap_or_default()
}

/// A workflow command.
pub(super) fn github(found: &Diagnostic) -> String {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        _ => "notice",
    };
    let mut properties = Vec::new();
    if let Some(file) = &found.file {
        properties.push(format!("file={}", property(file)));
    }
    if let Some(location) = found.location {
        properties.push(format!("line={},col={}", location.line, location.column));
    }
    properties.push(format!("title={}", property(found.code)));
    format!("::{level} {}::{}", properties.join(","), data(&text(found)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Message, request, effect and help, a line each.
fn text(found: &Diagnostic) -> String {
    let mut lines = vec![found.message.clone()];
    let request = request_name(found);
    if !request.is_empty() {
        lines.push(format!("request: {request}"));
    }
    if !found.effect.is_empty() {
        lines.push(format!("effect: {}", found.effect));
    }
    if !found.help.is_empty() {
        lines.push(format!("help: {}", found.help));
    }
    lines.join("\n")
}

/// The whole report as one document.
pub(super) fn sarif(diagnostics: &[&Diagnostic]) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|found| found.code).collect();
    let index = |code: &str| codes.iter().position(|known| *known == code);
    let rules: Vec<Value> = codes.iter().map(|code| rule(code)).collect();
    let results = diagnostics.iter();
    let results: Vec<Value> = results
        .map(|found| result(found, index(found.code)))
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "collgen",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    document.to_string()
}

fn rule(code: &str) -> Value {
    match collgen::rule(code) {
        Some(rule) => json!({
            "id": code,
            "shortDescription": { "text": rule.title },
            "fullDescription": { "text": rule.why },
            "help": { "text": rule.mend },
            "defaultConfiguration": { "level": rule.severity.as_str() },
        }),
        None => json!({ "id": code }),
    }
}

fn result(found: &Diagnostic, rule: Option<usize>) -> Value {
    let mut place = Map::new();
    if let Some(file) = &found.file {
        let mut physical = Map::new();
        physical.insert("artifactLocation".to_owned(), json!({ "uri": uri(file) }));
        if let Some(location) = found.location {
            let region = json!({
                "startLine": location.line,
                "startColumn": location.column,
                "byteOffset": location.offset,
                "byteLength": location.length,
            });
            physical.insert("region".to_owned(), region);
        }
        place.insert("physicalLocation".to_owned(), Value::Object(physical));
    }
    let request = request_name(found);
    if !request.is_empty() {
        let logical = json!([{ "fullyQualifiedName": request, "kind": "member" }]);
        place.insert("logicalLocations".to_owned(), logical);
    }
    json!({
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": found.severity.as_str(),
        "message": { "text": text(found) },
        "locations": [place],
        "properties": { "pointer": found.pointer.to_string() },
    })
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}
