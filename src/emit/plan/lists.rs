//! Lists of words in descriptions: `status`: one of `open`, `closed`.
//!
//! In: the description of a request. Out: by the name that a line begins with, the words that it says a
//! member may be. Only words in quotes or backticks count, behind words that announce a list.

use std::collections::BTreeMap;

/// What announces a list.
const MARKS: [&str; 7] = [
    "one of",
    "possible values",
    "allowed values",
    "valid values",
    "accepted values",
    "can be",
    "either",
];

/// The lists of a description, by the name of the member.
pub(super) fn of_description(description: &str) -> BTreeMap<String, Vec<String>> {
    let mut lists = BTreeMap::new();
    for line in description.lines() {
        let lower = line.to_ascii_lowercase();
        let mark = MARKS
            .iter()
            .filter_map(|mark| Some(lower.find(mark)? + mark.len()))
            .min();
        let Some(rest) = mark.and_then(|end| line.get(end..)) else {
            continue;
        };
        let words = quoted(rest);
        if let (Some(name), 2..) = (first_name(line), words.len()) {
            let words = words.into_iter().map(str::to_owned).collect();
            lists.entry(name.to_owned()).or_insert(words);
        }
    }
    lists
}

/// The only word that a description allows, by the name of the member: `type`: must be `card`. It stands right
/// behind what says so, and nothing behind it takes it back.
pub(super) fn only_words(description: &str) -> BTreeMap<&str, &str> {
    const ONLY: [&str; 8] = [
        "must be",
        "has to be",
        "always",
        "constant",
        "fixed value",
        "only supported value",
        "allowed values",
        "possible values",
    ];
    const BETWEEN: [&str; 9] = [
        "", "the", "value", "string", "equal", "to", "set", "is", "literal",
    ];
    const DOUBTS: [&str; 6] = [" or ", " if ", " unless ", " when ", " except", "not "];
    let mut only = BTreeMap::new();
    for line in description.lines() {
        let lower = line.to_ascii_lowercase();
        let ends = ONLY
            .iter()
            .filter_map(|mark| Some(lower.find(mark)? + mark.len()));
        let rest = ends.min().and_then(|end| line.get(end..));
        let Some((between, _)) = rest.and_then(|rest| rest.split_once(['`', '"', '\''])) else {
            continue;
        };
        let mut words = between.split(|c: char| c.is_whitespace() || ":=".contains(c));
        let is_next = words.all(|word| BETWEEN.contains(&word.to_ascii_lowercase().as_str()));
        let is_doubted = DOUBTS.iter().any(|doubt| lower.contains(doubt));
        let found = quoted(rest.unwrap_or_default());
        if let (Some(name), [word], true, false) =
            (first_name(line), found.as_slice(), is_next, is_doubted)
        {
            only.entry(name).or_insert(*word);
        }
    }
    only
}

/// The name that a line begins with, behind the signs of a list, a table or a code.
pub(super) fn first_name(line: &str) -> Option<&str> {
    let is_mark = |c: char| c.is_whitespace() || "*-|`•\"'#+".contains(c);
    let line = line.trim_start_matches(is_mark);
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = line.split(|c| !is_word(c)).next()?;
    let name = name.trim_end_matches(['.', '-']);
    (!name.is_empty()).then_some(name)
}

/// The words in quotes or backticks, each once.
fn quoted(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '"', '\'']) {
        let (sign, after) = rest[at..].split_at(1);
        let Some((word, behind)) = after.split_once(sign) else {
            break;
        };
        let is_word = word.len() <= 40
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_- ".contains(&b));
        if is_word && !words.contains(&word) {
            words.push(word);
        }
        rest = behind;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_announces_a_list_lists_the_words_in_quotes() {
        let description = "Lists tasks.\n- `status`: one of `open`, `closed` or `on hold`.\n\
                           | kind | text | allowed values: \"a\", \"b\" |\n* `note`: free text\n\
                           Send either `since` or `date`.";
        let lists = of_description(description);
        assert_eq!(lists["status"], ["open", "closed", "on hold"]);
        assert_eq!(lists["kind"], ["a", "b"]);
        assert_eq!(lists.len(), 3);
    }

    #[test]
    fn only_a_word_right_behind_what_demands_it_is_the_only_one() {
        let only = |line: &str| only_words(line).into_values().next().map(str::to_owned);
        for line in [
            "- `type` (string): must be `card`",
            "type: always set to \"card\".",
            "| type | Fixed value: `card` |",
            "type - allowed values: 'card'",
        ] {
            assert_eq!(only(line).as_deref(), Some("card"), "{line}");
        }
        for line in [
            "type: must be `card` or empty",
            "type: must be `card` if there is a number",
            "type: must not be `card`",
            "type: always a word such as `card`",
            "type: can be `card`",
            "type: must be `card`, later `bank`",
        ] {
            assert_eq!(only(line), None, "{line}");
        }
    }
}
