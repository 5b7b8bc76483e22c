//! What samples show about a JSON value: which kinds were seen, how often, and what texts look like.
//!
//! A [`Shape`] is a product of independent observations, one for each kind of JSON value, so that
//! joining two of them (`join`) is total, commutative, associative and idempotent by construction.
//! What it means as a type is asked for with [`Shape::kind`]. `read` makes shapes from JSON text.

use std::borrow::Cow;

use serde::Serialize;

use super::format::Format;
use super::join::join;
use super::members::{Field, Members};
use super::variants::Variant;

/// The evidence for one place of a JSON document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Shape {
    /// How often a value stood there, `null` included.
    pub seen: u32,
    /// How often that value was `null`.
    pub null: u32,
    /// Whether it was `true` or `false`.
    pub boolean: bool,
    /// The numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Numbers>,
    /// The texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Box<Texts>>,
    /// The arrays: the shape of all their items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<Box<Shape>>,
    /// The objects whose member names are words of the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<Box<Members>>,
    /// The objects whose member names are data: the shape of all their values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<Box<Shape>>,
}

/// What numbers were seen. JSON does not tell 64 bits from more (RFC 8259 section 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// One below zero.
    pub negative: bool,
    /// One with a fraction or an exponent.
    pub fraction: bool,
    /// One above `i64::MAX`.
    pub large: bool,
    /// A whole one beyond 64 bits, or a fraction beyond a float, which no number of Rust's holds to its last digit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub huge: bool,
}

/// What texts were seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Texts {
    /// How many.
    pub seen: u32,
    /// How many were empty.
    pub empty: u32,
    /// What the others have in common.
    pub format: Format,
    /// Whether a schema lists the words.
    #[serde(skip)]
    pub listed: bool,
    /// The words, if they are few. Never printed: they may be somebody's data.
    #[serde(skip)]
    pub words: Words,
}

/// The distinct words of a place and how often each was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Words {
    /// At most [`Words::MOST`] of them, in their order.
    Few(Vec<(String, u32)>),
    /// More, or something that is no word.
    Many,
}

/// What a place is, as a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind<'s> {
    /// Only `null` was seen, or nothing.
    Unknown,
    /// `true` and `false`.
    Boolean,
    /// Whole numbers within i64.
    Integer,
    /// Whole numbers from zero on, some beyond i64.
    Unsigned,
    /// Numbers of any kind.
    Number,
    /// Numbers, some of them with more digits than 64 bits hold.
    Exact,
    /// Texts.
    Text(&'s Texts),
    /// The same value once as a number, once as a text.
    NumberOrText,
    /// The same, some of the numbers with more digits than 64 bits hold.
    ExactOrText,
    /// Truth values beside numbers or texts.
    Scalar,
    /// Arrays; the shape of all their items.
    List(&'s Shape),
    /// Objects with fixed member names.
    Object(&'s [Field]),
    /// Objects whose member names are data.
    Map(Cow<'s, Shape>),
    /// Values of kinds that have nothing in common.
    Mixed,
}

impl Words {
    /// How many distinct words are kept.
    pub const MOST: usize = 16;
}

impl Default for Words {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Shape {
    /// How many values were not `null`.
    pub fn values(&self) -> u32 {
        self.seen - self.null
    }

    /// How often the empty text was seen.
    pub fn empty(&self) -> u32 {
        self.text.as_ref().map_or(0, |text| text.empty)
    }

    /// How many objects were seen.
    pub fn objects(&self) -> u32 {
        self.object.as_ref().map_or(0, |object| object.seen)
    }

    /// The members, when there were objects.
    pub fn fields(&self) -> Option<&[Field]> {
        self.object.as_ref().map(|object| object.fields())
    }

    /// The member of that name.
    pub fn field(&self, name: &str) -> Option<&Shape> {
        self.object.as_ref()?.get(name)
    }

    /// The shape of the items, when there were arrays.
    pub fn items(&self) -> Option<&Shape> {
        self.list.as_deref()
    }

    /// What the place is, as a type.
    pub fn kind(&self) -> Kind<'_> {
        let scalars = (self.boolean, self.number, self.text.as_deref());
        let structure = (&self.list, &self.object, &self.map);
        match (scalars, structure) {
            ((false, None, None), structure) => match structure {
                (None, None, None) => Kind::Unknown,
                (Some(items), None, None) => Kind::List(items),
                (None, Some(members), None) => members.kind(),
                (None, None, Some(values)) => Kind::Map(Cow::Borrowed(values)),
                (None, Some(members), Some(values)) => {
                    let all = members.fields().iter().map(|field| field.shape.clone());
                    Kind::Map(Cow::Owned(all.fold(Shape::clone(values), join)))
                }
                _ => Kind::Mixed,
            },
            (scalars, (None, None, None)) => match scalars {
                (true, None, None) => Kind::Boolean,
                (false, Some(numbers), None) => numbers.kind(),
                (false, None, Some(texts)) => Kind::Text(texts),
                (false, Some(Numbers { huge: true, .. }), Some(_)) => Kind::ExactOrText,
                (false, Some(_), Some(_)) => Kind::NumberOrText,
                _ => Kind::Scalar,
            },
            _ => Kind::Mixed,
        }
    }

    /// The evidence for the objects of one kind among those of several: those with this word in the
    /// member that tells them apart.
    #[must_use]
    pub fn of_variant(&self, tag: &str, word: &str, variant: &Variant) -> Self {
        let declared = variant.declared.as_deref().unwrap_or_default();
        let is_declared = |name: &str| declared.iter().any(|field| field.name == name);
        let fields = self.fields().unwrap_or_default().iter();
        let seen = fields.filter_map(|field| {
            let seen = *variant.members.get(&field.name)?;
            let mut shape = field.shape.clone();
            shape.seen = seen;
            shape.null = shape.null.min(seen);
            if let Some(text) = shape.text.as_mut().filter(|_| field.name == tag) {
                text.words = Words::Few(vec![(word.to_owned(), seen)]);
            }
            let name = field.name.clone();
            (!is_declared(&name)).then_some(Field { name, shape })
        });
        // A schema stands for few samples: what was seen beside it counts by how often it was there.
        let declared = declared.iter().cloned().map(|mut field| {
            let seen = variant.members.get(&field.name).copied();
            field.shape.seen = seen.unwrap_or(field.shape.seen);
            field
        });
        Self {
            seen: variant.seen,
            object: Some(Box::new(Members::often(variant.seen, declared.chain(seen)))),
            ..Self::default()
        }
    }

    /// The kinds of a mixed place, each as a shape of its own. Scalars stay together.
    pub fn parts(&self) -> Vec<Shape> {
        let scalars = Shape {
            boolean: self.boolean,
            number: self.number,
            text: self.text.clone(),
            ..Shape::default()
        };
        let list = Shape {
            list: self.list.clone(),
            ..Shape::default()
        };
        let object = Shape {
            object: self.object.clone(),
            map: self.map.clone(),
            ..Shape::default()
        };
        let parts = [scalars, list, object];
        parts
            .into_iter()
            .filter(|part| part.kind() != Kind::Unknown)
            .map(|part| Shape {
                seen: self.values(),
                ..part
            })
            .collect()
    }

    /// The same evidence with every object taken for a map.
    #[must_use]
    pub fn into_map(mut self) -> Self {
        if let Some(members) = self.object.take() {
            let fields = members.into_fields().into_iter();
            let values = fields.map(|field| field.shape).reduce(join);
            let known = self.map.take().map(|known| *known);
            self.map = Some(Box::new(join(
                known.unwrap_or_default(),
                values.unwrap_or_default(),
            )));
        }
        self
    }
}

impl Numbers {
    fn kind(self) -> Kind<'static> {
        match self {
            Self { huge: true, .. } => Kind::Exact,
            Self { fraction: true, .. } => Kind::Number,
            Self { large: false, .. } => Kind::Integer,
            Self {
                negative: false, ..
            } => Kind::Unsigned,
            _ => Kind::Number,
        }
    }
}
