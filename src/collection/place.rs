//! Where the parts of a collection stand in its file, when they stand elsewhere than v2.1 has them.
//!
//! In: pointers of v2.1, and of the file for those parts that differ. Out: the pointer into the
//! file of any part. A part without an entry stands where v2.1 has it within the nearest part
//! around it that has one.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostics, Pointer};

/// Pointers of v2.1 and where they lead to in the file.
#[derive(Clone, Default)]
pub(crate) struct Places(BTreeMap<String, Actual>);

/// Where a part stands.
#[derive(Clone)]
struct Actual {
    place: Pointer,
    /// Whether there are no places within it, as in a text that is read as lines.
    is_whole: bool,
}

impl Places {
    /// The part at `standard` stands at `actual`.
    pub(super) fn insert(&mut self, standard: &Pointer, actual: Pointer) {
        self.put(standard, actual, false);
    }

    /// The part at `standard`, whatever is in it, stands at `actual` as a whole.
    pub(super) fn insert_whole(&mut self, standard: &Pointer, actual: Pointer) {
        self.put(standard, actual, true);
    }

    fn put(&mut self, standard: &Pointer, place: Pointer, is_whole: bool) {
        let actual = Actual { place, is_whole };
        self.0.insert(standard.as_str().to_owned(), actual);
    }

    /// The place in the file.
    pub(crate) fn in_file(&self, standard: &Pointer) -> Pointer {
        let whole = standard.as_str();
        if self.0.is_empty() {
            return standard.clone();
        }
        let ends = whole.match_indices('/').map(|(at, _)| at);
        let mut outwards: Vec<usize> = ends.chain([whole.len()]).collect();
        outwards.reverse();
        let found = outwards.into_iter().find_map(|end| {
            let actual = self.0.get(whole.get(..end)?)?;
            Some((actual, whole.get(end..)?))
        });
        match found {
            Some((actual, _)) if actual.is_whole => actual.place.clone(),
            Some((actual, rest)) => actual.place.then(rest),
            None => standard.clone(),
        }
    }

    /// The findings with their places in the file.
    pub(crate) fn relocate(&self, found: Diagnostics) -> Diagnostics {
        let mut relocated = Diagnostics::default();
        for mut diagnostic in found.into_vec() {
            diagnostic.pointer = self.in_file(&diagnostic.pointer);
            relocated.push(diagnostic);
        }
        relocated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_known_part_decides() {
        let item = Pointer::root().key("item").index(0);
        let mut places = Places::default();
        places.insert(&item, Pointer::root().key("requests").index(7));
        places.insert(
            &item.key("request").key("url"),
            Pointer::root().key("requests").index(7).key("url"),
        );
        let script = item.key("event").index(0).key("script").key("exec");
        places.insert_whole(
            &script,
            Pointer::root().key("requests").index(7).key("tests"),
        );
        for (standard, actual) in [
            (script.index(3), "/requests/7/tests"),
            (item.clone(), "/requests/7"),
            (
                item.key("request").key("url").key("query"),
                "/requests/7/url/query",
            ),
            (item.key("response").index(1), "/requests/7/response/1"),
            (Pointer::root().key("item").index(1), "/item/1"),
            (Pointer::root(), ""),
        ] {
            assert_eq!(places.in_file(&standard).as_str(), actual);
        }
    }
}
