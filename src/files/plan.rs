//! What a write would do to a folder, and what forbids it.
//!
//! In: the new files and the folder as it stands. Out: changes in the order of the paths, and
//! refusals: paths that leave the folder, symbolic links, things in the way, files that a person
//! edited. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::FileSet;
use super::manifest::{self, Manifest, content_hash};
use crate::error::Error;
use crate::refusal::Refusal;

/// A file that a write would create, replace or remove.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Relative path, with `/`.
    pub path: String,
    /// What would happen.
    pub kind: ChangeKind,
    /// Text on disk; bytes that are not UTF-8 are replaced.
    pub before: Option<String>,
    /// Text to be written.
    pub after: Option<String>,
}

/// How a file differs from what would be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ChangeKind {
    /// It is not there yet.
    Added,
    /// Its content would be replaced.
    Changed,
    /// It is no longer generated.
    Removed,
    /// A person changed it, or put it there.
    Edited,
}

impl ChangeKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Edited => "edited",
        }
    }
}

/// The outcome.
pub(super) struct Plan {
    pub(super) changes: Vec<Change>,
    pub(super) refusals: Vec<Refusal>,
}

/// Compares the new files, manifest included, with the folder.
pub(super) fn plan(files: &FileSet, dir: &Path) -> Result<Plan, Error> {
    let mut plan = Plan {
        changes: Vec::new(),
        refusals: Vec::new(),
    };
    if fs::metadata(dir).is_ok_and(|metadata| !metadata.is_dir()) {
        plan.refusals.push(Refusal::NotAFolder);
        return Ok(plan);
    }
    let known = known(dir, &mut plan.refusals)?;
    let paths: BTreeSet<&str> = files
        .iter()
        .map(|(path, _)| path)
        .chain(known.keys().map(String::as_str))
        .collect();
    for path in paths {
        let found = match inspect(dir, path).map_err(|source| Error::Read {
            path: dir.join(path),
            source,
        })? {
            Ok(found) => found,
            Err(refusal) => {
                // A folder in the way is in the way of every file in it.
                if !plan.refusals.contains(&refusal) {
                    plan.refusals.push(refusal);
                }
                continue;
            }
        };
        plan.compare(path, found, files.get(path), known.get(path));
    }
    Ok(plan)
}

impl Plan {
    fn compare(
        &mut self,
        path: &str,
        found: Option<Vec<u8>>,
        after: Option<&str>,
        sums: Option<&BTreeSet<String>>,
    ) {
        let kind = match (&found, after) {
            (None, None) => return,
            (None, Some(_)) => ChangeKind::Added,
            (Some(found), Some(after)) if same(found, after) => return,
            (Some(found), _) if path != manifest::PATH && !is_ours(found, sums) => {
                self.refusals.push(match sums {
                    Some(_) => Refusal::Edited(path.to_owned()),
                    None => Refusal::Foreign(path.to_owned()),
                });
                ChangeKind::Edited
            }
            (Some(_), Some(_)) => ChangeKind::Changed,
            (Some(_), None) => ChangeKind::Removed,
        };
        self.changes.push(Change {
            path: path.to_owned(),
            kind,
            before: found.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            after: after.map(str::to_owned),
        });
    }
}

/// A checkout on Windows may have turned line ends into CR LF; that is no edit.
fn same(found: &[u8], text: &str) -> bool {
    found == text.as_bytes() || unix_lines(found) == unix_lines(text.as_bytes())
}

fn is_ours(found: &[u8], sums: Option<&BTreeSet<String>>) -> bool {
    sums.is_some_and(|sums| {
        sums.contains(&content_hash(found)) || sums.contains(&content_hash(&unix_lines(found)))
    })
}

fn unix_lines(bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(index + 1) != Some(&b'\n') {
            lines.push(*byte);
        }
    }
    lines
}

/// The files that collgen wrote into the folder, with every sum they may have: an interrupted run
/// leaves some files of the old manifest and some of the new one.
fn known(
    dir: &Path,
    refusals: &mut Vec<Refusal>,
) -> Result<BTreeMap<String, BTreeSet<String>>, Error> {
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut is_ours = false;
    for path in [manifest::PATH, manifest::STAGED] {
        let Some(bytes) = inspect(dir, path).ok().and_then(Result::ok).flatten() else {
            continue;
        };
        is_ours = true;
        match Manifest::from_text(&String::from_utf8_lossy(&bytes)) {
            Some(manifest) => {
                for (path, sum) in manifest.files {
                    known.entry(path).or_default().insert(sum);
                }
            }
            None if path == manifest::PATH => {
                refusals.push(Refusal::BrokenManifest(path.to_owned()))
            }
            None => {}
        }
    }
    if !is_ours
        && holds_files(dir).map_err(|source| Error::Read {
            path: dir.to_owned(),
            source,
        })?
    {
        refusals.push(Refusal::NotOurs);
    }
    // A manifest that was tampered with must not make us look at files elsewhere.
    known.retain(|path, _| is_inside(path));
    Ok(known)
}

/// Whether there is anything in the folder but a fresh repository.
fn holds_files(dir: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        // Whatever else is wrong with the folder shows when it is written.
        Err(_) => return Ok(false),
    };
    for entry in entries {
        let name = entry?.file_name();
        if name != ".git" && name != ".collgen" {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The bytes of a file in the folder, none when it is not there, a refusal when it must not be
/// looked at.
fn inspect(dir: &Path, path: &str) -> io::Result<Result<Option<Vec<u8>>, Refusal>> {
    if !is_inside(path) {
        return Ok(Err(Refusal::Outside(path.to_owned())));
    }
    let mut here = dir.to_owned();
    let mut passed = String::new();
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        here.push(name);
        passed.push_str(name);
        let kind = match fs::symlink_metadata(&here) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ok(None)),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Ok(None)),
            Err(error) => return Err(error),
        };
        if kind.is_symlink() {
            return Ok(Err(Refusal::Symlink(passed)));
        }
        let fits = if names.peek().is_none() {
            kind.is_file()
        } else {
            kind.is_dir()
        };
        if !fits {
            return Ok(Err(Refusal::InTheWay(passed)));
        }
        passed.push('/');
    }
    fs::read(&here).map(|bytes| Ok(Some(bytes)))
}

/// Plain names only: nothing that any system reads as a way up, a drive or a stream.
fn is_inside(path: &str) -> bool {
    path.split('/').all(|name| {
        !name.is_empty()
            && name != "."
            && name != ".."
            && !name.contains(|character: char| {
                r#"\:*?"<>|"#.contains(character) || character.is_control()
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_lead_into_the_folder() {
        for path in ["a", "src/lib.rs", "src/a b.rs", ".collgen/manifest.json"] {
            assert!(is_inside(path), "{path}");
        }
        for path in [
            "",
            "/",
            "/etc/passwd",
            "../a",
            "a/../../b",
            "a//b",
            "./a",
            "a/",
            "C:/a",
            "a\\..\\b",
            "a\0b",
        ] {
            assert!(!is_inside(path), "{path:?}");
        }
    }

    #[test]
    fn a_path_that_leaves_the_folder_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut files = FileSet::default();
        files.insert("../outside.rs", "");
        let plan = plan(&files, dir.path()).expect("a plan");
        assert_eq!(
            plan.refusals,
            [Refusal::Outside("../outside.rs".to_owned())]
        );
        assert!(!Refusal::Outside(String::new()).can_be_overruled());
    }
}
