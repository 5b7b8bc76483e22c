//! How lists get from page to page, as parameters and answers show it.
//!
//! In: an operation and the shape of its answer. Out: where the items are, where the answer says what
//! comes next, and what the next page is asked for with. Nothing is a list of pages whose answer does
//! not have exactly one list in it, unless `collgen.toml` says which.

use crate::emit::ident;
use crate::ir::{Field, Format, Kind, Parameter, Shape, Words};
use crate::type_rules::{PageBy, PageRule};

use super::evidence::Evidence;

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

/// What an answer says of pages to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    More,
    Pages,
    Items,
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

/// Names of members with the address of the next page, their words together.
const LINKS: &[&str] = &[
    "next",
    "nextlink",
    "nexturl",
    "nexturi",
    "nextpage",
    "nextpageurl",
    "nextpageuri",
    "nextpagelink",
    "nexthref",
    "odatanextlink",
    "hydranext",
];

/// Names of members with the token of the next page.
const TOKENS: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextpagecursor",
    "nextcontinuationtoken",
    "nextmarker",
    "nextpage",
    "next",
    "continuationtoken",
    "continuation",
    "cursor",
    "endcursor",
    "pagetoken",
    "after",
    "scrollid",
];

/// Names of query parameters that take a token.
const TOKEN_PARAMETERS: &[&str] = &[
    "cursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "nextcursor",
    "pagecursor",
    "startcursor",
    "aftercursor",
    "after",
    "continuationtoken",
    "continuation",
    "ctoken",
    "marker",
    "scrollid",
];

/// Names of query parameters that take the id of the last item: what comes is after it, whatever the order.
/// `since_id` is none of them: of a list with the newest first it gives the same page again.
const LAST_IDS: &[&str] = &["startingafter", "afterid", "startafterid", "startafter"];

/// Names of query parameters with the number of a page.
const NUMBERS: &[&str] = &[
    "page",
    "pageno",
    "pagenum",
    "pagenr",
    "pagenumber",
    "pageindex",
    "currentpage",
];

/// Names of query parameters that say how many items to pass over.
const OFFSETS: &[&str] = &[
    "offset",
    "skip",
    "pageoffset",
    "startindex",
    "startat",
    "startposition",
    "startrow",
    "firstresult",
    "start",
    "from",
];

/// Names of members of a body that say how many items a page has.
const SIZES: &[&str] = &[
    "limit",
    "pagesize",
    "perpage",
    "pagelimit",
    "size",
    "maxresults",
    "count",
];

/// Objects beside the items that speak of pages.
const ENVELOPES: &[&str] = &[
    "links",
    "link",
    "paging",
    "pagination",
    "pageinfo",
    "page",
    "meta",
    "metadata",
    "cursors",
    "cursor",
    "hydraview",
    "responsemetadata",
    "paginationinfo",
    "next",
];

/// Names of the list that an answer is about, where there are several.
const ITEMS: &[&str] = &[
    "items",
    "results",
    "data",
    "value",
    "values",
    "records",
    "entries",
    "hydramember",
    "content",
];

const MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage"];
const PAGES: &[&str] = &[
    "totalpages",
    "pagestotal",
    "pagecount",
    "numpages",
    "lastpage",
];
const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalitems",
    "itemstotal",
    "totalresults",
    "totalelements",
    "totalrecords",
    "totalrowcount",
    "totalsize",
    "hydratotalitems",
];

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

/// The words of a name together, in lower case: `@odata.nextLink` is `odatanextlink`.
fn joined(name: &str) -> String {
    ident::words(name).concat()
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

fn is_asking(name: &str) -> bool {
    let name = joined(name);
    [TOKEN_PARAMETERS, NUMBERS, OFFSETS, SIZES]
        .iter()
        .any(|names| names.contains(&name.as_str()))
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

/// Where the one list of an answer is.
fn items(shape: &Shape) -> Option<Vec<String>> {
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

fn fields(shape: &Shape) -> &[Field] {
    match shape.kind() {
        Kind::Object(fields) => fields,
        _ => &[],
    }
}

/// The members that lead to one of a name and a kind: beside the items, or in an object that speaks
/// of pages. A link may be an object with its address in `href`.
fn path(shape: &Shape, names: &[&str], is: &dyn Fn(&Shape) -> bool) -> Option<Vec<String>> {
    below(shape, names, is, 3)
}

fn below(
    shape: &Shape,
    names: &[&str],
    is: &dyn Fn(&Shape) -> bool,
    depth: usize,
) -> Option<Vec<String>> {
    let fields = fields(shape);
    for name in names {
        for field in fields.iter().filter(|field| joined(&field.name) == **name) {
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
fn is_link(shape: &Shape, takes_token: bool) -> bool {
    match shape.kind() {
        Kind::Unknown => !takes_token,
        Kind::Text(texts) => !takes_token || texts.format == crate::ir::Format::Url,
        _ => false,
    }
}

/// Whether the members lead to a text, or to what was never seen with a value.
fn is_of_text(shape: &Shape, path: &[String]) -> bool {
    let found = path
        .iter()
        .try_fold(shape, |around, name| around.field(name));
    found.is_some_and(|found| matches!(found.kind(), Kind::Text(_) | Kind::Unknown))
}

fn is_text(shape: &Shape) -> bool {
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
fn left(shape: &Shape, kinds: &[Rest]) -> Option<(Rest, Vec<String>)> {
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
