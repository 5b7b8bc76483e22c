//! What scripts say, as documentation: the status that the tests expect, the variables that the
//! answer feeds, who sets a setting in Postman.

use crate::emit::document::{code, wrap};
use crate::ir::{AnswerPart, FeedSource, Operation, ScriptFacts, SetBy, Setting};

/// Most variables and scripts that are named.
const MOST: usize = 3;

/// Lines for the documentation of an operation; none where its scripts say nothing.
pub(super) fn of_operation(operation: &Operation) -> Vec<String> {
    let facts = &operation.script;
    let sentences: Vec<String> = expected(facts).into_iter().chain(fed(facts)).collect();
    wrap(&sentences.join(" "))
}

fn expected(facts: &ScriptFacts) -> Option<String> {
    let codes: Vec<String> = facts.statuses.iter().map(u16::to_string).collect();
    let expected = match (codes.as_slice(), facts.status_class) {
        ([], class) => format!("{}xx", class?),
        ([only], _) => only.clone(),
        ([most @ .., last], _) => format!("{} or {last}", most.join(", ")),
    };
    Some(format!("The collection's test expects {expected}."))
}

/// Which variables the answer feeds.
fn fed(facts: &ScriptFacts) -> Option<String> {
    let mut uses: Vec<String> = Vec::new();
    for feed in &facts.feeds {
        if let FeedSource::Answer(part) | FeedSource::FromAnswer(part) = &feed.source {
            let variable = code(&format!("{{{{{}}}}}", feed.variable));
            let fed = format!("{} as {variable}", part_words(part));
            if !uses.contains(&fed) {
                uses.push(fed);
            }
        }
    }
    (!uses.is_empty()).then(|| format!("Later requests use {}.", listed(&uses, ", ")))
}

fn part_words(part: &AnswerPart) -> String {
    match part {
        AnswerPart::Body(path) if path.0.is_empty() => "the answer".to_owned(),
        AnswerPart::Body(path) => format!("{} of the answer", code(&path.to_string())),
        AnswerPart::Text => "the text of the answer".to_owned(),
        AnswerPart::Header(name) => format!("its header {}", code(name)),
        AnswerPart::Cookie(name) => format!("its cookie {}", code(name)),
        AnswerPart::Status => "its status".to_owned(),
    }
}

/// A sentence for the documentation of a setting; none where no script sets it.
pub(super) fn of_setting(setting: &Setting) -> Option<String> {
    let mut scripts: Vec<String> = Vec::new();
    for set in &setting.set_by {
        let script = script(set);
        if scripts.len() <= MOST && !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    let subject = match scripts.len() {
        0 => return None,
        1 => "a script sets it",
        _ => "scripts set it",
    };
    Some(format!("In Postman {subject} {}.", listed(&scripts, "; ")))
}

fn script(set: &SetBy) -> String {
    let time = if set.before { "before" } else { "after" };
    let call = match set.path.as_slice() {
        [] => "every request".to_owned(),
        path => code(&path.join(" / ")),
    };
    format!("{time} {call}, {}", set.source.words(code))
}

/// The first few, and whether there are more.
fn listed(all: &[String], between: &str) -> String {
    match all.get(..MOST) {
        Some(first) if all.len() > MOST => format!("{}{between}and more", first.join(between)),
        _ => all.join(between),
    }
}
