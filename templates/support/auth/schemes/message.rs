//! What the schemes read from requests and answers, and how they write into requests.
//!
//! In: a finished request, or the head of an answer. Out: its parts in the spelling that signatures are made of, and
//! requests with sensitive headers or with fields in their query. Refused: a body that is not in memory, and values
//! that fit no header. Sources: RFC 3986 section 2, RFC 9110 sections 5.6.4 and 11.6.1.
#![allow(
    dead_code,
    reason = "a crate has only the schemes that its collection uses"
)]

use std::fmt::Write;

use reqwest::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use reqwest::{Request, Url};

use super::super::AuthError;

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// Refuses what is empty: a request without its credentials is not sent.
pub(super) fn given<'s>(setting: &'static str, value: &'s str) -> Result<&'s str, AuthError> {
    match value {
        "" => Err(AuthError::Configuration(setting, "is not set")),
        value => Ok(value),
    }
}

/// Sets a header that no log shows, in place of any of that name.
pub(super) fn put_header(
    request: &mut Request,
    name: HeaderName,
    value: &str,
) -> Result<(), AuthError> {
    let mut value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| AuthError::Configuration("credentials", "do not fit a header"))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

/// The bytes of the body, if there is one.
pub(super) fn body(request: &Request) -> Result<Option<&[u8]>, AuthError> {
    let Some(body) = request.body() else {
        return Ok(None);
    };
    let bytes = body.as_bytes();
    let streamed = AuthError::Unsignable("its body is a stream, which cannot be read beforehand");
    bytes.map(Some).ok_or(streamed)
}

/// The content type in small letters, without its parameters.
pub(super) fn content_type(request: &Request) -> String {
    let value = request.headers().get(CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok());
    let kind = value.unwrap_or_default().split(';').next();
    kind.unwrap_or_default().trim().to_ascii_lowercase()
}

/// What the `Host` header will say.
pub(super) fn host(request: &Request) -> String {
    let given = request.headers().get(HOST);
    if let Some(given) = given.and_then(|given| given.to_str().ok()) {
        return given.trim().to_owned();
    }
    let host = request.url().host_str().unwrap_or_default();
    match request.url().port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Path and query as they are sent.
pub(super) fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// `%XX` for everything but what RFC 3986 calls unreserved.
pub(super) fn encode(text: impl AsRef<[u8]>) -> String {
    let mut encoded = String::new();
    for &byte in text.as_ref() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The text in the one spelling that [`encode`] gives it, whichever way it was encoded before.
pub(super) fn respell(text: &str) -> String {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, beyond @ ..]) => digit(high).zip(digit(low)).zip(Some(beyond)),
            _ => None,
        };
        match escaped {
            Some(((high, low), beyond)) => {
                decoded.push((16 * high + low) as u8);
                rest = beyond;
            }
            None => {
                decoded.push(first);
                rest = after;
            }
        }
    }
    encode(decoded)
}

/// Name and value of each field of a query or form, respelled. A plus sign is a space there.
pub(super) fn fields(text: &str) -> impl Iterator<Item = (String, Option<String>)> {
    let respell = |part: &str| respell(&part.replace('+', " "));
    let fields = text.split('&').filter(|field| !field.is_empty());
    fields.map(move |field| match field.split_once('=') {
        Some((name, value)) => (respell(name), Some(respell(value))),
        None => (respell(field), None),
    })
}

/// The same fields in the one spelling that every server reads in the same way.
pub(super) fn respell_query(url: &mut Url) {
    let Some(query) = url.query() else {
        return;
    };
    let fields = fields(query).map(|(name, value)| match value {
        Some(value) => format!("{name}={value}"),
        None => name,
    });
    let query = fields.collect::<Vec<_>>().join("&");
    url.set_query(Some(&query));
}

/// A query or form without the fields of these names; the others keep their bytes.
pub(super) fn drop_fields(text: &str, names: &[&str]) -> String {
    let is_named = |field: &str| {
        let name = fields(field).next().map(|(name, _)| name);
        names
            .iter()
            .any(|dropped| name.as_ref() == Some(&encode(dropped)))
    };
    let all = text.split('&').filter(|field| !field.is_empty());
    let kept: Vec<_> = all.filter(|field| !is_named(field)).collect();
    kept.join("&")
}

/// A query or form with these fields at its end, in place of any of their names.
pub(super) fn put_fields(text: &str, new: &[(&str, &str)]) -> String {
    let names: Vec<_> = new.iter().map(|(name, _)| *name).collect();
    let kept = drop_fields(text, &names);
    let new = new
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    let kept = Some(kept).filter(|kept| !kept.is_empty());
    kept.into_iter().chain(new).collect::<Vec<_>>().join("&")
}

/// As [`put_fields`], for the query of a URL. What stands there once, and as it should, stays in its place.
pub(super) fn put_query(url: &mut Url, new: &[(&str, &str)]) {
    let text = url.query().unwrap_or_default();
    let stands = |(name, value): &(&str, &str)| {
        let wanted = (encode(name), Some(encode(value)));
        let mut named = fields(text).filter(|field| field.0 == wanted.0);
        named.next().as_ref() == Some(&wanted) && named.next().is_none()
    };
    if !new.is_empty() && new.iter().all(stands) {
        return;
    }
    let query = put_fields(url.query().unwrap_or_default(), new);
    url.set_query(Some(&query));
}

/// A text in quotes, as a parameter of a header.
pub(super) fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Parameters of a challenge by their names in small letters.
pub(super) type Parameters = Vec<(String, String)>;

/// What a server asks for under this scheme, each challenge by itself.
pub(super) fn challenges(headers: &HeaderMap, scheme: &str) -> Vec<Parameters> {
    let mut found = Vec::new();
    for value in headers.get_all(WWW_AUTHENTICATE) {
        let mut is_wanted = false;
        for item in split_list(&String::from_utf8_lossy(value.as_bytes())) {
            let (name, value) = item.split_once('=').unwrap_or((&item, ""));
            let mut name = name.trim();
            // What has a space in front of its name, or no value at all, begins a challenge.
            let begins = name
                .split_once(char::is_whitespace)
                .or((!item.contains('=')).then_some((name, "")));
            if let Some((word, first)) = begins {
                is_wanted = word.eq_ignore_ascii_case(scheme);
                if is_wanted {
                    found.push(Parameters::new());
                }
                name = first.trim();
            }
            if let Some(parameters) = found.last_mut().filter(|_| is_wanted && !name.is_empty()) {
                parameters.push((name.to_ascii_lowercase(), unquote(value.trim())));
            }
        }
    }
    found
}

/// The parameter of this name, if it is there.
pub(super) fn parameter<'p>(parameters: &'p Parameters, name: &str) -> Option<&'p str> {
    let mut found = parameters.iter().filter(|(other, _)| other == name);
    found.next().map(|(_, value)| value.as_str())
}

/// Splits at commas outside of quotes.
fn split_list(text: &str) -> Vec<String> {
    let (mut items, mut quoted, mut escaped) = (vec![String::new()], false, false);
    for letter in text.chars() {
        if letter == ',' && !quoted {
            items.push(String::new());
            continue;
        }
        quoted ^= letter == '"' && !escaped;
        escaped = quoted && letter == '\\' && !escaped;
        if let Some(item) = items.last_mut() {
            item.push(letter);
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

fn unquote(value: &str) -> String {
    let Some(inside) = value.strip_prefix('"') else {
        return value.to_owned();
    };
    let (mut text, mut letters) = (String::new(), inside.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    text
}
