//! Conditions that a test wants to be true, as in `tests["ok"] = responseCode.code === 200`.

use tree_sitter::Node;

use crate::collection::status_of;
use crate::ir::{AnswerPath, AssertedKind, AssertedMember, Step};

use super::evaluate::member_parts;
use super::finding::Fact;
use super::syntax::{arguments, parts, text};
use super::value::Value;
use super::walk::Walk;

/// Deepest condition that is followed.
const DEPTH: u32 = 20;

/// Reads `tests[name] = condition`.
pub(super) fn read_assignment<'t>(walk: &mut Walk<'t>, left: Node<'t>, right: Node<'t>) {
    let object = left.child_by_field_name("object");
    let is_test = object.is_some_and(
        |object| matches!(walk.evaluator.value(object), Value::Global(name) if name == "tests"),
    );
    if is_test {
        holds(walk, right, DEPTH);
    }
}

/// Reads a condition that is wanted to be true.
pub(super) fn read<'t>(walk: &mut Walk<'t>, condition: Node<'t>) {
    holds(walk, condition, DEPTH);
}

fn holds<'t>(walk: &mut Walk<'t>, node: Node<'t>, depth: u32) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match node.kind() {
        "parenthesized_expression" => {
            if let Some(inner) = parts(node).into_iter().next() {
                holds(walk, inner, depth);
            }
        }
        "binary_expression" => binary(walk, node, depth),
        "call_expression" => has_own_property(walk, node),
        _ => {}
    }
}

fn binary<'t>(walk: &mut Walk<'t>, node: Node<'t>, depth: u32) {
    let (Some(left), Some(right), Some(operator)) = (
        node.child_by_field_name("left"),
        node.child_by_field_name("right"),
        node.child_by_field_name("operator"),
    ) else {
        return;
    };
    match operator.kind() {
        "&&" => {
            holds(walk, left, depth);
            holds(walk, right, depth);
        }
        // Either of two statuses; any other choice says nothing for certain.
        "||" => {
            let both = [left, right].map(|side| either_status(walk, side, depth));
            if let [Some(left), Some(right)] = both {
                walk.note(node, Fact::Status([left, right].concat()));
            }
        }
        "===" | "==" => equal(walk, left, right),
        "!==" | "!=" => {
            let values = [left, right].map(|side| walk.evaluator.value(side));
            if let [value, Value::Null] | [Value::Null, value] = values
                && let Some(path) = value.path()
            {
                member(walk, node, path.clone(), None);
            }
        }
        _ => {}
    }
}

/// The statuses of a choice between comparisons.
fn either_status<'t>(walk: &Walk<'t>, node: Node<'t>, depth: u32) -> Option<Vec<u16>> {
    let depth = depth.checked_sub(1)?;
    match node.kind() {
        "parenthesized_expression" => either_status(walk, parts(node).into_iter().next()?, depth),
        "binary_expression" => {
            let side = |name: &str| node.child_by_field_name(name);
            let (left, right) = (side("left")?, side("right")?);
            match side("operator")?.kind() {
                "||" => {
                    let left = either_status(walk, left, depth)?;
                    Some([left, either_status(walk, right, depth)?].concat())
                }
                "===" | "==" => Some(vec![compared_status(walk, left, right)?]),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The status that a comparison asks for.
fn compared_status<'t>(walk: &Walk<'t>, left: Node<'t>, right: Node<'t>) -> Option<u16> {
    match [left, right].map(|side| walk.evaluator.value(side)) {
        [status, value] | [value, status] if status.is_status() => status_in(&value),
        [value, status] if status.is_status() => status_in(&value),
        [Value::Reason, value] | [value, Value::Reason] => status_of(value.text()?),
        _ => None,
    }
}

/// A number, or a text with one in it.
fn status_in(value: &Value<'_>) -> Option<u16> {
    match value {
        Value::Text(text) => text.parse().ok().filter(|code| (100..600).contains(code)),
        other => other.status(),
    }
}

fn equal<'t>(walk: &mut Walk<'t>, left: Node<'t>, right: Node<'t>) {
    if let Some(status) = compared_status(walk, left, right) {
        walk.note(left, Fact::Status(vec![status]));
        return;
    }
    for (side, other) in [(left, right), (right, left)] {
        let value = walk.evaluator.value(other);
        if let Some(path) = walk.evaluator.value(side).path().cloned()
            && let Some(kind) = value.kind()
        {
            member(walk, side, path, Some(kind));
            return;
        }
        if let Some(path) = type_of(walk, side)
            && let Some(kind) = value.text().and_then(kind_named)
        {
            member(walk, side, path, Some(kind));
            return;
        }
    }
}

/// The place whose type `typeof` takes.
fn type_of<'t>(walk: &Walk<'t>, node: Node<'t>) -> Option<AnswerPath> {
    let operator = node.child_by_field_name("operator")?;
    let argument = node.child_by_field_name("argument")?;
    let is_typeof = node.kind() == "unary_expression" && operator.kind() == "typeof";
    let value = is_typeof.then(|| walk.evaluator.value(argument))?;
    value.path().cloned()
}

fn has_own_property<'t>(walk: &mut Walk<'t>, call: Node<'t>) {
    let source = walk.evaluator.source;
    let function = call.child_by_field_name("function");
    let Some((object, name)) = function.and_then(|f| member_parts(f, source)) else {
        return;
    };
    let values = arguments(call).into_iter();
    let values: Vec<Value<'t>> = values.map(|a| walk.evaluator.value(a)).collect();
    let (object, member_name) = match (text(object, source), name, values.as_slice()) {
        ("_", "has", [object, Value::Text(name)]) => (object.clone(), name),
        (_, "hasOwnProperty", [Value::Text(name)]) => (walk.evaluator.value(object), name),
        _ => return,
    };
    if let Some(path) = object.path() {
        let path = path.then(Step::Member(member_name.clone()));
        member(walk, call, path, None);
    }
}

/// Notes that a member is there.
pub(super) fn member<'t>(
    walk: &mut Walk<'t>,
    node: Node<'t>,
    path: AnswerPath,
    kind: Option<AssertedKind>,
) {
    if !path.0.is_empty() || kind.is_some() {
        walk.note(node, Fact::Member(AssertedMember { path, kind }));
    }
}

/// The kind that JavaScript and chai call so.
pub(super) fn kind_named(name: &str) -> Option<AssertedKind> {
    Some(match name.to_ascii_lowercase().as_str() {
        "string" => AssertedKind::Text,
        "number" => AssertedKind::Number,
        "boolean" => AssertedKind::Boolean,
        "array" => AssertedKind::List,
        "object" => AssertedKind::Object,
        _ => return None,
    })
}
