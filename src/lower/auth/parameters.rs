//! The parameters of an auth block, read as Postman reads them.
//!
//! A value may be a text, a switch, a number or JSON; a parameter that stands there twice counts as
//! the first. Values of credentials never leave this room: only variables do.

use serde_json::Value;

use crate::collection::{Auth, AuthParameter, Collection};
use crate::diagnostic::Pointer;
use crate::ir::{CredentialPart, Role};
use crate::lower::secret;

/// The parameters of the type in force, with the place of the block.
pub(super) struct Parameters<'a> {
    list: &'a [AuthParameter],
    collection: &'a Collection,
    place: Pointer,
}

impl<'a> Parameters<'a> {
    pub(super) fn of(auth: &'a Auth, place: &Pointer, collection: &'a Collection) -> Self {
        Self {
            list: auth.active(),
            collection,
            place: place.key(auth.kind.as_deref().unwrap_or_default()),
        }
    }

    fn find(&self, keys: &[&str]) -> Option<&'a AuthParameter> {
        keys.iter()
            .find_map(|key| self.list.iter().find(|parameter| parameter.key == *key))
    }

    /// The text of the first of these keys that is there. Older exports spell some differently.
    pub(super) fn text(&self, keys: &[&str]) -> Option<String> {
        match &self.find(keys)?.value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(on) => Some(on.to_string()),
            Value::Null => None,
            json => Some(json.to_string()),
        }
    }

    /// The same, where an empty text is as good as none.
    pub(super) fn filled(&self, keys: &[&str]) -> Option<String> {
        self.text(keys).filter(|text| !text.is_empty())
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, key: &str) -> bool {
        self.text(&[key]).as_deref() == Some("true")
    }

    /// The value of a key that is no text, such as a list.
    pub(super) fn value(&self, key: &str) -> Option<&'a Value> {
        Some(&self.find(&[key])?.value)
    }

    /// A part of the credentials: variables are kept, and the place of anything else.
    pub(super) fn part(&self, name: &'static str, key: &str, role: Role) -> CredentialPart {
        let text = self.filled(&[key]);
        let saved = text.filter(|text| secret::is_template(text));
        let place = self
            .find(&[key])
            .and_then(|parameter| parameter.place.as_ref());
        let place = place.filter(|_| saved.is_none());
        CredentialPart {
            name,
            role,
            saved,
            pointer: place.map(|place| self.collection.in_file(&self.place.join(place))),
        }
    }

    /// What tells these values from those of another block, secrets included.
    pub(super) fn fingerprint(&self, parts: &[CredentialPart]) -> Vec<String> {
        let places = parts.iter().filter_map(|part| part.pointer.as_ref());
        places
            .filter_map(|place| {
                let parameter = self.list.iter().find(|parameter| {
                    let own = parameter.place.as_ref();
                    own.is_some_and(|own| self.collection.in_file(&self.place.join(own)) == *place)
                })?;
                self.text(&[&parameter.key])
            })
            .collect()
    }
}
