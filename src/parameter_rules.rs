//! What a person decides about parameters, as `collgen.toml` says under `[parameters]`.
//!
//! In: the parameters that the collection sends. Out: the same, those marked that a rule names, and
//! path variables that are constants written into their routes; a rule that changes nothing is told.
//! Without a rule the saved value decides (`emit/plan/parameters`).

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Api, Body, Decision, Group, Operation};

/// Decisions by parameter: its name for all requests, or `Folder / Request / name` for one.
pub(crate) type ParameterRules = BTreeMap<String, Decision>;

/// Marks the parameters that the rules name.
pub(crate) fn apply(rules: &ParameterRules, api: &mut Api, found: &mut Diagnostics) {
    if rules.is_empty() {
        return;
    }
    // What became of each: nothing as long as no request has such a parameter.
    let mut outcomes = rules.keys().map(|rule| (rule.as_str(), None)).collect();
    apply_to(&mut api.root, rules, &mut outcomes);
    for (rule, outcome) in outcomes {
        let message = match outcome {
            Some(Outcome::Counts) => continue,
            Some(Outcome::Is(problem)) => format!("the rule `{rule}` of `[parameters]`: {problem}"),
            None => format!("no request sends the parameter `{rule}` of `[parameters]`"),
        };
        found.push(Diagnostic::of("config-unused", message));
    }
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It decides about a parameter at least.
    Counts,
    /// It names parameters that cannot be treated so.
    Is(&'static str),
}

type Outcomes<'r> = BTreeMap<&'r str, Option<Outcome>>;

fn apply_to<'r>(group: &mut Group, rules: &'r ParameterRules, outcomes: &mut Outcomes<'r>) {
    for child in &mut group.groups {
        apply_to(child, rules, outcomes);
    }
    for operation in &mut group.operations {
        for (rule, decision, name) in rules_for(operation, rules) {
            let outcome = decide(operation, &name, decision);
            let known = outcomes.entry(rule).or_default();
            if *known != Some(Outcome::Counts) {
                *known = outcome.or(*known);
            }
        }
    }
}

/// The rules that may name a parameter of this request, with its name: those for all requests first, so that the
/// one for this request goes over them.
fn rules_for<'r>(
    operation: &Operation,
    rules: &'r ParameterRules,
) -> Vec<(&'r str, Decision, String)> {
    let own = format!("{} / ", operation.path.join(" / "));
    let of_all = rules.iter();
    let of_all = of_all.map(|(rule, decision)| (rule.as_str(), *decision, rule.clone()));
    let of_one = rules.range(own.clone()..);
    let of_one = of_one.map_while(|(rule, decision)| {
        let name = rule.strip_prefix(&own)?;
        Some((rule.as_str(), *decision, name.to_owned()))
    });
    of_all.chain(of_one).collect()
}

/// Marks every parameter of that name that Postman sends; none if there is no such parameter.
fn decide(operation: &mut Operation, name: &str, decision: Decision) -> Option<Outcome> {
    let (fields, parts) = match &mut operation.body {
        Body::Form(fields) => (Some(fields), None),
        Body::Multipart(parts) => (None, Some(parts)),
        _ => (None, None),
    };
    let mut outcome = None;
    let headers = operation.headers.iter_mut();
    let headers = headers.filter(|header| header.name.eq_ignore_ascii_case(name));
    let others = operation.query.iter_mut();
    let others = others.chain(fields.into_iter().flatten());
    for parameter in others.filter(|other| other.name == name).chain(headers) {
        if parameter.enabled {
            parameter.decided = Some(decision);
            outcome = Some(Outcome::Counts);
        }
    }
    for part in parts.into_iter().flatten() {
        let parameter = &mut part.parameter;
        if parameter.enabled && parameter.name == name {
            if part.is_file && decision == Decision::Constant {
                outcome = outcome.or(Some(Outcome::Is("a file is no constant")));
            } else {
                parameter.decided = Some(decision);
                outcome = Some(Outcome::Counts);
            }
        }
    }
    outcome.or_else(|| decide_argument(operation, name, decision))
}

/// A path variable stands in the constructor unless its value is written into the route.
fn decide_argument(operation: &mut Operation, name: &str, decision: Decision) -> Option<Outcome> {
    let mut arguments = operation.arguments.iter();
    let value = arguments.find(|other| other.name == name)?.value.clone();
    match (decision, value.filter(|value| is_plain(value))) {
        (Decision::Required, _) => Some(Outcome::Counts),
        (Decision::Value, _) => Some(Outcome::Is("a path variable cannot be left out")),
        (Decision::Constant, None) => Some(Outcome::Is(
            "the path variable has no saved word that a route can hold",
        )),
        (Decision::Constant, Some(value)) => {
            operation.route = with_constant(&operation.route, name, &value);
            operation.arguments.retain(|other| other.name != name);
            Some(Outcome::Counts)
        }
    }
}

/// A variable, or a word that needs no encoding and names no other path (RFC 3986 section 2.3).
fn is_plain(value: &str) -> bool {
    let is_variable = value.strip_prefix("{{").is_some_and(|rest| {
        let name = rest.strip_suffix("}}");
        name.is_some_and(|name| !name.is_empty() && !name.contains(['{', '}', '/']))
    });
    let is_unreserved = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    is_variable
        || !value.is_empty() && !matches!(value, "." | "..") && value.chars().all(is_unreserved)
}

/// The route with the value in place of the segment `:name`, or of its beginning up to a dot.
fn with_constant(route: &str, name: &str, value: &str) -> String {
    let segments = route.split('/').map(|segment| {
        let rest = segment.strip_prefix(':');
        let rest = rest.and_then(|rest| rest.strip_prefix(name));
        match rest.filter(|rest| rest.is_empty() || rest.starts_with('.')) {
            Some(rest) => format!("{value}{rest}"),
            None => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_takes_the_place_of_its_segment_only() {
        let route = "{{base}}/:v/a/:version.json/:version";
        assert_eq!(
            with_constant(route, "version", "v4"),
            "{{base}}/:v/a/v4.json/v4"
        );
    }

    #[test]
    fn what_would_need_encoding_or_leads_elsewhere_is_not_written_into_a_route() {
        for plain in ["v4", "{{version}}", "a.b~c"] {
            assert!(is_plain(plain), "{plain}");
        }
        for other in ["", "..", "a/b", "a b", "{{}}", ":id", "{{a}}{{b}}"] {
            assert!(!is_plain(other), "{other}");
        }
    }
}
