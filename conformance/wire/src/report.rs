//! All requests of a recording beside what a client sent for them.

use std::collections::BTreeMap;
use std::fmt;

use crate::comparison::{Difference, compare};
use crate::recording::Recorded;
use crate::replayed::Replayed;
use crate::rule::{Rule, Unsent};

/// What is compared.
const PARTS: [&str; 6] = [
    "method",
    "scheme and host",
    "path",
    "query",
    "headers",
    "body",
];

/// The comparison of recordings.
#[derive(Debug, Default)]
pub struct Report {
    requests: usize,
    exact: usize,
    /// How many messages there are on both sides.
    pairs: usize,
    /// How many of them differ in a part: by a rule, and without one.
    parts: BTreeMap<&'static str, [usize; 2]>,
    by_rule: BTreeMap<Rule, usize>,
    unsent: BTreeMap<Unsent, usize>,
    different: Vec<(String, Difference)>,
    missing: Vec<(String, String)>,
    refused: usize,
}

impl Report {
    /// Sets each recorded request beside what the client made of it.
    pub fn of<'m>(recorded: &[Recorded], sent: impl Fn(usize) -> Replayed<'m>) -> Self {
        let mut report = Self::default();
        for (index, request) in recorded.iter().enumerate() {
            report.requests += 1;
            let title = request.path.join(" / ");
            match (&request.error, sent(index)) {
                (Some(_), _) => report.refused += 1,
                (None, Replayed::Sent(message)) => {
                    report.add(title, compare(&request.message, message));
                }
                (None, Replayed::Unsent(reason)) => match Unsent::of(&request.message, &reason) {
                    Some(rule) => *report.unsent.entry(rule).or_default() += 1,
                    None => report.missing.push((title, reason)),
                },
            }
        }
        report
    }

    /// Counts what another report counted.
    pub fn extend(&mut self, other: Self) {
        self.requests += other.requests;
        self.exact += other.exact;
        self.pairs += other.pairs;
        self.refused += other.refused;
        for (part, counts) in other.parts {
            let own = self.parts.entry(part).or_default();
            own.iter_mut()
                .zip(counts)
                .for_each(|(own, count)| *own += count);
        }
        for (rule, count) in other.by_rule {
            *self.by_rule.entry(rule).or_default() += count;
        }
        for (rule, count) in other.unsent {
            *self.unsent.entry(rule).or_default() += count;
        }
        self.different.extend(other.different);
        self.missing.extend(other.missing);
    }

    fn add(&mut self, title: String, differences: Vec<Difference>) {
        self.pairs += 1;
        if differences.is_empty() {
            self.exact += 1;
        }
        for part in PARTS {
            let mut of_part = differences
                .iter()
                .filter(|found| found.part == part)
                .peekable();
            if of_part.peek().is_some() {
                let is_wrong = of_part.any(|found| found.rule.is_none());
                self.parts.entry(part).or_default()[usize::from(is_wrong)] += 1;
            }
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
        let unsent: usize = self.unsent.values().sum();
        writeln!(
            f,
            "{} requests: the engine refuses {}; the client sends {}, {unsent} by a rule not, {} are missing; {} exact",
            self.requests,
            self.refused,
            self.pairs,
            self.missing.len(),
            self.exact,
        )?;
        for part in PARTS {
            let [by_rule, wrong] = self.parts.get(part).copied().unwrap_or_default();
            let exact = self.pairs - by_rule - wrong;
            let percent = |count: usize| 100.0 * count as f64 / self.pairs.max(1) as f64;
            let (bytes, with_rules) = (percent(exact), percent(exact + by_rule));
            writeln!(
                f,
                "  {part:16} {bytes:7.2} % exact  {with_rules:7.2} % with rules  {wrong} different"
            )?;
        }
        for (rule, count) in &self.by_rule {
            writeln!(f, "  {count} by the rule {rule}")?;
        }
        for (rule, count) in &self.unsent {
            writeln!(f, "  {count} not sent by the rule {rule}")?;
        }
        for (title, reason) in &self.missing {
            writeln!(f, "  missing: {title}: {reason}")?;
        }
        for (title, Difference { part, detail, .. }) in &self.different {
            writeln!(f, "  {title}: {part}: {detail}")?;
        }
        Ok(())
    }
}
