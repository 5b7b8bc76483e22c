//! How many requests a collection holds, counted without collgen.
//!
//! In: the text of a file. Out: the number of things in it that stand where a request stands;
//! none when the file is no JSON as it is.

use serde_json::Value;

/// The number of requests.
pub(crate) fn count(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file: Value = serde_json::from_slice(bytes).ok()?;
    let collection = file.get("collection").unwrap_or(&file);
    match collection.get("requests") {
        Some(Value::Array(requests)) if collection.get("item").is_none() => Some(requests.len()),
        _ => Some(below(collection)),
    }
}

fn items(node: &Value) -> Option<&Value> {
    node.get("item").or_else(|| node.get("items"))
}

fn below(folder: &Value) -> usize {
    match items(folder) {
        Some(Value::Array(items)) => items.iter().map(one).sum(),
        Some(item @ Value::Object(_)) => one(item),
        _ => 0,
    }
}

/// A folder counts what is in it, and itself where a request is lost in it.
fn one(item: &Value) -> usize {
    match items(item) {
        Some(Value::Array(_) | Value::Object(_)) => {
            below(item) + usize::from(item.get("request").is_some())
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn folders_are_no_requests_and_null_stands_for_one() {
        let text =
            br#"{"item": [{"item": [{"request": "a"}, null]}, {"request": {}}, {"item": []}]}"#;
        assert_eq!(count(text), Some(3));
    }

    #[test]
    fn a_v1_collection_lists_its_requests() {
        assert_eq!(count(br#"{"order": [], "requests": [{}, {}]}"#), Some(2));
    }
}
