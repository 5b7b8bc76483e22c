//! What a JSON body cannot do without, and what may always be the same in it (`constants`).
//!
//! In: a request. Out: the members that its description, a schema, a refusal or the text of a GraphQL query
//! demands. A member is demanded only in so many words.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::ir::{Body, Example, ExampleBody, Operation};

use super::constants::Literals;
use super::lists::first_name;
use super::parameters::is_required;

/// What is known of the members of one body.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Demands {
    /// Members that must be there.
    pub(super) required: BTreeSet<String>,
    /// Members of the GraphQL variables that must be there.
    pub(super) variables: BTreeSet<String>,
    /// Texts that may be the same in every such body.
    pub(super) literals: Literals,
}

impl Demands {
    /// Those of one request.
    pub(super) fn of(operation: &Operation) -> Self {
        let Body::Json { text, shape } = &operation.body else {
            return Self::default();
        };
        if let (Some(_), Some(graphql)) = (operation.document(), &operation.graphql) {
            return Self {
                required: graphql.required.iter().cloned().collect(),
                ..Self::default()
            };
        }
        let fields = shape.fields().unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let mut demands = Self {
            required: described(&operation.description, &names),
            ..Self::default()
        };
        demands.required.extend(operation.demanded.iter().cloned());
        for example in &operation.examples {
            demands.required.extend(refused(example, &names));
        }
        if let Some(graphql) = &operation.graphql {
            demands.variables = graphql.required.iter().cloned().collect();
            if !demands.variables.is_empty() {
                demands.required.insert("variables".to_owned());
            }
        }
        demands.literals = Literals::of(operation, text, shape);
        demands
    }

    /// Those of two requests whose bodies are of one type.
    pub(super) fn add(&mut self, other: Self) {
        self.required.extend(other.required);
        self.variables.extend(other.variables);
        self.literals.add(other.literals);
    }
}

/// The members that a description calls required, in the line that begins with their name.
fn described(description: &str, names: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if !description.to_ascii_lowercase().contains("required") {
        return found;
    }
    for line in description.lines() {
        let named = names.iter().find(|name| first_name(line) == Some(name));
        if let Some(name) = named
            && is_required(line)
            && !line.to_ascii_lowercase().contains("optional")
        {
            found.insert((*name).to_owned());
        }
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// The members that an answer with 400 or 422 asks for: `{"name": ["This field is required."]}`.
fn refused(example: &Example, names: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let (400 | 422, ExampleBody::Json { text, .. }) = (example.status, &example.body)
        && demands_something(text)
        && let Ok(body) = serde_json::from_str(text)
    {
        search(&body, names, &mut found, 0);
    }
    found
}

fn search(body: &Value, names: &[&str], found: &mut BTreeSet<String>, depth: usize) {
    match body {
        Value::Object(members) if depth < 8 => {
            if members.values().any(is_demand)
                && let Some(name) = pointed(members).filter(|name| names.contains(name))
            {
                found.insert(name.to_owned());
            }
            for (name, value) in members {
                if names.contains(&name.as_str()) && is_demand(value) {
                    found.insert(name.clone());
                } else {
                    search(value, names, found, depth + 1);
                }
            }
        }
        Value::Array(items) if depth < 8 => {
            items
                .iter()
                .for_each(|item| search(item, names, found, depth + 1));
        }
        Value::String(text) if demands_something(text) => {
            let mut words = text
                .split(|c| !is_word(c))
                .map(|word| word.trim_end_matches('.'));
            // One member in one sentence: of two, one may only be what the other depends on.
            let told: BTreeSet<&str> = words.by_ref().filter(|word| names.contains(word)).collect();
            if let (Some(name), 1) = (told.first(), told.len()) {
                found.insert((*name).to_owned());
            }
        }
        _ => {}
    }
}

/// The member that an error points at: `{"loc": ["body", "email"], "msg": "field required"}`.
fn pointed(error: &Map<String, Value>) -> Option<&str> {
    const POINTERS: [&str; 9] = [
        "field",
        "loc",
        "path",
        "param",
        "property",
        "attribute",
        "pointer",
        "source",
        "name",
    ];
    let place = POINTERS.iter().find_map(|pointer| error.get(*pointer))?;
    match place {
        Value::String(path) => path.rsplit(['.', '/']).next(),
        Value::Array(path) => path.last()?.as_str(),
        Value::Object(source) => pointed(source),
        _ => None,
    }
}

/// Whether what stands under the name of a member says that it was missing.
fn is_demand(value: &Value) -> bool {
    match value {
        Value::String(text) => demands_something(text),
        Value::Array(items) => items.iter().any(is_demand),
        _ => false,
    }
}

fn demands_something(text: &str) -> bool {
    const WORDS: [&str; 6] = [
        "required",
        "missing",
        "can't be blank",
        "may not be blank",
        "must not be blank",
        "must be provided",
    ];
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word)) && !lower.contains("not required")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Shape;

    fn operation(body: &str, description: &str, refusal: &str) -> Operation {
        let json = |text: &str| Shape::of_json(text).unwrap();
        Operation {
            description: description.to_owned(),
            body: Body::Json {
                text: body.to_owned(),
                shape: json(body),
            },
            examples: vec![Example {
                status: 400,
                body: ExampleBody::Json {
                    text: refusal.to_owned(),
                    shape: json(refusal),
                },
                ..Example::default()
            }],
            ..Operation::default()
        }
    }

    fn required(description: &str, refusal: &str) -> Vec<String> {
        let body = r#"{"name": "Ada", "email": "a@x.test", "age": 1}"#;
        let demands = Demands::of(&operation(body, description, refusal));
        demands.required.into_iter().collect()
    }

    #[test]
    fn a_description_demands_a_member_in_the_line_that_begins_with_it() {
        let described = "Makes a user; a token is required.\n- `name` (string, **required**)\n\
                         - `email`: required if there is no name\n| age | number | not required |";
        assert_eq!(required(described, "{}"), ["name"]);
    }

    #[test]
    fn a_refusal_demands_a_member_by_its_name_or_in_a_sentence() {
        assert_eq!(
            required("", r#"{"name": ["This field is required."]}"#),
            ["name"]
        );
        assert_eq!(
            required("", r#"{"errors": [{"msg": "email is required"}]}"#),
            ["email"]
        );
        for pointing in [
            r#"{"detail": [{"loc": ["body", "email"], "msg": "field required"}]}"#,
            r#"{"errors": [{"source": {"pointer": "/data/email"}, "title": "can't be blank"}]}"#,
            r#"{"invalid": [{"name": "email", "message": "missing"}]}"#,
        ] {
            assert_eq!(required("", pointing), ["email"], "{pointing}");
        }
        let one = r#"[{"name": "email", "message": "bad"}, {"name": "age", "message": "missing"}]"#;
        assert_eq!(required("", one), ["age"]);
        assert_eq!(
            required("", r#"{"error": "name or email is required"}"#),
            [""; 0]
        );
        assert_eq!(required("", r#"{"age": "must be positive"}"#), [""; 0]);
    }
}
