//! Changes of the request that is about to be sent: `pm.request` and its members.

use tree_sitter::Node;

use super::finding::{Fact, RequestPart};
use super::value::Value;
use super::walk::Walk;

/// Reads an assignment to a member of the request.
pub(super) fn read_assignment<'t>(walk: &mut Walk<'t>, left: Node<'t>) {
    let object = left.child_by_field_name("object");
    let name = match walk.evaluator.value(left) {
        Value::Global(name) => Some(name),
        // An item whose index is computed: the list says which part is meant.
        _ => match object.map(|object| walk.evaluator.value(object)) {
            Some(Value::Global(name)) => Some(name),
            _ => None,
        },
    };
    if let Some(part) = name.and_then(|name| part_of(&name)) {
        walk.note(left, Fact::ChangesRequest(part));
    }
}

/// The part of the request that a name leads into.
fn part_of(name: &str) -> Option<RequestPart> {
    let member = name.strip_prefix("pm.request.")?;
    Some(match member.split('.').next()? {
        "url" => RequestPart::Address,
        "method" => RequestPart::Method,
        "body" => RequestPart::Body,
        "auth" => RequestPart::Auth,
        "headers" => RequestPart::Headers,
        _ => return None,
    })
}

/// Reads a call of a method of the request or of one of its members.
pub(super) fn read_call<'t>(
    walk: &mut Walk<'t>,
    call: Node<'t>,
    object: &str,
    name: &str,
    nodes: &[Node<'t>],
) {
    let fact = match (object, name) {
        ("pm.request.headers", "add" | "upsert" | "append" | "prepend" | "insert")
        | ("pm.request", "addHeader" | "upsertHeader") => Some(header(walk, nodes)),
        ("pm.request", "removeHeader") => Some(Fact::ChangesRequest(RequestPart::Headers)),
        ("pm.request", "addQueryParams" | "removeQueryParams") => {
            Some(Fact::ChangesRequest(RequestPart::Address))
        }
        ("pm.request", "authorizeUsing") => Some(Fact::ChangesRequest(RequestPart::Auth)),
        _ if is_change(name) => part_of(&format!("{object}.")).map(Fact::ChangesRequest),
        _ => None,
    };
    if let Some(fact) = fact {
        walk.note(call, fact);
    }
}

/// Whether a method of a list or of a part changes it.
fn is_change(method: &str) -> bool {
    const CHANGES: [&str; 17] = [
        "add",
        "addQueryParams",
        "append",
        "assimilate",
        "clear",
        "insert",
        "pop",
        "populate",
        "prepend",
        "push",
        "remove",
        "removeQueryParams",
        "repopulate",
        "shift",
        "splice",
        "update",
        "upsert",
    ];
    CHANGES.contains(&method)
}

/// A header given as `{key, value}`, as `"name: value"` or as `"name", "value"`.
fn header<'t>(walk: &Walk<'t>, nodes: &[Node<'t>]) -> Fact {
    let values: Vec<Value<'t>> = nodes
        .iter()
        .map(|node| walk.evaluator.value(*node))
        .collect();
    let (name, value) = match values.as_slice() {
        [object @ Value::Object(_), ..] => {
            let key = walk.evaluator.pair(object, "key");
            let name = key.and_then(|key| key.text().map(str::to_owned));
            (name, walk.evaluator.pair(object, "value"))
        }
        [Value::Text(line)] => match line.split_once(':') {
            Some((name, value)) => (Some(name.to_owned()), Some(Value::Text(value.to_owned()))),
            None => (Some(line.clone()), None),
        },
        [Value::Text(name), value, ..] => (Some(name.clone()), Some(value.clone())),
        _ => (None, None),
    };
    let is_simple = matches!(
        value,
        Some(Value::Text(_) | Value::Number(_) | Value::Boolean | Value::Variable(_))
    );
    Fact::AddsHeader {
        name: name.map(|name| name.trim().to_owned()),
        computed: !is_simple,
    }
}
