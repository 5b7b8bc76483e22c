//! All requests of a recording beside what a client sent for them.

use std::collections::BTreeMap;
use std::fmt;

use crate::comparison::{Difference, compare};
use crate::recording::Recorded;
use crate::replayed::Replayed;
use crate::rule::{Rule, Unsent};

/// A part that is compared, and how many of a hundred messages must be equal in it.
#[derive(Clone, Copy, Debug)]
struct Bar {
    part: &'static str,
    percent: f64,
    /// Whether only the same bytes are equal, or also what is equivalent.
    in_bytes: bool,
}

const fn bar(part: &'static str, percent: f64, in_bytes: bool) -> Bar {
    Bar {
        part,
        percent,
        in_bytes,
    }
}

const BARS: [Bar; 6] = [
    bar("method", 99.8, true),
    bar("scheme and host", 99.8, true),
    bar("path", 99.8, true),
    bar("query", 99.8, true),
    bar("headers", 99.5, false),
    bar("body", 99.5, false),
];

/// The comparison of recordings.
#[derive(Debug, Default)]
pub struct Report {
    requests: usize,
    exact: usize,
    /// How many messages there are on both sides.
    pairs: usize,
    parts: BTreeMap<&'static str, Counts>,
    by_rule: BTreeMap<Rule, usize>,
    unsent: BTreeMap<Unsent, usize>,
    different: Vec<(String, Difference)>,
    missing: Vec<(String, String)>,
    refused: usize,
    refused_but_sent: usize,
}

/// How many messages differ in a part, by the worst of what differs in it.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    equivalent: usize,
    by_rule: usize,
    different: usize,
}

impl Report {
    /// Sets each recorded request beside what the client made of it.
    pub fn of<'m>(recorded: &[Recorded], sent: impl Fn(usize) -> Replayed<'m>) -> Self {
        let mut report = Self::default();
        for (index, request) in recorded.iter().enumerate() {
            report.requests += 1;
            let title = request.path.join(" / ");
            match (&request.error, sent(index)) {
                (Some(_), sent) => {
                    report.refused += 1;
                    report.refused_but_sent += usize::from(matches!(sent, Replayed::Sent(_)));
                }
                (None, Replayed::Sent(message)) => {
                    report.add(title, compare(&request.message, message));
                }
                (None, Replayed::Unsent(reason)) => match Unsent::of(&request.message) {
                    Some(rule) => *report.unsent.entry(rule).or_default() += 1,
                    None => report.missing.push((title, reason)),
                },
            }
        }
        report
    }

    /// The same, with the name of the collection before every request.
    #[must_use]
    pub fn of_collection(mut self, name: &str) -> Self {
        let titles = self.different.iter_mut().map(|(title, _)| title);
        for title in titles.chain(self.missing.iter_mut().map(|(title, _)| title)) {
            title.insert_str(0, &format!("{name}: "));
        }
        self
    }

    /// Counts what another report counted.
    pub fn extend(&mut self, other: Self) {
        self.requests += other.requests;
        self.exact += other.exact;
        self.pairs += other.pairs;
        self.refused += other.refused;
        self.refused_but_sent += other.refused_but_sent;
        for (part, counts) in other.parts {
            let own = self.parts.entry(part).or_default();
            own.equivalent += counts.equivalent;
            own.by_rule += counts.by_rule;
            own.different += counts.different;
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
        for Bar { part, .. } in BARS {
            let of_part = differences.iter().filter(|found| found.part == part);
            let rules: Vec<Option<Rule>> = of_part.map(|found| found.rule).collect();
            let counts = self.parts.entry(part).or_default();
            if rules.contains(&None) {
                counts.different += 1;
            } else if rules.iter().flatten().any(|rule| !rule.is_equivalent()) {
                counts.by_rule += 1;
            } else if !rules.is_empty() {
                counts.equivalent += 1;
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

    /// Whether so much is equal as is asked for.
    pub fn meets_bars(&self) -> bool {
        BARS.into_iter()
            .all(|bar| self.equal(bar) >= bar.percent / 100.0)
    }

    /// The share of messages that are equal in this part.
    fn equal(&self, bar: Bar) -> f64 {
        let counts = self.parts.get(bar.part).copied().unwrap_or_default();
        let equivalent = if bar.in_bytes { counts.equivalent } else { 0 };
        let unequal = counts.by_rule + counts.different + equivalent;
        share(self.pairs - unequal, self.pairs)
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

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 1.0;
    }
    part as f64 / whole as f64
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unsent: usize = self.unsent.values().sum();
        let by_engine = self.requests - self.refused - unsent;
        writeln!(
            f,
            "{} requests: Postman's engine sends {by_engine}, refuses {} ({} of which the client sends) and finds no host for {unsent}",
            self.requests, self.refused, self.refused_but_sent
        )?;
        writeln!(
            f,
            "the client sends {} ({:.2} %), {} are missing; {} are exact in everything\n",
            self.pairs,
            100.0 * share(self.pairs, by_engine),
            self.missing.len(),
            self.exact,
        )?;
        let columns = [
            "exact",
            "equivalent",
            "by rule",
            "different",
            "equal",
            "bar",
        ];
        let [exact, equivalent, by_rule, different, equal, bar] = columns;
        writeln!(
            f,
            "  {:16}{exact:>7}{equivalent:>12}{by_rule:>9}{different:>11}{equal:>11}{bar:>9}",
            ""
        )?;
        for bar in BARS {
            let counts = self.parts.get(bar.part).copied().unwrap_or_default();
            let Counts {
                equivalent,
                by_rule,
                different,
            } = counts;
            let exact = self.pairs - equivalent - by_rule - different;
            let equal = 100.0 * self.equal(bar);
            writeln!(
                f,
                "  {:16}{exact:>7}{equivalent:>12}{by_rule:>9}{different:>11}{equal:>9.2} %{:>7.1} %",
                bar.part, bar.percent
            )?;
        }
        writeln!(f)?;
        for (rule, count) in &self.by_rule {
            let kind = if rule.is_equivalent() {
                "equivalent"
            } else {
                "different"
            };
            writeln!(f, "  {count:>5} {kind} by the rule {rule}")?;
        }
        for (rule, count) in &self.unsent {
            writeln!(f, "  {count:>5} sent by neither, by the rule {rule}")?;
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
