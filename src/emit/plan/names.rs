//! Names of groups and functions: what the folders and requests are called, in the field's words.
//!
//! `List patients` in the folder `patients` is `list`: words that the place already says are left
//! out. A name that says nothing (`New Request`) gives way to words from the path. Where two
//! requests want one name, the first in the collection keeps it, so that adding one renames none.

use std::collections::BTreeSet;

use crate::emit::ident;
use crate::ir::Operation;

use super::settle::Wish;
use super::titles::telling;

/// Names that functions of a group cannot have because every group has them.
const TAKEN: [&str; 6] = ["clone", "clone_from", "fmt", "builder", "new", "default"];

/// Setters that every call has; a parameter of that name gets another one.
const CALL_METHODS: [&str; 27] = [
    "header",
    "query",
    "timeout",
    "max_retries",
    "without_retries",
    "idempotent",
    "without_auth",
    "send",
    "send_as",
    "send_streaming",
    "send_blocking",
    "send_as_blocking",
    "raw",
    "raw_blocking",
    "stream",
    "decode",
    "method",
    "route",
    "url",
    "clone",
    "fmt",
    "form",
    "auth",
    "deref",
    "from",
    "file_body",
    // The variable that a constructor keeps the named request in.
    "request",
];

/// Characters of the longest name of a group or function.
const LONGEST: usize = 48;

/// Hands out each name once.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    own: BTreeSet<String>,
    /// Names that many scopes have in common.
    shared: Option<&'a BTreeSet<String>>,
}

impl<'a> Scope<'a> {
    pub(super) fn with(taken: &[&str]) -> Self {
        Self {
            own: taken.iter().map(|name| (*name).to_owned()).collect(),
            shared: None,
        }
    }

    /// The scope with names that are taken in others as well.
    pub(super) fn below(self, shared: &'a BTreeSet<String>) -> Self {
        Self {
            shared: Some(shared),
            ..self
        }
    }

    /// Whether an item of that name and of those modules can be imported, or is already.
    pub(super) fn imports(&mut self, modules: &[String], name: &str) -> bool {
        // A path is no name, so that it can stand among them.
        let path = format!("{}::{name}", modules.join("::"));
        self.own.contains(&path) || (self.take(name) && self.own.insert(path))
    }

    /// Takes the name if it is free.
    fn take(&mut self, name: &str) -> bool {
        !self.shared.is_some_and(|shared| shared.contains(name)) && self.own.insert(name.to_owned())
    }

    /// A scope in which the setters of a call are named.
    pub(super) fn of_call() -> Self {
        Self::with(&CALL_METHODS)
    }

    /// The first free candidate, or the last one with a number.
    pub(super) fn claim(&mut self, candidates: impl IntoIterator<Item = String>) -> String {
        let mut last = "item".to_owned();
        for candidate in candidates {
            if self.take(&candidate) {
                return candidate;
            }
            last = candidate;
        }
        let mut number = 2;
        loop {
            let candidate = format!("{}_{number}", last.trim_end_matches('_'));
            if self.take(&candidate) {
                return candidate;
            }
            number += 1;
        }
    }
}

/// Names that nothing in a group can have.
pub(super) fn group_names() -> BTreeSet<String> {
    TAKEN.iter().map(|name| (*name).to_owned()).collect()
}

/// Whether a request's name is what Postman writes when nobody names it.
pub(super) fn says_nothing(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let lower = lower.trim();
    let bare = lower.strip_suffix(" copy").unwrap_or(lower).trim();
    ident::words(bare).is_empty()
        || bare.starts_with("copy of ")
        || matches!(
            bare,
            "new request" | "untitled request" | "untitled" | "request" | "test" | "example"
        )
        || bare.contains("://")
        || bare.starts_with("{{")
}

/// What the words of a path say: the group that a nameless request belongs to, and its own word.
pub(super) struct PathWords {
    pub(super) group: Option<String>,
    pub(super) function: Option<String>,
    pub(super) ends_in_argument: bool,
}

/// The last two words of a route's path.
pub(super) fn path_words(route: &str) -> PathWords {
    let path = route.split_once("://").map_or(route, |(_, rest)| rest);
    let segments: Vec<&str> = path
        .split('/')
        .skip(1)
        .filter(|segment| !segment.is_empty())
        .collect();
    let literal = |segment: &&&str| !segment.starts_with(':') && !segment.contains("{{");
    let mut words = segments
        .iter()
        .filter(literal)
        .rev()
        .filter_map(|segment| ident::snake(segment));
    let ends_in_argument = segments.last().is_some_and(|last| last.starts_with(':'));
    let last = words.next();
    let parent = words
        .next()
        .filter(|word| word != "api" && !is_version(word));
    match parent {
        Some(parent) if !ends_in_argument => PathWords {
            group: Some(parent),
            function: last,
            ends_in_argument,
        },
        _ => PathWords {
            group: last,
            function: None,
            ends_in_argument,
        },
    }
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v')
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '_'))
}

/// The usual word for a method on a list or on one thing.
fn verb(method: &str, on_one: bool) -> &'static str {
    match (method, on_one) {
        ("GET", true) => "get",
        ("GET", false) => "list",
        ("POST", _) => "create",
        ("PUT", _) => "replace",
        ("PATCH", _) => "update",
        ("DELETE", _) => "delete",
        ("HEAD", _) => "head",
        ("OPTIONS", _) => "options",
        _ => "call",
    }
}

/// What the function of a request in a group may be called, best first: its name without what the
/// group says, its whole name, then with words of its path, and with its method.
pub(super) fn function_wish(operation: &Operation, group: &str) -> Wish {
    let mut names = own_function_names(operation, group);
    let qualified = names.first().map(|first| qualified(first, operation));
    names.extend(qualified.unwrap_or_default());
    names.dedup();
    Wish {
        names,
        rank: rank(operation),
    }
}

/// The same for a request whose first choice nobody else wants.
pub(super) fn uncontested_function_wish(operation: &Operation, group: &str) -> Wish {
    Wish {
        names: own_function_names(operation, group),
        rank: Default::default(),
    }
}

/// At least one.
fn own_function_names(operation: &Operation, group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let says_nothing = says_nothing(&operation.name);
    if !says_nothing {
        let told = telling(&operation.name);
        names.extend(without_group_words(&told, group));
        names.extend(ident::snake(&told).map(shortened));
        names.extend(ident::snake(&operation.name).map(shortened));
        names.dedup();
    }
    if !names.is_empty() {
        return names;
    }
    let words = path_words(&operation.route);
    let verb = verb(&operation.method, words.ends_in_argument);
    match words.function {
        Some(function) if says_nothing => {
            let after_verb = format!("{}_{function}", verb.replace("list", "get"));
            names.extend([function, after_verb]);
        }
        _ => names.push(verb.to_owned()),
    }
    if says_nothing {
        names.extend(ident::snake(&operation.name).map(shortened));
    }
    names
}

/// The name with what else the address says: the words of the path that it lacks, from the last
/// one on, then what the path asks for, then the method.
fn qualified(name: &str, operation: &Operation) -> Vec<String> {
    let name = name.trim_end_matches('_');
    let known: Vec<&str> = name.split('_').collect();
    let path = address_path(&operation.route);
    let mut literals = Vec::new();
    let mut arguments = Vec::new();
    for segment in path.split('/').rev().filter(|segment| !segment.is_empty()) {
        let list = if segment.starts_with(':') || segment.contains("{{") {
            &mut arguments
        } else {
            &mut literals
        };
        list.extend(ident::snake(segment));
    }
    // A number in an address is a thing that somebody looked at.
    literals.retain(|word: &String| word.chars().any(|c| c.is_ascii_alphabetic() && c != 'n'));
    literals.retain(|word| !known.contains(&word.as_str()) && word != "api" && !is_version(word));
    let mut names: Vec<String> = literals
        .iter()
        .map(|word| format!("{name}_{}", word.trim_end_matches('_')))
        .collect();
    names.extend(
        arguments
            .iter()
            .map(|word| format!("{name}_by_{}", word.trim_end_matches('_'))),
    );
    let method = operation.method.to_ascii_lowercase();
    if known.first() != Some(&method.as_str()) {
        names.push(format!("{method}_{name}"));
    }
    let names = names.into_iter().filter_map(|name| ident::snake(&name));
    names.map(shortened).collect()
}

/// Short addresses before long ones, then by address and method: nothing that depends on where a
/// request stands.
fn rank(operation: &Operation) -> (usize, String) {
    let segments = address_path(&operation.route).split('/').count();
    let address = format!(
        "{} {} {}",
        operation.route, operation.method, operation.name
    );
    (segments, address)
}

/// What follows the host.
fn address_path(route: &str) -> &str {
    let address = route.split_once("://").map_or(route, |(_, rest)| rest);
    address.split_once('/').map_or("", |(_, path)| path)
}

/// What the group of a folder may be called, best first. `path` are the words that the addresses
/// of its requests have in common.
pub(super) fn group_wish(title: &str, path: &[String]) -> Wish {
    let whole = ident::snake(title).map(shortened);
    let told = ident::snake(&telling(title)).map(shortened);
    let word = told.or_else(|| whole.clone());
    let word = word.unwrap_or_else(|| "folder".to_owned());
    let base = word.trim_end_matches('_').to_owned();
    let known: Vec<&str> = base.split('_').collect();
    let others = path.iter().filter(|word| !known.contains(&word.as_str()));
    let qualified = others.map(|other| shortened(format!("{base}_{other}")));
    let mut names: Vec<String> = std::iter::once(word).chain(qualified).collect();
    names.extend(whole);
    names.dedup();
    Wish {
        names,
        rank: (title.len(), title.to_owned()),
    }
}

/// Names of any length become names that fit a line.
fn shortened(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let end = name[..LONGEST].rfind('_').unwrap_or(LONGEST);
    name[..end].to_owned()
}

/// The words of a request's name that its group does not say already.
fn without_group_words(name: &str, group: &str) -> Option<String> {
    const JOINTS: [&str; 12] = [
        "a", "an", "the", "of", "to", "for", "from", "in", "all", "by", "on", "s",
    ];
    let mut said: Vec<String> = ident::words(&telling(group))
        .iter()
        .filter(|word| !JOINTS.contains(&word.as_str()))
        .map(|word| ident::singular(word))
        .collect();
    let words = ident::words(name);
    // A folder whose name is a sentence shares words with its requests by chance: all of it or none.
    let is_in_name = |said: &String| words.iter().any(|word| ident::singular(word) == *said);
    if said.len() > 3 && !said.iter().all(is_in_name) {
        said.clear();
    }
    let mut kept: Vec<&str> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let is_verb_of_first = index == 0
            && matches!(
                word.as_str(),
                "list" | "get" | "create" | "update" | "delete"
            );
        if is_verb_of_first || !said.contains(&ident::singular(word)) {
            kept.push(word);
        }
    }
    let dropped = kept.len() < words.len();
    let is_joint = |word: &&str| JOINTS.contains(word);
    while dropped && kept.len() > 1 && kept.last().is_some_and(is_joint) {
        kept.pop();
    }
    while dropped && kept.len() > 1 && kept.first().is_some_and(is_joint) {
        kept.remove(0);
    }
    if kept.iter().all(is_joint) {
        return None;
    }
    // `add_exam_room_to` reads as if something were missing; inner articles only make it longer.
    let kept: Vec<&str> = kept
        .iter()
        .copied()
        .filter(|word| !matches!(*word, "a" | "an" | "the"))
        .collect();
    ident::snake(&kept.join(" ")).map(shortened)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(name: &str, method: &str, route: &str, group: &str) -> String {
        let operation = Operation {
            name: name.to_owned(),
            method: method.to_owned(),
            route: route.to_owned(),
            ..Operation::default()
        };
        Scope::with(&TAKEN).claim(function_wish(&operation, group).names)
    }

    #[test]
    fn a_function_does_not_repeat_its_group() {
        let cases = [
            ("List patients", "patients", "list"),
            ("Create patient", "patients", "create"),
            ("Add exam room to office", "offices", "add_exam_room"),
            ("Export patient CCDA", "patients", "export_ccda"),
            ("Start bulk list of patients", "patients_list", "start_bulk"),
            ("Get a task's note", "task_notes", "get"),
            ("Patients", "patients", "patients"),
            (
                "Cancel booking",
                "Shop, book, pay, cancel",
                "cancel_booking",
            ),
        ];
        for (name, group, function) in cases {
            assert_eq!(name_of(name, "GET", "{{b}}/x", group), function, "{name}");
        }
    }

    #[test]
    fn a_name_that_says_nothing_gives_way_to_the_path() {
        assert_eq!(
            name_of("New Request", "GET", "{{b}}/api/users/current", "users"),
            "current"
        );
        assert_eq!(
            name_of("Untitled Request", "GET", "{{b}}/api/users/:id", "users"),
            "get"
        );
        assert_eq!(
            name_of("Copy of x", "DELETE", "{{b}}/api/users/:id", "users"),
            "delete"
        );
    }

    #[test]
    fn the_first_of_two_keeps_the_name() {
        let mut scope = Scope::with(&TAKEN);
        let names: Vec<String> = (0..3)
            .map(|_| scope.claim(["current".to_owned(), "get_current".to_owned()]))
            .collect();
        assert_eq!(names, ["current", "get_current", "get_current_2"]);
    }
}
