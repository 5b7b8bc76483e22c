//! Doc comments: prose of the collection as lines that rustdoc shows as they were meant.
//!
//! Whatever stands in the collection ends as plain text: markup is escaped, control and
//! bidirectional characters are dropped, and no line can end the comment or open a code block
//! that rustdoc would compile.

mod html;
mod markdown;

use html::without_html;
use markdown::{Block, blocks, without_contents};

/// Columns of a comment line after its indentation and slashes.
const WIDTH: usize = 92;

/// Lines of one piece of code.
const CODE_LINES: usize = 12;

/// The paragraphs of a description as lines, at most `most` of them; an empty line between.
///
/// A list counts as one paragraph, and so does a piece of code, which rustdoc shows as it stands.
pub(super) fn prose(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut count = 0;
    let mut in_list = false;
    for block in without_contents(blocks(&without_html(text))) {
        let is_item = matches!(block, Block::Item(_));
        if !(is_item && in_list) {
            count += 1;
            if count > most {
                break;
            }
            if !lines.is_empty() {
                lines.push(String::new());
            }
        }
        in_list = is_item;
        match block {
            Block::Paragraph(text) => lines.extend(wrap(&escape(&text))),
            Block::Item(text) => {
                let item = wrap_to(&escape(&text), WIDTH - 2);
                let marks = std::iter::once("- ").chain(std::iter::repeat("  "));
                lines.extend(marks.zip(item).map(|(mark, line)| format!("{mark}{line}")));
            }
            Block::Code(code) => lines.extend(fenced(&code)),
        }
    }
    lines
}

/// The first paragraph of a description, and the rest.
pub(super) fn summary(text: &str) -> (String, String) {
    let text = without_html(text);
    let text = text.trim();
    let is_plain = |first: &str| matches!(blocks(first).as_slice(), [Block::Paragraph(_)]);
    let (first, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    if first.len() <= SUMMARY && is_plain(first) {
        return (flat(first), rest.trim().to_owned());
    }
    // A long paragraph is summed up by its first sentence.
    let end = first
        .match_indices(". ")
        .map(|(at, _)| at + 1)
        .find(|end| *end > 20);
    match end {
        Some(end) if end <= SUMMARY && is_plain(&text[..end]) => {
            (flat(&text[..end]), text[end..].trim().to_owned())
        }
        _ => (String::new(), text.to_owned()),
    }
}

/// Characters of the longest summary.
const SUMMARY: usize = 300;

fn flat(paragraph: &str) -> String {
    let texts = blocks(paragraph).into_iter().map(|block| match block {
        Block::Paragraph(text) | Block::Item(text) => text,
        Block::Code(lines) => lines.join(" "),
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// Code that rustdoc shows and never compiles.
fn fenced(code: &[String]) -> Vec<String> {
    let mut lines = vec!["```text".to_owned()];
    for line in code.iter().take(CODE_LINES) {
        let clean: String = line
            .chars()
            .map(|c| {
                if c.is_control() || is_invisible(c) {
                    ' '
                } else {
                    c
                }
            })
            .take(WIDTH)
            .collect();
        lines.push(clean.replace("```", "` ` `").trim_end().to_owned());
    }
    if code.len() > CODE_LINES {
        lines.push("…".to_owned());
    }
    lines.push("```".to_owned());
    lines
}

/// Text that is ours already, wrapped.
pub(super) fn wrap(text: &str) -> Vec<String> {
    wrap_to(text, WIDTH)
}

fn wrap_to(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words(text) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            // A line that began with a number or a dash would open a list.
            Some(line) if opens_block(&word) => {
                line.push(' ');
                line.push_str(&word);
            }
            None if opens_block(&word) => {
                // Paragraphs that are lists have become blocks of their own.
                let (rest, mark) = word.split_at(word.len() - 1);
                lines.push(format!("{rest}\\{mark}"));
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// The words of a text; a piece of code is one word, however many blanks are in it.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_code = false;
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if in_code => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        let escaped = word.matches("\\`").count();
        if (word.matches('`').count() - escaped) % 2 == 1 {
            in_code = !in_code;
        }
    }
    words
}

fn opens_block(word: &str) -> bool {
    matches!(word, "-" | "+" | "*" | "=" | "|")
        || word.strip_suffix(['.', ')']).is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// The text with everything escaped that Markdown or HTML would take for markup, short pieces of
/// code excepted.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        match after.split_once('`') {
            Some((span, behind)) if is_code_span(span) => {
                escaped.push_str(&escape_plain(before));
                escaped.push_str(&code(span));
                rest = behind;
            }
            _ => {
                escaped.push_str(&escape_plain(before));
                escaped.push_str("\\`");
                rest = after;
            }
        }
    }
    escaped.push_str(&escape_plain(rest));
    escaped
}

/// One line of something between backticks.
fn is_code_span(span: &str) -> bool {
    !span.trim().is_empty() && span.len() <= 80 && !span.contains('\n')
}

fn escape_plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for (index, character) in text.chars().enumerate() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '-' | '+' | '=' if index == 0 => {
                escaped.push('\\');
                escaped.push(character);
            }
            character if character.is_control() || is_invisible(character) => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    // `https://…` in prose would be a bare URL; an escaped colon keeps it text.
    escaped.replace("://", "\\://")
}

/// Characters that reorder or hide text.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text in backticks, whatever is in it.
pub(super) fn code(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| {
            if c.is_control() || is_invisible(c) || c == '`' {
                ' '
            } else {
                c
            }
        })
        .collect();
    format!("`{}`", clean.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_text_and_lines_stay_short() {
        let text = "See [x] <q>*/ `code`\u{202e}\n```\nfn main() {}\n```";
        let lines = prose(text, 2);
        assert_eq!(
            lines,
            [
                "See \\[x\\] \\<q\\>\\*/ `code`",
                "",
                "```text",
                "fn main() {}",
                "```"
            ]
        );
        assert!(
            prose(&"word ".repeat(60), 1)
                .iter()
                .all(|line| line.len() <= WIDTH)
        );
    }

    #[test]
    fn a_table_of_contents_is_left_out_and_another_list_is_not() {
        let page = "In this topic:\n\n- URL\n- Output\n- Errors\n\n# URL\n\nNo spaces.\n\n# Output\n\nA list.\n\n# Errors";
        assert_eq!(prose(page, 2), ["No spaces.", "", "A list."]);
        let lines = prose("Takes:\n\n- a\n- b\n- c\n\nOutput", 2);
        assert_eq!(lines, ["Takes:", "", "- a", "- b", "- c"]);
    }

    #[test]
    fn a_list_stays_a_list() {
        let lines = prose("Steps:\n1. one\n2. two", 2);
        assert_eq!(lines, ["Steps:", "", "- one", "- two"]);
        assert_eq!(wrap("1. January"), ["1\\. January"]);
    }

    #[test]
    fn a_summary_is_a_paragraph_or_the_first_sentence_of_a_long_one() {
        let (first, rest) = summary("<p>Lists users.</p><ul><li>a</li></ul>");
        assert_eq!((first.as_str(), rest.as_str()), ("Lists users.", "- a"));
        let long = format!("Creates a new user here. {}", "More words. ".repeat(40));
        assert_eq!(summary(&long).0, "Creates a new user here.");
        assert_eq!(summary("- one\n- two").0, "");
    }

    #[test]
    fn a_number_never_opens_a_list() {
        let long = format!("{} 1. one", "x".repeat(90));
        assert_eq!(
            wrap(&long),
            [format!("{} 1.", "x".repeat(90)), "one".to_owned()]
        );
    }
}
