//! Data files in JSON, one record a line so that a change shows where it is.

use serde::Serialize;

use crate::ir::{Api, Operation};

/// Adds a list, a line for each record.
pub(super) fn list(records: impl IntoIterator<Item = impl Serialize>, text: &mut String) {
    let mut separator = "[\n";
    for record in records {
        text.push_str(separator);
        // Nothing that is written has no JSON form.
        text.push_str(&serde_json::to_string(&record).unwrap_or_default());
        separator = ",\n";
    }
    text.push_str(if separator == "[\n" { "[]" } else { "\n]" });
}

/// The requests in the order of the collection.
pub(super) fn by_index(api: &Api) -> Vec<&Operation> {
    let mut operations = Vec::with_capacity(api.root.count());
    api.root
        .each_operation(&mut |operation| operations.push(operation));
    operations.sort_by_key(|operation| operation.index);
    operations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_has_a_line_and_none_need_none() {
        let mut text = String::new();
        list([1, 2], &mut text);
        list([0; 0], &mut text);
        assert_eq!(text, "[\n1,\n2\n][]");
    }
}
