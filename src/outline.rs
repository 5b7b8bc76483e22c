//! The API as a tree that a person can read.
//!
//! In: [`Api`] and the Rust call of each request. Out: text, one line for each folder and request,
//! then what is left out.

use crate::ir::{Api, Group};

/// Draws the tree. `calls` are in the order of the requests.
pub(crate) fn outline(api: &Api, calls: &[String]) -> String {
    let mut text = format!("{}\n", printable(&api.name));
    draw(&api.root, "", calls, &mut text);
    let count = api.root.count();
    text.push_str(&format!(
        "\n{count} {}",
        if count == 1 { "request" } else { "requests" }
    ));
    if !api.left_out.is_empty() {
        text.push_str(&format!(", {} left out:", api.left_out.len()));
        for left_out in &api.left_out {
            let path = left_out.path.join(" / ");
            text.push_str(&format!(
                "\n  {}: {}",
                printable(&path),
                printable(&left_out.reason)
            ));
        }
    }
    text.push('\n');
    text
}

fn draw(group: &Group, indent: &str, calls: &[String], text: &mut String) {
    let mut rest = group.groups.len() + group.operations.len();
    let mut branch = || {
        rest = rest.saturating_sub(1);
        if rest == 0 {
            ("└── ", "    ")
        } else {
            ("├── ", "│   ")
        }
    };
    for child in &group.groups {
        let (tip, space) = branch();
        let name = printable(&child.name);
        text.push_str(&format!("{indent}{tip}{name} ({})\n", child.count()));
        draw(child, &format!("{indent}{space}"), calls, text);
    }
    for operation in &group.operations {
        let (tip, _) = branch();
        let name = printable(&operation.name);
        let route = printable(&operation.route);
        let call = calls.get(operation.index).map_or("", String::as_str);
        text.push_str(&format!(
            "{indent}{tip}{name}  {} {route}  {call}\n",
            operation.method
        ));
    }
}

/// Names come from the collection and must not steer the terminal.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
