//! What members and parameters that speak of pages are called: their words together, in lower case.

use crate::emit::ident;

/// Names of members with the address of the next page, their words together.
pub(super) const LINKS: &[&str] = &[
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
pub(super) const TOKENS: &[&str] = &[
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
pub(super) const TOKEN_PARAMETERS: &[&str] = &[
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
pub(super) const LAST_IDS: &[&str] = &["startingafter", "afterid", "startafterid", "startafter"];

/// Names of query parameters with the number of a page.
pub(super) const NUMBERS: &[&str] = &[
    "page",
    "pageno",
    "pagenum",
    "pagenr",
    "pagenumber",
    "pageindex",
    "currentpage",
];

/// Names of query parameters that say how many items to pass over.
pub(super) const OFFSETS: &[&str] = &[
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
pub(super) const SIZES: &[&str] = &[
    "limit",
    "pagesize",
    "perpage",
    "pagelimit",
    "size",
    "maxresults",
    "count",
];

/// Objects beside the items that speak of pages.
pub(super) const ENVELOPES: &[&str] = &[
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
pub(super) const ITEMS: &[&str] = &[
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

pub(super) const MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage"];
pub(super) const PAGES: &[&str] = &[
    "totalpages",
    "pagestotal",
    "pagecount",
    "numpages",
    "lastpage",
];
pub(super) const TOTALS: &[&str] = &[
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

/// The words of a name together, in lower case: `@odata.nextLink` is `odatanextlink`.
pub(super) fn joined(name: &str) -> String {
    ident::words(name).concat()
}

pub(super) fn is_asking(name: &str) -> bool {
    let name = joined(name);
    [TOKEN_PARAMETERS, NUMBERS, OFFSETS, SIZES]
        .iter()
        .any(|names| names.contains(&name.as_str()))
}
