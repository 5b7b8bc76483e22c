//! Saved requests that are one operation: they share the type of the call and its models.
//!
//! The function of the first takes the body as an argument, as one that stands alone does. The
//! functions of the others send the body that was saved for them unless another is set: it is why
//! they were saved. A field of a form that tells them apart is sent by each, the first included.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::ident;
use crate::ir::Operation;

use super::arguments::{ConstructorArgument, body_names};
use super::names::Scope;
use super::parameters::{
    Place, PlannedParameter, Sending, ValueType, is_constant, parameter_names, parameters,
};
use super::setters::has_setter;

/// The operations that are saved more than once.
#[derive(Debug, Default)]
pub(super) struct Sharing(BTreeMap<String, Shared>);

impl Sharing {
    /// `operations` in the order in which their files are planned.
    pub(super) fn of(operations: &[&Operation]) -> Self {
        let mut members: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
        for operation in operations {
            members.entry(operation.key()).or_default().push(operation);
        }
        let shared = members.into_iter().filter(|(_, members)| members.len() > 1);
        Self(
            shared
                .map(|(key, members)| (key, Shared::of(&members)))
                .collect(),
        )
    }

    pub(super) fn get(&self, operation: &Operation) -> Option<&Shared> {
        self.0.get(&operation.key())
    }
}

/// What the functions of one operation have in common.
#[derive(Debug)]
pub(super) struct Shared {
    /// Index of the request whose file has the type of the call.
    pub(super) home: usize,
    /// Names and types of the path arguments, by their names on the wire.
    arguments: BTreeMap<String, (String, ValueType)>,
    parameters: Vec<PlannedParameter>,
    /// The fields that tell the requests apart: each has a word there that stands in its name.
    telling: BTreeSet<String>,
    /// The parameters that the type of the call has setters for.
    pub(super) setters: Vec<PlannedParameter>,
    /// Name of the argument for the body, and of the setter.
    pub(super) body: String,
    /// Whether some of the functions send a saved body, so that the call needs a setter for it.
    pub(super) presets_body: bool,
}

impl Shared {
    fn of(members: &[&Operation]) -> Self {
        let mut scope = Scope::of_call();
        let mut arguments: BTreeMap<String, (String, ValueType)> = BTreeMap::new();
        for argument in members.iter().flat_map(|member| &member.arguments) {
            let value_type = ValueType::of(argument.value.as_deref());
            match arguments.get_mut(&argument.name) {
                Some((_, known)) if *known != value_type => *known = ValueType::Any,
                Some(_) => {}
                None => {
                    let ident = scope.claim(parameter_names(&argument.name));
                    arguments.insert(argument.name.clone(), (ident, value_type));
                }
            }
        }
        let mut list: Vec<PlannedParameter> = Vec::new();
        let mut needed: Vec<bool> = Vec::new();
        let telling = telling(members);
        for member in members {
            for mut found in parameters(member, &mut Scope::of_call()) {
                if telling.contains(&found.wire) && says_itself(member, &found) {
                    found.sending = Sending::Saved;
                }
                let needs = found.sending != Sending::Required && has_setter(&found);
                match list.iter().position(|known| is_same(known, &found)) {
                    Some(index) => {
                        unite(&mut list[index], &found);
                        needed[index] |= needs;
                    }
                    None => {
                        let ident = scope.claim(parameter_names(&found.wire));
                        list.push(PlannedParameter { ident, ..found });
                        needed.push(needs);
                    }
                }
            }
        }
        let setters = list.iter().zip(&needed).filter(|(_, needed)| **needed);
        Self {
            home: members.first().map_or(0, |home| home.index),
            // A header that one request sends and another does not has a setter.
            setters: setters
                .map(|(parameter, _)| PlannedParameter {
                    enabled: false,
                    ..parameter.clone()
                })
                .collect(),
            arguments,
            telling,
            parameters: list,
            body: scope.claim(members.iter().copied().take(1).flat_map(body_names)),
            presets_body: members
                .iter()
                .skip(1)
                .any(|member| member.saved_text().is_some()),
        }
    }

    /// Name and type of a path argument.
    pub(super) fn argument(&self, wire: &str) -> Option<(String, ValueType)> {
        self.arguments.get(wire).cloned()
    }

    /// The parameters of one of the requests, under the names and types of all. What a repetition
    /// saved that the first request did not is preset: it is why the request was saved.
    pub(super) fn parameters(&self, operation: &Operation) -> Vec<PlannedParameter> {
        let mut own = parameters(operation, &mut Scope::of_call());
        for parameter in &mut own {
            let Some(known) = self
                .parameters
                .iter()
                .find(|known| is_same(known, parameter))
            else {
                continue;
            };
            let is_new = operation.index != self.home && known.value != parameter.value;
            let value = parameter.value.as_deref().unwrap_or_default();
            if is_new
                && parameter.enabled
                && parameter.sending == Sending::Absent
                && !parameter.is_decided
                && !value.is_empty()
                && value != MASK
            {
                parameter.sending = Sending::Saved;
            }
            if self.telling.contains(&parameter.wire) && says_itself(operation, parameter) {
                parameter.sending = Sending::Saved;
            }
            parameter.ident.clone_from(&known.ident);
            parameter.value_type = known.value_type;
        }
        own
    }
}

/// The fields in which two requests or more have different words that stand in their names.
fn telling(members: &[&Operation]) -> BTreeSet<String> {
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for member in members {
        let own = parameters(member, &mut Scope::of_call());
        for parameter in own.into_iter().filter(|own| says_itself(member, own)) {
            let word = parameter.value.unwrap_or_default();
            words.entry(parameter.wire).or_default().insert(word);
        }
    }
    let telling = words.into_iter().filter(|(_, words)| words.len() >= 2);
    telling.map(|(name, _)| name).collect()
}

/// Whether the saved value of a field is a word that stands in the name of its request: `sms` in `Send a code
/// by SMS`.
fn says_itself(operation: &Operation, parameter: &PlannedParameter) -> bool {
    let is_field = matches!(parameter.place, Place::Form | Place::Part);
    let value = parameter.value.as_deref().unwrap_or_default();
    if !is_field || !parameter.enabled || parameter.is_decided || !is_constant(value) {
        return false;
    }
    let said = ident::words(&operation.name);
    let words = ident::words(value);
    value != MASK && !words.is_empty() && words.iter().all(|word| said.contains(word))
}

/// What stands for a secret that was left out: never preset.
const MASK: &str = "masked";

fn is_same(left: &PlannedParameter, right: &PlannedParameter) -> bool {
    left.place == right.place && left.wire == right.wire
}

fn unite(known: &mut PlannedParameter, other: &PlannedParameter) {
    if other.value.as_ref().is_some_and(|value| !value.is_empty())
        && known.value_type != other.value_type
    {
        known.value_type = ValueType::Any;
    }
    if known.description.is_empty() {
        known.description.clone_from(&other.description);
    }
}

/// The type of a call that another file has already.
#[derive(Clone, Debug)]
pub(super) struct SharedCall {
    /// Type; none where the call has no setters.
    pub(super) name: Option<String>,
    /// Modules below `api`.
    pub(super) modules: Vec<String>,
    /// Type and function that the operation was first saved as: `Users::create`.
    pub(super) maker: String,
    /// What its setter for the body takes, where it has one.
    pub(super) body: Option<ConstructorArgument>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Argument, Body, Parameter};

    fn operation(index: usize, route: &str, query: &[(&str, &str)]) -> Operation {
        Operation {
            index,
            method: "GET".to_owned(),
            route: route.to_owned(),
            arguments: route
                .split('/')
                .filter_map(|segment| segment.strip_prefix(':'))
                .map(|name| Argument {
                    name: name.to_owned(),
                    ..Argument::default()
                })
                .collect(),
            query: query
                .iter()
                .map(|(name, value)| Parameter {
                    name: (*name).to_owned(),
                    value: Some((*value).to_owned()),
                    enabled: true,
                    ..Parameter::default()
                })
                .collect(),
            ..Operation::default()
        }
    }

    #[test]
    fn a_repetition_presets_what_it_saved_and_the_types_fit_all() {
        let first = operation(0, "{{b}}/users", &[("page", "1")]);
        let again = operation(1, "{{b}}/users", &[("page", "two"), ("limit", "5")]);
        let sharing = Sharing::of(&[&first, &again]);
        let shared = sharing.get(&again).unwrap();
        let setters: Vec<&str> = shared.setters.iter().map(|p| p.wire.as_str()).collect();
        assert_eq!((shared.home, setters), (0, vec!["page", "limit"]));
        let own = shared.parameters(&again);
        assert_eq!(
            (own[0].sending, own[0].value_type),
            (Sending::Saved, ValueType::Any)
        );
        assert_eq!(shared.parameters(&first)[0].sending, Sending::Absent);
    }

    #[test]
    fn a_field_whose_word_stands_in_the_name_of_each_request_is_sent_by_each() {
        let request = |index: usize, name: &str, factor: &str, user: &str| {
            let field = |name: &str, value: &str| Parameter {
                name: name.to_owned(),
                value: Some(value.to_owned()),
                enabled: true,
                description: "required".to_owned(),
                ..Parameter::default()
            };
            Operation {
                index,
                name: name.to_owned(),
                body: Body::Form(vec![field("factor", factor), field("user", user)]),
                ..Operation::default()
            }
        };
        let sms = request(0, "Send a code by SMS", "sms", "Ada");
        let phone = request(1, "Phone call to Ada", "phone", "Ada");
        let any = request(2, "Ask again", "auto", "Ada");
        let sending = |members: &[&Operation], of: &Operation| {
            let sharing = Sharing::of(members);
            let own = sharing.get(of).unwrap().parameters(of);
            own.iter().map(|own| own.sending).collect::<Vec<_>>()
        };
        let members = [&sms, &phone, &any];
        for each in [&sms, &phone] {
            assert_eq!(sending(&members, each), [Sending::Saved, Sending::Required]);
        }
        assert_eq!(sending(&members, &any)[0], Sending::Required);
        assert_eq!(sending(&[&sms, &any], &sms)[0], Sending::Required);
    }
}
