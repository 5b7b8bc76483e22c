//! What samples show about a JSON value: its kind, and how often it was seen, `null` or empty.
//!
//! A [`Shape`] is built from JSON text in one pass, without keeping a value of it. Two shapes of
//! the same place are merged by `join`. Numbers: `Integer` fits i64, RFC 8259 section 6.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::join::join;

/// The evidence for one place of a JSON document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Shape {
    /// How often a value stood there, `null` included.
    pub seen: u32,
    /// How often that value was `null`.
    pub null: u32,
    /// How often it was the empty text.
    pub empty: u32,
    /// What the other values were.
    pub kind: Kind,
}

/// The kind of the values of one place.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub enum Kind {
    /// Only `null` was seen, or nothing.
    #[default]
    Unknown,
    /// `true` and `false`.
    Boolean,
    /// Whole numbers within i64.
    Integer,
    /// Numbers with a fraction or exponent.
    Float,
    /// Whole numbers and others, or whole numbers beyond i64.
    Number,
    /// Texts.
    Text(Format),
    /// The same value once as a number, once as a text.
    NumberOrText,
    /// Arrays; the shape of all their items.
    List(Box<Shape>),
    /// Objects with fixed member names.
    Object(Vec<Field>),
    /// Objects whose member names are data.
    Map(Box<Shape>),
    /// Values of kinds that have nothing in common.
    Any,
}

/// What every text of a place has in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Format {
    /// Only empty texts so far.
    #[default]
    Blank,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DDThh:mm:ss` without an offset.
    NaiveDateTime,
    /// RFC 3339 date and time with an offset.
    DateTime,
    /// A decimal number in a text.
    Decimal,
    /// An http or https address.
    Url,
    /// RFC 9562, lower or upper case.
    Uuid,
    /// Nothing special.
    Plain,
}

/// A member of an object. `shape.seen` says how many of the objects had it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// The evidence for its value.
    pub shape: Shape,
}

impl Shape {
    /// Reads the shape out of JSON text.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn of_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    fn one(kind: Kind) -> Self {
        Self {
            seen: 1,
            null: 0,
            empty: 0,
            kind,
        }
    }

    /// How many values were not `null`.
    pub fn values(&self) -> u32 {
        self.seen - self.null
    }

    /// The members, when the values were objects.
    pub fn fields(&self) -> Option<&[Field]> {
        match &self.kind {
            Kind::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The member of that name.
    pub fn field(&self, name: &str) -> Option<&Shape> {
        self.fields()?
            .iter()
            .find(|field| field.name == name)
            .map(|field| &field.shape)
    }

    /// The shape of the items, when the values were arrays.
    pub fn items(&self) -> Option<&Shape> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }
}

impl Format {
    /// The narrowest format of one text.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let matches = |pattern: &[u8]| {
            bytes.len() >= pattern.len()
                && bytes
                    .iter()
                    .zip(pattern)
                    .all(|(byte, expected)| match expected {
                        b'd' => byte.is_ascii_digit(),
                        b'x' => byte.is_ascii_hexdigit(),
                        other => byte == other,
                    })
        };
        match bytes.len() {
            0 => Self::Blank,
            10 if matches(b"dddd-dd-dd") => Self::Date,
            36 if matches(b"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx") => Self::Uuid,
            19.. if matches(b"dddd-dd-ddTdd:dd:dd") => match bytes.last() {
                Some(b'Z') => Self::DateTime,
                _ if text[19..].contains(['+', '-']) => Self::DateTime,
                _ if text[19..].chars().all(|c| c == '.' || c.is_ascii_digit()) => {
                    Self::NaiveDateTime
                }
                _ => Self::Plain,
            },
            _ if text.starts_with("https://") || text.starts_with("http://") => Self::Url,
            _ if is_decimal(bytes) => Self::Decimal,
            _ => Self::Plain,
        }
    }
}

/// Digits, one point, digits: what money in a text looks like.
fn is_decimal(bytes: &[u8]) -> bool {
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let mut halves = digits.split(|byte| *byte == b'.');
    let is_digits = |half: Option<&[u8]>| {
        half.is_some_and(|h| !h.is_empty() && h.iter().all(u8::is_ascii_digit))
    };
    is_digits(halves.next()) && is_digits(halves.next()) && halves.next().is_none()
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        Ok(Shape {
            seen: 1,
            null: 1,
            ..Shape::default()
        })
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::one(Kind::Boolean))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::one(Kind::Integer))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Shape, E> {
        let kind = if i64::try_from(value).is_ok() {
            Kind::Integer
        } else {
            Kind::Number
        };
        Ok(Shape::one(kind))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::one(Kind::Float))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Shape, E> {
        let mut shape = Shape::one(Kind::Text(Format::of(text)));
        shape.empty = u32::from(text.is_empty());
        Ok(shape)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        let mut items = Shape::default();
        while let Some(item) = seq.next_element()? {
            items = join(items, item);
        }
        Ok(Shape::one(Kind::List(Box::new(items))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut fields: Vec<Field> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let shape = map.next_value()?;
            // Of a repeated member the last one counts, as in every JSON reader in use.
            match fields.iter_mut().find(|field| field.name == name) {
                Some(field) => field.shape = shape,
                None => fields.push(Field { name, shape }),
            }
        }
        if is_data_keyed(&fields) {
            let values = fields.into_iter().map(|field| field.shape).reduce(join);
            return Ok(Shape::one(Kind::Map(Box::new(values.unwrap_or_default()))));
        }
        Ok(Shape::one(Kind::Object(fields)))
    }
}

/// Whether the member names are ids or dates rather than words of the API.
fn is_data_keyed(fields: &[Field]) -> bool {
    !fields.is_empty()
        && fields.iter().all(|field| {
            matches!(Format::of(&field.name), Format::Date | Format::Uuid)
                || field.name.bytes().all(|byte| byte.is_ascii_digit())
        })
}
