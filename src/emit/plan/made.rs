//! Constructors of bodies: they take what has to be there, and set what is always the same.
//!
//! In: what is demanded of a body, and the types of its fields. Out: a constructor. Everything else
//! stays absent, and can be set in the fields.

use crate::emit::layout::{literal, signature};
use crate::emit::view::MadeView;
use crate::ir::Field;

use super::demands::Demands;
use super::models::{Form, Model, Models};
use super::structs::idents;
use super::types::{Speller, Type};

/// Clippy allows so many arguments.
const MOST: usize = 7;

/// The constructor of a body; none where nothing is demanded, or too much to be told apart by place.
pub(super) fn constructor(
    models: &Models,
    model: &Model,
    demands: &Demands,
    speller: &Speller<'_>,
) -> Option<MadeView> {
    let Form::Struct(types) = &model.form else {
        return None;
    };
    let fields = model.shape.fields().unwrap_or_default();
    let idents = idents(model, &models.rules);
    let constant = |name: &str| demands.constants.get(name).and_then(Option::as_ref);
    let (mut arguments, mut constants) = (Vec::new(), Vec::new());
    for ((field, ty), ident) in fields.iter().zip(types).zip(&idents) {
        if let (Some(text), Type::Text) = (constant(&field.name), ty) {
            constants.push(format!("{ident}: {}", literal(text)));
        } else if demands.required.contains(&field.name) {
            arguments.push(format!("{ident}: {}", argument(ty, speller)));
        }
    }
    let is_empty = arguments.is_empty() && constants.is_empty();
    if is_empty || arguments.len() > MOST {
        return None;
    }
    Some(MadeView {
        docs: docs(fields, demands),
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

fn docs(fields: &[Field], demands: &Demands) -> Vec<String> {
    let has = |name: &String| fields.iter().any(|field| field.name == *name);
    let is_given = demands.required.iter().any(has);
    let line = match (is_given, demands.constants.keys().any(has)) {
        (true, true) => {
            "With what has to be there and what is always the same; all else is absent."
        }
        (true, false) => "With what has to be there; all else is absent.",
        _ => "With what is always the same; all else is absent.",
    };
    vec![line.to_owned()]
}
