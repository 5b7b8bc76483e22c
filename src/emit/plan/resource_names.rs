//! What resources are called: the things that requests answer or are sent.
//!
//! In: the route of a request and what it is called. Out: names, best first.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::emit::ident;
use crate::ir::Operation;

use super::names::says_nothing;
use super::routes::{ends_in_act, is_reading, of_answer, protocol_of, resource_names};
use super::titles::telling;

/// What the requests of each operation are called, and where ids stand in their routes.
#[derive(Debug, Default)]
pub(super) struct Titles<'a> {
    titles: BTreeMap<Address<'a>, BTreeSet<&'a str>>,
    /// What stands in routes before an argument.
    before_ids: BTreeSet<&'a str>,
}

/// Method, route, and what else tells operations of one route apart.
type Address<'a> = (&'a str, &'a str, Option<&'a str>);

fn address(operation: &Operation) -> Address<'_> {
    let told = operation.graphql.as_ref().map(|graphql| &*graphql.identity);
    (
        &operation.method,
        operation.route.trim_end_matches('/'),
        told.or(operation.rpc.as_deref()),
    )
}

impl<'a> Titles<'a> {
    pub(super) fn of_all(operations: impl Iterator<Item = &'a Operation>) -> Self {
        let mut titles = Self::default();
        for operation in operations {
            let known = titles.titles.entry(address(operation)).or_default();
            known.insert(&operation.name);
            let ids = operation.route.match_indices("/:");
            titles
                .before_ids
                .extend(ids.map(|(at, _)| &operation.route[..at]));
        }
        titles
    }

    /// The singular of the last word of a route at which all of them are one thing: `setting` of `/settings`,
    /// if there is no `/settings/:id`.
    fn only_one(&self, route: &str) -> Option<String> {
        const MANY: [&str; 5] = [
            "credentials",
            "metrics",
            "preferences",
            "settings",
            "statistics",
        ];
        let route = route.trim_end_matches('/');
        let last = route
            .rsplit('/')
            .next()
            .filter(|_| !self.before_ids.contains(route))?;
        let word = ident::words(last)
            .pop()
            .filter(|word| MANY.contains(&word.as_str()))?;
        Some(ident::singular(&word))
    }

    /// Whether the last segment of a route stands where others have an argument.
    fn has_ids_beside(&self, route: &str) -> bool {
        let before = route.trim_end_matches('/').rsplit_once('/');
        before.is_some_and(|(before, _)| self.before_ids.contains(before))
    }

    /// The words that most titles of an operation have, of those of one of them; nothing where it has few
    /// titles.
    fn common(&self, operation: &Operation, words: &[String]) -> Option<Vec<String>> {
        const MANY: usize = 3;
        let titles = self.titles.get(&address(operation));
        let titles = titles.filter(|titles| titles.len() >= MANY)?;
        let titles: Vec<Vec<String>> = titles
            .iter()
            .map(|title| ident::words(&essence(title)))
            .collect();
        let is_small = |word: &str| {
            const SMALL: [&str; 14] = [
                "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "the", "to",
                "with",
            ];
            SMALL.contains(&word)
        };
        let is_common = |word: &&String| {
            let with = titles.iter().filter(|words| words.contains(word));
            !is_small(word) && with.count() * 2 > titles.len()
        };
        Some(words.iter().filter(is_common).cloned().collect())
    }
}

/// Names for what an operation answers or is sent: by its route, then by what it is called. A
/// route that says nothing, or the same for every request, leaves it to the latter.
pub(super) fn names(operation: &Operation, titles: &Titles, suffix: &str) -> Vec<String> {
    let words = ident::words(&essence(&operation.name));
    let mut names = match operation.rpc.as_deref().and_then(ident::pascal) {
        // All of these have one route.
        Some(method) => vec![format!("{method}{suffix}")],
        None => {
            let route = spelled(&operation.route, &words);
            let is_doubtful = titles.has_ids_beside(&operation.route);
            resource_names(&route, is_doubtful.then_some(&*words), suffix)
        }
    };
    let nameless = format!("Answer{suffix}");
    let is_nameless = names == [nameless.as_str()];
    if is_nameless {
        names.clear();
    } else if !suffix.is_empty() && operation.rpc.is_none() && is_query(operation, &words) {
        names = names.iter().map(|name| queried(name, suffix)).collect();
    }
    if let Some(one) = titles.only_one(&operation.route) {
        let many = |name: &String| {
            let stem = name.strip_suffix(suffix).unwrap_or(name);
            let is_it = ident::words(stem).last().is_some_and(|word| *word == one);
            if is_it {
                format!("{stem}s{suffix}")
            } else {
                name.clone()
            }
        };
        names = names.iter().map(many).collect();
    }
    // A word of many titles says too little beside the route.
    let common = titles.common(operation, &words);
    let common = common.filter(|common| is_nameless || common.len() != 1);
    let told = common.as_deref().unwrap_or(&words);
    if let Some(called) = name_of(told).filter(|_| !says_nothing(&operation.name)) {
        let called = match suffix {
            "" => of_answer(called),
            suffix => format!("{called}{suffix}"),
        };
        if !names.contains(&called) {
            names.push(called);
        }
    }
    names.extend(whole_name(told, suffix));
    if is_nameless {
        let protocol = ident::pascal(protocol_of(&operation.route));
        names.extend(protocol.map(|name| format!("{name}{suffix}")));
        names.push(nameless);
    } else {
        names.extend(common.and_then(|_| whole_name(&words, suffix)));
        let stem = |name| str::strip_suffix(name, suffix).unwrap_or(name);
        let first = names.first().map(|name| stem(name.as_str()));
        names.extend(first.map(|first| done(first, &operation.method, suffix)));
    }
    names
}

/// What tells a body or an answer from another one of the same name.
fn done(name: &str, method: &str, suffix: &str) -> String {
    let act = match method {
        "PUT" | "PATCH" => "Update",
        "DELETE" => "Deletion",
        "POST" => "Creation",
        _ => "View",
    };
    format!("{name}{act}{suffix}")
}

/// A route in whose last segment words stand apart as they do in a title: `getseats` in `Offers GetSeats`.
fn spelled<'r>(route: &'r str, title: &[String]) -> Cow<'r, str> {
    const FEW: usize = 8;
    let (before, last) = route.rsplit_once('/').unwrap_or(("", route));
    if last.len() < FEW || !last.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(route);
    }
    let runs = (0..title.len()).flat_map(|from| (from + 2..=title.len()).map(move |to| (from, to)));
    let is_it = |(from, to): &(usize, usize)| {
        let mut rest = last;
        let mut words = title[*from..*to].iter();
        words.all(|word| match rest.strip_prefix(word.as_str()) {
            Some(after) => {
                rest = after;
                true
            }
            None => false,
        }) && rest.is_empty()
    };
    match runs.into_iter().find(is_it) {
        Some((from, to)) => Cow::Owned(format!("{before}/{}", title[from..to].join("_"))),
        None => Cow::Borrowed(route),
    }
}

/// Whether a request that sends a body asks for things by it, which a route of its own would say.
fn is_query(operation: &Operation, title: &[String]) -> bool {
    let is_several = |word: &String| {
        matches!(&**word, "search" | "find" | "query" | "list") || ident::singular(word) != *word
    };
    operation.method == "POST"
        && title.first().is_some_and(|first| is_reading(first))
        && title.iter().skip(1).any(is_several)
        && !ends_in_act(&operation.route)
}

/// `CampaignInput` is what makes one, `CampaignQueryInput` what asks for some.
fn queried(name: &str, suffix: &str) -> String {
    match name.strip_suffix(suffix) {
        Some(stem) if !stem.ends_with("Query") && !stem.ends_with("Search") => {
            format!("{stem}Query{suffix}")
        }
        _ => name.to_owned(),
    }
}

/// What an operation is called, without its verb: `Create booking` is about a `Booking`.
fn name_of(words: &[String]) -> Option<String> {
    const VERBS: &[&str] = &[
        "get",
        "list",
        "create",
        "update",
        "delete",
        "add",
        "remove",
        "search",
        "find",
        "post",
        "put",
        "patch",
        "fetch",
        "retrieve",
        "read",
        "set",
        "all",
        "a",
        "an",
        "the",
        "by",
        "new",
        "edit",
        "show",
        "send",
        "step",
        "gets",
        "lists",
        "creates",
        "updates",
        "deletes",
        "adds",
        "removes",
        "returns",
        "return",
        "retrieves",
        "searches",
        "finds",
        "fetches",
        "sets",
        "sends",
        "of",
        "information",
        "details",
        "about",
        "graphql",
        "query",
        "mutation",
        "sample",
        "example",
        "demo",
        "test",
    ];
    if is_test(words) {
        return None;
    }
    let is_word = |word: &&String| word.starts_with(|c: char| c.is_ascii_alphabetic());
    let told = words
        .iter()
        .skip_while(|word| VERBS.contains(&word.as_str()) || !is_word(word));
    // `patients by id` is about patients.
    let told = told.take_while(|word| !matches!(word.as_str(), "by" | "for" | "with" | "from"));
    let is_article = |word: &&str| matches!(*word, "a" | "an" | "the");
    let told = told.filter(is_word).map(String::as_str);
    let mut told: Vec<&str> = told.filter(|word| !is_article(word)).take(4).collect();
    while let Some("in" | "on" | "to" | "of" | "at" | "as" | "and" | "or" | "via") =
        told.last().copied()
    {
        told.pop();
    }
    // `Copy request` is what the request is called, not what it is about.
    if let [_, .., "request" | "requests" | "endpoint" | "api" | "call"] = told.as_slice() {
        told.pop();
    }
    ident::pascal(&ident::singular_words(&told.join(" ")).join(" "))
}

/// Whether a title is that of a test: `When_updating_a_contact_should_succeed`.
fn is_test(words: &[String]) -> bool {
    words.iter().any(|word| word == "should")
}

/// A name without what it says in brackets or behind a dash: `Update record (SAMPLE)`.
fn essence(name: &str) -> Cow<'_, str> {
    let name = telling(name);
    let end = [" (", " - ", ": "]
        .iter()
        .filter_map(|mark| name.find(mark))
        .min();
    match end {
        Some(end) if ident::words(&name[..end]).len() >= 2 => Cow::Owned(name[..end].to_owned()),
        _ => name,
    }
}

/// The whole of what an operation is called, for what has no other name left.
fn whole_name(words: &[String], suffix: &str) -> Option<String> {
    if is_test(words) {
        return None;
    }
    let told: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !matches!(*word, "a" | "an" | "the"))
        .take(5)
        .collect();
    let ending = if suffix.is_empty() { "Answer" } else { suffix };
    let name = ident::pascal(&told.join(" "))?;
    (told.len() >= 2 && name.len() <= 40).then(|| format!("{name}{ending}"))
}

/// Names for the variables of a GraphQL document: by its operation, then by what the request is called.
pub(super) fn variables_names(operation: &Operation) -> Vec<String> {
    let identity = operation.graphql.as_ref().map(|graphql| &*graphql.identity);
    let is_name = |identity: &&str| !identity.contains(|c: char| !c.is_alphanumeric() && c != '_');
    let own = identity.filter(is_name).and_then(ident::pascal);
    let called = ident::pascal(&essence(&operation.name));
    let names = own.into_iter().chain(called);
    let names = names.map(|name| format!("{name}Variables"));
    names.chain(["Variables".to_owned()]).collect()
}
