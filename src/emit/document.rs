//! Doc comments: prose of the collection as lines that rustdoc shows as they were meant.
//!
//! Whatever stands in the collection ends as plain text: markup is escaped, control and
//! bidirectional characters are dropped, and no line can end the comment or open a code block
//! that rustdoc would compile.

/// Columns of a comment line after its indentation and slashes.
const WIDTH: usize = 92;

/// The paragraphs of a description as lines, at most `most` paragraphs; an empty line between.
pub(super) fn prose(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let paragraphs = text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty());
    for paragraph in paragraphs.take(most) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(wrap(&escape(paragraph)));
    }
    lines
}

/// Text that is ours already, wrapped.
pub(super) fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words(text) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(&word);
            }
            // A line that began with a number or a dash would open a list.
            Some(line) if opens_block(&word) => {
                line.push(' ');
                line.push_str(&word);
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
        let text = "See [x] <b>*/ `code`\u{202e}\n```\nfn main() {}\n```";
        let lines = prose(text, 2);
        assert_eq!(
            lines,
            ["See \\[x\\] \\<b\\>\\*/ `code` \\`\\`\\` fn main() {} \\`\\`\\`"]
        );
        assert!(
            prose(&"word ".repeat(60), 1)
                .iter()
                .all(|line| line.len() <= WIDTH)
        );
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
