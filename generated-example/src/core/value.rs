//! Values of answers that JSON can write in more than one way.
//!
//! In: JSON. Out: what it says, so that encoding it gives the same JSON again.

use serde::de::{Deserialize, Deserializer};
use serde::{Deserialize as DeriveDeserialize, Serialize};
use serde_json::Number;

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
            Self::Number(number) => number.as_f64(),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

impl std::fmt::Display for NumberOrText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
        }
    }
}

impl From<i64> for NumberOrText {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for NumberOrText {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for NumberOrText {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Keeps `null` apart from a missing member: a member that is there is `Some`, whatever it holds.
///
/// # Errors
/// Those of the value.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}
