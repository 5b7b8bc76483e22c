//! Two messages side by side.
//!
//! In: what the engine sent and what a client sends. Out: what differs, each with the rule that
//! allows it or none. What is not compared at all is listed in [`APART`].

mod address;
mod body;

use std::collections::BTreeMap;

use crate::message::Message;
use crate::rule::Rule;

pub use address::{PATH, QUERY};
use address::{encoded, is_moved, is_typed, signed_query, without_dots};
use body::{blank, body};

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
