//! Lays out the few shapes of Rust code that do not always fit on a line, as rustfmt does.
//!
//! Widths are those of rustfmt's default style: lines of 100, call arguments and method chains of
//! 60 columns. Everything returned starts at the given indentation and has no line end.

use std::cmp::Ordering;

const LINE: usize = 100;
const CALL: usize = 60;
const CHAIN: usize = 60;
const ARRAY: usize = 60;

fn pad(indent: usize) -> String {
    " ".repeat(indent)
}

/// `head(item, item) tail`, or one item per line when that is too long for a line.
pub(super) fn signature(indent: usize, head: &str, parameters: &[String], tail: &str) -> String {
    let line = format!("{head}({}){tail}", parameters.join(", "));
    if indent + line.len() <= LINE || parameters.is_empty() {
        return line;
    }
    let inner = pad(indent + 4);
    let lines: String = parameters
        .iter()
        .map(|parameter| format!("{inner}{parameter},\n"))
        .collect();
    // Where not even the answer fits, rustfmt leaves no space before the brace.
    let is_too_wide = indent + 1 + tail.len() > LINE;
    let tail = match tail.strip_suffix(" {").filter(|_| is_too_wide) {
        Some(answer) => format!("{answer}{{"),
        None => tail.to_owned(),
    };
    format!("{head}(\n{lines}{}){tail}", pad(indent))
}

/// A call, its arguments one per line when they are too wide. `room` columns follow on its line.
pub(super) fn call(indent: usize, function: &str, arguments: &[String], room: usize) -> String {
    let joined = arguments.join(", ");
    let line = format!("{function}({joined})");
    // A literal that is the only argument may fill the line.
    let is_literal = arguments.len() == 1 && joined.starts_with('"');
    if (joined.len() <= CALL || is_literal) && indent + line.len() + room <= LINE
        || arguments.is_empty()
    {
        return line;
    }
    let inner = pad(indent + 4);
    let lines: String = arguments
        .iter()
        .map(|argument| format!("{inner}{argument},\n"))
        .collect();
    format!("{function}(\n{lines}{})", pad(indent))
}

/// One call of a method chain.
pub(super) struct Link {
    pub(super) method: String,
    pub(super) arguments: Vec<String>,
}

impl Link {
    pub(super) fn new(method: &str, arguments: &[&str]) -> Self {
        Self {
            method: method.to_owned(),
            arguments: arguments
                .iter()
                .map(|argument| (*argument).to_owned())
                .collect(),
        }
    }
}

/// `receiver.a(…).b(…)` on one line, or one call per line.
pub(super) fn chain(indent: usize, receiver: &str, links: &[Link], room: usize) -> String {
    let one_line: String = links
        .iter()
        .map(|link| format!(".{}({})", link.method, link.arguments.join(", ")))
        .collect();
    let line = format!("{receiver}{one_line}");
    let widest = links
        .iter()
        .map(|link| link.arguments.join(", ").len())
        .max()
        .unwrap_or(0);
    // A single call of a name is no chain yet.
    let is_call = links.len() == 1 && !receiver.contains('.');
    if (is_call || line.len() <= CHAIN) && widest <= CALL && indent + line.len() + room <= LINE {
        return line;
    }
    if let Some(overflowing) = overflowing(indent, receiver, links, room) {
        return overflowing;
    }
    // A receiver that is no wider than the indentation takes the first call along.
    let (first, links) = match links {
        [first, rest @ ..] if receiver.len() <= 4 => {
            let function = format!("{receiver}.{}", first.method);
            let first = call(indent, &function, &first.arguments, room);
            if rest.is_empty() {
                return first;
            }
            (first, rest)
        }
        links => (receiver.to_owned(), links),
    };
    let inner = if first.contains('\n') {
        indent
    } else {
        indent + 4
    };
    let lines: Vec<String> = links
        .iter()
        .map(|link| {
            let call = call(inner, &format!(".{}", link.method), &link.arguments, 0);
            format!("{}{call}", pad(inner))
        })
        .collect();
    format!("{first}\n{}", lines.join("\n"))
}

/// `head function(arguments)`, where `head` ends in `= `; the call stands on a line of its own
/// where that keeps it whole. `room` columns follow on its line.
pub(super) fn assignment(
    indent: usize,
    head: &str,
    function: &str,
    arguments: &[String],
    room: usize,
) -> String {
    let beside = call(indent, &format!("{head}{function}"), arguments, room);
    let below = call(indent + 4, function, arguments, room);
    if beside.contains('\n') && !below.contains('\n') {
        return format!("{}\n{}{below}", head.trim_end(), pad(indent + 4));
    }
    beside
}

/// `pub name: Type,`, the type on the next line, or opened there, when it is too long.
pub(super) fn field(indent: usize, name: &str, type_name: &str) -> String {
    let head = format!("pub {name}:");
    if indent + head.len() + type_name.len() + 2 <= LINE {
        return format!("{head} {type_name},");
    }
    if indent + 4 + type_name.len() < LINE {
        return format!("{head}\n{}{type_name},", pad(indent + 4));
    }
    match type_name
        .strip_suffix('>')
        .and_then(|open| open.split_once('<'))
    {
        Some((outer, inner)) => {
            let inside = pad(indent + 4);
            format!("{head} {outer}<\n{inside}{inner},\n{}>,", pad(indent))
        }
        None => format!("{head} {type_name},"),
    }
}

/// `pub name: Type = wire,` in a macro, the wire on the next line when it does not fit.
pub(super) fn declared_member(indent: usize, name: &str, type_name: &str, wire: &str) -> String {
    let head = format!("pub {name}: {type_name}");
    if wire.is_empty() {
        return format!("{head},");
    }
    if indent + head.len() + wire.len() + 4 <= LINE {
        return format!("{head} = {wire},");
    }
    format!("{head}\n{}= {wire},", pad(indent + 4))
}

/// `head, "text";` in a macro; nothing where the text does not fit on the line.
pub(super) fn told(indent: usize, head: &str, text: &str) -> Option<String> {
    let line = format!("{head}, {};", literal(text));
    (indent + width(&line) <= LINE).then_some(line)
}

/// `head receiver.a(…).b(…)`, where `head` ends in `= `; a single call stands on the next line
/// where that keeps it whole. A semicolon follows.
pub(super) fn chain_assignment(
    indent: usize,
    head: &str,
    receiver: &str,
    links: &[Link],
) -> String {
    let beside = chain(indent, receiver, links, head.len() + 1);
    if beside.contains('\n') && links.len() == 1 {
        let below = chain(indent + 4, receiver, links, 1);
        if !below.contains('\n') {
            return format!("{}\n{}{below}", head.trim_end(), pad(indent + 4));
        }
    }
    // Behind a head a field is a link like any other.
    if let (Some((root, field)), true) = (receiver.split_once('.'), beside.contains('\n')) {
        let links = beside.strip_prefix(receiver).unwrap_or(&beside);
        return format!("{head}{root}\n{}.{field}{links}", pad(indent + 4));
    }
    format!("{head}{beside}")
}

/// `let request = self.0.named(name);`, on more lines where that keeps the name whole.
pub(super) fn named(indent: usize, receiver: &str, name: &str) -> String {
    const HEAD: &str = "let request = ";
    let chain = format!("{receiver}.named({name})");
    let inner = pad(indent + 4);
    let fits =
        |before: &str, after: &str| indent + 4 + before.len() + width(name) + after.len() <= LINE;
    if width(&chain) <= CHAIN {
        format!("{HEAD}{chain};")
    } else if fits(".named(", ");") {
        let parts = chain.replacen('.', &format!("\n{inner}."), 2);
        format!("{HEAD}{parts};")
    } else if fits("", ",") {
        let end = pad(indent);
        format!("{HEAD}{receiver}.named(\n{inner}{name},\n{end});")
    } else {
        format!("{HEAD}{chain};")
    }
}

/// In columns: characters of East Asia and pictures take two.
fn width(text: &str) -> usize {
    let columns = |character: char| match character {
        '\u{2000}'..'\u{2e80}' => 1,
        '\u{1100}'.. => 2,
        _ => 1,
    };
    text.chars().map(columns).sum()
}

/// The chain on one line but for the arguments of its last call, where that takes no more lines
/// than a last call on a line of its own would, or many lines anyway.
fn overflowing(indent: usize, receiver: &str, links: &[Link], room: usize) -> Option<String> {
    let (last, before) = links.split_last()?;
    let before: String = before
        .iter()
        .map(|link| format!(".{}({})", link.method, link.arguments.join(", ")))
        .collect();
    let head = format!("{receiver}{before}");
    let method = format!(".{}", last.method);
    if head.len() + method.len() + 1 > CHAIN {
        return None;
    }
    let inside = call(indent, &method, &last.arguments, LINE);
    // Below, nothing but a semicolon can follow.
    let below = call(indent + 4, &method, &last.arguments, room.min(1));
    let lines = inside.lines().count();
    let is_shorter = lines >= 5 || below.lines().count() >= lines;
    (lines > 1 && is_shorter).then(|| format!("{head}{inside}"))
}

/// `[item, item]`, or one item per line when that is too wide. `room` columns stand before it.
pub(super) fn array(indent: usize, items: &[String], room: usize) -> String {
    let joined = items.join(", ");
    if joined.len() <= ARRAY && indent + room + joined.len() + 3 <= LINE {
        return format!("[{joined}]");
    }
    let inner = pad(indent + 4);
    let lines: String = items
        .iter()
        .map(|item| format!("{inner}{item},\n"))
        .collect();
    format!("[\n{lines}{}]", pad(indent))
}

/// `function(inner)`, the inner expression on lines of its own when it has several or is too long.
pub(super) fn nested(indent: usize, function: &str, inner: &str) -> String {
    let fits = inner.len() <= CALL && indent + function.len() + inner.len() + 2 <= LINE;
    if fits && !inner.contains('\n') {
        return format!("{function}({inner})");
    }
    format!("{function}(\n{}{inner},\n{})", pad(indent + 4), pad(indent))
}

/// `const NAME: &str = literal;`, the literal on a line of its own where only that has room for it.
pub(super) fn constant(name: &str, literal: &str) -> String {
    let head = format!("const {name}: &str =");
    let line = width(&head) + 1 + width(literal) + 1;
    let is_one_line = !literal.contains('\n');
    if is_one_line && line > LINE && 4 + width(literal) < LINE {
        return format!("{head}\n    {literal};");
    }
    format!("{head} {literal};")
}

/// The text as it stands between the marks of a raw literal.
pub(super) fn raw_literal(text: &str) -> String {
    let mut marks = "#".to_owned();
    while text.contains(&format!("\"{marks}")) {
        marks.push('#');
    }
    format!("r{marks}\"{text}\"{marks}")
}

/// `use path::{a, b};` with the names filling the lines.
pub(super) fn import(path: &str, names: &[String]) -> String {
    let mut names = names.to_vec();
    names.sort_by(|left, right| version_order(left, right));
    match names.as_slice() {
        [] => String::new(),
        [only] => format!("use {path}::{only};"),
        names => {
            let line = format!("use {path}::{{{}}};", names.join(", "));
            // rustfmt keeps two columns free here, and one in lines of names.
            if line.len() + 1 < LINE {
                return line;
            }
            let mut lines = vec![String::new()];
            for (index, name) in names.iter().enumerate() {
                // The comma behind the last name of the only line counts for nothing.
                let is_last = lines.len() == 1 && index + 1 == names.len();
                let last = lines.len() - 1;
                let current = &mut lines[last];
                // Four columns of indentation, and the comma behind the name.
                let width = 4 + current.len() + name.len() + 2;
                if !current.is_empty() && width - usize::from(is_last) >= LINE {
                    lines.push(format!("{name},"));
                } else {
                    let blank = if current.is_empty() { "" } else { " " };
                    current.push_str(&format!("{blank}{name},"));
                }
            }
            format!("use {path}::{{\n    {}\n}};", lines.join("\n    "))
        }
    }
}

/// The order of names in which `A3` comes before `A10`, and `A07` with the numbers. Of two that differ in
/// zeros before numbers only, the one with more comes first. Source: the Rust style guide, "sorting".
pub(super) fn version_order(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    let mut by_zeros = Ordering::Equal;
    loop {
        let both = left.bytes().zip(right.bytes());
        let same = both
            .take_while(|(l, r)| l == r && !l.is_ascii_digit())
            .count();
        (left, right) = (&left[same..], &right[same..]);
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (l, r) = (digits(left), digits(right));
        if l == 0 || r == 0 {
            return left.cmp(right).then(by_zeros);
        }
        let value = |digits: &str| digits.trim_start_matches('0').to_owned();
        let (of_left, of_right) = (value(&left[..l]), value(&right[..r]));
        let numbers = (of_left.len(), of_left).cmp(&(of_right.len(), of_right));
        if numbers != Ordering::Equal {
            return numbers;
        }
        by_zeros = by_zeros.then(r.cmp(&l));
        (left, right) = (&left[l..], &right[r..]);
    }
}

/// The order of paths in `use` lines: that of their first segments that differ, and the shorter
/// before what is in it.
pub(super) fn path_order(left: &[String], right: &[String]) -> Ordering {
    let segments = left.iter().zip(right);
    let differ = segments
        .map(|(left, right)| version_order(left, right))
        .find(|order| *order != Ordering::Equal);
    differ.unwrap_or_else(|| left.len().cmp(&right.len()))
}

/// A text as a Rust string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_sorted_by_value_and_zeros_break_ties() {
        let sorted = [
            "u8", "u16", "u128", "v000", "v00", "v0", "v0s", "v00t", "v0u", "v001", "v01", "v1",
            "v009", "v09", "v9", "v010", "v10",
        ];
        for pair in sorted.windows(2) {
            assert_eq!(version_order(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
    }

    #[test]
    fn an_answer_that_no_line_holds_has_its_brace_at_its_end() {
        let parameters = ["&self".to_owned()];
        let of = |tail: &str| signature(4, "pub fn get", &parameters, tail);
        let long = "A".repeat(100);
        let narrow = of(&format!(" -> {} {{", &long[..85]));
        assert!(narrow.ends_with("A {"), "{narrow}");
        let wide = of(&format!(" -> {long} {{"));
        assert!(wide.ends_with("A{"), "{wide}");
    }
}
