//! One operation as a function, and as a type with setters where it has optional parameters.
//!
//! What a call cannot do without stands in the constructor; the rest are setters. A parameter that
//! Postman sends is sent without asking when its saved value is a constant of the API or a
//! variable; a value that somebody left behind (a number, a date, an id) is not.

use crate::emit::ident;
use crate::emit::layout::{literal, named, signature};
use crate::emit::view::{CallView, ConstantView, MethodView};
use crate::ir::Operation;

use super::OperationType;
use super::answers::Answer;
use super::arguments::{
    ConstructorArgument, body_argument, body_names, path_arguments, spell_argument,
};
use super::bodies::{SavedBody, document_constant, saved_body};
use super::call_chain::expression;
use super::call_docs::{docs, path_of, turn_docs};
use super::names::Scope;
use super::paging::Turn;
use super::parameters::{PlannedParameter, Sending, parameters};
use super::setters::{has_setter, lay_out, set_body, setter};
use super::sharing::{Shared, SharedCall};
use super::titles::telling;
use super::types::Speller;

/// An operation with its decisions made.
#[derive(Clone, Debug)]
pub(super) struct PlannedOperation {
    pub(super) method: MethodView,
    pub(super) call: Option<CallView>,
    /// Modules and name of the call's type, where another file has it.
    pub(super) import: Option<(Vec<String>, String)>,
    /// Name of the function.
    pub(super) function: String,
    /// The arguments of the constructor, in order, for those that call it.
    pub(super) arguments: Vec<ConstructorArgument>,
    pub(super) parameters: Vec<PlannedParameter>,
    pub(super) answer: Answer,
    pub(super) turn: Option<Turn>,
    /// What the setter for the body takes, where the type of the call has one.
    pub(super) body_setter: Option<ConstructorArgument>,
    /// The body that is sent unless another is set.
    pub(super) saved_body: Option<SavedBody>,
    /// The constant with the GraphQL document that it sends.
    pub(super) document: Option<ConstantView>,
}

/// What the plan of an operation needs to know about its surroundings.
pub(super) struct Surroundings<'a> {
    pub(super) speller: &'a Speller<'a>,
    /// Main base of the routes: `{{baseUrl}}`.
    pub(super) base: &'a str,
    /// The core of the group or client: `self.0`.
    pub(super) receiver: &'a str,
    /// Names of the auth slots.
    pub(super) slots: &'a [String],
    /// The name of the function, settled already.
    pub(super) function: String,
    /// Whether ids of this resource are texts.
    pub(super) text_ids: bool,
    /// What it has in common with other requests of the same operation.
    pub(super) shared: Option<&'a Shared>,
    /// The type of its call, where that is planned already.
    pub(super) call: Option<&'a SharedCall>,
    /// Path in front of every item.
    pub(super) root: &'a str,
    /// Modules of the group, from `api` down.
    pub(super) modules: &'a [String],
}

/// The type of the call that the operation was first saved with, as this file names it, and what
/// the file has to import for that.
fn foreign_call(
    call: &SharedCall,
    around: &Surroundings<'_>,
    types: &mut Scope<'_>,
) -> (Option<String>, Option<(Vec<String>, String)>) {
    let Some(name) = call.name.clone() else {
        return (None, None);
    };
    if call.modules == around.modules {
        return (Some(name), None);
    }
    let import = (call.modules.clone(), name.clone());
    if types.imports(&import.0, &name) {
        return (Some(name), Some(import));
    }
    let path = path_of(around.root, &call.modules, &name);
    (Some(path), None)
}

/// Plans one operation. `types` is the scope of the types of the file.
pub(super) fn plan(
    operation: &Operation,
    ty: OperationType,
    around: &Surroundings<'_>,
    types: &mut Scope<'_>,
) -> PlannedOperation {
    let OperationType {
        answer,
        turn,
        input,
    } = ty;
    let mut scope = Scope::of_call();
    let mut arguments = path_arguments(operation, around, &mut scope);
    let parameters = match around.shared {
        Some(shared) => shared.parameters(operation),
        None => parameters(operation, &mut scope),
    };
    for parameter in parameters.iter().filter(|p| p.sending == Sending::Required) {
        arguments.push((
            parameter.ident.clone(),
            ConstructorArgument::Parameter {
                place: parameter.place,
                wire: parameter.wire.clone(),
                value_type: parameter.value_type,
            },
        ));
    }
    let body_name = match around.shared {
        Some(shared) => shared.body.clone(),
        None => scope.claim(body_names(operation)),
    };
    let body_type = body_argument(operation, input.as_ref());
    let saved_body = body_type
        .clone()
        .and_then(|body_type| saved_body(operation, body_type, &body_name, around));
    if saved_body.is_none() {
        arguments.extend(body_type.map(|body_type| (body_name.clone(), body_type)));
    }
    let document = operation.document().filter(|_| saved_body.is_none());
    let document = document.map(|document| document_constant(document, &around.function));
    let body_setter = match (around.shared, arguments.last()) {
        (Some(shared), Some((name, argument))) if shared.presets_body && *name == body_name => {
            Some(argument.clone())
        }
        _ => None,
    };

    let answer_type = match &answer {
        Answer::Empty => "()".to_owned(),
        Answer::Text => "String".to_owned(),
        Answer::Json(ty) => around.speller.spell(ty),
        Answer::Unknown => "serde_json::Value".to_owned(),
    };
    let optional = parameters.iter().filter(|p| p.sending != Sending::Required);
    let with_setter: Vec<&PlannedParameter> = match around.shared {
        Some(shared) => shared.setters.iter().collect(),
        None => optional.filter(|parameter| has_setter(parameter)).collect(),
    };
    let (call_name, import) = match around.call {
        Some(call) => foreign_call(call, around, types),
        None => {
            let candidates = call_type_candidates(operation, &around.function);
            let has_setters = !with_setter.is_empty() || body_setter.is_some();
            let name = has_setters.then(|| types.claim(candidates));
            (name, None)
        }
    };
    let mut docs = docs(operation, &answer, &parameters, around);
    docs.extend(turn.iter().flat_map(turn_docs));
    let returned = call_name
        .clone()
        .unwrap_or_else(|| format!("Call<{answer_type}>"));
    let spelled: Vec<String> = std::iter::once("&self".to_owned())
        .chain(arguments.iter().map(|(name, argument)| {
            format!("{name}: {}", spell_argument(argument, around.speller))
        }))
        .collect();
    let head = format!("pub fn {}", around.function);
    let method = MethodView {
        docs,
        signature: allowed(
            spelled.len(),
            signature(4, &head, &spelled, &format!(" -> {returned} {{")),
        ),
        request: named(8, around.receiver, &literal(&operation.name)),
        body: expression(
            operation,
            &arguments,
            &parameters,
            saved_body.as_ref(),
            (&answer, turn.as_ref()),
            around,
            call_name.as_deref(),
        ),
    };
    let call = call_name.filter(|_| around.call.is_none());
    let call = call.map(|name| CallView {
        name,
        answer: answer_type,
        built_by: around.function.clone(),
        setters: with_setter
            .into_iter()
            .filter_map(|parameter| setter(parameter, around.shared.is_some()))
            .chain(body_setter.iter().map(|argument| {
                let function = &around.function;
                set_body(&body_name, argument, operation, function, around.speller)
            }))
            .map(lay_out)
            .collect(),
    });
    PlannedOperation {
        method,
        call,
        import,
        function: around.function.clone(),
        arguments: arguments
            .into_iter()
            .map(|(_, argument)| argument)
            .collect(),
        parameters,
        answer,
        turn,
        body_setter,
        saved_body,
        document,
    }
}

/// The signature with a word to the linter where the API asks for more than it likes.
fn allowed(parameters: usize, signature: String) -> String {
    const MOST: usize = 7;
    if parameters <= MOST {
        return signature;
    }
    format!(
        "#[allow(clippy::too_many_arguments, reason = \"a call needs them all\")]\n    {signature}"
    )
}

fn call_type_candidates(operation: &Operation, function: &str) -> Vec<String> {
    let mut candidates = Vec::new();
    if !super::names::says_nothing(&operation.name) {
        // Shorter ones are laid out in another way, and say little.
        let name = ident::pascal(&without_articles(&telling(&operation.name)));
        candidates.extend(name.filter(|name| (4..=48).contains(&name.len())));
    }
    let own = ident::pascal(function).unwrap_or_else(|| "Request".to_owned());
    candidates.push(format!("{own}Call"));
    candidates
}

/// `Create a page` says no more than `Create page`.
fn without_articles(name: &str) -> String {
    let is_article = |word: &&str| {
        ["a", "an", "the"]
            .iter()
            .any(|a| a.eq_ignore_ascii_case(word))
    };
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.len().saturating_sub(1);
    let kept = words.iter().enumerate();
    let kept = kept.filter(|(at, word)| *at == last || !is_article(word));
    kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}
