//! Two generated crates side by side: what a program that uses the first meets in the second.
//!
//! In: two [`Surface`]s. Out: [`ApiChange`]s, each with its effect, and the [`SemverStep`] that
//! they ask for together.

use std::collections::BTreeMap;

use serde::Serialize;

/// What users of a generated crate can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surface(BTreeMap<String, Item>);

/// One thing with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    kind: ItemKind,
    /// What the compiler checks.
    signature: String,
    /// What goes over the wire for it, which the compiler does not see.
    sends: String,
}

/// What an item is; it decides what a change of it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// Makes a call.
    Function,
    /// The type of a call that has setters.
    Call,
    /// Sets a parameter of a call.
    Setter,
    /// A struct or an enum.
    Type,
    /// A field of an answer: structs of answers are `#[non_exhaustive]`.
    Field,
    /// A field of a body, which programs build from its fields.
    BodyField,
    /// A variant of an enum; all are `#[non_exhaustive]`.
    Variant,
    /// A setting of the client that has a value.
    Setting,
    /// One that has none: calls that need it fail until it is set.
    SettingWithoutValue,
    /// A place for credentials.
    Credentials,
    /// A constant for a scope.
    Scope,
}

/// What a change does to a program that uses the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Effect {
    /// Nothing: it compiles and does what it did.
    Compatible,
    /// It depends on what the program or the server does.
    Unknown,
    /// It does not compile any more, or its calls fail.
    Breaking,
}

/// The step of the crate's version (Semantic Versioning 2.0.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SemverStep {
    /// Nothing that a program can see has changed.
    Patch,
    /// Something is new.
    Minor,
    /// A program may have to change. Below 1.0 the minor version takes this place.
    Major,
}

/// One difference between two clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ApiChange {
    /// What changed, as a program names it: `client.patients().list`, `Patient.email`.
    pub item: String,
    /// What it does to programs.
    pub effect: Effect,
    /// What happened, in words.
    pub what: &'static str,
    /// How it was; absent for what is new.
    pub before: Option<String>,
    /// How it is; absent for what is gone.
    pub after: Option<String>,
}

impl Item {
    pub(crate) fn new(kind: ItemKind, signature: &str) -> Self {
        Self {
            kind,
            signature: signature.to_owned(),
            sends: String::new(),
        }
    }

    pub(crate) fn sending(self, sends: String) -> Self {
        Self { sends, ..self }
    }
}

impl Surface {
    pub(crate) fn add(&mut self, name: String, item: Item) {
        self.0.insert(name, item);
    }
}

impl SemverStep {
    /// The step that these changes ask for: what is unknown counts as new, not as breaking.
    pub fn of(changes: &[ApiChange]) -> Self {
        match changes.iter().map(|change| change.effect).max() {
            Some(Effect::Breaking) => Self::Major,
            Some(_) => Self::Minor,
            None => Self::Patch,
        }
    }
}

/// What changed from one client to the other, by name.
pub(crate) fn compare(old: &Surface, new: &Surface) -> Vec<ApiChange> {
    let gone = old
        .0
        .iter()
        .filter_map(|(name, before)| match new.0.get(name) {
            Some(after) => changed(name, before, after),
            None => Some(removed(name, before)),
        });
    let added = new.0.iter().filter(|(name, _)| !old.0.contains_key(*name));
    let mut changes: Vec<ApiChange> = gone
        .chain(added.map(|(name, item)| new_item(name, item)))
        .collect();
    changes.sort_by(|one, other| one.item.cmp(&other.item));
    changes
}

fn removed(name: &str, before: &Item) -> ApiChange {
    ApiChange {
        item: name.to_owned(),
        effect: Effect::Breaking,
        what: "is gone",
        before: Some(before.signature.clone()),
        after: None,
    }
}

fn new_item(name: &str, after: &Item) -> ApiChange {
    let (effect, what) = match after.kind {
        ItemKind::BodyField => (
            Effect::Unknown,
            "is new; bodies built without `..Default::default()` do not compile",
        ),
        ItemKind::SettingWithoutValue => (
            Effect::Unknown,
            "is new and has no value; calls that need it fail until it is set",
        ),
        ItemKind::Credentials => (
            Effect::Unknown,
            "is new; calls that need it fail until it is set",
        ),
        _ => (Effect::Compatible, "is new"),
    };
    ApiChange {
        item: name.to_owned(),
        effect,
        what,
        before: None,
        after: Some(after.signature.clone()),
    }
}

fn changed(name: &str, before: &Item, after: &Item) -> Option<ApiChange> {
    let change = |effect, what, before: &str, after: &str| {
        Some(ApiChange {
            item: name.to_owned(),
            effect,
            what,
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        })
    };
    if before.signature != after.signature {
        let what = match after.kind {
            ItemKind::Credentials => "wants other credentials",
            ItemKind::Scope => "stands for another scope",
            _ => "has another type",
        };
        return change(Effect::Breaking, what, &before.signature, &after.signature);
    }
    if before.kind != after.kind {
        let (effect, what) = match after.kind {
            ItemKind::SettingWithoutValue => (Effect::Breaking, "has no value any more"),
            ItemKind::Setting => (Effect::Compatible, "has a value now"),
            _ => (Effect::Unknown, "is used in another place"),
        };
        return change(effect, what, &before.sends, &after.sends);
    }
    if before.sends != after.sends {
        let what = match after.kind {
            ItemKind::Setting => "has another value",
            ItemKind::Field | ItemKind::BodyField => "is written otherwise on the wire",
            _ => "sends something else",
        };
        return change(Effect::Unknown, what, &before.sends, &after.sends);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surface(items: &[(&str, ItemKind, &str, &str)]) -> Surface {
        let mut surface = Surface::default();
        for (name, kind, signature, sends) in items {
            surface.add(
                (*name).to_owned(),
                Item::new(*kind, signature).sending((*sends).to_owned()),
            );
        }
        surface
    }

    fn effects(changes: &[ApiChange]) -> Vec<(&str, Effect)> {
        changes
            .iter()
            .map(|change| (change.item.as_str(), change.effect))
            .collect()
    }

    #[test]
    fn the_same_surface_has_no_change_and_asks_for_a_patch() {
        let surface = surface(&[("client.list", ItemKind::Function, "()", "get /a")]);
        let changes = compare(&surface, &surface);
        assert_eq!(changes, []);
        assert_eq!(SemverStep::of(&changes), SemverStep::Patch);
    }

    #[test]
    fn what_is_gone_or_of_another_type_breaks() {
        let old = surface(&[
            ("A.x", ItemKind::Field, "String", ""),
            ("B.x", ItemKind::Field, "i64", ""),
        ]);
        let new = surface(&[("B.x", ItemKind::Field, "String", "")]);
        let changes = compare(&old, &new);
        let breaking = Effect::Breaking;
        assert_eq!(effects(&changes), [("A.x", breaking), ("B.x", breaking)]);
        assert_eq!(SemverStep::of(&changes), SemverStep::Major);
    }

    #[test]
    fn what_is_new_is_compatible_but_for_what_programs_must_give() {
        let new = surface(&[
            ("A.x", ItemKind::Field, "String", ""),
            ("AInput.x", ItemKind::BodyField, "String", ""),
            ("ClientBuilder::key", ItemKind::SettingWithoutValue, "", ""),
        ]);
        let changes = compare(&Surface::default(), &new);
        assert_eq!(
            effects(&changes),
            [
                ("A.x", Effect::Compatible),
                ("AInput.x", Effect::Unknown),
                ("ClientBuilder::key", Effect::Unknown),
            ]
        );
        assert_eq!(SemverStep::of(&changes), SemverStep::Minor);
    }

    #[test]
    fn another_request_behind_the_same_function_is_for_a_person_to_judge() {
        let old = surface(&[("client.list", ItemKind::Function, "()", "get /a")]);
        let new = surface(&[("client.list", ItemKind::Function, "()", "get /b")]);
        let changes = compare(&old, &new);
        assert_eq!(effects(&changes), [("client.list", Effect::Unknown)]);
        assert_eq!(changes[0].before.as_deref(), Some("get /a"));
        assert_eq!(changes[0].after.as_deref(), Some("get /b"));
    }

    #[test]
    fn a_setting_that_loses_its_value_breaks() {
        let old = surface(&[("s", ItemKind::Setting, "", "x")]);
        let new = surface(&[("s", ItemKind::SettingWithoutValue, "", "")]);
        assert_eq!(effects(&compare(&old, &new)), [("s", Effect::Breaking)]);
        assert_eq!(effects(&compare(&new, &old)), [("s", Effect::Compatible)]);
    }
}
