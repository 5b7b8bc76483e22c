//! Objects of several kinds that a schema tells apart: `discriminator` of OpenAPI, or a member that has another constant
//! in each of `oneOf` or `anyOf`.
//!
//! In: the schema. Out: the objects of all kinds as one shape, with the members of each kind by its word.

use serde_json::Value;

use crate::ir::join::join;
use crate::ir::members::Members;
use crate::ir::shape::{Shape, Texts, Words};
use crate::ir::variants::{Variant, Variants};

use super::{Place, Reader, SAMPLES, Untold, each, escaped};

/// Where schemas stand by their names.
const CONTAINERS: [&str; 3] = ["/components/schemas", "/definitions", "/$defs"];

/// One kind: its word, its schema and where that stands.
struct Kind<'s> {
    word: String,
    schema: &'s Value,
    pointer: String,
}

impl<'d> Reader<'d> {
    /// The objects of a schema that tells their kinds apart, with what else it allows beside them.
    pub(super) fn kinds(&mut self, place: &Place<'_>, depth: usize) -> Option<Shape> {
        let (tag, kinds) = match tag_of(place.schema) {
            Some(tag) => (tag, self.declared(place)),
            None => self.implied(place)?,
        };
        // As a part of one of its kinds it has only what all have in common.
        if kinds.len() < 2 || place.is_part && each_kind(place).is_empty() {
            return None;
        }
        self.tell_unfound(place);
        let mut whole = Shape::default();
        for (one, pointer) in each_kind(place) {
            if !kinds.iter().any(|kind| kind.pointer == pointer) && one.get("$ref").is_none() {
                whole = join(whole, self.read(&Place::new(one, &pointer), depth + 1));
            }
        }
        for kind in kinds {
            let shape = self.read(&Place::new(kind.schema, &kind.pointer), depth + 1);
            whole = join(whole, of_kind(shape, &tag, kind.word));
        }
        (whole.objects() > 0).then_some(whole)
    }

    /// Tells the kinds whose schemas are not there.
    fn tell_unfound(&mut self, place: &Place<'_>) {
        let listed = each_kind(place).into_iter().filter_map(|(one, pointer)| {
            let target = one.get("$ref").and_then(Value::as_str)?;
            Some((pointer, target))
        });
        let mapped = mapping(place.schema).map(|(word, target)| {
            let around = place.pointer;
            let pointer = format!("{around}/discriminator/mapping/{}", escaped(word));
            (pointer, target)
        });
        for (pointer, target) in listed.chain(mapped) {
            if let Err(problem) = self.schema_of(target) {
                self.untold
                    .insert(Untold::reference(&pointer, target, problem));
            }
        }
    }

    /// The kinds of a `discriminator`: those of the list, those of its mapping, or else all that have this schema as a part.
    fn declared(&self, place: &Place<'_>) -> Vec<Kind<'d>> {
        let mut kinds: Vec<Kind<'d>> = mapping(place.schema)
            .filter_map(|(word, target)| self.kind(word, target))
            .collect();
        for (one, _) in each_kind(place) {
            let target = one.get("$ref").and_then(Value::as_str);
            kinds.extend(self.by_name(target.unwrap_or_default(), &kinds));
        }
        if kinds.is_empty() {
            let parts = self.with_part(place.pointer);
            for target in parts {
                kinds.extend(self.by_name(&target, &kinds));
            }
        }
        kinds
    }

    /// The kind of a reference that has none yet, by the name of its schema.
    fn by_name(&self, target: &str, known: &[Kind<'_>]) -> Option<Kind<'d>> {
        let name = target.rsplit('/').next().filter(|name| !name.is_empty())?;
        let kind = self.kind(&name.replace("~1", "/").replace("~0", "~"), target)?;
        let is_new = known.iter().all(|other| other.pointer != kind.pointer);
        is_new.then_some(kind)
    }

    /// A kind by a reference.
    fn kind(&self, word: &str, target: &str) -> Option<Kind<'d>> {
        let (pointer, schema) = self.schema_of(target).ok()?;
        Some(Kind {
            word: word.to_owned(),
            schema,
            pointer,
        })
    }

    /// The schema that a reference leads to, or that has this name.
    fn schema_of(&self, target: &str) -> Result<(String, &'d Value), &'static str> {
        let named = CONTAINERS.map(|container| format!("#{container}/{}", escaped(target)));
        let mut named = named.iter().map(|target| self.followed(target, None));
        match self.followed(target, None) {
            Ok(found) => Ok(found),
            Err(problem) => named.find_map(Result::ok).ok_or_else(|| {
                let is_name = !target.contains(['/', '#', '.']);
                if is_name { "leads nowhere" } else { problem }
            }),
        }
    }

    /// References to the schemas that have the one at this place as a part.
    fn with_part(&self, pointer: &str) -> Vec<String> {
        let mut found = Vec::new();
        for container in CONTAINERS {
            let schemas = self.document.pointer(container).and_then(Value::as_object);
            for (name, schema) in schemas.into_iter().flatten() {
                let parts = schema.get("allOf").and_then(Value::as_array);
                let mut parts = parts.into_iter().flatten();
                let is_this = |part: &Value| {
                    let target = part.get("$ref").and_then(Value::as_str);
                    target.and_then(|target| target.strip_prefix('#')) == Some(pointer)
                };
                if parts.any(is_this) {
                    found.push(format!("#{container}/{}", escaped(name)));
                }
            }
        }
        found
    }

    /// The kinds of a list in which each schema has another constant in the member of one name.
    fn implied(&self, place: &Place<'_>) -> Option<(String, Vec<Kind<'d>>)> {
        let mut objects: Vec<(&'d Value, String)> = Vec::new();
        for (one, pointer) in each_kind(place) {
            let found = match one.get("$ref").and_then(Value::as_str) {
                Some(target) => {
                    let (pointer, schema) = self.followed(target, None).ok()?;
                    (schema, pointer)
                }
                None => (self.document.pointer(&pointer)?, pointer),
            };
            if found.0.get("type").and_then(Value::as_str) != Some("null") {
                objects.push(found);
            }
        }
        let names = objects.first()?.0.get("properties")?.as_object()?.keys();
        let mut tagged = names.filter_map(|tag| {
            let mut kinds: Vec<Kind<'d>> = Vec::new();
            for (schema, pointer) in &objects {
                let word = constant(schema.get("properties")?.get(tag)?)?.to_owned();
                if kinds.iter().any(|kind| kind.word == word) {
                    return None;
                }
                kinds.push(Kind {
                    word,
                    schema,
                    pointer: pointer.clone(),
                });
            }
            Some((tag.clone(), kinds))
        });
        tagged.next().filter(|(_, kinds)| kinds.len() > 1)
    }
}

/// The schemas of `oneOf` and `anyOf`.
fn each_kind<'s>(place: &Place<'s>) -> Vec<(&'s Value, String)> {
    let mut all = each(place, "oneOf");
    all.extend(each(place, "anyOf"));
    all
}

/// The member that tells the kinds apart: OpenAPI 3 has its name in an object, 2.0 alone.
fn tag_of(schema: &Value) -> Option<String> {
    let discriminator = schema.get("discriminator")?;
    let name = discriminator.get("propertyName").unwrap_or(discriminator);
    name.as_str().map(str::to_owned)
}

/// The schemas of a `discriminator` by their words.
fn mapping(schema: &Value) -> impl Iterator<Item = (&str, &str)> {
    let mapping = schema.pointer("/discriminator/mapping");
    let mapping = mapping.and_then(Value::as_object).into_iter().flatten();
    mapping.filter_map(|(word, target)| Some((word.as_str(), target.as_str()?)))
}

/// The one text that a schema allows.
fn constant(schema: &Value) -> Option<&str> {
    match schema.get("enum").and_then(Value::as_array) {
        Some(list) => match list.as_slice() {
            [only] => only.as_str(),
            _ => None,
        },
        None => schema.get("const")?.as_str(),
    }
}

/// The objects of one kind, with its word in the member that tells it.
fn of_kind(mut shape: Shape, tag: &str, word: String) -> Shape {
    let Some(members) = shape.object.take() else {
        return shape;
    };
    let seen = members.seen;
    let mut fields = members.into_fields();
    let text = Shape {
        seen,
        text: Some(Box::new(Texts {
            seen,
            words: Words::Few(vec![(word.clone(), 0)]),
            ..Texts::default()
        })),
        ..Shape::default()
    };
    match fields.iter_mut().find(|field| field.name == tag) {
        Some(field) => field.shape = text,
        None => fields.push(super::Field {
            name: tag.to_owned(),
            shape: text,
        }),
    }
    let variant = Variant {
        seen,
        members: fields
            .iter()
            .map(|field| (field.name.clone(), field.shape.seen))
            .collect(),
        declared: Some(fields.clone()),
    };
    let members = Members::often(seen, fields).of_kinds(Variants::one(tag, word, variant));
    Shape {
        object: Some(Box::new(members)),
        ..shape
    }
}

/// Kinds that all have these members as well.
pub(super) fn with_members(mut kinds: Shape, own: Shape) -> Shape {
    let Some(members) = own.object.clone() else {
        return join(kinds, own);
    };
    if let Some(object) = &mut kinds.object {
        object.add_to_kinds(members.fields());
    }
    Shape {
        seen: SAMPLES,
        null: own.null.max(kinds.null),
        ..kinds
    }
}
