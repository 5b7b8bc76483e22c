//! Values that must not reach the generated crate, by the name they stand under.
//!
//! Tokens, passwords, keys and client secrets: their values are replaced by [`MASK`] wherever
//! lowering keeps a value. A value made of nothing but variables is no secret.

use serde_json::Value;

use crate::ir::secret::is_secret_name;

/// What stands where a secret stood.
pub(super) const MASK: &str = "masked";

/// Whether the text is only variables and blanks, so that it gives nothing away.
pub(super) fn is_template(text: &str) -> bool {
    let mut rest = text.trim();
    while let Some(after) = rest.strip_prefix("{{") {
        let Some((_, tail)) = after.split_once("}}") else {
            return false;
        };
        rest = tail.trim_start();
    }
    rest.is_empty()
}

/// The value of a form field, masked where its name says that it is a secret.
pub(super) fn mask_field(name: &str, value: &str) -> String {
    if is_secret_name(name) && !is_template(value) {
        MASK.to_owned()
    } else {
        value.to_owned()
    }
}

/// The value of a header, masked where its name says that it is a secret.
pub(super) fn mask_header(name: &str, value: &str) -> String {
    let credentials = value
        .trim_start_matches("Bearer ")
        .trim_start_matches("Basic ");
    if is_secret_name(name) && !is_template(credentials) {
        MASK.to_owned()
    } else {
        value.to_owned()
    }
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
