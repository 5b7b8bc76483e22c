//! What a server makes of the credentials in a request. `Err` says what is wrong with them.

pub mod aws;
pub mod digest;
pub mod edge_grid;
pub mod hawk;
pub mod jwt;
pub mod keys;
pub mod ntlm;
pub mod oauth1;

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};

use crate::server::Received;

/// The outcome of a check.
pub type Checked = Result<(), String>;

/// Fails with both values, unless they are the same.
pub fn equal(what: &str, found: &str, expected: &str) -> Checked {
    match found == expected {
        true => Ok(()),
        false => Err(format!("{what} is {found}, not {expected}")),
    }
}

/// The value of a header that must be there.
pub fn header<'r>(request: &'r Received, name: &str) -> Result<&'r str, String> {
    request.header(name).ok_or(format!("no {name}"))
}

/// The parameters behind the scheme of `Authorization`, quoted or not.
pub fn parameters(request: &Received, scheme: &str) -> Result<Vec<(String, String)>, String> {
    let value = header(request, "authorization")?;
    let rest = value.strip_prefix(scheme).ok_or(format!("no {scheme}"))?;
    let mut found = Vec::new();
    let mut rest = rest.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or("no value")?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("no closing quote")?,
            None => after.split_at(after.find(',').unwrap_or(after.len())),
        };
        found.push((name.trim().to_owned(), value.to_owned()));
        rest = after.trim_start_matches(',').trim_start();
    }
    Ok(found)
}

/// The only parameter of that name.
pub fn get<'p>(parameters: &'p [(String, String)], name: &str) -> Result<&'p str, String> {
    let mut found = parameters.iter().filter(|(other, _)| other == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Ok(value),
        (None, _) => Err(format!("no parameter {name}")),
        (Some(_), Some(_)) => Err(format!("{name} is there twice")),
    }
}

/// Path and query of the request line.
pub fn split_target(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

/// Name and value of each field of a query or form, decoded.
pub fn decode(text: &str) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs.into_owned().collect()
}

/// RFC 3986 spelling of a text.
pub fn percent(text: &str) -> String {
    let mut spelled = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                spelled.push(byte as char);
            }
            other => spelled.push_str(&format!("%{other:02X}")),
        }
    }
    spelled
}

/// Fails unless a time in seconds is within so many of now.
pub fn recent(seconds: u64, slack: u64) -> Checked {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    match now.as_secs().abs_diff(seconds) <= slack {
        true => Ok(()),
        false => Err("the time is not now".to_owned()),
    }
}

/// Seconds since 1970 of `20150830T123600Z` and the like: only the digits count.
pub fn seconds_of(calendar: &str) -> Result<u64, String> {
    let digits: String = calendar.chars().filter(char::is_ascii_digit).collect();
    let number = |from: usize, to: usize| -> Result<u64, String> {
        let digits = digits.get(from..to).ok_or("a short time")?;
        digits.parse().map_err(|_| "no number".to_owned())
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let lengths = [
        31,
        if is_leap(year) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let years: u64 = (1970..year)
        .map(|year| 365 + u64::from(is_leap(year)))
        .sum();
    let months: u64 = lengths.iter().take(month as usize - 1).sum();
    let days = years + months + day - 1;
    Ok(((days * 24 + number(8, 10)?) * 60 + number(10, 12)?) * 60 + number(12, 14)?)
}

/// HMAC with a hash.
macro_rules! code {
    ($hash:ty, $key:expr, $text:expr) => {{
        let mut code = Hmac::<$hash>::new_from_slice($key.as_ref()).unwrap();
        code.update($text.as_ref());
        code.finalize().into_bytes().to_vec()
    }};
}

pub fn hmac_sha1(key: impl AsRef<[u8]>, text: impl AsRef<[u8]>) -> Vec<u8> {
    code!(sha1::Sha1, key, text)
}

pub fn hmac_sha256(key: impl AsRef<[u8]>, text: impl AsRef<[u8]>) -> Vec<u8> {
    code!(sha2::Sha256, key, text)
}

pub fn hmac_sha512(key: impl AsRef<[u8]>, text: impl AsRef<[u8]>) -> Vec<u8> {
    code!(sha2::Sha512, key, text)
}

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
