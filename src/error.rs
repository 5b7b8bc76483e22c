//! What can stop a run: input that cannot be used, an output folder that must not be written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Severity};
use crate::refusal::Refusal;

/// Why nothing was generated or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read.
    Read {
        /// The file as it was given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The input is not a collection that can be used.
    Invalid(Vec<Diagnostic>),
    /// The chosen crate name is not one that cargo accepts.
    CrateName {
        /// The name as it was given.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The output folder must not be written as it stands; nothing was.
    Refused {
        /// The output folder.
        folder: PathBuf,
        /// Every reason found.
        refusals: Vec<Refusal>,
    },
    /// A file or folder cannot be written.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A template does not fit what it is given: a bug in collgen.
    Template {
        /// Path of the template.
        template: &'static str,
        /// What the template engine says.
        message: String,
    },
    /// A variable that cargo sets for build scripts is missing.
    NotABuildScript(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, .. } => write!(f, "cannot read `{}`", path.display()),
            Self::Invalid(diagnostics) => match diagnostics.as_slice() {
                [only] => write!(f, "{only}"),
                many => write!(f, "the input has {} errors", many.len()),
            },
            Self::CrateName { name, reason } => {
                write!(f, "`{name}` cannot be the name of a crate: {reason}")
            }
            Self::Refused { folder, refusals } => {
                write!(f, "`{}` was left as it is", folder.display())?;
                refusals
                    .iter()
                    .try_for_each(|refusal| write!(f, "; {refusal}"))
            }
            Self::Write { path, .. } => write!(f, "cannot write `{}`", path.display()),
            Self::Template { template, message } => {
                write!(
                    f,
                    "a bug in collgen: the template `{template}` cannot be printed: {message}"
                )
            }
            Self::NotABuildScript(variable) => {
                write!(
                    f,
                    "`{variable}` is not set: this is to be called from a build script"
                )
            }
        }
    }
}

impl Error {
    /// The error as diagnostics, for showing it beside others.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            Self::Invalid(diagnostics) => diagnostics.clone(),
            Self::Refused { folder, refusals } => refusals
                .iter()
                .map(|refusal| refused(folder, refusal))
                .collect(),
            _ => vec![self.diagnostic()],
        }
    }

    fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            Self::Read { .. } => ("cannot-read", "check the path and its permissions"),
            Self::Write { .. } => ("cannot-write", "choose another folder with -o"),
            Self::CrateName { .. } => (
                "crate-name",
                "give another one with --name, such as `my-api`",
            ),
            Self::NotABuildScript(_) => (
                "not-a-build-script",
                "call it from build.rs, or set a folder with `out_dir`",
            ),
            Self::Invalid(_) | Self::Refused { .. } | Self::Template { .. } => (
                "bug",
                "report it with the collection, or the part of it that does this",
            ),
        };
        let (message, file, effect) = match self {
            Self::Read { path, source } => (
                format!("cannot read the file: {source}"),
                Some(path),
                "nothing is generated",
            ),
            Self::Write { path, source } => (
                format!("cannot write here: {source}"),
                Some(path),
                "the folder is left as it was",
            ),
            other => (other.to_string(), None, "nothing is generated"),
        };
        let mut told = Diagnostic::new(code, Severity::Error, message)
            .effect(effect)
            .help(help);
        told.file = file.map(|path| path.display().to_string());
        told
    }
}

fn refused(folder: &Path, refusal: &Refusal) -> Diagnostic {
    let file = refusal
        .path()
        .map_or_else(|| folder.to_owned(), |path| folder.join(path));
    let mut told = Diagnostic::new("folder-refused", Severity::Error, refusal.to_string())
        .effect("nothing was written")
        .help(refusal.help());
    told.file = Some(file.display().to_string());
    told
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
