//! What collgen has to say about a collection: codes, places, effects and mends.
//!
//! Stages collect [`Diagnostic`]s by value in [`Diagnostics`]; nothing here prints. A place is a
//! JSON pointer (RFC 6901) into the collection plus the names of the folders and the request as a
//! person knows them; line and column are filled in once, at the end, from the text.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::rules;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Nothing is lost; good to know.
    Note,
    /// Something is not carried over, or not as it stands in the collection.
    Warning,
    /// The input, or this request of it, cannot be used.
    Error,
}

impl Severity {
    /// The word printed before the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A JSON pointer into the collection, RFC 6901.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The member `key` of the object at this place.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut pointer = String::with_capacity(self.0.len() + key.len() + 1);
        pointer.push_str(&self.0);
        pointer.push('/');
        if key.contains(['~', '/']) {
            pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        } else {
            pointer.push_str(key);
        }
        Self(pointer)
    }

    /// The element `index` of the array at this place.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The place that `inner` leads to, seen from this place.
    #[must_use]
    pub(crate) fn join(&self, inner: &Self) -> Self {
        Self(format!("{}{}", self.0, inner.0))
    }

    /// The place that `rest`, a piece of pointer that is empty or begins with `/`, leads to.
    #[must_use]
    pub(crate) fn then(&self, rest: &str) -> Self {
        Self(format!("{}{rest}", self.0))
    }

    /// Names and indexes from the outside in, without the escapes.
    pub(crate) fn segments(&self) -> impl Iterator<Item = String> {
        self.0
            .split('/')
            .skip(1)
            .map(|segment| match segment.contains('~') {
                true => segment.replace("~1", "/").replace("~0", "~"),
                false => segment.to_owned(),
            })
    }

    /// The place that the first segments lead to.
    #[must_use]
    pub(crate) fn first(&self, segments: usize) -> Self {
        let mut slashes = self.0.match_indices('/').map(|(at, _)| at);
        let end = slashes.nth(segments).unwrap_or(self.0.len());
        Self(self.0.get(..end).unwrap_or_default().to_owned())
    }

    /// The pointer as text; empty for the whole document.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where in the text a diagnostic belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// First line is 1.
    pub line: usize,
    /// First column is 1, counted in characters.
    pub column: usize,
    /// Bytes from the start of the text.
    #[serde(skip)]
    pub offset: usize,
    /// Length in bytes of what is meant.
    #[serde(skip)]
    pub length: usize,
}

/// The line of the text that a diagnostic belongs to, for showing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, without its end.
    pub line: String,
    /// Bytes of the line that are meant.
    pub marked: Range<usize>,
}

/// One finding about the collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Stable name, such as `auth-unsupported`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// The file, as it was given on the command line.
    pub file: Option<String>,
    /// Line and column, when the file is JSON text that can be searched.
    pub location: Option<Location>,
    /// The line, when it is short enough to be shown and cannot hold a secret.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
    /// Bytes from the start of the text, when the place is no JSON value.
    #[serde(skip)]
    pub(crate) offset: Option<usize>,
    /// The place as a JSON pointer.
    pub pointer: Pointer,
    /// Folder names and request name, outermost first; empty when no request is concerned.
    pub request: Vec<String>,
    /// What becomes of it in the generated crate.
    pub effect: String,
    /// What to do about it.
    pub help: String,
}

impl Diagnostic {
    /// A finding of the given code; the other members are set with the methods below.
    pub(crate) fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            file: None,
            location: None,
            excerpt: None,
            offset: None,
            pointer: Pointer::root(),
            request: Vec::new(),
            effect: String::new(),
            help: String::new(),
        }
    }

    /// A finding in the words of the table: its severity, effect and mend.
    pub(crate) fn of(code: &'static str, message: impl Into<String>) -> Self {
        let (severity, effect, mend) = match rules::rule(code) {
            Some(rule) => (rule.severity, rule.effect, rule.mend),
            None => (Severity::Warning, "", ""),
        };
        Self::new(code, severity, message).effect(effect).help(mend)
    }

    #[must_use]
    pub(crate) fn at(mut self, pointer: &Pointer) -> Self {
        self.pointer = pointer.clone();
        self
    }

    /// Places the finding by its offset in a text that is not JSON.
    #[must_use]
    pub(crate) fn at_offset(mut self, offset: usize) -> Self {
        self.offset = Some(offset);
        self
    }

    #[must_use]
    pub(crate) fn of_request(mut self, path: &[String]) -> Self {
        self.request = path.to_vec();
        self
    }

    #[must_use]
    pub(crate) fn effect(mut self, effect: impl Into<String>) -> Self {
        self.effect = effect.into();
        self
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}[{}]: {}",
            self.severity.as_str(),
            self.code,
            self.message
        )?;
        if let Some(file) = &self.file {
            write!(f, " ({file}")?;
            if let Some(location) = self.location {
                write!(f, ":{}:{}", location.line, location.column)?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

/// The findings of one run, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(crate) fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}
