//! Reads a [`Shape`] out of JSON text in one pass, without keeping a value of it.
//!
//! Placeholders (`"<integer>"`, `"string"`, `"{{id}}"`) are types and not values: they tell what
//! stands there when the API is used, and what the saved text itself needs to be decoded.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::digits::with_rounded_marked;
use super::format::Format;
use super::join::join;
use super::members::{Field, Members, is_data_keyed};
use super::shape::{Numbers, Shape, Texts, Words};

impl Shape {
    /// Reads the shape out of JSON text.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn of_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&with_rounded_marked(text.trim_start_matches('\u{feff}')))
    }

    /// What is given where this was saved. A body is never decoded, so that the saved text of a placeholder
    /// for a number or a truth value need not fit.
    #[must_use]
    pub fn into_given(mut self) -> Self {
        self.give();
        self
    }

    fn give(&mut self) {
        let is_typed = self.boolean || self.number.is_some();
        let is_placeholder = |texts: &Texts| {
            texts.format == Format::Blank && texts.empty == 0 && texts.words == Words::default()
        };
        if is_typed && self.text.as_deref().is_some_and(is_placeholder) {
            self.text = None;
        }
        if let Some(members) = &mut self.object {
            members.change(Shape::give);
        }
        for inner in [&mut self.list, &mut self.map].into_iter().flatten() {
            inner.give();
        }
    }

    fn one() -> Self {
        Self {
            seen: 1,
            ..Self::default()
        }
    }

    fn of_number(numbers: Numbers) -> Self {
        Self {
            number: Some(numbers),
            ..Self::one()
        }
    }

    /// The shape of a text of that format.
    pub(super) fn of_format(format: Format) -> Self {
        let texts = Texts {
            seen: 1,
            format,
            ..Texts::default()
        };
        Self {
            text: Some(Box::new(texts)),
            ..Self::one()
        }
    }

    fn of_text(text: &str) -> Self {
        if let Some(shape) = placeholder(text) {
            return shape;
        }
        let format = Format::of(text);
        let texts = Texts {
            seen: 1,
            empty: u32::from(text.is_empty()),
            format,
            listed: false,
            words: words(text, format),
        };
        Self {
            text: Some(Box::new(texts)),
            ..Self::one()
        }
    }

    /// The shape of an object with these members.
    pub(super) fn of_members(fields: Vec<Field>) -> Self {
        if is_data_keyed(&fields) {
            let values = fields.into_iter().map(|field| field.shape).reduce(join);
            return Self {
                map: Some(Box::new(values.unwrap_or_default())),
                ..Self::one()
            };
        }
        Self {
            object: Some(Box::new(Members::one(fields))),
            ..Self::one()
        }
    }
}

/// The word, if the text can be one of a list: what names a state, a kind, a unit.
fn words(text: &str, format: Format) -> Words {
    let is_word = format == Format::Plain
        && text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_- ./#".contains(&b));
    match text {
        "" => Words::default(),
        word if is_word => Words::Few(vec![(word.to_owned(), 1)]),
        _ => Words::Many,
    }
}

/// What a placeholder stands for.
fn placeholder(text: &str) -> Option<Shape> {
    let is_variable = text.starts_with("{{") && text.ends_with("}}");
    if is_variable || text == "string" {
        return Some(Shape::of_format(Format::Blank));
    }
    let inside = text.strip_prefix('<')?.strip_suffix('>')?;
    if inside.contains(['<', '>', '/']) || inside.len() > 40 {
        return None;
    }
    if inside == "any" {
        return Some(Shape::one());
    }
    let text = Shape::of_format(match inside {
        "uuid" => Format::Uuid,
        "date" => Format::Date,
        "dateTime" | "date-time" | "datetime" => Format::DateTime,
        "uri" | "url" => Format::Url,
        "email" => Format::Email,
        _ => Format::Blank,
    });
    let fraction = matches!(inside, "number" | "double" | "float");
    let is_number = fraction || matches!(inside, "integer" | "int" | "long" | "int32" | "int64");
    Some(Shape {
        boolean: inside == "boolean",
        number: is_number.then_some(Numbers {
            fraction,
            ..Numbers::default()
        }),
        ..text
    })
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

/// 2⁶³: whole numbers below it have 64 bits.
const WIDEST: f64 = 9_223_372_036_854_775_808.0;

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        Ok(Shape {
            null: 1,
            ..Shape::one()
        })
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape {
            boolean: true,
            ..Shape::one()
        })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Shape, E> {
        Ok(Shape::of_number(Numbers {
            negative: value < 0,
            ..Numbers::default()
        }))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Shape, E> {
        Ok(Shape::of_number(Numbers {
            large: i64::try_from(value).is_err(),
            ..Numbers::default()
        }))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Shape, E> {
        // A whole one beyond 64 bits comes as a fraction, too. One that is written with an exponent is
        // taken for it: what keeps every digit takes that as well.
        let huge = value.fract() == 0.0 && value.abs() >= WIDEST;
        Ok(Shape::of_number(Numbers {
            negative: value < 0.0,
            fraction: !huge,
            large: false,
            huge,
        }))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Shape, E> {
        Ok(Shape::of_text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        let mut items = Shape::default();
        while let Some(item) = seq.next_element()? {
            items = join(items, item);
        }
        Ok(Shape {
            list: Some(Box::new(items)),
            ..Shape::one()
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut fields: Vec<Field> = Vec::new();
        while let Some((name, shape)) = map.next_entry()? {
            fields.push(Field { name, shape });
        }
        Ok(Shape::of_members(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::Kind;
    use super::*;

    fn shape(text: &str) -> Shape {
        Shape::of_json(text).unwrap()
    }

    #[test]
    fn absent_null_empty_and_a_value_are_four_observations() {
        let all = shape(r#"[{"a": null}, {}, {"a": ""}, {"a": "x"}]"#);
        let items = all.items().unwrap();
        let a = items.field("a").unwrap();
        assert_eq!((items.objects(), a.seen, a.null, a.empty()), (4, 3, 1, 1));
    }

    #[test]
    fn numbers_keep_their_width() {
        assert_eq!(shape("-1").kind(), Kind::Integer);
        assert_eq!(shape("18446744073709551615").kind(), Kind::Unsigned);
        assert_eq!(shape("[1, 1.5]").items().unwrap().kind(), Kind::Number);
        assert_eq!(
            shape("[-1, 9223372036854775808]").items().unwrap().kind(),
            Kind::Number
        );
        for beyond in [
            "12345678901234567890123",
            "-9223372036854775809",
            "[1.5, 1e30]",
            "0.12345678901234567890",
        ] {
            let shape = shape(beyond);
            assert_eq!(
                shape.items().unwrap_or(&shape).kind(),
                Kind::Exact,
                "{beyond}"
            );
        }
    }

    #[test]
    fn a_placeholder_is_a_type() {
        assert_eq!(shape(r#""<integer>""#).kind(), Kind::NumberOrText);
        assert_eq!(shape(r#""<boolean>""#).kind(), Kind::Scalar);
        assert_eq!(shape(r#""<integer>""#).into_given().kind(), Kind::Integer);
        assert_eq!(shape(r#""<boolean>""#).into_given().kind(), Kind::Boolean);
        assert_eq!(shape(r#""<any>""#).kind(), Kind::Unknown);
        let text = shape(r#"["<string>", "{{id}}", "string"]"#);
        let text = text.items().unwrap().text.as_ref().unwrap();
        assert_eq!(
            (text.format, &text.words),
            (Format::Blank, &Words::default())
        );
    }

    #[test]
    fn names_that_are_data_make_a_map() {
        for text in [
            r#"{"2026-01-01": 1}"#,
            r#"{"12": 1, "13": 2}"#,
            r#"{"EUR": 1, "USD": 2, "GBP": 3}"#,
        ] {
            assert!(matches!(shape(text).kind(), Kind::Map(_)), "{text}");
        }
        let columns = r#"{"Due": {"id": "a", "type": "date", "date": null}, "Price in $": {"id": "b", "type": "number", "number": 4}}"#;
        assert!(matches!(shape(columns).kind(), Kind::Map(_)));
        let titles =
            r#"{"Name": {"title": {}}, "Food group": {"select": {}}, "Price": {"number": {}}}"#;
        assert!(matches!(shape(titles).kind(), Kind::Map(_)));
        let strangers = shape(r#"[{"anna": 1}, {"bert": 2}, {"carl": 3}]"#);
        assert!(matches!(strangers.items().unwrap().kind(), Kind::Map(_)));
        assert!(matches!(
            shape(r#"{"id": 1, "name": 2, "x": 3}"#).kind(),
            Kind::Object(_)
        ));
    }
}
