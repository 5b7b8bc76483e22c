//! The saved requests as calls of the typed functions, with the values saved in the collection.
//!
//! The values themselves stand in a data file beside the code; the code names them.

use serde_json::{Map, Value, json};

use crate::diagnostic::Pointer;
use crate::emit::document::code;
use crate::emit::layout::{Link, chain_assignment, literal};
use crate::emit::view::{ReplayFileView, ReplayRequestView};
use crate::ir::{
    Api, Body, CredentialKind, CredentialPart, Operation, Parameter, Part, Role, Scheme, Slot,
};

use super::arguments::ConstructorArgument;
use super::data_files::{by_index, list};
use super::groups::PlannedGroup;
use super::names::Scope;
use super::operations::PlannedOperation;
use super::parameters::{Place, Sending, ValueType, sending};
use super::types::Type;

/// The files of calls: one for each folder of the root, and one for the requests at the root.
pub(super) fn files(root: &PlannedGroup<'_>, planned: &[PlannedOperation]) -> Vec<ReplayFileView> {
    let mut scope = Scope::with(&[
        "runner",
        "api",
        "login",
        "token_file",
        "std",
        "core",
        "tokio",
    ]);
    let mut files = Vec::new();
    for child in &root.children {
        let module = child.modules.first().cloned().unwrap_or_default();
        let mut requests = Vec::new();
        collect(child, planned, &mut requests);
        files.push(file(
            scope.claim([module.clone(), format!("{module}_requests")]),
            &code(&child.title),
            requests,
        ));
    }
    let mut own = Vec::new();
    let bare = PlannedGroup {
        children: Vec::new(),
        ..root.clone()
    };
    collect(&bare, planned, &mut own);
    if !own.is_empty() {
        files.push(file(
            scope.claim(["root".to_owned(), "root_requests".to_owned()]),
            "the root",
            own,
        ));
    }
    files
}

fn file(module: String, title: &str, requests: Vec<ReplayRequestView>) -> ReplayFileView {
    ReplayFileView {
        module,
        title: title.to_owned(),
        requests,
    }
}

fn collect(
    group: &PlannedGroup<'_>,
    planned: &[PlannedOperation],
    requests: &mut Vec<ReplayRequestView>,
) {
    for child in &group.children {
        collect(child, planned, requests);
    }
    for (operation, _) in &group.operations {
        let Some(plan) = planned.get(operation.index) else {
            continue;
        };
        requests.push(request(group, operation, plan));
    }
}

fn request(
    group: &PlannedGroup<'_>,
    operation: &Operation,
    plan: &PlannedOperation,
) -> ReplayRequestView {
    let mut links: Vec<Link> = group
        .access
        .iter()
        .map(|name| Link::new(name, &[]))
        .collect();
    let arguments: Vec<String> = plan.arguments.iter().map(argument).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    links.push(Link::new(&plan.function, &arguments));
    for parameter in &plan.parameters {
        // What is sent without asking needs no setter, and what Postman does not send is not set.
        if !parameter.enabled || parameter.is_repeated || parameter.sending != Sending::Absent {
            continue;
        }
        let value = saved(parameter.place, &parameter.wire, parameter.value_type);
        links.push(Link::new(&parameter.ident, &[&value]));
    }
    if let Some(body) = &plan.saved_body {
        links.push(Link::new(&body.setter, &[&argument(&body.argument)]));
    }
    let call = chain_assignment(8, "let call = ", "client", &links);
    ReplayRequestView {
        index: operation.index,
        call,
    }
}

fn argument(argument: &ConstructorArgument) -> String {
    match argument {
        ConstructorArgument::Path {
            wire,
            value_type: ValueType::Integer,
        } => {
            format!("saved.integer({})?", literal(wire))
        }
        ConstructorArgument::Path { wire, .. } => format!("saved.argument({})?", literal(wire)),
        ConstructorArgument::Parameter {
            place,
            wire,
            value_type,
        } => saved(*place, wire, *value_type),
        ConstructorArgument::JsonBody(Type::List(_)) => "&saved.body::<Vec<_>>()?".to_owned(),
        ConstructorArgument::JsonBody(Type::Text) => "&saved.body::<String>()?".to_owned(),
        ConstructorArgument::JsonBody(_) | ConstructorArgument::Variables(_) => {
            "&saved.body()?".to_owned()
        }
        ConstructorArgument::TextBody => "saved.text_body()?".to_owned(),
        ConstructorArgument::FileBody => "saved.file_body()?".to_owned(),
    }
}

fn saved(place: Place, wire: &str, value_type: ValueType) -> String {
    let reader = match (place, value_type) {
        (Place::Query, ValueType::Integer) => "query_integer",
        (Place::Query, ValueType::Boolean) => "query_boolean",
        (Place::Query, ValueType::Any) => "query",
        (Place::Header, ValueType::Integer) => "header_integer",
        (Place::Header, ValueType::Boolean) => "header_boolean",
        (Place::Header, ValueType::Any) => "header",
        (Place::Form, ValueType::Integer) => "form_integer",
        (Place::Form, ValueType::Boolean) => "form_boolean",
        (Place::Form, ValueType::Any) => "form",
        (Place::Part, ValueType::Integer) => "part_integer",
        (Place::Part, ValueType::Boolean) => "part_boolean",
        (Place::Part, ValueType::Any) => "part",
        (Place::File, _) => "file",
        (Place::Files, _) => "files",
    };
    format!("saved.{reader}({})?", literal(wire))
}

/// The data file: every request with the values that its call names.
pub(super) fn data(api: &Api) -> String {
    let requests = by_index(api).into_iter().map(|operation| {
        let slot = operation.slot.and_then(|slot| api.slots.get(slot));
        let mut saved = saved_request(operation);
        if let Some(slot) = slot {
            saved["slot"] = slot.name.as_str().into();
        }
        saved
    });
    let settings = api
        .settings
        .iter()
        .filter(|setting| setting.value.is_none())
        .filter_map(|setting| {
            let pointer = setting.pointer.as_ref()?;
            Some(place(&setting.name, pointer, setting.secret))
        })
        .chain(credentials(api));
    let mut text = "{\n\"blanks\": ".to_owned();
    list(api.slots.iter().filter_map(blank), &mut text);
    text.push_str(",\n\"requests\": ");
    list(requests, &mut text);
    text.push_str(",\n\"settings\": ");
    list(settings, &mut text);
    text.push_str("\n}\n");
    text
}

/// What Postman sends where the credentials of a slot are empty: a key without a value, the empty
/// name and password, and nothing for any other scheme.
fn blank(slot: &Slot) -> Option<Value> {
    let Scheme::Credentials(credentials) = &slot.scheme else {
        return None;
    };
    let needed = credentials
        .parts
        .iter()
        .filter(|part| part.role == Role::Needed);
    let needs: Vec<Value> = needed
        .map(|part| {
            let name = format!("{}.{}", slot.name, part.name);
            json!({"name": name, "value": part.saved.clone().unwrap_or_default()})
        })
        .collect();
    let key = credentials.parts.iter().find(|part| part.name == "name");
    let header = match credentials.kind {
        CredentialKind::Basic => Some(("Authorization".to_owned(), "Basic Og==")),
        // A token that is empty is not sent, one that is not there at all leaves the word.
        CredentialKind::Bearer if credentials.parts.iter().all(is_absent) => {
            Some(("Authorization".to_owned(), "Bearer "))
        }
        CredentialKind::ApiKey if credentials.options.is_empty() => {
            key.and_then(|key| Some((key.saved.clone()?, "")))
        }
        _ => None,
    };
    let mut blank = json!({ "slot": slot.name, "needs": needs });
    if let Some(header) = header {
        blank["header"] = json!(header);
    }
    if credentials.kind == CredentialKind::AccessToken {
        blank["takes_token"] = true.into();
    }
    Some(blank)
}

fn is_absent(part: &CredentialPart) -> bool {
    part.saved.is_none() && part.pointer.is_none()
}

/// Where the collection holds the parts of credentials that the crate does not.
fn credentials(api: &Api) -> impl Iterator<Item = Value> {
    api.slots.iter().flat_map(|slot| {
        let parts: Vec<&CredentialPart> = match &slot.scheme {
            Scheme::Credentials(credentials) => credentials.parts.iter().collect(),
            Scheme::OAuth2(oauth2) => oauth2.parts().chain(&oauth2.access_token).collect(),
            Scheme::Custom { .. } => Vec::new(),
        };
        parts.into_iter().filter_map(|part| {
            let name = format!("{}.{}", slot.name, part.name);
            Some(place(&name, part.pointer.as_ref()?, true))
        })
    })
}

fn place(name: &str, pointer: &Pointer, secret: bool) -> Value {
    let mut place = json!({"name": name, "pointer": pointer.as_str()});
    if let Some(place) = place.as_object_mut().filter(|_| secret) {
        place.insert("secret".to_owned(), true.into());
    }
    place
}

fn saved_request(operation: &Operation) -> Value {
    let mut saved = Map::new();
    saved.insert("index".to_owned(), operation.index.into());
    saved.insert("path".to_owned(), operation.names.clone().into());
    saved.insert("method".to_owned(), operation.method.clone().into());
    saved.insert("route".to_owned(), operation.route.clone().into());
    let mut put = |member: &str, values: Vec<Value>| {
        if !values.is_empty() {
            saved.insert(member.to_owned(), values.into());
        }
    };
    let arguments = operation.arguments.iter().map(|argument| {
        let value = argument.value.clone().unwrap_or_default();
        entry(&argument.name, Some(value), argument.secret.as_ref())
    });
    put("arguments", arguments.map(Value::Object).collect());
    put("query", sent(Place::Query, &operation.query));
    // A call sends its headers by itself, but for those that a person calls no constants.
    let asked = |header: &&Parameter| sending(Place::Header, header) != Sending::Saved;
    let headers: Vec<Parameter> = operation.headers.iter().filter(asked).cloned().collect();
    put("headers", sent(Place::Header, &headers));
    put(
        "by_hand",
        operation
            .by_hand
            .iter()
            .flatten()
            .map(|text| text.as_str().into())
            .collect(),
    );
    match &operation.body {
        Body::Form(fields) => put("form", sent(Place::Form, fields)),
        Body::Multipart(parts) => {
            let texts = parts.iter().filter(|part| !part.is_file);
            let texts: Vec<Parameter> = texts.map(|part| part.parameter.clone()).collect();
            put("parts", sent(Place::Part, &texts));
            put("files", files_of(parts));
        }
        Body::Json { .. } if operation.document().is_some() => {
            if operation.given_json().is_some() {
                let variables = operation.saved_variables().map(|given| given.to_string());
                let variables = variables.unwrap_or_else(|| "{}".to_owned());
                let body = entry("body", Some(variables), None);
                saved.insert("body".to_owned(), body.into());
            }
        }
        Body::Json { text, .. } | Body::Text { text, .. } => {
            let body = entry("body", Some(text.clone()), operation.secret_body.as_ref());
            saved.insert("body".to_owned(), body.into());
        }
        Body::File { source } => {
            let sources: Vec<&String> = source.iter().collect();
            let upload = json!({ "name": "", "sources": sources });
            saved.insert("files".to_owned(), vec![upload].into());
        }
        Body::Nothing => {}
    }
    Value::Object(saved)
}

/// A value, and where the collection holds it if it is a secret.
fn entry(name: &str, value: Option<String>, secret: Option<&Pointer>) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("name".to_owned(), name.into());
    match (secret, value) {
        (Some(place), _) => entry.insert("secret".to_owned(), place.as_str().into()),
        (None, Some(value)) => entry.insert("value".to_owned(), value.into()),
        (None, None) => None,
    };
    entry
}

/// The parameters that Postman sends, in order.
fn sent(place: Place, parameters: &[Parameter]) -> Vec<Value> {
    let mut names: Vec<&str> = Vec::new();
    let sent = parameters.iter().filter(|parameter| parameter.enabled);
    let entries = sent.map(|parameter| {
        let mut entry = entry(
            &parameter.name,
            parameter.value.clone(),
            parameter.secret.as_ref(),
        );
        let is_repeated = names.contains(&parameter.name.as_str());
        names.push(&parameter.name);
        // The typed call has a setter for the first of a name, and sends constants by itself.
        let is_set = !is_repeated || sending(place, parameter) == Sending::Saved;
        if parameter.name.is_empty() || !is_set {
            entry.insert("added".to_owned(), true.into());
        }
        Value::Object(entry)
    });
    entries.collect()
}

/// The uploads that Postman sends, in order.
fn files_of(parts: &[Part]) -> Vec<Value> {
    let mut names: Vec<&str> = Vec::new();
    let sent = parts
        .iter()
        .filter(|part| part.is_file && part.parameter.enabled);
    let uploads = sent.map(|part| {
        let name = part.parameter.name.as_str();
        let mut upload = json!({ "name": name, "sources": part.sources });
        if let Some(media_type) = &part.media_type {
            upload["media_type"] = media_type.as_str().into();
        }
        if name.is_empty() || names.contains(&name) {
            upload["added"] = true.into();
        }
        names.push(name);
        upload
    });
    uploads.collect()
}
