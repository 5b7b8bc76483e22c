//! Constructors of bodies: they take what has to be there, and set what is always the same.
//!
//! In: what is demanded of a body, and the types of its fields. Out: a constructor. Everything else
//! stays absent, and can be set in the fields.

use crate::emit::layout::{call, literal, signature};
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
    let (mut arguments, mut lines) = (Vec::new(), Vec::new());
    for ((field, ty), ident) in fields.iter().zip(types).zip(&idents) {
        if let (Some(text), Type::Text) = (constant(&field.name), ty) {
            let function = format!("{ident}: Maybe::from");
            let value = call(12, &function, &[literal(text)], 1);
            lines.push(format!("{value},"));
        } else if demands.required.contains(&field.name) {
            let (spelled, made) = argument(ident, ty, speller);
            arguments.push(format!("{ident}: {spelled}"));
            lines.push(format!("{ident}: {made},"));
        }
    }
    if lines.is_empty() || arguments.len() > MOST {
        return None;
    }
    Some(MadeView {
        docs: docs(fields, demands),
        signature: signature(4, "pub fn new", &arguments, " -> Self {"),
        leaves_others: lines.len() < fields.len(),
        fields: lines,
    })
}

/// How a value is taken, and how the field is made of it.
fn argument(ident: &str, ty: &Type, speller: &Speller<'_>) -> (String, String) {
    match ty {
        Type::Text => (
            "impl Into<String>".to_owned(),
            format!("Maybe::Value({ident}.into())"),
        ),
        Type::NumberOrText | Type::Scalar => (
            format!("impl Into<{}>", speller.spell(ty)),
            format!("Maybe::Value({ident}.into())"),
        ),
        ty => (speller.spell(ty), format!("Maybe::Value({ident})")),
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
