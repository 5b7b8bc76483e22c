//! What each operation answers: nothing, text, JSON of a type, or a page of items.

use std::borrow::Cow;

use crate::emit::ident;
use crate::ir::{Field, Kind, Operation, Shape};

use super::evidence::Evidence;
use super::models::{Envelope, Models, Origin, Role};
use super::names::says_nothing;
use super::paging::{Paging, Turn, is_envelope};
use super::titles::telling;
use super::types::Type;

/// How an answer is decoded, and into what.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// Any success; the body is not looked at.
    Empty,
    /// Text that is not JSON.
    Text,
    /// JSON of this type.
    Json(Type),
    /// JSON of a kind that no saved answer shows.
    Unknown,
}

/// The answer of an operation, and how it gets to the next page. Structs may still be renamed or
/// joined until all are known.
pub(super) fn answer(
    models: &mut Models,
    operation: &Operation,
    evidence: &Evidence,
    module: &str,
) -> (Answer, Option<Turn>) {
    let Some(shape) = &evidence.success else {
        let answer = match evidence {
            Evidence { text: 1.., .. } => Answer::Text,
            Evidence { empty: 1.., .. } => Answer::Empty,
            _ => Answer::Unknown,
        };
        return (answer, None);
    };
    if evidence.text > 0 {
        return (Answer::Text, None);
    }
    let origin = Origin {
        module,
        source: operation.path.join(" / "),
        role: Role::Answer,
    };
    let wanted = names(operation, "");
    let mut paths = evidence.paths.iter();
    let rule = paths.find_map(|path| models.rules.pages.get(path)).cloned();
    if let (None, Some((items, field))) = (&rule, page_items(shape)) {
        let page = models.page(&field.name, shape);
        let item = resource_type(models, items, &wanted, &origin);
        return (Answer::Json(Type::Page(page, Box::new(item))), None);
    }
    let Some(paging) = Paging::of(evidence, shape, rule.as_ref()) else {
        let ty = wrapped_type(models, shape, &wanted, &origin);
        return (Answer::Json(ty), None);
    };
    let ty = paged_type(models, shape, &paging, &wanted, &origin);
    (Answer::Json(ty), paging.turn)
}

/// The type of an answer that is a thing or a list of them, or an envelope around that: what is in
/// the envelope is the resource.
fn wrapped_type(
    models: &mut Models,
    shape: &Shape,
    wanted: &[String],
    origin: &Origin<'_>,
) -> Type {
    let is_thing = |name: &String| shape.field(name).is_some();
    let has_identity = models.rules.required_names.iter().any(is_thing);
    if let Some(member) = wrapped(shape, wanted).filter(|_| !has_identity) {
        let items = member.shape.items();
        let inner = items.unwrap_or(&member.shape);
        if let Type::Model(item) = resource_type(models, inner, wanted, origin) {
            let envelope = Envelope {
                member: &member.name,
                ending: if items.is_some() { "List" } else { "Answer" },
                paging: None,
            };
            return Type::Model(models.envelope(item, shape, origin, &envelope));
        }
    }
    resource_type(models, shape, wanted, origin)
}

/// The one object or list of objects that an answer is about: it is called as the resource is, or
/// by a word that says nothing, and nothing else has members of its own. What has much beside it is
/// more than an envelope.
fn wrapped<'s>(shape: &'s Shape, wanted: &[String]) -> Option<&'s Field> {
    const WORDS: [&str; 8] = [
        "data", "result", "results", "items", "records", "response", "content", "payload",
    ];
    let Kind::Object(fields) = shape.kind() else {
        return None;
    };
    let is_structured = |shape: &Shape| match shape.kind() {
        Kind::List(items) => matches!(items.kind(), Kind::Object([_, ..])),
        kind => matches!(kind, Kind::Object([_, ..])),
    };
    let mut structured = fields
        .iter()
        .filter(|field| is_structured(&field.shape) && !is_envelope(field));
    let member = structured.next()?;
    let name = ident::singular_words(&member.name).join(" ");
    let is_it = WORDS.contains(&member.name.as_str())
        || ident::pascal(&name).is_some_and(|name| wanted.first() == Some(&name));
    let is_envelope = structured.next().is_none() && fields.len() <= 7;
    (is_envelope && is_it && member.shape.null == 0).then_some(member)
}

/// The type of an answer that is one page: its items are the resource.
fn paged_type(
    models: &mut Models,
    shape: &Shape,
    paging: &Paging,
    wanted: &[String],
    origin: &Origin<'_>,
) -> Type {
    let list = match paging.items.as_slice() {
        [list] => shape.field(list).and_then(Shape::items),
        _ => None,
    };
    if let Some(items) = list.filter(|items| matches!(items.kind(), Kind::Object([_, ..])))
        && let Type::Model(item) = resource_type(models, items, wanted, origin)
    {
        let envelope = Envelope {
            member: &paging.items.concat(),
            ending: "Page",
            paging: Some(paging),
        };
        return Type::Model(models.envelope(item, shape, origin, &envelope));
    }
    let ty = resource_type(models, shape, wanted, origin);
    if let Type::Model(id) = ty {
        let name = models.list[id].name.clone();
        models.paged.entry(name).or_insert_with(|| paging.clone());
    }
    ty
}

/// The type of a JSON body that a request sends; none when it sends no JSON.
///
/// `shape` is what all bodies of the operation show.
pub(super) fn input(
    models: &mut Models,
    operation: &Operation,
    shape: &Shape,
    module: &str,
) -> Type {
    let origin = Origin {
        module,
        source: operation.path.join(" / "),
        role: Role::Input,
    };
    let wanted = match operation.document() {
        Some(_) => variables_names(operation),
        None => names(operation, "Input"),
    };
    resource_type(models, shape, &wanted, &origin)
}

/// Names for the variables of a GraphQL document: by its operation, then by what the request is called.
fn variables_names(operation: &Operation) -> Vec<String> {
    let identity = operation.graphql.as_ref().map(|graphql| &*graphql.identity);
    let is_name = |identity: &&str| !identity.contains(|c: char| !c.is_alphanumeric() && c != '_');
    let own = identity.filter(is_name).and_then(ident::pascal);
    let called = ident::pascal(&essence(&operation.name));
    let names = own.into_iter().chain(called);
    let names = names.map(|name| format!("{name}Variables"));
    names.chain(["Variables".to_owned()]).collect()
}

fn resource_type(
    models: &mut Models,
    shape: &Shape,
    wanted: &[String],
    origin: &Origin<'_>,
) -> Type {
    Type::of(shape, &mut |object| {
        Type::Model(models.resource(wanted, object, origin))
    })
}

/// The list of items of a page envelope: the one list beside a `next` link.
fn page_items(shape: &Shape) -> Option<(&Shape, &Field)> {
    let Kind::Object(fields) = shape.kind() else {
        return None;
    };
    let next = shape.field("next")?;
    if !matches!(next.kind(), Kind::Unknown | Kind::Text(_)) {
        return None;
    }
    let mut lists = fields
        .iter()
        .filter(|field| matches!(field.shape.kind(), Kind::List(_)));
    let list = lists.next()?;
    let others_are_plain = fields.iter().all(|field| {
        field.name == list.name
            || !matches!(
                field.shape.kind(),
                Kind::List(_) | Kind::Object(_) | Kind::Map(_) | Kind::Mixed
            )
    });
    let items = list.shape.items()?;
    (lists.next().is_none() && others_are_plain).then_some((items, list))
}

/// Names for what an operation answers or is sent: by its route, then by what it is called. A
/// route that says nothing, or the same for every request, leaves it to the latter.
fn names(operation: &Operation, suffix: &str) -> Vec<String> {
    let mut names = resource_names(&operation.route, suffix);
    if let Some(called) = name_of(operation) {
        let called = format!("{called}{suffix}");
        if names
            .first()
            .is_some_and(|first| *first == format!("Answer{suffix}"))
        {
            names.insert(0, called);
        } else if !names.contains(&called) {
            names.push(called);
        }
    }
    names.extend(whole_name(operation, suffix));
    names
}

/// What an operation is called, without its verb: `Create booking` is about a `Booking`.
fn name_of(operation: &Operation) -> Option<String> {
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
    if says_nothing(&operation.name) {
        return None;
    }
    let words = ident::words(&essence(&operation.name));
    let is_word = |word: &&String| word.starts_with(|c: char| c.is_ascii_alphabetic());
    let told = words
        .iter()
        .skip_while(|word| VERBS.contains(&word.as_str()) || !is_word(word));
    // `patients by id` is about patients.
    let told = told.take_while(|word| !matches!(word.as_str(), "by" | "for" | "with" | "from"));
    let mut told: Vec<&str> = told.filter(is_word).map(String::as_str).take(4).collect();
    while let Some("in" | "on" | "to" | "of" | "at" | "as" | "and" | "or" | "via") =
        told.last().copied()
    {
        told.pop();
    }
    ident::pascal(&ident::singular_words(&told.join(" ")).join(" "))
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
fn whole_name(operation: &Operation, suffix: &str) -> Option<String> {
    let words = ident::words(&essence(&operation.name)).into_iter();
    let told: Vec<String> = words
        .filter(|word| !matches!(word.as_str(), "a" | "an" | "the"))
        .take(5)
        .collect();
    let ending = if suffix.is_empty() { "Answer" } else { suffix };
    let name = ident::pascal(&told.join(" "))?;
    (told.len() >= 2 && name.len() <= 40).then(|| format!("{name}{ending}"))
}

/// The first name for what stands at a route.
pub(super) fn resource_of(route: &str) -> Option<String> {
    resource_names(route, "").into_iter().next()
}

/// Names for what stands at a route, best first: `/patients/:id` is a `Patient`,
/// `/patients/:id/access` a `PatientAccess`, `/users/current` a `User` or a `UserCurrent`.
fn resource_names(route: &str, suffix: &str) -> Vec<String> {
    let path = route.split_once("://").map_or(route, |(_, rest)| rest);
    let segments: Vec<&str> = path
        .split('/')
        .skip(1)
        .filter(|segment| !segment.is_empty())
        .collect();
    let is_literal =
        |segment: &&str| !segment.starts_with(':') && !segment.contains("{{") && !is_noise(segment);
    let ends_in_argument = segments
        .last()
        .is_some_and(|segment| segment.starts_with(':') || segment.contains("{{"));
    let literals = segments.iter().copied().filter(is_literal);
    // The end of a file name says how the server is made.
    let literals = literals.map(|segment| {
        let stem = segment.rsplit_once('.');
        stem.map_or(
            segment,
            |(stem, end)| if is_noise(end) { stem } else { segment },
        )
    });
    let literals: Vec<&str> = literals.filter(|segment| !is_noise(segment)).collect();
    let pascal = |text: &str| ident::pascal(&ident::singular_words(text).join(" "));
    let mut names = Vec::new();
    if let [.., parent, last] = literals.as_slice() {
        let around = ident::singular_words(parent).join(" ");
        // `terminals/:id/terminal_settings` says it twice.
        let says_both = ident::words(last).join(" ").starts_with(&around);
        let both = if says_both {
            pascal(last)
        } else {
            pascal(&format!("{around} {last}"))
        };
        let between = segments.len() >= 2 && segments[segments.len() - 2].starts_with(':');
        names.extend([pascal(last), both].into_iter().flatten());
        if !ends_in_argument && (between || !is_plural(last)) {
            names.reverse();
        }
        if !ends_in_argument && !between && !is_plural(last) {
            names.insert(0, pascal(parent).unwrap_or_else(|| "Answer".to_owned()));
        }
    } else if let Some(last) = literals.last() {
        names.extend(pascal(last));
    }
    if names.is_empty() {
        names.push("Answer".to_owned());
    }
    names
        .into_iter()
        .map(|name| format!("{name}{suffix}"))
        .collect()
}

/// Whether the route is that of a list or of one of its items, rather than of something below.
pub(super) fn is_resource_route(route: &str) -> bool {
    let last = route
        .rsplit('/')
        .find(|segment| !segment.is_empty())
        .unwrap_or_default();
    last.starts_with(':') || last.contains("{{") || is_plural(last)
}

fn is_plural(segment: &str) -> bool {
    ident::words(segment)
        .last()
        .is_some_and(|word| ident::singular(word) != *word)
}

/// Path segments that name no resource.
fn is_noise(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "api"
            | "apis"
            | "rest"
            | "services"
            | "public"
            | "php"
            | "json"
            | "xml"
            | "aspx"
            | "html"
            | "do"
            | "index"
            | "get"
            | "list"
            | "create"
            | "update"
            | "delete"
            | "add"
            | "remove"
            | "jsonrpc"
            | "graphql"
    ) || lower.len() < 2
        // Somebody's id rather than a word.
        || lower.bytes().filter(u8::is_ascii_digit).count() > 4
        || lower.strip_prefix('v').is_some_and(|version| {
            version.starts_with(|c: char| c.is_ascii_digit())
                && version.chars().all(|c| c.is_ascii_digit() || c == '.')
        })
}

#[cfg(test)]
mod tests {
    use super::resource_names;

    #[test]
    fn a_resource_is_named_by_its_route() {
        let cases = [
            ("{{baseUrl}}/api/patients", "Patient"),
            ("{{baseUrl}}/api/patients/:id", "Patient"),
            ("{{baseUrl}}/v1/users/current", "User"),
            ("{{baseUrl}}/clinical/patients", "Patient"),
            (
                "{{baseUrl}}/api/patients/:id/onpatient_access",
                "PatientOnpatientAccess",
            ),
            ("https://x.test/", "Answer"),
        ];
        for (route, name) in cases {
            assert_eq!(resource_names(route, "")[0], name, "{route}");
        }
    }
}
