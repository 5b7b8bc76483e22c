//! Descriptions: whatever Markdown or HTML stands there, as lines of plain words.

use crate::collection::Description;

/// The text of a description with its line ends made equal; empty when there is none.
pub(super) fn description(description: Option<&Description>) -> String {
    let Some(description) = description else {
        return String::new();
    };
    let text = description
        .content
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    text.trim().to_owned()
}
