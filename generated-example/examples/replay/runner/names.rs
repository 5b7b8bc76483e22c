//! Names that may be somebody's data: of members, and of segments of a path.
//!
//! In: a name, or all of an object. Out: whether it may be written into a recording. A word of an API is made of letters
//! with few digits, and pronounceable; what is no such word is taken for data: an address, a date, an id, a token, a name of
//! two words or in other letters than ASCII. Objects that are all alike are keyed by data whatever their names are, and so
//! are those of a list that share no name, and those whose names are capitalised where the object around writes its own in
//! lower case. What nobody can tell is somebody's name in one plain word that stands as an API's own would.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A name that long is a text.
const LONGEST: usize = 64;
/// A name with more digits is a number or an identifier.
const MOST_DIGITS: usize = 3;
/// Names of JSON-LD and of XML that begin with a sign; other such names are those of people.
const SIGNED: [&str; 12] = [
    "@id",
    "@type",
    "@context",
    "@graph",
    "@value",
    "@language",
    "@list",
    "@set",
    "@attributes",
    "@xmlns",
    "@href",
    "@text",
];

/// How the names of an object are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// No names yet.
    Unknown,
    /// One begins with a small letter.
    Small,
    /// Each is one word that begins with a capital: `Ada`, `Grace`, `Version`.
    Words,
    /// Some other way.
    Other,
    /// Those of an object in a list are data.
    Data,
}

impl Style {
    pub(super) fn of(members: &Map<String, Value>) -> Self {
        let is_word = |name: &String| {
            let mut letters = name.chars();
            letters
                .next()
                .is_some_and(|first| first.is_ascii_uppercase())
                && letters.all(|letter| letter.is_ascii_lowercase())
        };
        if members.is_empty() {
            Self::Unknown
        } else if members
            .keys()
            .any(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
        {
            Self::Small
        } else if members.keys().all(is_word) {
            Self::Words
        } else {
            Self::Other
        }
    }

    /// The way that this one or else the one around it is written.
    pub(super) fn or(self, around: Self) -> Self {
        match self {
            Self::Unknown | Self::Words if matches!(around, Self::Small | Self::Other) => around,
            _ => self,
        }
    }

    /// Whether names inside of an object with these are none that the API chose.
    pub(super) fn is_foreign(self, inside: Self) -> bool {
        self == Self::Data || self == Self::Small && inside == Self::Words
    }
}

/// Three objects or more with the same members: their names are data, like those of users.
pub(super) fn are_alike(members: &Map<String, Value>) -> bool {
    let mut names = members.values().map(|member| {
        let object = member.as_object().filter(|object| !object.is_empty());
        object.map(|object| object.keys().collect::<Vec<_>>())
    });
    let first = names.next().flatten();
    members.len() >= 3 && first.is_some() && names.all(|other| other == first)
}

/// Three objects or more of a list, no two of which share a name, or each with a single name of its own: what is said of
/// each is keyed by whom it is about.
pub(super) fn are_strangers(items: &[Value]) -> bool {
    let objects: Option<Vec<_>> = items.iter().map(Value::as_object).collect();
    let Some(objects) = objects.filter(|objects| objects.len() >= 3) else {
        return false;
    };
    let names: Vec<&String> = objects.iter().flat_map(|object| object.keys()).collect();
    let different: BTreeSet<&String> = names.iter().copied().collect();
    let are_single = objects.iter().all(|object| object.len() == 1);
    different.len() >= 2 && (different.len() == names.len() || are_single)
}

/// Whether the name of a member is no word of an API.
pub(super) fn looks_like_data(name: &str) -> bool {
    let mut letters = name.chars();
    let begins_well = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, '_' | '$'));
    let goes_on_well = letters
        .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | ':' | '$'));
    let is_word = begins_well && goes_on_well && name.matches(':').count() <= 1;
    !is_word && !SIGNED.contains(&name) || is_identifier(name)
}

/// The route of a call without segments that somebody saved a value in: each of them is `*`.
pub(super) fn route_without_data(route: &str) -> String {
    let start = route.find("://").map_or(0, |at| at + "://".len());
    let (scheme, rest) = route.split_at(start);
    let mut segments = rest.split('/');
    let host = segments.next().unwrap_or_default();
    let is_argument = |segment: &str| segment.starts_with(':') || segment.contains("{{");
    let path = segments.map(|segment| {
        let is_data =
            segment.contains(['@', '%', ' ', '=']) || !segment.is_ascii() || is_identifier(segment);
        if is_data && !is_argument(segment) {
            "/*".to_owned()
        } else {
            format!("/{segment}")
        }
    });
    format!("{scheme}{host}{}", path.collect::<String>())
}

/// Too long, too many digits, or no word that anybody could say.
fn is_identifier(name: &str) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let digits = name.as_bytes().iter().filter(|byte| is_digit(byte)).count();
    let mut parts = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    name.len() > LONGEST
        || digits > MOST_DIGITS
        || parts.any(|part| is_number(part) || is_hexadecimal(part) || is_random(part))
}

/// Three digits behind a sign: `room_101`.
fn is_number(part: &str) -> bool {
    part.len() >= MOST_DIGITS && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_hexadecimal(part: &str) -> bool {
    part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Letters as a generator of keys or Base64 (RFC 4648) put them: capitals among small ones, or nothing that is spoken.
fn is_random(part: &str) -> bool {
    const SHORTEST: usize = 12;
    const LONGEST_WORD: usize = 24;
    if part.len() < SHORTEST {
        return false;
    }
    let capitals = part.bytes().filter(u8::is_ascii_uppercase).count();
    let has_small = part.bytes().any(|byte| byte.is_ascii_lowercase());
    match (capitals, has_small) {
        // Constants of several words have signs between them.
        (_, false) => part.len() >= 16,
        (0, true) => part.len() >= LONGEST_WORD || has_unspeakable(part),
        (capitals, true) => capitals * 3 > part.len() || has_unspeakable(part),
    }
}

/// Five consonants or digits in a row, in one word.
fn has_unspeakable(part: &str) -> bool {
    let (mut row, mut was_small) = (0, false);
    for letter in part.chars() {
        let is_vowel = matches!(
            letter.to_ascii_lowercase(),
            'a' | 'e' | 'i' | 'o' | 'u' | 'y'
        );
        let begins_word = was_small && letter.is_ascii_uppercase();
        row = match (is_vowel, begins_word) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => row + 1,
        };
        if row >= 5 {
            return true;
        }
        was_small = letter.is_ascii_lowercase();
    }
    false
}
