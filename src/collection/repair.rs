//! Reads a collection in which some values are not what they must be.
//!
//! In: JSON of the shape of a collection. Out: the collection, each unfit value taken as absent
//! and reported at its place, so that one bad request never stops the rest. Refused: only a
//! document with more faults than anyone would read.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::model::{Collection, Item};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

const MOST_FAULTS: usize = 1000;
/// The rest of the collection is read as a whole for each of its faults.
const MOST_FAULTS_OF_REST: usize = 100;
/// A request with more faults than this is given up as a whole.
const MOST_FAULTS_OF_ITEM: usize = 50;

/// Reads `value`, which stands at `root` in its file.
pub(super) fn repair(
    mut value: Value,
    root: &Pointer,
    found: &mut Diagnostics,
) -> Result<Collection, Box<Diagnostic>> {
    let mut repair = Repair::new(found);
    repair.items(&mut value, root, &[]);
    repair.whole(&mut value, root)
}

/// Counts the faults of one document.
pub(super) struct Repair<'f> {
    found: &'f mut Diagnostics,
    faults: usize,
}

impl<'f> Repair<'f> {
    pub(super) fn new(found: &'f mut Diagnostics) -> Self {
        Self { found, faults: 0 }
    }

    /// The whole document, after its parts were read one by one.
    pub(super) fn whole<T: DeserializeOwned>(
        &mut self,
        value: &mut Value,
        root: &Pointer,
    ) -> Result<T, Box<Diagnostic>> {
        let read = self.read::<T>(value, root, &[], MOST_FAULTS_OF_REST);
        read.filter(|_| self.faults < MOST_FAULTS).ok_or_else(|| {
            Diagnostic::new(
                "wrong-type",
                Severity::Error,
                "the collection has too many faults to be read",
            )
            .at(root)
            .effect("nothing is generated")
            .help("export the collection from Postman again")
            .into()
        })
    }

    /// The elements of a list one by one: a fault costs the reading of one element again, not of
    /// the collection.
    pub(super) fn elements<T: DeserializeOwned>(
        &mut self,
        parent: &mut Value,
        member: &str,
        place: &Pointer,
    ) {
        let Some(Value::Array(elements)) = parent.get_mut(member) else {
            return;
        };
        let place = place.key(member);
        for (index, element) in elements.iter_mut().enumerate() {
            self.element::<T>(element, &place.index(index), &[name(element)]);
        }
    }

    /// Requests one by one, innermost folders first.
    fn items(&mut self, parent: &mut Value, place: &Pointer, names: &[String]) {
        let Some(Value::Array(children)) = parent.get_mut("item") else {
            return;
        };
        let place = place.key("item");
        for (index, child) in children.iter_mut().enumerate() {
            let place = place.index(index);
            let mut names = names.to_vec();
            names.push(name(child));
            self.items(child, &place, &names);
            self.element::<Item>(child, &place, &names);
        }
    }

    fn element<T: DeserializeOwned>(
        &mut self,
        element: &mut Value,
        place: &Pointer,
        names: &[String],
    ) {
        let is_readable = self.faults >= MOST_FAULTS
            || self
                .read::<T>(element, place, names, MOST_FAULTS_OF_ITEM)
                .is_some();
        if !is_readable {
            *element = Value::Null;
        }
    }

    /// Reads one value, setting to `null` whatever stands in the way.
    fn read<T: DeserializeOwned>(
        &mut self,
        value: &mut Value,
        place: &Pointer,
        names: &[String],
        most: usize,
    ) -> Option<T> {
        for _ in 0..most {
            if value.is_null() {
                return None;
            }
            let error = match serde_path_to_error::deserialize(&*value) {
                Ok(read) => return Some(read),
                Err(error) => error,
            };
            let expected = expected(&error.inner().to_string());
            let at = fault(value, error.path());
            let fault = value.pointer_mut(at.as_str())?;
            self.faults += 1;
            self.found
                .push(wrong_type(&place.join(&at), fault, &expected).of_request(names));
            *fault = Value::Null;
        }
        None
    }
}

/// The place that a path leads to, or the innermost one around it that is not `null` yet.
fn fault(value: &Value, path: &Path) -> Pointer {
    let mut place = Pointer::root();
    for segment in path {
        let next = match segment {
            Segment::Seq { index } => place.index(*index),
            Segment::Map { key } => place.key(key),
            Segment::Enum { .. } | Segment::Unknown => break,
        };
        match value.pointer(next.as_str()) {
            None | Some(Value::Null) => break,
            Some(_) => place = next,
        }
    }
    place
}

/// Says what stands there by its kind only: the value itself may be a secret.
fn wrong_type(place: &Pointer, fault: &Value, expected: &str) -> Diagnostic {
    let kind = kind(fault);
    Diagnostic::new(
        "wrong-type",
        Severity::Warning,
        format!("{} is {kind} where {expected} is expected", member(place)),
    )
    .at(place)
    .effect("the value is ignored")
    .help("correct it in Postman and export the collection again")
}

/// What a value is, without the value.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The innermost name of a place: `url`, or element 2 of `item`.
pub(super) fn member(place: &Pointer) -> String {
    let mut names: Vec<String> = place.segments().collect();
    match (names.pop(), names.pop()) {
        (None, _) => "the collection".to_owned(),
        (Some(index), Some(list)) if index.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("element {index} of `{list}`")
        }
        (Some(name), _) => format!("`{name}`"),
    }
}

/// What serde says it wanted, without the value that it found.
fn expected(said: &str) -> String {
    let wanted = said
        .rsplit_once("expected ")
        .map_or("something else", |(_, wanted)| wanted);
    match wanted {
        "a string" => "text".to_owned(),
        "a sequence" => "a list".to_owned(),
        wanted if wanted.starts_with("struct ") || wanted == "a map" => "an object".to_owned(),
        wanted => wanted.to_owned(),
    }
}

/// The name of a folder or request.
pub(super) fn name(item: &Value) -> String {
    item.get("name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned()
}
