//! Two messages side by side.
//!
//! In: what the engine sent and what a client sends. Out: what differs, each with the rule that
//! allows it or none. What is not compared at all is listed in [`APART`].

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::message::Message;
use crate::parts::parts;

/// Headers that each client has of its own, that belong to the connection, or that the framing
/// of the body decides.
const APART: [&str; 10] = [
    "accept",
    "accept-encoding",
    "cache-control",
    "connection",
    "content-length",
    "host",
    "postman-token",
    "proxy-connection",
    "transfer-encoding",
    "user-agent",
];

/// Why a difference is none that a server could see, or one that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The body goes through its model, which writes the same JSON value in other bytes.
    JsonValue,
    /// The boundary is another, and the heads of parts list the same in another order.
    MultipartLayout,
    /// Names of parts are escaped, so that none can begin a header of its own.
    EscapedPartName,
    /// Fractions are written as the nearest number of 64 bits.
    NumberPrecision,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JsonValue => "json-value",
            Self::MultipartLayout => "multipart-layout",
            Self::EscapedPartName => "escaped-part-name",
            Self::NumberPrecision => "number-precision",
        })
    }
}

/// One thing that is not the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Method, scheme and host, path, query, headers or body.
    pub part: &'static str,
    /// What allows it; none if nothing does.
    pub rule: Option<Rule>,
    /// What the engine sent and what the client sends.
    pub detail: String,
}

/// What differs in two messages; nothing where they are equal.
pub fn compare(engine: &Message, client: &Message) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut same = |part, left: &str, right: &str| {
        if left != right {
            let detail = format!("{left:?} against {right:?}");
            let rule = None;
            differences.push(Difference { part, rule, detail });
        }
    };
    same("method", &engine.method, &client.method);
    same("scheme and host", &engine.origin(), &client.origin());
    let (engine_target, client_target) = (engine.path_and_query(), client.path_and_query());
    same("path", engine_target.0, client_target.0);
    let query = |query: Option<&str>| query.map_or(String::new(), |query| format!("?{query}"));
    same("query", &query(engine_target.1), &query(client_target.1));
    for (name, left, right) in headers(engine, client) {
        same(
            "headers",
            &format!("{name}: {left}"),
            &format!("{name}: {right}"),
        );
    }
    differences.extend(body(engine, client));
    differences
}

/// Headers with other values. The order of names means nothing, that of the values of one does.
fn headers(engine: &Message, client: &Message) -> Vec<(String, String, String)> {
    let mut names: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    let mut note = |message: &Message, is_client: bool| {
        for (name, value) in &message.headers {
            let name = name.to_ascii_lowercase();
            let value = match name.as_str() {
                "content-type" => without_boundary(value),
                _ => value.trim().to_owned(),
            };
            let (left, right) = names.entry(name).or_default();
            if is_client { right } else { left }.push(value);
        }
    };
    note(engine, false);
    note(client, true);
    let compared = names
        .into_iter()
        .filter(|(name, (left, right))| !APART.contains(&name.as_str()) && left != right);
    compared
        .map(|(name, (left, right))| (name, left.join(" | "), right.join(" | ")))
        .collect()
}

fn without_boundary(value: &str) -> String {
    match value.split_once("boundary=") {
        Some((media_type, _)) if value.starts_with("multipart/form-data") => media_type.to_owned(),
        _ => value.to_owned(),
    }
}

fn body(engine: &Message, client: &Message) -> Option<Difference> {
    let (left, right) = (engine.bytes(), client.bytes());
    if left == right {
        return None;
    }
    let media_type = engine.media_type();
    let (rule, detail) = if media_type.starts_with("multipart/") {
        multipart(engine, client)
    } else {
        json(&left, &right)
    };
    let part = "body";
    Some(Difference { part, rule, detail })
}

fn json(left: &[u8], right: &[u8]) -> (Option<Rule>, String) {
    let read = |bytes| serde_json::from_slice::<Value>(bytes).ok();
    let shown = format!(
        "{:?} against {:?}",
        String::from_utf8_lossy(left),
        String::from_utf8_lossy(right)
    );
    match (read(left), read(right)) {
        (Some(left), Some(right)) if left == right => (Some(Rule::JsonValue), String::new()),
        (Some(left), Some(right)) if rounded(&left) == rounded(&right) => {
            (Some(Rule::NumberPrecision), shown)
        }
        _ => (None, shown),
    }
}

/// The value with every number as one of 64 bits.
fn rounded(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(items) => items.iter().map(rounded).collect(),
        Value::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, value)| (name.clone(), rounded(value)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

fn multipart(engine: &Message, client: &Message) -> (Option<Rule>, String) {
    let read = |message: &Message| {
        let content_type = message.values("content-type").pop()?.to_owned();
        parts(&content_type, &message.bytes())
    };
    let (left, right) = (read(engine), read(client));
    if left.is_some() && left == right {
        return (Some(Rule::MultipartLayout), String::new());
    }
    let escaped = |found: &Option<Vec<(Vec<String>, Vec<u8>)>>| {
        let found = found.clone().unwrap_or_default().into_iter();
        let escape = |line: String| line.replace("%22", "").replace('"', "");
        found
            .map(|(head, content)| (head.into_iter().map(escape).collect::<Vec<_>>(), content))
            .collect::<Vec<_>>()
    };
    let is_escaped = left.is_some() && right.is_some() && escaped(&left) == escaped(&right);
    let rule = is_escaped.then_some(Rule::EscapedPartName);
    let shown = |message: &Message| String::from_utf8_lossy(&message.bytes()).into_owned();
    (
        rule,
        format!("{:?} against {:?}", shown(engine), shown(client)),
    )
}
