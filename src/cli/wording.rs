//! Words that every kind of output uses.

use collgen::Diagnostic;

/// The names of folders and request; nothing when none of them has a name.
pub(super) fn request_name(found: &Diagnostic) -> String {
    match found.request.iter().any(|name| !name.trim().is_empty()) {
        true => found.request.join(" / "),
        false => String::new(),
    }
}

/// A number with its noun.
pub(super) fn count(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}
