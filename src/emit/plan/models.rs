//! Models: which shapes share a type, and what it is called.
//!
//! First the resources (`GET /patients/:id` and the items of `GET /patients` are one `Patient`),
//! joined where they overlap; then, level by level, the objects inside of them, shared where they
//! are equal (`nested`). Joining is harmless: a field that one of them lacks is optional.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::ident;
use crate::ir::join::join;
use crate::ir::{Kind, Shape};
use crate::type_rules::TypeRules;

use super::demands::Demands;
use super::nested::union_suffix;
use super::paging::Paging;
use super::similar::{covers, overlaps};
use super::types::{ModelId, Type};

/// What a type is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Decoded from answers.
    Answer,
    /// Sent as a body.
    Input,
}

/// What a type is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    /// Fields; their types in the order of the shape.
    Struct(Vec<Type>),
    /// One of several types that share nothing, by the name of the variant.
    Union(Vec<(&'static str, Type)>),
    /// One of several structs, by the word in the member of that name.
    Tagged(String, Vec<(String, Type)>),
    /// One of several words.
    Words(Vec<String>),
}

/// Where a part of the evidence of a model comes from. The same place is counted once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// The n-th answer or body.
    Request(usize),
    /// A field of another model.
    Field(ModelId, String),
}

/// A type in the making.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) role: Role,
    /// Module that it stands in.
    pub(super) module: String,
    pub(super) shape: Shape,
    pub(super) form: Form,
    /// Requests that gave evidence, by their path.
    pub(super) sources: BTreeSet<String>,
    pub(super) is_resource: bool,
    /// The model that it was first found in.
    pub(super) parent: Option<ModelId>,
    /// The words of the name in the singular, without the word that marks bodies.
    pub(super) words: Vec<String>,
    evidence: BTreeMap<Source, Shape>,
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

/// All types of the crate.
#[derive(Debug, Default)]
pub(super) struct Models {
    pub(super) list: Vec<Model>,
    pub(super) pages: Vec<PageModel>,
    pub(super) rules: TypeRules,
    /// What stands in a field, once it was decided.
    pub(super) places: BTreeMap<(ModelId, String), ModelId>,
    /// The words that descriptions list for members, by request.
    pub(super) lists: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// What the types of GraphQL variables are called, by request.
    pub(super) declared: BTreeMap<String, BTreeMap<String, String>>,
    /// What bodies cannot do without.
    pub(super) demands: BTreeMap<ModelId, Demands>,
    /// Texts that are the same in every body, by struct and member.
    pub(super) constants: BTreeMap<(ModelId, String), String>,
    /// How answers get from page to page, by the name of their model.
    pub(super) paged: BTreeMap<String, Paging>,
    /// Places whose evidence is that of a request already.
    counted: BTreeSet<(ModelId, String)>,
    /// Whether decimals come as numbers and as texts in this API.
    pub(super) has_text_decimals: bool,
    /// Whether this API speaks FHIR.
    pub(super) has_fhir: bool,
    /// Whether there are numbers of any length in this API.
    pub(super) has_exact: bool,
    /// Names that the rules replaced.
    pub(super) renamed: BTreeSet<String>,
    names: BTreeMap<String, ModelId>,
    /// By the last word of their names.
    by_last_word: BTreeMap<String, Vec<ModelId>>,
    requests: usize,
}

/// Names that would hide an item of the prelude, of a dependency or of ours.
const RESERVED: [&str; 43] = [
    "ApiError",
    "Box",
    "Bytes",
    "BTreeMap",
    "ByLinkHeader",
    "ByNumber",
    "ByOffset",
    "ByToken",
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
    "Exact",
    "ExactOrText",
    "Failure",
    "File",
    "From",
    "Into",
    "Left",
    "Maybe",
    "Method",
    "None",
    "Number",
    "NumberOrText",
    "Ok",
    "Option",
    "Page",
    "Paged",
    "PartialEq",
    "Result",
    "Scalar",
    "Serialize",
    "Some",
    "String",
    "Unlisted",
    "Vec",
];

/// Where a resource shape comes from.
pub(super) struct Origin<'a> {
    pub(super) module: &'a str,
    pub(super) source: String,
    pub(super) role: Role,
}

/// A struct around a resource.
pub(super) struct Envelope<'a> {
    /// The member that holds the resource, or a list of it.
    pub(super) member: &'a str,
    /// What its name ends in.
    pub(super) ending: &'a str,
    /// How it gets to the next one, if it is a page.
    pub(super) paging: Option<&'a Paging>,
}

impl Model {
    /// The types that are in it.
    pub(super) fn types(&self) -> impl Iterator<Item = &Type> {
        let (fields, variants, kinds) = match &self.form {
            Form::Struct(types) => (types.as_slice(), [].as_slice(), [].as_slice()),
            Form::Union(variants) => ([].as_slice(), variants.as_slice(), [].as_slice()),
            Form::Tagged(_, kinds) => ([].as_slice(), [].as_slice(), kinds.as_slice()),
            Form::Words(_) => ([].as_slice(), [].as_slice(), [].as_slice()),
        };
        let variants = variants.iter().map(|(_, ty)| ty);
        fields
            .iter()
            .chain(variants)
            .chain(kinds.iter().map(|(_, ty)| ty))
    }
}

impl Models {
    /// No models yet; these are the rules for those to come.
    pub(super) fn by(rules: &TypeRules) -> Self {
        Self {
            rules: rules.clone(),
            ..Self::default()
        }
    }

    /// The struct of a resource: an existing one of one of these names that fits, or a new one
    /// under the first name.
    pub(super) fn resource(
        &mut self,
        wanted: &[String],
        shape: &Shape,
        origin: &Origin<'_>,
    ) -> ModelId {
        if shape.kind() == Kind::Mixed {
            return self.union(wanted, shape, origin);
        }
        // A file of the API is no `File` of ours.
        let apart = |name: &String| match RESERVED.contains(&name.as_str()) {
            true => format!("{name}Object"),
            false => name.clone(),
        };
        let wanted: &[String] = &wanted.iter().map(apart).collect::<Vec<_>>();
        let known = wanted
            .iter()
            .filter_map(|name| self.names.get(name))
            .copied()
            .find(|&id| {
                let model = &self.list[id];
                model.is_resource && model.role == origin.role && overlaps(&model.shape, shape)
            });
        let id = known
            .or_else(|| self.twin(wanted, shape, origin.role))
            .unwrap_or_else(|| {
                let id = self.create(wanted, origin.role, origin.module);
                self.list[id].is_resource = true;
                id
            });
        self.requests += 1;
        self.give(id, Source::Request(self.requests), shape.clone());
        self.list[id].sources.insert(origin.source.clone());
        id
    }

    /// Whether there is a resource of that name that an answer may be, too.
    pub(super) fn is_resource(&self, name: &str, shape: &Shape) -> bool {
        self.names.get(name).is_some_and(|&id| {
            let model = &self.list[id];
            model.is_resource && model.role == Role::Answer && overlaps(&model.shape, shape)
        })
    }

    /// A union of its own for an answer or a body of several kinds.
    fn union(&mut self, wanted: &[String], shape: &Shape, origin: &Origin<'_>) -> ModelId {
        let named = |name: &String| {
            let bare = name.strip_suffix("Input");
            let ending = if bare.is_some() { "Input" } else { "" };
            format!("{}{}{ending}", bare.unwrap_or(name), union_suffix(shape))
        };
        let names: Vec<String> = wanted.iter().map(named).collect();
        let id = self.create(&names, origin.role, origin.module);
        self.list[id].form = Form::Union(Vec::new());
        self.requests += 1;
        self.give(id, Source::Request(self.requests), shape.clone());
        self.list[id].sources.insert(origin.source.clone());
        id
    }

    /// A resource with the same members under a name that contains this one, or is contained in
    /// it: `PatientsSummary` and `Patient`. One of them may have members that the other lacks.
    fn twin(&self, wanted: &[String], shape: &Shape, role: Role) -> Option<ModelId> {
        let first = stems(wanted.first()?);
        self.list.iter().position(|model| {
            model.is_resource
                && model.role == role
                && (first.starts_with(&model.words) || model.words.starts_with(&first))
                && (covers(&model.shape, shape) || covers(shape, &model.shape))
        })
    }

    /// The struct around a resource, whose evidence the resource has already.
    pub(super) fn envelope(
        &mut self,
        item: ModelId,
        shape: &Shape,
        origin: &Origin<'_>,
        envelope: &Envelope<'_>,
    ) -> ModelId {
        let item_name = &self.list[item].name;
        let name = match (origin.role, item_name.strip_suffix("Input")) {
            (Role::Input, Some(stem)) => format!("{stem}{}Input", envelope.ending),
            _ => format!("{item_name}{}", envelope.ending),
        };
        let place = |id: ModelId| (id, envelope.member.to_owned());
        let known = self.names.get(&name).copied().filter(|&id| {
            self.places.get(&place(id)) == Some(&item)
                && self.paged.get(&name) == envelope.paging
                && overlaps(&self.list[id].shape, shape)
        });
        let id = known.unwrap_or_else(|| {
            let id = self.create(&[name], origin.role, origin.module);
            self.places.insert(place(id), item);
            self.counted.insert(place(id));
            if let Some(paging) = envelope.paging {
                let name = self.list[id].name.clone();
                self.paged.insert(name, paging.clone());
            }
            id
        });
        self.requests += 1;
        self.give(id, Source::Request(self.requests), shape.clone());
        self.list[id].sources.insert(origin.source.clone());
        id
    }

    /// What a body cannot do without.
    pub(super) fn demands_of(&self, model: &Model) -> Option<&Demands> {
        let id = self.id_of(model)?;
        self.demands.get(&id).filter(|_| model.role == Role::Input)
    }

    /// The place of a model in the list.
    pub(super) fn id_of(&self, model: &Model) -> Option<ModelId> {
        self.names.get(&model.name).copied()
    }

    /// Hands what GraphQL queries demand of their variables on to the structs of these.
    pub(super) fn demand_variables(&mut self) {
        let demanding: Vec<(ModelId, BTreeSet<String>)> = self
            .demands
            .iter_mut()
            .map(|(id, demands)| (*id, std::mem::take(&mut demands.variables)))
            .collect();
        for (id, required) in demanding {
            if let Some(&variables) = self.places.get(&(id, "variables".to_owned())) {
                self.demands
                    .entry(variables)
                    .or_default()
                    .required
                    .extend(required);
            }
        }
    }

    /// Whether the evidence of a place is that of a request already.
    pub(super) fn is_counted(&self, place: &(ModelId, String)) -> bool {
        self.counted.contains(place)
    }

    /// The envelope with these items; all envelopes with items of that name are one.
    pub(super) fn page(&mut self, items: &str, shape: &Shape) -> usize {
        let is_bare = shape
            .field(items)
            .is_none_or(|list| list.seen < shape.values());
        let mut envelope = shape.clone();
        if let Some(members) = &mut envelope.object {
            members.retain(|field| field.name != items);
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

    /// Adds evidence to a model, in place of what came from the same source before. True if that
    /// changed anything.
    pub(super) fn give(&mut self, id: ModelId, source: Source, shape: Shape) -> bool {
        let model = &mut self.list[id];
        match model.evidence.get(&source) {
            Some(known) if *known == shape => return false,
            // Evidence is mostly new and only added.
            None => model.shape = join(std::mem::take(&mut model.shape), shape.clone()),
            Some(_) => {
                let others = model.evidence.iter().filter(|(known, _)| **known != source);
                let others = others.map(|(_, shape)| shape.clone()).reduce(join);
                model.shape = join(others.unwrap_or_default(), shape.clone());
            }
        }
        model.evidence.insert(source, shape);
        true
    }

    /// Drops the evidence by its source, most of the memory of a large API: there is no more to come.
    pub(super) fn forget(&mut self) {
        for model in &mut self.list {
            model.evidence = BTreeMap::new();
        }
    }

    /// A new model without evidence.
    pub(super) fn create(&mut self, candidates: &[String], role: Role, module: &str) -> ModelId {
        let name = self.free_name(candidates);
        let mut replaced = candidates.iter();
        self.renamed.extend(
            replaced
                .find(|wanted| self.rules.rename.get(*wanted) == Some(&name))
                .cloned(),
        );
        let id = self.list.len();
        self.names.insert(name.clone(), id);
        let words = stems(&name);
        let last = words.last().cloned().unwrap_or_default();
        self.by_last_word.entry(last).or_default().push(id);
        self.list.push(Model {
            words,
            name,
            role,
            module: module.to_owned(),
            shape: Shape::default(),
            form: Form::Struct(Vec::new()),
            sources: BTreeSet::new(),
            is_resource: false,
            parent: None,
            evidence: BTreeMap::new(),
        });
        id
    }

    /// Gives a model another name: the first one that is free and has fewer words than this.
    pub(super) fn rename(&mut self, id: ModelId, candidates: &[String], words: usize) -> bool {
        let is_free =
            |name: &String| !self.names.contains_key(name) && !RESERVED.contains(&name.as_str());
        let chosen = |name| self.rules.rename.get(name).unwrap_or(name);
        let mut candidates = candidates.iter().filter(|name| stems(name).len() < words);
        let Some(wanted) = candidates.find(|name| is_free(chosen(name))) else {
            return false;
        };
        let name = chosen(wanted).clone();
        if name != *wanted {
            self.renamed.insert(wanted.clone());
        }
        let model = &mut self.list[id];
        self.names.remove(&model.name);
        self.names.insert(name.clone(), id);
        model.words = stems(&name);
        model.name = name;
        true
    }

    fn free_name(&self, candidates: &[String]) -> String {
        let is_free =
            |name: &String| !self.names.contains_key(name) && !RESERVED.contains(&name.as_str());
        let mut renamed = candidates
            .iter()
            .map(|name| self.rules.rename.get(name).unwrap_or(name));
        if let Some(name) = renamed.clone().find(|name| is_free(name)) {
            return name.clone();
        }
        let base = renamed.next_back().map_or("Item", String::as_str);
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

    /// The models whose names end in the same word.
    pub(super) fn related(&self, name: &str) -> &[ModelId] {
        let last = stems(name).pop().unwrap_or_default();
        self.by_last_word.get(&last).map_or(&[], Vec::as_slice)
    }

    /// The struct of a name.
    pub(super) fn by_name(&self, name: &str) -> Option<&Model> {
        self.names.get(name).map(|&id| &self.list[id])
    }

    /// The names of the types in order, for the speller.
    pub(super) fn names(&self) -> Vec<String> {
        self.list.iter().map(|model| model.name.clone()).collect()
    }

    /// The page names in order, for the speller.
    pub(super) fn page_names(&self) -> Vec<String> {
        self.pages.iter().map(|page| page.name.clone()).collect()
    }
}

/// The words of a name in the singular, without the one that marks bodies.
pub(super) fn stems(name: &str) -> Vec<String> {
    let words = ident::words(name)
        .into_iter()
        .filter(|word| word != "input");
    words.map(|word| ident::singular(&word)).collect()
}
