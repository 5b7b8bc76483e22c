//! Values that JSON can write in more than one way.
//!
//! In: JSON. Out: what it says, so that encoding it gives the same JSON again.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize as DeriveDeserialize, Serialize};

/// A number, written back as it came: `1` stays `1`, and `1.0` stays `1.0`. A fraction has the digits of an `f64`, some 15 to
/// 17; where one with more was seen, the field is an `Exact` instead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(Written);

/// How JSON writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Written {
    Whole(i64),
    /// Above `i64::MAX`.
    Large(u64),
    Fraction(f64),
}

impl Number {
    /// The number; whole ones beyond 2⁵³ are rounded.
    pub fn as_f64(&self) -> f64 {
        match self.0 {
            Written::Whole(number) => number as f64,
            Written::Large(number) => number as f64,
            Written::Fraction(number) => number,
        }
    }

    /// The number if it is whole, and written so.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Written::Whole(number) => Some(number),
            Written::Large(_) | Written::Fraction(_) => None,
        }
    }
}

impl Default for Number {
    fn default() -> Self {
        Self(Written::Whole(0))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Written::Whole(number) => number.fmt(formatter),
            Written::Large(number) => number.fmt(formatter),
            Written::Fraction(number) => number.fmt(formatter),
        }
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self(Written::Whole(number))
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self(Written::Fraction(number))
    }
}

impl From<Number> for f64 {
    fn from(number: Number) -> Self {
        number.as_f64()
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Written::Whole(number) => serializer.serialize_i64(number),
            Written::Large(number) => serializer.serialize_u64(number),
            Written::Fraction(number) => serializer.serialize_f64(number),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
        Ok(Number(Written::Whole(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
        Ok(Number(
            i64::try_from(number).map_or(Written::Large(number), Written::Whole),
        ))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
        Ok(Number(Written::Fraction(number)))
    }
}

/// A value that the server writes now as a number, now as a text: money, mostly.
#[derive(Clone, Debug, DeriveDeserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum NumberOrText {
    /// As a number.
    Number(Number),
    /// As a text, which may be empty or no number at all.
    Text(String),
}

impl NumberOrText {
    /// The value as a number; none when the text is not one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number.as_f64()),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

impl fmt::Display for NumberOrText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
        }
    }
}

/// A truth value, a number or a text: the value of a field that users define, mostly.
#[derive(Clone, Debug, DeriveDeserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// `true` or `false`.
    Boolean(bool),
    /// As a number.
    Number(Number),
    /// As a text.
    Text(String),
}

impl fmt::Display for Scalar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
        }
    }
}

impl From<bool> for Scalar {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

macro_rules! from_numbers_and_texts {
    ($($type:ty),*) => {$(
        impl From<i64> for $type {
            fn from(number: i64) -> Self {
                Self::Number(number.into())
            }
        }

        impl From<f64> for $type {
            fn from(number: f64) -> Self {
                Self::Number(number.into())
            }
        }

        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                Self::Text(text.to_owned())
            }
        }

        impl From<String> for $type {
            fn from(text: String) -> Self {
                Self::Text(text)
            }
        }
    )*};
}

from_numbers_and_texts!(NumberOrText, Scalar);
