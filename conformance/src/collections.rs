//! Which files of a folder are collections.
//!
//! In: folders. Out: the JSON files that claim to be collections, in the order of their paths.
//! Data of other kinds that lies between them (models, manifests) is passed over.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The collections in these folders and below.
pub(crate) fn find(
    folders: &[PathBuf],
    skip: &[String],
    only: Option<&str>,
) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in folders {
        if folder.is_file() {
            files.push(folder.clone());
        } else {
            search(folder, skip, &mut files)?;
        }
    }
    files.retain(|file| only.is_none_or(|text| file.to_string_lossy().contains(text)));
    files.sort();
    files.dedup();
    Ok(files)
}

fn search(folder: &Path, skip: &[String], files: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !skip.iter().any(|skipped| *skipped == name) {
                search(&path, skip, files)?;
            }
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
            && claims_to_be_one(&path)?
        {
            files.push(path);
        }
    }
    Ok(())
}

/// Whether the members that make a collection stand in the file, in whatever encoding.
fn claims_to_be_one(path: &Path) -> Result<bool> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text: Vec<u8> = bytes.into_iter().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&text);
    let has = |member: &str| text.contains(&format!("\"{member}\""));
    Ok(has("info") && (has("item") || has("items")) || has("requests") && has("order"))
}
