//! Rust types of answers and bodies, before they are spelled.

use crate::ir::{Kind, Shape};

/// Index of a type in [`super::models::Models`].
pub(super) type ModelId = usize;

/// A Rust type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Boolean,
    Integer,
    Unsigned,
    Number,
    /// A number to its last digit.
    Exact,
    Text,
    NumberOrText,
    /// The same, or that as a text.
    ExactOrText,
    Scalar,
    Value,
    List(Box<Type>),
    Map(Box<Type>),
    Optional(Box<Type>),
    /// What would be of infinite size without it.
    Boxed(Box<Type>),
    Model(ModelId),
    /// A page envelope around its items.
    Page(usize, Box<Type>),
}

/// The types of a support file that answers and bodies are made of.
pub(super) const CORE_TYPES: [&str; 4] = ["Maybe", "Number", "NumberOrText", "Scalar"];

impl Type {
    /// The type of a place; `model` gives the type of what has a name of its own: an object, a
    /// mixed place, or the enclosing object again.
    pub(super) fn of(shape: &Shape, model: &mut impl FnMut(&Shape) -> Type) -> Self {
        match shape.kind() {
            Kind::Unknown => Self::Value,
            Kind::Boolean => Self::Boolean,
            Kind::Integer => Self::Integer,
            Kind::Unsigned => Self::Unsigned,
            Kind::Number => Self::Number,
            Kind::Exact => Self::Exact,
            Kind::Text(_) => Self::Text,
            Kind::NumberOrText => Self::NumberOrText,
            Kind::ExactOrText => Self::ExactOrText,
            Kind::Scalar => Self::Scalar,
            Kind::List(items) => Self::List(Box::new(Self::item(items, model))),
            Kind::Map(values) => Self::Map(Box::new(Self::item(&values, model))),
            Kind::Object([]) => Self::Value,
            Kind::Object(_) | Kind::Mixed => model(shape),
        }
    }

    /// Items of a list may be null like any other value.
    fn item(shape: &Shape, model: &mut impl FnMut(&Shape) -> Type) -> Self {
        let inner = Self::of(shape, model);
        if shape.null > 0 && inner != Self::Value {
            Self::Optional(Box::new(inner))
        } else {
            inner
        }
    }

    /// The type inside of this one, if it is a wrapper.
    fn inner(&self) -> Option<&Self> {
        match self {
            Self::List(inner)
            | Self::Map(inner)
            | Self::Optional(inner)
            | Self::Boxed(inner)
            | Self::Page(_, inner) => Some(inner),
            _ => None,
        }
    }

    /// The model that the type is or holds.
    pub(super) fn each_model(&self, visit: &mut impl FnMut(ModelId)) {
        match self {
            Self::Model(id) => visit(*id),
            other => other
                .inner()
                .into_iter()
                .for_each(|ty| ty.each_model(visit)),
        }
    }

    /// The type of the support files that it is or holds.
    pub(super) fn core_type(&self) -> Option<&'static str> {
        match self {
            Self::Number => Some("Number"),
            Self::NumberOrText => Some("NumberOrText"),
            Self::Scalar => Some("Scalar"),
            other => other.inner().and_then(Self::core_type),
        }
    }

    /// The type of numbers of any length that it is or holds.
    pub(super) fn exact_type(&self) -> Option<&'static str> {
        match self {
            Self::Exact => Some("Exact"),
            Self::ExactOrText => Some("ExactOrText"),
            other => other.inner().and_then(Self::exact_type),
        }
    }

    /// Whether there is a map in it.
    pub(super) fn has_map(&self) -> bool {
        matches!(self, Self::Map(_)) || self.inner().is_some_and(Self::has_map)
    }
}

/// Spells types; the names of models and pages come from the plan.
pub(super) struct Speller<'a> {
    pub(super) models: &'a [String],
    pub(super) pages: &'a [String],
}

impl Speller<'_> {
    /// The type as Rust text. Every `ModelId` of the plan has a name.
    pub(super) fn spell(&self, ty: &Type) -> String {
        match ty {
            Type::Boolean => "bool".to_owned(),
            Type::Integer => "i64".to_owned(),
            Type::Unsigned => "u64".to_owned(),
            Type::Number => "Number".to_owned(),
            Type::Exact => "Exact".to_owned(),
            Type::Text => "String".to_owned(),
            Type::NumberOrText => "NumberOrText".to_owned(),
            Type::ExactOrText => "ExactOrText".to_owned(),
            Type::Scalar => "Scalar".to_owned(),
            Type::Value => "serde_json::Value".to_owned(),
            Type::List(inner) => format!("Vec<{}>", self.spell(inner)),
            Type::Map(inner) => format!("BTreeMap<String, {}>", self.spell(inner)),
            Type::Optional(inner) => format!("Option<{}>", self.spell(inner)),
            Type::Boxed(inner) => format!("Box<{}>", self.spell(inner)),
            Type::Model(id) => self.models[*id].clone(),
            Type::Page(page, inner) => format!("{}<{}>", self.pages[*page], self.spell(inner)),
        }
    }
}
