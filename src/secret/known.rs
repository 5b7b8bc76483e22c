//! The secrets that were found in the input, so that none of them gets out on another way.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{MASK, is_strong};

/// Found values. They are compared with and never shown.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// Values that nobody writes by chance: wherever one stands, it is the secret.
    strong: BTreeSet<String>,
    /// Any others, such as a password that is a word.
    weak: BTreeSet<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} secrets", self.strong.len() + self.weak.len())
    }
}

impl Secrets {
    /// Keeps the pieces of a value between the characters that JSON and Rust write as escapes.
    pub(crate) fn insert(&mut self, value: &str) {
        for piece in value.split(['"', '\\', '\n', '\r', '\t']) {
            let piece = piece.trim();
            if is_unmistakable(piece) {
                self.strong.insert(piece.to_owned());
            } else if piece.len() >= 4 {
                self.weak.insert(piece.to_owned());
            }
        }
    }

    pub(crate) fn extend(&mut self, others: Self) {
        self.strong.extend(others.strong);
        self.weak.extend(others.weak);
    }

    /// Whether a line of the input must not be shown.
    pub(crate) fn are_in(&self, line: &str) -> bool {
        let all = self.strong.iter().chain(&self.weak);
        all.into_iter().any(|secret| line.contains(secret.as_str()))
    }

    /// The text without the secrets, if there is one in it.
    pub(crate) fn masked(&self, text: &str) -> Option<String> {
        // A secret may be the beginning of another one: the longest goes first.
        let mut present: Vec<&String> = self
            .strong
            .iter()
            .filter(|secret| text.contains(secret.as_str()))
            .collect();
        if present.is_empty() {
            return None;
        }
        present.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        let masked = present.into_iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret.as_str(), MASK)
        });
        Some(masked)
    }

    /// Takes the secrets out of every text of a value.
    pub(crate) fn strip(&self, value: &mut Value) {
        match value {
            Value::String(text) if self.weak.contains(text.as_str()) => MASK.clone_into(text),
            Value::String(text) => {
                if let Some(masked) = self.masked(text) {
                    *text = masked;
                }
            }
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.strip(element)),
            Value::Object(members) => members.values_mut().for_each(|member| self.strip(member)),
            _ => {}
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.strong.is_empty()
    }
}

/// Whether a text can hardly be anything but the secret: not a name, not an address.
fn is_unmistakable(piece: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let is_name = piece.bytes().all(is_of_name);
    let least = if is_name { 20 } else { 12 };
    piece.len() >= least && is_strong(piece) && !piece.contains("://")
}
