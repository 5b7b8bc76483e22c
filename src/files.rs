//! The files of a generated crate, and the only hand on the disk.
//!
//! In: relative paths with their texts. Out: a folder that holds exactly these files, as far as
//! collgen wrote it: what a person added or edited is never lost. The manifest tells which files
//! are ours. Every reason to refuse is found before anything is written.

mod manifest;
mod plan;
mod write;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::refusal::Refusal;
use crate::secret::Secrets;

pub use plan::{Change, ChangeKind};
pub use write::Written;

pub(crate) use manifest::{Origin, content_hash};

/// Relative paths, with `/`, and the text of each file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet(BTreeMap<String, Arc<str>>);

/// What to do with files that a person edited or put there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overwrite {
    /// Refuse to write.
    #[default]
    Never,
    /// Replace them.
    Always,
}

impl FileSet {
    /// Adds a file; an earlier one of the same path is replaced.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) {
        self.0.insert(path.into(), text.into());
    }

    /// The set without the secrets that got past everything else.
    pub(crate) fn masked(mut self, secrets: &Secrets) -> Self {
        if !secrets.is_empty() {
            for text in self.0.values_mut() {
                if let Some(masked) = secrets.masked(text) {
                    *text = masked.into();
                }
            }
        }
        self
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(AsRef::as_ref)
    }

    /// Paths and texts in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_ref()))
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The set with other paths; a later file of the same path replaces an earlier one.
    pub(crate) fn moved(self, path: impl Fn(&str) -> String) -> Self {
        let files = self.0.into_iter();
        Self(files.map(|(old, text)| (path(&old), text)).collect())
    }

    /// The set with its manifest.
    pub(crate) fn with_manifest(&self, origin: &Origin) -> Self {
        let mut files = self.clone();
        files.insert(
            manifest::PATH,
            manifest::Manifest::new(self, origin).to_text(),
        );
        files
    }

    /// What a write would change.
    pub(crate) fn diff(&self, dir: &Path, origin: &Origin) -> Result<Vec<Change>, Error> {
        Ok(plan::plan(&self.with_manifest(origin), dir)?.changes)
    }

    /// Makes the folder hold these files.
    pub(crate) fn write(
        &self,
        dir: &Path,
        origin: &Origin,
        overwrite: Overwrite,
    ) -> Result<Written, Error> {
        let files = self.with_manifest(origin);
        let plan = plan::plan(&files, dir)?;
        let refusals: Vec<Refusal> = plan
            .refusals
            .into_iter()
            .filter(|refusal| overwrite == Overwrite::Never || !refusal.can_be_overruled())
            .collect();
        if !refusals.is_empty() {
            return Err(Error::Refused {
                folder: dir.to_owned(),
                refusals,
            });
        }
        write::write(&files, &plan.changes, dir)
    }
}

/// Writes one file that no manifest keeps, unless it has this content already.
pub(crate) fn write_if_changed(path: &Path, text: &str) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|found| found == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// Writes a file that must not be there yet, and the folders above it.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), Error> {
    let written = || {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = fs::File::create_new(path)?;
        file.write_all(text.as_bytes())
    };
    written().map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// The names in a folder, in their order; none where it cannot be read.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The bytes of an input file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })
}

/// Whether a folder holds requests in Postman's YAML format, at most three levels down.
pub(crate) fn holds_yaml_requests(dir: &Path) -> bool {
    fn search(dir: &Path, depth: usize) -> io::Result<bool> {
        for entry in fs::read_dir(dir)?.take(1000) {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_request = name.ends_with(".request.yaml") || name == "definition.yaml";
            let is_folder = entry.file_type()?.is_dir();
            if is_request || (is_folder && depth > 0 && search(&entry.path(), depth - 1)?) {
                return Ok(true);
            }
        }
        Ok(false)
    }
    search(dir, 3).unwrap_or(false)
}
