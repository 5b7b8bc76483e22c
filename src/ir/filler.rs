//! Names of members that nobody chose: where an OpenAPI schema allows any member, converters make up
//! one or two from the words of "Lorem ipsum", with up to three hexadecimal digits: `dolore_b60`.

/// The words, in lower case.
const WORDS: [&str; 64] = [
    "ad",
    "adipiscing",
    "adipisicing",
    "aliqua",
    "aliquip",
    "amet",
    "anim",
    "aute",
    "cillum",
    "commodo",
    "consectetur",
    "consequat",
    "culpa",
    "cupidatat",
    "deserunt",
    "do",
    "dolor",
    "dolore",
    "duis",
    "ea",
    "eiusmod",
    "elit",
    "enim",
    "esse",
    "est",
    "et",
    "eu",
    "ex",
    "excepteur",
    "exercitation",
    "fugiat",
    "id",
    "in",
    "incididunt",
    "ipsum",
    "irure",
    "labore",
    "laboris",
    "laborum",
    "lorem",
    "magna",
    "minim",
    "mollit",
    "nisi",
    "non",
    "nostrud",
    "nulla",
    "occaecat",
    "officia",
    "pariatur",
    "proident",
    "qui",
    "quis",
    "reprehenderit",
    "sed",
    "sint",
    "sit",
    "sunt",
    "tempor",
    "ullamco",
    "ut",
    "velit",
    "veniam",
    "voluptate",
];

/// Words that real APIs use, too.
const COMMON: [&str; 10] = [
    "ad", "do", "elit", "est", "ex", "id", "in", "non", "sit", "tempor",
];

/// Whether all of these names are made up. One at least has to be a word of no API.
pub(super) fn is_made_up<'a>(mut names: impl Iterator<Item = &'a str> + Clone) -> bool {
    let is_strange = |name| word(name).is_some_and(|word| !COMMON.contains(&word));
    names.clone().all(|name| word(name).is_some()) && names.any(is_strange)
}

/// The word that a made-up name starts with.
fn word(name: &str) -> Option<&'static str> {
    // Hardly any name starts with one, and every name is looked at.
    let first = name.bytes().next()?.to_ascii_lowercase();
    let mut words = WORDS
        .iter()
        .filter(|word| word.as_bytes().first() == Some(&first));
    words.find(|word| is_made_of(name, word)).copied()
}

fn is_made_of(name: &str, word: &str) -> bool {
    let (Some(start), Some(end)) = (name.get(..word.len()), name.get(word.len()..)) else {
        return false;
    };
    // `nonce`, `exec` and `site` end in such digits by chance.
    let is_marked = end.starts_with('_') || end.contains(|c: char| c.is_ascii_digit());
    let digits = end.strip_prefix('_').unwrap_or(end);
    start.eq_ignore_ascii_case(word)
        && (end.is_empty() || is_marked || word.len() >= 5)
        && digits.len() <= 3
        && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_filler_words_and_digits_are_made_up() {
        for names in [
            &["dolore_b60", "Excepteur32"][..],
            &["velitc"],
            &["voluptate"],
            &["in_1", "ut_7d"],
        ] {
            assert!(is_made_up(names.iter().copied()), "{names:?}");
        }
    }

    #[test]
    fn words_of_real_apis_are_not_made_up() {
        for names in [
            &["id", "in"][..],
            &["nonce"],
            &["site"],
            &["exec"],
            &["dolore_b60", "name"],
            &["id_1", "id_2"],
            &["dolore_value"],
            &["ü"],
        ] {
            assert!(!is_made_up(names.iter().copied()), "{names:?}");
        }
    }
}
