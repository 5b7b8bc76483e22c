//! Writes diagnostics to standard error in the chosen format.
//!
//! In: diagnostics. Out: text. For people, a code that repeats is counted after its first few and
//! notes may only be counted; nothing is left out without a count. Machines get everything.

use std::io::{self, IsTerminal, Write};

use collgen::{Diagnostic, Severity};

use super::arguments::{Arguments, Format};
use super::levels::{Judged, Levels};
use super::wording::{count, request_name};
use super::{formats, human};

/// Codes of requests that have no function: each of them is named, however many there are.
const LOST: [&str; 4] = [
    "method-illegal",
    "method-variable",
    "request-left-out",
    "url-missing",
];

/// How often one code is written out.
const MOST_OF_ONE_CODE: usize = 3;
/// How many places of the others are named.
const MOST_PLACES: usize = 8;

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
    levels: Levels,
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
            levels: Levels::new(&arguments.deny, &arguments.allow),
        }
    }

    /// The diagnostics as --deny and --allow have them; how many are allowed is told.
    pub(super) fn judge(&self, diagnostics: Vec<Diagnostic>) -> Judged {
        let judged = self.levels.apply(diagnostics);
        if judged.allowed > 0 && !self.quiet && self.format == Format::Human {
            let allowed = count(judged.allowed, "diagnostic");
            self.line(&format!("{allowed} not shown: allowed by --allow\n"));
        }
        judged
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

    /// One code after the other, in the order of their first places: a few of each in full, and
    /// where the others are.
    fn for_people(&self, diagnostics: &[&Diagnostic], notes: Notes) {
        let are_notes_shown = self.verbose || notes == Notes::Shown;
        let mut groups: Vec<(&str, Vec<&Diagnostic>)> = Vec::new();
        for found in diagnostics {
            if found.severity == Severity::Note && !are_notes_shown {
                continue;
            }
            match groups.iter_mut().find(|(code, _)| *code == found.code) {
                Some((_, group)) => group.push(found),
                None => groups.push((found.code, vec![found])),
            }
        }
        // What matters most stands last, where a terminal shows it.
        groups.sort_by_key(|(_, group)| group.iter().map(|found| found.severity).max());
        for (code, group) in groups {
            let most = match self.verbose || group.len() <= MOST_OF_ONE_CODE {
                true => group.len(),
                false => MOST_OF_ONE_CODE,
            };
            for found in group.iter().take(most) {
                self.line(&human::render(found, self.colour));
            }
            let more = group.get(most..).unwrap_or_default();
            if !more.is_empty() {
                self.line(&format!(
                    "... and {} more of `{code}`{} (-v shows all)\n",
                    more.len(),
                    at_lines(more)
                ));
            }
            if LOST.contains(&code) && !more.is_empty() {
                more.iter().for_each(|found| self.line(&lost(found)));
                self.line("");
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

/// A request that is not in the crate, in one line.
fn lost(found: &Diagnostic) -> String {
    let name = match request_name(found) {
        name if name.is_empty() => found.pointer.to_string(),
        name => name,
    };
    let line = found.location.map_or(0, |location| location.line);
    human::printable(&format!("  {name} (line {line}): {}", found.message))
}

/// The lines of the first few.
fn at_lines(more: &[&Diagnostic]) -> String {
    let lines = more.iter().filter_map(|found| Some(found.location?.line));
    let mut lines: Vec<String> = lines
        .take(MOST_PLACES + 1)
        .map(|line| line.to_string())
        .collect();
    if lines.len() > MOST_PLACES {
        lines.truncate(MOST_PLACES);
        lines.push("\u{2026}".to_owned());
    }
    match lines.is_empty() {
        true => String::new(),
        false => format!(" at line {}", lines.join(", ")),
    }
}
