//! Everything that collgen may say about an input, in one table.
//!
//! A rule is a code with its severity and words: a title, why it matters, the smallest input that
//! shows it, what becomes of it in the generated crate, and the mend. Diagnostics take their effect
//! and mend from here; `collgen explain` prints the whole. Codes are stable: one that is no longer
//! needed is not used for anything else.

mod auth;
mod body;
mod example;
mod file;
mod header;
mod item;
mod output;
mod script;
mod url;
mod variable;

use crate::diagnostic::Severity;

/// One thing that collgen may have to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Stable name, such as `url-missing`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about, in lower case, without a full stop.
    pub title: &'static str,
    /// Why it is worth saying.
    pub why: &'static str,
    /// The smallest piece of input that shows it.
    pub example: &'static str,
    /// What becomes of it in the generated crate.
    pub effect: &'static str,
    /// What to do about it.
    pub mend: &'static str,
}

impl Rule {
    const fn error(code: &'static str, title: &'static str) -> Self {
        Self::new(code, Severity::Error, title)
    }

    const fn warning(code: &'static str, title: &'static str) -> Self {
        Self::new(code, Severity::Warning, title)
    }

    const fn note(code: &'static str, title: &'static str) -> Self {
        Self::new(code, Severity::Note, title)
    }

    const fn new(code: &'static str, severity: Severity, title: &'static str) -> Self {
        Self {
            code,
            severity,
            title,
            why: "",
            example: "",
            effect: "",
            mend: "",
        }
    }

    const fn why(mut self, why: &'static str) -> Self {
        self.why = why;
        self
    }

    const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    const fn effect(mut self, effect: &'static str) -> Self {
        self.effect = effect;
        self
    }

    const fn mend(mut self, mend: &'static str) -> Self {
        self.mend = mend;
        self
    }
}

/// The table, in the order in which a collection is read.
const RULES: [&[Rule]; 10] = [
    file::RULES,
    item::RULES,
    url::RULES,
    variable::RULES,
    header::RULES,
    body::RULES,
    auth::RULES,
    script::RULES,
    example::RULES,
    output::RULES,
];

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.into_iter().flatten()
}

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_is_complete_and_its_code_is_its_own() {
        let mut codes = BTreeSet::new();
        for rule in rules() {
            assert!(codes.insert(rule.code), "{} stands twice", rule.code);
            let words = [rule.title, rule.why, rule.example, rule.effect, rule.mend];
            assert!(words.iter().all(|text| !text.is_empty()), "{}", rule.code);
            assert!(!rule.title.ends_with('.'), "{}", rule.code);
            let is_plain = |byte: u8| byte.is_ascii_lowercase() || b"-0123456789".contains(&byte);
            assert!(rule.code.bytes().all(is_plain), "{}", rule.code);
        }
    }
}
