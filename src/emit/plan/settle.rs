//! Who gets which name among siblings, whatever their order.
//!
//! In: what each sibling would like to be called, best first. Out: a name for each, all different.
//! Everybody's first choice counts before anybody's second; of several with the same wish the one
//! of the lowest rank gets it. The rank is made of what the sibling is, never of where it stands,
//! so that moving siblings renames none, and adding one renames none whose wish it does not share
//! with a lower rank. Only siblings that are alike in everything are numbered.

use std::collections::{BTreeMap, BTreeSet};

/// What a sibling would like to be called.
#[derive(Clone, Debug, Default)]
pub(super) struct Wish {
    /// Names, best first; at least one.
    pub(super) names: Vec<String>,
    /// Who wins where two want the same.
    pub(super) rank: (usize, String),
}

/// Which first choices are wanted by several, or taken: only those need more than one.
pub(super) fn contested(firsts: &[Wish], taken: &BTreeSet<String>) -> Vec<bool> {
    let first = |wish: &Wish| wish.names.first().cloned().unwrap_or_default();
    let mut claims: BTreeMap<String, usize> = BTreeMap::new();
    for wish in firsts {
        *claims.entry(first(wish)).or_default() += 1;
    }
    let is_contested = |wish: &Wish| {
        let name = first(wish);
        taken.contains(&name) || claims.get(&name).is_some_and(|claims| *claims > 1)
    };
    firsts.iter().map(is_contested).collect()
}

/// Gives each wish a name that is in `taken` from then on.
pub(super) fn settle(wishes: &[Wish], taken: &mut BTreeSet<String>) -> Vec<String> {
    let mut settled: Vec<Option<String>> = vec![None; wishes.len()];
    let rounds = wishes.iter().map(|wish| wish.names.len()).max();
    for round in 0..rounds.unwrap_or(0) {
        let mut wanted: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, wish) in wishes.iter().enumerate() {
            let name = wish.names.get(round);
            if let Some(name) =
                name.filter(|name| settled[index].is_none() && !taken.contains(*name))
            {
                wanted.entry(name).or_default().push(index);
            }
        }
        for (name, indexes) in wanted {
            let winner = indexes.into_iter().min_by_key(|&index| &wishes[index].rank);
            if let Some(winner) = winner {
                settled[winner] = Some(name.to_owned());
                taken.insert(name.to_owned());
            }
        }
    }
    number(wishes, &mut settled, taken);
    settled.into_iter().flatten().collect()
}

/// Numbers those that are left, in the order of their ranks.
fn number(wishes: &[Wish], settled: &mut [Option<String>], taken: &mut BTreeSet<String>) {
    let mut left: Vec<usize> = (0..wishes.len())
        .filter(|&index| settled[index].is_none())
        .collect();
    left.sort_by_key(|&index| &wishes[index].rank);
    let mut next: BTreeMap<&str, usize> = BTreeMap::new();
    for index in left {
        let base = wishes[index].names.first().map_or("item", String::as_str);
        let base = base.trim_end_matches('_');
        let number = next.entry(base).or_insert(2);
        let name = loop {
            let name = format!("{base}_{number}");
            *number += 1;
            if taken.insert(name.clone()) {
                break name;
            }
        };
        settled[index] = Some(name);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wish(names: &[&str], rank: &str) -> Wish {
        Wish {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            rank: (rank.len(), rank.to_owned()),
        }
    }

    #[test]
    fn the_lowest_rank_keeps_the_name_and_the_others_are_qualified() {
        let wishes = [
            wish(&["get", "get_profile"], "/users/:id/profile"),
            wish(&["get", "get_user"], "/users/:id"),
            wish(&["get_profile"], "/profile"),
        ];
        let names = settle(&wishes, &mut BTreeSet::new());
        assert_eq!(names, ["get_2", "get", "get_profile"]);
    }

    #[test]
    fn fifty_alike_are_numbered() {
        let wishes = vec![wish(&["list"], "/"); 50];
        let names = settle(&wishes, &mut BTreeSet::new());
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 50);
        assert!(names.contains(&"list".to_owned()) && names.contains(&"list_50".to_owned()));
    }

    prop_compose! {
        fn any_wish()(names in prop::collection::vec("[ab]_?[cd]?", 1..4), rank in "[a-z]{1,6}") -> Wish {
            Wish { names, rank: (0, rank) }
        }
    }

    fn by_wish(wishes: &[Wish]) -> BTreeMap<(Vec<String>, String), BTreeSet<String>> {
        let names = settle(wishes, &mut BTreeSet::new());
        let mut found: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for (wish, name) in wishes.iter().zip(names) {
            let key = (wish.names.clone(), wish.rank.1.clone());
            found.entry(key).or_default().insert(name);
        }
        found
    }

    /// Two of one rank are alike in everything.
    fn distinct(mut wishes: Vec<Wish>) -> Vec<Wish> {
        let mut ranks: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for wish in &mut wishes {
            let names = ranks
                .entry(wish.rank.1.clone())
                .or_insert(wish.names.clone());
            wish.names.clone_from(names);
        }
        wishes
    }

    proptest! {
        #[test]
        fn the_order_of_siblings_renames_none(
            wishes in prop::collection::vec(any_wish(), 0..8),
            turn in 0usize..8,
        ) {
            let wishes = distinct(wishes);
            let mut moved = wishes.clone();
            moved.rotate_left(turn % wishes.len().max(1));
            moved.reverse();
            prop_assert_eq!(by_wish(&wishes), by_wish(&moved));
        }

        #[test]
        fn a_new_sibling_of_other_names_renames_none(
            wishes in prop::collection::vec(any_wish(), 0..8),
            at in 0usize..8,
        ) {
            let wishes = distinct(wishes);
            let before = by_wish(&wishes);
            let mut more = wishes;
            more.insert(at.min(more.len()), wish(&["x", "y"], "a"));
            let mut after = by_wish(&more);
            after.remove(&(vec!["x".to_owned(), "y".to_owned()], "a".to_owned()));
            prop_assert_eq!(before, after);
        }

        #[test]
        fn a_new_sibling_of_the_highest_rank_renames_none(
            wishes in prop::collection::vec(any_wish(), 0..8),
            names in prop::collection::vec("[ab]_?[cd]?", 1..2),
        ) {
            // Everybody has one wish, so that nobody is left with what the new one wants next.
            let wishes: Vec<Wish> = distinct(wishes)
                .into_iter()
                .map(|wish| Wish { names: wish.names[..1].to_vec(), ..wish })
                .collect();
            let before = settle(&wishes, &mut BTreeSet::new());
            let mut more = wishes;
            more.push(Wish { names, rank: (1, String::new()) });
            let after = settle(&more, &mut BTreeSet::new());
            prop_assert_eq!(&before[..], &after[..before.len()]);
        }
    }
}
