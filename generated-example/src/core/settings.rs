//! Values for `{{name}}`.
//!
//! In: a text that may hold `{{name}}` tokens. Out: the text with every token replaced; values may hold tokens
//! themselves, and `{{a{{b}}}}` builds a name from inside out, as Postman does. Refuses a name without a value.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// How often a text is searched again for tokens its values brought in; Postman's own limit.
const PASSES: usize = 19;

/// Settings that have a value, by name.
#[derive(Clone, Default)]
pub(super) struct Settings(BTreeMap<Cow<'static, str>, String>);

/// The name that has no value.
#[derive(Debug)]
pub(super) struct Missing(pub(super) String);

impl Settings {
    pub(super) fn insert(&mut self, name: Cow<'static, str>, value: String) {
        self.0.insert(name, value);
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Replaces every token of `template`. A value that leads back to itself is left as it stands.
    pub(super) fn expand<'t>(&self, template: &'t str) -> Result<Cow<'t, str>, Missing> {
        let mut text = Cow::Borrowed(template);
        for _ in 0..PASSES {
            match self.expand_once(&text)? {
                Some(next) => text = Cow::Owned(next),
                None => break,
            }
        }
        Ok(text)
    }

    fn expand_once(&self, text: &str) -> Result<Option<String>, Missing> {
        if !text.contains("{{") {
            return Ok(None);
        }
        let (mut rest, mut found) = (text, false);
        let mut expanded = String::with_capacity(text.len() + 64);
        while let Some((head, tail)) = rest.split_once("}}") {
            match head.rsplit_once("{{") {
                Some((before, name)) if !name.is_empty() && !name.contains(['{', '}']) => {
                    let value = self.get(name).ok_or_else(|| Missing(name.to_owned()))?;
                    expanded.push_str(before);
                    expanded.push_str(value);
                    found = true;
                }
                _ => {
                    expanded.push_str(head);
                    expanded.push_str("}}");
                }
            }
            rest = tail;
        }
        expanded.push_str(rest);
        Ok(found.then_some(expanded))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}
