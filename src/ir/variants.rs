//! Objects of several kinds at one place, told apart by a member that says which: `"type": "card"`.
//!
//! In: the members of objects. Out: which members came with which word. As all evidence it only grows,
//! and joining it is total, commutative and associative.

use std::collections::BTreeMap;

use super::members::{Field, Members};
use super::shape::Words;

/// Names of members that say what an object is, the most telling first.
const TAGS: [&str; 9] = [
    "resourceType",
    "__typename",
    "@type",
    "_type",
    "type",
    "kind",
    "object",
    "event_type",
    "event",
];

/// The objects of a place by their word.
#[derive(Clone, Debug, PartialEq)]
pub enum Variants {
    /// By name of the member and word in it.
    Few(BTreeMap<(String, String), Variant>),
    /// Too many: the words are no kinds.
    Many,
}

/// The objects of one word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variant {
    /// How many.
    pub seen: u32,
    /// How many of them had each member.
    pub members: BTreeMap<String, u32>,
    /// What a schema says of the members, which is not mixed with what it says of those of other kinds.
    pub declared: Option<Vec<Field>>,
}

impl Variants {
    /// How many words are kept.
    const MOST: usize = 16;

    /// The word of one object, if it has one.
    pub(super) fn of(fields: &[Field]) -> Option<Self> {
        let word = |tag: &&str| {
            let field = fields.iter().find(|field| field.name == **tag)?;
            match &field.shape.text.as_ref()?.words {
                Words::Few(words) => words.first().map(|(word, _)| word.clone()),
                Words::Many => None,
            }
        };
        let (tag, word) = TAGS.iter().find_map(|tag| Some((*tag, word(tag)?)))?;
        let members = fields.iter().map(|field| (field.name.clone(), 1));
        let variant = Variant {
            seen: 1,
            members: members.collect(),
            declared: None,
        };
        Some(Self::Few(BTreeMap::from([(
            (tag.to_owned(), word),
            variant,
        )])))
    }

    /// One kind.
    pub(super) fn one(tag: &str, word: String, variant: Variant) -> Self {
        Self::Few(BTreeMap::from([((tag.to_owned(), word), variant)]))
    }

    /// Every kind by its member and word; none where there are too many.
    pub(super) fn each_mut(&mut self) -> impl Iterator<Item = &mut Variant> {
        let few = match self {
            Self::Few(variants) => Some(variants.values_mut()),
            Self::Many => None,
        };
        few.into_iter().flatten()
    }

    pub(super) fn join(self, other: Self) -> Self {
        let (Self::Few(mut all), Self::Few(more)) = (self, other) else {
            return Self::Many;
        };
        for (key, variant) in more {
            let known = all.entry(key).or_default();
            known.seen = known.seen.saturating_add(variant.seen);
            for (name, count) in variant.members {
                let seen = known.members.entry(name).or_default();
                *seen = seen.saturating_add(count);
            }
            known.declared = match (known.declared.take(), variant.declared) {
                (Some(own), Some(others)) => Some(join_fields(own, others)),
                (own, others) => own.or(others),
            };
        }
        let undeclared = all.values().filter(|one| one.declared.is_none());
        if undeclared.count() > Self::MOST {
            return Self::Many;
        }
        Self::Few(all)
    }
}

fn join_fields(own: Vec<Field>, others: Vec<Field>) -> Vec<Field> {
    let (own, others) = (Members::often(1, own), Members::often(1, others));
    own.join(others).into_fields()
}
