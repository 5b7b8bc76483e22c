//! The shape of an answer, without any value of it.
//!
//! In: JSON values. Out: a JSON Schema (draft 2020-12) of what was seen: the types of each place, how often it had a value,
//! `null` or an empty text (`x-seen`, `x-null`, `x-empty`), whether whole numbers were beyond 64 bits (`x-huge`), what texts look like and how long they are and, under
//! `required`, the members that every object had. Names of members that look like data (ids, dates, addresses) are not
//! written, nor those of three objects or more that are all alike, which are keyed by data; what stands under them is
//! joined under `additionalProperties`. `collgen build --evidence` reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use serde_json::{Map, Value, json};

/// A name that long is a text, not the name of a member.
const LONGEST_NAME: usize = 64;
/// A name with that many digits is a number or an identifier.
const MOST_DIGITS: usize = 3;

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
    shape.add(value);
    shape.schema()
}

/// Writes a shape into a file of that name, or of the name and a number: what another run recorded is evidence as
/// well; the same shape again is none.
pub(super) fn write_new(folder: &Path, stem: &str, text: &str) -> io::Result<()> {
    for run in 1.. {
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
    fn add(&mut self, value: &Value) {
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
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(text) => {
                self.texts.add(text);
                "string"
            }
            Value::Array(values) => {
                for value in values {
                    self.items.get_or_insert_default().add(value);
                }
                "array"
            }
            Value::Object(members) => {
                self.objects += 1;
                let are_alike = are_alike(members);
                members
                    .iter()
                    .for_each(|(name, value)| self.add_member(name, value, are_alike));
                "object"
            }
        };
        self.types.insert(name);
    }

    fn add_member(&mut self, name: &str, value: &Value, is_data: bool) {
        if is_data || looks_like_data(name) {
            self.others.get_or_insert_default().add(value);
        } else {
            let (count, shape) = self.members.entry(name.to_owned()).or_default();
            *count += 1;
            shape.add(value);
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
            schema.insert("maxLength".to_owned(), json!(self.texts.longest));
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
        number if number.trim_start_matches('-').chars().all(|c| c == '0') => Some("digits"),
        number
            if number.trim_start_matches('-').split('.').count() == 2
                && number.chars().all(|c| matches!(c, '0' | '.' | '-')) =>
        {
            Some("decimal")
        }
        link if link.starts_with("https://") || link.starts_with("http://") => Some("uri"),
        _ => None,
    }
}

/// Three objects or more with the same members: their names are data, like those of users.
fn are_alike(members: &Map<String, Value>) -> bool {
    let mut names = members.values().map(|member| {
        let object = member.as_object().filter(|object| !object.is_empty());
        object.map(|object| object.keys().collect::<Vec<_>>())
    });
    let first = names.next().flatten();
    members.len() >= 3 && first.is_some() && names.all(|other| other == first)
}

/// Names are made of letters with few digits; everything else might be somebody's data.
fn looks_like_data(name: &str) -> bool {
    let mut letters = name.chars();
    let begins_well = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, '_' | '$' | '@'));
    let goes_on_well = letters
        .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | ':' | '$'));
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    !begins_well || !goes_on_well || digits > MOST_DIGITS || name.len() > LONGEST_NAME
}
