//! References of schemas (`$ref`), and what of a schema no type says.

use serde_json::Value;

use crate::ir::shape::Shape;

use super::{Place, Reader};

/// What a schema says that did not get into a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untold {
    pointer: String,
    problem: String,
    is_reference: bool,
}

impl Untold {
    pub(super) fn keyword(pointer: &str, keyword: &str) -> Self {
        Self {
            pointer: pointer.to_owned(),
            problem: format!("`{keyword}` is no part of a type"),
            is_reference: false,
        }
    }

    pub(super) fn reference(pointer: &str, target: &str, problem: &str) -> Self {
        Self {
            pointer: pointer.to_owned(),
            problem: format!("`{target}` {problem}"),
            is_reference: true,
        }
    }

    /// The schema that says it, as a JSON pointer.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What it is, in a sentence.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// Whether it is a reference that cannot be followed.
    pub fn is_reference(&self) -> bool {
        self.is_reference
    }
}

impl Reader<'_> {
    /// What a reference leads to; nothing where it leads nowhere, which is told.
    pub(super) fn referred(&mut self, target: &str, place: &Place<'_>, depth: usize) -> Shape {
        match self.followed(target, Some(place)) {
            Ok((pointer, schema)) => self.read(&place.same(schema, &pointer), depth + 1),
            Err(problem) => {
                self.untold
                    .insert(Untold::reference(place.pointer, target, problem));
                Shape::default()
            }
        }
    }
}

impl<'d> Reader<'d> {
    /// The schema that a reference leads to, and its place.
    pub(super) fn followed(
        &self,
        target: &str,
        from: Option<&Place<'_>>,
    ) -> Result<(String, &'d Value), &'static str> {
        let around = std::iter::successors(from, |place| place.around);
        let mut seen: Vec<String> = around.map(|place| place.pointer.to_owned()).collect();
        let mut target = target.to_owned();
        loop {
            let pointer = self.pointer(&target)?;
            let schema = self.document.pointer(&pointer).ok_or("leads nowhere")?;
            if seen.contains(&pointer) {
                return Err("refers to itself");
            }
            // What says more than where it is to be found is a schema of its own.
            let is_alone = schema.as_object().is_some_and(|members| members.len() == 1);
            match schema.get("$ref").and_then(Value::as_str) {
                Some(next) if is_alone => target = next.to_owned(),
                _ => return Ok((pointer, schema)),
            }
            seen.push(pointer);
        }
    }

    /// The part of a reference that is a JSON pointer into this document.
    fn pointer(&self, target: &str) -> Result<String, &'static str> {
        let id = self.document.get("$id").and_then(Value::as_str);
        let own = id.and_then(|id| target.strip_prefix(id.trim_end_matches('#')));
        let fragment = own.unwrap_or(target);
        let pointer = match fragment.strip_prefix('#') {
            Some(pointer) => pointer,
            None if own == Some("") => "",
            None => return Err("stands in another file"),
        };
        Ok(decoded(pointer))
    }
}

/// Replaces every `%XX` of a fragment (RFC 3986 section 3.5).
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.split_at_checked(2).filter(|_| *first == b'%');
        let byte = digits.and_then(|(digits, after)| {
            let digits = std::str::from_utf8(digits).ok()?;
            Some((u8::from_str_radix(digits, 16).ok()?, after))
        });
        let (byte, after) = byte.unwrap_or((*first, tail));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
