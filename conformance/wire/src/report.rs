//! All requests of a recording beside what a client sent for them.

use std::collections::BTreeMap;
use std::fmt;

use crate::comparison::{Difference, Rule, compare};
use crate::message::Message;
use crate::recording::Recorded;

/// The comparison of a whole recording.
#[derive(Debug, Default)]
pub struct Report {
    requests: usize,
    exact: usize,
    by_rule: BTreeMap<Rule, usize>,
    different: Vec<(String, Difference)>,
    missing: Vec<String>,
    refused: usize,
}

impl Report {
    /// Sets each recorded request beside what the client sent for it.
    pub fn of<'m>(recorded: &[Recorded], sent: impl Fn(usize) -> Option<&'m Message>) -> Self {
        let mut report = Self::default();
        for (index, request) in recorded.iter().enumerate() {
            report.requests += 1;
            let title = request.path.join(" / ");
            match (&request.error, sent(index)) {
                (Some(_), _) => report.refused += 1,
                (None, None) => report.missing.push(title),
                (None, Some(message)) => report.add(title, compare(&request.message, message)),
            }
        }
        report
    }

    fn add(&mut self, title: String, differences: Vec<Difference>) {
        if differences.is_empty() {
            self.exact += 1;
        }
        for difference in differences {
            match difference.rule {
                Some(rule) => *self.by_rule.entry(rule).or_default() += 1,
                None => self.different.push((title.clone(), difference)),
            }
        }
    }

    /// Whether the client sent everything that the engine sent, and nothing else.
    pub fn is_good(&self) -> bool {
        self.different.is_empty() && self.missing.is_empty()
    }

    /// The differences that no rule allows, each with its request.
    pub fn different(&self) -> &[(String, Difference)] {
        &self.different
    }

    /// How often a rule was needed.
    pub fn count(&self, rule: Rule) -> usize {
        self.by_rule.get(&rule).copied().unwrap_or_default()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} requests: {} exact, {} different, {} missing, {} that the engine refuses",
            self.requests,
            self.exact,
            self.different.len(),
            self.missing.len(),
            self.refused
        )?;
        for (rule, count) in &self.by_rule {
            writeln!(f, "  {count} by the rule {rule}")?;
        }
        for title in &self.missing {
            writeln!(f, "  missing: {title}")?;
        }
        for (title, Difference { part, detail, .. }) in &self.different {
            writeln!(f, "  {title}: {part}: {detail}")?;
        }
        Ok(())
    }
}
