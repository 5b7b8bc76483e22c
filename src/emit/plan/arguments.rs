//! What the constructor of a call takes: what the request cannot do without.
//!
//! Path variables first, then the body, or the variables of a GraphQL document.

use crate::ir::{Body, Operation};

use super::names::Scope;
use super::operations::Surroundings;
use super::parameters::{Place, ValueType, parameter_names};
use super::types::{Speller, Type};

/// An argument of the constructor.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ConstructorArgument {
    Path {
        wire: String,
        value_type: ValueType,
    },
    Parameter {
        place: Place,
        wire: String,
        value_type: ValueType,
    },
    JsonBody(Type),
    /// The variables of the GraphQL document that the function sends.
    Variables(Type),
    TextBody,
    FileBody,
}

/// Several files under one name.
pub(super) const FILES: &str = "impl IntoIterator<Item = File>";

pub(super) fn path_arguments(
    operation: &Operation,
    around: &Surroundings<'_>,
    scope: &mut Scope<'_>,
) -> Vec<(String, ConstructorArgument)> {
    let arguments = operation.arguments.iter();
    arguments
        .map(|argument| {
            let shared = around
                .shared
                .and_then(|shared| shared.argument(&argument.name));
            let (name, value_type) = shared.unwrap_or_else(|| {
                let name = scope.claim(parameter_names(&argument.name));
                (name, ValueType::of(argument.value.as_deref()))
            });
            let value_type = match value_type {
                ValueType::Integer if !around.text_ids => ValueType::Integer,
                _ => ValueType::Any,
            };
            (
                name,
                ConstructorArgument::Path {
                    wire: argument.name.clone(),
                    value_type,
                },
            )
        })
        .collect()
}

/// What the argument for the body may be called, best first.
pub(super) fn body_names(operation: &Operation) -> [String; 2] {
    let names = match operation.document() {
        Some(_) => ["variables", "query_variables"],
        None => ["body", "request_body"],
    };
    names.map(str::to_owned)
}

pub(super) fn body_argument(
    operation: &Operation,
    input: Option<&Type>,
) -> Option<ConstructorArgument> {
    let argument = match (&operation.body, input) {
        (Body::Json { .. }, Some(ty)) if operation.document().is_some() => {
            ConstructorArgument::Variables(ty.clone())
        }
        (Body::Json { .. }, Some(ty)) => ConstructorArgument::JsonBody(ty.clone()),
        (Body::Text { .. }, _) => ConstructorArgument::TextBody,
        (Body::File { .. }, _) => ConstructorArgument::FileBody,
        _ => return None,
    };
    Some(argument)
}

pub(super) fn spell_argument(argument: &ConstructorArgument, speller: &Speller<'_>) -> String {
    match argument {
        ConstructorArgument::Path { value_type, .. } => value_type.spelled().to_owned(),
        ConstructorArgument::Parameter {
            place: Place::File, ..
        }
        | ConstructorArgument::FileBody => "File".to_owned(),
        ConstructorArgument::Parameter {
            place: Place::Files,
            ..
        } => FILES.to_owned(),
        ConstructorArgument::Parameter { value_type, .. } => value_type.spelled().to_owned(),
        ConstructorArgument::JsonBody(Type::List(items)) => format!("&[{}]", speller.spell(items)),
        ConstructorArgument::JsonBody(Type::Text) => "&str".to_owned(),
        ConstructorArgument::JsonBody(ty) | ConstructorArgument::Variables(ty) => {
            format!("&{}", speller.spell(ty))
        }
        ConstructorArgument::TextBody => "impl Into<String>".to_owned(),
    }
}
