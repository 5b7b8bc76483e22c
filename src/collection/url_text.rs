//! Addresses that are written as one text.
//!
//! In: the text. Out: its parts, cut as Postman's engine cuts: the fragment first, then the query;
//! back slashes are slashes; surplus slashes before the host are dropped; host, port and
//! credentials stay one piece. What stands between `{{` and `}}` is never cut.

use super::request::{QueryParameter, Url};

/// The parts of an address; `raw` keeps the text.
pub(super) fn parse(text: String) -> Url {
    let address = text.trim_start();
    let (address, hash) = cut(address, '#');
    let (address, query) = cut(address, '?');
    let address = address.replace('\\', "/");
    let (protocol, rest) = match address.split_once("://") {
        Some((protocol, rest)) => (Some(protocol.to_owned()), rest),
        None => (None, address.as_str()),
    };
    let (host, path) = cut(rest.trim_start_matches('/'), '/');
    Url {
        hash: hash.map(str::to_owned),
        protocol,
        host: (!host.is_empty()).then(|| vec![host.to_owned()]),
        path: path.map(|path| pieces(path, '/').map(str::to_owned).collect()),
        query: query.map(parameters).unwrap_or_default(),
        raw: Some(text),
        ..Url::default()
    }
}

fn parameters(query: &str) -> Vec<QueryParameter> {
    let pairs = pieces(query, '&').map(|pair| {
        let (key, value) = cut(pair, '=');
        QueryParameter {
            key: (!pair.is_empty()).then(|| key.to_owned()),
            value: value.map(str::to_owned),
            ..QueryParameter::default()
        }
    });
    pairs.collect()
}

/// The pieces between such characters outside of variables.
fn pieces(text: &str, between: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (piece, following) = cut(rest?, between);
        rest = following;
        Some(piece)
    })
}

/// What stands before and behind the first such character outside of variables.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(found) = rest.find([at, '{']) else {
            break;
        };
        let here = from + found;
        match text.get(here..).and_then(variable_length) {
            Some(length) => from = here + length,
            None if text.get(here..).is_some_and(|rest| rest.starts_with(at)) => {
                let behind = text.get(here + at.len_utf8()..);
                return (text.get(..here).unwrap_or_default(), behind);
            }
            None => from = here + 1,
        }
    }
    (text, None)
}

/// Length of the variable that the text starts with.
fn variable_length(text: &str) -> Option<usize> {
    let name = text.strip_prefix("{{")?;
    let end = name.find("}}")?;
    let is_plain = !name.get(..end)?.contains(['{', '}']);
    is_plain.then_some(end + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protocol, host, path and query of a text, `-` for what is not there.
    fn parts(text: &str) -> String {
        let url = parse(text.to_owned());
        let joined = |parts: Option<Vec<String>>| parts.map_or("-".to_owned(), |p| p.join("|"));
        let query: Vec<String> = url
            .query
            .into_iter()
            .map(|pair| {
                let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
                format!("{}={}", part(pair.key), part(pair.value))
            })
            .collect();
        let protocol = url.protocol.unwrap_or_else(|| "-".to_owned());
        let (host, path) = (joined(url.host), joined(url.path));
        format!("{protocol} {host} {path} {}", query.join("&"))
    }

    #[test]
    fn texts_are_cut_as_postman_cuts_them() {
        for (text, expected) in [
            ("https://a.test", "https a.test - "),
            ("https://a.test/", "https a.test  "),
            (
                "  http://u:p@a.test:80/x//y/?",
                "http u:p@a.test:80 x||y| -=-",
            ),
            (
                "a.test/b?x=1&y&=&&z=a=b#f?g",
                "- a.test b x=1&y=-&=&-=-&z=a=b",
            ),
            ("{{base}}/b", "- {{base}} b "),
            ("{{a/b?c#d}}/e?{{f&g=h}}=1", "- {{a/b?c#d}} e {{f&g=h}}=1"),
            ("http:\\\\a.test\\x\\y", "http a.test x|y "),
            ("http:////a.test/x", "http a.test x "),
            ("/a.test/x", "- a.test x "),
            ("{{a{{b/c}}/d", "- {{a{{b/c}} d "),
            ("", "- - - "),
            ("{", "- { - "),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
