//! The shape of an answer, without any value of it.
//!
//! In: JSON values. Out: a JSON Schema (draft 2020-12) of what was seen: the types of each place, how often it had a value,
//! `null`, an object or an empty text (`x-seen`, `x-null`, `x-objects`, `x-empty`), whether whole numbers were beyond 64 bits (`x-huge`), what
//! texts look like, how long they are at most (the next power of two) and, under `required`, the members that every
//! object had. Names of members that may be data ([`names`](super::names)) are not written; what stands under them is joined
//! under `additionalProperties`. `collgen build --evidence` reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use serde_json::{Map, Value, json};

use super::names::{Style, are_alike, are_strangers, looks_like_data};

/// So many different shapes show what a call answers with; more would only fill the disk.
const MOST_FILES: u32 = 200;

/// What was seen at one place.
#[derive(Default)]
pub(super) struct Shape {
    /// As JSON Schema names them.
    types: BTreeSet<&'static str>,
    seen: usize,
    nulls: usize,
    is_huge: bool,
    texts: Texts,
    items: Option<Box<Shape>>,
    objects: usize,
    members: BTreeMap<String, (usize, Shape)>,
    others: Option<Box<Shape>>,
}

/// What texts were seen.
#[derive(Default)]
struct Texts {
    empty: usize,
    /// As JSON Schema names it; none for texts that have nothing in common.
    format: Option<Option<&'static str>>,
    longest: usize,
}

impl Texts {
    fn add(&mut self, text: &str) {
        self.longest = self.longest.max(text.chars().count());
        if text.is_empty() {
            self.empty += 1;
            return;
        }
        let format = format_of(text);
        let known = *self.format.get_or_insert(format);
        self.format = Some(known.filter(|known| Some(*known) == format));
    }
}

/// The shape of one value.
pub(super) fn schema_of(value: &Value) -> Value {
    let mut shape = Shape::default();
    shape.add(value, Style::Unknown);
    shape.schema()
}

/// Writes a shape into a file of that name, or of the name and a number: what another run recorded is evidence as
/// well; the same shape again is none, nor is one more of very many.
pub(super) fn write_new(folder: &Path, stem: &str, text: &str) -> io::Result<()> {
    for run in 1..=MOST_FILES {
        let file = folder.join(match run {
            1 => format!("{stem}.json"),
            run => format!("{stem}-{run}.json"),
        });
        match fs::read_to_string(&file) {
            Ok(known) if known == text => break,
            Ok(_) => {}
            Err(_) => return fs::write(file, text),
        }
    }
    Ok(())
}

impl Shape {
    /// Adds what was seen once more; `around` is how the names of the object around it are written.
    fn add(&mut self, value: &Value, around: Style) {
        self.seen += 1;
        let name = match value {
            Value::Null => {
                self.nulls += 1;
                "null"
            }
            Value::Bool(_) => "boolean",
            Value::Number(number) if is_huge(number.as_f64()) => {
                self.is_huge = true;
                "integer"
            }
            Value::Number(number) if number.is_i64() => "integer",
            // Above `i64::MAX`, which only the type for numbers of any kind holds beside those below zero.
            Value::Number(_) => "number",
            Value::String(text) => {
                self.texts.add(text);
                "string"
            }
            Value::Array(values) => {
                let style = if are_strangers(values) {
                    Style::Data
                } else {
                    around
                };
                for value in values {
                    self.items.get_or_insert_default().add(value, style);
                }
                "array"
            }
            Value::Object(members) => {
                self.add_object(members, around);
                "object"
            }
        };
        self.types.insert(name);
    }

    fn add_object(&mut self, members: &Map<String, Value>, around: Style) {
        self.objects += 1;
        let own = Style::of(members);
        let are_data = are_alike(members) || around.is_foreign(own);
        let style = own.or(around);
        for (name, value) in members {
            if are_data || looks_like_data(name) {
                self.others.get_or_insert_default().add(value, style);
            } else {
                let (count, shape) = self.members.entry(name.to_owned()).or_default();
                *count += 1;
                shape.add(value, style);
            }
        }
    }

    fn schema(&self) -> Value {
        let mut schema = Map::new();
        let types: Vec<&str> = self.types.iter().copied().collect();
        match types.as_slice() {
            [] => {}
            [only] => _ = schema.insert("type".to_owned(), json!(only)),
            types => _ = schema.insert("type".to_owned(), json!(types)),
        }
        if self.seen > 0 {
            schema.insert("x-seen".to_owned(), json!(self.seen));
        }
        if self.objects > 0 && self.objects != self.seen {
            schema.insert("x-objects".to_owned(), json!(self.objects));
        }
        if self.nulls > 0 {
            schema.insert("x-null".to_owned(), json!(self.nulls));
        }
        if self.is_huge {
            schema.insert("x-huge".to_owned(), json!(true));
        }
        if self.texts.empty > 0 {
            schema.insert("x-empty".to_owned(), json!(self.texts.empty));
        }
        if let Some(format) = self.texts.format.flatten() {
            schema.insert("format".to_owned(), json!(format));
        }
        if self.texts.longest > 0 {
            let longest = self.texts.longest.next_power_of_two();
            schema.insert("maxLength".to_owned(), json!(longest));
        }
        if let Some(items) = &self.items {
            schema.insert("items".to_owned(), items.schema());
        }
        if !self.members.is_empty() {
            let members = self.members.iter();
            let properties: Map<_, _> = members
                .clone()
                .map(|(name, (_, shape))| (name.clone(), shape.schema()))
                .collect();
            schema.insert("properties".to_owned(), properties.into());
            let required: Vec<&String> = members
                .filter(|(_, (count, _))| *count == self.objects)
                .map(|(name, _)| name)
                .collect();
            schema.insert("required".to_owned(), json!(required));
        }
        if let Some(others) = &self.others {
            schema.insert("additionalProperties".to_owned(), others.schema());
        }
        schema.into()
    }
}

/// Whether it is whole and has more than 64 bits.
fn is_huge(number: Option<f64>) -> bool {
    const WIDEST: f64 = 18_446_744_073_709_551_615.0;
    number.is_some_and(|number| number.fract() == 0.0 && number.abs() > WIDEST)
}

/// What a text looks like, as JSON Schema or the reader of these files names it.
fn format_of(text: &str) -> Option<&'static str> {
    let mut pattern = String::new();
    for character in text.chars().take(40) {
        pattern.push(if character.is_ascii_digit() {
            '0'
        } else {
            character
        });
    }
    match pattern.as_str() {
        "0000-00-00" => Some("date"),
        "00:00" | "00:00:00" => Some("time"),
        at if at.starts_with("0000-00-00T00:00:00") => {
            let rest = at.trim_start_matches("0000-00-00T00:00:00");
            let has_zone = rest.ends_with('Z') || rest.contains(['+', '-']);
            Some(if has_zone {
                "date-time"
            } else {
                "naive-date-time"
            })
        }
        number if is_number(number, 1) => Some("digits"),
        number if is_number(number, 2) => Some("decimal"),
        link if link.starts_with("https://") || link.starts_with("http://") => Some("uri"),
        _ if is_uuid(text) => Some("uuid"),
        _ if is_email(text) => Some("email"),
        _ => None,
    }
}

/// Digits, every one written as `0`, in so many parts with a point between.
fn is_number(pattern: &str, parts: usize) -> bool {
    let digits = pattern.strip_prefix('-').unwrap_or(pattern);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte == b'0');
    digits.split('.').count() == parts && digits.split('.').all(is_digits)
}

/// RFC 9562.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    let is_digit = |byte: u8| byte == b'-' || byte.is_ascii_hexdigit();
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(is_digit)
}

/// An `addr-spec` of RFC 5322 without quotes.
fn is_email(text: &str) -> bool {
    let is_word = |part: &str| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte);
        !part.is_empty() && part.bytes().all(is_sign)
    };
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| is_word(name) && is_word(host) && host.contains('.'))
}
