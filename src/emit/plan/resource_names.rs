//! What resources are called: the things that requests answer or are sent.
//!
//! In: the route of a request and what it is called. Out: names, best first.

use std::borrow::Cow;

use crate::emit::ident;
use crate::ir::Operation;

use super::names::says_nothing;
use super::titles::telling;

/// Names for what an operation answers or is sent: by its route, then by what it is called. A
/// route that says nothing, or the same for every request, leaves it to the latter.
pub(super) fn names(operation: &Operation, suffix: &str) -> Vec<String> {
    let mut names = match operation.rpc.as_deref().and_then(ident::pascal) {
        // All of these have one route.
        Some(method) => vec![format!("{method}{suffix}")],
        None => resource_names(&operation.route, suffix),
    };
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
/// `/patients/:id/access` a `PatientAccess`, `/users/current` a `User` or a `UserCurrent`, `/store/order`
/// an `Order`.
fn resource_names(route: &str, suffix: &str) -> Vec<String> {
    let is_body = !suffix.is_empty();
    let names = Route::read(route).names(is_body);
    names
        .into_iter()
        .map(|name| match is_body {
            true => format!("{name}{suffix}"),
            // What `POST /post` answers is no post.
            false if is_method(&name) => format!("{name}Answer"),
            false => name,
        })
        .collect()
}

/// The segments of a route that may name a thing.
struct Route<'a> {
    literals: Vec<&'a str>,
    /// What a literal at the end does, in place of naming something: `create`.
    act: Option<&'a str>,
    /// The argument that it ends in.
    last_argument: Option<&'a str>,
    /// Whether an argument stands before the last segment.
    is_below_argument: bool,
}

impl<'a> Route<'a> {
    fn read(route: &'a str) -> Self {
        let path = route.split_once("://").map_or(route, |(_, rest)| rest);
        let path = path.split_once('/').map_or("", |(_, path)| path);
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let is_argument = |part: &str| part.starts_with(':') || part.contains("{{");
        let literals = segments.iter().filter(|part| !is_argument(part));
        // The end of a file name says how the server is made.
        let literals = literals.map(|segment| match segment.rsplit_once('.') {
            Some((stem, end)) if is_noise(end) => stem,
            _ => *segment,
        });
        let mut literals: Vec<&str> = literals.filter(|part| !is_noise(part)).collect();
        // What is for logins is said by what stands after it.
        let is_gate = |part: &&str| GATES.contains(&part.to_ascii_lowercase().as_str());
        let gate = literals.iter().rposition(is_gate);
        if let Some(gate) = gate.filter(|gate| gate + 1 < literals.len()) {
            literals.drain(..=gate);
        }
        let last = segments.last().copied();
        Self {
            literals,
            act: last.filter(|last| !is_argument(last) && is_act(last)),
            last_argument: last.filter(|last| is_argument(last)),
            is_below_argument: segments.len() >= 2 && is_argument(segments[segments.len() - 2]),
        }
    }

    fn names(&self, is_body: bool) -> Vec<String> {
        let pascal = |text: &str| ident::pascal(&ident::singular_words(text).join(" "));
        let answer = || "Answer".to_owned();
        let [.., last] = self.literals.as_slice() else {
            return vec![answer()];
        };
        let own = pascal(last).unwrap_or_else(answer);
        // Bodies of `thing/get` and `thing/remove` are no bodies of a thing.
        let act = self.act.filter(|act| {
            is_body && is_noise(act) && !matches!(&*act.to_lowercase(), "create" | "update" | "add")
        });
        if let Some(act) = act {
            return ident::pascal(&format!("{act} {own}")).into_iter().collect();
        }
        let [.., parent, _] = self.literals.as_slice() else {
            return vec![own];
        };
        let around = ident::singular_words(parent).join(" ");
        // `terminals/:id/terminal_settings` says it twice.
        let says_both = ident::words(last).join(" ").starts_with(&around);
        let both = match says_both {
            true => own.clone(),
            false => pascal(&format!("{around} {last}")).unwrap_or_else(|| own.clone()),
        };
        let outer = pascal(parent).unwrap_or_else(answer);
        if let Some(argument) = self.last_argument {
            // Those of a type at `groups/type/:type`.
            let is_filter = argument
                .trim_matches([':', '{', '}'])
                .eq_ignore_ascii_case(last);
            return match is_filter && is_plural(parent) {
                true => vec![outer, both],
                false => vec![own, both],
            };
        }
        // `getBalance` says of what, `createWithList` does not.
        let is_whole_act = self.act.map(ident::words).is_some_and(|words| {
            let is_joint = |word: &String| matches!(&**word, "by" | "with" | "from" | "for" | "to");
            words.len() >= 2 && !words.iter().any(is_joint)
        });
        if is_plural(last) || is_whole_act {
            let thing = self.act.filter(|_| !is_body).and_then(thing_of_act);
            return thing.into_iter().chain([own, both]).collect();
        }
        if self.is_below_argument {
            return vec![both, own];
        }
        let is_about_parent = is_plural(parent) || says_nothing_alone(last);
        match (self.act.is_some(), is_about_parent) {
            (true, _) if is_body => vec![both, own],
            (_, true) => vec![outer, both, own],
            (true, _) => vec![both, own],
            (false, false) => vec![own, both],
        }
    }
}

/// Segments before `login` and `token`.
const GATES: [&str; 6] = [
    "auth",
    "oauth",
    "oauth2",
    "authentication",
    "authorization",
    "connect",
];

/// Words of addresses that are no thing, but one that the segment before names.
fn says_nothing_alone(segment: &str) -> bool {
    const WORDS: &str = "active all batch bulk count current default detail details export history \
        import info latest lookup me meta metadata mine new preview self state status summary \
        total validate";
    let lower = segment.to_ascii_lowercase();
    WORDS.split_whitespace().any(|word| word == lower)
}

/// Whether a segment says what is done rather than to what.
fn is_act(segment: &str) -> bool {
    const VERBS: &str = "accept activate add approve archive assign authorize block cancel capture \
        check clone close complete confirm copy create deactivate delete disable download enable \
        enroll execute filter find generate get import invite list lock login logon logout merge \
        move notify open pause preauth publish query refresh register reject remove renew reopen \
        replace reset restart restore resume retry revoke run save search send set simulate start \
        stop submit subscribe suspend sync terminate test transfer trigger unassign unblock unlock \
        unsubscribe update upload validate verify void";
    let words = ident::words(segment);
    let first = words.first().map_or("", String::as_str);
    VERBS.split_whitespace().any(|verb| verb == first)
}

/// What comes of an act: `add_exam_room` answers an `ExamRoom`.
fn thing_of_act(act: &str) -> Option<String> {
    let words = ident::singular_words(act);
    let (verb, thing) = words.split_first()?;
    let is_thing = matches!(
        &**verb,
        "add"
            | "create"
            | "find"
            | "generate"
            | "get"
            | "list"
            | "save"
            | "search"
            | "set"
            | "update"
    );
    (is_thing && !thing.is_empty()).then(|| ident::pascal_words(thing))
}

fn is_method(name: &str) -> bool {
    matches!(name, "Get" | "Post" | "Put" | "Patch" | "Delete")
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
            ("{{baseUrl}}/store/order", "Order"),
            ("{{baseUrl}}/store/order/:id", "Order"),
            ("{{baseUrl}}/travelling/api/v1/group", "Group"),
            ("{{baseUrl}}/groups/type/:type", "Group"),
            ("{{baseUrl}}/post", "PostAnswer"),
            ("{{baseUrl}}/offices/:id/add_exam_room", "ExamRoom"),
            ("{{baseUrl}}/trips/cancelBooking", "CancelBooking"),
        ];
        for (route, name) in cases {
            assert_eq!(resource_names(route, "")[0], name, "{route}");
        }
    }

    #[test]
    fn a_body_is_named_by_what_is_done_where_the_route_says_that() {
        let cases = [
            ("{{baseUrl}}/api/patients", "PatientInput"),
            ("{{baseUrl}}/asset_report/create", "AssetReportInput"),
            ("{{baseUrl}}/asset_report/get", "GetAssetReportInput"),
            (
                "{{baseUrl}}/asset_report/refresh",
                "AssetReportRefreshInput",
            ),
            ("{{baseUrl}}/users/login", "UserLoginInput"),
            ("{{baseUrl}}/auth/login", "LoginInput"),
            ("{{baseUrl}}/oauth/token", "TokenInput"),
            ("{{baseUrl}}/v1/users/current", "UserInput"),
        ];
        for (route, name) in cases {
            assert_eq!(resource_names(route, "Input")[0], name, "{route}");
        }
    }
}
