//! How lists get from page to page, as parameters and answers show it.
//!
//! In: an operation and the shape of its answer. Out: where the items are, where the answer says what
//! comes next, and what the next page is asked for with. Nothing is a list of pages whose answer does
//! not have exactly one list in it, unless `collgen.toml` says which.

use crate::ir::{Kind, Parameter, Shape};
use crate::type_rules::{PageBy, PageRule};

use super::evidence::Evidence;
use super::paging_shape::{
    Rest, fields, is_envelope, is_link, is_of_text, is_text, is_unseen, is_word, items, left, path,
    shows_pages, speaks_of_pages,
};
use super::paging_words::{
    LAST_IDS, LINKS, MORE, NUMBERS, OFFSETS, SIZES, TOKEN_PARAMETERS, TOKENS, is_asking, joined,
};

/// A list that comes in pages.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paging {
    /// Members that lead to the items; none where the answer is the list.
    pub(super) items: Vec<String>,
    /// Members that lead to the link or token of the next page.
    pub(super) next: Vec<String>,
    /// The member of an item that is the token of the next page, where the last item is.
    pub(super) last: Option<String>,
    /// Members that lead to what is said of pages to come.
    pub(super) left: Option<(Rest, Vec<String>)>,
    /// How the next page is asked for, where it is not by a link in the body.
    pub(super) turn: Option<Turn>,
}

/// How the next page is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    LinkHeader,
    /// The query parameter that takes the token.
    Token(String),
    /// The query parameter, and its value for the first page.
    Number(String, u64),
    Offset(String, u64),
    /// The members that lead to the one of the JSON body that takes the token.
    BodyToken(Vec<String>),
    /// The same with the number of the page, and its value for the first.
    BodyNumber(Vec<String>, u64),
    BodyOffset(Vec<String>, u64),
}

impl Turn {
    /// The type of the support files that does it.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::LinkHeader => "ByLinkHeader",
            Self::Token(_) => "ByToken",
            Self::Number(..) => "ByNumber",
            Self::Offset(..) => "ByOffset",
            Self::BodyToken(_) => "TokenInBody",
            Self::BodyNumber(..) => "NumberInBody",
            Self::BodyOffset(..) => "OffsetInBody",
        }
    }

    /// The support file that has it.
    pub(super) fn module(&self) -> &'static str {
        match self.is_in_body() {
            true => "paging_body",
            false => "paging",
        }
    }

    /// Whether the next page is asked for by the body of the request.
    pub(super) fn is_in_body(&self) -> bool {
        matches!(
            self,
            Self::BodyToken(_) | Self::BodyNumber(..) | Self::BodyOffset(..)
        )
    }
}

impl Paging {
    /// What is known of the pages of an operation that answers this.
    pub(super) fn of(evidence: &Evidence, shape: &Shape, rule: Option<&PageRule>) -> Option<Self> {
        let unruled = PageRule::default();
        let rule = rule.unwrap_or(&unruled);
        if rule.by == Some(PageBy::Nothing) {
            return None;
        }
        let items = match &rule.items {
            Some(path) => steps(path),
            None => items(shape)?,
        };
        let by_last = last_item(evidence, shape, &items, rule);
        let (turn, next) = match (rule.by, by_last) {
            (Some(by), _) => ruled(by, evidence, shape, rule),
            (None, Some((query, last))) => {
                return Some(Self {
                    items,
                    next: Vec::new(),
                    last: Some(last),
                    left: left(shape, &[Rest::More]),
                    turn: Some(Turn::Token(query)),
                });
            }
            (None, None) => found(evidence, shape, rule)?,
        };
        let left = match &turn {
            None | Some(Turn::LinkHeader) => None,
            Some(Turn::Token(_) | Turn::BodyToken(_)) => left(shape, &[Rest::More]),
            Some(Turn::Number(..) | Turn::BodyNumber(..)) => {
                left(shape, &[Rest::Pages, Rest::More])
            }
            Some(Turn::Offset(..) | Turn::BodyOffset(..)) => {
                left(shape, &[Rest::More, Rest::Items])
            }
        };
        Some(Self {
            items,
            next,
            last: None,
            left,
            turn,
        })
    }
}

/// The strongest sign: a link, a header, a token with the parameter that takes it, a number.
fn found(
    evidence: &Evidence,
    shape: &Shape,
    rule: &PageRule,
) -> Option<(Option<Turn>, Vec<String>)> {
    let query = |names: &[&str]| parameter(&evidence.query, names, rule);
    let token = query(TOKEN_PARAMETERS);
    let body = |names: &[&str]| members(&evidence.body, names, rule);
    let body_token = body(TOKEN_PARAMETERS);
    let is_token = token.is_some() || body_token.is_some();
    let is_page = speaks_of_pages(evidence, shape);
    let is_shown = shows_pages(evidence, shape);
    let is_link = |shape: &Shape| {
        is_link(shape, is_token) && (is_page || !is_unseen(shape)) && (is_shown || !is_word(shape))
    };
    let link = path(shape, LINKS, &is_link);
    if let Some(link) = link {
        return Some((None, link));
    }
    if evidence.has_next_link {
        return Some((Some(Turn::LinkHeader), Vec::new()));
    }
    let next = path(shape, TOKENS, &is_text);
    if let (Some(token), Some(next)) = (token, &next) {
        return Some((Some(Turn::Token(token.name.clone())), next.clone()));
    }
    let next = next.filter(|next| is_of_text(shape, next));
    if let (Some(token), Some(next)) = (body_token, next) {
        return Some((Some(Turn::BodyToken(token)), next));
    }
    if let Some(number) = query(NUMBERS).filter(|found| may_be_number(found, true)) {
        let turn = Turn::Number(number.name.clone(), rule.first.unwrap_or(first(number)));
        return Some((Some(turn), Vec::new()));
    }
    let is_offset = |found: &&Parameter| {
        let is_plain = joined(&found.name) != "start" && joined(&found.name) != "from";
        may_be_number(found, is_plain)
    };
    if let Some(offset) = query(OFFSETS).filter(is_offset) {
        let first = rule.first.unwrap_or(first_item(offset));
        return Some((Some(Turn::Offset(offset.name.clone(), first)), Vec::new()));
    }
    let turn = body_number(evidence, shape, rule)?;
    Some((Some(turn), Vec::new()))
}

/// A number or an offset in the body. A body may have such a number for other reasons: the answer has to speak of
/// pages too, or the body says how many items a page has.
fn body_number(evidence: &Evidence, shape: &Shape, rule: &PageRule) -> Option<Turn> {
    let says_size = members(&evidence.body, SIZES, &PageRule::default()).is_some();
    let is_certain = says_size || left(shape, &[Rest::Pages, Rest::More, Rest::Items]).is_some();
    let is_number = |path: &Vec<String>| {
        evidence
            .body
            .iter()
            .any(|(known, number)| known == path && *number)
    };
    let found = |names: &[&str]| members(&evidence.body, names, rule).filter(is_number);
    if !is_certain {
        return None;
    }
    if let Some(path) = found(NUMBERS) {
        return Some(Turn::BodyNumber(path, rule.first.unwrap_or(1)));
    }
    found(OFFSETS).map(|path| Turn::BodyOffset(path, rule.first.unwrap_or(0)))
}

/// The query parameter that takes the id of the last item, and the member of the items that has it: where the answer
/// says whether there is more, and neither has a link nor a token.
fn last_item(
    evidence: &Evidence,
    shape: &Shape,
    path_of_items: &[String],
    rule: &PageRule,
) -> Option<(String, String)> {
    let [list] = path_of_items else {
        return None;
    };
    let query = parameter(&evidence.query, LAST_IDS, rule)?;
    if rule.next.is_some() || !LAST_IDS.contains(&joined(&query.name).as_str()) {
        return None;
    }
    path(shape, MORE, &|shape| matches!(shape.kind(), Kind::Boolean))?;
    let has_next = evidence.has_next_link
        || path(shape, LINKS, &is_text).is_some()
        || path(shape, TOKENS, &is_text).is_some();
    let items = shape.field(list)?.items()?;
    let id = items.field("id").filter(|id| is_text(id))?;
    let is_known = id.kind() != Kind::Unknown;
    (is_known && !has_next).then(|| (query.name.clone(), "id".to_owned()))
}

/// What `collgen.toml` says, with what it leaves out filled in from the evidence.
fn ruled(
    by: PageBy,
    evidence: &Evidence,
    shape: &Shape,
    rule: &PageRule,
) -> (Option<Turn>, Vec<String>) {
    let told = |names: &[&str], is: &dyn Fn(&Shape) -> bool| {
        let told = rule.next.as_ref().map(|path| steps(path));
        told.or_else(|| path(shape, names, is)).unwrap_or_default()
    };
    let query = |names: &[&str], usual: &str| {
        let known = parameter(&evidence.query, names, rule);
        let name = rule.query.clone();
        name.or(known.map(|found| found.name.clone()))
            .unwrap_or_else(|| usual.to_owned())
    };
    let body = |names: &[&str]| match (&rule.body, &rule.query) {
        (Some(path), _) => Some(steps(path)),
        (None, Some(_)) => None,
        (None, None) if parameter(&evidence.query, names, rule).is_some() => None,
        (None, None) => members(&evidence.body, names, rule),
    };
    match by {
        PageBy::Nothing | PageBy::Link => (None, told(LINKS, &is_text)),
        PageBy::LinkHeader => (Some(Turn::LinkHeader), Vec::new()),
        PageBy::Token => {
            let turn = match body(TOKEN_PARAMETERS) {
                Some(path) => Turn::BodyToken(path),
                None => Turn::Token(query(TOKEN_PARAMETERS, "cursor")),
            };
            (Some(turn), told(TOKENS, &is_text))
        }
        PageBy::Number => {
            let first = rule.first.unwrap_or(1);
            let turn = match body(NUMBERS) {
                Some(path) => Turn::BodyNumber(path, first),
                None => Turn::Number(query(NUMBERS, "page"), first),
            };
            (Some(turn), Vec::new())
        }
        PageBy::Offset => {
            let first = rule.first.unwrap_or(0);
            let turn = match body(OFFSETS) {
                Some(path) => Turn::BodyOffset(path, first),
                None => Turn::Offset(query(OFFSETS, "offset"), first),
            };
            (Some(turn), Vec::new())
        }
    }
}

fn steps(path: &str) -> Vec<String> {
    path.split('.')
        .filter(|step| !step.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The query parameter of one of these names, the one that `collgen.toml` names before all.
fn parameter<'a>(query: &'a [Parameter], names: &[&str], rule: &PageRule) -> Option<&'a Parameter> {
    let mut query = query.iter();
    match &rule.query {
        Some(name) => query.find(|parameter| parameter.name == *name),
        None => query.find(|parameter| names.contains(&joined(&parameter.name).as_str())),
    }
}

/// The members of a JSON body that may ask for a page, each with whether it is a number: those beside all others, and
/// those in an object that speaks of pages.
pub(super) fn body_members(body: &Shape) -> Vec<(Vec<String>, bool)> {
    let mut found = Vec::new();
    for field in fields(body) {
        let name = field.name.clone();
        if is_envelope(field) {
            let below = fields(&field.shape).iter();
            let below = below.filter(|below| is_asking(&below.name) && is_text(&below.shape));
            found.extend(below.map(|below| {
                let is_number = matches!(below.shape.kind(), Kind::Integer);
                (vec![name.clone(), below.name.clone()], is_number)
            }));
        }
        if is_asking(&name) && is_text(&field.shape) {
            found.push((vec![name], matches!(field.shape.kind(), Kind::Integer)));
        }
    }
    found
}

/// The member of the body of one of these names, the one that `collgen.toml` names before all.
fn members(body: &[(Vec<String>, bool)], names: &[&str], rule: &PageRule) -> Option<Vec<String>> {
    if let Some(path) = &rule.body {
        return Some(steps(path));
    }
    let is_called_so = |path: &&(Vec<String>, bool)| {
        let last = path.0.last().map(|name| joined(name));
        last.is_some_and(|name| names.contains(&name.as_str()))
    };
    body.iter().find(is_called_so).map(|(path, _)| path.clone())
}

/// Whether what is saved for a parameter is a number, or at least says nothing else.
fn may_be_number(parameter: &Parameter, may_be_blank: bool) -> bool {
    let value = parameter.value.as_deref().unwrap_or_default();
    match value {
        "" => may_be_blank,
        "<integer>" | "<number>" | "<long>" => true,
        "<string>" => may_be_blank,
        value if value.contains("{{") => may_be_blank,
        value => value.parse::<u64>().is_ok(),
    }
}

/// The number of the first page.
fn first(parameter: &Parameter) -> u64 {
    const FROM_ZERO: &[&str] = &[
        "zero-based",
        "zero based",
        "0-based",
        "0 based",
        "zero-indexed",
        "0-indexed",
        "starts at 0",
        "starting at 0",
        "starts with 0",
        "starting from 0",
        "starts from 0",
    ];
    let told = parameter.description.to_ascii_lowercase();
    let is_zero = parameter.value.as_deref() == Some("0")
        || joined(&parameter.name) == "pageindex"
        || FROM_ZERO.iter().any(|words| told.contains(words));
    u64::from(!is_zero)
}

/// The offset of the first item: one where items are counted from one.
fn first_item(parameter: &Parameter) -> u64 {
    let counts_from_one = joined(&parameter.name) == "startindex"
        || parameter
            .description
            .to_ascii_lowercase()
            .contains("1-based");
    u64::from(counts_from_one && parameter.value.as_deref() != Some("0"))
}
