//! Bodies that say the same in other bytes: JSON by its value, forms by their parts.

use serde_json::Value;

use super::Difference;
use crate::message::Message;
use crate::parts::{Part, parts};
use crate::rule::Rule;

pub(super) fn body(engine: &Message, client: &Message) -> Option<Difference> {
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

/// Whether the engine sends nothing but white space, and the client nothing.
pub(super) fn blank(engine: &Message, client: &Message) -> Option<Rule> {
    let (left, right) = (engine.bytes(), client.bytes());
    let is_blank = !left.is_empty() && left.iter().all(u8::is_ascii_whitespace);
    (is_blank && right.is_empty()).then_some(Rule::BlankBody)
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

/// Whether both have the same parts, in another order only among those of one name.
fn is_reordered(left: Option<&[Part]>, right: Option<&[Part]>) -> bool {
    let name = |(head, _): &Part| -> Option<String> {
        let line = head.iter().find_map(|line| line.split_once("name=\""))?;
        Some(line.1.split('"').next().unwrap_or_default().to_owned())
    };
    let grouped = |parts: &[Part]| -> Vec<(Option<String>, Part)> {
        let parts = parts.iter().cloned();
        let mut named: Vec<_> = parts.map(|part| (name(&part), part)).collect();
        named.sort();
        named
    };
    left.zip(right).is_some_and(|(left, right)| {
        let (names, others) = (left.iter().map(name), right.iter().map(name));
        names.eq(others) && grouped(left) == grouped(right)
    })
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
    if is_reordered(left.as_deref(), right.as_deref()) {
        return (Some(Rule::PartOrder), String::new());
    }
    let escaped = |found: &Option<Vec<Part>>| {
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
