//! What the text of a GraphQL request says: its name, and the types of its variables.
//!
//! In: a document. Out: the operation that is sent. Source: the GraphQL specification of October 2021,
//! sections 2.3, 2.10 and 2.11. Fields and fragments are passed over.

use std::collections::BTreeMap;

use serde::Serialize;

use super::format::Format;
use super::members::Members;
use super::shape::{Numbers, Shape};

/// A GraphQL operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Graphql {
    /// Its name, or its text where it has none: what tells it from others at the same address.
    pub identity: String,
    /// The variables that must be given: non-null ones without a default.
    pub required: Vec<String>,
    /// What is sent, where the body is nothing but that and the variables.
    pub document: Option<Document>,
    /// The variables, with the shapes of their types.
    #[serde(skip)]
    variables: Vec<(String, Shape)>,
    /// What the schema calls the types of variables that are objects, by variable.
    pub types: BTreeMap<String, String>,
}

/// The text of a request, the same at every call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// The text.
    pub text: String,
    /// The operation in it that is asked for, where the request says so.
    pub operation: Option<String>,
}

impl Graphql {
    /// Whether the operation takes variables.
    pub fn has_variables(&self) -> bool {
        !self.variables.is_empty()
    }

    /// A query in short, `{ user { name } }`: without a name or variables (section 2.3).
    pub fn shorthand(document: &str) -> Option<Self> {
        let tokens = tokens(document);
        (tokens.first()? == "{").then(|| Self {
            identity: tokens.join(" "),
            ..Self::default()
        })
    }

    /// Reads the operation of that name, or the first one. None where there is none.
    pub fn read(document: &str, name: Option<&str>) -> Option<Self> {
        let tokens = tokens(document);
        let starts = operations(&tokens);
        let named =
            |at: &&usize| name.is_some() && tokens.get(**at + 1).map(String::as_str) == name;
        let start = starts.iter().find(named).or(starts.first())?;
        let mut rest = tokens
            .get(*start + 1..)?
            .iter()
            .map(String::as_str)
            .peekable();
        let name = rest.next_if(|token| is_name(token));
        let identity = name.map_or_else(|| tokens.join(" "), str::to_owned);
        let mut read = Self {
            identity,
            ..Self::default()
        };
        if rest.next_if_eq(&"(").is_some() {
            read.read_variables(&mut rest);
        }
        Some(read)
    }

    fn read_variables<'t>(&mut self, rest: &mut Rest<'t, impl Iterator<Item = &'t str>>) {
        while rest.next_if_eq(&"$").is_some() {
            let (Some(name), Some(":")) = (rest.next(), rest.next()) else {
                return;
            };
            let (shape, is_needed, object) = read_type(rest, 0);
            if let Some(object) = object {
                self.types.insert(name.to_owned(), object.to_owned());
            }
            let has_default = rest.next_if_eq(&"=").is_some();
            if is_needed && !has_default {
                self.required.push(name.to_owned());
            }
            self.variables.push((name.to_owned(), shape));
            // Defaults and directives say nothing about the type.
            let mut depth = 0;
            while let Some(token) = rest.peek() {
                match *token {
                    "$" if depth == 0 => break,
                    ")" if depth == 0 => return,
                    "(" | "[" | "{" => depth += 1,
                    ")" | "]" | "}" => depth -= 1,
                    _ => {}
                }
                rest.next();
            }
        }
    }

    /// Gives the shape of a body the types of the variables.
    pub fn declare(&self, body: &mut Shape) {
        let Some(members) = &mut body.object else {
            return;
        };
        if self.variables.is_empty() {
            return;
        }
        let mut declared = Members::default();
        match members.get_mut("variables") {
            Some(known) if known.object.is_some() => {
                let object = known.object.get_or_insert_default();
                self.declare_in(object);
                return;
            }
            Some(known) if known.map.is_some() || known.list.is_some() => return,
            _ => self.declare_in(&mut declared),
        }
        let seen = members.seen;
        declared.seen = seen;
        members.set(
            "variables",
            Shape {
                seen,
                object: Some(Box::new(declared)),
                ..Shape::default()
            },
        );
    }

    fn declare_in(&self, members: &mut Members) {
        for (name, declared) in &self.variables {
            let seen = members.seen;
            members.widen(name, seen.max(1), declared);
        }
    }
}

type Rest<'t, T> = std::iter::Peekable<T>;

/// The shape of a type, whether it is non-null, and its name if no scalar is called so.
fn read_type<'t>(
    rest: &mut Rest<'t, impl Iterator<Item = &'t str>>,
    depth: usize,
) -> (Shape, bool, Option<&'t str>) {
    let (shape, object) = match rest.next() {
        Some("[") if depth < 8 => {
            let (items, _, object) = read_type(rest, depth + 1);
            rest.next_if_eq(&"]");
            let shape = Shape {
                list: Some(Box::new(items)),
                ..Shape::default()
            };
            (shape, object)
        }
        Some(name) => match scalar(name) {
            Some(shape) => (shape, None),
            None => (Shape::default(), Some(name).filter(|name| is_name(name))),
        },
        None => (Shape::default(), None),
    };
    let is_needed = rest.next_if_eq(&"!").is_some();
    (Shape { seen: 1, ..shape }, is_needed, object)
}

/// The five scalars of the specification; anything else is what its samples show.
fn scalar(name: &str) -> Option<Shape> {
    let number = |fraction| Shape {
        number: Some(Numbers {
            fraction,
            ..Numbers::default()
        }),
        ..Shape::default()
    };
    let text = || Shape::of_format(Format::Blank);
    Some(match name {
        "Int" => number(false),
        "Float" => number(true),
        "String" => text(),
        // An ID is written as either.
        "ID" => Shape {
            text: text().text,
            ..number(false)
        },
        "Boolean" => Shape {
            boolean: true,
            ..Shape::default()
        },
        _ => return None,
    })
}

/// Where operations start, outside of any selection.
fn operations(tokens: &[String]) -> Vec<usize> {
    let mut depth = 0;
    let mut starts = Vec::new();
    let mut is_fragment = false;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "query" | "mutation" | "subscription" if depth == 0 && !is_fragment => starts.push(at),
            "fragment" if depth == 0 => is_fragment = true,
            "{" | "(" => depth += 1,
            "}" | ")" => {
                depth -= 1;
                is_fragment &= depth != 0;
            }
            _ => {}
        }
    }
    starts
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Names, numbers and signs; comments, commas and what stands in strings are left out.
fn tokens(document: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = document;
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' if rest.starts_with("\"\"\"") => {
                rest[3..].find("\"\"\"").map_or(rest.len(), |at| at + 6)
            }
            '"' => string_end(rest),
            c if is_part(c) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if !first.is_whitespace() && !matches!(first, '#' | ',' | '\u{feff}') {
            let is_text = first == '"';
            tokens.push(if is_text { "\"\"" } else { token }.to_owned());
        }
        rest = after;
    }
    tokens
}

fn string_end(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::super::shape::Kind;
    use super::*;

    const DOCUMENT: &str = r#"
        # query Not($a: Int)
        fragment F on X { query(id: "}") }
        query Orders($first: Int = 10, $ids: [ID!]!, $where: Filter = { a: [1] } @d(b: ")"), $at: Float) {
            orders(first: $first) { id }
        }
        mutation { close }
    "#;

    fn body(json: &str) -> Shape {
        let mut shape = Shape::of_json(json).unwrap();
        Graphql::read(DOCUMENT, None).unwrap().declare(&mut shape);
        shape.field("variables").unwrap().clone()
    }

    #[test]
    fn variables_have_the_types_of_the_query() {
        let read = Graphql::read(DOCUMENT, None).unwrap();
        assert_eq!(
            (&*read.identity, &*read.required),
            ("Orders", &["ids".to_owned()][..])
        );
        let variables = body(r#"{"query": "", "variables": {"at": 1, "where": {"open": true}}}"#);
        let kind = |name: &str| variables.field(name).unwrap().kind();
        assert_eq!(kind("first"), Kind::Integer);
        assert_eq!(kind("at"), Kind::Number);
        assert!(matches!(kind("where"), Kind::Object(_)));
        let ids = variables.field("ids").unwrap();
        assert_eq!(ids.items().unwrap().kind(), Kind::NumberOrText);
    }

    #[test]
    fn variables_that_no_body_has_are_there_as_well() {
        assert_eq!(body(r#"{"query": ""}"#).fields().unwrap().len(), 4);
        assert_eq!(
            body(r#"{"query": "", "variables": {}}"#)
                .fields()
                .unwrap()
                .len(),
            4
        );
    }

    #[test]
    fn an_operation_is_found_by_its_name_and_one_without_a_name_by_its_text() {
        let document = "query A { a } mutation B($x: String!) { b }";
        let read = |name| Graphql::read(document, name).unwrap();
        assert_eq!(read(Some("B")).required, ["x"]);
        assert_eq!(read(None).identity, "A");
        let bare = Graphql::read("query { a, b }", None).unwrap();
        assert_eq!(bare.identity, "query { a b }");
        assert_eq!(Graphql::read("select 1", None), None);
        assert_eq!(Graphql::read("{ a }", None), None);
        let short = Graphql::shorthand("{ a, b }").unwrap();
        assert_eq!(short.identity, "{ a b }");
        assert_eq!(Graphql::shorthand("select 1"), None);
    }
}
