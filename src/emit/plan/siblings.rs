//! Names that several fields share.
//!
//! Fields beside each other that hold the same are called by what their names have in common, or by what the
//! object around them is called; and a type that stands in fields of several names by what these have in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::ident;
use crate::ir::{Field, Shape};

use super::models::{Form, Models};
use super::nested_names::{KIND, is_wrapper};
use super::similar::{is_equal, is_part};
use super::types::ModelId;

/// Whom a message goes to.
const RECIPIENTS: [&str; 3] = ["to", "cc", "bcc"];

/// Last words after which a name is not over: those of `created_by` and `last_edited_by` share no thing.
const JOINTS: [&str; 9] = ["at", "by", "for", "from", "in", "of", "on", "to", "with"];

/// Words for several things that say nothing of one of them.
const VAGUE: [&str; 8] = [
    "attributes",
    "contents",
    "data",
    "details",
    "items",
    "links",
    "results",
    "values",
];

impl Models {
    /// The name that a field shares with fields beside it in which the same stands: `insurance` of
    /// `primary_insurance` and `secondary_insurance`, `eap_cert` of `eap_ca_cert` and `eap_client_cert`.
    pub(super) fn name_with_siblings(
        &self,
        parent: ModelId,
        field: &str,
        shape: &Shape,
    ) -> Option<String> {
        let own = ident::words(field);
        let siblings = self.siblings(parent, field, shape, is_equal);
        let siblings: Vec<Vec<String>> = siblings.map(ident::words).collect();
        let is_recipient =
            |words: &[String]| matches!(words, [word] if RECIPIENTS.contains(&word.as_str()));
        if is_recipient(&own) && siblings.iter().any(|words| is_recipient(words)) {
            return Some("recipient".to_owned());
        }
        // One whose name is the end of the other's is the thing itself.
        let is_like = |other: &&Vec<String>| {
            let last = same(own.iter().rev().zip(other.iter().rev()));
            last > 0 && last < own.len() && last < other.len()
        };
        let mut names: Vec<&[String]> =
            siblings.iter().filter(is_like).map(Vec::as_slice).collect();
        if names.is_empty() {
            return None;
        }
        names.push(&own);
        let words = common_words(&names)?;
        (words.len() < own.len()).then(|| words.join("_"))
    }

    /// The fields beside this one that hold the same.
    fn siblings<'a>(
        &'a self,
        parent: ModelId,
        field: &'a str,
        shape: &'a Shape,
        is: fn(&Shape, &Shape) -> bool,
    ) -> impl Iterator<Item = &'a str> {
        let fields = self.list[parent].shape.fields().unwrap_or_default();
        let has_list = |field: &Field| field.shape.items().is_some();
        let own = fields.iter().find(|own| own.name == field).map(has_list);
        let siblings = fields.iter().filter(move |other| {
            let object = object(other);
            let is_same_kind = own == Some(has_list(other));
            other.name != field && is_same_kind && object.fields().is_some() && is(object, shape)
        });
        siblings.map(|field| field.name.as_str())
    }

    /// Where an object has only objects in it, and is called after several things, those that are alike are
    /// these things, whatever somebody called each: `{"parameters": {"input": {…}, "output": {…}}}`. The model
    /// around it, and its name there.
    pub(super) fn one_of(
        &self,
        parent: ModelId,
        field: &str,
        shape: &Shape,
    ) -> Option<(ModelId, String)> {
        let outer = self.list[parent].parent?;
        let fields = self.list[parent].shape.fields()?;
        let is_all = fields.iter().all(|field| object(field).fields().is_some());
        if !is_all
            || self
                .siblings(parent, field, shape, is_part)
                .next()
                .is_none()
        {
            return None;
        }
        let places = self.places.range((outer, String::new())..);
        let mut places = places.take_while(|((id, _), _)| *id == outer);
        let ((_, name), _) = places.find(|(_, id)| **id == parent)?;
        let last = ident::words(name).pop()?;
        let is_plural = ident::singular(&last) != last;
        let is_clear = is_plural
            && !self.is_item(outer, name)
            && !is_wrapper(name)
            && !VAGUE.contains(&last.as_str());
        is_clear.then(|| (outer, name.clone()))
    }

    /// Calls each struct that stands in fields of several names by what these names share: the address in
    /// `billing_address` and `home_address` is an `Address`. Those that got another name.
    pub(super) fn rename_shared(&mut self) -> Vec<ModelId> {
        let mut fields: BTreeMap<ModelId, BTreeSet<&str>> = BTreeMap::new();
        for ((_, field), id) in &self.places {
            if self.is_named_by(field, *id) {
                fields.entry(*id).or_default().insert(field);
            }
        }
        fields.retain(|_, names| names.len() >= 2);
        let wanted: Vec<(ModelId, Vec<String>)> = fields
            .iter()
            .filter_map(|(id, names)| Some((*id, self.shared_names(*id, names)?)))
            .collect();
        let renamed = wanted
            .into_iter()
            .filter(|(id, names)| self.rename(*id, names, self.list[*id].words.len()));
        renamed.map(|(id, _)| id).collect::<Vec<_>>()
    }

    /// Gives the name of what a field says to the type that stands in most fields of it, if another one, in half
    /// as many places or fewer, was there first. Those that got another name.
    pub(super) fn rename_frequent(&mut self) -> Vec<ModelId> {
        const MANY: usize = 3;
        let mut places: BTreeMap<ModelId, Vec<(ModelId, String)>> = BTreeMap::new();
        for ((outer, field), id) in &self.places {
            if self.is_named_by(field, *id) {
                let place = (*outer, field.clone());
                places.entry(*id).or_default().push(place);
            }
        }
        let mut frequent: Vec<ModelId> = places.keys().copied().collect();
        frequent.retain(|id| places[id].len() >= MANY);
        frequent.sort_by_key(|id| std::cmp::Reverse(places[id].len()));
        let mut renamed = Vec::new();
        for id in frequent {
            let Some(name) = self.plain_name(id, &places[&id]) else {
                continue;
            };
            let holder = self.by_name(&name).and_then(|model| self.id_of(model));
            let Some(holder) = holder.filter(|holder| {
                let known = places.get(holder).map(Vec::len);
                known.is_some_and(|known| known * 2 <= places[&id].len())
            }) else {
                continue;
            };
            let is_around =
                |outer: ModelId| self.list.iter().any(|model| model.parent == Some(outer));
            let Some((outer, field)) = places[&holder].first().filter(|_| !is_around(holder))
            else {
                continue;
            };
            let names = self.names_of(*outer, field, self.is_item(*outer, field));
            if self.rename(holder, &names.around_first(), usize::MAX)
                && self.rename(id, &[name], usize::MAX)
            {
                renamed.extend([holder, id]);
            }
        }
        renamed
    }

    /// Whether a model is a struct that may be called after a field it stands in: the field has a name, and the
    /// model is no resource.
    fn is_named_by(&self, field: &str, id: ModelId) -> bool {
        let model = &self.list[id];
        !field.starts_with([KIND, '{', '['])
            && !field.ends_with('?')
            && matches!(model.form, Form::Struct(_))
            && !model.is_resource
            && model.parent.is_some()
    }

    /// The name of what all fields of a type say, if it has a longer one.
    fn plain_name(&self, id: ModelId, places: &[(ModelId, String)]) -> Option<String> {
        let parent = self.list[id].parent?;
        let singular: Vec<Vec<String>> = places
            .iter()
            .map(|(_, field)| ident::singular_words(field))
            .collect();
        let names: Vec<&[String]> = singular.iter().map(Vec::as_slice).collect();
        let common = common_words(&names)?;
        let names = self.names_of(parent, &common.join("_"), false);
        let model = &self.list[id];
        let is_longer = names.own.len() < model.name.len() && names.is_telling;
        let is_given = self.is_given(id, places.iter().map(|(_, field)| &**field));
        (is_longer && !is_given).then_some(names.own)
    }

    /// Whether the rules or a schema chose the name.
    fn is_given<'a>(&self, id: ModelId, mut fields: impl Iterator<Item = &'a str>) -> bool {
        let model = &self.list[id];
        let is_declared = |field: &str| {
            let parent = model.parent;
            parent.is_some_and(|parent| self.declared_name(parent, field).is_some())
        };
        self.rules.rename.values().any(|name| *name == model.name) || fields.any(is_declared)
    }

    /// Names by what the fields share, if the name that a model has says more than that.
    fn shared_names(&self, id: ModelId, fields: &BTreeSet<&str>) -> Option<Vec<String>> {
        let parent = self.list[id].parent?;
        let singular: Vec<Vec<String>> = fields
            .iter()
            .map(|field| ident::singular_words(field))
            .collect();
        let names: Vec<&[String]> = singular.iter().map(Vec::as_slice).collect();
        let common = common_words(&names)?;
        let model = &self.list[id];
        let is_of_one = names
            .iter()
            .any(|name| name.len() > common.len() && model.words.ends_with(name));
        if !is_of_one || self.is_given(id, fields.iter().copied()) {
            return None;
        }
        let names = self.names_of(parent, &common.join("_"), false);
        names.is_telling.then(|| names.best_first())
    }
}

/// The object in a field, or in the list in it.
fn object(field: &Field) -> &Shape {
    field.shape.items().unwrap_or(&field.shape)
}

/// How many words are the same until the first that are not.
fn same<'a>(words: impl Iterator<Item = (&'a String, &'a String)>) -> usize {
    words.take_while(|(own, other)| own == other).count()
}

/// The words that all names begin and end with; none if they end in different ones.
fn common_words(names: &[&[String]]) -> Option<Vec<String>> {
    let (first, others) = names.split_first()?;
    let shortest = names.iter().map(|name| name.len()).min()?;
    let tails = others
        .iter()
        .map(|other| same(first.iter().rev().zip(other.iter().rev())));
    let tail = tails.min().unwrap_or(first.len());
    let heads = others
        .iter()
        .map(|other| same(first.iter().zip(other.iter())));
    let head = heads.min().unwrap_or(0).min(shortest - tail);
    let is_joint = first
        .last()
        .is_some_and(|last| JOINTS.contains(&last.as_str()));
    let words = first[..head].iter().chain(&first[first.len() - tail..]);
    (tail > 0 && !is_joint).then(|| words.cloned().collect())
}
