//! Numbers of any length, for those that no number of Rust's holds to its last digit: JSON has no limit (RFC 8259 section 6).
//!
//! In: JSON text. Out: the same digits. The text of the number is kept (`serde_json::value::RawValue`), which costs an
//! allocation where another number costs none, so that a crate has this file only when such a number was seen. In such a
//! crate values of several kinds are told apart by their text as well. What is read from a `serde_json::Value`, or ends in one
//! (the variants `Other`), has no more digits than an `f64`.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use serde_json::Number;
use serde_json::value::RawValue;

/// A number to its last digit, as JSON writes it.
#[derive(Clone, Debug)]
pub struct Exact(Box<RawValue>);

impl Exact {
    /// The digits, with sign, point and exponent where there are.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The number as one of another type: `u128`, or an integer of any size from a crate.
    ///
    /// # Errors
    /// When that type cannot hold it.
    pub fn parse<N: FromStr>(&self) -> Result<N, N::Err> {
        self.as_str().parse()
    }

    /// The number; beyond 2⁵³ it is rounded.
    pub fn as_f64(&self) -> f64 {
        // Every number of JSON is one of Rust's, maybe without an end.
        self.parse().unwrap_or(f64::NAN)
    }
}

impl Default for Exact {
    fn default() -> Self {
        Self::from(0_i64)
    }
}

/// Whether they are written alike.
impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(formatter)
    }
}

/// Takes what JSON takes for a number.
impl FromStr for Exact {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}

macro_rules! from_integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Exact {
            fn from(number: $type) -> Self {
                // The digits of a whole number are JSON.
                Self(RawValue::from_string(number.to_string()).unwrap_or_default())
            }
        }
    )*};
}

from_integers!(i64, u64, i128, u128);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        match raw
            .get()
            .starts_with(|first: char| first == '-' || first.is_ascii_digit())
        {
            true => Ok(Self(raw)),
            false => {
                // Says what there is instead.
                serde_json::from_str::<Number>(raw.get()).map_err(D::Error::custom)?;
                Err(D::Error::custom("no number"))
            }
        }
    }
}

/// A number to its last digit, or the same as a text.
#[derive(Clone, Debug, PartialEq)]
pub enum ExactOrText {
    /// As a number.
    Number(Exact),
    /// As a text, which may be empty or no number at all.
    Text(String),
}

impl fmt::Display for ExactOrText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
        }
    }
}

impl From<Exact> for ExactOrText {
    fn from(number: Exact) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for ExactOrText {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for ExactOrText {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Serialize for ExactOrText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ExactOrText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let read = match raw.get().starts_with('"') {
            true => serde_json::from_str(raw.get()).map(Self::Text),
            false => serde_json::from_str(raw.get()).map(Self::Number),
        };
        read.map_err(D::Error::custom)
    }
}

/// Declares an enum of values that share nothing, which are tried in order; what is none of them is kept as it came.
#[allow(
    unused_macros,
    reason = "an API need not answer with values of several kinds"
)]
macro_rules! exact_union {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $($(#[$variant_doc:meta])* $variant:ident($kind:ty),)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
        #[non_exhaustive]
        #[serde(untagged)]
        #[allow(clippy::large_enum_variant, reason = "what is seen decides the kinds")]
        pub enum $name {
            $($(#[$variant_doc])* $variant($kind),)*
            /// Anything else.
            Other(::serde_json::Value),
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::boxed::Box<::serde_json::value::RawValue> as ::serde::Deserialize>::deserialize(deserializer)?;
                $(if let Ok(value) = ::serde_json::from_str(text.get()) {
                    return Ok(Self::$variant(value));
                })*
                let value = ::serde_json::from_str(text.get());
                value.map(Self::Other).map_err(::serde::de::Error::custom)
            }
        }
    };
}

/// Declares an enum with a struct for each kind of objects that a member tells apart; an object of another kind, or one of a
/// known kind in another form, is kept as it came.
#[allow(
    unused_macros,
    reason = "an API need not answer with objects of several kinds"
)]
macro_rules! exact_tagged_union {
    (
        $(#[$doc:meta])*
        pub enum $name:ident by $tag:literal {
            $($variant:ident($kind:ty) = $word:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
        #[non_exhaustive]
        #[serde(untagged)]
        pub enum $name {
            $(
                #[doc = concat!("Where the member `", $tag, "` is `", $word, "`.")]
                $variant(::std::boxed::Box<$kind>),
            )*
            /// Of another kind, or of a known one in another form.
            Other(::serde_json::Value),
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::boxed::Box<::serde_json::value::RawValue> as ::serde::Deserialize>::deserialize(deserializer)?;
                let object = ::serde_json::from_str::<::serde_json::Value>(text.get());
                let object = object.map_err(::serde::de::Error::custom)?;
                let word = object.get($tag).and_then(::serde_json::Value::as_str);
                let known = match word {
                    $(Some($word) => {
                        let kind = ::serde_json::from_str::<$kind>(text.get());
                        kind.ok().map(|kind| Self::$variant(::std::boxed::Box::new(kind)))
                    })*
                    _ => None,
                };
                Ok(known.unwrap_or(Self::Other(object)))
            }
        }
    };
}

#[allow(unused_imports, reason = "as those")]
pub(crate) use {exact_tagged_union, exact_union};
