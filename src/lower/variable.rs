//! Variables: which `{{names}}` the requests use, and what the collection says about them.
//!
//! A variable that the collection does not define is normal (most are set by an environment or a
//! script), so it becomes a setting without a default and never an error.

use std::collections::BTreeSet;

use crate::collection::{Collection, Variable};
use crate::ir::{
    Body, Group, Operation, OptionValue, Parameter, Placement, Role, Scheme, Setting, Slot,
};
use crate::secret::is_secret_name;

use super::{dynamic, secret, text};

/// A variable that holds a whole origin, such as `baseUrl` = `https://app.drchrono.com`.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) name: String,
    pub(super) origin: String,
}

/// The variables whose value in the collection is an address.
pub(super) fn bases(collection: &Collection) -> Vec<Base> {
    collection
        .variable
        .iter()
        .filter_map(|variable| {
            let name = variable.key.clone().filter(|name| !name.is_empty())?;
            let origin = value(variable)?.trim_end_matches('/').to_owned();
            let is_address = origin.starts_with("https://") || origin.starts_with("http://");
            is_address.then_some(Base { name, origin })
        })
        .collect()
}

/// The `{{names}}` of a text, in order.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once("{{")?;
        let (name, tail) = after.split_once("}}")?;
        rest = tail;
        // `{{a{{b}}` resolves from the inside: the name is what follows the last opening.
        Some(name.rsplit_once("{{").map_or(name, |(_, inner)| inner))
    })
}

/// The value of a variable as Postman sends it; none when it is absent or disabled.
fn value(variable: &Variable) -> Option<String> {
    if variable.disabled {
        return None;
    }
    match variable.value.as_ref()? {
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The variables in use, in order of first use: those that the client is given, and the names of
/// those that it makes up itself.
pub(super) fn settings(
    collection: &Collection,
    root: &Group,
    slots: &[Slot],
    lifted: &[Setting],
) -> (Vec<Setting>, Vec<String>) {
    let mut used: Vec<(String, bool)> = Vec::new();
    let mut hidden: Vec<String> = Vec::new();
    root.each_operation(&mut |operation| {
        let mut note = |text: &str, is_route: bool| {
            for name in names(text) {
                // `{{base}}/path`, but not `{{scheme}}://host`.
                let rest = text.strip_prefix(&format!("{{{{{name}}}}}"));
                let is_base =
                    is_route && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                match used.iter_mut().find(|(known, _)| known == name) {
                    Some((_, base)) => *base |= is_base,
                    None => used.push((name.to_owned(), is_base)),
                }
            }
        };
        each_text(operation, &mut note);
    });
    each_repeated_body(root, &mut BTreeSet::new(), &mut |text| {
        for name in names(text) {
            if used.iter().all(|(known, _)| known != name) {
                used.push((name.to_owned(), false));
            }
        }
    });
    for slot in slots {
        each_auth_text(&slot.scheme, &mut |text, is_secret| {
            for name in names(text) {
                if is_secret {
                    hidden.push(name.to_owned());
                }
                if used.iter().all(|(known, _)| known != name) {
                    used.push((name.to_owned(), false));
                }
            }
        });
    }
    let (made_up, given): (Vec<_>, Vec<_>) = used
        .into_iter()
        .partition(|(name, _)| dynamic::is_dynamic(name) && defined(collection, name).is_none());
    let settings = given.into_iter().map(|(name, is_base)| {
        let secret = lifted.iter().find(|setting| setting.name == name);
        secret
            .cloned()
            .unwrap_or_else(|| setting(collection, &hidden, name, is_base))
    });
    let names = made_up.into_iter().map(|(name, _)| name);
    (settings.collect(), names.collect())
}

/// The value of a variable where it is JSON: what stands in a body in place of its bare name.
pub(super) fn json(collection: &Collection, name: &str) -> Option<serde_json::Value> {
    let (_, variable) = defined(collection, name)?;
    serde_json::from_str(&value(variable)?).ok()
}

/// Of two entries of one name the last enabled one wins, as in Postman.
fn defined<'c>(collection: &'c Collection, name: &str) -> Option<(usize, &'c Variable)> {
    let mut variables = collection.variable.iter().enumerate();
    variables.rfind(|(_, variable)| variable.key.as_deref() == Some(name) && !variable.disabled)
}

/// The saved bodies that functions send by themselves: of requests that are one operation all but
/// the first, in the order in which functions are named.
fn each_repeated_body(group: &Group, seen: &mut BTreeSet<String>, visit: &mut impl FnMut(&str)) {
    for operation in &group.operations {
        if matches!(operation.body, Body::Json { .. } | Body::Text { .. })
            && !seen.insert(operation.key())
            && let Some(text) = operation.saved_text()
        {
            visit(text);
        }
    }
    for group in &group.groups {
        each_repeated_body(group, seen, visit);
    }
}

/// Every text of an operation in which the client substitutes variables.
fn each_text(operation: &Operation, note: &mut impl FnMut(&str, bool)) {
    note(&operation.route, true);
    let mut parameters = |parameters: &[Parameter]| {
        for parameter in parameters.iter().filter(|parameter| parameter.enabled) {
            note(&parameter.name, false);
            note(parameter.value.as_deref().unwrap_or_default(), false);
        }
    };
    parameters(&operation.query);
    parameters(&operation.headers);
    match &operation.body {
        Body::Form(fields) => parameters(fields),
        Body::Multipart(parts) => {
            for part in parts
                .iter()
                .filter(|part| part.parameter.enabled && !part.is_file)
            {
                note(part.parameter.value.as_deref().unwrap_or_default(), false);
            }
        }
        Body::Nothing | Body::Json { .. } | Body::Text { .. } | Body::File { .. } => {}
    }
}

/// Every text of an auth block in which the client substitutes variables, and whether it is one of
/// the credentials.
fn each_auth_text(scheme: &Scheme, note: &mut impl FnMut(&str, bool)) {
    let credentials = match scheme {
        Scheme::Credentials(credentials) => credentials,
        Scheme::OAuth2(oauth2) => {
            oauth2.texts().for_each(|text| note(text, false));
            for part in oauth2.parts().chain(&oauth2.access_token) {
                // Who the client is can be read in the address of every login page.
                let is_secret = part.name != "client_id";
                note(part.saved.as_deref().unwrap_or_default(), is_secret);
            }
            return;
        }
        Scheme::Custom { .. } => return,
    };
    for part in &credentials.parts {
        let is_secret = part.role != Role::Decided;
        note(part.saved.as_deref().unwrap_or_default(), is_secret);
    }
    for option in &credentials.options {
        match &option.value {
            OptionValue::Text(text) => note(text, false),
            OptionValue::Placement(Placement::Header { prefix: text })
            | OptionValue::Placement(Placement::Query { name: text }) => note(text, false),
            OptionValue::Words(words) => words.iter().for_each(|word| note(word, false)),
            OptionValue::On | OptionValue::Number(_) | OptionValue::Algorithm(_) => {}
        }
    }
}

fn setting(collection: &Collection, hidden: &[String], name: String, is_base: bool) -> Setting {
    let defined = defined(collection, &name);
    let pointer = defined.map(|(index, _)| {
        collection.in_file(&collection.root.key("variable").index(index).key("value"))
    });
    let defined = defined.map(|(_, variable)| variable);
    let secret = is_secret_name(&name)
        || hidden.contains(&name)
        || defined.is_some_and(|variable| variable.kind.as_deref() == Some("secret"))
        || defined
            .and_then(value)
            .is_some_and(|value| secret::is_secret_field(&name, &value));
    let saved = defined.and_then(value).filter(|value| !value.is_empty());
    Setting {
        value: if secret { None } else { saved },
        secret,
        description: text::description(defined.and_then(|v| v.description.as_ref())),
        name,
        is_base,
        pointer,
        set_by: Vec::new(),
    }
}
