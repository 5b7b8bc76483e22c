//! Secrets within longer texts: bodies, scripts and descriptions.
//!
//! A secret stands behind a secret name and a sign that joins them: `"token": "x"`, `token=x`,
//! `set("token", "x")`, `<token>x</token>`.

use std::ops::Range;

use super::form::{credentials_of_url, forms};
use super::name::{is_password_name, is_secret_name};
use super::{MASK, is_literal, is_strong};

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// JSON, XML, forms.
    Data,
    /// JavaScript, where a value without quotes is an expression.
    Script,
    /// A description.
    Prose,
}

/// The secrets of a text, in order and apart from each other.
pub(crate) fn secrets(text: &str, manner: Manner) -> Vec<Range<usize>> {
    // None of the forms is shorter.
    let mut found = match text.len() {
        0..16 => Vec::new(),
        _ => forms(text),
    };
    found.extend(credentials_of_url(text));
    named(text, manner, &mut found);
    found.sort_by_key(|range| (range.start, usize::MAX - range.end));
    let mut end = 0;
    found.retain(|range| {
        let is_apart = range.start >= end;
        end = end.max(range.end);
        is_apart
    });
    found
}

/// The text with its secrets masked.
pub(crate) fn masked(text: &str, manner: Manner) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for range in secrets(text, manner) {
        masked.push_str(text.get(end..range.start).unwrap_or_default());
        masked.push_str(MASK);
        end = range.end;
    }
    masked.push_str(text.get(end..).unwrap_or_default());
    masked
}

/// Whether a line of a collection may give a secret away: one stands in it, or the `value` of something
/// whose name, in the line or in `before` it, is that of a secret.
pub(crate) fn may_give_away(before: &str, line: &str) -> bool {
    if !secrets(line, Manner::Data).is_empty() {
        return true;
    }
    let of_object = before.rsplit('{').next().unwrap_or_default();
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let words = [of_object, line].into_iter();
    let words = words.flat_map(|text| text.split(|c| !is_of_name(c)));
    let names: Vec<&str> = words
        .filter(|word| (3..=60).contains(&word.len()) && is_secret_name(word))
        .collect();
    let values = line.match_indices("value").filter_map(|(at, word)| {
        let behind = value_behind(line, at, at + word.len(), Manner::Data)?;
        line.get(behind.range)
    });
    values
        .into_iter()
        .any(|value| names.iter().any(|name| is_literal(name, value)))
}

fn named(text: &str, manner: Manner, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while bytes.get(at).is_some_and(|byte| is_of_name(*byte)) {
            at += 1;
        }
        let length = at - start;
        if (3..=60).contains(&length)
            && let Some(name) = text.get(start..at)
            && is_secret_name(name)
            && let Some(value) = value_behind(text, start, at, manner)
            && let Some(range) = judged(text, name, &value, manner)
        {
            at = range.end;
            found.push(range);
        }
        at += 1;
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
}

struct Behind {
    range: Range<usize>,
    is_quoted: bool,
    /// A script has the name within a text, as in `"https://a.test/?token=x"`.
    is_in_text: bool,
}

/// The value behind a name, if a sign joins them.
fn value_behind(text: &str, start: usize, end: usize, manner: Manner) -> Option<Behind> {
    const BLANKS: &[u8] = b" \t\\";
    const QUOTES: &[u8] = b"\"'`";
    let bytes = text.as_bytes();
    let skip = |mut at: usize, set: &[u8]| {
        while bytes.get(at).is_some_and(|byte| set.contains(byte)) {
            at += 1;
        }
        at
    };
    let mut at = skip(end, BLANKS);
    let is_name_quoted = bytes.get(at).is_some_and(|byte| QUOTES.contains(byte));
    at = skip(skip(at, QUOTES), BLANKS);
    if bytes.get(at) == Some(&b']') {
        at = skip(at + 1, BLANKS);
    }
    let is_element = start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'<');
    match bytes.get(at)? {
        b':' | b'=' => at = skip(at, b":=>"),
        b',' if is_name_quoted && is_first_argument(bytes, start) => at += 1,
        b'>' if is_element => at += 1,
        _ => return None,
    }
    at = skip(at, BLANKS);
    if manner == Manner::Data {
        at = skip(at, b" \t\r\n");
    }
    let before = start.checked_sub(1).and_then(|at| bytes.get(at)).copied();
    let is_in_text = !is_name_quoted && before.is_some_and(|byte| b"?&\"'`".contains(&byte));
    let quote = bytes.get(at).copied().filter(|byte| QUOTES.contains(byte));
    // A quote behind a name within a text ends the text.
    if manner == Manner::Script && is_in_text && quote.is_some() {
        return None;
    }
    let from = at + usize::from(quote.is_some());
    let from = scheme_end(text, from);
    let is_end = |byte: u8| match quote {
        Some(quote) => byte == quote || byte == b'\n',
        None => byte <= b' ' || b"\"'`,;&<>)}]|".contains(&byte),
    };
    let mut to = from;
    while let Some(&byte) = bytes.get(to) {
        if is_end(byte) {
            break;
        }
        to += 1 + usize::from(
            byte == b'\\' && quote.is_some() && bytes.get(to + 1) != quote.as_ref(),
        );
    }
    let to = to.min(text.len());
    let range = from..to - usize::from(to > from && bytes.get(to - 1) == Some(&b'\\'));
    Some(Behind {
        range,
        is_quoted: quote.is_some(),
        is_in_text,
    })
}

/// Whether a call begins with the quoted name: `set("token", `.
fn is_first_argument(bytes: &[u8], start: usize) -> bool {
    let before = bytes.get(..start.saturating_sub(1)).unwrap_or_default();
    let last = before.iter().rev().find(|byte| !b" \t\\".contains(byte));
    last == Some(&b'(')
}

/// Behind `Bearer ` and the like.
fn scheme_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    for scheme in ["Bearer ", "Basic ", "Token ", "bearer ", "basic "] {
        if let Some(tail) = rest.strip_prefix(scheme) {
            return text.len() - tail.trim_start_matches(' ').len();
        }
    }
    from
}

fn judged(text: &str, name: &str, behind: &Behind, manner: Manner) -> Option<Range<usize>> {
    let value = text.get(behind.range.clone())?;
    let is_expression = value.contains(['(', '{', '$']) || value.contains("pm.");
    let is_secret = match (manner, behind.is_quoted) {
        (_, _) if value.contains(' ') && !is_password_name(name) => false,
        (Manner::Data, _) | (Manner::Script, true) => is_literal(name, value),
        (Manner::Script, false) => is_strong(value) && !is_expression && behind.is_in_text,
        (Manner::Prose, _) => {
            let value = value.trim_end_matches(['.', '*']);
            is_strong(value) && is_literal(name, value) && !is_expression && !value.contains("://")
        }
    };
    is_secret.then(|| behind.range.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, manner: Manner) -> Vec<&str> {
        secrets(text, manner)
            .into_iter()
            .filter_map(|at| text.get(at))
            .collect()
    }

    #[test]
    fn values_behind_secret_names_are_found() {
        for (text, secret, manner) in [
            (
                r#"{"user": "a", "password": "hunter2"}"#,
                "hunter2",
                Manner::Data,
            ),
            (
                r#"{"token":
                "abc123def456"}"#,
                "abc123def456",
                Manner::Data,
            ),
            ("user=a&password=hunter2&x=1", "hunter2", Manner::Data),
            (
                "<a><password>hunter2</password></a>",
                "hunter2",
                Manner::Data,
            ),
            (
                "pm.environment.set(\"token\", \"abc123def456\");",
                "abc123def456",
                Manner::Script,
            ),
            (
                "const apiKey = 'abc123def456';",
                "abc123def456",
                Manner::Script,
            ),
            (
                "headers['X-Api-Key'] = 'abc123def456'",
                "abc123def456",
                Manner::Script,
            ),
            (
                "Send `Authorization: Bearer abc123def456ghi`.",
                "abc123def456ghi",
                Manner::Prose,
            ),
            (
                r#"body: "{\"password\":\"hunter2!\"}""#,
                "hunter2!",
                Manner::Script,
            ),
        ] {
            assert_eq!(found(text, manner), [secret], "{text}");
        }
    }

    #[test]
    fn names_without_a_value_placeholders_and_expressions_are_left() {
        for (text, manner) in [
            (
                r#"{"password": "{{password}}", "token": "<token>", "secret": ""}"#,
                Manner::Data,
            ),
            (
                r#"{"token": "string", "apiKey": "your-api-key", "token": null}"#,
                Manner::Data,
            ),
            (
                "const token = pm.response.json().access_token;",
                Manner::Script,
            ),
            ("token = jsonData2.token", Manner::Script),
            (
                "The token: a text that you get from the login.",
                Manner::Prose,
            ),
            (
                "access_token, refresh_token and client_secret",
                Manner::Prose,
            ),
            (r#"{"name": "password", "type": "text123"}"#, Manner::Data),
            ("const name = `ApiKey_${suffix1}`;", Manner::Script),
            (
                "pm.environment.set('secret', secretBase64);",
                Manner::Script,
            ),
            ("print('X-Auth-Token: ' + token1 + '...');", Manner::Script),
        ] {
            assert_eq!(found(text, manner), [""; 0], "{text}");
        }
    }
}
