//! Texts with `{{variables}}` in them.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text as it stands.
    Text(&'t str),
    /// The name between the braces.
    Variable(&'t str),
}

/// The pieces of a text; a variable is `{{`, anything without braces, `}}`.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut next = None;
    std::iter::from_fn(move || {
        if let Some(variable) = next.take() {
            return Some(variable);
        }
        if rest.is_empty() {
            return None;
        }
        let Some((before, name, after)) = first_variable(rest) else {
            return Some(Piece::Text(std::mem::take(&mut rest)));
        };
        rest = after;
        if before.is_empty() {
            return Some(Piece::Variable(name));
        }
        next = Some(Piece::Variable(name));
        Some(Piece::Text(before))
    })
}

fn first_variable(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let end = from + text.get(from..)?.find("}}")?;
        let head = text.get(..end)?;
        let name_start = head.rfind(['{', '}']).map(|at| at + 1);
        if let Some(start) = name_start
            && let Some(before) = head.get(..start).and_then(|head| head.strip_suffix("{{"))
        {
            return Some((before, head.get(start..)?, text.get(end + 2..)?));
        }
        from = end + 2;
    }
}

/// The names of the variables of a text.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    // Most texts have none, and are passed over fast.
    let text = if text.contains("{{") { text } else { "" };
    pieces(text).filter_map(|piece| match piece {
        Piece::Variable(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// What is written literally.
pub(super) fn literals(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Variable(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_from_the_inside() {
        for (text, expected) in [
            ("{{a}}/x/{{b c}}.json", "[{a}/x/{b c}.json]"),
            ("{{a{{b}}}}", "[{{a{b}}}]"),
            ("{{{a}}}", "[{{a}}]"),
            ("}}{{a}}", "[}}{a}]"),
            ("{{a", "[{{a]"),
            ("", "[]"),
        ] {
            let text: String = pieces(text)
                .map(|piece| match piece {
                    Piece::Text(text) => text.to_owned(),
                    Piece::Variable(name) => format!("{{{name}}}"),
                })
                .collect();
            assert_eq!(format!("[{text}]"), expected);
        }
    }
}
