//! Structs for JSON objects, declared member by member.
//!
//! In: the declaration of an answer or a body. Out: the struct, with what reads it from JSON and writes it back. The
//! loop that reads is the same for all of them, so that a member costs a line to compile where serde's derive needs a
//! page.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap};

use super::maybe::Maybe;

/// What an object is decoded into.
pub trait Members: Default {
    /// The members as JSON names them, in order.
    const NAMES: &'static [&'static str];

    /// Whether members that are not there are left as they are by default, needed ones too.
    const IS_PARTIAL: bool;

    /// Reads the value of the member of this name.
    ///
    /// # Errors
    /// Those of the value.
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Decodes an object. Members that the type does not have are skipped; of one that is there twice the last counts.
///
/// # Errors
/// Those of the values, and those of needed members that are missing.
pub fn read<'de, T: Members, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Reads the value of a member.
///
/// # Errors
/// Those of the value.
pub fn next<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    member: &mut T,
) -> Result<(), A::Error> {
    *member = map.next_value()?;
    Ok(())
}

/// Reads the value of a member that tells `null` from nothing.
///
/// # Errors
/// Those of the value.
pub fn next_nullable<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    member: &mut Option<Option<T>>,
) -> Result<(), A::Error> {
    let Nullable(value) = map.next_value()?;
    *member = value;
    Ok(())
}

/// Skips the value of a member.
///
/// # Errors
/// When it is no JSON.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Writes a member.
///
/// # Errors
/// Those of the serializer.
pub fn write<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    map.serialize_entry(name, value)
}

/// Writes a member that need not be there.
///
/// # Errors
/// Those of the serializer.
pub fn write_present<M: SerializeMap, T: Serialize + Absence>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    match value.is_missing() {
        true => Ok(()),
        false => map.serialize_entry(name, value),
    }
}

/// A value that may stand for no member at all.
pub trait Absence {
    /// Whether it does.
    fn is_missing(&self) -> bool;
}

impl<T> Absence for Option<T> {
    fn is_missing(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absence for Maybe<T> {
    fn is_missing(&self) -> bool {
        self.is_absent()
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Members> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        let mut seen = Seen::default();
        let mut next = 0;
        while let Some(place) = map.next_key_seed(Place(T::NAMES, next))? {
            match place.and_then(|place| Some((place, T::NAMES.get(place)?))) {
                Some((place, name)) => {
                    object.read(name, &mut map)?;
                    seen.insert(place);
                    next = place + 1;
                }
                None => skip(&mut map)?,
            }
        }
        if !T::IS_PARTIAL {
            for (place, name) in T::NAMES.iter().enumerate() {
                if !seen.contains(place) {
                    object.read(name, &mut Nothing(name, PhantomData))?;
                }
            }
        }
        Ok(object)
    }
}

/// Finds the place of a name among these; it is looked for here first, as servers keep to an order.
struct Place(&'static [&'static str], usize);

impl<'de> DeserializeSeed<'de> for Place {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Place {
    type Value = Option<usize>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        let Self(names, next) = self;
        Ok(match names.get(next) {
            Some(expected) if *expected == name => Some(next),
            _ => names.iter().position(|known| *known == name),
        })
    }
}

/// Places that were read. Few objects have more members than the number has bits.
#[derive(Default)]
struct Seen {
    first: u128,
    more: Vec<usize>,
}

impl Seen {
    fn insert(&mut self, place: usize) {
        match u32::try_from(place)
            .ok()
            .and_then(|bit| 1_u128.checked_shl(bit))
        {
            Some(bit) => self.first |= bit,
            None => self.more.push(place),
        }
    }

    fn contains(&self, place: usize) -> bool {
        match u32::try_from(place)
            .ok()
            .and_then(|bit| 1_u128.checked_shl(bit))
        {
            Some(bit) => self.first & bit != 0,
            None => self.more.contains(&place),
        }
    }
}

/// In place of a member that is missing: nothing for what may be, an error for what is needed.
struct Nothing<E>(&'static str, PhantomData<E>);

impl<'de, E: Error> MapAccess<'de> for Nothing<E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, E> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        seed.deserialize(Self(self.0, PhantomData))
    }
}

impl<'de, E: Error> Deserializer<'de> for Nothing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// What a member holds, in two options: the outer one tells whether it is there, the inner one whether it is `null`.
struct Nullable<T>(Option<Option<T>>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct("Nullable", NullableVisitor(PhantomData))
    }
}

struct NullableVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NullableVisitor<T> {
    type Value = Nullable<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Nullable<T>, E> {
        Ok(Nullable(None))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Nullable<T>, D::Error> {
        Option::deserialize(deserializer).map(|value| Nullable(Some(value)))
    }
}

/// Declares what answers are decoded into. A member is named on the wire as its field is, unless `= "name"` says
/// otherwise; `or missing` may not be there and is not written when it is `None`; `or null` tells `null` from that.
/// The fields of a `secret struct` are not shown by `Debug`.
#[allow(unused_macros, reason = "an API need not answer with objects")]
macro_rules! answer {
    ($(#[$meta:meta])* pub struct $name:ident { $($members:tt)* }) => {
        members! {
            $(#[$meta])* #[derive(Debug)] #[non_exhaustive] pub struct $name { $($members)* }
            partial: false, write: write
        }
    };
    ($(#[$meta:meta])* pub secret struct $name:ident { $($members:tt)* }) => {
        members! {
            $(#[$meta])* #[non_exhaustive] pub struct $name { $($members)* }
            partial: false, write: write
        }
        members! { @hide $name }
    };
}

/// Declares what bodies are made of: members are [`Maybe`], and what is absent is not sent. Otherwise as `answer!`.
/// Behind the struct, `new(…)` may name the members that its constructor takes, and `with` others that are always the
/// same.
#[allow(unused_macros, reason = "an API need not take objects")]
macro_rules! body {
    ($(#[$meta:meta])* pub struct $name:ident { $($members:tt)* } $($made:tt)*) => {
        members! {
            $(#[$meta])* #[derive(Debug)] pub struct $name { $($members)* }
            partial: true, write: write_present
        }
        members! { @new $name $($made)* }
    };
    ($(#[$meta:meta])* pub secret struct $name:ident { $($members:tt)* } $($made:tt)*) => {
        members! {
            $(#[$meta])* pub struct $name { $($members)* }
            partial: true, write: write_present
        }
        members! { @hide $name }
        members! { @new $name $($made)* }
    };
}

/// What `answer!` and `body!` have in common. The module of this name must be in scope, as the macro is.
#[allow(unused_macros, reason = "as those")]
macro_rules! members {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* pub $field:ident: $type:ty $(= $wire:literal $(or $mark:ident)*)?,)*
        }
        partial: $partial:literal, write: $write:ident
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
        }

        impl members::Members for $name {
            const NAMES: &'static [&'static str] = &[$(members!(@wire $field $($wire)?),)*];
            const IS_PARTIAL: bool = $partial;

            fn read<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                map: &mut A,
            ) -> ::std::result::Result<(), A::Error> {
                match name {
                    $(members!(@wire $field $($wire)?) => members!(@read map, self.$field, $($(or $mark)*)?),)*
                    _ => members::skip(map),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                members::read(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "a struct may have no members")]
                let mut map = ::serde::Serializer::serialize_map(serializer, None)?;
                $(members!(@write $write, map, members!(@wire $field $($wire)?), self.$field, $($(or $mark)*)?);)*
                ::serde::ser::SerializeMap::end(map)
            }
        }
    };
    (@wire $field:ident) => { stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };
    (@read $map:ident, $member:expr, $(or missing)?) => { members::next($map, &mut $member) };
    (@read $map:ident, $member:expr, or missing or null) => { members::next_nullable($map, &mut $member) };
    (@write $write:ident, $map:ident, $name:expr, $member:expr,) => { members::$write(&mut $map, $name, &$member)? };
    (@write $write:ident, $map:ident, $name:expr, $member:expr, or missing $(or null)?) => {
        members::write_present(&mut $map, $name, &$member)?
    };
    (@new $name:ident) => {};
    (
        @new $name:ident $(#[$doc:meta])*
        new($($argument:ident: $type:ty),* $(,)?) $(with $($field:ident: $value:literal,)+)?
    ) => {
        #[allow(clippy::needless_update, clippy::useless_conversion, reason = "of some members only")]
        impl $name {
            $(#[$doc])*
            pub fn new($($argument: $type),*) -> Self {
                Self {
                    $($argument: Maybe::Value($argument.into()),)*
                    $($($field: Maybe::from($value),)+)?
                    ..Self::default()
                }
            }
        }
    };
    (@hide $name:ident) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

#[allow(unused_imports, reason = "an API need not answer with or take objects")]
pub(crate) use {answer, body, members};
