//! Which texts are one of a list: enums, and only on strong evidence.

use crate::ir::{Format, Kind, Shape, Words};
use crate::type_rules::TypeRules;

use crate::emit::ident;

/// Last words of the names of fields whose texts are chosen from a list.
const CHOICES: &[&str] = &[
    "status",
    "type",
    "kind",
    "category",
    "level",
    "role",
    "gender",
    "currency",
    "priority",
    "method",
    "mode",
    "scope",
    "severity",
    "phase",
    "result",
    "outcome",
    "direction",
    "frequency",
    "unit",
    "units",
    "state",
    "visibility",
];

/// Whole names of fields whose values belong to the API and not to a person, however rarely they were seen.
const THINGS: &[&str] = &[
    "currency",
    "frequency",
    "kind",
    "method",
    "mode",
    "priority",
    "severity",
    "type",
    "unit",
    "units",
    "visibility",
];

/// The words of an enum; nothing where the evidence does not show one.
///
/// Strong evidence: the name of the field says that its values are chosen, enough texts were seen
/// (`enums-after`), there are two words or more, each of them at least four times, and eight texts
/// for each word; or a schema lists them.
pub(super) fn of_field(name: &str, shape: &Shape, rules: &TypeRules) -> Option<Vec<String>> {
    let Kind::Text(texts) = shape.kind() else {
        return None;
    };
    let Words::Few(words) = &texts.words else {
        return None;
    };
    let chosen = is_choice(name)
        && rules.enums_after > 0
        && texts.format == Format::Plain
        && words.len() >= 2
        && words.iter().all(|(_, count)| *count >= 4);
    let listed = texts.listed && rules.enums_after > 0 && words.len() >= 2;
    let total: u32 = words.iter().map(|(_, count)| count).sum();
    let many = total >= rules.enums_after && total as usize >= words.len() * 8;
    let variants: std::collections::BTreeSet<_> = words
        .iter()
        .filter_map(|(word, _)| ident::pascal(word))
        .collect();
    ((listed || chosen && many) && variants.len() == words.len())
        .then(|| words.iter().map(|(word, _)| word.clone()).collect())
}

/// The words that a description lists, where every text that was seen is one of them.
pub(super) fn listed(shape: &Shape, list: Option<&Vec<String>>) -> Option<Vec<String>> {
    let list = list?;
    let Kind::Text(texts) = shape.kind() else {
        return None;
    };
    let Words::Few(words) = &texts.words else {
        return None;
    };
    let variants: std::collections::BTreeSet<_> =
        list.iter().filter_map(|word| ident::pascal(word)).collect();
    let is_listed = words.iter().all(|(word, _)| list.contains(word));
    (is_listed && !words.is_empty() && variants.len() == list.len()).then(|| list.clone())
}

/// How many words were seen where an enum is likely but not proved. One alone raises no question.
pub(super) fn open_question(name: &str, shape: &Shape) -> Option<usize> {
    let Kind::Text(texts) = shape.kind() else {
        return None;
    };
    let Words::Few(words) = &texts.words else {
        return None;
    };
    let last = ident::words(name).pop()?;
    let likely = words
        .iter()
        .filter(|(word, _)| can_be_chosen(&last, word, 2));
    let likely = likely.count();
    (is_choice(name) && likely >= 2).then_some(likely)
}

/// A word that may be shown in documentation. Values may be somebody's data, so that only words are
/// shown that the API chooses: the last word of the field's name says so ([`CHOICES`]), and the word was seen
/// twice, or the name is that of a thing ([`THINGS`]). Numbers, dates and sentences never are.
pub(super) fn example(name: &str, shape: &Shape) -> Option<String> {
    let Kind::Text(texts) = shape.kind() else {
        return None;
    };
    let Words::Few(words) = &texts.words else {
        return None;
    };
    let enough = if THINGS.contains(&name) { 1 } else { 2 };
    let mut known = words
        .iter()
        .filter(|(_, count)| *count >= enough)
        .peekable();
    known.peek()?;
    let last = ident::words(name).pop()?;
    let (word, _) = known.find(|(word, count)| can_be_chosen(&last, word, *count))?;
    CHOICES.contains(&last.as_str()).then(|| word.clone())
}

/// Whether the text can be one of a list of that name: not the filler of a generator, nor the region of an
/// address, which is a state, too.
fn can_be_chosen(name: &str, word: &str, count: u32) -> bool {
    let is_code = word.bytes().all(|b| b.is_ascii_uppercase());
    match name {
        "currency" => is_code && word.len() == 3,
        "state" => !is_code || word.len() > 3,
        // What a generator makes up is seldom made up twice.
        _ => count >= 2 || !word.contains(' '),
    }
}

fn is_choice(name: &str) -> bool {
    ident::words(name)
        .last()
        .is_some_and(|word| CHOICES.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_takes_two_words_that_can_be_chosen() {
        let asked = |name: &str, texts: &str| {
            let shape = Shape::of_json(texts).unwrap();
            open_question(name, shape.items().unwrap())
        };
        assert_eq!(asked("status", r#"["open", "closed", "open"]"#), Some(2));
        assert_eq!(asked("status", r#"["open", "open"]"#), None);
        assert_eq!(asked("payer_state", r#"["CA", "NY", "MD"]"#), None);
        assert_eq!(asked("nick", r#"["Ada", "Grace"]"#), None);
    }

    #[test]
    fn a_word_is_shown_where_the_api_chooses_it_and_filler_and_regions_are_not() {
        let shown = |name: &str, word: &str, count: usize| {
            let texts = serde_json::json!(vec![word; count]).to_string();
            let shape = Shape::of_json(&texts).unwrap();
            example(name, shape.items().unwrap())
        };
        for (name, word, count) in [
            ("status", "In progress", 2),
            ("currency", "EUR", 1),
            ("order_state", "paid", 2),
            ("gender", "M", 2),
        ] {
            assert_eq!(shown(name, word, count).as_deref(), Some(word), "{name}");
        }
        for (name, word, count) in [
            ("type", "esse deserunt anim", 1),
            ("currency", "eni", 2),
            ("state", "CA", 2),
            ("gender", "M", 1),
            ("name", "Ada", 2),
        ] {
            assert_eq!(shown(name, word, count), None, "{name}");
        }
    }
}
