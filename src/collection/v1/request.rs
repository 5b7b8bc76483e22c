//! Requests of v1: address, headers, examples.
//!
//! A list of parameters replaces the query of the URL; `headerData` goes before the text of
//! `headers`; data of a path variable before the older map. Source: Postman's converter, tried.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::model::{PairV1, RequestV1, ResponseV1};
use super::{auth, body, script};
use crate::collection::header_text::HeaderText;
use crate::collection::lenient::FromText;
use crate::collection::model::{Item, SavedResponse, Variable};
use crate::collection::place::Places;
use crate::collection::request::{Header, QueryParameter, Request, Url};
use crate::diagnostic::Pointer;

/// The item of a request; `all` are the requests that its examples may refer to.
pub(super) fn item(request: &RequestV1, all: &[RequestV1]) -> Item {
    Item {
        name: request.name.clone(),
        request: Some(convert(request)),
        response: in_order(request)
            .into_iter()
            .map(|(_, response)| example(response, all))
            .collect(),
        event: script::convert(&request.events, &request.tests, &request.prerequest),
        protocol_profile_behavior: request.protocol_profile_behavior.clone(),
        ..Item::default()
    }
}

fn convert(request: &RequestV1) -> Request {
    Request {
        url: url(request),
        method: request.method.clone(),
        header: headers(request),
        body: body::convert(request),
        auth: auth::convert(&request.helper, &request.attributes, &request.auth),
        description: request.description.clone(),
        ..Request::default()
    }
}

/// Where the parts of a request stand in the file.
pub(super) fn note_places(
    request: &RequestV1,
    standard: &Pointer,
    actual: &Pointer,
    places: &mut Places,
) {
    places.insert(standard, actual.clone());
    note_parts(request, &standard.key("request"), actual, places);
    places.insert(&standard.key("response"), actual.key("responses"));
    for (index, (position, response)) in in_order(request).into_iter().enumerate() {
        let actual = actual.key("responses").index(position);
        let standard = standard.key("response").index(index);
        places.insert(&standard.key("body"), actual.key("text"));
        places.insert(&standard.key("header"), actual.key("headers"));
        note_original(response, &standard.key("originalRequest"), &actual, places);
        places.insert(&standard, actual);
    }
}

/// Where the request that an answer belongs to stands: beside the answer, as an object or as text.
fn note_original(response: &ResponseV1, standard: &Pointer, actual: &Pointer, places: &mut Places) {
    let (written, member) = match (&response.request_object, &response.request) {
        (Some(written), _) => (written, "requestObject"),
        (None, Some(written)) => (written, "request"),
        (None, None) => return,
    };
    match serde_json::from_value::<RequestV1>(written.clone()) {
        Ok(request) if written.is_object() => {
            note_parts(&request, standard, &actual.key(member), places);
        }
        _ => places.insert_whole(standard, actual.key(member)),
    }
}

/// Where address, headers, body and auth of a request stand.
fn note_parts(request: &RequestV1, inner: &Pointer, actual: &Pointer, places: &mut Places) {
    places.insert(inner, actual.clone());
    let mut note = |part: &Pointer, member: &str| places.insert(part, actual.key(member));
    let has_query = !request.query.is_empty();
    let url = inner.key("url");
    note(&url.key("raw"), "url");
    note(
        &url.key("query"),
        if has_query { "queryParams" } else { "url" },
    );
    let has_data = !request.path_variable_data.is_empty();
    let variables = if has_data {
        "pathVariableData"
    } else {
        "pathVariables"
    };
    note(&url.key("variable"), variables);
    let has_list = !request.header_data.is_empty();
    note(
        &inner.key("header"),
        if has_list { "headerData" } else { "headers" },
    );
    let content = inner.key("body");
    let has_raw = request.raw.as_ref().is_some_and(|raw| !raw.is_null());
    note(&content, "data");
    note(
        &content.key("raw"),
        if has_raw { "rawModeData" } else { "data" },
    );
    note(&content.key("urlencoded"), "data");
    note(&content.key("formdata"), "data");
    note(&content.key("graphql"), "graphqlModeData");
    note(&content.key("mode"), "dataMode");
    let has_helper = request.helper.is_some() || request.attributes.is_some();
    note(
        &inner.key("auth"),
        if has_helper {
            "helperAttributes"
        } else {
            "auth"
        },
    );
    if let Some(kind) = auth::helper_kind(&request.helper).filter(|_| has_helper) {
        note(&inner.key("auth").key(kind), "helperAttributes");
    }
}

/// A collection variable; a name may stand under `id`.
pub(super) fn variable(variable: &Variable) -> Variable {
    let mut variable = variable.clone();
    variable.key = variable.key.or(variable.id.take());
    if variable.kind.as_deref() == Some("text") {
        variable.kind = Some("string".to_owned());
    }
    variable
}

fn url(request: &RequestV1) -> Option<Url> {
    let mut url = Url::from_text(request.url.clone()?);
    if !request.query.is_empty() {
        url.query = request.query.iter().map(query).collect();
    }
    let mut named: BTreeSet<String> = BTreeSet::new();
    for data in &request.path_variable_data {
        named.extend(data.key.clone());
        url.variable.push(data.clone());
    }
    let older = request.path_variables.as_ref().and_then(Value::as_object);
    for (name, value) in older.into_iter().flatten() {
        if !named.contains(name) {
            url.variable.push(Variable {
                key: Some(name.clone()),
                value: Some(value.clone()),
                ..Variable::default()
            });
        }
    }
    Some(url)
}

fn query(written: &PairV1) -> QueryParameter {
    let value = written.value.clone();
    let value = match written.equals.as_ref() {
        None => value,
        Some(Value::Bool(true)) => Some(value.unwrap_or_default()),
        Some(_) => value.filter(|value| !value.is_empty()),
    };
    QueryParameter {
        key: written.key.clone(),
        value,
        disabled: written.is_off(),
        enabled: None,
        description: written.description.clone(),
    }
}

/// The headers of the list, then those that only the text has.
fn headers(request: &RequestV1) -> Vec<Header> {
    if let Some(Value::Array(list)) = &request.headers {
        let read = list
            .iter()
            .filter_map(|header| serde_json::from_value(header.clone()).ok());
        return read.map(|header: PairV1| header_of(&header)).collect();
    }
    let mut headers: Vec<Header> = request.header_data.iter().map(header_of).collect();
    let named: BTreeSet<String> = headers.iter().map(|header| header.key.clone()).collect();
    let text = request.headers.as_ref().and_then(Value::as_str);
    let text = text.map(HeaderText::read).unwrap_or_default();
    let others = text
        .headers
        .into_iter()
        .filter(|header| !named.contains(&header.name));
    headers.extend(others.map(|header| Header {
        key: header.name,
        value: header.value,
        disabled: header.is_off,
        ..Header::default()
    }));
    headers
}

fn header_of(written: &PairV1) -> Header {
    let key = written.key.as_deref().unwrap_or_default();
    let commented = key.strip_prefix("//");
    Header {
        key: commented.map_or(key, str::trim).to_owned(),
        value: written.value.clone().unwrap_or_default(),
        disabled: commented.is_some() || written.is_off(),
        enabled: None,
        description: written.description.clone(),
    }
}

/// The examples, each with its index in the file, in the order that the request gives them; those
/// that it does not name come last.
fn in_order(request: &RequestV1) -> Vec<(usize, &ResponseV1)> {
    let order = request.responses_order.iter().map(String::as_str);
    let positions: BTreeMap<&str, usize> = order.zip(0..).collect();
    let mut responses: Vec<_> = request.responses.iter().enumerate().collect();
    responses.sort_by_key(|(_, response)| {
        let position = positions.get(response.id.as_str());
        position.copied().unwrap_or(usize::MAX)
    });
    responses
}

fn example(response: &ResponseV1, all: &[RequestV1]) -> SavedResponse {
    let headers = match &response.headers {
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|header| serde_json::from_value(header.clone()).ok())
            .map(|header: PairV1| header_of(&header))
            .collect(),
        Some(Value::String(text)) => HeaderText::read(text)
            .headers
            .into_iter()
            .map(|header| Header {
                key: header.name,
                value: header.value,
                ..Header::default()
            })
            .collect(),
        _ => Vec::new(),
    };
    SavedResponse {
        name: response.name.clone(),
        original_request: original_request(response, all).map(|request| convert(&request)),
        status: response.code.name.clone(),
        code: response.code.code,
        header: headers,
        body: response.text.clone(),
        ..SavedResponse::default()
    }
}

/// The request that was answered: an object, its text, or the id of a request of the collection.
fn original_request(response: &ResponseV1, all: &[RequestV1]) -> Option<RequestV1> {
    let written = [&response.request_object, &response.request];
    written
        .into_iter()
        .flatten()
        .find_map(|written| match written {
            Value::Object(_) => serde_json::from_value(written.clone()).ok(),
            Value::String(text) => match serde_json::from_str::<Value>(text) {
                Ok(request) => serde_json::from_value(request).ok(),
                Err(_) => all.iter().find(|request| request.id == *text).cloned(),
            },
            _ => None,
        })
}
