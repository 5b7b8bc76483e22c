//! Two messages side by side.
//!
//! In: what the engine sent and what a client sends. Out: what differs, each with the rule that
//! allows it or none. What is not compared at all is listed in [`APART`].

use std::collections::BTreeMap;

use serde_json::Value;

use crate::message::Message;
use crate::parts::parts;
use crate::rule::Rule;

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
    let mut same = |part, rule: Option<Rule>, left: &str, right: &str| {
        if left != right {
            let detail = format!("{left:?} against {right:?}");
            differences.push(Difference { part, rule, detail });
        }
    };
    same("method", None, &engine.method, &client.method);
    let (left, right) = (engine.origin(), client.origin());
    same("scheme and host", None, &left, &right);
    let (engine_target, client_target) = (engine.path_and_query(), client.path_and_query());
    let (left, right) = (engine_target.0, client_target.0);
    let encoded_path = (encoded(left, PATH) == right).then_some(Rule::EncodedAddress);
    let dots = || (without_dots(left) == right).then_some(Rule::DotSegments);
    let typed = || is_typed(left, right).then_some(Rule::TypedSegment);
    let path_rule = encoded_path.or_else(dots).or_else(typed);
    same("path", path_rule, left, right);
    let query = |query: Option<&str>| query.map_or(String::new(), |query| format!("?{query}"));
    let (left, right) = (query(engine_target.1), query(client_target.1));
    let signed = || {
        signed_query(&left)
            .filter(|kept| Some(kept) == signed_query(&right).as_ref())
            .map(|_| Rule::Signature)
    };
    let moved = || is_moved(&left, &right).then_some(Rule::CredentialsLast);
    let encoded_query = (encoded(&left, QUERY) == right).then_some(Rule::EncodedAddress);
    let rule = encoded_query.or_else(signed).or_else(moved);
    same("query", rule, &left, &right);
    for (name, left, right) in headers(engine, client) {
        let keyless = is_keyless(engine) && right.is_empty();
        let keyless = keyless && ["authorization", "x-amz-date"].contains(&name.as_str());
        let rule = header_rule(&name, &left, &right).or(keyless.then_some(Rule::NoKeys));
        let rule = rule.or_else(|| blank(engine, client).filter(|_| name == "content-type"));
        let (left, right) = (format!("{name}: {left}"), format!("{name}: {right}"));
        same("headers", rule, &left, &right);
    }
    differences.extend(body(engine, client));
    differences
}

/// Visible characters that the addresses of reqwest never hold in a path, and in a query: its type `Url` encodes them
/// whatever it is told (URL standard, section 1.3).
pub const PATH: &str = "\"<>`{}";
/// See [`PATH`].
pub const QUERY: &str = "\"'<>";

/// The text with everything encoded that an address cannot hold: these, blanks, and all beyond ASCII.
fn encoded(text: &str, never: &str) -> String {
    let mut encoded = String::new();
    // A character stands for a byte.
    for character in text.chars() {
        match character {
            '!'..='~' if !never.contains(character) => encoded.push(character),
            _ => encoded.push_str(&format!("%{:02X}", u32::from(character))),
        }
    }
    encoded
}

/// Whether the path is the same but for segments with a type.
fn is_typed(left: &str, right: &str) -> bool {
    let (left, right) = (left.split('/'), right.split('/'));
    let pairs = left.clone().zip(right.clone());
    let same = |(left, right): (&str, &str)| left == right || left == "[object%20Object]";
    left.count() == right.count() && pairs.into_iter().all(same)
}

fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

/// A query without the values of what is signed anew each time.
fn signed_query(query: &str) -> Option<Vec<&str>> {
    const VARYING: [&str; 5] = [
        "oauth_nonce",
        "oauth_signature",
        "oauth_timestamp",
        "X-Amz-Date",
        "X-Amz-Signature",
    ];
    let is_varying = |name: &&str| VARYING.contains(name);
    let names = query.trim_start_matches('?').split('&');
    let names = names.map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
    let names: Vec<&str> = names.collect();
    names.iter().any(is_varying).then(|| {
        let mut kept: Vec<&str> = query.trim_start_matches('?').split('&').collect();
        kept.retain(|pair| {
            !pair
                .split_once('=')
                .is_some_and(|(name, _)| is_varying(&name))
        });
        kept
    })
}

/// Whether the last pair of a query stands elsewhere in the other, and nothing else differs.
fn is_moved(left: &str, right: &str) -> bool {
    let pairs = |query: &str| -> Vec<String> {
        let pairs = query.trim_start_matches('?').split('&');
        pairs.map(str::to_owned).collect()
    };
    let (mut left, right) = (pairs(left), pairs(right));
    let Some(last) = right.last() else {
        return false;
    };
    let Some(at) = left.iter().position(|pair| pair == last) else {
        return false;
    };
    let pair = left.remove(at);
    left.push(pair);
    left == right
}

/// Words that `Authorization` begins with where it is signed anew for each request.
const SIGNED: [&str; 5] = [
    "AWS4-HMAC-SHA256",
    "Digest",
    "EG1-HMAC-SHA256",
    "Hawk",
    "OAuth",
];

/// Whether the engine signed with keys that are not there.
fn is_keyless(engine: &Message) -> bool {
    let signatures = engine.values("authorization");
    let mut signatures = signatures.into_iter();
    signatures.any(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=undefined/"))
}

fn header_rule(name: &str, left: &str, right: &str) -> Option<Rule> {
    let word = |value: &str| SIGNED.into_iter().find(|word| value.starts_with(*word));
    match name {
        "authorization" if right.is_empty() && word(left) == Some("Digest") => {
            Some(Rule::ChallengeFirst)
        }
        "authorization" if word(left).is_some() && word(left) == word(right) => {
            Some(Rule::Signature)
        }
        "x-amz-date" if left.len() == right.len() => Some(Rule::Signature),
        _ => None,
    }
}

fn blank(engine: &Message, client: &Message) -> Option<Rule> {
    let (left, right) = (engine.bytes(), client.bytes());
    let is_blank = !left.is_empty() && left.iter().all(u8::is_ascii_whitespace);
    (is_blank && right.is_empty()).then_some(Rule::BlankBody)
}

/// Headers with other values. The order of names means nothing, that of the values of one does.
fn headers(engine: &Message, client: &Message) -> Vec<(String, String, String)> {
    let mut names: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    let mut note = |message: &Message, is_client: bool| {
        for (name, value) in &message.headers {
            let name = name.to_ascii_lowercase();
            // Blanks around a value are not of it: RFC 9110, section 5.5.
            let value = value.trim();
            let value = match name.as_str() {
                "content-type" => without_boundary(value),
                _ => value.to_owned(),
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
    let (rule, detail) = if let Some(rule) = blank(engine, client) {
        (Some(rule), String::new())
    } else if media_type.starts_with("multipart/") {
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
