//! Why a text is not JSON, in the words of the person who has to mend it.
//!
//! In: the text and what the parser says. Out: one diagnostic at the line and column of the fault,
//! with its likely cause. Also finds members that stand twice in one object. Source: RFC 8259.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

/// The diagnostic for a text that is not JSON.
pub(super) fn refuse(text: &str, error: &serde_json::Error) -> Diagnostic {
    if error.to_string().starts_with("recursion limit exceeded") {
        return at(
            text,
            error,
            "too-deep",
            "the file nests values more than 127 levels deep",
        )
        .help("no export of Postman nests that deep: look at the marked place");
    }
    let Cause(message, help) = cause(text, error);
    at(text, error, "not-json", message).help(help)
}

fn at(text: &str, error: &serde_json::Error, code: &'static str, message: &str) -> Diagnostic {
    Diagnostic::new(code, Severity::Error, message)
        .at_offset(offset(text, error))
        .effect("nothing is generated")
}

/// Start of the character that the parser names by line and byte column.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    if error.classify() == Category::Eof {
        return text.trim_end().len();
    }
    let before: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    // A line break is named by the line that it begins, at column 0.
    let mut offset = (before + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    if error.to_string().starts_with(TRAILING_COMMA) {
        let before = text.get(..offset).unwrap_or_default();
        return before.rfind(',').unwrap_or(offset);
    }
    offset
}

/// What is wrong and what to do about it.
struct Cause(&'static str, &'static str);

/// What the text itself tells, whatever the parser says.
fn evident_cause(text: &str, here: &str) -> Option<Cause> {
    const EXPORT: &str = "export the collection from Postman again";
    if text.trim().is_empty() {
        return Some(Cause("the file is empty", EXPORT));
    }
    if text.lines().any(|line| line.starts_with("<<<<<<< ")) {
        let help = "finish the merge, then try again";
        return Some(Cause(
            "the file holds the marks of an unfinished merge",
            help,
        ));
    }
    if here.trim().is_empty() {
        let help = "the file was probably cut off: copy or export it again";
        return Some(Cause(
            "the file is not complete JSON: it ends too early",
            help,
        ));
    }
    None
}

/// What stands at the fault, by how it begins.
const STARTS: &[(&[&str], Cause)] = &[
    (
        &["//", "/*", "#"],
        Cause(
            "the file is not JSON: it contains a comment",
            "remove the comments",
        ),
    ),
    (
        &["'"],
        Cause(
            "the file is not JSON: text stands in single quotes",
            "use double quotes",
        ),
    ),
    (
        &["\u{201c}", "\u{201d}", "\u{201e}", "\u{2018}", "\u{2019}"],
        Cause(
            "the file is not JSON: text stands in typographic quotes",
            "use straight double quotes: a word processor has changed them",
        ),
    ),
    (
        &["NaN", "Infinity", "undefined"],
        Cause(
            "the file is not JSON: a value of JavaScript stands there that JSON has not",
            "write `null`, or remove the member",
        ),
    ),
    (
        &["True", "False", "None"],
        Cause(
            "the file is not JSON: a value is written as in Python",
            "write `true`, `false` or `null`",
        ),
    ),
    (
        &["\u{feff}", "\u{200b}", "\u{a0}", "\u{2028}", "\u{2029}"],
        Cause(
            "the file is not JSON: a character that is not seen stands there",
            "remove it: it is a byte order mark or a blank of another kind",
        ),
    ),
    (
        &["]", "}"],
        Cause(
            "the file is not JSON: a bracket closes what is not open, or stands for a value",
            "write the value or the bracket that is missing",
        ),
    ),
    (
        &["var ", "let ", "const ", "export ", "module."],
        Cause(
            "the file is not JSON but JavaScript",
            "keep what stands between the outermost braces, or export the collection from Postman again",
        ),
    ),
    (
        &["."],
        Cause(
            "the file is not JSON: a number begins with a point",
            "write a digit before the point",
        ),
    ),
];

/// What the parser's words mean, by how they begin.
const CAUSES: &[(&str, Cause)] = &[
    (
        TRAILING_COMMA,
        Cause(
            "the file is not JSON: a comma stands before a closing bracket",
            "remove the comma",
        ),
    ),
    (
        "trailing characters",
        Cause(
            "the file is not JSON: something follows the end of the document",
            "remove what follows",
        ),
    ),
    (
        "control character",
        Cause(
            "the file is not JSON: a text contains a bare line break or control character",
            "write it as an escape, such as \\n",
        ),
    ),
    ("lone leading surrogate", HALF_CHARACTER),
    ("unexpected end of hex escape", HALF_CHARACTER),
    (
        "invalid escape",
        Cause(
            "the file is not JSON: a text has a back slash with a letter that JSON does not know",
            "write two back slashes for one",
        ),
    ),
    (
        "invalid number",
        Cause(
            "the file is not JSON: a number is not written as JSON wants it",
            "write it in decimal digits, without a zero before them",
        ),
    ),
    (
        "number out of range",
        Cause(
            "the file has a number that is too large",
            "write the number as text",
        ),
    ),
    (
        "key must be a string",
        Cause(
            "the file is not JSON: a name stands without double quotes",
            "put it in double quotes",
        ),
    ),
    (
        "expected `,`",
        Cause(
            "the file is not JSON: a comma is missing",
            "put a comma before the mark",
        ),
    ),
    (
        "expected `:`",
        Cause(
            "the file is not JSON: a colon is missing",
            "put a colon before the mark",
        ),
    ),
];

const TRAILING_COMMA: &str = "trailing comma";

const HALF_CHARACTER: Cause = Cause(
    "the file is not valid Unicode: half of a character stands alone, such as \\ud83d",
    "remove the escape before the mark, or write the whole character",
);

fn cause(text: &str, error: &serde_json::Error) -> Cause {
    let offset = offset(text, error);
    let here = text.get(offset..).unwrap_or_default();
    if let Some(cause) = evident_cause(text, here) {
        return cause;
    }
    let by_start = STARTS
        .iter()
        .find(|(starts, _)| starts.iter().any(|start| here.starts_with(start)));
    if let Some((_, Cause(message, help))) = by_start {
        return Cause(message, help);
    }
    let said = error.to_string();
    let known = CAUSES.iter().find(|(words, _)| said.starts_with(words));
    known.map_or(
        Cause(
            "the file is not JSON: no JSON value begins here",
            "JSON has text in double quotes, numbers, lists, objects, `true`, `false` and `null`",
        ),
        |(_, Cause(message, help))| Cause(message, help),
    )
}

/// Reports every member that stands more than once in one object; the last one counts.
pub(super) fn duplicates(text: &str, found: &mut Diagnostics) {
    let mut places = Vec::new();
    let seed = Members {
        place: Pointer::root(),
        places: &mut places,
    };
    // A text that cannot be read to its end is refused elsewhere.
    if seed
        .deserialize(&mut serde_json::Deserializer::from_str(text))
        .is_err()
    {
        return;
    }
    for (place, name) in places {
        found.push(
            Diagnostic::new(
                "duplicate-member",
                Severity::Warning,
                format!("`{name}` stands more than once in one object"),
            )
            .at(&place)
            .effect("the last one counts, as in Postman")
            .help("remove the others"),
        );
    }
}

/// Walks a value and collects the places of repeated members.
struct Members<'a> {
    place: Pointer,
    places: &'a mut Vec<(Pointer, String)>,
}

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut index = 0;
        while seq
            .next_element_seed(Members {
                place: self.place.index(index),
                places: self.places,
            })?
            .is_some()
        {
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        const MOST: usize = 1000;
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            let place = self.place.key(&key);
            if self.places.len() >= MOST {
                return Err(A::Error::custom("too many repeated members"));
            }
            if seen.contains(&key) {
                self.places.push((place.clone(), key.clone()));
            }
            seen.insert(key);
            map.next_value_seed(Members {
                place,
                places: self.places,
            })?;
        }
        Ok(())
    }
}
