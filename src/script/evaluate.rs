//! Expressions: what they stand for where they are.
//!
//! The work is bounded for every script, whatever it looks like: by depth, and by the number of
//! expressions looked at. What lies beyond is unknown.

use std::cell::Cell;

use tree_sitter::Node;

use crate::ir::{AnswerPart, AnswerPath, Step};

use super::scope::Scopes;
use super::syntax::{arguments, is_function, pair, parts, string, text};
use super::value::{Sender, Value};

/// Deepest expression that is followed, and the number of expressions for one script.
const DEPTH: u32 = 40;
const EXPRESSIONS: u32 = 400_000;

/// What expressions are evaluated with.
pub(super) struct Evaluator<'t> {
    pub(super) source: &'t str,
    pub(super) scopes: Scopes<'t>,
    left: Cell<u32>,
}

impl<'t> Evaluator<'t> {
    pub(super) fn new(source: &'t str) -> Self {
        Self {
            source,
            scopes: Scopes::default(),
            left: Cell::new(EXPRESSIONS),
        }
    }

    /// What an expression stands for.
    pub(super) fn value(&self, node: Node<'t>) -> Value<'t> {
        self.at(node, DEPTH)
    }

    /// The text that an expression stands for.
    pub(super) fn text(&self, node: Node<'t>) -> Option<String> {
        self.value(node).text().map(str::to_owned)
    }

    /// The value of a member of an object literal.
    pub(super) fn pair(&self, object: &Value<'t>, key: &str) -> Option<Value<'t>> {
        match object {
            Value::Object(object) => Some(self.value(pair(*object, key, self.source)?)),
            _ => None,
        }
    }

    fn at(&self, node: Node<'t>, depth: u32) -> Value<'t> {
        let (Some(depth), Some(left)) = (depth.checked_sub(1), self.left.get().checked_sub(1))
        else {
            return Value::Unknown;
        };
        self.left.set(left);
        let field = |name: &str| node.child_by_field_name(name);
        let of = |name: &str| field(name).map_or(Value::Unknown, |inner| self.at(inner, depth));
        match node.kind() {
            "identifier" | "shorthand_property_identifier" => {
                let name = text(node, self.source);
                let known = self.scopes.get(name).cloned();
                known.unwrap_or_else(|| Value::global(name))
            }
            "member_expression" => self.member(node, depth),
            "subscript_expression" => match (of("object"), of("index")) {
                (object, Value::Text(name)) => self.member_of(&object, &name, depth),
                (object, Value::Number(index)) => object.item(Some(index)),
                (object, _) => object.item(None),
            },
            "call_expression" => self.call(node, depth),
            "string" => match string(node, self.source) {
                Some(text) => Value::Text(text),
                None => Value::Made(None),
            },
            "template_string" => self.template(node, depth),
            "number" => match text(node, self.source).parse() {
                Ok(number) => Value::Number(number),
                Err(_) => Value::Made(None),
            },
            "true" | "false" => Value::Boolean,
            "null" | "undefined" => Value::Null,
            "array" => Value::List(node),
            "object" => Value::Object(node),
            "binary_expression" => match field("operator").map(|operator| operator.kind()) {
                Some("||" | "??") => match of("left") {
                    Value::Unknown | Value::Null => of("right"),
                    left => left,
                },
                Some("+") => of("left").joined(&of("right")),
                _ => Value::made_of(&[of("left"), of("right")]),
            },
            "ternary_expression" => Value::made_of(&[of("consequence"), of("alternative")]),
            "parenthesized_expression" | "await_expression" => {
                let inner = parts(node).into_iter().next_back();
                inner.map_or(Value::Unknown, |inner| self.at(inner, depth))
            }
            "assignment_expression" => of("right"),
            "unary_expression" => match (of("argument"), text(node, self.source)) {
                (Value::Number(number), text) if text.starts_with('-') => Value::Number(-number),
                (argument, _) => argument.made(),
            },
            "new_expression" => Value::Made(None),
            _ if is_function(node) => Value::Function,
            _ => Value::Unknown,
        }
    }

    fn member(&self, node: Node<'t>, depth: u32) -> Value<'t> {
        let Some((object, name)) = member_parts(node, self.source) else {
            return Value::Unknown;
        };
        self.member_of(&self.at(object, depth), name, depth)
    }

    fn member_of(&self, object: &Value<'t>, name: &str, depth: u32) -> Value<'t> {
        match object {
            Value::Object(literal) => match pair(*literal, name, self.source) {
                Some(value) => self.at(value, depth),
                None => Value::Unknown,
            },
            other => other.member(name),
        }
    }

    /// Text with nothing but one value in it is that value.
    fn template(&self, node: Node<'t>, depth: u32) -> Value<'t> {
        let pieces = parts(node);
        let inner = |piece: &Node<'t>| match piece.kind() {
            "template_substitution" => {
                let inner = parts(*piece).into_iter().next();
                inner.map_or(Value::Unknown, |inner| self.at(inner, depth))
            }
            _ => Value::Text(text(*piece, self.source).to_owned()),
        };
        match pieces.as_slice() {
            [] => Value::Text(String::new()),
            [only] => inner(only),
            several => {
                let values: Vec<Value<'t>> = several.iter().map(inner).collect();
                let first = Value::Text(String::new());
                values.iter().fold(first, |text, value| text.joined(value))
            }
        }
    }

    fn call(&self, node: Node<'t>, depth: u32) -> Value<'t> {
        let values: Vec<Value<'t>> = arguments(node)
            .into_iter()
            .map(|argument| self.at(argument, depth))
            .collect();
        let Some(function) = node.child_by_field_name("function") else {
            return Value::Unknown;
        };
        match member_parts(function, self.source) {
            Some((object, name)) => method(&self.at(object, depth), name, &values),
            None => match function.kind() {
                "identifier" => named_call(text(function, self.source), &values),
                _ => Value::made_of(&values),
            },
        }
    }
}

/// Object and name of `object.name`.
pub(super) fn member_parts<'t>(node: Node<'t>, source: &'t str) -> Option<(Node<'t>, &'t str)> {
    if node.kind() != "member_expression" {
        return None;
    }
    let name = node.child_by_field_name("property")?;
    Some((node.child_by_field_name("object")?, text(name, source)))
}

/// Whether these are the variables of some scope.
pub(super) fn is_scope(global: &str) -> bool {
    matches!(
        global,
        "pm.environment" | "pm.collectionVariables" | "pm.globals" | "pm.variables" | "pm.vault"
    )
}

fn named_call<'t>(name: &str, values: &[Value<'t>]) -> Value<'t> {
    match (name, values) {
        ("require", [Value::Text(package)]) => match package.as_str() {
            "crypto-js" => Value::Global("CryptoJS".to_owned()),
            "crypto" => Value::Global("crypto".to_owned()),
            "lodash" => Value::Global("_".to_owned()),
            _ => Value::Made(None),
        },
        _ => Value::made_of(values),
    }
}

/// What a method gives.
fn method<'t>(object: &Value<'t>, name: &str, values: &[Value<'t>]) -> Value<'t> {
    let first = || values.first().and_then(Value::text).map(str::to_owned);
    let part = |part: AnswerPart| Value::Part(Sender::Collection, part);
    match (object, name) {
        (Value::Response(sender), "json") => {
            Value::Part(*sender, AnswerPart::Body(AnswerPath::default()))
        }
        (Value::Response(sender), "text") => Value::Part(*sender, AnswerPart::Text),
        (Value::Response(_), "reason") => Value::Reason,
        (Value::Headers(_), "get") => first().map_or(Value::Unknown, |name| object.member(&name)),
        (Value::Global(global), "get") if is_scope(global) => {
            first().map_or(Value::Made(None), Value::Variable)
        }
        (Value::Global(global), _) => match (global.as_str(), name) {
            ("JSON", "parse") => match values.first() {
                Some(Value::Part(sender, AnswerPart::Text)) => {
                    Value::Part(*sender, AnswerPart::Body(AnswerPath::default()))
                }
                _ => Value::made_of(values),
            },
            ("pm.cookies", "get") | ("postman", "getResponseCookie") => {
                first().map_or(Value::Unknown, |name| part(AnswerPart::Cookie(name)))
            }
            ("postman", "getResponseHeader") => {
                first().map_or(Value::Unknown, |name| part(AnswerPart::Header(name)))
            }
            ("postman", "getEnvironmentVariable" | "getGlobalVariable") => {
                first().map_or(Value::Made(None), Value::Variable)
            }
            ("_", "find" | "first" | "head" | "last" | "sample") => values
                .first()
                .map_or(Value::Unknown, |list| list.item(None)),
            ("_", "get") => match (values.first(), first_path(values.get(1))) {
                (Some(object), Some(steps)) => steps.iter().fold(object.clone(), member),
                _ => Value::made_of(values),
            },
            _ => Value::made_of(values),
        },
        (Value::Part(..), "find" | "at" | "pop" | "shift" | "findLast") => object.item(None),
        (Value::Part(..), "filter" | "slice" | "sort" | "reverse" | "concat") => object.clone(),
        (Value::Part(..) | Value::Made(Some(_)), _) => object.made(),
        _ => Value::made_of(values),
    }
}

/// The steps of a path that is written as a text.
pub(super) fn first_path(value: Option<&Value<'_>>) -> Option<Vec<Step>> {
    let path = value?.text()?.replace('[', ".").replace(']', "");
    let steps = path.split('.').filter(|step| !step.is_empty());
    let steps = steps.map(|step| match step.parse() {
        Ok(index) => Step::Index(index),
        Err(_) => Step::Member(step.to_owned()),
    });
    Some(steps.collect())
}

/// The value one step further in.
pub(super) fn member<'t>(value: Value<'t>, step: &Step) -> Value<'t> {
    match step {
        Step::Member(name) => value.member(name),
        Step::Index(index) => value.item(Some(f64::from(*index))),
        Step::Item => value.item(None),
    }
}
