//! Rust types of answers and bodies, before they are spelled.

use crate::ir::{Kind, Shape};

/// Index of a struct in [`super::models::Models`].
pub(super) type ModelId = usize;

/// A Rust type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Boolean,
    Integer,
    Float,
    Number,
    Text,
    NumberOrText,
    Value,
    List(Box<Type>),
    Map(Box<Type>),
    Optional(Box<Type>),
    Model(ModelId),
    /// A page envelope around its items.
    Page(usize, Box<Type>),
}

impl Type {
    /// The type of a value that has no object in it; `model` gives the type of those it has.
    pub(super) fn of(shape: &Shape, model: &mut impl FnMut(&Shape) -> Type) -> Self {
        match &shape.kind {
            Kind::Unknown | Kind::Any => Self::Value,
            Kind::Boolean => Self::Boolean,
            Kind::Integer => Self::Integer,
            Kind::Float => Self::Float,
            Kind::Number => Self::Number,
            Kind::Text(_) => Self::Text,
            Kind::NumberOrText => Self::NumberOrText,
            Kind::List(items) => Self::List(Box::new(Self::item(items, model))),
            Kind::Map(values) => Self::Map(Box::new(Self::item(values, model))),
            Kind::Object(fields) if fields.is_empty() => Self::Value,
            Kind::Object(_) => model(shape),
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

    /// Whether the type is or holds a struct.
    pub(super) fn each_model(&self, visit: &mut impl FnMut(ModelId)) {
        match self {
            Self::Model(id) => visit(*id),
            Self::List(inner) | Self::Map(inner) | Self::Optional(inner) | Self::Page(_, inner) => {
                inner.each_model(visit);
            }
            Self::Boolean
            | Self::Integer
            | Self::Float
            | Self::Number
            | Self::Text
            | Self::NumberOrText
            | Self::Value => {}
        }
    }
}

/// Spells types; the names of structs and pages come from the plan.
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
            Type::Float => "f64".to_owned(),
            Type::Number => "serde_json::Number".to_owned(),
            Type::Text => "String".to_owned(),
            Type::NumberOrText => "NumberOrText".to_owned(),
            Type::Value => "serde_json::Value".to_owned(),
            Type::List(inner) => format!("Vec<{}>", self.spell(inner)),
            Type::Map(inner) => format!("BTreeMap<String, {}>", self.spell(inner)),
            Type::Optional(inner) => format!("Option<{}>", self.spell(inner)),
            Type::Model(id) => self.models[*id].clone(),
            Type::Page(page, inner) => format!("{}<{}>", self.pages[*page], self.spell(inner)),
        }
    }
}
