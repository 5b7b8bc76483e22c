//! Names that stay: what the types of a crate are called without one of the saved examples, and with
//! it.
//!
//! In: a collection. Out: the share of names that a program which uses the crate finds again after
//! the example was added, and those that it does not. Types that only one of the two crates has are
//! no names that changed.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use collgen::{Generator, Stage};
use serde_json::Value;

use crate::figures::Share;
use crate::spelled::Spelled;
use crate::types::Types;

/// Examples that are tried per collection, spread over all of them.
const MOST: usize = 12;

/// Members that a grown example has more in each object: enough that any rule that counts members
/// counts differently.
const ADDED: [&str; 4] = [
    "added_tint",
    "added_weight",
    "added_remark",
    "added_altitude",
];

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Names that are the same with one more example.
    pub kept: Share,
    /// Names that are the same when one example has more members in each of its objects.
    pub kept_when_grown: Share,
    /// What is called otherwise, for people.
    pub changed: Vec<String>,
}

impl Names {
    /// The figures of one collection.
    ///
    /// # Errors
    /// When no crate comes out of it.
    pub fn of_collection(name: &str, bytes: &[u8]) -> Result<Self> {
        let mut names = Self::default();
        let Ok(collection) = serde_json::from_slice::<Value>(bytes) else {
            return Ok(names);
        };
        let mut pointers = Vec::new();
        find_examples(&collection, "", &mut pointers);
        if pointers.is_empty() {
            return Ok(names);
        }
        let whole = places(name, &collection)?;
        let step = pointers.len().div_ceil(MOST);
        for pointer in pointers.iter().step_by(step) {
            let title = format!("{name}: {pointer}");
            let fewer = without(&collection, pointer);
            let before = places(name, &fewer)?;
            let share = compare(&title, &before, &whole, &mut names.changed);
            names.kept += share;
            let grown = with_members(&collection, pointer);
            let after = places(name, &grown)?;
            let share = compare(
                &format!("{title} grown"),
                &whole,
                &after,
                &mut names.changed,
            );
            names.kept_when_grown += share;
        }
        Ok(names)
    }
}

impl std::ops::AddAssign for Names {
    fn add_assign(&mut self, other: Self) {
        self.kept += other.kept;
        self.kept_when_grown += other.kept_when_grown;
        self.changed.extend(other.changed);
    }
}

/// Pointers to the saved answers with JSON objects.
fn find_examples(value: &Value, pointer: &str, found: &mut Vec<String>) {
    for (at, answer) in each(value, "response").enumerate() {
        if body_of(answer).is_some() {
            found.push(format!("{pointer}/response/{at}"));
        }
    }
    for (at, item) in each(value, "item").enumerate() {
        find_examples(item, &format!("{pointer}/item/{at}"), found);
    }
}

fn each<'a>(value: &'a Value, member: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value[member].as_array().into_iter().flatten()
}

fn body_of(answer: &Value) -> Option<Value> {
    let body = serde_json::from_str::<Value>(answer["body"].as_str()?).ok()?;
    (body.is_object() || body.is_array()).then_some(body)
}

fn without(collection: &Value, pointer: &str) -> Value {
    let mut fewer = collection.clone();
    if let Some((list, at)) = pointer.rsplit_once('/')
        && let Some(Value::Array(answers)) = fewer.pointer_mut(list)
        && let Ok(at) = at.parse::<usize>()
        && at < answers.len()
    {
        answers.remove(at);
    }
    fewer
}

fn with_members(collection: &Value, pointer: &str) -> Value {
    let mut grown = collection.clone();
    if let Some(answer) = grown.pointer_mut(pointer)
        && let Some(mut body) = body_of(answer)
    {
        grow(&mut body);
        answer["body"] = body.to_string().into();
    }
    grown
}

fn grow(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(grow),
        Value::Object(members) => {
            members.values_mut().for_each(grow);
            for added in ADDED {
                members.insert(added.to_owned(), "text".into());
            }
        }
        _ => {}
    }
}

/// The names of the types by where a program meets them: a function, and the members from its
/// answer or its argument on.
fn places(name: &str, collection: &Value) -> Result<BTreeMap<String, String>> {
    let view = Generator::from_bytes(name, collection.to_string()).inspect(Stage::View)?;
    let types = Types::of_view(&view);
    let mut places = BTreeMap::new();
    for group in each(&view, "groups") {
        let access = group["access"].as_str().unwrap_or_default();
        for method in each(group, "methods") {
            let signature = method["signature"].as_str().unwrap_or_default();
            let (head, answer) = signature.rsplit_once("-> ").unwrap_or((signature, ""));
            let (function, arguments) = head.split_once('(').unwrap_or((head, ""));
            let function = format!("{access}.{function}");
            let argument_types = arguments.split(": ").skip(1);
            for (at, argument) in argument_types.enumerate() {
                let argument = Spelled::parse(argument.trim_start_matches('&'));
                walk(&format!("{function}({at})"), argument, &types, &mut places);
            }
            walk(&function, Spelled::parse(answer), &types, &mut places);
        }
        for call in each(group, "calls") {
            let text = |member: &str| call[member].as_str().unwrap_or_default();
            let answer = Spelled::parse(text("answer"));
            walk(text("built_by"), answer, &types, &mut places);
        }
    }
    Ok(places)
}

/// Breadth first, so that each type is met at the place that is nearest.
fn walk(start: &str, spelled: Spelled, types: &Types, places: &mut BTreeMap<String, String>) {
    let mut seen = BTreeSet::new();
    let mut level = vec![(start.to_owned(), spelled)];
    while !level.is_empty() {
        let mut next = Vec::new();
        for (place, spelled) in level {
            let inner = spelled.arguments.iter().enumerate();
            next.extend(inner.map(|(at, inner)| (format!("{place}<{at}>"), inner.clone())));
            let name = &spelled.name;
            let is_type = types.structs.contains_key(name)
                || types.unions.contains_key(name)
                || types.tagged.contains_key(name)
                || types.words.contains(name);
            if !is_type {
                continue;
            }
            places.insert(place.clone(), name.clone());
            if !seen.insert(name.clone()) {
                continue;
            }
            let mut fields: Vec<_> = types.structs.get(name).map_or_else(Vec::new, |found| {
                let fields = found.fields.iter();
                fields.map(|field| (&field.wire, &field.spelled)).collect()
            });
            fields.sort_by_key(|(wire, _)| *wire);
            let fields = fields.into_iter();
            next.extend(fields.map(|(wire, inner)| (format!("{place}.{wire}"), inner.clone())));
            let variants = types.unions.get(name).into_iter().flatten().enumerate();
            next.extend(variants.map(|(at, inner)| (format!("{place}|{at}"), inner.clone())));
            let kinds = types
                .tagged
                .get(name)
                .into_iter()
                .flat_map(|(_, kinds)| kinds);
            next.extend(kinds.map(|(word, inner)| (format!("{place}={word}"), inner.clone())));
        }
        level = next;
    }
}

/// Counts the names of `before`, each once: kept if it is what stands in all of its places still.
fn compare(
    title: &str,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    changed: &mut Vec<String>,
) -> Share {
    let mut others: BTreeMap<&str, Option<(&str, &str)>> = BTreeMap::new();
    for (place, name) in before {
        let Some(now) = after.get(place) else {
            continue;
        };
        let other = others.entry(name).or_default();
        if now != name && other.is_none() {
            *other = Some((place, now));
        }
    }
    let mut share = Share::default();
    for (name, other) in others {
        share.count(other.is_none());
        if let Some((place, now)) = other {
            changed.push(format!("{title}: {name} is {now} at {place}"));
        }
    }
    share
}
