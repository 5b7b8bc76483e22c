//! Where an answer has its items, and what it says of pages.

use crate::ir::{Field, Format, Kind, Shape, Words};

use super::evidence::Evidence;
use super::paging_words::{ENVELOPES, ITEMS, MORE, PAGES, TOTALS, is_asking, joined};

/// What an answer says of pages to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    More,
    Pages,
    Items,
}

/// Where the one list of an answer is.
pub(super) fn items(shape: &Shape) -> Option<Vec<String>> {
    if let Kind::List(_) = shape.kind() {
        return Some(Vec::new());
    }
    let fields = fields(shape);
    if let Some(list) = one_list(fields) {
        return Some(vec![list.name.clone()]);
    }
    let has_list = fields.iter().any(is_list);
    let mut inner = fields.iter().filter(|field| !is_envelope(field));
    let inner = inner.find_map(|field| {
        let list = one_list(self::fields(&field.shape))?;
        Some(vec![field.name.clone(), list.name.clone()])
    });
    inner.filter(|_| !has_list)
}

/// The list among members: the only one, or the only one that is called as lists of items are.
fn one_list(fields: &[Field]) -> Option<&Field> {
    let lists: Vec<&Field> = fields.iter().filter(|field| is_list(field)).collect();
    let is_called_so = |field: &&&Field| ITEMS.contains(&joined(&field.name).as_str());
    match lists.as_slice() {
        [only] => Some(only),
        lists => {
            let mut called = lists.iter().filter(is_called_so);
            let list = called.next()?;
            called.next().is_none().then_some(list)
        }
    }
}

fn is_list(field: &Field) -> bool {
    matches!(field.shape.kind(), Kind::List(_))
}

/// Whether an object beside the items speaks of pages.
pub(super) fn is_envelope(field: &Field) -> bool {
    ENVELOPES.contains(&joined(&field.name).as_str())
}

pub(super) fn fields(shape: &Shape) -> &[Field] {
    match shape.kind() {
        Kind::Object(fields) => fields,
        _ => &[],
    }
}

/// The members that lead to one of a name and a kind: beside the items, or in an object that speaks
/// of pages. A link may be an object with its address in `href`.
pub(super) fn path(
    shape: &Shape,
    names: &[&str],
    is: &dyn Fn(&Shape) -> bool,
) -> Option<Vec<String>> {
    below(shape, names, is, 3)
}

fn below(
    shape: &Shape,
    names: &[&str],
    is: &dyn Fn(&Shape) -> bool,
    depth: usize,
) -> Option<Vec<String>> {
    let fields = fields(shape);
    let called: Vec<String> = fields.iter().map(|field| joined(&field.name)).collect();
    for name in names {
        let named = fields.iter().zip(&called);
        for (field, _) in named.filter(|(_, called)| *called == name) {
            if is(&field.shape) {
                return Some(vec![field.name.clone()]);
            }
            if field.shape.field("href").is_some_and(is) {
                return Some(vec![field.name.clone(), "href".to_owned()]);
            }
        }
    }
    if depth == 0 {
        return None;
    }
    let mut envelopes = fields.iter().filter(|field| is_envelope(field));
    envelopes.find_map(|field| {
        let mut path = below(&field.shape, names, is, depth - 1)?;
        path.insert(0, field.name.clone());
        Some(path)
    })
}

/// A link: a text, or never seen with a value. Where a parameter takes a token it has to look like one.
pub(super) fn is_link(shape: &Shape, takes_token: bool) -> bool {
    match shape.kind() {
        Kind::Unknown => !takes_token,
        Kind::Text(texts) => !takes_token || texts.format == Format::Url,
        _ => false,
    }
}

/// Whether the members lead to a text, or to what was never seen with a value.
pub(super) fn is_of_text(shape: &Shape, path: &[String]) -> bool {
    let found = path
        .iter()
        .try_fold(shape, |around, name| around.field(name));
    found.is_some_and(|found| matches!(found.kind(), Kind::Text(_) | Kind::Unknown))
}

pub(super) fn is_text(shape: &Shape) -> bool {
    matches!(
        shape.kind(),
        Kind::Text(_) | Kind::Unknown | Kind::Integer | Kind::NumberOrText
    )
}

/// Whether anything beside a `next` that was never seen with a value says that an answer is a page: a list of objects
/// or one that no item was seen in, a member beside it that speaks of pages, or a parameter that asks for one.
pub(super) fn speaks_of_pages(evidence: &Evidence, shape: &Shape) -> bool {
    let list = items(shape).and_then(|path| {
        let found = path
            .iter()
            .try_fold(shape, |around, name| around.field(name));
        found.and_then(Shape::items)
    });
    let is_of_things = list.is_none_or(|items| {
        matches!(
            items.kind(),
            Kind::Object(_) | Kind::Map(_) | Kind::Mixed | Kind::Unknown
        )
    });
    is_of_things || shows_pages(evidence, shape)
}

/// Whether a member speaks of pages, or a parameter asks for one.
pub(super) fn shows_pages(evidence: &Evidence, shape: &Shape) -> bool {
    const OTHERS: &[&str] = &["previous", "prev", "count"];
    let is_called_so = |field: &Field| OTHERS.contains(&joined(&field.name).as_str());
    let mut asked = evidence.query.iter();
    left(shape, &[Rest::More, Rest::Pages, Rest::Items]).is_some()
        || fields(shape).iter().any(is_called_so)
        || asked.any(|parameter| is_asking(&parameter.name))
}

/// Whether all that was seen are words (`confirm`), which say what is next and are no addresses.
pub(super) fn is_word(shape: &Shape) -> bool {
    let Kind::Text(texts) = shape.kind() else {
        return false;
    };
    let is_few = matches!(&texts.words, Words::Few(words) if !words.is_empty());
    is_few && texts.format != Format::Url
}

/// Whether it was never seen with a value.
pub(super) fn is_unseen(shape: &Shape) -> bool {
    matches!(shape.kind(), Kind::Unknown)
}

/// What the answer says of pages to come, of these kinds.
pub(super) fn left(shape: &Shape, kinds: &[Rest]) -> Option<(Rest, Vec<String>)> {
    kinds.iter().find_map(|kind| {
        let is_number = |shape: &Shape| matches!(shape.kind(), Kind::Integer);
        let is_boolean = |shape: &Shape| matches!(shape.kind(), Kind::Boolean);
        let found = match kind {
            Rest::More => path(shape, MORE, &is_boolean),
            Rest::Pages => path(shape, PAGES, &is_number),
            Rest::Items => path(shape, TOTALS, &is_number),
        };
        found.map(|path| (*kind, path))
    })
}
