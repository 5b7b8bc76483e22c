//! Unusual spellings that Postman's engine understands, written in the usual way.
//!
//! In: a collection as JSON, one that could not be read straight away. Out: the same with lists
//! for texts and maps of headers, queries and forms, texts for numbers in queries, and truth values
//! for switches; a diagnostic wherever the meaning may surprise. What is wrong altogether is left
//! for `repair`. Source: Postman's engine, tried.

use serde_json::{Map, Value, json};

use super::header_text::{HeaderLine, HeaderText};
use super::lenient::is_truthy;
use super::repair::name;
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

/// Rewrites the collection that stands at `root`.
pub(super) fn respell(collection: &mut Value, root: &Pointer, found: &mut Diagnostics) {
    let mut speller = Speller {
        found,
        names: Vec::new(),
    };
    speller.variables(collection, root);
    speller.items(collection, root);
}

struct Speller<'f> {
    found: &'f mut Diagnostics,
    /// Names of the folders and the request around.
    names: Vec<String>,
}

/// The lists of named values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Query,
    Form,
    Part,
}

impl Speller<'_> {
    fn items(&mut self, parent: &mut Value, place: &Pointer) {
        let place = place.key("item");
        match parent.get_mut("item") {
            Some(Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.item(item, &place.index(index));
                }
            }
            Some(item) => self.item(item, &place),
            None => {}
        }
    }

    fn item(&mut self, item: &mut Value, place: &Pointer) {
        self.names.push(name(item));
        if let Some(request) = item.get_mut("request") {
            self.request(request, &place.key("request"));
        }
        let at = place.key("response");
        match item.get_mut("response") {
            Some(Value::Array(responses)) => {
                for (index, response) in responses.iter_mut().enumerate() {
                    self.response(response, &at.index(index));
                }
            }
            Some(response) => self.response(response, &at),
            None => {}
        }
        self.switches(item, "event", place);
        self.items(item, place);
        self.names.pop();
    }

    fn response(&mut self, response: &mut Value, place: &Pointer) {
        self.list(response, "header", Kind::Header, place);
        if let Some(request) = response.get_mut("originalRequest") {
            self.request(request, &place.key("originalRequest"));
        }
    }

    fn request(&mut self, request: &mut Value, place: &Pointer) {
        self.list(request, "header", Kind::Header, place);
        if let Some(url) = request.get_mut("url") {
            let place = place.key("url");
            self.segments(url, "host", &place);
            self.segments(url, "path", &place);
            self.list(url, "query", Kind::Query, &place);
            self.variables(url, &place);
        }
        if let Some(body) = request.get_mut("body") {
            let place = place.key("body");
            self.list(body, "urlencoded", Kind::Form, &place);
            self.list(body, "formdata", Kind::Part, &place);
            self.switch(body, &place);
        }
    }

    /// A list of named values, or what stands in its place.
    fn list(&mut self, owner: &mut Value, member: &str, kind: Kind, place: &Pointer) {
        let Some(list) = owner.get_mut(member) else {
            return;
        };
        let place = place.key(member);
        match list {
            Value::String(text) if kind == Kind::Header => *list = self.header_text(text, &place),
            Value::String(text) if kind != Kind::Part => {
                *list = text.split('&').map(of_pair).collect();
            }
            Value::Object(map) if kind == Kind::Header || kind == Kind::Query => {
                *list = map.iter().map(|(key, value)| pair(key, value)).collect();
            }
            Value::Object(map) if !map.contains_key("key") => *list = self.lost_map(kind, &place),
            _ => {}
        }
        match list {
            Value::Array(elements) => {
                for (index, element) in elements.iter_mut().enumerate() {
                    self.element(element, kind, &place.index(index));
                }
            }
            element => self.element(element, kind, &place),
        }
    }

    fn header_text(&mut self, text: &str, place: &Pointer) -> Value {
        let read = HeaderText::read(text);
        let off = read.headers.iter().filter(|header| header.is_off).count();
        if read.dropped + off > 0 {
            self.header_dropped(
                place,
                &format!("{} lines of the headers", read.dropped + off),
            );
        }
        let sent = read.headers.into_iter().filter(|header| !header.is_off);
        sent.map(|header| pair(&header.name, &Value::from(header.value)))
            .collect()
    }

    fn header_dropped(&mut self, place: &Pointer, what: &str) {
        self.found.push(
            Diagnostic::new(
                "header-line-dropped",
                Severity::Note,
                format!(
                    "{what} cannot be sent: a line is `Name: value`, and one behind `//` is off"
                ),
            )
            .at(place)
            .of_request(&self.names)
            .effect(
                "what is no header is not in the generated crate; Postman does not send it either",
            )
            .help("write the headers as a list, with `disabled` for those that are off"),
        );
    }

    /// A map where Postman wants a list, of which it makes one nameless pair.
    fn lost_map(&mut self, kind: Kind, place: &Pointer) -> Value {
        let (name, sent) = match kind {
            Kind::Form => ("undefined", "`undefined=`"),
            _ => ("", "one empty part without a name"),
        };
        self.found.push(
            Diagnostic::new(
                "map-for-list",
                Severity::Warning,
                "the fields of a form are a map where a list is expected",
            )
            .at(place)
            .of_request(&self.names)
            .effect(format!("the body is {sent}, as in Postman"))
            .help("write each field as `{\"key\": …, \"value\": …}` in a list"),
        );
        json!([{ "key": name, "value": "" }])
    }

    fn element(&mut self, element: &mut Value, kind: Kind, place: &Pointer) {
        if let Value::String(text) = element {
            *element = match kind {
                Kind::Header => self.header_element(text, place),
                Kind::Query | Kind::Form => of_pair(text),
                Kind::Part => return,
            };
        }
        if kind == Kind::Query {
            self.text(element, "key", place);
            self.text(element, "value", place);
        }
        self.switch(element, place);
    }

    fn header_element(&mut self, text: &str, place: &Pointer) -> Value {
        match HeaderLine::read(text) {
            Some(header) if !header.is_off => pair(&header.name, &Value::from(header.value)),
            // A bare name has an empty value here, other than in a text of several lines.
            None if !text.contains([':', ' ']) && !text.is_empty() => pair(text, &Value::from("")),
            _ => {
                self.header_dropped(place, "a header");
                Value::Null
            }
        }
    }

    /// A name or value of a query that Postman drops because it is no text.
    fn text(&mut self, owner: &mut Value, member: &str, place: &Pointer) {
        let Some(value) = owner.get_mut(member) else {
            return;
        };
        if !matches!(value, Value::Bool(_) | Value::Number(_)) {
            return;
        }
        *value = Value::from(value.to_string());
        self.found.push(
            Diagnostic::new(
                "value-not-text",
                Severity::Warning,
                format!("the `{member}` of a query parameter is a number or truth value, not text"),
            )
            .at(&place.key(member))
            .of_request(&self.names)
            .effect("its text is sent; Postman leaves it out")
            .help("put it in double quotes"),
        );
    }

    fn segments(&mut self, url: &mut Value, member: &str, place: &Pointer) {
        let Some(Value::Array(segments)) = url.get_mut(member) else {
            return;
        };
        for (index, segment) in segments.iter_mut().enumerate() {
            let Some(value) = segment.get_mut("value") else {
                continue;
            };
            *segment = value.take();
            self.found.push(
                Diagnostic::new(
                    "segment-not-text",
                    Severity::Warning,
                    format!("element {index} of `{member}` is an object, not text"),
                )
                .at(&place.key(member).index(index))
                .of_request(&self.names)
                .effect("its `value` is sent; Postman sends `[object Object]`")
                .help("write the text alone"),
            );
        }
    }

    /// A map in the place of variables defines nothing.
    fn variables(&mut self, owner: &mut Value, place: &Pointer) {
        let is_map = |map: &Map<String, Value>| {
            !["key", "id", "value"]
                .iter()
                .any(|name| map.contains_key(*name))
        };
        if let Some(list) = owner.get_mut("variable")
            && list.as_object().is_some_and(is_map)
        {
            *list = Value::Array(Vec::new());
            self.found.push(
                Diagnostic::of(
                    "map-for-list",
                    "the variables are a map where a list is expected",
                )
                .at(&place.key("variable"))
                .of_request(&self.names)
                .effect("they are not defined, as in Postman")
                .help("write each variable as `{\"key\": …, \"value\": …}` in a list"),
            );
        }
        self.switches(owner, "variable", place);
    }

    /// The `disabled` of every element of a list.
    fn switches(&mut self, owner: &mut Value, member: &str, place: &Pointer) {
        let place = place.key(member);
        match owner.get_mut(member) {
            Some(Value::Array(elements)) => {
                for (index, element) in elements.iter_mut().enumerate() {
                    self.switch(element, &place.index(index));
                }
            }
            Some(element) => self.switch(element, &place),
            None => {}
        }
    }

    fn switch(&mut self, owner: &mut Value, place: &Pointer) {
        let Some(written) = owner.get_mut("disabled") else {
            return;
        };
        if matches!(written, Value::Bool(_) | Value::Null) {
            return;
        }
        let is_off = is_truthy(written);
        *written = Value::Bool(is_off);
        self.found.push(
            Diagnostic::new(
                "switch-not-boolean",
                Severity::Warning,
                "`disabled` is neither `true` nor `false`",
            )
            .at(&place.key("disabled"))
            .of_request(&self.names)
            .effect(format!(
                "it means `{is_off}`, as in JavaScript and so in Postman"
            ))
            .help("write `true` or `false`, without quotes"),
        );
    }
}

/// `a=1`; a bare `a` has no value.
fn of_pair(text: &str) -> Value {
    match text.split_once('=') {
        Some((key, value)) => pair(key, &Value::from(value)),
        None => pair(text, &Value::Null),
    }
}

fn pair(key: &str, value: &Value) -> Value {
    let mut members = Map::new();
    members.insert("key".to_owned(), Value::from(key));
    members.insert("value".to_owned(), value.clone());
    Value::Object(members)
}
