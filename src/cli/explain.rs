//! `collgen explain`: what a code means, or all of them.

use std::fmt::Write;

use collgen::Rule;

/// Widest line that is printed.
const WIDTH: usize = 90;

/// A rule at length.
pub(super) fn rule(rule: &Rule) -> String {
    let mut text = format!(
        "{}[{}]: {}\n\n",
        rule.severity.as_str(),
        rule.code,
        rule.title
    );
    text.push_str(&wrapped(rule.why, ""));
    text.push_str("\nfor example\n");
    for line in rule.example.lines() {
        let _ = writeln!(text, "    {line}");
    }
    text.push_str("\nin the generated crate\n");
    text.push_str(&wrapped(rule.effect, "    "));
    text.push_str("\nmend\n");
    text.push_str(&wrapped(rule.mend, "    "));
    text
}

/// Every code with its title.
pub(super) fn list() -> String {
    let mut text = String::new();
    for rule in collgen::rules() {
        let _ = writeln!(
            text,
            "{:8} {:26} {}",
            rule.severity.as_str(),
            rule.code,
            rule.title
        );
    }
    text.push_str("\n`collgen explain CODE` tells more\n");
    text
}

fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = String::new();
    let mut line = indent.to_owned();
    for word in text.split_whitespace() {
        let is_first = line.len() == indent.len();
        if !is_first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(lines, "{line}");
            line = indent.to_owned();
        } else if !is_first {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(lines, "{line}");
    lines
}
