//! Writes diagnostics to standard error in the chosen format.
//!
//! In: diagnostics. Out: text. For people, a code that repeats is counted after its first few and
//! notes may only be counted; nothing is left out without a count. Machines get everything.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};

use collgen::{Diagnostic, Severity};

use super::arguments::{Arguments, Format};
use super::{formats, human};

/// How often one code is written out.
const MOST_OF_ONE_CODE: usize = 5;

/// What to do with notes when people read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notes {
    Shown,
    Counted,
}

/// Knows how to speak.
pub(super) struct Reporter {
    format: Format,
    quiet: bool,
    verbose: bool,
    colour: bool,
}

impl Reporter {
    pub(super) fn new(arguments: &Arguments) -> Self {
        let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self {
            format: arguments.message_format,
            quiet: arguments.quiet,
            verbose: arguments.verbose,
            colour: io::stderr().is_terminal() && !forbidden && !dumb,
        }
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes the diagnostics.
    pub(super) fn report(&self, diagnostics: &[Diagnostic], notes: Notes) {
        let least = if self.quiet {
            Severity::Error
        } else {
            Severity::Note
        };
        let loud: Vec<&Diagnostic> = diagnostics
            .iter()
            .filter(|found| found.severity >= least)
            .collect();
        let diagnostics = loud.as_slice();
        match self.format {
            Format::Human => self.for_people(diagnostics, notes),
            Format::Json => diagnostics
                .iter()
                .for_each(|found| self.line(&formats::json(found))),
            Format::Github => diagnostics
                .iter()
                .for_each(|found| self.line(&formats::github(found))),
            Format::Sarif => self.line(&formats::sarif(diagnostics)),
        }
    }

    fn for_people(&self, diagnostics: &[&Diagnostic], notes: Notes) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for found in diagnostics {
            let hidden =
                !self.verbose && notes == Notes::Counted && found.severity == Severity::Note;
            if hidden {
                continue;
            }
            let times = seen.entry(found.code).or_default();
            *times += 1;
            if self.verbose || *times <= MOST_OF_ONE_CODE {
                self.line(&human::render(found, self.colour));
            }
        }
        for (code, times) in seen {
            if !self.verbose && times > MOST_OF_ONE_CODE {
                let more = times - MOST_OF_ONE_CODE;
                self.line(&format!("... and {more} more of `{code}` (-v shows all)\n"));
            }
        }
        if !self.quiet {
            self.summary(diagnostics, notes);
        }
    }

    fn summary(&self, diagnostics: &[&Diagnostic], notes: Notes) {
        let number = |severity| {
            diagnostics
                .iter()
                .filter(|found| found.severity == severity)
                .count()
        };
        let mut parts = Vec::new();
        for (severity, word) in [
            (Severity::Error, "error"),
            (Severity::Warning, "warning"),
            (Severity::Note, "note"),
        ] {
            match number(severity) {
                0 => {}
                some if severity == Severity::Note && notes == Notes::Counted && !self.verbose => {
                    parts.push(format!("{} (-v shows them)", count(some, word)));
                }
                some => parts.push(count(some, word)),
            }
        }
        match (parts.is_empty(), notes) {
            (false, _) => self.line(&parts.join(", ")),
            (true, Notes::Shown) => self.line("no diagnostics"),
            (true, Notes::Counted) => {}
        }
    }

    /// Writes a line. When nobody listens to standard error, there is nobody to tell.
    pub(super) fn line(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// The names of folders and request; nothing when none of them has a name.
pub(super) fn request_name(found: &Diagnostic) -> String {
    match found.request.iter().any(|name| !name.trim().is_empty()) {
        true => found.request.join(" / "),
        false => String::new(),
    }
}

/// A number with its noun.
pub(super) fn count(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}
