//! A diagnostic for people: the line of the file with a mark under what is meant.

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use collgen::{Diagnostic, Severity};

use super::wording::request_name;

/// Renders one diagnostic, ending with an empty line.
pub(super) fn render(found: &Diagnostic, colour: bool) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        _ => Level::NOTE,
    };
    let facts = [
        ("request", request_name(found)),
        ("pointer", found.pointer.to_string()),
        ("effect", found.effect.clone()),
    ];
    let mut elements: Vec<Element<'_>> = place(found).into_iter().collect();
    for (name, text) in facts {
        if !text.is_empty() {
            elements.push(
                Level::NOTE
                    .with_name(Some(name))
                    .message(printable(&text))
                    .into(),
            );
        }
    }
    if !found.help.is_empty() {
        elements.push(Level::HELP.message(printable(&found.help)).into());
    }
    let report = [level
        .primary_title(&found.message)
        .id(found.code)
        .elements(elements)];
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&report) + "\n"
}

fn place(found: &Diagnostic) -> Option<Element<'_>> {
    let file = found.file.as_deref()?;
    let Some(location) = found.location else {
        return Some(Origin::path(file).into());
    };
    Some(match &found.excerpt {
        Some(excerpt) => Snippet::source(&excerpt.line)
            .path(file)
            .line_start(location.line)
            .annotation(AnnotationKind::Primary.span(excerpt.marked.clone()))
            .into(),
        None => Origin::path(file)
            .line(location.line)
            .char_column(location.column)
            .into(),
    })
}

/// Names come from the collection and must not steer the terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
