//! The only maker of Rust names: words of the API in, legal identifiers out.
//!
//! Words are runs of ASCII letters and digits, other scripts spelled in them; everything else
//! separates. Keywords of every edition get an underscore behind them, names that start with a
//! digit a letter before it.

use std::borrow::Cow;

use deunicode::deunicode_with_tofu;
use heck::{ToPascalCase, ToSnakeCase};

/// Strict and reserved keywords up to edition 2024, and `union`-like words that read as one.
const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "raw", "ref", "return", "safe", "self", "static", "struct", "super", "trait", "true", "try",
    "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where",
];

/// Keywords that are not in the list above because of their rank in the alphabet.
const LATE_KEYWORDS: [&str; 2] = ["while", "yield"];

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name) || LATE_KEYWORDS.contains(&name)
}

/// The text in Latin letters: accents fall, other scripts are spelled as they sound, emoji fall
/// beside letters and are called by their names where they stand alone.
fn in_latin(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return without_possessives(text);
    }
    let told = if text.chars().any(char::is_alphanumeric) {
        text.replace(is_picture, " ")
    } else {
        text.to_owned()
    };
    let told = told.replace(['\u{2019}', '\u{2bc}'], "'");
    // The apostrophe is how soft signs are spelled, too: no end of a word.
    let latin = deunicode_with_tofu(&without_possessives(&told), " ");
    Cow::Owned(latin.replace('\'', ""))
}

/// Arrows, symbols, emoji and what joins and colours them.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// `the user's groups` are the `user groups`.
fn without_possessives(text: &str) -> Cow<'_, str> {
    // Hardly any name has one.
    if !text.contains('\'') {
        return Cow::Borrowed(text);
    }
    let mut pieces = text.split("'s");
    let mut told = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let ends_word = !piece.starts_with(char::is_alphanumeric);
        told.push_str(if ends_word { "" } else { "'s" });
        told.push_str(piece);
    }
    Cow::Owned(told)
}

/// The words of a text in lower case: `"New Request"`, `"patientFlag"` and `"patient_flag"` are
/// two words each.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in in_latin(text).split(|c: char| !c.is_ascii_alphanumeric()) {
        // Most words have no humps; those need no case library.
        if part.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let snake = part.to_snake_case();
            let humps = snake.split('_').filter(|word| !word.is_empty());
            words.extend(humps.map(str::to_owned));
        } else if !part.is_empty() {
            words.push(part.to_owned());
        }
    }
    words
}

/// A `snake_case` identifier; none when the text has no usable word.
pub(super) fn snake(text: &str) -> Option<String> {
    let joined = words(text).join("_");
    if joined.is_empty() {
        return None;
    }
    let name = if joined.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{joined}")
    } else {
        joined
    };
    Some(if is_keyword(&name) {
        format!("{name}_")
    } else {
        name
    })
}

/// A `SCREAMING_CASE` identifier, of one in `snake_case`.
pub(super) fn constant(function: &str) -> String {
    function.to_ascii_uppercase()
}

/// A `PascalCase` identifier; none when the text has no usable word.
pub(super) fn pascal(text: &str) -> Option<String> {
    let joined = pascal_words(&words(text));
    if joined.is_empty() {
        return None;
    }
    Some(match joined.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("N{joined}"),
        false => joined,
    })
}

/// Words as one in `PascalCase`, which may begin with a digit or be empty.
pub(super) fn pascal_words(words: &[String]) -> String {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    // Words that were told apart before need no case library.
    let joined = match words.iter().all(|word| word.bytes().all(is_plain)) {
        true => words.iter().map(|word| capitalized(word)).collect(),
        false => words.join(" ").to_pascal_case(),
    };
    // The one keyword of this form; an underscore would not stay at the end of longer names.
    match joined.as_str() {
        "Self" => "Itself".to_owned(),
        _ => joined,
    }
}

/// An ASCII word with a capital.
fn capitalized(word: &str) -> String {
    let mut capitalized = word.to_owned();
    if let Some(first) = capitalized.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    capitalized
}

/// Whether Windows keeps a file name for a device, whatever its ending.
pub(super) fn is_device(name: &str) -> bool {
    matches!(name, "con" | "prn" | "aux" | "nul")
        || name
            .strip_prefix("com")
            .or_else(|| name.strip_prefix("lpt"))
            .is_some_and(|port| port.len() == 1 && port.as_bytes()[0].is_ascii_digit())
}

/// The singular of an English word, for naming the item of a list.
pub(super) fn singular(word: &str) -> String {
    const KEPT: [&str; 26] = [
        "status",
        "news",
        "series",
        "species",
        "address",
        "access",
        "process",
        "canvas",
        "sms",
        "gps",
        "dns",
        "alias",
        "atlas",
        "saas",
        "paas",
        "iaas",
        "windows",
        "kubernetes",
        "jenkins",
        "https",
        "corps",
        "lens",
        "physics",
        "analytics",
        "cors",
        "gas",
    ];
    const IRREGULAR: [(&str, &str); 10] = [
        ("people", "person"),
        ("children", "child"),
        ("cookies", "cookie"),
        ("movies", "movie"),
        ("aliases", "alias"),
        ("indices", "index"),
        ("vertices", "vertex"),
        ("matrices", "matrix"),
        ("apis", "api"),
        ("taxis", "taxi"),
    ];
    if let Some((_, single)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*single).to_owned();
    }
    if let [.., b'0'..=b'9', b's'] = word.as_bytes() {
        return word.trim_end_matches('s').to_owned();
    }
    if KEPT.contains(&word) || word.len() < 4 || word.ends_with("is") {
        return word.to_owned();
    }
    let ending = |plural: &str, single: &str| {
        word.strip_suffix(plural)
            .map(|stem| format!("{stem}{single}"))
    };
    ending("statuses", "status")
        .or_else(|| ending("addresses", "address"))
        .or_else(|| ending("analyses", "analysis"))
        .or_else(|| ending("ies", "y"))
        .or_else(|| ending("sses", "ss"))
        .or_else(|| ending("ches", "ch"))
        .or_else(|| ending("shes", "sh"))
        .or_else(|| ending("xes", "x"))
        .or_else(|| {
            if word.ends_with("ss") || word.ends_with("us") {
                Some(word.to_owned())
            } else {
                None
            }
        })
        .or_else(|| ending("s", ""))
        .unwrap_or_else(|| word.to_owned())
}

/// The words with the last one in the singular.
pub(crate) fn singular_words(text: &str) -> Vec<String> {
    let mut words = words(text);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// The crate name of a collection: its words without those that every collection has.
pub(crate) fn crate_name(collection: &str) -> String {
    const NOISE: [&str; 6] = ["collection", "api", "apis", "postman", "rest", "the"];
    // The humps of a brand name are spelling, not words: `DrChrono` is `drchrono`.
    let lower = in_latin(collection).to_ascii_lowercase();
    let all: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let telling: Vec<&str> = all
        .iter()
        .copied()
        .filter(|word| !NOISE.contains(word))
        .collect();
    let chosen = if telling.is_empty() { all } else { telling };
    let name: String = chosen.join("-").chars().take(60).collect();
    let name = name.trim_matches('-');
    match name.chars().next() {
        None => "api-client".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("api-{name}"),
        Some(_)
            if is_keyword(name)
                || matches!(name, "test" | "core" | "std" | "alloc")
                || is_device(name) =>
        {
            format!("{name}-client")
        }
        Some(_) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_has_its_own_singular() {
        let cases = [
            ("people", "person"),
            ("cookies", "cookie"),
            ("policies", "policy"),
            ("aliases", "alias"),
            ("w2s", "w2"),
            ("diagnosis", "diagnosis"),
            ("apis", "api"),
        ];
        for (plural, single) in cases {
            assert_eq!(singular(plural), single, "{plural}");
        }
    }

    #[test]
    fn a_crate_is_named_after_the_brand() {
        assert_eq!(crate_name("DrChrono Collection"), "drchrono");
        assert_eq!(crate_name("The REST API"), "the-rest-api");
        assert_eq!(crate_name("3scale"), "api-3scale");
        assert_eq!(crate_name("Übersicht"), "ubersicht");
        assert_eq!(crate_name("…"), "api-client");
    }

    #[test]
    fn names_are_legal_whatever_the_words() {
        let cases = [
            ("type", "type_"),
            ("2fa codes", "n2fa_codes"),
            ("gen", "gen_"),
            ("a/b c", "a_b_c"),
            ("Список пользователей", "spisok_polzovatelei"),
            ("用户 list", "yong_hu_list"),
            ("🚀 Déploiement", "deploiement"),
            ("🔐 Quick setup → then run", "quick_setup_then_run"),
            ("🚀", "rocket"),
            ("the user's group", "the_user_group"),
            ("the user’s group", "the_user_group"),
            ("the users' groups", "the_users_groups"),
            ("it'status", "it_status"),
        ];
        for (text, name) in cases {
            assert_eq!(snake(text).as_deref(), Some(name));
        }
        assert_eq!(snake("…\n.."), None);
        assert_eq!(pascal("self").as_deref(), Some("Itself"));
    }

    #[test]
    fn the_item_of_a_list_has_a_singular_name() {
        let cases = [
            ("patients", "patient"),
            ("categories", "category"),
            ("statuses", "status"),
            ("status", "status"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("staff", "staff"),
            ("allergies", "allergy"),
            ("eobs", "eob"),
            ("class", "class"),
        ];
        for (plural, single) in cases {
            assert_eq!(singular(plural), single);
        }
    }
}
