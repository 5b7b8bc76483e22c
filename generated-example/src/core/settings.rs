//! Values for `{{name}}`.
//!
//! In: a text that may hold `{{name}}` tokens. Out: the text with every token replaced; values may hold tokens
//! themselves, and `{{a{{b}}}}` builds a name from inside out, as Postman does. Refuses a name without a value, but for
//! a name built so: that one stays as it stands, as in Postman.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::dynamic;

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

    /// Whether a value holds a dynamic variable of Postman.
    pub(super) fn make_up_values(&self) -> bool {
        self.0.values().any(|value| value.contains("{{$"))
    }

    /// Replaces every token of `template`. A value that leads back to itself is left as it stands.
    pub(super) fn expand<'t>(&self, template: &'t str) -> Result<Cow<'t, str>, Missing> {
        let mut text = Cow::Borrowed(template);
        for _ in 0..PASSES {
            match self.expand_once(&text, template)? {
                Some(next) => text = Cow::Owned(next),
                None => break,
            }
        }
        Ok(text)
    }

    fn expand_once(&self, text: &str, template: &str) -> Result<Option<String>, Missing> {
        // A single character is found faster than two.
        if !text.contains('{') || !text.contains("{{") {
            return Ok(None);
        }
        let (mut rest, mut found) = (text, false);
        let mut expanded = String::with_capacity(text.len() + 64);
        while let Some((head, tail)) = rest.split_once("}}") {
            match head.rsplit_once("{{") {
                Some((before, name)) if !name.is_empty() && !name.contains(['{', '}']) => {
                    expanded.push_str(before);
                    if let Some(value) = self.value(name) {
                        expanded.push_str(&value);
                        found = true;
                    } else if self.stands_in(template, name) {
                        return Err(Missing(name.to_owned()));
                    } else {
                        expanded.push_str(&format!("{{{{{name}}}}}"));
                    }
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

impl Settings {
    /// The value of a setting, else one made up for a dynamic variable of Postman.
    fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.get(name) {
            Some(value) => Some(value.into()),
            None => dynamic::value(name).map(Cow::Owned),
        }
    }

    /// Whether a name is written out in the template or in a value, rather than built from others.
    fn stands_in(&self, template: &str, name: &str) -> bool {
        let token = format!("{{{{{name}}}}}");
        template.contains(&token) || self.0.values().any(|value| value.contains(&token))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}
