//! The expression that makes a call: a chain of functions on the named request.

use crate::emit::ident;
use crate::emit::layout::{Link, chain, literal, nested};
use crate::ir::{Body, Operation};

use super::answers::Answer;
use super::arguments::ConstructorArgument;
use super::bodies::{SavedBody, document_expression, graphql_body, sends_variables, text_type};
use super::operations::Surroundings;
use super::paging::Turn;
use super::parameters::{Place, PlannedParameter, Sending};

/// The expression that makes the call.
pub(super) fn expression(
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
    let document = match (operation.document(), saved_body) {
        (Some(document), None) => {
            let constant = ident::constant(&around.function);
            Some(document_expression(&constant, document))
        }
        _ => None,
    };
    links.extend(arguments.iter().filter_map(|(name, argument)| {
        argument_link(name, argument, operation, document.as_deref())
    }));
    if let (Some(document), None) = (&document, operation.given_json()) {
        links.push(without_variables(document, operation));
    }
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
        Turn::BodyToken(path) => format!("&TokenInBody({})", members(path)),
        Turn::BodyNumber(path, first) => format!("&NumberInBody({}, {first})", members(path)),
        Turn::BodyOffset(path, first) => format!("&OffsetInBody({}, {first})", members(path)),
    }
}

/// The slice of the names that lead to a member.
fn members(path: &[String]) -> String {
    let names: Vec<String> = path.iter().map(|name| literal(name)).collect();
    format!("&[{}]", names.join(", "))
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

/// A document that takes no variables, sent with or without an empty list of them as it was saved.
fn without_variables(document: &str, operation: &Operation) -> Link {
    match sends_variables(operation) {
        true => Link::new("graphql_body", &[document, "&no_variables()"]),
        false => Link::new("graphql_query", &[document]),
    }
}

fn argument_link(
    name: &str,
    argument: &ConstructorArgument,
    operation: &Operation,
    document: Option<&str>,
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
        ConstructorArgument::Variables(_) => Link::new(graphql_body(operation), &[document?, name]),
        ConstructorArgument::TextBody => {
            Link::new("text_body", &[&literal(text_type(operation)), name])
        }
        ConstructorArgument::FileBody => Link::new("file_body", &[name]),
    })
}
