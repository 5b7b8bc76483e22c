//! Chains of words that end in what is asked for: `pm.response.to.have.status(201)`,
//! `pm.expect(body.id).to.be.a("string")`. Source: chai's BDD style, Postman's own words.

use tree_sitter::Node;

use crate::collection::status_of;
use crate::ir::{AnswerPart, AssertedKind, Step};

use super::evaluate::{first_path, member, member_parts};
use super::finding::Fact;
use super::syntax::{arguments, parts, text};
use super::truths;
use super::value::{Sender, Value};
use super::walk::Walk;

/// Longest chain that is followed.
const LONGEST: usize = 60;

/// One word of a chain, with its arguments where it is called.
struct Link<'t> {
    word: &'t str,
    arguments: Option<Vec<Node<'t>>>,
}

/// Reads a chain; `outermost` is its last word or call.
pub(super) fn read<'t>(walk: &mut Walk<'t>, outermost: Node<'t>) {
    let Some((begin, links)) = chain(walk, outermost) else {
        return;
    };
    let mut assertion = Assertion {
        subject: begin.value,
        expected: begin.expected,
        is_nested: false,
        place: outermost,
    };
    for link in &links {
        if !assertion.word(walk, link) {
            return;
        }
    }
}

/// What a chain begins with.
struct Begin<'t> {
    value: Value<'t>,
    /// The argument of `expect`.
    expected: Option<Node<'t>>,
}

fn chain<'t>(walk: &Walk<'t>, outermost: Node<'t>) -> Option<(Begin<'t>, Vec<Link<'t>>)> {
    let source = walk.evaluator.source;
    let mut links: Vec<Link<'t>> = Vec::new();
    let mut node = outermost;
    loop {
        if links.len() > LONGEST {
            return None;
        }
        if let Some(begin) = begin(walk, node) {
            links.reverse();
            return (!links.is_empty()).then_some((begin, links));
        }
        let (function, arguments) = match node.kind() {
            "call_expression" => (node.child_by_field_name("function")?, Some(arguments(node))),
            _ => (node, None),
        };
        let (object, word) = member_parts(function, source)?;
        links.push(Link { word, arguments });
        node = object;
    }
}

fn begin<'t>(walk: &Walk<'t>, node: Node<'t>) -> Option<Begin<'t>> {
    let source = walk.evaluator.source;
    match node.kind() {
        "call_expression" => {
            let function = node.child_by_field_name("function")?;
            let is_expect = matches!(
                text(function, source),
                "pm.expect" | "expect" | "chai.expect"
            );
            let expected = arguments(node).into_iter().next().filter(|_| is_expect)?;
            Some(Begin {
                value: walk.evaluator.value(expected),
                expected: Some(expected),
            })
        }
        "identifier" | "member_expression" => {
            let value = walk.evaluator.value(node);
            let is_answer = matches!(value, Value::Response(Sender::Collection));
            is_answer.then_some(Begin {
                value,
                expected: None,
            })
        }
        _ => None,
    }
}

/// An assertion on the way through its words.
struct Assertion<'t> {
    subject: Value<'t>,
    expected: Option<Node<'t>>,
    /// Whether `nested` has been said: names of properties are paths.
    is_nested: bool,
    place: Node<'t>,
}

impl<'t> Assertion<'t> {
    /// Takes in one word; false where what follows cannot be told.
    fn word(&mut self, walk: &mut Walk<'t>, link: &Link<'t>) -> bool {
        let nodes = link.arguments.as_deref().unwrap_or_default();
        let values: Vec<Value<'t>> = nodes
            .iter()
            .map(|node| walk.evaluator.value(*node))
            .collect();
        match link.word {
            "not" => return false,
            "nested" => self.is_nested = true,
            "property" | "ownProperty" | "haveOwnProperty" => return self.property(walk, &values),
            "a" | "an" => {
                let named = values.first().and_then(Value::text);
                self.is_of_kind(walk, named.and_then(truths::kind_named));
            }
            "keys" | "key" => self.keys(walk, nodes, &values),
            _ if matches!(self.subject, Value::Response(_)) => {
                self.of_answer(walk, link.word, &values);
            }
            word => self.of_value(walk, word, &values),
        }
        true
    }

    fn of_answer(&self, walk: &mut Walk<'t>, word: &str, values: &[Value<'t>]) {
        let first = values.first();
        let status = |status: u16| Some(Fact::Status(vec![status]));
        let fact = match word {
            "status" => match first {
                Some(Value::Text(reason)) => status_of(reason).and_then(status),
                Some(number) => number.status().and_then(status),
                None => None,
            },
            "ok" => status(200),
            "accepted" => status(202),
            "withoutContent" => status(204),
            "badRequest" => status(400),
            "unauthorized" | "unauthorised" => status(401),
            "forbidden" => status(403),
            "notFound" => status(404),
            "notAcceptable" => status(406),
            "rateLimited" => status(429),
            "info" => Some(Fact::StatusClass(1)),
            "success" => Some(Fact::StatusClass(2)),
            "redirection" => Some(Fact::StatusClass(3)),
            "clientError" => Some(Fact::StatusClass(4)),
            "serverError" => Some(Fact::StatusClass(5)),
            "header" => {
                let name = first.and_then(Value::text).map(str::to_owned);
                name.map(Fact::AnswerHeader)
            }
            "jsonBody" => return self.json_body(walk, values),
            _ => None,
        };
        if let Some(fact) = fact {
            walk.note(self.place, fact);
        }
    }

    /// `jsonBody("a.b", value)`.
    fn json_body(&self, walk: &mut Walk<'t>, values: &[Value<'t>]) {
        let whole = Value::Part(Sender::Collection, AnswerPart::Body(Default::default()));
        let Some(steps) = first_path(values.first()) else {
            return;
        };
        let value = steps.iter().fold(whole, member);
        if let Some(path) = value.path() {
            let kind = values.get(1).and_then(Value::kind);
            truths::member(walk, self.place, path.clone(), kind);
        }
    }

    fn of_value(&mut self, walk: &mut Walk<'t>, word: &str, values: &[Value<'t>]) {
        let first = values.first();
        match word {
            "eql" | "eqls" | "equal" | "equals" | "eq" => {
                let reason = matches!(self.subject, Value::Reason);
                let status = match first {
                    Some(Value::Text(text)) if reason => status_of(text),
                    Some(value) if self.subject.is_status() => value.status(),
                    _ => None,
                };
                match status {
                    Some(status) => walk.note(self.place, Fact::Status(vec![status])),
                    None => self.equals(walk, first),
                }
            }
            "oneOf" => self.one_of(walk, first),
            "include" | "includes" | "contain" | "contains" => {
                if first.is_some_and(Value::is_status) {
                    let subject = self.subject.clone();
                    self.statuses(walk, &subject);
                }
            }
            "true" => match self.expected {
                Some(condition) if self.subject.path().is_none() => truths::read(walk, condition),
                _ => self.is_of_kind(walk, Some(AssertedKind::Boolean)),
            },
            "false" => self.is_of_kind(walk, Some(AssertedKind::Boolean)),
            "above" | "below" | "least" | "most" | "gt" | "gte" | "lt" | "lte" | "greaterThan"
            | "lessThan" | "within" | "closeTo" => {
                self.is_of_kind(walk, Some(AssertedKind::Number));
            }
            "match" | "string" => self.is_of_kind(walk, Some(AssertedKind::Text)),
            "exist" | "exists" | "ok" | "lengthOf" => self.is_of_kind(walk, None),
            _ => {}
        }
    }

    /// Any literal tells the kind; a computed one only that there is something.
    fn equals(&self, walk: &mut Walk<'t>, value: Option<&Value<'t>>) {
        match value {
            None | Some(Value::Null) => {}
            Some(Value::Boolean) if self.subject.path().is_none() => {
                if let Some(condition) = self.expected
                    && self.is_true(walk)
                {
                    truths::read(walk, condition);
                }
            }
            Some(value) => self.is_of_kind(walk, value.kind()),
        }
    }

    /// Whether the last argument of the chain is `true`.
    fn is_true(&self, walk: &Walk<'t>) -> bool {
        let last = arguments(self.place).into_iter().next();
        last.is_some_and(|argument| text(argument, walk.evaluator.source) == "true")
    }

    fn one_of(&self, walk: &mut Walk<'t>, list: Option<&Value<'t>>) {
        let Some(list) = list else { return };
        if self.subject.is_status() {
            self.statuses(walk, list);
        } else if let Value::List(list) = list {
            let first = parts(*list).into_iter().next();
            let kind = first.and_then(|first| walk.evaluator.value(first).kind());
            self.is_of_kind(walk, kind);
        }
    }

    /// Notes a list of statuses.
    fn statuses(&self, walk: &mut Walk<'t>, list: &Value<'t>) {
        let Value::List(list) = list else { return };
        let values = parts(*list).into_iter();
        let values = values.map(|value| walk.evaluator.value(value).status());
        if let Some(statuses) = values.collect::<Option<Vec<u16>>>()
            && !statuses.is_empty()
        {
            walk.note(self.place, Fact::Status(statuses));
        }
    }

    /// Goes on to a property of the subject.
    fn property(&mut self, walk: &mut Walk<'t>, values: &[Value<'t>]) -> bool {
        let Some(name) = values.first().and_then(Value::text) else {
            return false;
        };
        let steps = match first_path(values.first()) {
            Some(steps) if self.is_nested => steps,
            _ => vec![Step::Member(name.to_owned())],
        };
        self.subject = steps.iter().fold(self.subject.clone(), member);
        if self.subject.is_status() {
            if let Some(status) = values.get(1).and_then(Value::status) {
                walk.note(self.place, Fact::Status(vec![status]));
            }
        } else {
            self.is_of_kind(walk, values.get(1).and_then(Value::kind));
        }
        true
    }

    fn keys(&self, walk: &mut Walk<'t>, nodes: &[Node<'t>], values: &[Value<'t>]) {
        let listed = match values.first() {
            Some(Value::List(list)) => parts(*list),
            _ => nodes.to_vec(),
        };
        for node in listed {
            let name = walk.evaluator.text(node);
            if let (Some(path), Some(name)) = (self.subject.path(), name) {
                let path = path.then(Step::Member(name));
                truths::member(walk, self.place, path, None);
            }
        }
    }

    fn is_of_kind(&self, walk: &mut Walk<'t>, kind: Option<AssertedKind>) {
        if let Some(path) = self.subject.path() {
            truths::member(walk, self.place, path.clone(), kind);
        }
    }
}
