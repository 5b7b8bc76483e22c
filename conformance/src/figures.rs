//! The figures as a table, with everything that failed below it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Tool;
use crate::crates::{Crate, Made, Outcome};
use crate::measure::FileCost;

/// One line of the table.
#[derive(Debug, Serialize)]
struct Row {
    what: String,
    measured: String,
    bar: &'static str,
    holds: bool,
}

/// All figures of a run.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    rows: Vec<Row>,
    /// What failed, file by file.
    failures: Vec<String>,
    /// Requests that are left out, with the reasons.
    left_out: Vec<String>,
    costs: Vec<FileCost>,
}

impl Figures {
    pub(crate) fn of(
        outcomes: &[Outcome],
        checks: &[Tool],
        expected_left_out: Option<usize>,
        costs: Vec<FileCost>,
    ) -> Self {
        let mut figures = Self {
            rows: Vec::new(),
            failures: Vec::new(),
            left_out: Vec::new(),
            costs,
        };
        figures.crates(outcomes);
        figures.schemas(outcomes);
        figures.requests(outcomes, expected_left_out);
        figures.checks(outcomes, checks);
        figures.speed();
        figures
    }

    /// Whether every bar is reached.
    pub(crate) fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.holds)
    }

    fn row(&mut self, what: impl Into<String>, measured: String, bar: &'static str, holds: bool) {
        self.rows.push(Row {
            what: what.into(),
            measured,
            bar,
            holds,
        });
    }

    fn crates(&mut self, outcomes: &[Outcome]) {
        let usable = outcomes
            .iter()
            .filter(|outcome| !matches!(outcome.made, Made::NothingToSend(_)));
        let usable = usable.count();
        let made = made(outcomes).count();
        let broken = outcomes
            .iter()
            .filter(|outcome| matches!(outcome.made, Made::Broken(_)))
            .count();
        for outcome in outcomes {
            let file = outcome.file.display();
            match &outcome.made {
                Made::Crate(_) => {}
                Made::NothingToSend(why) => {
                    self.failures.push(format!("{file}: not usable: {why}"))
                }
                Made::Refused(why) => self.failures.push(format!("{file}: refused: {why}")),
                Made::Broken(why) => self.failures.push(format!("{file}: broken: {why}")),
            }
        }
        self.row("collections", outcomes.len().to_string(), "", true);
        self.row("usable", usable.to_string(), "", true);
        self.row("give a crate", share(made, usable), "100 %", made == usable);
        self.row("panics, hangs", broken.to_string(), "0", broken == 0);
    }

    fn schemas(&mut self, outcomes: &[Outcome]) {
        let judged = outcomes
            .iter()
            .filter_map(|outcome| Some((outcome, outcome.accepted?)));
        let (mut official, mut both, mut more) = (0, 0, 0);
        for (outcome, accepted) in judged {
            official += usize::from(accepted.official);
            both += usize::from(accepted.official && accepted.ours);
            more += usize::from(accepted.ours && !accepted.official);
            if accepted.official && !accepted.ours {
                let file = outcome.file.display();
                self.failures.push(format!(
                    "{file}: Postman's schema accepts it, collgen's does not"
                ));
            }
        }
        let what = "accepted by Postman's schema, and by collgen's";
        self.row(what, share(both, official), "100 %", both == official);
        self.row("accepted by collgen's alone", more.to_string(), "", true);
    }

    fn requests(&mut self, outcomes: &[Outcome], expected_left_out: Option<usize>) {
        let (mut carried, mut left_out, mut odd) = (0, 0, 0);
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for (outcome, made) in made(outcomes) {
            carried += made.carried;
            left_out += made.left_out.len();
            for (path, reason) in &made.left_out {
                *reasons.entry(reason).or_default() += 1;
                let file = outcome.file.display();
                self.left_out.push(format!("{file}: {path}: {reason}"));
            }
            let counts = [
                Some(made.carried),
                Some(made.functions),
                Some(made.replayed),
            ];
            let whole = outcome
                .requests
                .map(|all| all.saturating_sub(made.left_out.len()));
            if counts.iter().any(|count| *count != counts[0])
                || whole.is_some_and(|whole| whole != made.carried)
            {
                odd += 1;
                self.failures.push(format!(
                    "{}: {} requests carried, {} functions, {} replayed, {} left out, {} in the file",
                    outcome.file.display(),
                    made.carried,
                    made.functions,
                    made.replayed,
                    made.left_out.len(),
                    outcome.requests.map_or("?".to_owned(), |count| count.to_string()),
                ));
            }
        }
        let all = carried + left_out;
        self.row("requests", all.to_string(), "", true);
        self.row("functions", carried.to_string(), "", true);
        self.row(
            "files where requests are not functions + left out",
            odd.to_string(),
            "0",
            odd == 0,
        );
        let (bar, holds) = match expected_left_out {
            Some(expected) => ("as told", left_out == expected),
            None => ("< 0.5 %", left_out * 200 < all.max(1)),
        };
        self.row("left out", share(left_out, all), bar, holds);
        for (reason, count) in reasons {
            self.row(format!("  {reason}"), count.to_string(), "", true);
        }
    }

    fn checks(&mut self, outcomes: &[Outcome], checks: &[Tool]) {
        let all = made(outcomes).count();
        let mut kinds: Vec<(&str, &str)> = Vec::new();
        for check in checks {
            match check {
                Tool::Fmt => kinds.push(("fmt", "formatted as rustfmt does")),
                Tool::Check => {
                    kinds.extend([("error", "compile"), ("warning", "without a warning")])
                }
                Tool::Clippy => kinds.extend([
                    ("error", "compile"),
                    ("warning", "without a warning"),
                    ("clippy", "clippy finds nothing"),
                ]),
                Tool::Doc => kinds.push(("doc", "rustdoc finds nothing")),
            }
        }
        kinds.dedup();
        for (kind, what) in kinds {
            let clean = made(outcomes)
                .filter(|(outcome, _)| !outcome.faults.iter().any(|(found, _)| found == kind));
            let clean = clean.count();
            self.row(what, share(clean, all), "100 %", clean == all);
        }
        for outcome in outcomes {
            let mut counted: BTreeMap<String, usize> = BTreeMap::new();
            for (kind, text) in &outcome.faults {
                *counted.entry(format!("{kind}: {text}")).or_default() += 1;
            }
            for (text, count) in counted {
                let times = if count > 1 {
                    format!(" (x{count})")
                } else {
                    String::new()
                };
                self.failures
                    .push(format!("{}: {text}{times}", outcome.file.display()));
            }
        }
    }

    /// Times are told and never judged: they belong to the machine.
    fn speed(&mut self) {
        let rows: Vec<(String, String)> = self
            .costs
            .iter()
            .flat_map(|cost| {
                let name = cost.file.file_name().unwrap_or_default().to_string_lossy();
                let size = format!("{name}, {:.1} MB", cost.bytes as f64 / 1e6);
                let spell = |cost: &crate::measure::Cost| {
                    format!("{:.3} s, {:.0} MiB", cost.seconds, cost.mebibytes)
                };
                let rows = [
                    (format!("validate {size}"), spell(&cost.validate)),
                    (format!("build {size}"), spell(&cost.build)),
                ];
                let check = cost.check.as_ref();
                rows.into_iter()
                    .chain(check.map(|check| (format!("cargo check {size}"), spell(check))))
            })
            .collect();
        for (what, measured) in rows {
            self.row(what, measured, "", true);
        }
    }

    /// The table and the lists for people.
    pub(crate) fn table(&self) -> String {
        let width = |column: fn(&Row) -> &str| {
            let widths = self.rows.iter().map(|row| column(row).chars().count());
            widths.max().unwrap_or(0)
        };
        let (first, second) = (width(|row| &row.what), width(|row| &row.measured));
        let mut text = String::new();
        for row in &self.rows {
            let mark = if row.holds { ' ' } else { '!' };
            let line = format!(
                "{mark} {:first$}  {:>second$}  {}",
                row.what, row.measured, row.bar
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
        for (title, lines) in [("failures", &self.failures), ("left out", &self.left_out)] {
            if !lines.is_empty() {
                text.push_str(&format!("\n{title}\n"));
                lines
                    .iter()
                    .for_each(|line| text.push_str(&format!("  {line}\n")));
            }
        }
        if cfg!(debug_assertions) {
            text.push_str("\ntimes are those of a build without optimisation\n");
        }
        text
    }
}

fn made(outcomes: &[Outcome]) -> impl Iterator<Item = (&Outcome, &Crate)> {
    outcomes.iter().filter_map(|outcome| match &outcome.made {
        Made::Crate(made) => Some((outcome, made)),
        _ => None,
    })
}

fn share(part: usize, whole: usize) -> String {
    let percent = part as f64 * 100.0 / whole.max(1) as f64;
    format!("{part} of {whole} ({percent:.1} %)")
}
