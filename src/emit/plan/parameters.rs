//! Parameters of an operation: which are required, which are sent as saved, which only have a setter.
//!
//! A parameter that Postman sends is sent without asking when its saved value is a constant of the
//! API or made of variables; a value that somebody left behind (a number, a date, an id) is not.

use crate::emit::ident;
use crate::ir::{Body, Decision, Format, Operation, Parameter};

use super::names::Scope;

/// What is sent for a parameter that nobody sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    /// Nothing: there is a setter.
    Absent,
    /// The saved value, which is a constant or made of variables.
    Saved,
    /// It must be given: it stands in the constructor.
    Required,
}

/// The Rust type of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueType {
    Integer,
    Boolean,
    Any,
}

impl ValueType {
    /// By the saved value; anything that can be displayed where it proves nothing.
    pub(super) fn of(value: Option<&str>) -> Self {
        match value {
            Some("true" | "false") => Self::Boolean,
            Some(text) if is_integer(text) => Self::Integer,
            _ => Self::Any,
        }
    }

    pub(super) fn spelled(self) -> &'static str {
        match self {
            Self::Integer => "i64",
            Self::Boolean => "bool",
            Self::Any => "impl Display",
        }
    }
}

/// Digits that are a number rather than a code: no leading zero, within i64.
fn is_integer(text: &str) -> bool {
    text.parse::<i64>()
        .is_ok_and(|number| number.to_string() == text)
}

/// Where a parameter belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Query,
    Header,
    Form,
    Part,
    File,
    /// Several files under one name.
    Files,
}

/// A parameter with its decisions made.
#[derive(Clone, Debug)]
pub(super) struct PlannedParameter {
    pub(super) place: Place,
    pub(super) wire: String,
    pub(super) ident: String,
    pub(super) value: Option<String>,
    pub(super) enabled: bool,
    pub(super) value_type: ValueType,
    pub(super) sending: Sending,
    /// Whether a person said so.
    pub(super) is_decided: bool,
    /// Whether further values of the name are saved, which only the replay sends.
    pub(super) has_more: bool,
    /// Another value of a name that has its setter already.
    pub(super) is_repeated: bool,
    pub(super) description: String,
}

/// Names for a parameter, best first.
pub(super) fn parameter_names(wire: &str) -> Vec<String> {
    match ident::snake(wire) {
        Some(name) => vec![
            name.clone(),
            format!("{}_parameter", name.trim_end_matches('_')),
        ],
        None => vec!["parameter".to_owned()],
    }
}

pub(super) fn parameters(operation: &Operation, scope: &mut Scope<'_>) -> Vec<PlannedParameter> {
    let mut planned: Vec<PlannedParameter> = Vec::new();
    let mut plan = |place: Place, parameter: &Parameter| {
        let sending = sending(place, parameter);
        let mut known = planned.iter_mut();
        let known = known.find(|other| other.place == place && other.wire == parameter.name);
        let is_repeated = known.is_some();
        if let Some(other) = known {
            if !parameter.enabled {
                return;
            }
            // What is sent decides, not what is switched off beside it.
            if !other.enabled {
                other.value.clone_from(&parameter.value);
                other.enabled = true;
                other.value_type = ValueType::of(parameter.value.as_deref());
                other.sending = sending;
                other.is_decided = parameter.decided.is_some();
                return;
            }
            // A repeated name is sent as saved or not at all; its setter is that of the first.
            if sending != Sending::Saved {
                other.has_more = true;
                return;
            }
        }
        if parameter.name.is_empty() {
            return;
        }
        planned.push(PlannedParameter {
            place,
            wire: parameter.name.clone(),
            ident: match is_repeated {
                true => String::new(),
                false => scope.claim(parameter_names(&parameter.name)),
            },
            value: parameter.value.clone(),
            enabled: parameter.enabled,
            value_type: ValueType::of(parameter.value.as_deref()),
            sending,
            is_decided: parameter.decided.is_some(),
            has_more: false,
            is_repeated,
            description: parameter.description.clone(),
        });
    };
    operation
        .query
        .iter()
        .for_each(|parameter| plan(Place::Query, parameter));
    operation
        .headers
        .iter()
        .for_each(|parameter| plan(Place::Header, parameter));
    match &operation.body {
        Body::Form(fields) => fields.iter().for_each(|field| plan(Place::Form, field)),
        Body::Multipart(parts) => {
            for part in parts {
                let place = match part.sources.len() {
                    _ if !part.is_file => Place::Part,
                    0 | 1 => Place::File,
                    _ => Place::Files,
                };
                plan(place, &part.parameter);
            }
        }
        Body::Nothing | Body::Json { .. } | Body::Text { .. } | Body::File { .. } => {}
    }
    planned
}

pub(super) fn sending(place: Place, parameter: &Parameter) -> Sending {
    let says_required = is_required(&parameter.description);
    if !parameter.enabled {
        return Sending::Absent;
    }
    match parameter.decided {
        Some(Decision::Constant) => return Sending::Saved,
        Some(Decision::Value) => return Sending::Absent,
        Some(Decision::Required) => return Sending::Required,
        None => {}
    }
    let value = parameter.value.as_deref();
    match place {
        Place::File | Place::Files => Sending::Required,
        Place::Header => Sending::Saved,
        Place::Form if value.unwrap_or_default().is_empty() => Sending::Required,
        Place::Query if value.is_none() => Sending::Saved,
        _ if value.is_some_and(|value| value.contains("{{")) => Sending::Saved,
        _ if says_required => Sending::Required,
        Place::Query if value.is_some_and(is_constant) && !is_data(&parameter.name) => {
            Sending::Saved
        }
        Place::Form if value.is_some_and(is_constant) && is_protocol(&parameter.name) => {
            Sending::Saved
        }
        _ => Sending::Absent,
    }
}

/// Whether a description demands the parameter, and not only under a condition.
pub(super) fn is_required(description: &str) -> bool {
    let lower = description.to_ascii_lowercase();
    match lower.find("required") {
        None => false,
        Some(at) => {
            let before = lower[..at].trim_end();
            let after = lower[at + "required".len()..].trim_start();
            !before.ends_with("not")
                && !before.ends_with("conditionally")
                && !["if", "when", "unless", "for", "only"]
                    .iter()
                    .any(|word| after.starts_with(word))
        }
    }
}

/// Parameters whose value belongs to somebody, whatever it looks like.
pub(super) fn is_data(name: &str) -> bool {
    const DATA: [&str; 14] = [
        "name", "user", "username", "email", "q", "query", "search", "keyword", "title", "city",
        "text", "value", "login", "author",
    ];
    ident::words(name)
        .last()
        .is_some_and(|word| DATA.contains(&word.as_str()))
}

/// Fields of a form that say what the request is rather than what is in it.
pub(super) fn is_protocol(name: &str) -> bool {
    const PROTOCOL: [&str; 10] = [
        "grant_type",
        "response_type",
        "token_type_hint",
        "client_assertion_type",
        "requested_token_type",
        "subject_token_type",
        "format",
        "api_version",
        "version",
        "response_format",
    ];
    PROTOCOL.contains(&ident::words(name).join("_").as_str())
}

/// Whether a saved value is part of the API rather than somebody's data: a word, not a number,
/// date, address or id.
pub(super) fn is_constant(value: &str) -> bool {
    !value.is_empty()
        && value.len() <= 40
        && value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ','))
        && value.bytes().filter(u8::is_ascii_digit).count() <= 2
        && Format::of(value) == Format::Plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_constants_and_data_is_not() {
        for constant in ["json", "v4", "application/json", "name,id"] {
            assert!(is_constant(constant), "{constant}");
        }
        for data in [
            "",
            "42",
            "2026-01-01",
            "https://x.test",
            "ada@x.test",
            "a1b2c3d4",
        ] {
            assert!(!is_constant(data), "{data}");
        }
    }

    #[test]
    fn a_condition_is_no_requirement() {
        assert!(is_required("Required. First day."));
        assert!(!is_required("Not required"));
        assert!(!is_required("required if there is no date"));
        assert!(!is_required("First day."));
    }

    #[test]
    fn a_code_with_a_leading_zero_is_no_number() {
        assert_eq!(ValueType::of(Some("42")), ValueType::Integer);
        assert_eq!(ValueType::of(Some("042")), ValueType::Any);
        assert_eq!(ValueType::of(Some("true")), ValueType::Boolean);
        assert_eq!(ValueType::of(None), ValueType::Any);
    }
}
