//! Calls of what the sandbox offers: variables, further requests, cryptography, foreign code.

use tree_sitter::Node;

use crate::ir::{Feed, FeedSource};

use super::changes;
use super::evaluate::{is_scope, member_parts};
use super::finding::Fact;
use super::syntax::{arguments, is_function, text};
use super::value::{Sender, Value};
use super::walk::Walk;

/// Packages that the sandbox brings along; what they do is known.
const PACKAGES: [&str; 26] = [
    "ajv",
    "assert",
    "atob",
    "backbone",
    "btoa",
    "buffer",
    "chai",
    "cheerio",
    "crypto",
    "crypto-js",
    "csv-parse/lib/sync",
    "events",
    "lodash",
    "moment",
    "path",
    "postman-collection",
    "punycode",
    "querystring",
    "stream",
    "string-decoder",
    "timers",
    "tv4",
    "url",
    "util",
    "uuid",
    "xml2js",
];

/// Reads a call.
pub(super) fn read<'t>(walk: &mut Walk<'t>, call: Node<'t>) {
    let source = walk.evaluator.source;
    let Some(function) = call.child_by_field_name("function") else {
        return;
    };
    let nodes = arguments(call);
    match member_parts(function, source) {
        Some((object, name)) => {
            let object = walk.evaluator.value(object);
            match &object {
                Value::Global(global) => of_sandbox(walk, call, &(global.clone(), name), &nodes),
                Value::Part(..) => each_item(walk, &object, name, &nodes),
                _ => {}
            }
        }
        None => {
            let name = text(function, source);
            if walk.evaluator.scopes.get(name).is_none() {
                of_name(walk, call, name, &nodes);
            }
        }
    }
}

/// Reads `new Function(…)`.
pub(super) fn read_new<'t>(walk: &mut Walk<'t>, node: Node<'t>) {
    let constructor = node.child_by_field_name("constructor");
    if constructor.is_some_and(|name| text(name, walk.evaluator.source) == "Function") {
        walk.note(node, Fact::Hides("new Function".to_owned()));
    }
}

fn of_name<'t>(walk: &mut Walk<'t>, call: Node<'t>, name: &str, nodes: &[Node<'t>]) {
    match name {
        "eval" | "Function" => walk.note(call, Fact::Hides(name.to_owned())),
        "require" => {
            let package = nodes.first().and_then(|node| walk.evaluator.text(*node));
            let is_known = |package: &str| {
                let package = package.strip_prefix("node:").unwrap_or(package);
                PACKAGES.contains(&package)
            };
            if !package.as_deref().is_some_and(is_known) {
                walk.note(call, Fact::Hides("require".to_owned()));
            }
        }
        _ => {}
    }
}

/// A method of something that the sandbox gives.
fn of_sandbox<'t>(
    walk: &mut Walk<'t>,
    call: Node<'t>,
    (object, name): &(String, &'t str),
    nodes: &[Node<'t>],
) {
    match (object.as_str(), *name) {
        (scope, "set") if is_scope(scope) => sets(walk, call, nodes),
        ("postman", "setEnvironmentVariable" | "setGlobalVariable") => sets(walk, call, nodes),
        ("pm", "sendRequest") => sends(walk, call, nodes),
        ("pm.execution", "runRequest") => walk.note(
            call,
            Fact::Sends {
                address: None,
                token: false,
            },
        ),
        ("pm", "require") => walk.note(call, Fact::Hides("pm.require".to_owned())),
        ("postman" | "pm.execution", "setNextRequest") | ("pm.execution", "skipRequest") => {
            walk.note(call, Fact::Steers(format!("{object}.{name}")));
        }
        ("_", "each" | "forEach" | "map" | "filter" | "every" | "some" | "find") => {
            if let [list, rest @ ..] = nodes {
                let list = walk.evaluator.value(*list);
                each_item(walk, &list, "forEach", rest);
            }
        }
        _ => match signing(object, name) {
            true => walk.note(call, Fact::Signs(format!("{object}.{name}"))),
            false => changes::read_call(walk, call, object, name, nodes),
        },
    }
}

/// Whether it makes a signature, a digest or a cipher text. Encodings do not.
fn signing(object: &str, name: &str) -> bool {
    match object {
        "CryptoJS" => {
            let kinds = ["Hmac", "SHA", "MD5", "RIPEMD", "PBKDF", "EvpKDF"];
            kinds.iter().any(|kind| name.starts_with(kind))
        }
        "CryptoJS.AES" | "CryptoJS.DES" | "CryptoJS.TripleDES" => name == "encrypt",
        "CryptoJS.algo.HMAC" => name == "create",
        "crypto" => matches!(name, "createHmac" | "createSign" | "createHash" | "sign"),
        "crypto.subtle" | "pm.crypto.subtle" => matches!(name, "sign" | "digest" | "encrypt"),
        "KJUR.jws.JWS" => name == "sign",
        _ => false,
    }
}

fn sets<'t>(walk: &mut Walk<'t>, call: Node<'t>, nodes: &[Node<'t>]) {
    let [name, value @ ..] = nodes else { return };
    let Some(variable) = walk.evaluator.text(*name).filter(|name| !name.is_empty()) else {
        walk.note(call, Fact::SetsUnnamed);
        return;
    };
    let value = value.first().map(|value| walk.evaluator.value(*value));
    let source = source_of(&value.unwrap_or(Value::Null));
    walk.note(call, Fact::Sets(Feed { variable, source }));
}

fn source_of(value: &Value<'_>) -> FeedSource {
    match value {
        Value::Part(Sender::Collection, part) => FeedSource::Answer(part.clone()),
        Value::Made(Some((Sender::Collection, part))) => FeedSource::FromAnswer(part.clone()),
        Value::Part(Sender::Script, part) | Value::Made(Some((Sender::Script, part))) => {
            FeedSource::OwnRequest(part.clone())
        }
        Value::Variable(name) => FeedSource::Variable(name.clone()),
        Value::Text(_) | Value::Number(_) | Value::Boolean | Value::Null => FeedSource::Literal,
        _ => FeedSource::Computed,
    }
}

fn sends<'t>(walk: &mut Walk<'t>, call: Node<'t>, nodes: &[Node<'t>]) {
    let Some(request) = nodes.first() else { return };
    let value = walk.evaluator.value(*request);
    let url = match &value {
        Value::Text(_) => Some(value.clone()),
        other => walk.evaluator.pair(other, "url"),
    };
    let address = url.and_then(|url| address(url.text()?));
    let token = match &value {
        Value::Object(object) => text(*object, walk.evaluator.source).contains("grant_type"),
        _ => false,
    };
    walk.note(call, Fact::Sends { address, token });
    for callback in nodes.iter().skip(1).filter(|node| is_function(**node)) {
        let answer = Value::Response(Sender::Script);
        walk.note_parameters(*callback, vec![Value::Unknown, answer]);
    }
}

/// The address without what may be secret.
fn address(url: &str) -> Option<String> {
    let url = url.split(['?', '#']).next()?;
    let has_credentials = url.split('/').any(|part| part.contains('@'));
    let is_plain = !url.is_empty() && url.len() <= 200 && !url.contains(char::is_whitespace);
    (is_plain && !has_credentials).then(|| url.to_owned())
}

/// The function that a method of a list calls gets its items.
fn each_item<'t>(walk: &mut Walk<'t>, list: &Value<'t>, method: &str, nodes: &[Node<'t>]) {
    let takes_items = matches!(
        method,
        "forEach" | "map" | "filter" | "find" | "some" | "every" | "flatMap" | "findIndex"
    );
    if let Some(function) = nodes
        .first()
        .filter(|node| takes_items && is_function(**node))
    {
        walk.note_parameters(*function, vec![list.item(None)]);
    }
}
