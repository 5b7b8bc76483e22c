//! The types inside of types: objects, unions and enums in the fields of structs.
//!
//! A field gives its evidence to the type that stands in it. Where that is the struct around it
//! (a comment among replies) or one that is settled already, evidence goes round until nothing
//! changes any more: each place is counted once, and samples are of finite depth.

use std::collections::VecDeque;

use crate::emit::ident;
use crate::ir::{Field, Kind, Shape};

use super::leniency::{has_decimals_in_texts, widened, with_decimals_in_texts};
use super::models::{Form, Model, Models, Role, Source, stems};
use super::similar::{covers, is_equal, is_much, members, repeats};
use super::tagged;
use super::types::{ModelId, Type};
use super::words;

/// Before the word of a kind, in place of the name of a field.
const KIND: char = '=';

/// What the names of unions end in.
const UNIONS: [&str; 3] = ["OrList", "OrText", "Value"];

/// Last words of names that tell nothing about what is inside.
const WEAK: [&str; 12] = [
    "rq", "rs", "req", "res", "info", "data", "item", "items", "body", "payload", "object",
    "details",
];

/// Characters of a name that is made of the names above, the word for bodies aside.
const LONGEST: usize = 60;

impl Models {
    /// Finds the types inside of types until there are no new ones.
    pub(super) fn resolve(&mut self) {
        let mut shapes = self.list.iter().map(|model| &model.shape);
        self.has_text_decimals = shapes.any(has_decimals_in_texts);
        let mut changed: VecDeque<ModelId> = (0..self.list.len()).collect();
        while let Some(id) = changed.pop_front() {
            let before = self.list.len();
            self.resolve_one(id, &mut changed);
            let new = (before..self.list.len()).filter(|new| !changed.contains(new));
            changed.extend(new.collect::<Vec<_>>());
        }
        self.box_cycles();
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
        let names = self.names_of(parent, field, false);
        let equal = self
            .list
            .iter()
            .position(|model| model.form == form && names.contains(&model.name));
        let id = equal.unwrap_or_else(|| {
            let (role, module) = (self.list[parent].role, self.list[parent].module.clone());
            let [own, short, qualified] = names;
            let id = self.create(&[short, qualified, own], role, &module);
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
        let again = self.enclosing(parent, field, shape);
        let resource = || {
            self.list[parent]
                .is_resource
                .then(|| self.resource_like(parent, shape))
                .flatten()
        };
        if let Some(known) = again.or_else(resource) {
            return known;
        }
        let role = self.list[parent].role;
        let names = self.names_of(parent, field, self.is_item(parent, field));
        let [own, short, qualified] = &names;
        let is_kind = field.starts_with(KIND);
        let last = stems(own).pop();
        let members = members(shape);
        let is_telling = shape.fields().is_some_and(|fields| fields.len() >= 4);
        let equal = self.list.iter().position(|model| {
            let related = || names.contains(&model.name) || model.words.last() == last.as_ref();
            (model.members == members || model.shape.values() == 0 || shape.values() == 0)
                && model.role == role
                && matches!(model.form, Form::Struct(_))
                && (is_telling || related())
                && is_equal(&model.shape, shape)
        });
        equal.unwrap_or_else(|| {
            let telling = is_kind
                || shape.fields().is_some_and(|fields| fields.len() >= 3)
                || ident::words(field).len() >= 2;
            let candidates = if telling {
                [own.clone(), short.clone(), qualified.clone()]
            } else {
                [short.clone(), qualified.clone(), own.clone()]
            };
            let module = self.list[parent].module.clone();
            let id = self.create(&candidates, role, &module);
            self.list[id].parent = Some(parent);
            id
        })
    }

    fn new_union(&mut self, parent: ModelId, field: &str, shape: &Shape) -> ModelId {
        let [own, _, qualified] = self.names_of(parent, field, self.is_item(parent, field));
        let other = union_suffix(shape);
        let has_object = other != "Value";
        let suffix = if self.list[parent].role == Role::Input {
            "Input"
        } else {
            ""
        };
        let named = |name: &str| {
            format!(
                "{}{other}{suffix}",
                name.strip_suffix("Input").unwrap_or(name)
            )
        };
        let role = self.list[parent].role;
        let module = self.list[parent].module.clone();
        let candidates = if has_object {
            [named(&own), named(&qualified)]
        } else {
            [named(&qualified), named(&own)]
        };
        let id = self.create(&candidates, role, &module);
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

    /// The resource that has every member of the shape, if that is enough to tell.
    fn resource_like(&self, parent: ModelId, shape: &Shape) -> Option<ModelId> {
        if !is_much(shape) {
            return None;
        }
        let role = self.list[parent].role;
        self.list.iter().enumerate().position(|(id, model)| {
            id != parent && model.is_resource && model.role == role && covers(&model.shape, shape)
        })
    }

    /// The items of `flags` are flags; the object `permissions` is what it is called.
    fn is_item(&self, parent: ModelId, field: &str) -> bool {
        let found = self.list[parent].shape.field(field);
        found.is_some_and(|found| found.items().is_some())
    }

    /// Names for what stands in a field: by the field alone, with the last word of the struct's
    /// name, and with the whole of it.
    fn names_of(&self, parent: ModelId, field: &str, is_item: bool) -> [String; 3] {
        let Model {
            name, role, form, ..
        } = &self.list[parent];
        let (stem, suffix) = match role {
            Role::Input => (name.strip_suffix("Input").unwrap_or(name), "Input"),
            Role::Answer => (name.as_str(), ""),
        };
        if matches!(form, Form::Union(_)) {
            let stem = UNIONS
                .iter()
                .find_map(|union| stem.strip_suffix(union))
                .unwrap_or(stem);
            let item = format!("{stem}Item{suffix}");
            return [format!("{stem}{suffix}"), item.clone(), item];
        }
        let words = if is_item {
            ident::singular_words(field)
        } else {
            ident::words(field)
        };
        let mut words = ident::pascal_words(&words);
        if words.is_empty() || words.starts_with(|c: char| c.is_ascii_digit()) {
            words = format!("Item{words}");
        }
        let stem = last_words(stem, LONGEST.saturating_sub(words.len()));
        let mut telling = ident::words(stem);
        while telling
            .last()
            .is_some_and(|word| WEAK.contains(&word.as_str()))
        {
            telling.pop();
        }
        let last = ident::pascal_words(&[telling.pop().unwrap_or_default()]);
        // The type of a transaction's `transaction_type` is no `TransactionTransactionType`.
        let after = |stem: &str| match words.strip_prefix(&last) {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => {
                format!("{stem}{rest}{suffix}")
            }
            _ => format!("{stem}{words}{suffix}"),
        };
        // One kind of payments is a `CardPayment`.
        if field.starts_with(KIND) {
            let named = |stem: &str| format!("{words}{stem}{suffix}");
            return [named(&last), named(stem), after(stem)];
        }
        [format!("{words}{suffix}"), after(&last), after(stem)]
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

/// The last words of a name that fit into so many characters.
fn last_words(name: &str, room: usize) -> &str {
    let starts = name.match_indices(char::is_uppercase).map(|(at, _)| at);
    let fits = |at: &usize| name.len() - at <= room;
    starts.into_iter().find(fits).map_or("", |at| &name[at..])
}
