//! Reads the collection and the files whose values join it.
//!
//! In: paths or bytes. Out: the collection with what was found on the way, each finding at its
//! line and column. Refused: files that cannot be read, and everything `collection` refuses.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::collection::{self, Collection, Scope};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::error::Error;
use crate::files::{self, Origin, content_hash};
use crate::secret::Secrets;

/// Where a collection comes from.
#[derive(Clone)]
pub(crate) enum Input {
    /// A file.
    File(PathBuf),
    /// Bytes that the caller has, and what to call them.
    Bytes {
        /// Stands for the path in diagnostics.
        name: String,
        /// The content.
        bytes: Vec<u8>,
    },
}

/// The bytes may hold secrets.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl Input {
    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Bytes { name, .. } => name.clone(),
        }
    }

    fn bytes(&self) -> Result<Vec<u8>, Error> {
        match self {
            Self::File(path) if path.is_dir() => {
                let is_of_bruno = path.join("bruno.json").is_file();
                let refusal =
                    collection::refuse_folder(files::holds_yaml_requests(path), is_of_bruno);
                Err(invalid(refusal, "", &self.name()))
            }
            Self::File(path) => files::read(path),
            Self::Bytes { bytes, .. } => Ok(bytes.clone()),
        }
    }
}

/// A collection that was read, with its text for finding places in it.
pub(crate) struct Source {
    pub(crate) collection: Collection,
    pub(crate) origin: Origin,
    name: String,
    text: String,
    found: Vec<Diagnostic>,
}

impl Source {
    /// Reads the collection and lays the values of the other files over its variables.
    pub(crate) fn read(
        input: &Input,
        environments: &[PathBuf],
        globals: Option<&Path>,
    ) -> Result<Self, Error> {
        let bytes = input.bytes()?;
        let name = input.name();
        let origin = Origin {
            input: content_hash(&bytes),
            values: Vec::new(),
        };
        let mut found = Diagnostics::default();
        if let Some(encoding) = collection::unusual_encoding(&bytes) {
            found.push(Diagnostic::of("encoding", encoding));
        }
        let text = collection::decode(bytes).map_err(|refusal| invalid(*refusal, "", &name))?;
        let collection = collection::read(&text, &mut found).map_err(|refusal| {
            found.push(*refusal);
            Error::Invalid(located(std::mem::take(&mut found), &text, &name))
        })?;
        let found = located(found, &text, &name);
        let mut source = Self {
            collection,
            origin,
            name,
            text,
            found,
        };
        for (index, path) in environments.iter().enumerate() {
            let before = environments.get(..index).unwrap_or_default();
            source.add_values(path, Scope::Environment, before.contains(path))?;
        }
        if let Some(path) = globals {
            let is_given = environments.iter().any(|other| other == path);
            source.add_values(path, Scope::Globals, is_given)?;
        }
        Ok(source)
    }

    fn add_values(&mut self, path: &Path, scope: Scope, is_given: bool) -> Result<(), Error> {
        let name = path.display().to_string();
        let bytes = files::read(path)?;
        self.origin.values.push(content_hash(&bytes));
        let text = collection::decode(bytes).map_err(|refusal| invalid(*refusal, "", &name))?;
        let mut found = Diagnostics::default();
        if is_given {
            found.push(Diagnostic::of(
                "environment-repeated",
                "the file is given twice",
            ));
        }
        let values = collection::read_values(&text, scope, &mut found)
            .map_err(|refusal| invalid(*refusal, &text, &name))?;
        self.collection.apply(values, scope, &mut found);
        self.found.extend(located(found, &text, &name));
        Ok(())
    }

    /// What is needed when text and collection are not needed any more.
    pub(crate) fn into_remains(self) -> (Origin, Secrets) {
        (self.origin, self.collection.secrets)
    }

    /// What was found while reading, then what was found later, all with their places.
    pub(crate) fn diagnostics(&self, later: Diagnostics) -> Vec<Diagnostic> {
        let mut all = self.found.clone();
        let later = self.collection.places.relocate(later);
        all.extend(located(later, &self.text, &self.name));
        all.iter_mut().for_each(|found| self.hide_secrets(found));
        all
    }

    /// The diagnostics, and with the feature `schema` what the JSON Schema refuses and none of them is
    /// about.
    pub(crate) fn everything_found(&self, later: Diagnostics) -> Vec<Diagnostic> {
        let diagnostics = self.diagnostics(later);
        #[cfg(feature = "schema")]
        let diagnostics = self.with_mismatches(diagnostics);
        diagnostics
    }

    #[cfg(feature = "schema")]
    fn with_mismatches(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut found = Diagnostics::default();
        collection::conform(&self.text, &diagnostics, &mut found);
        let mut found = located(found, &self.text, &self.name);
        found.iter_mut().for_each(|found| self.hide_secrets(found));
        found.sort_by_key(|found| found.location.map(|location| location.offset));
        diagnostics.append(&mut found);
        diagnostics
    }
}

impl Source {
    /// Names may hold a secret, and the line that is shown may.
    fn hide_secrets(&self, found: &mut Diagnostic) {
        let secrets = &self.collection.secrets;
        let texts = [&mut found.message, &mut found.effect, &mut found.help];
        for text in texts.into_iter().chain(&mut found.request) {
            if let Some(masked) = secrets.masked(text) {
                *text = masked;
            }
        }
        found.excerpt = found
            .excerpt
            .take()
            .filter(|excerpt| !secrets.are_in(&excerpt.line));
    }
}

fn invalid(refusal: Diagnostic, text: &str, name: &str) -> Error {
    let mut found = Diagnostics::default();
    found.push(refusal);
    Error::Invalid(located(found, text, name))
}

fn located(found: Diagnostics, text: &str, name: &str) -> Vec<Diagnostic> {
    // What is about another file says so itself.
    let found = found.into_vec().into_iter();
    let (elsewhere, mut diagnostics): (Vec<_>, Vec<_>) =
        found.partition(|found| found.file.is_some());
    if !text.is_empty() && !diagnostics.is_empty() {
        collection::locate(text, &mut diagnostics);
    }
    for diagnostic in &mut diagnostics {
        diagnostic.file = Some(name.to_owned());
    }
    diagnostics.extend(elsewhere);
    diagnostics
}
