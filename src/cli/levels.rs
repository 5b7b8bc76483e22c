//! `--deny` and `--allow`: which diagnostics fail a run, and which are not told.

use std::collections::BTreeSet;

use collgen::{Diagnostic, Severity};

/// What `--deny` takes for all warnings.
const WARNINGS: &str = "warnings";

/// What the command line says about codes.
pub(super) struct Levels {
    deny: BTreeSet<String>,
    allow: BTreeSet<String>,
}

/// Diagnostics after that was applied.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) kept: Vec<Diagnostic>,
    /// Number of those that are not told.
    pub(super) allowed: usize,
    /// Number of those that fail the run.
    pub(super) denied: usize,
}

impl Levels {
    pub(super) fn new(deny: &[String], allow: &[String]) -> Self {
        Self {
            deny: deny.iter().cloned().collect(),
            allow: allow.iter().cloned().collect(),
        }
    }

    /// What is left, with what is denied as errors.
    pub(super) fn apply(&self, diagnostics: Vec<Diagnostic>) -> Judged {
        let mut judged = Judged::default();
        for mut found in diagnostics {
            let is_named = self.deny.contains(found.code);
            if self.allow.contains(found.code) && !is_named {
                judged.allowed += 1;
                continue;
            }
            let is_warning = found.severity == Severity::Warning;
            if is_named || (is_warning && self.deny.contains(WARNINGS)) {
                found.severity = Severity::Error;
                judged.denied += 1;
            }
            judged.kept.push(found);
        }
        judged
    }
}

/// A code that `--deny` may name.
pub(super) fn deniable(text: &str) -> Result<String, String> {
    if text == WARNINGS {
        return Ok(text.to_owned());
    }
    code(text)
}

/// A code that `--allow` may name: what cannot be used cannot be allowed.
pub(super) fn allowable(text: &str) -> Result<String, String> {
    let code = code(text)?;
    match collgen::rule(&code).map(|rule| rule.severity) {
        Some(Severity::Error) => Err("it is an error, which cannot be allowed".to_owned()),
        _ => Ok(code),
    }
}

fn code(text: &str) -> Result<String, String> {
    match collgen::rule(text) {
        Some(rule) => Ok(rule.code.to_owned()),
        None => Err("there is no such code; `collgen explain` lists them".to_owned()),
    }
}
