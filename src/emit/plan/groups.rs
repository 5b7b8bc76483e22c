//! The tree of groups: modules, types and functions, nested as the folders are.
//!
//! A request at the root whose name says nothing goes to the group that its path names. A folder
//! that holds only folders is a section: the groups in it can be reached from the client directly
//! where their name is theirs alone. Folders of one name beside each other are one group, and a
//! folder that is named after the address of its requests gives them to the folder around it.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::ident;
use crate::ir::{Group, Operation};

use super::names::{
    function_wish, group_names, group_wish, path_words, says_nothing, uncontested_function_wish,
};
use super::settle::{Wish, contested, settle};

/// Functions of the client that no group or request can take the name of.
const CLIENT_FUNCTIONS: [&str; 12] = [
    "into",
    "try_into",
    "builder",
    "setting",
    "clone",
    "clone_from",
    "fmt",
    "new",
    "default",
    "oauth2",
    "rate_limit_wait",
    "with_setting",
];

/// Types that a group's file may import.
const RESERVED: [&str; 12] = [
    "BTreeMap",
    "Bytes",
    "Call",
    "Clone",
    "Core",
    "Debug",
    "Display",
    "File",
    "NumberOrText",
    "Option",
    "String",
    "Vec",
];

/// A group with its names.
#[derive(Clone, Debug, Default)]
pub(super) struct PlannedGroup<'a> {
    /// Name in the collection; for groups made from a path, the word of the path.
    pub(super) title: String,
    /// What the collection says about it.
    pub(super) description: String,
    /// The folder, for people; empty for the root and for groups made from a path.
    pub(super) place: String,
    /// Modules from `api` down, empty for the root.
    pub(super) modules: Vec<String>,
    /// Functions from the client to here.
    pub(super) access: Vec<String>,
    pub(super) type_name: String,
    /// Operations with the names of their functions.
    pub(super) operations: Vec<(&'a Operation, String)>,
    pub(super) children: Vec<PlannedGroup<'a>>,
    /// Only for the root: functions that lead to groups of sections.
    pub(super) shortcuts: Vec<Shortcut>,
}

/// A function of the client that leads to a group further down.
#[derive(Clone, Debug)]
pub(super) struct Shortcut {
    pub(super) name: String,
    pub(super) modules: Vec<String>,
    pub(super) type_name: String,
    pub(super) folder: String,
}

/// The folders with the operations that belong to them, before anything has a name.
#[derive(Clone, Debug, Default)]
struct Tree<'a> {
    title: String,
    description: String,
    place: String,
    operations: Vec<&'a Operation>,
    children: Vec<Tree<'a>>,
}

impl<'a> Tree<'a> {
    fn of(group: &'a Group) -> Self {
        Self {
            title: group.name.clone(),
            description: group.description.clone(),
            place: group.path.join(" / "),
            operations: group.operations.iter().collect(),
            // A folder without a request in it has nothing to offer.
            children: group
                .groups
                .iter()
                .filter(|group| group.count() > 0)
                .map(Tree::of)
                .collect(),
        }
    }

    /// Folders of one name beside each other become one: Postman tells them apart by their place,
    /// which no program can name.
    fn merge_namesakes(&mut self) {
        let mut merged: Vec<Tree<'a>> = Vec::new();
        for child in std::mem::take(&mut self.children) {
            let namesake = |other: &&mut Tree<'a>| other.title.trim() == child.title.trim();
            match merged.iter_mut().find(namesake) {
                Some(first) => first.take(child),
                None => merged.push(child),
            }
        }
        self.children = merged;
        self.children.iter_mut().for_each(Self::merge_namesakes);
    }

    fn take(&mut self, other: Self) {
        if self.description.is_empty() {
            self.description = other.description;
        } else if !other.description.is_empty() {
            self.description = format!("{}\n\n{}", self.description, other.description);
        }
        self.operations.extend(other.operations);
        self.children.extend(other.children);
    }

    /// Takes over the requests of folders that say no more than the address of each request does.
    fn lift_addresses(&mut self) {
        self.children.iter_mut().for_each(Self::lift_addresses);
        let children = std::mem::take(&mut self.children);
        let (lifted, kept): (Vec<_>, Vec<_>) = children.into_iter().partition(Self::is_address);
        self.children = kept;
        for child in lifted {
            self.operations.extend(child.operations);
        }
    }

    /// Whether the title is the path of all requests in it, `/users/:id`, and nothing more is said.
    fn is_address(&self) -> bool {
        let path = self.title.trim();
        path.starts_with('/')
            && path.len() > 1
            && self.children.is_empty()
            && self
                .operations
                .iter()
                .all(|operation| operation.route.ends_with(path))
            && (self.description.is_empty()
                || self
                    .operations
                    .iter()
                    .any(|operation| operation.description == self.description))
    }

    /// What the folders in it would like to be called. Only those whose titles clash, with each
    /// other or with what is taken, need more than their title.
    fn wishes(&self, taken: &BTreeSet<String>) -> Vec<Wish> {
        let mut wishes: Vec<Wish> = self
            .children
            .iter()
            .map(|child| group_wish(&child.title, &[]))
            .collect();
        let contested = contested(&wishes, taken);
        for ((wish, child), is_contested) in wishes.iter_mut().zip(&self.children).zip(contested) {
            if is_contested {
                *wish = group_wish(&child.title, &child.common_words());
            }
        }
        wishes
    }

    /// The words that the addresses of all requests in it have in common.
    fn common_words(&self) -> Vec<String> {
        let mut routes: Vec<&str> = Vec::new();
        self.each(&mut |operation| routes.push(&operation.route));
        let words = |route: &str| -> Vec<String> {
            let segments = route.split('/').skip(1);
            let literal = segments.filter(|s| !s.starts_with(':') && !s.contains("{{"));
            literal.filter_map(ident::snake).collect()
        };
        let mut routes = routes.into_iter();
        let mut common = routes.next().map(words).unwrap_or_default();
        for route in routes {
            let others = words(route);
            common.retain(|word| others.contains(word));
        }
        common
    }

    fn each(&self, visit: &mut impl FnMut(&'a Operation)) {
        self.children.iter().for_each(|child| child.each(visit));
        self.operations.iter().copied().for_each(visit);
    }

    /// The only group below with that name.
    fn find(&mut self, name: &str) -> Option<&mut Self> {
        if self.count(name) != 1 {
            return None;
        }
        self.children
            .iter_mut()
            .find(|child| child.is(name) || child.count(name) > 0)
            .and_then(|child| {
                if child.is(name) {
                    Some(child)
                } else {
                    child.find(name)
                }
            })
    }

    fn count(&self, name: &str) -> usize {
        self.children
            .iter()
            .map(|child| usize::from(child.is(name)) + child.count(name))
            .sum()
    }

    fn is(&self, name: &str) -> bool {
        ident::snake(&self.title).as_deref() == Some(name)
    }
}

/// Plans the groups of an API.
pub(super) fn plan(root: &Group) -> PlannedGroup<'_> {
    let mut tree = Tree::of(root);
    // The root has no name of its own that its requests could go by.
    tree.children.iter_mut().for_each(Tree::lift_addresses);
    tree.merge_namesakes();
    place_nameless(&mut tree);
    let mut planned = name(
        &tree,
        Vec::new(),
        Vec::new(),
        CLIENT_FUNCTIONS
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
    );
    planned.shortcuts = shortcuts(&planned);
    planned
}

impl PlannedGroup<'_> {
    /// The folders that its requests stand in, joined for people.
    pub(super) fn folder(&self) -> String {
        if !self.place.is_empty() {
            return self.place.clone();
        }
        let path = self
            .operations
            .first()
            .map(|(operation, _)| &operation.path);
        let folders = path.and_then(|path| path.split_last());
        folders.map_or_else(String::new, |(_, folders)| folders.join(" / "))
    }

    /// Gives way to these names of other types.
    pub(super) fn avoid(&mut self, taken: &BTreeSet<&str>) {
        let free = |name: &mut String| {
            if taken.contains(name.as_str()) || RESERVED.contains(&name.as_str()) {
                name.push_str("Group");
            }
        };
        free(&mut self.type_name);
        self.shortcuts
            .iter_mut()
            .for_each(|shortcut| free(&mut shortcut.type_name));
        self.children
            .iter_mut()
            .for_each(|child| child.avoid(taken));
    }
}

/// Moves requests of the root that nobody named into the group that their path names.
fn place_nameless(tree: &mut Tree<'_>) {
    let (nameless, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut tree.operations)
        .into_iter()
        .partition(|operation| {
            says_nothing(&operation.name) && path_words(&operation.route).group.is_some()
        });
    tree.operations = kept;
    for operation in nameless {
        let Some(word) = path_words(&operation.route).group else {
            continue;
        };
        if tree.find(&word).is_none() {
            tree.children.push(Tree {
                title: word.clone(),
                ..Tree::default()
            });
        }
        match tree.find(&word) {
            Some(group) => group.operations.push(operation),
            None => tree.operations.push(operation),
        }
    }
}

fn name<'a>(
    tree: &Tree<'a>,
    modules: Vec<String>,
    access: Vec<String>,
    mut taken: BTreeSet<String>,
) -> PlannedGroup<'a> {
    let words = settle(&tree.wishes(&taken), &mut taken);
    let mut files: BTreeSet<String> = words.iter().cloned().collect();
    let children = tree
        .children
        .iter()
        .zip(words)
        .map(|(child, word)| {
            let module = module_of(&word, modules.last(), &mut files);
            let below = |path: &[String], last: String| [path, &[last]].concat();
            name(
                child,
                below(&modules, module),
                below(&access, word),
                group_names(),
            )
        })
        .collect();
    let mut wishes: Vec<Wish> = tree
        .operations
        .iter()
        .map(|operation| uncontested_function_wish(operation, &tree.title))
        .collect();
    let contested = contested(&wishes, &taken);
    for ((wish, operation), is_contested) in wishes.iter_mut().zip(&tree.operations).zip(contested)
    {
        if is_contested {
            *wish = function_wish(operation, &tree.title);
        }
    }
    let functions = settle(&wishes, &mut taken);
    let operations = tree.operations.iter().copied().zip(functions).collect();
    let type_name = access
        .last()
        .and_then(|module| ident::pascal(module))
        .unwrap_or_default();
    PlannedGroup {
        title: tree.title.clone(),
        description: tree.description.clone(),
        place: tree.place.clone(),
        modules,
        access,
        type_name,
        operations,
        children,
        shortcuts: Vec::new(),
    }
}

/// The module of a group: its word, unless the module above, `api` at the root, has that name or a
/// system keeps it for a device.
fn module_of(word: &str, above: Option<&String>, files: &mut BTreeSet<String>) -> String {
    let above = above.map_or("api", String::as_str);
    if above != word && !ident::is_device(word) {
        return word.to_owned();
    }
    let base = format!("{}_folder", word.trim_end_matches('_'));
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    let free = std::iter::once(base.clone())
        .chain(numbered)
        .find(|name| files.insert(name.clone()));
    free.unwrap_or(base)
}

/// Groups below sections whose name nothing else has.
fn shortcuts(root: &PlannedGroup<'_>) -> Vec<Shortcut> {
    let mut found: BTreeMap<String, Vec<Shortcut>> = BTreeMap::new();
    let sections = root
        .children
        .iter()
        .filter(|child| child.operations.is_empty());
    for section in sections {
        collect(section, &mut found);
    }
    let taken = |name: &String| {
        CLIENT_FUNCTIONS.contains(&name.as_str())
            || root
                .children
                .iter()
                .any(|child| child.access.last() == Some(name))
            || root.operations.iter().any(|(_, function)| function == name)
    };
    found
        .into_iter()
        .filter(|(name, groups)| groups.len() == 1 && !taken(name))
        .flat_map(|(_, groups)| groups)
        .collect()
}

fn collect(section: &PlannedGroup<'_>, found: &mut BTreeMap<String, Vec<Shortcut>>) {
    for child in &section.children {
        let name = child.access.last().cloned().unwrap_or_default();
        found.entry(name.clone()).or_default().push(Shortcut {
            name,
            modules: child.modules.clone(),
            type_name: child.type_name.clone(),
            folder: child.folder(),
        });
        if child.operations.is_empty() {
            collect(child, found);
        }
    }
}
