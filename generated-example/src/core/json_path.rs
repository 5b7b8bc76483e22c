//! Where in a JSON body a decoder stopped, and why.
//!
//! In: the body and an error of `serde_json`, which tells line and column. Out: a path such as `results[3].copay`, and
//! the reason without the value that the decoder's message quotes. The scan happens only when decoding has failed,
//! unlike that of decoders which keep track.

use std::fmt::Write;

use serde_json::error::Category;

use super::response::EMPTY;

/// One level of the value the scan is in.
enum Level<'b> {
    /// In an object: at this key, if one was read.
    Field(Option<&'b [u8]>),
    /// In a list: at this item.
    Item(usize),
}

/// The path of the value that this place is in or just behind.
pub(super) fn find(body: &[u8], line: usize, column: usize) -> String {
    let line_start = line.checked_sub(2).and_then(|earlier| {
        let mut ends = body.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        ends.nth(earlier).map(|(at, _)| at + 1)
    });
    let end = line_start.unwrap_or(0).saturating_add(column);
    let mut rest = body.get(..end).unwrap_or(body);
    let mut levels: Vec<Level<'_>> = Vec::new();
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'{' => levels.push(Level::Field(None)),
            b'[' => levels.push(Level::Item(0)),
            b'}' | b']' => {
                levels.pop();
            }
            b',' => match levels.last_mut() {
                Some(Level::Item(at)) => *at += 1,
                Some(Level::Field(name)) => *name = None,
                None => {}
            },
            b'"' => {
                let text;
                (text, rest) = split_string(rest);
                if let Some(Level::Field(name)) = levels.last_mut() {
                    name.get_or_insert(text);
                }
            }
            _ => {}
        }
    }
    write_path(&levels)
}

/// The inside of a string, and what follows its closing quote.
fn split_string(text: &[u8]) -> (&[u8], &[u8]) {
    let mut escaped = false;
    let closing = text.iter().position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    });
    let (inside, rest) = text.split_at(closing.unwrap_or(text.len()));
    (inside, rest.get(1..).unwrap_or_default())
}

fn write_path(levels: &[Level<'_>]) -> String {
    let mut path = String::new();
    for level in levels {
        // Writing to a String cannot fail.
        let _ = match level {
            Level::Item(at) => write!(path, "[{at}]"),
            Level::Field(None) => Ok(()),
            Level::Field(Some(name)) => {
                let name: String = String::from_utf8_lossy(name).chars().take(60).collect();
                let plain = name
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
                match (plain && !name.is_empty(), path.is_empty()) {
                    (false, _) => write!(path, "[\"{name}\"]"),
                    (true, true) => write!(path, "{name}"),
                    (true, false) => write!(path, ".{name}"),
                }
            }
        };
    }
    path
}

/// What the decoder says, without any value of the body.
pub(super) fn explain(error: &serde_json::Error) -> String {
    const KINDS: [&str; 9] = [
        "string",
        "integer",
        "floating point",
        "boolean",
        "null",
        "map",
        "sequence",
        "number",
        "character",
    ];
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(&*message, |(text, _)| text);
    let harmless = [
        "missing field `",
        "duplicate field `",
        "invalid length ",
        "data did not match any variant ",
    ];
    if error.classify() != Category::Data
        || message == EMPTY
        || harmless.iter().any(|start| message.starts_with(start))
    {
        return message.to_owned();
    }
    let (found, expected) = message.rsplit_once(", expected ").unwrap_or((message, ""));
    let found = match found.split_once(": ") {
        Some(("invalid type" | "invalid value", found)) => {
            KINDS.into_iter().find(|kind| found.starts_with(kind))
        }
        _ if found.starts_with("unknown variant `") => Some("another variant"),
        _ => None,
    };
    match found {
        Some(found) => format!("expected {expected}, found {found}"),
        None => "its type refuses it".to_owned(),
    }
}
