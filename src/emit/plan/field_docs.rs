//! What is known of a field, in its documentation: what it looks like, how often it was seen,
//! `null` or empty. What most fields of a struct have in common stands there. Values are shown only where they are words that the API chooses from.

use std::collections::BTreeMap;

use crate::emit::document::code;
use crate::ir::{Field, Format, Kind, Shape};

use super::models::Role;
use super::types::Type;
use super::words;

/// The comment of a field. What is said of the `usual` field at the struct is not said again.
pub(super) fn field_docs(
    field: &Field,
    ty: &Type,
    objects: u32,
    role: Role,
    usual: &str,
) -> Vec<String> {
    let mut text = look(&field.shape, ty).to_owned();
    let mut told: Vec<String> = Vec::new();
    let presence = presence(&field.shape, objects, role);
    let is_known = match usual.is_empty() {
        // What one body has is what it has; that is no news.
        true => role == Role::Input && presence == ALWAYS,
        false => presence == usual,
    };
    if !is_known {
        told.push(presence);
    }
    if field.shape.empty() > 0 {
        told.push(format!("empty in {}", field.shape.empty()));
    }
    let mut told = told.join(", ");
    if let Some(word) = words::example(&field.name, &field.shape)
        && (role == Role::Answer || !told.is_empty())
    {
        let mark = if told.is_empty() { "" } else { "; " };
        told.push_str(&format!("{mark}e.g. {}", code(&word)));
    }
    if !told.is_empty() {
        text.push_str(&format!("{}.", capitalized(&told)));
    }
    let text = text.trim_end();
    if text.is_empty() {
        return Vec::new();
    }
    vec![text.to_owned()]
}

/// What can be said of most fields of a struct at once; nothing where they differ.
pub(super) fn usual(fields: &[Field], objects: u32, role: Role) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for field in fields {
        *counts
            .entry(presence(&field.shape, objects, role))
            .or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    let most = most.filter(|(text, count)| {
        let is_news = role == Role::Answer || text != ALWAYS;
        is_news && *count >= 3 && count * 3 >= fields.len()
    });
    most.map_or_else(String::new, |(text, _)| text)
}

/// Of a member of all bodies.
const ALWAYS: &str = "In all bodies";

/// What the type does not say.
fn look(shape: &Shape, ty: &Type) -> &'static str {
    match shape.kind() {
        Kind::Text(texts) => match texts.format {
            Format::Date => "Date, `YYYY-MM-DD`. ",
            Format::Time => "Time of day. ",
            Format::NaiveDateTime => "Date and time without a zone. ",
            Format::DateTime => "Date and time, RFC 3339. ",
            Format::Digits => "A whole number in a text. ",
            Format::Decimal => "A decimal in a text. ",
            Format::Url => "An address. ",
            Format::Uuid => "A UUID. ",
            Format::Email => "A mail address. ",
            Format::Blank | Format::Plain => "",
        },
        Kind::Unknown if *ty == Type::Value => {
            "Never seen with a value, so its type is not known. "
        }
        Kind::Object([]) => "Seen as an object without members, so its type is not known. ",
        Kind::Map(_) => "By names that are data. ",
        _ => "",
    }
}

fn presence(shape: &Shape, objects: u32, role: Role) -> String {
    if shape.seen == 0 && role == Role::Answer {
        return "Asked for by a test of the collection, never seen".to_owned();
    }
    let mut text = match (role, shape.seen == objects) {
        (Role::Input, true) => ALWAYS.to_owned(),
        (Role::Input, false) => format!("In {} of {objects} bodies", shape.seen),
        (Role::Answer, true) if objects == 1 => "Seen once".to_owned(),
        (Role::Answer, true) => format!("Seen in all {objects}"),
        (Role::Answer, false) => format!("Seen in {} of {objects}", shape.seen),
    };
    if shape.null > 0 {
        text.push_str(&format!(", null in {}", shape.null));
    }
    text
}

fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(rest).collect()
}
