//! What a title of a folder or a request says, without what only orders it: the `01 - ` before
//! `Login`, the arguments in `orgs/{name}/settings`.

use std::borrow::Cow;

/// What is counted in front of a title, of four letters each.
const STEPS: [&str; 3] = ["step", "task", "part"];

/// The part of a title that names things; the title itself where nothing else would be left.
pub(super) fn telling(title: &str) -> Cow<'_, str> {
    without_arguments(without_numbering(title))
}

/// What follows a number such as `1.`, `02 -`, `3)`, `01-2 -` or `Step 4:`. A number that counts or
/// names something (`3-way handshake`, `2.0 tokens`, `404 - not found`) stays.
fn without_numbering(title: &str) -> &str {
    let start = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let step = start.get(..4);
    let step = step.filter(|word| STEPS.iter().any(|step| step.eq_ignore_ascii_case(word)));
    let after_step = step.map_or(start, |_| start[4..].trim_start_matches([' ', '_', '#']));
    let is_step = after_step.len() < start.len();
    let Some((number, rest)) = leading_number(after_step) else {
        return title;
    };
    let told = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mark = &rest[..rest.len() - told.len()];
    let is_apart = mark.contains(char::is_whitespace);
    let is_number = match mark.trim_start().chars().next() {
        Some('.' | ')' | ']' | ':' | '_' | '|') => true,
        Some('-' | '–' | '—' | '/') => is_apart || number.starts_with('0'),
        _ => is_apart && (is_step || number.starts_with('0')),
    };
    if is_number && told.starts_with(char::is_alphabetic) {
        told
    } else {
        title
    }
}

/// Numbers of one or two digits, joined by dots, dashes or underscores.
fn leading_number(text: &str) -> Option<(&str, &str)> {
    let digits = |from: usize| {
        let rest = &text.as_bytes()[from..];
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut end = digits(0);
    if !(1..=2).contains(&end) {
        return None;
    }
    while text[end..].starts_with(['.', '-', '_']) {
        let more = digits(end + 1);
        match more {
            0 => break,
            1 | 2 => end += 1 + more,
            _ => return None,
        }
    }
    Some(text.split_at(end))
}

/// A title that is an address, as converters write it, without the arguments in it and its query.
fn without_arguments(title: &str) -> Cow<'_, str> {
    let is_between =
        |segment: &str, open, close| segment.starts_with(open) && segment.ends_with(close);
    let is_argument = |segment: &&str| {
        segment.starts_with(':') || is_between(segment, '{', '}') || is_between(segment, '<', '>')
    };
    let (path, _) = title.split_once('?').unwrap_or((title, ""));
    let segments = || path.split('/').map(str::trim);
    if !segments().any(|segment| is_argument(&segment)) {
        return Cow::Borrowed(title);
    }
    let kept: Vec<&str> = segments().filter(|segment| !is_argument(segment)).collect();
    let told = kept.join("/");
    if told.contains(char::is_alphanumeric) {
        Cow::Owned(told)
    } else {
        Cow::Borrowed(title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_only_orders_is_no_part_of_the_name() {
        let cases = [
            (
                "01 - JWT / Service Integration",
                "JWT / Service Integration",
            ),
            ("01-2 - JWT Token (exchange)", "JWT Token (exchange)"),
            ("1. Create user", "Create user"),
            ("2)Delete", "Delete"),
            ("1.2.3: Deep", "Deep"),
            ("[3] Third", "Third"),
            ("Step 4: Pay", "Pay"),
            ("STEP 5 Ship", "Ship"),
            ("Task 6 - Download the results", "Download the results"),
            ("00_setup", "setup"),
            ("05 User info", "User info"),
            ("07. Пользователи", "Пользователи"),
        ];
        for (title, told) in cases {
            assert_eq!(telling(title), told, "{title}");
        }
    }

    #[test]
    fn a_number_that_says_something_stays() {
        let titles = [
            "3-way handshake",
            "2.0 tokens",
            "2FA codes",
            "404 - not found",
            "2024-01 report",
            "30 day forecast",
            "1-800 numbers",
            "1. 2",
            "12",
            "Step",
            "Steps",
            "",
        ];
        for title in titles {
            assert_eq!(telling(title), title);
        }
    }

    #[test]
    fn arguments_of_an_address_are_no_part_of_the_name() {
        let cases = [
            ("orgs/{name}/settings", "orgs/settings"),
            ("namespaces/{namespace}", "namespaces"),
            ("users / :id", "users"),
            (
                "{who}/Messages/{id}/Archive?language={language}",
                "Messages/Archive",
            ),
            ("{id}", "{id}"),
            (":id", ":id"),
        ];
        for (title, told) in cases {
            assert_eq!(telling(title), told);
        }
    }
}
