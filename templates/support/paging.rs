//! Lists whose next page is not where a link in the body leads.
//!
//! In: a page that came, and the address it came from. Out: where the next one is. All that is known of an API stands
//! in the constants of the generated functions.
#![allow(
    dead_code,
    reason = "a crate has only the ways from page to page that its API has"
)]

use super::core::{HeaderMap, Left, Next, Paged, Seen, Turn, Url};

/// A list that is the whole answer.
impl<T> Paged for Vec<T> {
    type Item = T;

    fn into_page(self) -> (Vec<T>, Option<String>) {
        (self, None)
    }
}

/// A token in the answer is sent back as this query parameter.
pub struct ByToken(pub &'static str);

impl Turn for ByToken {
    fn turn(&self, page: Seen<'_>) -> Next {
        match page.token {
            Some(token) if page.left != Left::More(false) => Next::Query(self.0, token),
            _ => Next::End,
        }
    }
}

/// Pages are numbered: this query parameter, and the number of the first.
pub struct ByNumber(pub &'static str, pub u64);

impl Turn for ByNumber {
    fn turn(&self, page: Seen<'_>) -> Next {
        let number = current(page.url, self.0).unwrap_or(self.1);
        after(number_after(&page, number, self.1), self.0)
    }
}

/// This query parameter says how many items to pass over, and this is its value for the first page.
pub struct ByOffset(pub &'static str, pub u64);

impl Turn for ByOffset {
    fn turn(&self, page: Seen<'_>) -> Next {
        let offset = current(page.url, self.0).unwrap_or(self.1);
        after(offset_after(&page, offset, self.1), self.0)
    }
}

/// The header `Link` of the answer has the next address (RFC 8288).
pub struct ByLinkHeader;

impl Turn for ByLinkHeader {
    fn turn(&self, page: Seen<'_>) -> Next {
        next_link(page.headers).map_or(Next::End, Next::Link)
    }
}

/// The number of the page after this one; none after the last.
pub(super) fn number_after(page: &Seen<'_>, number: u64, first: u64) -> Option<u64> {
    let is_last = match page.left {
        Left::More(more) => !more,
        Left::Pages(pages) => number.saturating_sub(first) + 1 >= pages,
        Left::Unknown | Left::Items(_) => page.items == 0,
    };
    (!is_last).then(|| number.saturating_add(1))
}

/// The offset of the page after this one; none after the last.
pub(super) fn offset_after(page: &Seen<'_>, offset: u64, first: u64) -> Option<u64> {
    let next = offset.saturating_add(page.items as u64);
    let is_last = match page.left {
        _ if page.items == 0 => true,
        Left::More(more) => !more,
        Left::Items(all) => next.saturating_sub(first) >= all,
        Left::Unknown | Left::Pages(_) => false,
    };
    (!is_last).then_some(next)
}

fn after(next: Option<u64>, name: &'static str) -> Next {
    next.map_or(Next::End, |next| Next::Query(name, next.to_string()))
}

/// The number that was sent; none where it is no number.
fn current(url: &Url, name: &str) -> Option<u64> {
    let mut pairs = url.query_pairs();
    let (_, value) = pairs.find(|(other, _)| other == name)?;
    value.parse().ok()
}

/// The target of the first link whose relation is `next`.
fn next_link(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all("link").iter();
    values
        .filter_map(|value| value.to_str().ok())
        .find_map(|value| {
            let mut rest = value;
            while let Some((_, after)) = rest.split_once('<') {
                let (target, after) = after.split_once('>')?;
                // A comma in a quoted parameter ends nothing that is looked for here.
                let (parameters, more) = after.split_once(",").unwrap_or((after, ""));
                if parameters.split(';').any(is_next) {
                    return Some(target.trim().to_owned());
                }
                rest = more;
            }
            None
        })
}

/// `rel="prev next"`, in any case, quoted or not.
fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return false;
    };
    let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
    name.trim().eq_ignore_ascii_case("rel")
        && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
}
