//! Names of `collgen.toml` that nothing has: a setting under them would change nothing, and nobody would know.
//!
//! In: the rules of `[types]`, and the names of requests, models and fields. Out: a diagnostic for each name that is none
//! of these, with the one that is most like it.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::type_rules::TypeRules;

/// Tells the names that are none. `types` are those of models (`Patient`) and fields (`Patient.id`).
pub(crate) fn tell(
    rules: &TypeRules,
    types: &BTreeSet<String>,
    requests: &BTreeSet<String>,
    found: &mut Diagnostics,
) {
    let mut check = |names: &mut dyn Iterator<Item = &String>, table: &str, known, what: &str| {
        for name in names.filter(|name| !BTreeSet::contains(known, *name)) {
            let message = format!("there is no {what} `{name}`, which `[{table}]` names");
            let told = Diagnostic::of("config-unused", message);
            found.push(match nearest(name, known) {
                Some(nearest) => told.help(format!("did you mean `{nearest}`?")),
                None => told.help("`collgen inspect --types` prints the names of models and fields, `collgen inspect` those of requests"),
            });
        }
    };
    check(&mut rules.pages.keys(), "types.pages", requests, "request");
    check(&mut rules.enums.keys(), "types.enums", types, "field");
    check(
        &mut rules.rename.keys(),
        "types.rename",
        types,
        "model or field",
    );
    let usual = TypeRules::default().required_names;
    let fields: BTreeSet<String> = types
        .iter()
        .filter_map(|name| name.split_once('.'))
        .map(|(_, field)| field.to_owned())
        .collect();
    let mut named = rules
        .required_names
        .iter()
        .filter(|name| !usual.contains(name));
    check(&mut named, "types", &fields, "field");
}

/// The name that differs in the fewest letters, if it is not another one altogether.
fn nearest<'n>(name: &str, known: &'n BTreeSet<String>) -> Option<&'n String> {
    let apart = known.iter().map(|other| (distance(name, other), other));
    let (distance, nearest) = apart.min_by_key(|(distance, _)| *distance)?;
    (distance <= (name.chars().count() / 3).max(2)).then_some(nearest)
}

/// How many letters have to be put in, left out or changed (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.to_lowercase().chars().enumerate() {
        let mut next = vec![at + 1];
        for (above, other) in row.windows(2).zip(&right) {
            let (changed, left_out) = match above {
                [changed, left_out] => (changed + usize::from(letter != *other), left_out + 1),
                _ => (0, 0),
            };
            let put_in = next.last().map_or(0, |last| last + 1);
            next.push(changed.min(left_out).min(put_in));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_few_letters_away() {
        let known: BTreeSet<String> = ["Patient.name", "Patient.id"].map(str::to_owned).into();
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(nearest("patient.nmae", &known).unwrap(), "Patient.name");
        assert_eq!(nearest("Order.total", &known), None);
    }
}
