//! What a text looks like: a date, an address, a number written as text.

use serde::{Deserialize, Serialize};

/// What every text of a place has in common.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Only empty texts so far, or placeholders.
    #[default]
    Blank,
    /// `YYYY-MM-DD`.
    Date,
    /// `hh:mm` or `hh:mm:ss`.
    Time,
    /// `YYYY-MM-DDThh:mm:ss` without an offset.
    NaiveDateTime,
    /// RFC 3339 date and time with an offset.
    DateTime,
    /// A whole number in a text.
    Digits,
    /// A decimal number in a text.
    Decimal,
    /// An http or https address.
    Url,
    /// RFC 9562, lower or upper case.
    Uuid,
    /// An address for mail, RFC 5322 `addr-spec` without quotes.
    Email,
    /// Nothing special.
    Plain,
}

impl Format {
    /// The narrowest format of one text.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        match bytes.len() {
            0 => Self::Blank,
            5 if matches(bytes, b"dd:dd") => Self::Time,
            8 if matches(bytes, b"dd:dd:dd") => Self::Time,
            10 if matches(bytes, b"dddd-dd-dd") => Self::Date,
            36 if matches(bytes, b"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx") => Self::Uuid,
            19.. if matches(bytes, b"dddd-dd-ddTdd:dd:dd") => after_seconds(&bytes[19..]),
            _ if text.starts_with("https://") || text.starts_with("http://") => Self::Url,
            _ if bytes[0].is_ascii_digit() || bytes[0] == b'-' => number(bytes),
            _ if is_email(text) => Self::Email,
            _ => Self::Plain,
        }
    }

    /// The narrowest format that both are of.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Blank, format) | (format, Self::Blank) => format,
            (left, right) if left == right => left,
            (Self::Digits, Self::Decimal) | (Self::Decimal, Self::Digits) => Self::Decimal,
            _ => Self::Plain,
        }
    }
}

/// `d` stands for a digit, `x` for a hexadecimal one; what follows the pattern does not matter.
fn matches(bytes: &[u8], pattern: &[u8]) -> bool {
    bytes.len() >= pattern.len()
        && bytes
            .iter()
            .zip(pattern)
            .all(|(byte, expected)| match expected {
                b'd' => byte.is_ascii_digit(),
                b'x' => byte.is_ascii_hexdigit(),
                other => byte == other,
            })
}

fn after_seconds(rest: &[u8]) -> Format {
    let is_fraction = |rest: &[u8]| rest.iter().all(|b| *b == b'.' || b.is_ascii_digit());
    match rest {
        [fraction @ .., b'Z' | b'z'] if is_fraction(fraction) => Format::DateTime,
        rest if rest.contains(&b'+') || rest.contains(&b'-') => Format::DateTime,
        rest if is_fraction(rest) => Format::NaiveDateTime,
        _ => Format::Plain,
    }
}

/// Digits; or digits, one point, digits: what money in a text looks like.
fn number(bytes: &[u8]) -> Format {
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let is_digits = |half: &[u8]| !half.is_empty() && half.iter().all(u8::is_ascii_digit);
    let mut halves = digits.split(|byte| *byte == b'.');
    match (halves.next(), halves.next(), halves.next()) {
        (Some(whole), None, None) if is_digits(whole) => Format::Digits,
        (Some(whole), Some(part), None) if is_digits(whole) && is_digits(part) => Format::Decimal,
        _ => Format::Plain,
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        let is_word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b))
        };
        is_word(name) && is_word(host) && host.contains('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_recognised_and_a_near_miss_is_not() {
        let cases = [
            ("2026-11-01", Format::Date),
            ("08:30", Format::Time),
            ("2026-11-01T08:30:00", Format::NaiveDateTime),
            ("2026-11-01T08:30:00.123Z", Format::DateTime),
            ("2026-11-01T08:30:00+02:00", Format::DateTime),
            ("42", Format::Digits),
            ("-12.50", Format::Decimal),
            ("1.2.3", Format::Plain),
            ("https://x.test", Format::Url),
            ("ada@x.test", Format::Email),
            ("ada at x.test", Format::Plain),
            ("", Format::Blank),
        ];
        for (text, format) in cases {
            assert_eq!(Format::of(text), format, "{text}");
        }
    }
}
