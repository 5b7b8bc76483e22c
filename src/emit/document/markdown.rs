//! Markdown of descriptions as blocks: paragraphs, items of lists, code.
//!
//! In: Markdown. Out: [`Block`]s whose text is plain, short pieces of code in backticks excepted.
//! Headings are paragraphs, rows of tables lines of code; links keep their words.

/// A piece of a description.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Words that flow.
    Paragraph(String),
    /// An item of a list, after its mark.
    Item(String),
    /// Lines that stay as they are.
    Code(Vec<String>),
}

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    // Some programs lose the ends of lines: headings stand in the middle of the only one.
    let unfolded =
        (!text.contains('\n') && text.contains("  ## ")).then(|| text.replace("  ## ", "\n\n"));
    let text = unfolded.as_deref().unwrap_or(text);
    let mut blocks: Vec<Block> = Vec::new();
    let mut fence: Option<Vec<String>> = None;
    let mut starts_new = true;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(code) = &mut fence {
            if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
                blocks.push(Block::Code(std::mem::take(code)));
                fence = None;
                starts_new = true;
            } else {
                code.push(line.trim_end().to_owned());
            }
            continue;
        }
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            // ```` ```code``` ```` on one line is a piece of code like any other.
            match trimmed
                .strip_suffix("```")
                .map(|rest| rest.trim_matches('`'))
            {
                Some(inner) if !inner.trim().is_empty() => {
                    blocks.push(Block::Code(vec![inner.trim().to_owned()]));
                    starts_new = true;
                }
                _ => fence = Some(Vec::new()),
            }
            continue;
        }
        starts_new = add_line(trimmed, starts_new, &mut blocks);
    }
    blocks.extend(fence.map(Block::Code));
    blocks.retain(|block| match block {
        Block::Paragraph(text) | Block::Item(text) => !text.trim().is_empty(),
        Block::Code(lines) => lines.iter().any(|line| !line.trim().is_empty()),
    });
    blocks
}

/// The blocks without a table of contents, which is of no use without the rest of the page, and without the
/// headings that it lists.
pub(super) fn without_contents(mut blocks: Vec<Block>) -> Vec<Block> {
    let is_item = |block: &Block| matches!(block, Block::Item(_));
    let Some(start) = blocks.iter().position(is_item) else {
        return blocks;
    };
    let length = blocks
        .iter()
        .skip(start)
        .take_while(|block| is_item(block))
        .count();
    let headings: Vec<String> = blocks
        .iter()
        .skip(start + length)
        .filter_map(title)
        .collect();
    let listed: Vec<String> = blocks
        .iter()
        .skip(start)
        .take(length)
        .filter_map(title)
        .collect();
    let found = listed
        .iter()
        .filter(|title| headings.contains(title))
        .count();
    if length < 3 || found * 3 < length * 2 {
        return blocks;
    }
    let announces = |block: &Block| matches!(block, Block::Paragraph(text) if text.ends_with(':'));
    let before = start.saturating_sub(1);
    let first = match blocks.get(before) {
        Some(block) if before < start && announces(block) => before,
        _ => start,
    };
    blocks.drain(first..start + length);
    blocks.retain(|block| title(block).is_none_or(|title| !listed.contains(&title)));
    blocks
}

/// The text of a heading or of an item, in lower case.
fn title(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph(text) | Block::Item(text) => Some(text.trim().to_lowercase()),
        Block::Code(_) => None,
    }
}

/// Adds a line outside of code; whether the next one starts a block of its own.
fn add_line(line: &str, starts_new: bool, blocks: &mut Vec<Block>) -> bool {
    if line.is_empty() || is_rule(line) {
        return true;
    }
    if line.starts_with('|') && line.len() > 1 {
        if !line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')) {
            match blocks.last_mut() {
                Some(Block::Code(rows)) if !starts_new => rows.push(line.to_owned()),
                _ => blocks.push(Block::Code(vec![line.to_owned()])),
            }
        }
        return false;
    }
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && heading.starts_with(' ') {
        blocks.push(Block::Paragraph(plain(heading.trim_matches(['#', ' ']))));
        return true;
    }
    let line = line.trim_start_matches(['>', ' ']);
    if let Some(item) = item(line) {
        blocks.push(Block::Item(plain(item)));
        return false;
    }
    match blocks.last_mut() {
        Some(Block::Paragraph(text) | Block::Item(text)) if !starts_new => {
            text.push(' ');
            text.push_str(&plain(line));
        }
        _ => blocks.push(Block::Paragraph(plain(line))),
    }
    false
}

/// A line of dashes, under a heading or between paragraphs.
fn is_rule(line: &str) -> bool {
    line.len() >= 3
        && ['-', '=', '*', '_']
            .iter()
            .any(|mark| line.chars().all(|c| c == *mark || c == ' '))
}

/// What follows the mark of a list.
fn item(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match (&line[..digits], &line[digits..]) {
        ("", rest) => rest.strip_prefix(['-', '*', '+', '•'])?,
        (_, rest) if digits <= 3 => rest.strip_prefix(['.', ')'])?,
        _ => return None,
    };
    rest.strip_prefix([' ', '\t']).map(str::trim_start)
}

/// The words without emphasis and links.
fn plain(text: &str) -> String {
    // An image may be the words of a link.
    let text = without_links(&without_links(text));
    // Emphasis that a name with underscores cannot be taken for.
    text.replace("**", "").replace("__", "")
}

/// `[words](address)` becomes the words, an image its description.
fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let link = after.split_once("](").and_then(|(words, behind)| {
            let (_, behind) = behind.split_once(')')?;
            (!words.contains(['[', ']'])).then_some((words, behind))
        });
        match link {
            Some((words, behind)) => {
                plain.push_str(before.strip_suffix('!').unwrap_or(before));
                plain.push_str(words);
                rest = behind;
            }
            None => {
                plain.push_str(before);
                plain.push('[');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_in_a_link_and_headings_without_lines_are_words() {
        let text = "One.  ## Two [![Run it](https://x.test/a.svg)](https://x.test/run?a=b#c)";
        let words = |text: &str| Block::Paragraph(text.to_owned());
        assert_eq!(blocks(text), [words("One."), words("Two Run it")]);
    }

    #[test]
    fn a_description_becomes_blocks() {
        let text = "# Users\nOne **bold**\nline, see [docs](https://x.test).\n\n1. first\n2. second\n   more\n\n```json\n{\n  \"a\": 1\n}\n```\n| a | b |\n| --- | --- |\n| 1 | 2 |\n---\nlast";
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        let item = |text: &str| Block::Item(text.to_owned());
        let code = |lines: &[&str]| Block::Code(lines.iter().map(|l| (*l).to_owned()).collect());
        assert_eq!(
            blocks(text),
            [
                paragraph("Users"),
                paragraph("One bold line, see docs."),
                item("first"),
                item("second more"),
                code(&["{", "  \"a\": 1", "}"]),
                code(&["| a | b |", "| 1 | 2 |"]),
                paragraph("last"),
            ]
        );
    }

    #[test]
    fn a_fence_without_end_is_code_to_the_end() {
        let code = Block::Code(vec!["fn main() {}".to_owned()]);
        assert_eq!(blocks("```rust\nfn main() {}"), [code]);
    }
}
