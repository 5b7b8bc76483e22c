//! What a person decides about parameters, as `collgen.toml` says under `[parameters]`.
//!
//! In: the parameters that the collection sends. Out: the same, those marked that a rule names; a
//! rule that names none is told. Without a rule the saved value decides (`emit/plan/parameters`).

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Api, Body, Decision, Group, Operation, Parameter};

/// Decisions by parameter: its name for all requests, or `Folder / Request / name` for one.
pub(crate) type ParameterRules = BTreeMap<String, Decision>;

/// Marks the parameters that the rules name.
pub(crate) fn apply(rules: &ParameterRules, api: &mut Api, found: &mut Diagnostics) {
    if rules.is_empty() {
        return;
    }
    let mut unused: Vec<&String> = rules.keys().collect();
    apply_to(&mut api.root, rules, &mut |rule| {
        unused.retain(|other| *other != rule);
    });
    for rule in unused {
        let message = format!("no request sends the parameter `{rule}` of `[parameters]`");
        found.push(Diagnostic::of("config-unused", message));
    }
}

fn apply_to(group: &mut Group, rules: &ParameterRules, used: &mut dyn FnMut(&str)) {
    for child in &mut group.groups {
        apply_to(child, rules, used);
    }
    for operation in &mut group.operations {
        let path = operation.path.join(" / ");
        for parameter in sent(operation) {
            let own = format!("{path} / {}", parameter.name);
            // The rule for one request goes over that for all.
            for rule in [&parameter.name, &own] {
                if let Some(decision) = rules.get(rule) {
                    parameter.decided = Some(*decision);
                    used(rule);
                }
            }
        }
    }
}

/// What Postman sends of query, form and parts.
fn sent(operation: &mut Operation) -> impl Iterator<Item = &mut Parameter> {
    let (fields, parts) = match &mut operation.body {
        Body::Form(fields) => (Some(fields), None),
        Body::Multipart(parts) => (None, Some(parts)),
        _ => (None, None),
    };
    let parts = parts.into_iter().flatten();
    let texts = parts.filter(|part| !part.is_file);
    let parameters = operation.query.iter_mut();
    parameters
        .chain(fields.into_iter().flatten())
        .chain(texts.map(|part| &mut part.parameter))
        .filter(|parameter| parameter.enabled)
}
