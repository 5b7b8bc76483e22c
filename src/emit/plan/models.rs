//! Structs: which shapes share one, and what it is called.
//!
//! First the resources (`GET /patients/:id` and the items of `GET /patients` are one `Patient`),
//! joined where they overlap; then, level by level, the objects inside of them, shared where they
//! are equal. Joining is harmless: a field that one of them lacks is optional.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;

use crate::emit::ident;
use crate::ir::join::join;
use crate::ir::{Field, Kind, Shape};

use super::types::{ModelId, Type};

/// What a struct is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Decoded from answers.
    Answer,
    /// Sent as a body.
    Input,
}

/// A struct in the making.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) role: Role,
    /// Module that it stands in.
    pub(super) module: String,
    pub(super) shape: Shape,
    /// Types of the fields, in the order of the shape.
    pub(super) types: Vec<Type>,
    /// Requests that gave evidence, by their path.
    pub(super) sources: BTreeSet<String>,
    is_resource: bool,
    /// The words of the name in the singular, without the word that marks bodies.
    words: Vec<String>,
}

/// A generic envelope around the items of a list.
#[derive(Clone, Debug)]
pub(super) struct PageModel {
    pub(super) name: String,
    pub(super) items: String,
    pub(super) shape: Shape,
    /// Whether the items were missing once.
    pub(super) is_bare_at_times: bool,
}

/// All structs of the crate.
#[derive(Debug, Default)]
pub(super) struct Models {
    pub(super) list: Vec<Model>,
    pub(super) pages: Vec<PageModel>,
    names: BTreeMap<String, ModelId>,
    resolved: usize,
}

/// Names that would hide an item of the prelude, of a dependency or of ours.
const RESERVED: [&str; 32] = [
    "ApiError",
    "Box",
    "Bytes",
    "BTreeMap",
    "Call",
    "Client",
    "ClientBuilder",
    "Clone",
    "Core",
    "Debug",
    "Default",
    "Deserialize",
    "Display",
    "Err",
    "Error",
    "Failure",
    "File",
    "From",
    "Into",
    "Method",
    "None",
    "NumberOrText",
    "Ok",
    "Option",
    "Page",
    "Paged",
    "PartialEq",
    "Result",
    "Serialize",
    "Some",
    "String",
    "Vec",
];

/// Characters of a name that is made of the names above, the word for bodies aside.
const LONGEST: usize = 60;

/// Where a resource shape comes from.
pub(super) struct Origin<'a> {
    pub(super) module: &'a str,
    pub(super) source: String,
    pub(super) role: Role,
}

impl Models {
    /// The struct of a resource: an existing one of one of these names that fits, or a new one
    /// under the first name.
    pub(super) fn resource(
        &mut self,
        wanted: &[String],
        shape: &Shape,
        origin: &Origin<'_>,
    ) -> ModelId {
        let known = wanted
            .iter()
            .filter_map(|name| self.names.get(name))
            .copied()
            .find(|&id| {
                let model = &self.list[id];
                model.role == origin.role && overlaps(&model.shape, shape)
            });
        let id = known
            .or_else(|| self.twin(wanted, shape, origin.role))
            .unwrap_or_else(|| {
                let candidates: Vec<String> = wanted.to_vec();
                self.create(&candidates, origin.role, origin.module, true)
            });
        self.absorb(id, shape, &origin.source);
        id
    }

    /// A resource with the same members under a name that contains this one, or is contained in
    /// it: `PatientsSummary` and `Patient`. One of them may have members that the other lacks.
    fn twin(&self, wanted: &[String], shape: &Shape, role: Role) -> Option<ModelId> {
        let first = stems(wanted.first()?);
        self.list.iter().position(|model| {
            let related = first.starts_with(&model.words) || model.words.starts_with(&first);
            model.is_resource
                && model.role == role
                && related
                && (covers(&model.shape, shape) || covers(shape, &model.shape))
        })
    }

    /// The envelope with these items; all envelopes with items of that name are one.
    pub(super) fn page(&mut self, items: &str, shape: &Shape) -> usize {
        let is_bare = shape
            .field(items)
            .is_none_or(|list| list.seen < shape.values());
        let mut envelope = shape.clone();
        if let Kind::Object(fields) = &mut envelope.kind {
            fields.retain(|field| field.name != items);
        }
        if let Some(known) = self.pages.iter().position(|page| page.items == items) {
            let page = &mut self.pages[known];
            page.is_bare_at_times |= is_bare;
            page.shape = join(std::mem::take(&mut page.shape), envelope);
            return known;
        }
        let name = if self.pages.is_empty() {
            "Page".to_owned()
        } else {
            format!(
                "{}Page",
                ident::pascal(items).unwrap_or_else(|| format!("Other{}", self.pages.len()))
            )
        };
        self.pages.push(PageModel {
            name,
            items: items.to_owned(),
            shape: envelope,
            is_bare_at_times: is_bare,
        });
        self.pages.len() - 1
    }

    /// Finds the structs inside of structs until there are no new ones.
    pub(super) fn resolve(&mut self) {
        self.adopt_resources();
        while self.resolved < self.list.len() {
            let level = self.resolved..self.list.len();
            self.resolved = self.list.len();
            for id in level {
                self.resolve_fields(id);
            }
        }
    }

    /// Resources inside of other answers, such as the results of a bulk list, are evidence for
    /// the resource. It is gathered before any struct is settled.
    fn adopt_resources(&mut self) {
        let mut adopted: Vec<(ModelId, Shape, BTreeSet<String>)> = Vec::new();
        for (id, model) in self.list.iter().enumerate() {
            for field in model.shape.fields().unwrap_or_default() {
                let shape = field.shape.items().unwrap_or(&field.shape);
                if let Some(resource) = self.resource_like(id, shape) {
                    adopted.push((resource, shape.clone(), model.sources.clone()));
                }
            }
        }
        for (id, shape, sources) in adopted {
            self.list[id].sources.extend(sources);
            self.absorb(id, &shape, "");
        }
    }

    /// The resource that has every member of the shape, if that is enough to tell.
    fn resource_like(&self, parent: ModelId, shape: &Shape) -> Option<ModelId> {
        let role = self.list[parent].role;
        self.list.iter().enumerate().position(|(id, model)| {
            id != parent && model.is_resource && model.role == role && covers(&model.shape, shape)
        })
    }

    fn resolve_fields(&mut self, id: ModelId) {
        let fields = self.list[id]
            .shape
            .fields()
            .map(<[Field]>::to_vec)
            .unwrap_or_default();
        let types = fields
            .iter()
            .map(|field| {
                Type::of(&field.shape, &mut |shape| {
                    Type::Model(self.nested(id, &field.name, shape))
                })
            })
            .collect();
        self.list[id].types = types;
    }

    fn nested(&mut self, parent: ModelId, field: &str, shape: &Shape) -> ModelId {
        if self.list[parent].is_resource
            && let Some(resource) = self.resource_like(parent, shape)
        {
            return resource;
        }
        let Model {
            name,
            role,
            module,
            sources,
            ..
        } = self.list[parent].clone();
        // The items of `flags` are flags; the object `permissions` is what it is called.
        let is_item = self.list[parent]
            .shape
            .field(field)
            .is_some_and(|found| found.items().is_some());
        let words = if is_item {
            ident::singular_words(field)
        } else {
            ident::words(field)
        };
        let words = words.join(" ").to_pascal_case();
        let words = if words.is_empty() {
            "Item".to_owned()
        } else {
            words
        };
        let stem = name.strip_suffix("Input").unwrap_or(&name);
        let suffix = if role == Role::Input { "Input" } else { "" };
        let own = format!("{words}{suffix}");
        let qualified = format!(
            "{}{words}{suffix}",
            last_words(stem, LONGEST.saturating_sub(words.len()))
        );
        let last = stems(&own).pop();
        let equal = self.list.iter().position(|model| {
            let related =
                model.name == own || model.name == qualified || model.words.last() == last.as_ref();
            model.role == role
                && (related || shape.fields().is_some_and(|f| f.len() >= 4))
                && equal_structure(&model.shape.kind, &shape.kind)
        });
        let id = equal.unwrap_or_else(|| {
            let telling = shape.fields().is_some_and(|fields| fields.len() >= 3);
            let candidates = if telling {
                vec![own, qualified]
            } else {
                vec![qualified, own]
            };
            self.create(&candidates, role, &module, false)
        });
        for source in sources {
            self.list[id].sources.insert(source);
        }
        self.absorb(id, shape, "");
        id
    }

    fn create(
        &mut self,
        candidates: &[String],
        role: Role,
        module: &str,
        is_resource: bool,
    ) -> ModelId {
        let name = self.free_name(candidates);
        let id = self.list.len();
        self.names.insert(name.clone(), id);
        self.list.push(Model {
            words: stems(&name),
            name,
            role,
            module: module.to_owned(),
            shape: Shape::default(),
            types: Vec::new(),
            sources: BTreeSet::new(),
            is_resource,
        });
        id
    }

    fn free_name(&self, candidates: &[String]) -> String {
        let is_free =
            |name: &String| !self.names.contains_key(name) && !RESERVED.contains(&name.as_str());
        if let Some(name) = candidates.iter().find(|name| is_free(name)) {
            return name.clone();
        }
        let base = candidates.last().map_or("Item", String::as_str);
        let base = if RESERVED.contains(&base) {
            format!("{base}Data")
        } else {
            base.to_owned()
        };
        std::iter::once(base.clone())
            .chain((2..).map(|number| format!("{base}{number}")))
            .find(is_free)
            .unwrap_or(base)
    }

    fn absorb(&mut self, id: ModelId, shape: &Shape, source: &str) {
        let model = &mut self.list[id];
        model.shape = join(std::mem::take(&mut model.shape), shape.clone());
        if !source.is_empty() {
            model.sources.insert(source.to_owned());
        }
    }

    /// The struct of a name.
    pub(super) fn by_name(&self, name: &str) -> Option<&Model> {
        self.names.get(name).map(|&id| &self.list[id])
    }

    /// The struct names in order, for the speller.
    pub(super) fn names(&self) -> Vec<String> {
        self.list.iter().map(|model| model.name.clone()).collect()
    }

    /// The page names in order, for the speller.
    pub(super) fn page_names(&self) -> Vec<String> {
        self.pages.iter().map(|page| page.name.clone()).collect()
    }
}

/// Whether one struct can stand for both: most members of the smaller one are in the other, and
/// none of them would lose its type.
fn overlaps(known: &Shape, shape: &Shape) -> bool {
    let (Some(known), Some(fields)) = (known.fields(), shape.fields()) else {
        return true;
    };
    let smaller = known.len().min(fields.len());
    let find = |name: &str| known.iter().find(|field| field.name == name);
    let shared = fields
        .iter()
        .filter(|field| find(&field.name).is_some())
        .count();
    let clashes = fields.iter().any(|field| {
        find(&field.name).is_some_and(|other| {
            let joined = join(other.shape.clone(), field.shape.clone()).kind;
            joined == Kind::Any && other.shape.kind != Kind::Any && field.shape.kind != Kind::Any
        })
    });
    !clashes && shared * 10 >= smaller * 6
}

/// Whether every member of the smaller shape is one of the larger, and there are enough of them
/// that this is no coincidence.
fn covers(larger: &Shape, smaller: &Shape) -> bool {
    let (Some(known), Some(fields)) = (larger.fields(), smaller.fields()) else {
        return false;
    };
    fields.len() >= 6
        && fields.len() * 10 >= known.len() * 3
        && fields
            .iter()
            .all(|field| known.iter().any(|other| other.name == field.name))
        && overlaps(larger, smaller)
}

/// Equal members of equal kinds, all the way down; what texts look like does not matter.
fn equal_structure(left: &Kind, right: &Kind) -> bool {
    match (left, right) {
        (Kind::Text(_), Kind::Text(_)) => true,
        (Kind::List(left), Kind::List(right)) | (Kind::Map(left), Kind::Map(right)) => {
            equal_structure(&left.kind, &right.kind)
        }
        (Kind::Object(left), Kind::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|field| {
                    right.iter().any(|other| {
                        other.name == field.name
                            && equal_structure(&other.shape.kind, &field.shape.kind)
                    })
                })
        }
        (left, right) => left == right,
    }
}

/// The last words of a name that fit into so many characters.
fn last_words(name: &str, room: usize) -> &str {
    let starts = name.match_indices(char::is_uppercase).map(|(at, _)| at);
    let fits = |at: &usize| name.len() - at <= room;
    starts.into_iter().find(fits).map_or("", |at| &name[at..])
}

/// The words of a name in the singular, without the one that marks bodies.
fn stems(name: &str) -> Vec<String> {
    let words = ident::words(name)
        .into_iter()
        .filter(|word| word != "input");
    words.map(|word| ident::singular(&word)).collect()
}
