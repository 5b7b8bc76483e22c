//! Constructors of bodies: they take what has to be there, and set what is always the same.
//!
//! In: what is demanded of a body, and the types of its fields. Out: a constructor. Everything else
//! stays absent, and can be set in the fields.

use crate::emit::layout::{literal, signature};
use crate::emit::view::MadeView;

use super::models::{Form, Model, Models};
use super::structs::idents;
use super::types::{Speller, Type};

/// Clippy allows so many arguments.
const MOST: usize = 7;

/// The constructor of a body; none where it would set nothing. It takes no arguments where there would be too
/// many to be told apart by place.
pub(super) fn constructor(
    models: &Models,
    model: &Model,
    speller: &Speller<'_>,
) -> Option<MadeView> {
    let Form::Struct(types) = &model.form else {
        return None;
    };
    let demands = models.demands_of(model);
    let is_demanded = |name: &str| demands.is_some_and(|found| found.required.contains(name));
    let fields = model.shape.fields().unwrap_or_default();
    let idents = idents(model, &models.rules);
    let (mut arguments, mut constants) = (Vec::new(), Vec::new());
    for ((field, ty), ident) in fields.iter().zip(types).zip(&idents) {
        if let Some(text) = models.constant(model, &field.name, ty) {
            constants.push(format!("{ident}: {}", literal(&text)));
        } else if is_demanded(&field.name) {
            arguments.push(format!("{ident}: {}", argument(ty, speller)));
        }
    }
    if arguments.len() > MOST {
        arguments.clear();
    }
    if arguments.is_empty() && constants.is_empty() {
        return None;
    }
    Some(MadeView {
        docs: docs(!arguments.is_empty(), !constants.is_empty()),
        signature: signature(4, "new", &arguments, ""),
        constants,
    })
}

/// How a value is taken.
fn argument(ty: &Type, speller: &Speller<'_>) -> String {
    match ty {
        Type::Text => "impl Into<String>".to_owned(),
        Type::NumberOrText | Type::Scalar => format!("impl Into<{}>", speller.spell(ty)),
        ty => speller.spell(ty),
    }
}

fn docs(takes_some: bool, sets_some: bool) -> Vec<String> {
    let line = match (takes_some, sets_some) {
        (true, true) => {
            "With what has to be there and what is always the same; all else is absent."
        }
        (true, false) => "With what has to be there; all else is absent.",
        _ => "With what is always the same; all else is absent.",
    };
    vec![line.to_owned()]
}
