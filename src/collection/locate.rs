//! Lines and columns of JSON pointers.
//!
//! In: the text and all diagnostics. Out: their locations, found in one pass over the text that
//! looks only into values on the way to a wanted one. A pointer that leads nowhere gets the
//! location of the innermost value that is there; where that is a text or a number, which has
//! nothing inside it, the pointer ends there. The text has been read as JSON before, so the
//! scanner only has to be safe, not strict.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Excerpt, Location};
use crate::secret::may_give_away;

/// Longest line that is shown.
const LONGEST_LINE: usize = 400;
/// How far before its line the name of a value is looked for.
const NEAR: usize = 200;

/// Fills in the location of every diagnostic, and the line to show.
pub(crate) fn locate(text: &str, diagnostics: &mut [Diagnostic]) {
    let (spans, ends) = spans(text, diagnostics);
    for (diagnostic, end) in diagnostics.iter_mut().zip(ends) {
        if let Some(end) = end {
            diagnostic.pointer = diagnostic.pointer.first(end);
        }
    }
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&index| spans.get(index).map(|span| span.start));
    let mut cursor = Cursor {
        text,
        offset: 0,
        line: 1,
        line_start: 0,
        passed: 0,
    };
    for index in order {
        let (Some(span), Some(diagnostic)) = (spans.get(index), diagnostics.get_mut(index)) else {
            continue;
        };
        cursor.advance(span.start);
        diagnostic.location = Some(Location {
            line: cursor.line,
            column: cursor.passed + 1,
            offset: span.start,
            length: span.len(),
        });
        if may_be_shown(diagnostic) {
            diagnostic.excerpt = cursor.excerpt(span);
        }
    }
}

/// A line of an auth block or of a script, or one that was reported for a secret, may hold the secret
/// itself; the first line tells nothing about a whole document.
fn may_be_shown(diagnostic: &Diagnostic) -> bool {
    const CLOSED: [&str; 5] = [
        "auth",
        "helperAttributes",
        "preRequestScript",
        "script",
        "tests",
    ];
    let is_inside = diagnostic.offset.is_some() || !diagnostic.pointer.as_str().is_empty();
    is_inside
        && !["secret", "url-credentials"].contains(&diagnostic.code)
        && !diagnostic
            .pointer
            .segments()
            .any(|name| CLOSED.contains(&name.as_str()))
}

/// Bytes of the value that each diagnostic means, and after how many segments its pointer comes to a
/// value that has nothing inside.
fn spans(text: &str, diagnostics: &[Diagnostic]) -> (Vec<Range<usize>>, Vec<Option<usize>>) {
    let mut wanted = Wanted::default();
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        let mut node = &mut wanted;
        for segment in diagnostic.pointer.segments() {
            node = node.children.entry(segment).or_default();
        }
        node.diagnostics.push(index);
    }
    let mut spans = vec![0..0; diagnostics.len()];
    let mut ends = vec![None; diagnostics.len()];
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        position: 0,
        depth: 0,
        spans: &mut spans,
        ends: &mut ends,
    };
    scanner.value(&wanted);
    for (span, diagnostic) in spans.iter_mut().zip(diagnostics) {
        if let Some(offset) = diagnostic.offset {
            let end = text
                .get(offset..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
            *span = offset..offset + end;
        }
    }
    (spans, ends)
}

/// The pointers as a tree.
#[derive(Default)]
struct Wanted {
    diagnostics: Vec<usize>,
    children: BTreeMap<String, Wanted>,
}

impl Wanted {
    fn give(&self, span: &Range<usize>, spans: &mut [Range<usize>]) {
        for &index in &self.diagnostics {
            if let Some(place) = spans.get_mut(index) {
                place.clone_from(span);
            }
        }
        self.children
            .values()
            .for_each(|child| child.give(span, spans));
    }

    fn end_at(&self, depth: usize, ends: &mut [Option<usize>]) {
        for &index in &self.diagnostics {
            if let Some(end) = ends.get_mut(index) {
                *end = Some(depth);
            }
        }
        for child in self.children.values() {
            child.end_at(depth, ends);
        }
    }
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    position: usize,
    /// Segments of the pointer to the value that is read.
    depth: usize,
    spans: &'t mut [Range<usize>],
    ends: &'t mut [Option<usize>],
}

impl Scanner<'_> {
    /// Reads one value. Recursion ends with the tree of pointers, whose depth the parser bounds.
    fn value(&mut self, wanted: &Wanted) {
        self.blank();
        let start = self.position;
        if wanted.children.is_empty() {
            self.skip();
            wanted.give(&(start..self.position), self.spans);
            return;
        }
        // What is inside overwrites what is given here, unless it is not there.
        wanted.give(&(start..self.end_of_head()), self.spans);
        match self.peek() {
            Some(b'{') => self.object(wanted),
            Some(b'[') => self.array(wanted),
            _ => {
                self.skip();
                wanted.give(&(start..self.position), self.spans);
                for child in wanted.children.values() {
                    child.end_at(self.depth, self.ends);
                }
            }
        }
        let span = start..self.position;
        for &index in &wanted.diagnostics {
            if let Some(place) = self.spans.get_mut(index) {
                place.clone_from(&span);
            }
        }
    }

    fn end_of_head(&self) -> usize {
        (self.position + 1).min(self.bytes.len())
    }

    fn object(&mut self, wanted: &Wanted) {
        self.position += 1;
        loop {
            self.blank();
            match self.peek() {
                Some(b',') => self.position += 1,
                Some(b'"') => self.member(wanted),
                Some(b'}') => {
                    self.position += 1;
                    return;
                }
                _ => return,
            }
        }
    }

    fn member(&mut self, wanted: &Wanted) {
        let start = self.position;
        self.skip();
        let name = self.text.get(start..self.position).unwrap_or_default();
        self.blank();
        if self.peek() == Some(b':') {
            self.position += 1;
        }
        // A name without escapes is the usual case and needs no decoding.
        let child = match name.get(1..name.len().saturating_sub(1)) {
            Some(plain) if !plain.contains('\\') => wanted.children.get(plain),
            _ => serde_json::from_str::<String>(name)
                .ok()
                .and_then(|name| wanted.children.get(&name)),
        };
        self.child(child);
    }

    fn array(&mut self, wanted: &Wanted) {
        self.position += 1;
        let mut index = 0_usize;
        loop {
            self.blank();
            match self.peek() {
                Some(b',') => self.position += 1,
                Some(b']') => {
                    self.position += 1;
                    return;
                }
                None | Some(b'}' | b':') => return,
                Some(_) => {
                    self.child(wanted.children.get(&index.to_string()));
                    index += 1;
                }
            }
        }
    }

    fn child(&mut self, wanted: Option<&Wanted>) {
        match wanted {
            Some(wanted) => {
                self.depth += 1;
                self.value(wanted);
                self.depth -= 1;
            }
            None => {
                self.blank();
                self.skip();
            }
        }
    }

    /// Passes over one value, without recursion.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.skip_text(),
                b'{' | b'[' => {
                    depth += 1;
                    self.position += 1;
                }
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.position += 1;
                }
                b',' | b':' if depth == 0 => return,
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => self.position += 1,
                _ => self.skip_word(),
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_text(&mut self) {
        self.position += 1;
        while let Some(byte) = self.peek() {
            self.position += match byte {
                b'\\' => 2,
                _ => 1,
            };
            if byte == b'"' {
                break;
            }
        }
        self.position = self.position.min(self.bytes.len());
    }

    /// Passes over a number, `true`, `false` or `null`.
    fn skip_word(&mut self) {
        self.position += 1;
        while self
            .peek()
            .is_some_and(|byte| !b",:]}[{\" \n\r\t".contains(&byte))
        {
            self.position += 1;
        }
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| b" \n\r\t".contains(&byte)) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }
}

/// Counts lines while moving forward through the text.
struct Cursor<'t> {
    text: &'t str,
    offset: usize,
    line: usize,
    line_start: usize,
    /// Characters of the line before the offset; a whole file may stand on one line.
    passed: usize,
}

impl Cursor<'_> {
    fn advance(&mut self, offset: usize) {
        let passed = self.text.get(self.offset..offset).unwrap_or_default();
        for (at, _) in passed.match_indices('\n') {
            self.line += 1;
            self.line_start = self.offset + at + 1;
            self.passed = 0;
        }
        let start = self.line_start.max(self.offset);
        self.offset = offset.max(self.offset);
        let passed = self.text.get(start..self.offset).unwrap_or_default();
        self.passed += passed.chars().count();
    }

    fn excerpt(&self, span: &Range<usize>) -> Option<Excerpt> {
        let rest = self.text.get(self.line_start..)?;
        let end = rest
            .bytes()
            .take(LONGEST_LINE + 1)
            .position(|byte| byte == b'\n');
        let end = end.or_else(|| (rest.len() <= LONGEST_LINE).then_some(rest.len()))?;
        let line = rest.get(..end)?.trim_end();
        // What was ignored or could not be read was not looked through for secrets.
        let before = self.text.get(..self.line_start)?;
        let near = before.len().saturating_sub(NEAR);
        let near = (near..=before.len()).find(|at| before.is_char_boundary(*at))?;
        if may_give_away(before.get(near..)?, line) {
            return None;
        }
        let start = span.start.checked_sub(self.line_start)?.min(line.len());
        let marked = start
            ..span
                .end
                .saturating_sub(self.line_start)
                .clamp(start, line.len());
        Some(Excerpt {
            line: line.to_owned(),
            marked,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Pointer, Severity};

    fn at(pointer: &str) -> Diagnostic {
        let pointer = pointer
            .split('/')
            .skip(1)
            .fold(Pointer::root(), |pointer, name| {
                pointer.key(&name.replace("~1", "/").replace("~0", "~"))
            });
        Diagnostic::new("test", Severity::Warning, "").at(&pointer)
    }

    /// Line, column and text of what each pointer means.
    fn found<'t>(text: &'t str, pointers: &[&str]) -> Vec<(usize, usize, &'t str)> {
        let mut diagnostics: Vec<Diagnostic> = pointers.iter().map(|pointer| at(pointer)).collect();
        locate(text, &mut diagnostics);
        diagnostics
            .iter()
            .filter_map(|diagnostic| {
                let place = diagnostic.location?;
                let text = text.get(place.offset..place.offset + place.length)?;
                Some((place.line, place.column, text))
            })
            .collect()
    }

    #[test]
    fn pointers_lead_to_lines_and_columns_in_any_order() {
        let text = "{\n  \"a\": [1, {\"b\": \"x\"}],\n  \"ü\": {\"é/~\": [true]}\n}";
        assert_eq!(
            found(text, &["/ü/é~1~0/0", "/a/1/b", "/a", "", "/a/0"]),
            [
                (3, 17, "true"),
                (2, 18, "\"x\""),
                (2, 8, "[1, {\"b\": \"x\"}]"),
                (1, 1, text),
                (2, 9, "1"),
            ]
        );
    }

    #[test]
    fn escapes_in_names_are_read() {
        assert_eq!(
            found(r#"{"\u0061\"": 1, "b\\": "\""}"#, &["/a\"", "/b\\"]),
            [(1, 14, "1"), (1, 24, r#""\"""#)]
        );
    }

    #[test]
    fn of_members_that_repeat_the_last_one_counts() {
        assert_eq!(found(r#"{"a": 1, "a": 2}"#, &["/a"]), [(1, 15, "2")]);
    }

    #[test]
    fn a_pointer_that_leads_nowhere_gets_what_is_around_it() {
        assert_eq!(
            found(r#"{"a": {"b": 1}}"#, &["/a/c/d", "/x"]),
            [(1, 7, "{"), (1, 1, "{")]
        );
    }

    #[test]
    fn text_that_is_not_json_does_no_harm() {
        let text = r#"{"a": [1, {"b": "x\"y"}, null], "c": {"d": -1.5e3}}"#;
        for end in 0..text.len() {
            let _ = found(
                text.get(..end).unwrap_or_default(),
                &["/a/1/b", "/c/d", "/a/7", ""],
            );
        }
        let _ = found("]]}}::,,\"", &["/a", "/0"]);
    }

    #[test]
    fn lines_of_auth_blocks_and_secrets_are_not_kept() {
        let text = "{\"auth\": {\"x\": \"s3cr3t\"},\n\"b\": 1}";
        let mut secret = at("/b");
        secret.code = "secret";
        let mut diagnostics = [at("/auth/x"), at("/helperAttributes"), secret, at("/b")];
        locate(text, &mut diagnostics);
        let shown: Vec<bool> = diagnostics
            .iter()
            .map(|found| found.excerpt.is_some())
            .collect();
        assert_eq!(shown, [false, false, false, true]);
    }
}
