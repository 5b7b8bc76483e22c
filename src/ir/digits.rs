//! Numbers with more digits than a 64-bit float has.
//!
//! In: JSON text. Out: the same text with such numbers written as one beyond 64 bits, which is what the reader takes for a
//! number that only its own text holds. A number that a float gives back as it is, zeros at its ends apart, stays.

use std::borrow::Cow;

/// A float has at least that many digits.
const DIGITS: usize = 15;
/// What stands in place of a longer one.
const BEYOND: &str = "1e30";

/// The text with every number that a float would round written as one that has a type of its own.
pub(super) fn with_rounded_marked(text: &str) -> Cow<'_, str> {
    let mut marked = String::new();
    let (mut kept, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = end_of_text(bytes, at + 1),
            b'-' | b'0'..=b'9' => {
                let end = end_of_number(bytes, at);
                if let Some(number) = text.get(at..end).filter(|number| is_rounded(number)) {
                    marked.push_str(text.get(kept..at).unwrap_or_default());
                    marked.push_str(if number.starts_with('-') { "-" } else { "" });
                    marked.push_str(BEYOND);
                    kept = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    match kept {
        0 => Cow::Borrowed(text),
        kept => Cow::Owned(marked + text.get(kept..).unwrap_or_default()),
    }
}

/// Behind the quote that ends a text.
fn end_of_text(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') | None => return at + 1,
            Some(_) => at += 1,
        }
    }
}

fn end_of_number(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start + 1..).unwrap_or_default();
    let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
    start + 1 + rest.iter().take_while(is_part).count()
}

/// Whether the number has a fraction or an exponent, and a float does not hold all of it.
fn is_rounded(number: &str) -> bool {
    let is_fraction = number.contains(['.', 'e', 'E']);
    if !is_fraction || number.len() <= DIGITS && !number.contains(['e', 'E']) {
        return false;
    }
    let written = number.parse::<f64>().map(|float| format!("{float:e}"));
    written.is_ok_and(|written| value_of(&written) != value_of(number))
}

/// The digits of a number without zeros at their ends, and the power of ten of the first.
fn value_of(number: &str) -> Option<(String, i64)> {
    let number = number.trim_start_matches('-');
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let digits = digits.trim_matches('0').to_owned();
    if digits.is_empty() {
        return Some((digits, 0));
    }
    let first = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
    let exponent: i64 = exponent.trim_start_matches('+').parse().ok()?;
    Some((digits, first.checked_add(exponent)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_float_gives_back_stays_and_what_it_rounds_is_marked() {
        for same in [
            "1",
            "1.10",
            "-0.1",
            "1e3",
            "1.0E+10",
            "0.30000000000000004",
            "123456789.123456",
            "0.000",
            "100.000000000000000000000",
            "12345678901234567890123",
            r#"{"a": "1.2345678901234567890", "b": "\"0.12345678901234567890\\"}"#,
        ] {
            assert_eq!(with_rounded_marked(same), same);
        }
        for (rounded, marked) in [
            ("0.12345678901234567890", "1e30"),
            ("[1, -3.14159265358979323846]", "[1, -1e30]"),
            ("1e400", "1e30"),
            ("1e-400", "1e30"),
            (
                r#"{"a": 9007199254740993.5, "b": 2}"#,
                r#"{"a": 1e30, "b": 2}"#,
            ),
        ] {
            assert_eq!(with_rounded_marked(rounded), marked);
        }
    }

    #[test]
    fn what_is_no_json_is_left_as_it_is() {
        for odd in ["\"", "\"\\", "-", "1.2.3", "--1e", "{{a}}1e", "é1.5é"] {
            assert_eq!(with_rounded_marked(odd), odd);
        }
    }
}
