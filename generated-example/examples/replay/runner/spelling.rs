//! The target of a saved request, spelled as Postman spells it.
//!
//! In: route, arguments and query as saved. Out: path and query as Postman's engine sends them: put together as one
//! text, variables replaced, then encoded. A value may so bring a path or a query of its own, `%41` and `+` stay what
//! they are, and an argument may be empty. The typed call, which takes arguments and values literally, says the same in
//! other characters.

use super::saved::{Entry, Missing};
use super::values::{Lookup, expand};

/// What the path and the query keep beside letters and digits.
const PATH: &str = "!$%&'()*+,-./:;=@[\\]^_|~";
const QUERY: &str = "!$%&()*+,-./:;=?@[\\]^_`{|}~";

/// Path and query as the collection spells them.
pub(super) struct Target {
    /// As it is sent.
    pub(super) text: String,
    /// The whole text that it was cut from, not encoded.
    whole: String,
    /// Names of what holds the credentials, which the client leaves where they are.
    by_hand: Vec<String>,
}

/// The target of a request.
pub(super) fn target(
    route: &str,
    arguments: &[(String, String)],
    query: &[Entry],
    lookup: Lookup<'_>,
) -> Result<Target, Missing> {
    let mut address = expand(&filled(route, arguments), lookup)?;
    for (at, entry) in query.iter().enumerate() {
        address.push(if at == 0 { '?' } else { '&' });
        address.push_str(&expand(&guard(&entry.name, &['&', '#', '=']), lookup)?);
        if let Some(value) = &entry.value {
            address.push('=');
            address.push_str(&expand(&guard(value, &['&', '#']), lookup)?);
        }
    }
    let rest = match address.split_once("://") {
        // Behind the host it belongs to a path or a value.
        Some((scheme, rest)) if !scheme.contains(['/', '?', '#']) => rest.trim_start_matches('/'),
        _ => &address,
    };
    let start = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let whole = match rest.get(start..).unwrap_or_default() {
        path if path.starts_with('/') => path.to_owned(),
        rest => format!("/{rest}"),
    };
    let sent = whole.split('#').next().unwrap_or_default();
    let text = match sent.split_once('?') {
        Some((path, query)) => format!("{}?{}", encode(path, PATH), encode(query, QUERY)),
        None => encode(sent, PATH),
    };
    let by_hand = query.iter().filter(|entry| entry.by_hand);
    let by_hand = by_hand.map(|entry| entry.name.clone()).collect();
    Ok(Target {
        text,
        whole,
        by_hand,
    })
}

/// The route with the arguments in place of its `:name` segments.
fn filled(route: &str, arguments: &[(String, String)]) -> String {
    let segments = route.split('/').map(|segment| {
        let name = segment.strip_prefix(':')?;
        let (name, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
        let (_, value) = arguments.iter().find(|(argument, _)| argument == name)?;
        Some(format!("{value}{rest}"))
    });
    let segments: Vec<String> = segments
        .zip(route.split('/'))
        .map(|(filled, segment)| filled.unwrap_or_else(|| segment.to_owned()))
        .collect();
    segments.join("/")
}

/// The text with these characters encoded, but for those within `{{…}}`.
fn guard(text: &str, special: &[char]) -> String {
    let mut depth = 0_usize;
    let mut guarded = String::new();
    for character in text.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth < 2 && special.contains(&character) {
            guarded.push_str(&format!("%{:02X}", u32::from(character)));
        } else {
            guarded.push(character);
        }
    }
    guarded
}

fn encode(text: &str, kept: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        let character = char::from(byte);
        if character.is_ascii_alphanumeric() || kept.contains(character) {
            encoded.push(character);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Text that goes into a path as one segment.
pub(super) fn segment(text: &str) -> String {
    encode(text, "!$&'()*+,-.:;=@[]^_|~")
}

impl Target {
    /// Whether another one says the same, whatever it encodes and how often. Pairs without a name, which no setter
    /// gives, do not count, nor do credentials, nor whether the values of one name stand together.
    pub(super) fn is_same(&self, other: &str) -> bool {
        let (left, right) = (decode(&self.whole), decode(other));
        let (left, right) = (pairs(&left), pairs(&right));
        let is_sent =
            |(name, _): &Named<'_>| !self.by_hand.iter().any(|own| own.as_bytes() == *name);
        let left_named = left.1.into_iter().filter(is_sent);
        left.0 == right.0 && left_named.eq(right.1)
    }
}

/// The pairs of one name.
type Named<'t> = (&'t [u8], Vec<&'t [u8]>);

/// The path, and the pairs of the query by their names.
fn pairs(target: &[u8]) -> (&[u8], Vec<Named<'_>>) {
    let mut pieces = target.splitn(2, |byte| *byte == b'?');
    let path = pieces.next().unwrap_or_default();
    let mut named: Vec<Named<'_>> = Vec::new();
    for pair in pieces
        .next()
        .unwrap_or_default()
        .split(|byte| *byte == b'&')
    {
        let name = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
        match named.iter_mut().find(|(other, _)| *other == name) {
            _ if name.is_empty() => {}
            Some((_, pairs)) => pairs.push(pair),
            None => named.push((name, vec![pair])),
        }
    }
    (path, named)
}

fn decode(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    loop {
        let mut decoded = Vec::with_capacity(bytes.len());
        let mut rest = bytes.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let digits = after.first_chunk::<2>().filter(|_| *first == b'%');
            match digits.and_then(byte_of) {
                Some(byte) => {
                    decoded.push(byte);
                    rest = after.get(2..).unwrap_or_default();
                }
                None => {
                    decoded.push(*first);
                    rest = after;
                }
            }
        }
        if decoded.len() == bytes.len() {
            return decoded;
        }
        bytes = decoded;
    }
}

fn byte_of(digits: &[u8; 2]) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let [high, low] = digits;
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}
