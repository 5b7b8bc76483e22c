//! Lays out the few shapes of Rust code that do not always fit on a line, as rustfmt does.
//!
//! Widths are those of rustfmt's default style: lines of 100, call arguments and method chains of
//! 60 columns. Everything returned starts at the given indentation and has no line end.

const LINE: usize = 100;
const CALL: usize = 60;
const CHAIN: usize = 60;

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
    if line.len() <= CHAIN && widest <= CALL && indent + line.len() + room <= LINE {
        return line;
    }
    let inner = indent + 4;
    let lines: Vec<String> = links
        .iter()
        .map(|link| {
            let call = call(inner, &format!(".{}", link.method), &link.arguments, 0);
            format!("{}{call}", pad(inner))
        })
        .collect();
    format!("{receiver}\n{}", lines.join("\n"))
}

/// `function(inner)`, the inner expression on lines of its own when it has several or is too long.
pub(super) fn nested(indent: usize, function: &str, inner: &str) -> String {
    let fits = inner.len() <= CALL && indent + function.len() + inner.len() + 2 <= LINE;
    if fits && !inner.contains('\n') {
        return format!("{function}({inner})");
    }
    format!("{function}(\n{}{inner},\n{})", pad(indent + 4), pad(indent))
}

/// `use path::{a, b};` with the names filling the lines.
pub(super) fn import(path: &str, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("use {path}::{only};"),
        names => {
            let line = format!("use {path}::{{{}}};", names.join(", "));
            if line.len() <= LINE {
                return line;
            }
            let mut lines = vec![String::new()];
            for name in names {
                let last = lines.len() - 1;
                let current = &mut lines[last];
                // Four columns of indentation, and the comma behind the name.
                let width = 4 + current.len() + name.len() + 2;
                if !current.is_empty() && width > LINE {
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

/// A text as a Rust string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}
