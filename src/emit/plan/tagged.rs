//! Which objects are of several kinds that a member tells apart: enums with a struct for each.
//!
//! In: the shape of objects. Out: the member and the kinds. One struct with optional fields is the
//! rule; an enum takes strong evidence: every object has the member (but those of recordings, which tell no word), its words go with different
//! members, and more is different than is shared; or a schema that says so.

use std::collections::BTreeSet;

use crate::ir::{Shape, Variant, Variants};

/// Objects of several kinds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tagged {
    /// The member that tells the kinds apart.
    pub(super) tag: String,
    /// The kinds by their words.
    pub(super) kinds: Vec<(String, Shape)>,
}

/// Members that only one kind has, before that kind counts as one.
const OWN: usize = 2;

/// The kinds of the objects of a place; none where they are of one kind.
pub(super) fn of(shape: &Shape) -> Option<Tagged> {
    let members = shape.object.as_ref()?;
    let Some(Variants::Few(variants)) = members.variants() else {
        return None;
    };
    let mut declared = variants.iter().filter(|(_, one)| one.declared.is_some());
    let is_declared = declared.clone().next().is_some();
    let ((tag, _), _) = declared.next().or(variants.first_key_value())?;
    let is_one_tag = variants.keys().all(|(other, _)| other == tag);
    let seen: u32 = variants.values().map(|variant| variant.seen).sum();
    let is_proved =
        is_one_tag && seen == members.with_words() && are_different(variants.values().collect());
    if !is_declared && !is_proved {
        return None;
    }
    let variants = variants.iter().filter(|((other, _), _)| other == tag);
    let kinds = variants.map(|((_, word), variant)| {
        let shape = shape.of_variant(tag, word, variant);
        (word.clone(), shape)
    });
    Some(Tagged {
        tag: tag.clone(),
        kinds: kinds.collect(),
    })
}

fn are_different(variants: Vec<&Variant>) -> bool {
    let all: BTreeSet<&String> = variants.iter().flat_map(|one| one.members.keys()).collect();
    let holders = |name: &String| {
        let has = |one: &&&Variant| one.members.contains_key(name);
        variants.iter().filter(has).count()
    };
    let shared = all
        .iter()
        .filter(|name| holders(name) == variants.len())
        .count();
    let is_kind = |one: &&&Variant| {
        let own = one.members.keys().filter(|name| holders(name) == 1);
        own.count() >= OWN
    };
    variants.iter().filter(is_kind).count() >= 2 && shared * 2 < all.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(json: &str) -> Vec<String> {
        let shape = Shape::of_json(json).unwrap();
        let tagged = of(shape.items().unwrap());
        let kinds = tagged.into_iter().flat_map(|tagged| tagged.kinds);
        kinds.map(|(word, _)| word).collect()
    }

    #[test]
    fn objects_with_different_members_by_their_word_are_of_several_kinds() {
        let json = r#"[
            { "type": "card", "number": "4", "expiry": "12/30" },
            { "type": "bank", "iban": "DE", "bic": "X" },
            { "type": "card", "number": "5" }
        ]"#;
        assert_eq!(kinds(json), ["bank", "card"]);
    }

    #[test]
    fn objects_that_share_most_members_or_lack_the_word_are_of_one_kind() {
        let shared = r#"[
            { "type": "a", "id": 1, "name": "x", "at": 1, "x": 1, "y": 1 },
            { "type": "b", "id": 2, "name": "y", "at": 2, "z": 1 }
        ]"#;
        assert_eq!(kinds(shared), [""; 0]);
        let lacking =
            r#"[{ "type": "a", "x": 1, "y": 1 }, { "type": "b", "z": 1, "w": 1 }, { "q": 1 }]"#;
        assert_eq!(kinds(lacking), [""; 0]);
    }
}
