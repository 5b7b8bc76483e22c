//! The API as a tree that a person can read.
//!
//! In: [`Api`]. Out: text, one line for each folder and request, then what is left out.

use crate::ir::{Api, Group};

/// Draws the tree.
pub(crate) fn outline(api: &Api) -> String {
    let mut text = format!("{}\n", printable(&api.name));
    draw(&api.root, "", &mut text);
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

fn draw(group: &Group, indent: &str, text: &mut String) {
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
        draw(child, &format!("{indent}{space}"), text);
    }
    for operation in &group.operations {
        let (tip, _) = branch();
        let name = printable(&operation.name);
        let route = printable(&operation.route);
        text.push_str(&format!(
            "{indent}{tip}{name}  {} {route}\n",
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
