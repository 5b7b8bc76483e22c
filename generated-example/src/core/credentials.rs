//! Credentials on the way into the client.
//!
//! In: what was given for each part of them, and what the collection saves, which may hold `{{name}}`. Out: the value
//! of a part, or the name of what is missing. Nothing here is shown by `Debug`.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use super::super::auth::{Authorize, Secret};
use super::settings::Settings;

/// A place for credentials.
#[derive(Clone)]
pub(super) struct Slot {
    pub(super) name: &'static str,
    pub(super) authorizer: Option<Arc<dyn Authorize>>,
    /// The setting or part that there would be credentials with.
    pub(super) missing: Option<String>,
}

/// What is known of the parts of credentials.
pub struct Given<'b> {
    settings: &'b Settings,
    parts: &'b [(&'static str, Secret)],
    missing: RefCell<Option<String>>,
}

#[allow(
    dead_code,
    reason = "which kinds of parts there are depends on the collection"
)]
impl<'b> Given<'b> {
    pub(super) fn new(settings: &'b Settings, parts: &'b [(&'static str, Secret)]) -> Self {
        Self {
            settings,
            parts,
            missing: RefCell::default(),
        }
    }

    /// What was missing first.
    pub(super) fn missing(self) -> Option<String> {
        self.missing.into_inner()
    }

    /// A part that nothing can be sent without: as given, else by the setting of the same name, else what the
    /// collection saves.
    pub fn part(&self, name: &str, saved: &str) -> Option<Secret> {
        let found = self.text(name, saved)?;
        if found.expose().is_empty() {
            self.miss(name);
            return None;
        }
        Some(found)
    }

    /// The same, where an empty text will do.
    pub fn text(&self, name: &str, saved: &str) -> Option<Secret> {
        if let Some((_, value)) = self.parts.iter().find(|(part, _)| *part == name) {
            return Some(value.clone());
        }
        let template = self.settings.get(name).unwrap_or(saved);
        match self.settings.expand(template) {
            Ok(text) => Some(text.into_owned().into()),
            Err(missing) => {
                self.miss(&missing.0);
                None
            }
        }
    }

    /// The same, empty where a setting has no value.
    pub fn optional(&self, name: &str, saved: &str) -> Secret {
        let before = self.missing.take();
        let found = self.text(name, saved);
        self.missing.replace(before);
        found.unwrap_or_else(|| "".into())
    }

    fn miss(&self, name: &str) {
        self.missing
            .borrow_mut()
            .get_or_insert_with(|| name.to_owned());
    }
}

impl fmt::Debug for Given<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Given").finish_non_exhaustive()
    }
}
