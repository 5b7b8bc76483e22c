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

/// The only word that a description allows, by the name of the member: `type`: must be `card`.
pub(super) fn only_words(description: &str) -> BTreeMap<&str, &str> {
    const ONLY: [&str; 6] = [
        "must be",
        "has to be",
        "always",
        "constant",
        "fixed value",
        "only supported value",
    ];
    let mut only = BTreeMap::new();
    for line in description.lines() {
        let lower = line.to_ascii_lowercase();
        let marks = ONLY.iter().chain(&MARKS);
        let mark = marks
            .filter_map(|mark| Some(lower.find(mark)? + mark.len()))
            .min();
        let Some(rest) = mark.and_then(|end| line.get(end..)) else {
            continue;
        };
        if let (Some(name), [word]) = (first_name(line), quoted(rest).as_slice()) {
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
}
