//! Bytes to text.
//!
//! In: the bytes of a file. Out: its text, without what newman skips before and after the JSON:
//! byte order marks and every kind of white space. Read: UTF-8, and UTF-16 with a byte order mark,
//! in either order. Refused: everything else, with what it is. Source: newman's reader, tried.

use crate::diagnostic::{Diagnostic, Severity};

/// The text of a file.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0, b'{' | b'[', ..] | [b'{' | b'[', 0, _, 0, ..] => {
            return Err(not_utf8(
                "the file is encoded in UTF-16 without a byte order mark".to_owned(),
            ));
        }
        _ => utf8(bytes)?,
    };
    Ok(without_blanks(text))
}

/// What is to be said about how a file is encoded; nothing of plain UTF-8.
pub(crate) fn unusual_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("the file is encoded in UTF-16"),
        [0xEF, 0xBB, 0xBF, ..] => Some("the file starts with a byte order mark"),
        _ => None,
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0x1F, 0x8B]) {
        let archive = not_utf8("the file is an archive, not a collection".to_owned());
        return Err(Box::new(
            archive.help("unpack it, and give the collection that is in it"),
        ));
    }
    if bytes.contains(&0) {
        return Err(not_utf8(
            "the file is not text: it contains NUL bytes".to_owned(),
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        not_utf8(format!(
            "the file is not UTF-8: byte {} cannot be read",
            error.utf8_error().valid_up_to() + 1
        ))
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Box<Diagnostic>> {
    let pairs = bytes.chunks_exact(2);
    let is_cut_off = !pairs.remainder().is_empty();
    let units = pairs.filter_map(|pair| Some(unit([*pair.first()?, *pair.get(1)?])));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if !is_cut_off => Ok(text),
        _ => Err(not_utf8(
            "the file begins as UTF-16 and holds half of a character".to_owned(),
        )),
    }
}

fn not_utf8(message: String) -> Box<Diagnostic> {
    let refusal = Diagnostic::new("not-utf8", Severity::Error, message)
        .effect("nothing is generated")
        .help("save the file as UTF-8, or export the collection from Postman again");
    Box::new(refusal)
}

/// Drops the marks and blanks around the JSON that JSON itself does not allow; line breaks stay,
/// so that lines keep their numbers.
fn without_blanks(text: String) -> String {
    let rest = text.trim_start_matches(is_blank);
    let before = text.get(..text.len() - rest.len()).unwrap_or_default();
    let kept = rest.trim_end_matches(is_blank);
    let is_json = |blanks: &str| blanks.bytes().all(|byte| b" \n\r\t".contains(&byte));
    let after = rest.get(kept.len()..).unwrap_or_default();
    if is_json(before) && is_json(after) {
        return text;
    }
    let breaks = before.chars().filter(|c| " \n\r\t".contains(*c));
    breaks.chain(kept.chars()).collect()
}

/// What JavaScript takes for a blank at the edge of a text.
fn is_blank(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Option<String> {
        decode(bytes.to_vec()).ok()
    }

    fn utf16_of(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_8_and_both_kinds_of_utf_16_give_the_same_text() {
        let json = "{\"name\": \"Ünïcødé \u{1f600}\"}";
        for bytes in [
            json.as_bytes().to_vec(),
            format!("\u{feff}{json}").into_bytes(),
            utf16_of(&format!("\u{feff}{json}"), u16::to_le_bytes),
            utf16_of(&format!("\u{feff}{json}"), u16::to_be_bytes),
        ] {
            assert_eq!(text(&bytes).as_deref(), Some(json));
        }
    }

    #[test]
    fn blanks_that_newman_skips_are_skipped_and_lines_keep_their_numbers() {
        for (written, read) in [
            ("\u{feff}\u{feff}{}", "{}"),
            ("\n\u{a0}\n {}\u{2028}", "\n\n {}"),
            (" {} \n", " {} \n"),
        ] {
            assert_eq!(text(written.as_bytes()).as_deref(), Some(read));
        }
        assert_eq!(
            text("\u{200b}{}".as_bytes()).as_deref(),
            Some("\u{200b}{}"),
            "newman does not skip this one"
        );
    }

    #[test]
    fn broken_utf_16_is_refused() {
        for bytes in [
            &b"\xff\xfe{\0}"[..],
            b"\xff\xfe\x00\xd8{\0",
            b"{\0}\0\n\0",
            b"\0{\0}",
        ] {
            assert_eq!(text(bytes), None);
        }
    }
}
