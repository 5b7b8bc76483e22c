//! Texts of bodies that are the same at every call, which constructors set.
//!
//! In: the saved bodies. Out: by struct and member, the text. A saved value is somebody's data until
//! something proves otherwise: its member is a word of a protocol (`grant_type`) or says what type an
//! object is of (`@odata.type`); it names the member that it comes with (`"type": "card"` beside
//! `card`); it stands where JSON:API has the type of a resource (version 1.1, section 7.2); a
//! description or a schema leaves no other. And every saved body has the same.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::emit::ident;
use crate::ir::{Operation, Shape, Words};

use super::lists::only_words;
use super::models::{Model, Models, Role};
use super::types::{ModelId, Type};

/// Members that say which protocol is spoken rather than what is said in it.
const PROTOCOL: &[&str] = &[
    "jsonrpc",
    "grant_type",
    "$schema",
    "@context",
    "api_version",
    "apiVersion",
];

/// Members that say which type an object is of.
const TYPES: &[&str] = &[
    "resourceType",
    "@type",
    "@odata.type",
    "$type",
    "__typename",
    "__classname__",
    "_class",
    "@class",
    "xsi:type",
];

/// Members that may name the one that they come with.
const TAGS: &[&str] = &["type", "Type", "_type", "kind", "object"];

/// A text that may be a constant.
#[derive(Clone, Debug, PartialEq)]
struct Literal {
    /// None where two bodies differ.
    text: Option<String>,
    /// In how many objects it was read.
    seen: u32,
    /// Whether the name of its member proves it.
    is_protocol: bool,
}

/// What may be constants in the bodies of one type, by the members on the way there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Literals(BTreeMap<Vec<String>, Literal>);

impl Literals {
    /// Those of one request.
    pub(super) fn of(operation: &Operation, text: &str, shape: &Shape) -> Self {
        let mut found = Self::default();
        let told = only_words(&operation.description);
        let is_query = operation.graphql.is_some();
        if told.is_empty() && !is_query && !may_have_some(shape, 0) {
            return found;
        }
        let Ok(body) = serde_json::from_str(text) else {
            return found;
        };
        if let Value::Object(members) = &body {
            let is_call = members.contains_key("jsonrpc");
            for (name, value) in members {
                let is_protocol = is_call && name == "method"
                    || is_query && matches!(name.as_str(), "query" | "operationName");
                let is_told = told.get(name.as_str()).copied() == value.as_str();
                if let (true, Some(text)) = (is_protocol || is_told, value.as_str()) {
                    found.note(&[name], text, is_protocol);
                }
            }
        }
        found.read(&body, &mut Vec::new());
        found
    }

    /// Those of two requests whose bodies are of one type.
    pub(super) fn add(&mut self, other: Self) {
        for (path, literal) in other.0 {
            match self.0.get_mut(&path) {
                Some(known) => known.join(literal),
                None => {
                    self.0.insert(path, literal);
                }
            }
        }
    }

    fn read<'b>(&mut self, value: &'b Value, path: &mut Vec<&'b str>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.read(item, path)),
            Value::Object(members) if path.len() < DEEPEST => {
                for (name, value) in members {
                    path.push(name);
                    let is_protocol = PROTOCOL.contains(&name.as_str())
                        || TYPES.contains(&name.as_str()) && has_substance(members);
                    if let Some(text) = value.as_str().filter(|text| is_word(text))
                        && (is_protocol || is_tag(name, text, members))
                    {
                        self.note(path, text, is_protocol);
                    }
                    self.read(value, path);
                    path.pop();
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, path: &[&str], text: &str, is_protocol: bool) {
        let literal = Literal {
            text: Some(text.to_owned()).filter(|text| !text.contains("{{")),
            seen: 1,
            is_protocol,
        };
        let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        match self.0.get_mut(&path) {
            Some(known) => known.join(literal),
            None => {
                self.0.insert(path, literal);
            }
        }
    }
}

/// Deeper objects are no part of a body that is written by hand.
const DEEPEST: usize = 24;

impl Literal {
    fn join(&mut self, other: Self) {
        if self.text != other.text {
            self.text = None;
        }
        self.seen = self.seen.saturating_add(other.seen);
        self.is_protocol &= other.is_protocol;
    }

    /// The text, where all evidence of the member shows it and no object is without it.
    fn proved(self, member: &Shape, objects: u32) -> Option<String> {
        let text = self.text?;
        let texts = member.text.as_deref()?;
        let is_always_there = member.seen == objects && texts.seen == objects && texts.empty == 0;
        let is_only_word = matches!(&texts.words, Words::Few(words) if words.len() == 1);
        let is_only_text = is_only_word || self.is_protocol || self.seen == texts.seen;
        (is_always_there && is_only_text).then_some(text)
    }
}

/// The one word that a schema lists for a member that must be there, where no body has another.
fn listed(member: &Shape, objects: u32) -> Option<String> {
    if member.seen != objects || member.null > 0 {
        return None;
    }
    let texts = member
        .text
        .as_deref()
        .filter(|texts| texts.listed && texts.empty == 0)?;
    match &texts.words {
        Words::Few(words) => match words.as_slice() {
            [(word, _)] => Some(word.clone()),
            _ => None,
        },
        Words::Many => None,
    }
}

impl Models {
    /// Finds what is the same in every body of each struct, when it is known which struct stands where.
    pub(super) fn settle_constants(&mut self) {
        let mut found: BTreeMap<(ModelId, String), Literal> = BTreeMap::new();
        for (root, demands) in &mut self.demands {
            for (path, literal) in std::mem::take(&mut demands.literals).0 {
                let Some((member, way)) = path.split_last() else {
                    continue;
                };
                let mut way = way.iter();
                let end = way.try_fold(*root, |id, step| {
                    self.places.get(&(id, step.clone())).copied()
                });
                let Some(id) = end else {
                    continue;
                };
                match found.get_mut(&(id, member.clone())) {
                    Some(known) => known.join(literal),
                    None => {
                        found.insert((id, member.clone()), literal);
                    }
                }
            }
        }
        for ((id, member), literal) in found {
            let shape = &self.list[id].shape;
            let text = shape.field(&member);
            let text = text.and_then(|field| literal.proved(field, shape.objects()));
            if let Some(text) = text {
                self.constants.insert((id, member), text);
            }
        }
    }

    /// The text that every body has in a member of this type.
    pub(super) fn constant(&self, model: &Model, member: &str, ty: &Type) -> Option<String> {
        if *ty != Type::Text || model.role != Role::Input {
            return None;
        }
        let place = (self.id_of(model)?, member.to_owned());
        let known = self.constants.get(&place).cloned();
        let field = || listed(model.shape.field(member)?, model.shape.objects());
        known.or_else(field)
    }
}

/// Whether a text can be a word of the API: no placeholder, and nothing that somebody wrote as a text.
fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text != "string"
        && text.len() <= 200
        && !text.starts_with('<')
        && !text.contains("{{")
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Whether an object has more in it than a type and ids: those alone refer to something of any type.
fn has_substance(members: &Map<String, Value>) -> bool {
    let is_id = |name: &str| {
        let last = ident::words(name).pop();
        last.is_some_and(|word| word.ends_with("id") || word == "ref")
    };
    let mut names = members.keys().map(String::as_str);
    names.any(|name| !TYPES.contains(&name) && !is_id(name))
}

/// Whether the member names the one that its object comes with, or the type of a resource of JSON:API.
fn is_tag(name: &str, text: &str, members: &Map<String, Value>) -> bool {
    if !TAGS.contains(&name) {
        return false;
    }
    let folded = |name: &str| -> String {
        let kept = name.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect()
    };
    let is_named = |(other, value): (&String, &Value)| {
        other != name && !value.is_null() && folded(other) == folded(text)
    };
    let is_part = |name: &str| members.get(name).is_some_and(Value::is_object);
    members.iter().any(is_named)
        || name == "type" && (is_part("attributes") || is_part("relationships"))
}

/// Spares most bodies to be read once more.
fn may_have_some(shape: &Shape, depth: usize) -> bool {
    let below = |shape: &Option<Box<Shape>>| {
        let inner = shape.as_deref();
        inner.is_some_and(|inner| depth < DEEPEST && may_have_some(inner, depth + 1))
    };
    let is_candidate = |name: &str| {
        let lists = [PROTOCOL, TYPES, TAGS];
        lists.iter().any(|list| list.contains(&name))
    };
    let mut fields = shape.fields().unwrap_or_default().iter();
    fields.any(|field| is_candidate(&field.name) || may_have_some(&field.shape, depth + 1))
        || below(&shape.list)
}

#[cfg(test)]
mod tests {
    use crate::ir::Body;

    use super::*;

    fn literals(body: &str) -> Literals {
        let shape = Shape::of_json(body).unwrap();
        let operation = Operation {
            body: Body::Json {
                text: body.to_owned(),
                shape: shape.clone(),
            },
            ..Operation::default()
        };
        Literals::of(&operation, body, &shape)
    }

    fn names(literals: &Literals) -> Vec<String> {
        literals.0.keys().map(|path| path.join(".")).collect()
    }

    #[test]
    fn words_of_protocols_and_types_are_found_at_any_depth_and_data_is_not() {
        let body = r#"{"jsonrpc": "2.0", "method": "add", "id": "1", "params": {"method": "x",
            "items": [{"@type": "ids:Key", "value": "v"}, {"type": "card", "card": {}}]}}"#;
        let found = literals(body);
        assert_eq!(
            names(&found),
            [
                "jsonrpc",
                "method",
                "params.items.@type",
                "params.items.type"
            ]
        );
    }

    #[test]
    fn a_placeholder_a_sentence_and_a_reference_are_no_words_of_the_api() {
        for body in [
            r#"{"grant_type": "{{grant}}"}"#,
            r#"{"@type": "<string>", "a": 1}"#,
            r#"{"@type": "esse deserunt anim", "a": 1}"#,
            r#"{"resourceType": "Patient", "patientId": "7"}"#,
            r#"{"type": "workspaces", "id": "ws-1"}"#,
        ] {
            assert_eq!(names(&literals(body)), [""; 0], "{body}");
        }
    }

    #[test]
    fn two_bodies_that_differ_prove_nothing() {
        let member = Shape::of_json(r#""password""#).unwrap();
        let proved = |more: &str| {
            let mut found = literals(r#"{"grant_type": "password"}"#);
            found.add(literals(more));
            let literal = found.0.remove(&vec!["grant_type".to_owned()]).unwrap();
            literal.proved(&member, 1)
        };
        let same = proved(r#"{"grant_type": "password"}"#);
        assert_eq!(same.as_deref(), Some("password"));
        assert_eq!(proved(r#"{"grant_type": "refresh_token"}"#), None);
    }

    #[test]
    fn a_member_that_one_body_lacks_or_that_was_another_kind_once_is_no_constant() {
        let of = |samples: &str| {
            let shape = Shape::of_json(samples).unwrap();
            let objects = shape.items().unwrap();
            let literal = Literal {
                text: Some("card".to_owned()),
                seen: 2,
                is_protocol: false,
            };
            literal.proved(objects.field("type").unwrap(), objects.objects())
        };
        assert!(of(r#"[{"type": "card"}, {"type": "card"}]"#).is_some());
        for other in [
            r#"[{"type": "card"}, {"type": "card"}, {}]"#,
            r#"[{"type": "card"}, {"type": "card"}, {"type": null}]"#,
            r#"[{"type": "card"}, {"type": "card"}, {"type": "bank"}]"#,
            r#"[{"type": "card"}, {"type": ""}]"#,
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
