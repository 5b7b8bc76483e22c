//! What is known of a field, in its documentation: what it looks like, how often it was seen,
//! `null` or empty, and a value, where that is a word that the API chooses (`words::example`).

use crate::emit::document::code;
use crate::ir::{Field, Format, Kind, Shape};

use super::models::Role;
use super::types::Type;
use super::words;

/// Longer constants, such as the text of a query, are not repeated in the comment.
const MOST: usize = 60;

/// The comment of a field: ``Text, seen in 12 of 14, null in 1; e.g. `M`.``
pub(super) fn field_docs(
    field: &Field,
    ty: &Type,
    objects: u32,
    role: Role,
    constant: Option<&str>,
) -> String {
    let shape = &field.shape;
    let mut text = look(shape, ty).to_owned();
    text.push_str(", ");
    tell_presence(&mut text, shape, objects, role);
    if shape.null > 0 {
        text.push_str(&format!(", null in {}", shape.null));
    }
    if shape.empty() > 0 {
        text.push_str(&format!(", empty in {}", shape.empty()));
    }
    match constant {
        Some(constant) if constant.len() <= MOST && !constant.contains('\n') => {
            text.push_str(&format!("; `new` sets {}", code(constant)));
        }
        Some(_) => text.push_str("; `new` sets it"),
        None => {
            if let Some(word) = words::example(&field.name, shape) {
                text.push_str(&format!("; e.g. {}", code(&word)));
            }
        }
    }
    text.push('.');
    text
}

/// What stands there, in words.
fn look(shape: &Shape, ty: &Type) -> &'static str {
    match ty {
        Type::Boolean => "Truth value",
        Type::Integer | Type::Unsigned => "Whole number",
        Type::Number => "Number",
        Type::Exact => "Number of any length",
        Type::NumberOrText => match shape.kind() {
            Kind::Text(texts) => look_of(texts.format),
            Kind::Integer => "Whole number, maybe in a text",
            _ => "Number or text",
        },
        Type::ExactOrText => "Number of any length, or a text",
        Type::Scalar => "Truth value, number or text",
        Type::List(_) => "List",
        Type::Map(_) => "Values by names that are data",
        Type::Value if shape.objects() > 0 => "Of no known type, an object without members",
        Type::Value if shape.values() > 0 && shape.kind() == Kind::Unknown => {
            "Of no known type, seen without its value"
        }
        Type::Value => "Of no known type, never with a value",
        Type::Optional(inner) | Type::Boxed(inner) => look(shape, inner),
        Type::Text | Type::Model(_) | Type::Page(..) => match shape.kind() {
            Kind::Text(texts) if *ty == Type::Text => look_of(texts.format),
            Kind::Text(_) => "Word of a list",
            Kind::Mixed => "Of several kinds",
            _ => "Object",
        },
    }
}

fn look_of(format: Format) -> &'static str {
    match format {
        Format::Date => "Date, `YYYY-MM-DD`",
        Format::Time => "Time of day",
        Format::NaiveDateTime => "Date and time without a zone",
        Format::DateTime => "Date and time, RFC 3339",
        Format::Digits => "Whole number in a text",
        Format::Decimal => "Decimal in a text",
        Format::Url => "Address",
        Format::Uuid => "UUID",
        Format::Email => "Mail address",
        Format::Blank | Format::Plain => "Text",
    }
}

fn tell_presence(text: &mut String, shape: &Shape, objects: u32, role: Role) {
    let seen = shape.seen;
    let told = match (role, seen == objects, objects) {
        (Role::Answer, ..) if seen == 0 => {
            "never seen, but asked for by a test of the collection".to_owned()
        }
        (Role::Input, true, 1) => "in the saved body".to_owned(),
        (Role::Input, true, _) => format!("in all {objects} bodies"),
        (Role::Input, false, _) => format!("in {seen} of {objects} bodies"),
        (Role::Answer, true, 1) => "seen once".to_owned(),
        (Role::Answer, true, _) => format!("seen in all {objects}"),
        (Role::Answer, false, _) => format!("seen in {seen} of {objects}"),
    };
    text.push_str(&told);
}
