//! Deserialisers for members that real exports spell in several ways.
//!
//! Postman's engine checks nothing, so a name may be a number and a list may be `null` or a single
//! object. Each function here accepts the spellings whose meaning is plain and yields one Rust type;
//! anything else is an error at its place, for `spelling` and `repair` to look into. `null` is
//! accepted by all of them: `repair` relies on it.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// `null` means the default.
pub(super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// `null` is there and empty, which is something else than absent.
pub(super) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    or_default(deserializer).map(Some)
}

/// Text, or a number or truth value written as text; `null` is empty.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(optional_text(deserializer)?.unwrap_or_default())
}

/// Like [`text`], but `null` stays apart from the empty text.
pub(super) fn optional_text<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    struct TextVisitor;

    impl Visitor<'_> for TextVisitor {
        type Value = Option<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Some(value.to_owned()))
        }

        fn visit_string<E: Error>(self, value: String) -> Result<Self::Value, E> {
            Ok(Some(value))
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            Ok(Some(value.to_string()))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok(Some(value.to_string()))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok(Some(value.to_string()))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
            Ok(Some(value.to_string()))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_any(TextVisitor)
}

/// Text; any other JSON value stands for its own text.
pub(super) fn json_text<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

/// An HTTP status, as a number or as its digits.
pub(super) fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    let written = optional_text(deserializer)?.unwrap_or_default();
    match written.trim() {
        "" => Ok(None),
        digits => digits
            .parse()
            .map(Some)
            .map_err(|_| D::Error::custom("expected a status code")),
    }
}

/// A value as Postman sends it: text, or the text of whatever else stands there.
pub(super) fn sent_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(json_text(deserializer)?.unwrap_or_else(|| "null".to_owned()))
}

/// Text only: Postman drops a number where it wants text.
pub(super) fn strict_text<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        _ => Err(D::Error::custom("expected text")),
    }
}

/// A body as text; a list or an object stands for its own text, as in Postman.
pub(super) fn raw_body<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Bool(_) | Value::Number(_) => Err(D::Error::custom("expected text")),
        other => Ok(Some(other.to_string())),
    }
}

/// A flag: like Postman, any value but `false`, `null`, `0` and `""` sets it.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Value::deserialize(deserializer).map(|value| is_truthy(&value))
}

/// What JavaScript takes for true.
pub(super) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// `true` or `false`; anything else says nothing.
pub(super) fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_bool())
}

/// A switch that is written as one.
pub(super) fn switch<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    or_default(deserializer)
}

/// Path or host: a list of parts, or one text that holds them all.
pub(super) fn parts<'de, D>(deserializer: D) -> Result<Option<Vec<String>>, D::Error>
where
    D: Deserializer<'de>,
{
    struct PartsVisitor;

    impl<'de> Visitor<'de> for PartsVisitor {
        type Value = Option<Vec<String>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text or a list of texts")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Some(vec![value.to_owned()]))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut parts = Vec::new();
            while let Some(Part(part)) = seq.next_element()? {
                parts.push(part);
            }
            Ok(Some(parts))
        }
    }

    deserializer.deserialize_any(PartsVisitor)
}

/// A segment of a path or a label of a host.
struct Part(String);

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer).map(Self)
    }
}

/// A type that is written as text or as an object.
pub(super) trait FromText: Sized {
    fn from_text(text: String) -> Self;
}

/// Text or a number through [`FromText`], an object through `Deserialize`, `null` as none.
pub(super) fn text_or_object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromText + Deserialize<'de>,
{
    struct EitherVisitor<T>(PhantomData<T>);

    impl<'de, T: FromText + Deserialize<'de>> Visitor<'de> for EitherVisitor<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text or an object")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Some(T::from_text(value.to_owned())))
        }

        fn visit_string<E: Error>(self, value: String) -> Result<Self::Value, E> {
            Ok(Some(T::from_text(value)))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok(Some(T::from_text(value.to_string())))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok(Some(T::from_text(value.to_string())))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
            Ok(Some(T::from_text(value.to_string())))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }
    }

    deserializer.deserialize_any(EitherVisitor(PhantomData))
}

/// Like [`text_or_object`]; `null` means the default.
pub(super) fn text_or_object_or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + FromText + Deserialize<'de>,
{
    Ok(text_or_object(deserializer)?.unwrap_or_default())
}

/// A list; a single object stands for a list of one, `null` for the empty list. An element that is
/// `null` is kept as the default, so that every element keeps its index.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(optional_list(deserializer)?.unwrap_or_default())
}

/// Like [`list`], but `null` stays apart from the empty list.
pub(super) fn optional_list<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    deserializer.deserialize_any(ListVisitor {
        is_element: |_| true,
    })
}

struct ListVisitor<T> {
    /// Whether one object without its list is an element.
    is_element: fn(&T) -> bool,
}

impl<'de, T: Default + Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let elements = Vec::<Option<T>>::deserialize(SeqAccessDeserializer::new(seq))?;
        Ok(Some(tight(elements, T::default)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let only = T::deserialize(MapAccessDeserializer::new(map))?;
        if !(self.is_element)(&only) {
            return Err(A::Error::custom("expected a list"));
        }
        Ok(Some(vec![only]))
    }
}

/// Something that is found by its name.
pub(super) trait Named {
    /// Whether it has neither name nor value.
    fn is_blank(&self) -> bool;
}

/// Like [`list`]; but one object of which nothing can be read is a map of names and values, which
/// means nothing to Postman.
pub(super) fn named<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Named + Deserialize<'de>,
{
    let visitor = ListVisitor {
        is_element: |only: &T| !only.is_blank(),
    };
    Ok(deserializer.deserialize_any(visitor)?.unwrap_or_default())
}

/// A named value of a request.
pub(super) trait Pair: Default + for<'de> Deserialize<'de> {
    /// One that is not sent.
    fn unsent() -> Self;
}

/// A list of named values. A `null` in it is not sent, and keeps its place so that every element
/// keeps its index.
pub(super) fn pairs<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Pair,
{
    let pairs = Option::<Vec<Option<T>>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(tight(pairs, T::unsent))
}

/// The elements, with something in place of each `null`, in no more memory than they need: most lists
/// of a collection have one element, and room for four.
fn tight<T>(elements: Vec<Option<T>>, null: fn() -> T) -> Vec<T> {
    let elements = elements.into_iter();
    let mut list: Vec<T> = elements
        .map(|element| element.unwrap_or_else(null))
        .collect();
    list.shrink_to_fit();
    list
}
