//! Names of folders and requests.

use std::collections::BTreeMap;

use crate::collection::Item;

use super::Checker;
use crate::spot::Spot;

impl Checker<'_, '_> {
    pub(super) fn name(&mut self, item: &Item, spot: &Spot<'_>) {
        let name = item.name.trim();
        if name.is_empty() {
            if item.item.is_some() || item.request.is_some() {
                self.tell("name-missing", "it has no name", spot);
            }
        } else if !name.contains(|c: char| c.is_ascii_alphanumeric()) {
            let message = "the name has no letter or digit of ASCII";
            self.tell("name-not-ascii", message, &spot.key("name"));
        }
    }

    /// Names of one folder that make one Rust name. Folders of one name are one group.
    pub(super) fn siblings(&mut self, items: &[Item], spot: &Spot<'_>) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            let folded = folded(&item.name);
            if folded.is_empty() {
                continue;
            }
            if let Some(&earlier) = seen.get(&folded) {
                if items
                    .get(earlier)
                    .is_some_and(|first| is_one_group(first, item))
                {
                    continue;
                }
                let message = format!("element {earlier} beside it has the same name in Rust");
                self.names.push(item.name.trim().to_owned());
                self.tell("duplicate-name", message, &spot.index(index).key("name"));
                self.names.pop();
            } else {
                seen.insert(folded, index);
            }
        }
    }
}

fn is_one_group(first: &Item, second: &Item) -> bool {
    first.item.is_some() && second.item.is_some() && first.name.trim() == second.name.trim()
}

/// What is left of a name in a Rust name.
fn folded(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}
