//! Bodies of requests.
//!
//! In: what the setters of a call were given. Out: a content type and the bytes, which can be sent again at no cost.

use std::borrow::Cow;

use bytes::Bytes;

use super::address::Keep;
use super::multipart::{self, File, Part};
use super::request::{Field, Value, rank};
use super::settings::{Missing, Settings};
use super::upload::Content;

/// The content type of urlencoded bodies.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Clone, Default)]
pub(super) enum Body {
    #[default]
    Empty,
    /// What makes the request impossible, which is told when the call is sent.
    Unwritable(&'static str),
    Given(Cow<'static, str>, Bytes),
    /// A text of the collection that may hold `{{name}}`.
    Saved(&'static str, &'static str),
    /// The bytes of a file.
    File(File),
    Form(Vec<Field>),
    Multipart(Vec<Part>),
}

impl Body {
    /// Puts a field into an urlencoded body; a body of another kind gives way.
    pub(super) fn put_field(&mut self, field: Field, put: fn(&mut Vec<Field>, Field)) {
        match self {
            Self::Form(fields) => put(fields, field),
            _ => *self = Self::Form(vec![field]),
        }
    }

    /// Puts a part into a multipart body, a text in place of the texts of its name; a body of another kind gives way.
    pub(super) fn put_part(&mut self, part: Part) {
        match self {
            Self::Multipart(parts) => {
                let is_given =
                    matches!(&part, Part::Text(field, _) if matches!(field.value, Value::Given(_)));
                let is_other =
                    |other: &Part| matches!(other, Part::File(..)) || other.name() != part.name();
                let place = parts.iter().position(|other| !is_other(other));
                match place.filter(|_| is_given) {
                    Some(place) => {
                        parts.retain(is_other);
                        parts.insert(place, part);
                    }
                    None => parts.push(part),
                }
            }
            _ => *self = Self::Multipart(vec![part]),
        }
    }

    /// Puts a part into a multipart body, beside all others.
    pub(super) fn add_part(&mut self, part: Part) {
        match self {
            Self::Multipart(parts) => parts.push(part),
            _ => *self = Self::Multipart(vec![part]),
        }
    }

    /// Puts fields or parts into this order.
    pub(super) fn arrange(&mut self, order: &str) {
        match self {
            Self::Form(fields) => fields.sort_by_key(|field| rank(order, &field.name)),
            Self::Multipart(parts) => parts.sort_by_key(|part| rank(order, part.name())),
            _ => {}
        }
    }

    /// `part_types` are the media types of parts that name none themselves.
    pub(super) fn encode(
        &self,
        settings: &Settings,
        part_types: &[(&'static str, &'static str)],
    ) -> Result<Option<(Cow<'static, str>, Content)>, Missing> {
        Ok(match self {
            Self::Empty | Self::Unwritable(_) => None,
            Self::Given(content_type, bytes) => {
                Some((content_type.clone(), Content::Whole(bytes.clone())))
            }
            Self::Saved(content_type, text) => {
                let bytes = match settings.expand(text)? {
                    Cow::Borrowed(_) => Bytes::from_static(text.as_bytes()),
                    Cow::Owned(text) => text.into(),
                };
                Some((Cow::Borrowed(*content_type), Content::Whole(bytes)))
            }
            Self::File(file) if file.is_chosen() => {
                Some((file.media_type().to_owned().into(), file.content().into()))
            }
            Self::File(_) => None,
            Self::Form(fields) => {
                let form = encode_form(fields, settings)?;
                Some((FORM.into(), Content::Whole(form.into())))
            }
            Self::Multipart(parts) => {
                let (content_type, content) = multipart::encode(parts, settings, part_types)?;
                Some((content_type.into(), content))
            }
        })
    }

    pub(super) fn has_tokens(&self) -> bool {
        match self {
            Self::Empty | Self::Unwritable(_) | Self::Given(..) | Self::File(_) => false,
            Self::Saved(_, text) => text.contains('{'),
            Self::Form(fields) => fields.iter().any(Field::has_tokens),
            Self::Multipart(parts) => parts.iter().any(|part| match part {
                Part::Text(field, _) => field.has_tokens(),
                Part::File(..) => false,
            }),
        }
    }

    /// Kind and size or names, for `Debug`.
    pub(super) fn describe(&self) -> String {
        let names = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(", ");
        match self {
            Self::Empty | Self::Unwritable(_) => "none".into(),
            Self::Given(content_type, bytes) => format!("{content_type}, {} bytes", bytes.len()),
            Self::Saved(content_type, text) => format!("{content_type}, {} bytes", text.len()),
            Self::File(file) => format!("{file:?}"),
            Self::Form(fields) => format!(
                "{FORM}: {}",
                names(&mut fields.iter().map(|field| &*field.name))
            ),
            Self::Multipart(parts) => format!(
                "multipart/form-data: {}",
                names(&mut parts.iter().map(Part::name))
            ),
        }
    }
}

fn encode_form(fields: &[Field], settings: &Settings) -> Result<String, Missing> {
    let mut out = String::new();
    for field in fields {
        if !out.is_empty() {
            out.push('&');
        }
        let (name, value) = field.expand(settings)?;
        Keep::FORM.encode(&name, &mut out);
        out.push('=');
        Keep::FORM.encode(&value, &mut out);
    }
    Ok(out)
}
