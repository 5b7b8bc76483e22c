//! The setters of a call: what it sends only when asked to, and what it sends otherwise than saved.

use crate::emit::document::{code, escape, wrap};
use crate::emit::ident;
use crate::emit::layout::{literal, told};
use crate::emit::view::SetterView;
use crate::ir::{Body, Operation};

use super::arguments::{ConstructorArgument, FILES, spell_argument};
use super::bodies::{document_expression, graphql_body};
use super::call_docs::sentence;
use super::parameters::{Place, PlannedParameter, Sending};
use super::types::Speller;

/// Whether a parameter can be set by a function of the call.
pub(super) fn has_setter(parameter: &PlannedParameter) -> bool {
    // Headers are sent as saved unless a person says otherwise; `Call::header` replaces one.
    let is_constant = parameter.place == Place::Header
        && parameter.enabled
        && parameter.sending == Sending::Saved;
    !parameter.is_repeated && !is_constant
}

pub(super) fn setter(parameter: &PlannedParameter, is_shared: bool) -> Option<SetterView> {
    if !has_setter(parameter) {
        return None;
    }
    let (method, spelled) = match parameter.place {
        Place::Query => ("query", parameter.value_type.spelled()),
        Place::Header => ("header", parameter.value_type.spelled()),
        Place::Form => ("form", parameter.value_type.spelled()),
        Place::Part => ("multipart_text", parameter.value_type.spelled()),
        Place::File => ("multipart_file", "File"),
        Place::Files => ("multipart_files", FILES),
    };
    let mut text = if parameter.description.is_empty() {
        format!("Sets {}.", code(&parameter.wire))
    } else {
        escape(&sentence(&parameter.description.replace('\n', " ")))
    };
    // Functions that share a setter send what each of them had saved.
    let saved = parameter.value.as_deref();
    let saved = saved.filter(|saved| !is_shared && !saved.trim().is_empty());
    if let (Sending::Saved, Some(saved)) = (parameter.sending, saved) {
        text.push_str(&format!(" {} unless set.", code(saved)));
    }
    Some(SetterView {
        docs: wrap(&text),
        method: method.to_owned(),
        name: parameter.ident.clone(),
        value_type: spelled.to_owned(),
        wire: literal(&parameter.wire),
        ..SetterView::default()
    })
}

pub(super) fn set_body(
    name: &str,
    argument: &ConstructorArgument,
    operation: &Operation,
    function: &str,
    speller: &Speller<'_>,
) -> SetterView {
    let (method, wire, does) = match (&operation.body, operation.document()) {
        (_, Some(document)) => {
            // The type of the call stands beside the function that it was first saved as.
            let constant = ident::constant(function);
            let document = document_expression(&constant, document);
            (graphql_body(operation), document, "Sends these variables.")
        }
        (Body::Text { media_type, .. }, _) => {
            ("text_body", literal(media_type), "Sends this body.")
        }
        _ => ("json_body", String::new(), "Sends this body."),
    };
    SetterView {
        docs: vec![does.to_owned()],
        method: method.to_owned(),
        name: name.to_owned(),
        value_type: spell_argument(argument, speller),
        wire,
        ..SetterView::default()
    }
}

/// On one line with what it is, or below that where it takes more.
pub(super) fn lay_out(mut setter: SetterView) -> SetterView {
    let SetterView {
        method,
        name,
        value_type,
        wire,
        ..
    } = &setter;
    let wire = match wire.as_str() {
        "" => " = _".to_owned(),
        wire if *wire == literal(name) => String::new(),
        wire => format!(" = {wire}"),
    };
    let declaration = format!("{method} fn {name}({value_type}){wire}");
    let line = match setter.docs.as_slice() {
        [text] => told(4, &declaration, text),
        _ => None,
    };
    if line.is_some() {
        setter.docs.clear();
    }
    setter.declaration = line.unwrap_or_else(|| format!("{declaration};"));
    setter
}
