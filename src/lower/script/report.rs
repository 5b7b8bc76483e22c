//! What is said about scripts: which variables they set, and what they do that the client does not.
//!
//! The same thing in many scripts is said once, at its first place, with a count.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Pointer};
use crate::ir::{FeedSource, Scheme, Setting, Slot};
use crate::lower::variable::names;
use crate::script::{Fact, Problem, RequestPart};

use super::{Met, feeds, worth};

/// Reports everything.
pub(super) fn report(met: &[Met], settings: &[Setting], slots: &[Slot], found: &mut Diagnostics) {
    for group in deeds(met) {
        found.push(group.diagnostic());
    }
    let logins = logins(slots);
    for setting in settings.iter().filter(|setting| setting.value.is_none()) {
        let slot = logins.get(setting.name.as_str()).copied();
        if let Some(diagnostic) = variable(met, setting, slot) {
            found.push(diagnostic);
        }
    }
}

/// One deed, and the scripts that do it.
struct Deed<'m> {
    rule: &'static str,
    message: String,
    place: Pointer,
    owner: &'m [String],
    /// Owners of the scripts, the first included.
    count: usize,
}

impl Deed<'_> {
    fn diagnostic(self) -> Diagnostic {
        let message = match self.count {
            0 | 1 => self.message,
            2 => format!("{} (and one more script)", self.message),
            count => format!("{} (and {} more scripts)", self.message, count - 1),
        };
        Diagnostic::of(self.rule, message)
            .at(&self.place)
            .of_request(self.owner)
    }
}

/// What scripts do, in the order in which it is first met.
fn deeds(met: &[Met]) -> Vec<Deed<'_>> {
    let mut deeds: Vec<Deed<'_>> = Vec::new();
    let mut known: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    for script in met {
        let problem = script.script.problem.map(of_problem);
        let done = script.script.findings.iter();
        let done = done.filter_map(|finding| {
            let (rule, message) = of_fact(&finding.fact, script.before)?;
            Some((rule, message, finding.line))
        });
        for (rule, message, line) in done.chain(problem) {
            match known.get(&(rule, message.clone())) {
                Some(index) => {
                    if let Some(deed) = deeds.get_mut(*index) {
                        deed.count += script.owners.len();
                    }
                }
                None => {
                    known.insert((rule, message.clone()), deeds.len());
                    deeds.push(Deed {
                        rule,
                        message,
                        place: script.source.place(line),
                        owner: script.owners.first().map(Vec::as_slice).unwrap_or_default(),
                        count: script.owners.len(),
                    });
                }
            }
        }
    }
    deeds
}

fn of_problem(problem: Problem) -> (&'static str, String, usize) {
    match problem {
        Problem::Syntax { line } => (
            "script-syntax",
            "a script is no JavaScript".to_owned(),
            line,
        ),
        Problem::TooMuch => (
            "script-too-long",
            "a script is too long to be read".to_owned(),
            0,
        ),
    }
}

/// What is worth saying about a deed. After the answer nothing can be changed about a request.
fn of_fact(fact: &Fact, before: bool) -> Option<(&'static str, String)> {
    Some(match fact {
        Fact::AddsHeader { name, computed } if before => {
            let header = match name {
                Some(name) => format!("the header `{}`", shown(name)),
                None => "a header".to_owned(),
            };
            let value = if *computed {
                " with a computed value"
            } else {
                ""
            };
            (
                "script-adds-header",
                format!("a script adds {header}{value}"),
            )
        }
        Fact::ChangesRequest(part) if before => {
            let message = format!("a script changes {} before it is sent", part_name(*part));
            ("script-changes-request", message)
        }
        Fact::Signs(function) if before => {
            let message = format!(
                "a script signs, hashes or encrypts with `{}`",
                shown(function)
            );
            ("script-signs", message)
        }
        Fact::Sends { token: true, .. } => {
            let message = "a script fetches an OAuth 2.0 token".to_owned();
            ("script-fetches-token", message)
        }
        Fact::Sends { address, .. } => {
            let to = match address {
                Some(address) => format!(" to `{}`", shown(address)),
                None => String::new(),
            };
            let rule = match before {
                true => "script-sends-request",
                false => "script-sends-request-after",
            };
            (rule, format!("a script sends a request{to}"))
        }
        Fact::Hides(function) => {
            let rule = match before {
                true => "script-hides",
                false => "script-hides-checks",
            };
            let message = format!(
                "`{}` runs code that does not stand in the script",
                shown(function)
            );
            (rule, message)
        }
        Fact::Steers(function) => {
            let message = format!("`{}` changes which request comes next", shown(function));
            ("script-steers", message)
        }
        Fact::SetsUnnamed => {
            let message = "a script sets a variable whose name it computes".to_owned();
            ("script-sets-unnamed", message)
        }
        _ => return None,
    })
}

fn part_name(part: RequestPart) -> &'static str {
    match part {
        RequestPart::Address => "the address of the request",
        RequestPart::Method => "the method of the request",
        RequestPart::Body => "the body of the request",
        RequestPart::Auth => "the auth of the request",
        RequestPart::Headers => "the headers of the request",
    }
}

/// Variables that are the credentials of a slot, with the name of the slot.
fn logins(slots: &[Slot]) -> BTreeMap<&str, &str> {
    let mut logins = BTreeMap::new();
    for slot in slots {
        let Scheme::Credentials(credentials) = &slot.scheme else {
            continue;
        };
        for saved in credentials
            .parts
            .iter()
            .filter_map(|part| part.saved.as_deref())
        {
            logins.extend(names(saved).map(|name| (name, slot.name.as_str())));
        }
    }
    logins
}

/// A variable without a value that scripts set.
fn variable(met: &[Met], setting: &Setting, slot: Option<&str>) -> Option<Diagnostic> {
    let name = shown(&setting.name);
    let setters = met.iter().flat_map(|script| {
        let feeds = feeds(&script.script).filter(|feed| feed.variable == setting.name);
        feeds.map(move |feed| (script, feed))
    });
    let Some((script, feed)) = setters.min_by_key(|(_, feed)| worth(&feed.source)) else {
        // A script that is not understood may set it all the same.
        let script = met
            .iter()
            .find(|script| mentions(&script.source.text, &setting.name))?;
        let message = format!("`{name}` is only set by a script");
        let owner = script.owners.first().map(Vec::as_slice).unwrap_or_default();
        return Some(
            Diagnostic::of("variable-from-script", message)
                .at(&script.source.place(0))
                .of_request(owner),
        );
    };
    let is_set_here = |fact: &Fact| matches!(fact, Fact::Sets(set) if set == feed);
    let finding = script
        .script
        .findings
        .iter()
        .find(|finding| is_set_here(&finding.fact));
    let words = feed.source.words(|text| format!("`{}`", shown(text)));
    let time = if script.before { "before" } else { "after" };
    let owner = script.owners.first().map(Vec::as_slice).unwrap_or_default();
    let call = match owner {
        [] => "every request".to_owned(),
        path => format!("`{}`", shown(&path.join(" / "))),
    };
    let comes_from_answer = matches!(
        feed.source,
        FeedSource::Answer(_) | FeedSource::FromAnswer(_) | FeedSource::OwnRequest(_)
    );
    let (rule, message) = match slot.filter(|_| comes_from_answer) {
        Some(slot) => (
            "script-logs-in",
            format!("the auth `{slot}` uses `{name}`, which a script sets {time} {call}, {words}"),
        ),
        None => (
            "variable-from-script",
            format!("`{name}` is only set by a script, {time} {call}, {words}"),
        ),
    };
    let line = finding.map(|finding| finding.line).unwrap_or_default();
    Some(
        Diagnostic::of(rule, message)
            .at(&script.source.place(line))
            .of_request(owner),
    )
}

/// Whether the name stands in the text between quotes.
fn mentions(text: &str, name: &str) -> bool {
    ["\"", "'", "`"]
        .iter()
        .any(|quote| text.contains(&format!("{quote}{name}{quote}")))
}

/// Text out of a script in a message: short, on one line, without backticks.
fn shown(text: &str) -> String {
    let clean = text.chars().map(|c| match c {
        '`' => '\'',
        c if c.is_control() => ' ',
        c => c,
    });
    clean.take(80).collect()
}
