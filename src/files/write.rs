//! Carries out a plan.
//!
//! In: the new files and the changes to make. Out: the folder, changed. All texts are first
//! written beside the old ones (`.collgen/staging`) and then moved to their places, the manifest
//! last. What fails is taken back, what is interrupted is known to the next run by the staged
//! manifest: every file is at any time either old or new, and whole.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest;
use super::plan::Change;
use super::{ChangeKind, FileSet};
use crate::error::Error;

const STAGING: &str = ".collgen/staging";

/// What a write did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Files created or replaced.
    pub written: usize,
    /// Files that were there already.
    pub unchanged: usize,
    /// Files removed because they are no longer generated.
    pub removed: usize,
}

/// Makes the changes.
pub(super) fn write(files: &FileSet, changes: &[Change], dir: &Path) -> Result<Written, Error> {
    let removed = changes
        .iter()
        .filter(|change| change.after.is_none())
        .count();
    let written = changes.len() - removed;
    let staging = Staging {
        dir,
        root: dir.join(STAGING),
    };
    if !changes.is_empty() {
        fs::create_dir_all(dir).map_err(|source| Error::Write {
            path: dir.to_owned(),
            source,
        })?;
        staging.clear()?;
        let outcome = staging.fill(changes).and_then(|()| staging.commit(changes));
        let cleared = staging.clear();
        outcome.and(cleared)?;
        changes
            .iter()
            .filter(|change| change.after.is_none())
            .for_each(|c| remove_empty(dir, &c.path));
    }
    Ok(Written {
        written,
        unchanged: files.len() - written,
        removed,
    })
}

struct Staging<'d> {
    dir: &'d Path,
    root: PathBuf,
}

impl Staging<'_> {
    fn new_path(&self, change: &Change) -> PathBuf {
        self.root.join("new").join(&change.path)
    }

    fn old_path(&self, change: &Change) -> PathBuf {
        self.root.join("old").join(&change.path)
    }

    /// Writes every new text and keeps a copy of every old one.
    fn fill(&self, changes: &[Change]) -> Result<(), Error> {
        let mut made = Made::default();
        for change in changes {
            if let Some(text) = &change.after {
                let path = self.new_path(change);
                made.parent(&path)?;
                fs::write(&path, text).map_err(|source| Error::Write { path, source })?;
            }
            if change.kind != ChangeKind::Added {
                let path = self.old_path(change);
                made.parent(&path)?;
                fs::copy(self.dir.join(&change.path), &path)
                    .map_err(|source| Error::Write { path, source })?;
            }
        }
        Ok(())
    }

    /// Moves everything to its place, the manifest last; takes all back when one step fails.
    fn commit(&self, changes: &[Change]) -> Result<(), Error> {
        let (last, first): (Vec<&Change>, Vec<&Change>) = changes
            .iter()
            .partition(|change| change.path == manifest::PATH);
        let mut done: Vec<&Change> = Vec::new();
        let mut made = Made::default();
        for change in first.into_iter().chain(last) {
            if let Err(error) = self.step(change, &mut made) {
                done.into_iter().for_each(|change| self.take_back(change));
                return Err(error);
            }
            done.push(change);
        }
        Ok(())
    }

    fn step(&self, change: &Change, made: &mut Made) -> Result<(), Error> {
        let path = self.dir.join(&change.path);
        let moved = match &change.after {
            Some(_) => {
                made.parent(&path)?;
                fs::rename(self.new_path(change), &path)
            }
            None => fs::remove_file(&path),
        };
        moved.map_err(|source| Error::Write { path, source })
    }

    /// The first failure is the one to tell of, so a second one is not.
    fn take_back(&self, change: &Change) {
        let path = self.dir.join(&change.path);
        let _ = match change.kind {
            ChangeKind::Added => fs::remove_file(&path),
            _ => fs::rename(self.old_path(change), &path),
        };
    }

    fn clear(&self) -> Result<(), Error> {
        match fs::remove_dir_all(&self.root) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::Write {
                path: self.root.clone(),
                source,
            }),
            _ => Ok(()),
        }
    }
}

/// The folders that are there for sure: most files stand beside others.
#[derive(Default)]
struct Made(BTreeSet<PathBuf>);

impl Made {
    /// Makes the folder of a file.
    fn parent(&mut self, path: &Path) -> Result<(), Error> {
        let Some(parent) = path.parent().filter(|parent| !self.0.contains(*parent)) else {
            return Ok(());
        };
        fs::create_dir_all(parent).map_err(|source| Error::Write {
            path: parent.to_owned(),
            source,
        })?;
        self.0.insert(parent.to_owned());
        Ok(())
    }
}

/// Removes the folders that a removed file leaves empty.
fn remove_empty(dir: &Path, path: &str) {
    let mut path = path;
    while let Some((parent, _)) = path.rsplit_once('/') {
        // Fails for a folder that is not empty, which is the end of it.
        if fs::remove_dir(dir.join(parent)).is_err() {
            return;
        }
        path = parent;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, kind: ChangeKind, after: Option<&str>) -> Change {
        Change {
            path: path.to_owned(),
            kind,
            before: None,
            after: after.map(str::to_owned),
        }
    }

    #[test]
    fn a_step_that_fails_takes_back_those_before_it() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("old.rs"), "old").expect("written");
        let changes = [
            change("added.rs", ChangeKind::Added, Some("new")),
            change("old.rs", ChangeKind::Changed, Some("new")),
            change("removed by somebody else.rs", ChangeKind::Added, None),
        ];
        let outcome = write(&FileSet::default(), &changes, dir.path());
        assert!(matches!(outcome, Err(Error::Write { .. })), "{outcome:?}");
        assert!(!dir.path().join("added.rs").exists());
        assert_eq!(
            fs::read_to_string(dir.path().join("old.rs")).expect("read"),
            "old"
        );
        assert!(!dir.path().join(STAGING).exists());
    }

    #[test]
    fn a_text_that_cannot_be_staged_leaves_all_as_it_was() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("old.rs"), "old").expect("written");
        let changes = [
            change("old.rs", ChangeKind::Changed, Some("new")),
            change("a", ChangeKind::Added, Some("")),
            change("a/b", ChangeKind::Added, Some("")),
        ];
        assert!(write(&FileSet::default(), &changes, dir.path()).is_err());
        assert_eq!(
            fs::read_to_string(dir.path().join("old.rs")).expect("read"),
            "old"
        );
        assert!(!dir.path().join("a").exists());
    }
}
