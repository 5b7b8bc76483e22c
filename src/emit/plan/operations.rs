//! One operation as a function, and as a type with setters where it has optional parameters.
//!
//! What a call cannot do without stands in the constructor; the rest are setters. A parameter that
//! Postman sends is sent without asking when its saved value is a constant of the API or a
//! variable; a value that somebody left behind (a number, a date, an id) is not.

use crate::emit::document::{code, escape, prose, summary, wrap};
use crate::emit::ident;
use crate::emit::layout::{
    Link, chain, constant, literal, named, nested, raw_literal, signature, told,
};
use crate::emit::view::{CallView, ConstantView, MethodView, SetterView};
use crate::ir::{Body, Operation};

use super::OperationType;
use super::answers::Answer;
use super::names::Scope;
use super::paging::Turn;
use super::parameters::{Place, PlannedParameter, Sending, ValueType, parameter_names, parameters};
use super::script_notes;
use super::sharing::{Shared, SharedCall};
use super::types::{Speller, Type};

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
}

/// A body that a function presets.
#[derive(Clone, Debug)]
pub(super) struct SavedBody {
    /// The constant that holds it.
    pub(super) view: ConstantView,
    /// Name of the setter for another.
    pub(super) setter: String,
    /// What the setter takes.
    pub(super) argument: ConstructorArgument,
}

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
    TextBody,
    FileBody,
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

/// The whole path of an item of a group; items of the root stand in `api` or are the client's.
fn path_of(root: &str, modules: &[String], item: &str) -> String {
    let modules: String = modules.iter().map(|module| format!("::{module}")).collect();
    match item.starts_with("Client::") {
        true => format!("{root}::{item}"),
        false => format!("{root}::api{modules}::{item}"),
    }
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
        None => scope.claim(["body".to_owned(), "request_body".to_owned()]),
    };
    let body_type = body_argument(operation, input.as_ref());
    let saved_body = body_type
        .clone()
        .and_then(|body_type| saved_body(operation, body_type, &body_name, around));
    if saved_body.is_none() {
        arguments.extend(body_type.map(|body_type| (body_name.clone(), body_type)));
    }
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
        body: body(
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
            .chain(
                body_setter
                    .iter()
                    .map(|argument| set_body(&body_name, argument, operation, around.speller)),
            )
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

/// The body that the function presets: that of a repetition, where the type of the call has a setter
/// for another.
fn saved_body(
    operation: &Operation,
    argument: ConstructorArgument,
    setter: &str,
    around: &Surroundings<'_>,
) -> Option<SavedBody> {
    let is_same = around.call?.body.as_ref() == Some(&argument);
    let text = operation.saved_text().filter(|_| is_same)?;
    let value = match operation.body {
        Body::Json { .. } => raw_literal(&json_source(text)),
        _ => literal(text),
    };
    let name = ident::constant(&around.function);
    let view = ConstantView {
        line: constant(&name, &value),
        name,
    };
    Some(SavedBody {
        view,
        setter: setter.to_owned(),
        argument,
    })
}

/// The same JSON in characters that may stand in source code.
fn json_source(text: &str) -> String {
    let mut source = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\r' => {}
            '\n' | '\t' => source.push(c),
            // Whatever turns the direction of text stands in a string and can be escaped there.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                source.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c if c.is_control() => source.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => source.push(c),
        }
    }
    source
}

fn set_body(
    name: &str,
    argument: &ConstructorArgument,
    operation: &Operation,
    speller: &Speller<'_>,
) -> SetterView {
    let (method, wire) = match &operation.body {
        Body::Text { media_type, .. } => ("text_body", literal(media_type)),
        _ => ("json_body", String::new()),
    };
    SetterView {
        docs: vec!["Sends this body.".to_owned()],
        method: method.to_owned(),
        name: name.to_owned(),
        value_type: spell_argument(argument, speller),
        wire,
        ..SetterView::default()
    }
}

fn call_type_candidates(operation: &Operation, function: &str) -> Vec<String> {
    let mut candidates = Vec::new();
    if !super::names::says_nothing(&operation.name) {
        // Shorter ones are laid out in another way, and say little.
        let name = ident::pascal(&operation.name);
        candidates.extend(name.filter(|name| (4..=48).contains(&name.len())));
    }
    let own = ident::pascal(function).unwrap_or_else(|| "Request".to_owned());
    candidates.push(format!("{own}Call"));
    candidates
}

fn path_arguments(
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

fn body_argument(operation: &Operation, input: Option<&Type>) -> Option<ConstructorArgument> {
    let argument = match (&operation.body, input) {
        (Body::Json { .. }, Some(ty)) => ConstructorArgument::JsonBody(ty.clone()),
        (Body::Text { .. }, _) => ConstructorArgument::TextBody,
        (Body::File { .. }, _) => ConstructorArgument::FileBody,
        _ => return None,
    };
    Some(argument)
}

fn spell_argument(argument: &ConstructorArgument, speller: &Speller<'_>) -> String {
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
        ConstructorArgument::JsonBody(ty) => format!("&{}", speller.spell(ty)),
        ConstructorArgument::TextBody => "impl Into<String>".to_owned(),
    }
}

/// The documentation: what the collection says, then what is sent.
fn docs(
    operation: &Operation,
    answer: &Answer,
    parameters: &[PlannedParameter],
    around: &Surroundings<'_>,
) -> Vec<String> {
    let (first, rest) = summary(&operation.description);
    let mut text = if first.is_empty() {
        escape(&sentence(&operation.name))
    } else {
        escape(&sentence(&first))
    };
    // "Id of the patient." says no more than the name does.
    let mut told = |name: &str, description: &str| {
        if description.split_whitespace().count() > 5 {
            text.push_str(&format!(
                " {}: {}",
                code(name),
                escape(&sentence(description))
            ));
        }
    };
    for argument in &operation.arguments {
        told(&argument.name, &argument.description);
    }
    for parameter in parameters.iter().filter(|p| p.sending == Sending::Required) {
        told(&parameter.wire, &parameter.description);
    }
    let route = operation
        .route
        .strip_prefix(around.base)
        .filter(|path| path.starts_with('/'));
    let route = route.unwrap_or(&operation.route);
    text.push_str(&format!(
        " {}",
        code(&format!("{} {route}", operation.method))
    ));
    let mut lines = wrap(&text);
    if let Some(call) = around.call {
        let path = path_of(around.root, &call.modules, &call.maker);
        let more = match (call.body.is_some(), operation.saved_text(), &call.name) {
            (true, Some(_), Some(_)) => ": it sends the body that was saved here",
            _ => "",
        };
        lines.extend([
            String::new(),
            format!("As [`{}`]({path}), saved again{more}.", call.maker),
        ]);
    }
    let rest = prose(&rest, 2);
    if !rest.is_empty() {
        lines.push(String::new());
        lines.extend(rest);
    }
    let scripts = script_notes::of_operation(operation);
    if !scripts.is_empty() {
        lines.push(String::new());
        lines.extend(scripts);
    }
    if *answer == Answer::Unknown {
        lines.push(String::new());
        lines.push(
            "The collection has no saved answer, so the type of the answer is not known."
                .to_owned(),
        );
    }
    lines
}

/// The text with a full stop, unless it ends in one already.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', ':', ';', '`']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Several files under one name.
const FILES: &str = "impl IntoIterator<Item = File>";

/// Whether a parameter can be set by a function of the call.
pub(super) fn has_setter(parameter: &PlannedParameter) -> bool {
    // Headers are sent as saved unless a person says otherwise; `Call::header` replaces one.
    let is_constant = parameter.place == Place::Header
        && parameter.enabled
        && parameter.sending == Sending::Saved;
    !parameter.is_repeated && !is_constant
}

fn setter(parameter: &PlannedParameter, is_shared: bool) -> Option<SetterView> {
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
        let name = saved
            .strip_prefix("{{")
            .and_then(|rest| rest.strip_suffix("}}"));
        text.push_str(&match name.filter(|name| !name.contains(['{', '}'])) {
            Some(name) => format!(" The setting {} unless set.", code(name)),
            None => format!(" {} unless set.", code(saved)),
        });
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

/// On one line with what it is, or below that where it takes more.
fn lay_out(mut setter: SetterView) -> SetterView {
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

/// The expression that makes the call.
fn body(
    operation: &Operation,
    arguments: &[(String, ConstructorArgument)],
    parameters: &[PlannedParameter],
    saved_body: Option<&SavedBody>,
    (answer, turn): (&Answer, Option<&Turn>),
    around: &Surroundings<'_>,
    wrapper: Option<&str>,
) -> String {
    let paths: Vec<String> = arguments
        .iter()
        .filter(|(_, argument)| matches!(argument, ConstructorArgument::Path { .. }))
        .map(|(name, _)| format!("&{name}"))
        .collect();
    let route = operation
        .route
        .strip_prefix(around.base)
        .filter(|path| path.starts_with('/'));
    let route = literal(route.unwrap_or(&operation.route));
    let paths = format!("&[{}]", paths.join(", "));
    let mut links = vec![match operation.method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" => {
            Link::new(&operation.method.to_ascii_lowercase(), &[&route, &paths])
        }
        other => Link::new("request", &[&literal(other), &route, &paths]),
    }];
    match operation.slot {
        None if !around.slots.is_empty() => links.push(Link::new("without_auth", &[])),
        None | Some(0) => {}
        Some(slot) => links.extend(
            around
                .slots
                .get(slot)
                .map(|name| Link::new("auth", &[&literal(name)])),
        ),
    }
    links.extend(manner(operation));
    links.extend(order(parameters));
    links.extend(part_types(&operation.body));
    links.extend(
        parameters
            .iter()
            .filter(|p| p.sending == Sending::Saved)
            .map(preset),
    );
    links.extend(saved_body.map(|body| {
        let media_type = literal(text_type(operation));
        Link::new("preset_body", &[&media_type, &body.view.name])
    }));
    links.extend(
        arguments
            .iter()
            .filter_map(|(name, argument)| argument_link(name, argument, operation)),
    );
    if let Some(turn) = turn {
        links.push(Link::new("paged_by", &[&turn_expression(turn)]));
    }
    match answer {
        Answer::Empty => {}
        Answer::Text => links.push(Link::new("text", &[])),
        Answer::Json(_) | Answer::Unknown => links.push(Link::new("json", &[])),
    }
    match wrapper {
        Some(wrapper) => {
            let room = wrapper.len() + 2;
            let one = chain(8, "request", &links, room);
            if one.contains('\n') {
                nested(8, wrapper, &chain(12, "request", &links, 1))
            } else {
                nested(8, wrapper, &one)
            }
        }
        None => chain(8, "request", &links, 0),
    }
}

/// How the request is sent, where that is not as usual.
fn manner(operation: &Operation) -> Vec<Link> {
    let manner = &operation.manner;
    let has_body = !matches!(operation.body, Body::Nothing);
    let redirects = manner.max_redirects.map(|most| most.to_string());
    let redirects = redirects.map(|most| Link::new("max_redirects", &[&most]));
    let switches = [
        (manner.keeps_method, "keep_method"),
        (
            manner.adds_no_content_type && has_body,
            "without_content_type",
        ),
    ];
    let switches = switches.into_iter().filter(|(is_on, _)| *is_on);
    let switches = switches.map(|(_, name)| Link::new(name, &[]));
    redirects.into_iter().chain(switches).collect()
}

/// The constant that leads from page to page.
fn turn_expression(turn: &Turn) -> String {
    match turn {
        Turn::LinkHeader => "&ByLinkHeader".to_owned(),
        Turn::Token(name) => format!("&ByToken({})", literal(name)),
        Turn::Number(name, first) => format!("&ByNumber({}, {first})", literal(name)),
        Turn::Offset(name, first) => format!("&ByOffset({}, {first})", literal(name)),
    }
}

fn turn_docs(turn: &Turn) -> Vec<String> {
    let by = match turn {
        Turn::LinkHeader => "by links in the header `Link`".to_owned(),
        Turn::Token(name) => format!("by tokens in {}", code(name)),
        Turn::Number(name, _) => format!("by numbers in {}", code(name)),
        Turn::Offset(name, _) => format!("by offsets in {}", code(name)),
    };
    vec![
        String::new(),
        format!("Comes in pages, {by}; `.stream()` gives the items of all of them."),
    ]
}

/// The order of the collection, where presets, arguments and setters would give another one:
/// presets come first, then arguments, then whatever is set.
fn order(parameters: &[PlannedParameter]) -> Vec<Link> {
    let kinds: [(&str, &[Place]); 2] = [
        ("query_in_order", &[Place::Query]),
        (
            "body_in_order",
            &[Place::Form, Place::Part, Place::File, Place::Files],
        ),
    ];
    let link = |(function, places): (&str, &[Place])| {
        let of_kind = |parameter: &&PlannedParameter| places.contains(&parameter.place);
        let enabled = parameters.iter().filter(of_kind).filter(|p| p.enabled);
        let ranks = enabled.map(|parameter| match parameter.sending {
            Sending::Saved => 0,
            Sending::Required => 1,
            Sending::Absent => 2,
        });
        let mut of_body = parameters.iter().filter(of_kind);
        // Fields of one name are sent together; what is added comes last otherwise.
        let has_more =
            of_body.any(|parameter| parameter.has_more && parameter.place == Place::Form);
        if ranks.is_sorted() && !has_more {
            return None;
        }
        let mut names: Vec<&str> = Vec::new();
        for parameter in parameters.iter().filter(of_kind) {
            if !names.contains(&parameter.wire.as_str()) {
                names.push(&parameter.wire);
            }
        }
        Some(Link::new(function, &[&literal(&names.join("&"))]))
    };
    kinds.into_iter().filter_map(link).collect()
}

/// The media types that the collection names for parts.
fn part_types(body: &Body) -> Vec<Link> {
    let Body::Multipart(parts) = body else {
        return Vec::new();
    };
    // Of parts of one name the first decides.
    let mut names: Vec<&str> = Vec::new();
    let mut links = Vec::new();
    for part in parts {
        let name = part.parameter.name.as_str();
        if names.contains(&name) {
            continue;
        }
        names.push(name);
        if let Some(media_type) = &part.media_type {
            let (name, media_type) = (literal(name), literal(media_type));
            links.push(Link::new("part_type", &[&name, &media_type]));
        }
    }
    links
}

fn preset(parameter: &PlannedParameter) -> Link {
    let wire = literal(&parameter.wire);
    let value = literal(parameter.value.as_deref().unwrap_or_default());
    match (parameter.place, &parameter.value) {
        (Place::Query, None) => Link::new("preset_query_name", &[&wire]),
        (Place::Query, Some(_)) => Link::new("preset_query", &[&wire, &value]),
        (Place::Header, _) => Link::new("preset_header", &[&wire, &value]),
        (Place::Form, _) => Link::new("preset_form", &[&wire, &value]),
        (Place::Part | Place::File | Place::Files, _) => {
            Link::new("preset_multipart", &[&wire, &value, "None"])
        }
    }
}

fn argument_link(
    name: &str,
    argument: &ConstructorArgument,
    operation: &Operation,
) -> Option<Link> {
    Some(match argument {
        ConstructorArgument::Path { .. } => return None,
        ConstructorArgument::Parameter { place, wire, .. } => {
            let method = match place {
                Place::Query => "query",
                Place::Header => "header",
                Place::Form => "form",
                Place::Part => "multipart_text",
                Place::File => "multipart_file",
                Place::Files => "multipart_files",
            };
            Link::new(method, &[&literal(wire), name])
        }
        ConstructorArgument::JsonBody(_) => Link::new("json_body", &[name]),
        ConstructorArgument::TextBody => {
            Link::new("text_body", &[&literal(text_type(operation)), name])
        }
        ConstructorArgument::FileBody => Link::new("file_body", &[name]),
    })
}

/// The media type of a body that is a text.
fn text_type(operation: &Operation) -> &str {
    match &operation.body {
        Body::Text { media_type, .. } => media_type,
        Body::Json { .. } => "application/json",
        _ => "text/plain",
    }
}
