//! `.collgen/manifest.json`: which files of a folder collgen wrote, and what was in them.
//!
//! In: the files and where they come from. Out: JSON with the tool's version and content hashes; no
//! clock, no path of this machine. A manifest that was tampered with can name no file outside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::FileSet;

/// Where the manifest stands in the folder.
pub(super) const PATH: &str = ".collgen/manifest.json";

/// The manifest of a run that has not ended; it is complete before the first file is moved.
pub(super) const STAGED: &str = ".collgen/staging/new/.collgen/manifest.json";

/// What a set of files was generated from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Hash of the collection.
    pub input: String,
    /// Hash of each environment or globals file.
    pub values: Vec<String>,
}

/// The content of the manifest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    collgen: String,
    input: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    /// Path of each file and the hash of its content.
    pub(super) files: BTreeMap<String, String>,
}

impl Manifest {
    pub(super) fn new(files: &FileSet, origin: &Origin) -> Self {
        Self {
            collgen: env!("CARGO_PKG_VERSION").to_owned(),
            input: origin.input.clone(),
            values: origin.values.clone(),
            files: files
                .iter()
                .map(|(path, text)| (path.to_owned(), content_hash(text.as_bytes())))
                .collect(),
        }
    }

    /// Nothing when the text is not a manifest.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn to_text(&self) -> String {
        // A map of texts always has a JSON form; the alternative is there to avoid a panic.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// XXH3 of 128 bits in hexadecimal digits: it tells an edited file from an untouched one, which is
/// all that the manifest is for, and costs next to nothing.
pub(crate) fn content_hash(bytes: &[u8]) -> String {
    format!("{:032x}", XxHash3_128::oneshot(bytes))
}
