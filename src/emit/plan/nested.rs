//! The types inside of types: objects, unions and enums in the fields of structs.
//!
//! A field gives its evidence to the type that stands in it. Where that is the struct around it
//! (a comment among replies) or one that is settled already, evidence goes round until nothing
//! changes any more: each place is counted once, and samples are of finite depth.

use std::collections::VecDeque;

use crate::emit::ident;
use crate::ir::{Field, Kind, Shape};

use super::declared::{datatype, declared_kind, registered_kind};
use super::leniency::{has_decimals_in_texts, widened, with_decimals_in_texts};
use super::models::{Form, Model, Models, Role, Source};
use super::nested_names::{KIND, NestedNames, is_wrapper, nested_names};
use super::similar::{covers, is_amount, is_equal, is_identifier, is_kin, is_part, repeats};
use super::tagged;
use super::types::{ModelId, Type};
use super::words;

/// Models around a model that its name may be made of.
const AROUND: usize = 3;

impl Models {
    /// Finds the types inside of types until there are no new ones.
    pub(super) fn resolve(&mut self) {
        let mut shapes = self.list.iter().map(|model| &model.shape);
        self.has_text_decimals = shapes.any(has_decimals_in_texts);
        let mut shapes = self.list.iter().map(|model| &model.shape);
        self.has_fhir = shapes.any(|shape| shape.field("resourceType").is_some());
        self.resolve_all((0..self.list.len()).collect());
        let mut renamed = self.rename_shared();
        renamed.extend(self.rename_frequent());
        self.resolve_all(renamed.into());
        self.box_cycles();
    }

    fn resolve_all(&mut self, mut changed: VecDeque<ModelId>) {
        while let Some(id) = changed.pop_front() {
            let before = self.list.len();
            self.resolve_one(id, &mut changed);
            let new = (before..self.list.len()).filter(|new| !changed.contains(new));
            changed.extend(new.collect::<Vec<_>>());
        }
    }

    fn resolve_one(&mut self, id: ModelId, changed: &mut VecDeque<ModelId>) {
        let form = match &self.list[id].form {
            Form::Words(_) => return,
            Form::Union(_) => Form::Union(self.variants(id, changed)),
            Form::Struct(_) | Form::Tagged(..) => self.objects(id, changed),
        };
        self.list[id].form = form;
    }

    /// A struct, or a struct for each kind of objects.
    fn objects(&mut self, id: ModelId, changed: &mut VecDeque<ModelId>) -> Form {
        let is_answer = self.list[id].role == Role::Answer;
        let tagged = tagged::of(&self.list[id].shape).filter(|_| is_answer);
        let Some(tagged) = tagged else {
            return Form::Struct(self.field_types(id, changed));
        };
        let kinds = tagged.kinds.iter().map(|(word, shape)| {
            let kind = self.nested(id, &format!("{KIND}{word}"), shape, changed);
            (word.clone(), Type::Boxed(Box::new(Type::Model(kind))))
        });
        let kinds = kinds.collect();
        Form::Tagged(tagged.tag, kinds)
    }

    fn field_types(&mut self, id: ModelId, changed: &mut VecDeque<ModelId>) -> Vec<Type> {
        let fields = self.list[id].shape.fields().map(<[Field]>::to_vec);
        let object = self.list[id].name.clone();
        let has_text_decimals = self.has_text_decimals;
        let fields = fields.unwrap_or_default();
        let types = fields.iter().map(|field| {
            if let Some(words) = self.words(id, field) {
                return Type::Model(self.enumeration(id, &field.name, words));
            }
            let ty = Type::of(&field.shape, &mut |shape| {
                Type::Model(self.nested(id, &field.name, shape, changed))
            });
            let ty = widened(&object, &field.name, &field.shape, ty);
            if has_text_decimals {
                with_decimals_in_texts(ty)
            } else {
                ty
            }
        });
        types.collect()
    }

    fn variants(
        &mut self,
        id: ModelId,
        changed: &mut VecDeque<ModelId>,
    ) -> Vec<(&'static str, Type)> {
        let parts = self.list[id].shape.parts();
        let variants = parts.iter().map(|part| {
            // The object, and the objects of the list, each by a name that says nothing.
            let place = if part.list.is_some() { "[]" } else { "{}" };
            let ty = Type::of(part, &mut |shape| {
                Type::Model(self.nested(id, place, shape, changed))
            });
            match ty {
                Type::Boolean => ("Boolean", ty),
                Type::Integer | Type::Unsigned | Type::Number => ("Number", Type::Number),
                Type::Exact => ("Number", ty),
                Type::Text => ("Text", ty),
                Type::List(_) => ("List", ty),
                Type::Map(_) => ("Map", ty),
                Type::Model(_) => ("Object", ty),
                Type::Value => ("Object", Type::Map(Box::new(Type::Value))),
                ty => ("Scalar", ty),
            }
        });
        variants.collect()
    }

    /// The words of a field that is one of a list: those of the configuration, or of the samples.
    fn words(&self, id: ModelId, field: &Field) -> Option<Vec<String>> {
        let place = format!("{}.{}", self.list[id].name, field.name);
        match self.rules.enums.get(&place) {
            Some(words) => Some(words.clone()),
            // What is sent is a text: nobody knows better than the caller what may be.
            None if self.list[id].role == Role::Input => None,
            None => words::listed(&field.shape, self.list_of(id, &field.name))
                .or_else(|| words::of_field(&field.name, &field.shape, &self.rules)),
        }
    }

    /// The words that the description of a request lists for a field of its answer.
    fn list_of(&self, id: ModelId, field: &str) -> Option<&Vec<String>> {
        let sources = self.list[id].sources.iter();
        let mut lists = sources.filter_map(|source| self.lists.get(source)?.get(field));
        lists.next()
    }

    fn enumeration(&mut self, parent: ModelId, field: &str, words: Vec<String>) -> ModelId {
        let place = (parent, field.to_owned());
        if let Some(&known) = self.places.get(&place) {
            return known;
        }
        let form = Form::Words(words);
        let names = self.names_of(parent, field, false).around_first();
        let equal = self
            .list
            .iter()
            .position(|model| model.form == form && names.contains(&model.name));
        let id = equal.unwrap_or_else(|| {
            let (role, module) = (self.list[parent].role, self.list[parent].module.clone());
            let id = self.create(&names, role, &module);
            self.list[id].form = form;
            id
        });
        self.places.insert(place, id);
        id
    }

    /// The model that stands in a field, with the evidence of the field given to it.
    fn nested(
        &mut self,
        parent: ModelId,
        field: &str,
        shape: &Shape,
        changed: &mut VecDeque<ModelId>,
    ) -> ModelId {
        let is_union = shape.kind() == Kind::Mixed;
        let place = (
            parent,
            if is_union {
                format!("{field}?")
            } else {
                field.to_owned()
            },
        );
        let id = match self.places.get(&place) {
            Some(&known) => known,
            None if is_union => self.new_union(parent, field, shape),
            None => self.object(parent, field, shape),
        };
        self.places.insert(place.clone(), id);
        let sources = self.list[parent].sources.clone();
        self.list[id].sources.extend(sources);
        if self.is_counted(&place) {
            return id;
        }
        let is_new = self.give(id, Source::Field(place.0, place.1), shape.clone());
        if is_new && !changed.contains(&id) {
            changed.push_back(id);
        }
        id
    }

    fn object(&mut self, parent: ModelId, field: &str, shape: &Shape) -> ModelId {
        let role = self.list[parent].role;
        let declared = self.declared_name(parent, field);
        let known = declared.as_ref().and_then(|name| {
            let is_it = |id: &ModelId| {
                let model = &self.list[*id];
                model.name == *name && matches!(model.form, Form::Struct(_))
            };
            self.related(name).iter().copied().find(is_it)
        });
        // One name in the schema is one type.
        if let Some(known) = known {
            return known;
        }
        let names = match declared {
            Some(name) => NestedNames::declared(&name),
            None => self.object_names(parent, field, shape),
        };
        // What stands in `results` is known by what it is alone.
        let is_wrapped = is_wrapper(field);
        let may_be_resource = self.list[parent].is_resource || is_wrapped;
        let resource = || may_be_resource.then(|| self.resource_like(parent, shape, is_wrapped));
        let known = self.enclosing(parent, field, shape);
        if let Some(known) = known.or_else(|| resource().flatten()) {
            return known;
        }
        self.alike(parent, &names, shape).unwrap_or_else(|| {
            let module = self.list[parent].module.clone();
            let id = self.create(&names.best_first(), role, &module);
            self.list[id].parent = Some(parent);
            id
        })
    }

    /// Names for the object in a field: by what it is, where it is something that many fields hold.
    fn object_names(&self, parent: ModelId, field: &str, shape: &Shape) -> NestedNames {
        let is_item = self.is_item(parent, field);
        if is_amount(shape) {
            return self.names_of(parent, "amount", false);
        }
        let declared = match self.list[parent].role {
            Role::Answer => declared_kind(shape),
            // The whole body is called after the thing.
            Role::Input => registered_kind(shape),
        };
        if let Some(kind) = declared {
            return self.names_of(parent, &kind, false);
        }
        if let Some(datatype) = datatype(shape).filter(|_| self.has_fhir) {
            return self.names_of(parent, datatype, false);
        }
        if is_identifier(field, shape) {
            let suffix = match self.list[parent].role {
                Role::Input => "Input",
                Role::Answer => "",
            };
            return NestedNames::declared(&format!("ResourceIdentifier{suffix}"));
        }
        if let Some(shared) = self.name_with_siblings(parent, field, shape) {
            return self.names_of(parent, &shared, is_item);
        }
        let names = self.names_of(parent, field, is_item);
        match self.one_of(parent, field, shape) {
            Some((outer, things)) => self.names_of(outer, &things, true).or(&names),
            None => names,
        }
    }

    /// What the document of a GraphQL request calls the type of a variable.
    pub(super) fn declared_name(&self, parent: ModelId, field: &str) -> Option<String> {
        let parent = &self.list[parent];
        if !parent.name.trim_end_matches("Input").ends_with("Variables") {
            return None;
        }
        let mut sources = parent.sources.iter();
        let name = sources.find_map(|source| self.declared.get(source)?.get(field))?;
        let name = ident::pascal(name)?;
        let stem = name.strip_suffix("Input").unwrap_or(&name);
        Some(format!("{stem}Input"))
    }

    /// A struct that is called after the same thing and can stand for this object, too: one with the
    /// same members, or with most of them. None of those around it: it would hold itself.
    fn alike(&self, parent: ModelId, names: &NestedNames, shape: &Shape) -> Option<ModelId> {
        let outer = |id: &ModelId| self.list[*id].parent;
        let around: Vec<ModelId> = std::iter::successors(Some(parent), outer).collect();
        let role = self.list[parent].role;
        let fits = |is: fn(&Shape, &Shape) -> bool| {
            let mut related = self.related(&names.own).iter().copied();
            related.find(|&id| {
                let model = &self.list[id];
                model.role == role
                    && !around.contains(&id)
                    && names.is_related(model)
                    && matches!(model.form, Form::Struct(_))
                    && is(&model.shape, shape)
            })
        };
        // What is set in a body is sent: there, a type has little that the other place does not know.
        fits(is_equal).or_else(|| match role {
            Role::Answer => fits(is_kin),
            Role::Input => fits(is_part),
        })
    }

    fn new_union(&mut self, parent: ModelId, field: &str, shape: &Shape) -> ModelId {
        let names = self.names_of(parent, field, self.is_item(parent, field));
        let other = union_suffix(shape);
        let has_object = other != "Value";
        let suffix = if self.list[parent].role == Role::Input {
            "Input"
        } else {
            ""
        };
        let named = |name: &String| {
            format!(
                "{}{other}{suffix}",
                name.strip_suffix("Input").unwrap_or(name)
            )
        };
        let role = self.list[parent].role;
        let module = self.list[parent].module.clone();
        let names = if has_object {
            names.best_first()
        } else {
            names.around_first()
        };
        let names: Vec<String> = names.iter().map(named).collect();
        let id = self.create(&names, role, &module);
        self.list[id].form = Form::Union(Vec::new());
        self.list[id].parent = Some(parent);
        id
    }

    /// The struct around the field that the object is again.
    fn enclosing(&self, parent: ModelId, field: &str, shape: &Shape) -> Option<ModelId> {
        let mut around = Some(parent);
        for _ in 0..4 {
            let id = around?;
            if repeats(&self.list[id].shape, field, shape) {
                return Some(id);
            }
            around = self.list[id].parent;
        }
        None
    }

    /// The resource that has every member of the shape, if that is enough to tell. In a wrapper, equal
    /// members are.
    fn resource_like(&self, parent: ModelId, shape: &Shape, is_wrapped: bool) -> Option<ModelId> {
        let members = shape.fields().map_or(0, <[Field]>::len);
        if members < 3 {
            return None;
        }
        let role = self.list[parent].role;
        self.list.iter().enumerate().position(|(id, model)| {
            id != parent
                && model.is_resource
                && model.role == role
                && (covers(&model.shape, shape) || is_wrapped && is_equal(&model.shape, shape))
        })
    }

    /// The items of `flags` are flags, and so are the values of a map; the object `permissions` is what
    /// it is called.
    pub(super) fn is_item(&self, parent: ModelId, field: &str) -> bool {
        let found = self.list[parent].shape.field(field);
        found.is_some_and(|found| found.items().is_some() || matches!(found.kind(), Kind::Map(_)))
    }

    pub(super) fn names_of(&self, parent: ModelId, field: &str, is_item: bool) -> NestedNames {
        let outer = |id: &ModelId| self.list[*id].parent;
        let around: Vec<&Model> = std::iter::successors(outer(&parent), outer)
            .take(AROUND)
            .map(|id| &self.list[id])
            .collect();
        nested_names(&self.list[parent], &around, field, is_item)
    }

    /// Boxes the fields through which a struct would hold itself.
    fn box_cycles(&mut self) {
        for id in 0..self.list.len() {
            let mut forms = std::mem::replace(&mut self.list[id].form, Form::Struct(Vec::new()));
            let types: Vec<&mut Type> = match &mut forms {
                Form::Struct(types) => types.iter_mut().collect(),
                Form::Union(variants) => variants.iter_mut().map(|(_, ty)| ty).collect(),
                // They are boxed already.
                Form::Tagged(..) | Form::Words(_) => Vec::new(),
            };
            for ty in types {
                if let Type::Model(inner) = *ty
                    && (inner == id || self.holds(inner, id, &mut Vec::new()))
                {
                    *ty = Type::Boxed(Box::new(Type::Model(inner)));
                }
            }
            self.list[id].form = forms;
        }
    }

    /// Whether a value of one model has one of another in it, without a list or box between them.
    fn holds(&self, outer: ModelId, wanted: ModelId, seen: &mut Vec<ModelId>) -> bool {
        if seen.contains(&outer) {
            return false;
        }
        seen.push(outer);
        self.list[outer].types().any(|ty| match ty {
            Type::Model(inner) => *inner == wanted || self.holds(*inner, wanted, seen),
            _ => false,
        })
    }
}

/// What the name of a union of these kinds ends in.
pub(super) fn union_suffix(shape: &Shape) -> &'static str {
    match (&shape.object, &shape.list, &shape.text) {
        (Some(_), Some(_), _) => "OrList",
        (Some(_), None, Some(_)) => "OrText",
        _ => "Value",
    }
}
