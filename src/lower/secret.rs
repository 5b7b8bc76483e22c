//! Values that must not reach the generated crate, by the name they stand under.
//!
//! Tokens, passwords, keys and client secrets: their values are replaced by [`MASK`] wherever
//! lowering keeps a value. A value made of nothing but variables is no secret.

use serde_json::Value;

use crate::collection::Collection;
use crate::diagnostic::Pointer;
use crate::ir::Setting;
use crate::secret::{self, Manner, is_secret_name};
pub(super) use crate::secret::{MASK, is_template};

use super::body::string_end;

/// Whether a field of that name holds a secret, and not one that variables bring.
pub(super) fn is_secret_field(name: &str, value: &str) -> bool {
    !is_template(value)
        && (is_secret_name(name) || !secret::secrets(value, Manner::Data).is_empty())
}

/// The value of a field, masked where its name says that it is a secret.
pub(super) fn mask_field(name: &str, value: &str) -> String {
    if is_secret_field(name, value) {
        MASK.to_owned()
    } else {
        value.to_owned()
    }
}

/// Whether a header of that name holds a secret, and not one that variables bring.
pub(super) fn is_secret_header(name: &str, value: &str) -> bool {
    let credentials = value
        .trim_start_matches("Bearer ")
        .trim_start_matches("Basic ");
    is_secret_field(name, credentials)
}

/// The value of a header, masked where its name says that it is a secret.
pub(super) fn mask_header(name: &str, value: &str) -> String {
    if is_secret_header(name, value) {
        MASK.to_owned()
    } else {
        value.to_owned()
    }
}

/// Secrets that every call sends by itself: they become variables, which the client is given.
pub(super) struct Lifted<'c> {
    collection: &'c Collection,
    /// The variables, each with the secret it stands for.
    found: Vec<(Setting, String)>,
}

impl<'c> Lifted<'c> {
    pub(super) fn new(collection: &'c Collection) -> Self {
        let found = Vec::new();
        Self { collection, found }
    }

    /// The place in the file.
    pub(super) fn in_file(&self, place: &Pointer) -> Pointer {
        self.collection.in_file(place)
    }

    /// What stands for this secret: `{{X-Key header}}`, the same wherever it is the same secret.
    pub(super) fn template(
        &mut self,
        name: &str,
        kind: &str,
        secret: &str,
        place: Pointer,
    ) -> String {
        let stem = format!("{} {kind}", name.replace(['{', '}'], ""));
        let is_stem = |setting: &Setting| setting.name.starts_with(&stem);
        let alike = self.found.iter().filter(|(setting, _)| is_stem(setting));
        let known = alike.clone().find(|(_, known)| known == secret);
        if let Some((setting, _)) = known {
            return format!("{{{{{}}}}}", setting.name);
        }
        let name = match alike.count() {
            0 => stem,
            count => format!("{stem} {}", count + 1),
        };
        let template = format!("{{{{{name}}}}}");
        let setting = Setting {
            name,
            secret: true,
            pointer: Some(self.in_file(&place)),
            ..Setting::default()
        };
        self.found.push((setting, secret.to_owned()));
        template
    }

    pub(super) fn into_settings(self) -> Vec<Setting> {
        self.found.into_iter().map(|(setting, _)| setting).collect()
    }
}

/// The text with every JSON string under a secret name masked; none where there is none. The text
/// need not be JSON: variables may stand in it.
pub(super) fn mask_text(text: &str) -> Option<String> {
    let named = mask_named(text);
    let text = named.as_deref().unwrap_or(text);
    match secret::secrets(text, Manner::Data).is_empty() {
        true => named,
        false => Some(secret::masked(text, Manner::Data)),
    }
}

fn mask_named(text: &str) -> Option<String> {
    if !may_hold_secret(text) {
        return None;
    }
    let (mut masked, mut rest, mut name) = (String::new(), text, "");
    let mut found = false;
    while let Some(at) = rest.find('"') {
        let (before, string) = rest.split_at(at);
        let (string, after) = string.split_at(string_end(string));
        masked.push_str(before);
        let inside = string.trim_matches('"');
        let is_value = before.trim() == ":";
        if is_value && !inside.is_empty() && is_secret_field(name, inside) && inside != MASK {
            masked.push_str(&format!("\"{MASK}\""));
            found = true;
        } else {
            masked.push_str(string);
        }
        (name, rest) = (inside, after);
    }
    masked.push_str(rest);
    found.then_some(masked)
}

/// Masks every text under a secret name; whether there was one.
pub(super) fn mask_json(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let mut masked = false;
            for (name, member) in members.iter_mut() {
                let hides = is_secret_name(name)
                    && member
                        .as_str()
                        .is_some_and(|text| !is_template(text) && text != MASK);
                if hides {
                    *member = Value::from(MASK);
                    masked = true;
                } else {
                    masked |= mask_json(member);
                }
            }
            masked
        }
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |masked, item| mask_json(item) | masked),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether a text of JSON can hold a secret member at all: spares the second parse of most texts.
pub(super) fn may_hold_secret(text: &str) -> bool {
    const HINTS: [&str; 8] = [
        "oken",
        "ecret",
        "assword",
        "wt\"",
        "ey\"",
        "pass\"",
        "pwd\"",
        "uthorization",
    ];
    HINTS.iter().any(|hint| text.contains(hint)) || text.contains("ession")
}
