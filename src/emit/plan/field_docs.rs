//! What is known of a field, in its documentation: what it looks like, how often it was seen,
//! `null` or empty. Values are shown only where they are words that the API chooses from.

use crate::emit::document::code;
use crate::ir::{Field, Format, Kind, Shape};

use super::models::Role;
use super::types::Type;
use super::words;

/// The comment of a field.
pub(super) fn field_docs(field: &Field, ty: &Type, objects: u32, role: Role) -> Vec<String> {
    let mut text = String::new();
    text.push_str(look(&field.shape, ty));
    let presence = presence(&field.shape, objects, role);
    if !presence.is_empty() {
        text.push_str(&presence);
        if let Some(word) = words::example(&field.name, &field.shape) {
            text.push_str(&format!("; e.g. {}", code(&word)));
        }
        text.push('.');
    }
    let text = text.trim_end();
    if text.is_empty() {
        return Vec::new();
    }
    vec![text.to_owned()]
}

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
        // What one body has is what it has; that is no news.
        (Role::Input, true) if shape.null == 0 => return String::new(),
        (Role::Input, true) => "In all bodies".to_owned(),
        (Role::Input, false) => format!("In {} of {objects} bodies", shape.seen),
        (Role::Answer, true) if objects == 1 => "Seen once".to_owned(),
        (Role::Answer, true) => format!("Seen in all {objects}"),
        (Role::Answer, false) => format!("Seen in {} of {objects}", shape.seen),
    };
    if shape.null > 0 {
        text.push_str(&format!(", null in {}", shape.null));
    }
    if shape.empty() > 0 {
        text.push_str(&format!(", empty in {}", shape.empty()));
    }
    text
}
