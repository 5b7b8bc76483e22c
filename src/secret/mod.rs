//! What a secret is: by the name it stands under, by its form, and within longer texts.
//!
//! A leaf that every stage may use. Nothing here keeps a value or prints one.

mod form;
mod known;
mod name;
mod text;

pub(crate) use known::Secrets;
pub(crate) use name::{
    is_analytics_cookie, is_card_name, is_cookie_name, is_password_name, is_secret_name,
};
pub(crate) use text::{Manner, masked, may_give_away, secrets};

/// What stands where a secret stood.
pub(crate) const MASK: &str = "masked";

/// Words that people write where a secret belongs.
const PLACEHOLDERS: [&str; 38] = [
    "your",
    "xxx",
    "***",
    "...",
    "\u{2026}",
    "\u{2022}",
    "example",
    "changeme",
    "change_me",
    "change-me",
    "placeholder",
    "sample",
    "dummy",
    "fake",
    "redacted",
    "hidden",
    "masked",
    "insert",
    "enter",
    "replace",
    "paste",
    "todo",
    "string",
    "null",
    "undefined",
    "none",
    "true",
    "false",
    "generated",
    "optional",
    "required",
    "here",
    "value",
    "lorem",
    "uuid",
    "from_",
    "<",
    "[",
];

/// Whether a value under a secret name is a secret that is written out, not a stand-in for one.
pub(crate) fn is_literal(name: &str, value: &str) -> bool {
    let value = literal_part(without_scheme(value.trim()));
    if is_placeholder(name, &value) {
        return false;
    }
    if is_password_name(name) {
        return value.chars().count() >= 4 && !is_plain_name(&value);
    }
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    let is_long = value.len() >= 20 && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let is_word = value.contains(char::is_whitespace) || is_plain_name(&value);
    (is_strong(&value) || (has(u8::is_ascii_digit) && value.len() >= 6) || is_long) && !is_word
}

/// A value that nobody writes by chance: letters and digits, no blank.
pub(crate) fn is_strong(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    value.len() >= 8
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && value.is_ascii()
        && !value.contains(char::is_whitespace)
        && !is_date(value)
}

/// `Bearer abc` is `abc`.
pub(crate) fn without_scheme(value: &str) -> &str {
    const SCHEMES: [&str; 7] = ["bearer", "basic", "token", "apikey", "jwt", "digest", "key"];
    match value.split_once(' ') {
        Some((scheme, rest))
            if SCHEMES
                .iter()
                .any(|known| known.eq_ignore_ascii_case(scheme)) =>
        {
            rest.trim()
        }
        _ => value,
    }
}

/// Whether the text is only variables and blanks, so that it gives nothing away.
pub(crate) fn is_template(text: &str) -> bool {
    let mut rest = text.trim();
    while let Some(after) = rest.strip_prefix("{{") {
        let Some((_, tail)) = after.split_once("}}") else {
            return false;
        };
        rest = tail.trim_start();
    }
    rest.is_empty()
}

/// The value without its variables.
fn literal_part(value: &str) -> String {
    let mut literal = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((_, tail)) = after.split_once("}}") else {
            break;
        };
        literal.push_str(before);
        rest = tail;
    }
    literal.push_str(rest);
    literal
}

fn is_placeholder(name: &str, value: &str) -> bool {
    let folded = value.to_ascii_lowercase();
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(char::is_ascii_alphanumeric);
        kept.map(|c| c.to_ascii_lowercase()).collect()
    };
    let repeats = |text: &str| {
        let mut chars = text.chars();
        let first = chars.next();
        chars.all(|c| Some(c) == first)
    };
    folded.len() < 4
        || repeats(&folded)
        || folded.starts_with(['$', '%', '{', '(', ':', '@', '#'])
        || folded.contains("${")
        || PLACEHOLDERS.iter().any(|word| folded.contains(word))
        || plain(&folded) == plain(name)
        || name::PARTS.contains(&plain(&folded).as_str())
}

/// Words joined by `_`, `-` or blanks, as in `access_token`: a name, not a value.
fn is_plain_name(value: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || b"_- .".contains(&byte);
    let is_shouted = |byte: u8| byte.is_ascii_uppercase() || b"_- .".contains(&byte);
    let has_joint = value.contains(['_', '-', ' ', '.']);
    has_joint && (value.bytes().all(is_word) || value.bytes().all(is_shouted))
}

/// `2024-01-31` and `2024-01-31T10:00:00Z`.
fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-')
        && bytes.iter().take(4).all(u8::is_ascii_digit)
}
