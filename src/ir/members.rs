//! The members of objects, in the order in which they were first seen.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::filler::is_made_up;
use super::format::Format;
use super::join::join;
use super::shape::{Kind, Shape, Words};
use super::variants::Variants;

/// A member of an object. `shape.seen` says how many of the objects had it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// The evidence for its value.
    pub shape: Shape,
}

/// The members of all objects of a place.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Members {
    /// How many objects.
    pub seen: u32,
    fields: Vec<Field>,
    /// Where each name stands, once there are many.
    #[serde(skip)]
    index: BTreeMap<String, usize>,
    /// The objects by the word that says what they are, if they have one.
    #[serde(skip)]
    variants: Option<Box<Variants>>,
    /// How many of the objects were recorded, without such words.
    #[serde(skip)]
    wordless: u32,
}

/// Up to so many members are looked for one by one.
const INDEXED: usize = 24;

impl Members {
    /// Those of one object. Of a repeated member the last one counts, as in every JSON reader.
    pub(super) fn one(fields: impl IntoIterator<Item = Field>) -> Self {
        let fields = fields.into_iter();
        let mut members = Self {
            seen: 1,
            // There are as many as requests have fields: none of the room is left over.
            fields: Vec::with_capacity(fields.size_hint().0),
            ..Self::default()
        };
        for field in fields {
            members.put(field, |_, new| new);
        }
        members.variants = Variants::of(&members.fields).map(Box::new);
        members
    }

    /// Those of so many objects; each member says itself how many of them had it.
    pub(super) fn often(seen: u32, fields: impl IntoIterator<Item = Field>) -> Self {
        Self {
            seen,
            variants: None,
            ..Self::one(fields)
        }
    }

    /// The same, as a recording without any words.
    #[must_use]
    pub(super) fn without_words(mut self) -> Self {
        self.wordless = self.seen;
        self
    }

    /// The same, of these kinds.
    #[must_use]
    pub(super) fn of_kinds(mut self, kinds: Variants) -> Self {
        self.variants = Some(Box::new(kinds));
        self
    }

    /// Adds members that the objects of every kind have as well; what a kind says itself counts.
    pub(super) fn add_to_kinds(&mut self, fields: &[Field]) {
        for field in fields {
            if self.position(&field.name).is_none() {
                self.put(field.clone(), |known, _| known);
            }
            for variant in self.variants.iter_mut().flat_map(|kinds| kinds.each_mut()) {
                let declared = variant.declared.get_or_insert_default();
                if !declared.iter().any(|known| known.name == field.name) {
                    declared.push(field.clone());
                    let seen = field.shape.seen;
                    variant.members.insert(field.name.clone(), seen);
                }
            }
        }
    }

    /// How many of the objects may have had the word that says what they are.
    pub fn with_words(&self) -> u32 {
        self.seen.saturating_sub(self.wordless)
    }

    /// The objects by the word that says what they are, if they have one.
    pub fn variants(&self) -> Option<&Variants> {
        self.variants.as_deref()
    }

    /// The members in order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The members by themselves.
    pub fn into_fields(self) -> Vec<Field> {
        self.fields
    }

    /// The same without some members.
    pub fn retain(&mut self, keep: impl Fn(&Field) -> bool) {
        self.fields.retain(keep);
        self.variants = None;
        self.index.clear();
        self.build_index();
    }

    /// The member of that name.
    pub fn get(&self, name: &str) -> Option<&Shape> {
        self.position(name)
            .and_then(|at| self.fields.get(at))
            .map(|field| &field.shape)
    }

    /// The member of that name, to be changed.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Shape> {
        let at = self.position(name)?;
        self.fields.get_mut(at).map(|field| &mut field.shape)
    }

    /// Changes the shapes of all members.
    pub(super) fn change(&mut self, change: impl Fn(&mut Shape)) {
        self.fields
            .iter_mut()
            .for_each(|field| change(&mut field.shape));
    }

    /// Puts a member in place of any of that name.
    pub(super) fn set(&mut self, name: &str, shape: Shape) {
        let name = name.to_owned();
        self.put(Field { name, shape }, |_, new| new);
    }

    /// Lets a member be of another kind as well, which is no sample of it.
    pub(super) fn widen(&mut self, name: &str, seen: u32, kind: &Shape) {
        match self.get_mut(name) {
            Some(known) => {
                let (seen, null) = (known.seen, known.null);
                let wide = join(std::mem::take(known), kind.clone());
                *known = Shape { seen, null, ..wide };
            }
            None => self.set(
                name,
                Shape {
                    seen,
                    ..kind.clone()
                },
            ),
        }
    }

    /// Adds a member that no object was seen with.
    pub(super) fn add(&mut self, field: Field) {
        self.put(field, join);
    }

    fn position(&self, name: &str) -> Option<usize> {
        if self.fields.len() > INDEXED {
            return self.index.get(name).copied();
        }
        self.fields.iter().position(|field| field.name == name)
    }

    /// Adds a member, or merges it into the one of that name.
    fn put(&mut self, field: Field, merge: impl Fn(Shape, Shape) -> Shape) {
        match self.position(&field.name) {
            Some(at) => {
                let known = std::mem::take(&mut self.fields[at].shape);
                self.fields[at].shape = merge(known, field.shape);
            }
            None => {
                self.fields.push(field);
                self.build_index();
            }
        }
    }

    /// Brings the index up to date with members that were added at the end.
    fn build_index(&mut self) {
        if self.fields.len() > INDEXED {
            for (at, field) in self.fields.iter().enumerate().skip(self.index.len()) {
                self.index.insert(field.name.clone(), at);
            }
        }
    }

    /// The members of both; those of one alone are kept.
    pub(super) fn join(mut self, other: Self) -> Self {
        self.seen = self.seen.saturating_add(other.seen);
        self.wordless = self.wordless.saturating_add(other.wordless);
        self.variants = match (self.variants.take(), other.variants) {
            (Some(own), Some(others)) => Some(Box::new(own.join(*others))),
            (own, others) => own.or(others),
        };
        for (position, field) in other.fields.into_iter().enumerate() {
            // Members mostly come in the same order, so the same position is looked at first.
            match self.fields.get_mut(position) {
                Some(known) if known.name == field.name => {
                    let shape = std::mem::take(&mut known.shape);
                    known.shape = join(shape, field.shape);
                }
                _ => self.put(field, join),
            }
        }
        self
    }

    /// A struct, or a map when hardly any two objects share a member.
    pub(super) fn kind(&self) -> Kind<'_> {
        if self.has_strangers_only() {
            let shapes = self.fields.iter().map(|field| field.shape.clone());
            let values = shapes.reduce(join).unwrap_or_default();
            // Objects that differ are different things, not values of one map.
            let is_uniform = values
                .fields()
                .unwrap_or_default()
                .iter()
                .all(|field| field.shape.seen == self.seen);
            if is_uniform && !matches!(values.kind(), Kind::Mixed | Kind::Scalar | Kind::Unknown) {
                return Kind::Map(Cow::Owned(values));
            }
        }
        if self.has_self_named_only() || self.has_titles() {
            let shapes = self.fields.iter().map(|field| field.shape.clone());
            return Kind::Map(Cow::Owned(shapes.reduce(join).unwrap_or_default()));
        }
        Kind::Object(&self.fields)
    }

    /// Two members or more that are all objects of the form `{"type": "date", "date": …}`: what they
    /// are stands in them, so their names are somebody's data.
    fn has_self_named_only(&self) -> bool {
        let names_itself = |field: &Field| {
            let Some(object) = &field.shape.object else {
                return false;
            };
            let kinds = object.get("type").and_then(|kind| kind.text.as_ref());
            match kinds.map(|kind| &kind.words) {
                Some(Words::Few(words)) => {
                    let mut words = words.iter();
                    words.len() > 0 && words.all(|(word, _)| object.get(word).is_some())
                }
                _ => false,
            }
        };
        self.fields.len() >= 2 && self.fields.iter().all(names_itself)
    }

    /// Three objects or more under names of which many are written for people: `Food group`.
    fn has_titles(&self) -> bool {
        let is_structured = |field: &Field| {
            let shape = &field.shape;
            (shape.object.is_some() || shape.map.is_some())
                && shape.null == 0
                && matches!(shape.kind(), Kind::Object(_) | Kind::Map(_))
        };
        let titles = || self.fields.iter().filter(|field| field.name.contains(' '));
        self.fields.len() >= 3
            && self.fields.iter().all(is_structured)
            && titles().count() * 3 >= self.fields.len()
    }

    /// Three objects or more, none of which has a member of another one: names that are data.
    fn has_strangers_only(&self) -> bool {
        self.seen >= 3
            && self.fields.len() >= self.seen as usize
            && self.fields.iter().all(|field| field.shape.seen == 1)
    }
}

/// The order of members is no part of what was seen.
impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        self.seen == other.seen
            && self.variants == other.variants
            && self.fields.len() == other.fields.len()
            && self
                .fields
                .iter()
                .all(|field| other.get(&field.name) == Some(&field.shape))
    }
}

/// Whether the member names are ids, dates, codes or filler rather than words of the API, or one is brought by a
/// variable: it has another name each time, which no type can have.
pub(super) fn is_data_keyed(fields: &[Field]) -> bool {
    let all = |is: fn(&str) -> bool| fields.iter().all(|field| is(&field.name));
    let is_variable = |field: &Field| field.name.contains("{{");
    !fields.is_empty() && all(is_data)
        || is_made_up(fields.iter().map(|field| field.name.as_str()))
        || fields.len() >= 3 && all(is_code)
        || fields.iter().any(is_variable)
}

fn is_data(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    match Format::of(name) {
        Format::Date
        | Format::Uuid
        | Format::Digits
        | Format::Email
        | Format::Url
        | Format::DateTime
        | Format::NaiveDateTime => true,
        // Long names of letters and digits are keys of a database.
        Format::Plain => {
            name.len() >= 16 && digits >= 4 && name.bytes().all(|b| b.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// Codes of currencies, countries and languages: `EUR`, `DE`.
fn is_code(name: &str) -> bool {
    matches!(name.len(), 2 | 3) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}
