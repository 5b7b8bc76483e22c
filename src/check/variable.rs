//! Variables: what is used against what is defined.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::collection::{Collection, Event, Variable};
use crate::diagnostic::{Diagnostic, Pointer};
use crate::lower::is_dynamic;

use super::Checker;
use super::template::{Piece, literals, names, pieces};
use crate::spot::Spot;

/// Where variables were met.
#[derive(Default)]
pub(super) struct Used {
    /// The first place of each name, with the request around it.
    places: BTreeMap<String, (Pointer, Vec<String>)>,
    /// Names that a script sets.
    set: BTreeSet<String>,
    /// Names that a script reads.
    read: BTreeSet<String>,
}

impl Used {
    /// Names in the calls of a script. Its text is looked through, not run.
    pub(super) fn by_script(&mut self, event: &Event) {
        let lines = match event.script.as_ref() {
            Some(Value::Object(script)) => script.get("exec"),
            other => other,
        };
        match lines {
            Some(Value::Array(lines)) => {
                let lines = lines.iter().filter_map(Value::as_str);
                lines.for_each(|line| self.by_line(line));
            }
            Some(Value::String(text)) => self.by_line(text),
            _ => {}
        }
    }

    fn by_line(&mut self, text: &str) {
        let setters = ["set(", "EnvironmentVariable(", "GlobalVariable("];
        names_in_calls(text, &setters, &mut self.set);
        names_in_calls(text, &["get("], &mut self.read);
    }
}

/// The first argument of each such call, if it is a literal text.
fn names_in_calls(text: &str, calls: &[&str], names: &mut BTreeSet<String>) {
    for call in calls {
        for (at, _) in text.match_indices(call) {
            let rest = text.get(at + call.len()..).unwrap_or_default().trim_start();
            let Some(quote) = rest.chars().next().filter(|c| "\"'`".contains(*c)) else {
                continue;
            };
            let name = rest.get(1..).and_then(|rest| rest.split_once(quote));
            names.extend(name.map(|(name, _)| name.to_owned()));
        }
    }
}

impl Checker<'_, '_> {
    /// A text in which Postman replaces variables, and in which braces have no other meaning.
    pub(super) fn template(&mut self, text: &str, spot: &Spot<'_>) {
        if !text.contains("{{") && !text.contains("}}") {
            return;
        }
        self.used_in(text, spot);
        let filled = filled_in(text);
        if names(&filled).next().is_some() {
            let message = "the name of a variable has another variable in it";
            self.tell("variable-nested", message, spot);
        }
        // Names that are made of names are variables, too, and no loose braces.
        let filled = filled_in(&filled);
        let is_odd = literals(&filled).any(|literal| {
            let literal = literal.trim();
            literal.contains("{{") || (literal.contains("}}") && !literal.contains('{'))
        });
        if is_odd {
            self.tell("unbalanced-braces", "`{{` or `}}` stands alone", spot);
        }
    }

    /// Notes the variables of a text.
    pub(super) fn used_in(&mut self, text: &str, spot: &Spot<'_>) {
        for name in names(text) {
            if self.used.places.contains_key(name) {
                continue;
            }
            let place = (spot.pointer(), self.names.clone());
            self.used.places.insert(name.to_owned(), place);
        }
    }

    /// What is used is compared with what is defined.
    pub(super) fn variables(&mut self, collection: &Collection, spot: &Spot<'_>) {
        let defined: BTreeMap<&str, (usize, &Variable)> = collection
            .variable
            .iter()
            .enumerate()
            .filter(|(_, variable)| !variable.disabled)
            .filter_map(|(index, variable)| Some((variable.key.as_deref()?, (index, variable))))
            .collect();
        let used = std::mem::take(&mut self.used);
        for (name, (place, request)) in &used.places {
            if let Some(diagnostic) = of_use(name, &used, defined.contains_key(name.as_str())) {
                self.found.push(diagnostic.at(place).of_request(request));
            }
        }
        let values: BTreeSet<&str> = defined.values().flat_map(|(_, v)| names_of(v)).collect();
        for (name, (index, variable)) in &defined {
            let at = spot.index(*index);
            let is_used = used.places.contains_key(*name)
                || values.contains(name)
                || used.read.contains(*name)
                || used.set.contains(*name);
            if !is_used {
                self.tell("variable-unused", format!("`{name}` is used nowhere"), &at);
            }
            if matches!(variable.value, Some(Value::Array(_) | Value::Object(_))) {
                let message = format!("the value of `{name}` is a list or an object");
                self.tell("variable-object", message, &at.key("value"));
            }
            if is_in_circle(name, &defined) {
                let message = format!("the value of `{name}` leads back to it");
                self.tell("variable-cycle", message, &at.key("value"));
            }
        }
    }
}

/// The text with a letter in the place of each variable.
fn filled_in(text: &str) -> String {
    let filled = pieces(text).map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Variable(_) => "x",
    });
    filled.collect()
}

/// What is to be said about a name that is used.
fn of_use(name: &str, used: &Used, is_defined: bool) -> Option<Diagnostic> {
    if name.trim() != name {
        let message = format!("`{{{{{name}}}}}` has blanks at the edge of its name");
        return Some(Diagnostic::of("variable-name-blanks", message));
    }
    if name.starts_with("vault:") {
        let message = format!("`{name}` comes from Postman's vault");
        return Some(Diagnostic::of("vault-variable", message));
    }
    // Lowering, which knows the scripts, tells of those that a script sets.
    if is_defined || (used.set.contains(name) && !is_dynamic(name)) {
        return None;
    }
    Some(if is_dynamic(name) {
        let message = format!("Postman makes up the value of `{name}`");
        Diagnostic::of("dynamic-variable", message)
    } else if name.starts_with("$random") || name.starts_with("$guid") {
        let message = format!("Postman has no dynamic variable `{name}`");
        Diagnostic::of("dynamic-variable-unknown", message)
    } else {
        Diagnostic::of("variable-undefined", format!("`{name}` is defined nowhere"))
    })
}

fn names_of(variable: &Variable) -> impl Iterator<Item = &str> {
    let text = variable.value.as_ref().and_then(Value::as_str);
    names(text.unwrap_or_default())
}

/// Whether the value of the variable leads back to it.
fn is_in_circle(name: &str, defined: &BTreeMap<&str, (usize, &Variable)>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![name];
    while let Some(next) = open.pop() {
        for inner in defined.get(next).into_iter().flat_map(|(_, v)| names_of(v)) {
            if inner == name {
                return true;
            }
            if seen.insert(inner) {
                open.push(inner);
            }
        }
    }
    false
}
