//! What `--check` shows: each file that would change, with the lines that differ.

use std::path::Path;

use anyhow::Result;
use collgen::{Change, ChangeKind};
use similar::TextDiff;

use super::arguments::Format;
use super::wording::count;

/// Longest difference that is shown of one file.
const MOST_LINES: usize = 40;

/// The changes as text, or as one JSON array.
pub(super) fn describe(changes: &[Change], folder: &Path, format: Format) -> Result<String> {
    if format == Format::Json {
        let list: Vec<_> = changes
            .iter()
            .map(|change| serde_json::json!({ "path": change.path, "kind": change.kind.as_str() }))
            .collect();
        return Ok(serde_json::to_string(&list)? + "\n");
    }
    if changes.is_empty() {
        return Ok(format!("{}: up to date\n", folder.display()));
    }
    let mut text = String::new();
    for change in changes {
        text.push_str(&format!("{:8}{}\n", change.kind.as_str(), change.path));
        if is_worth_showing(change, changes.len()) {
            text.push_str(&lines(change));
        }
    }
    text.push_str(&format!(
        "{}: {} differ\n",
        folder.display(),
        count(changes.len(), "file")
    ));
    Ok(text)
}

/// The manifest repeats in sums what the other files show in words.
fn is_worth_showing(change: &Change, number: usize) -> bool {
    let is_manifest = change.path.starts_with(".collgen/");
    matches!(change.kind, ChangeKind::Changed | ChangeKind::Edited) && (!is_manifest || number == 1)
}

fn lines(change: &Change) -> String {
    let before = change.before.as_deref().unwrap_or_default();
    let after = change.after.as_deref().unwrap_or_default();
    let difference = TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(2)
        .to_string();
    let mut lines = difference.lines();
    let mut text: String = lines
        .by_ref()
        .take(MOST_LINES)
        .map(|line| format!("    {line}\n"))
        .collect();
    let more = lines.count();
    if more > 0 {
        text.push_str(&format!("    ... {more} more lines\n"));
    }
    text
}
