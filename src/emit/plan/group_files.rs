//! The files of the groups: functions, types of calls, and the ways to the groups below.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::document::{code, prose, wrap};
use crate::emit::ident;
use crate::emit::layout::{import, literal, path_order};
use crate::emit::view::{AccessorView, CallView, GroupView, MethodView};

use super::answers::Answer;
use super::arguments::ConstructorArgument;
use super::groups::PlannedGroup;
use super::operations::PlannedOperation;
use super::types::{Speller, Type};

pub(super) fn group_view(
    group: &PlannedGroup<'_>,
    operations: &[PlannedOperation],
    speller: &Speller<'_>,
    root: &str,
    views: &mut Vec<GroupView>,
) {
    let own: Vec<&PlannedOperation> = group
        .operations
        .iter()
        .filter_map(|(operation, _)| operations.get(operation.index))
        .collect();
    let is_root = group.modules.is_empty();
    let file = if is_root {
        "api/mod.rs".to_owned()
    } else {
        format!("api/{}.rs", group.modules.join("/"))
    };
    let access = format!("client.{}()", group.access.join("()."));
    let mut accessors: Vec<AccessorView> = group
        .children
        .iter()
        .map(|child| {
            let depth = group.modules.len();
            AccessorView {
                name: child.access.last().cloned().unwrap_or_default(),
                type_path: type_path(&child.modules, &child.type_name, depth),
                folder: literal(&child.folder()),
            }
        })
        .collect();
    accessors.extend(group.shortcuts.iter().map(|shortcut| AccessorView {
        name: shortcut.name.clone(),
        type_path: type_path(&shortcut.modules, &shortcut.type_name, 0),
        folder: literal(&shortcut.folder),
    }));
    let mut methods: Vec<MethodView> = own
        .iter()
        .map(|operation| operation.method.clone())
        .collect();
    let mut type_docs = vec![code(&access)];
    if !is_root {
        type_docs.extend(in_common(&mut methods));
    }
    views.push(GroupView {
        file,
        docs: group_docs(group),
        type_name: group.type_name.clone(),
        owner: if is_root { "Client" } else { &group.type_name }.to_owned(),
        core: if is_root { "core" } else { "0" }.to_owned(),
        access,
        type_docs,
        imports: imports(&own, speller, root, is_root, !accessors.is_empty()),
        modules: child_modules(group),
        accessors,
        methods,
        calls: own
            .iter()
            .filter_map(|operation| call_view(operation, &group.type_name))
            .collect(),
        bodies: own
            .iter()
            .filter_map(
                |operation| match (&operation.saved_body, &operation.document) {
                    (Some(saved), _) => Some(saved.view.clone()),
                    (None, document) => document.clone(),
                },
            )
            .collect(),
    });
    for child in &group.children {
        group_view(child, operations, speller, root, views);
    }
}

/// Takes the last paragraph out of the docs of functions that all have the same one.
fn in_common(methods: &mut [MethodView]) -> Vec<String> {
    let start = |method: &MethodView| method.docs.iter().rposition(String::is_empty);
    let (first, others) = match &*methods {
        [first, others @ ..] if !others.is_empty() => (first, others),
        _ => return Vec::new(),
    };
    let last = |method: &MethodView| {
        let start = start(method)?;
        Some(method.docs.get(start + 1..)?.to_vec())
    };
    let Some(paragraph) = last(first) else {
        return Vec::new();
    };
    let is_text = paragraph
        .iter()
        .all(|line| line.starts_with(|c: char| c.is_alphanumeric()));
    if !is_text
        || others
            .iter()
            .any(|method| last(method).as_ref() != Some(&paragraph))
    {
        return Vec::new();
    }
    for method in &mut *methods {
        let start = start(method).unwrap_or(method.docs.len());
        method.docs.truncate(start);
    }
    let text = format!("{} (all requests)", paragraph.join(" "));
    [vec![String::new()], wrap(&text)].concat()
}

/// The type of a call with a link to the function that makes it.
fn call_view(operation: &PlannedOperation, group: &str) -> Option<CallView> {
    let owner = if group.is_empty() { "Client" } else { group };
    let call = operation.call.as_ref()?;
    Some(CallView {
        built_by: format!("{owner}::{}", operation.function),
        ..call.clone()
    })
}

fn type_path(modules: &[String], type_name: &str, depth: usize) -> String {
    let below = modules.get(depth..).unwrap_or_default().join("::");
    format!("{below}::{type_name}")
}

/// The modules below, as rustfmt sorts them.
fn child_modules(group: &PlannedGroup<'_>) -> Vec<String> {
    let children = group.children.iter();
    let mut modules: Vec<String> = children
        .filter_map(|child| child.modules.last().cloned())
        .collect();
    modules.sort();
    modules.dedup();
    modules
}

fn group_docs(group: &PlannedGroup<'_>) -> Vec<String> {
    if group.modules.is_empty() {
        return vec![
            "The groups of the API, nested as the folders of the collection are.".to_owned(),
        ];
    }
    let folder = format!("Folder {} of the collection.", code(&group.title));
    let words = |text: &str| ident::words(text);
    if words(&group.description).len() <= words(&group.title).len() {
        return vec![folder];
    }
    let mut lines = prose(&group.description, 2);
    lines.extend([String::new(), folder]);
    lines
}

/// The `use` lines of a group's file.
fn imports(
    own: &[&PlannedOperation],
    speller: &Speller<'_>,
    root: &str,
    is_root: bool,
    has_groups: bool,
) -> Vec<String> {
    let mut core: BTreeSet<&str> = BTreeSet::new();
    let mut models: BTreeSet<String> = BTreeSet::new();
    let (mut display, mut map) = (false, false);
    let mut note = |ty: &Type| {
        collect_models(ty, speller, &mut models);
        map |= ty.has_map();
        core.extend(ty.core_type());
    };
    for operation in own {
        if let Answer::Json(ty) = &operation.answer
            && names_answer(operation)
        {
            note(ty);
        }
        for argument in &operation.arguments {
            if let ConstructorArgument::JsonBody(ty) | ConstructorArgument::Variables(ty) = argument
            {
                note(ty);
            }
        }
    }
    for operation in own {
        let setters = operation.call.iter().flat_map(|call| &call.setters);
        display |= setters
            .clone()
            .any(|setter| setter.value_type == "impl Display");
        let signature = &operation.method.signature;
        display |= signature.contains("impl Display");
        let takes_file = |spelled: &str| spelled == "File" || spelled.contains("= File>");
        if signature.contains(": File")
            || signature.contains("= File>")
            || setters.clone().any(|setter| takes_file(&setter.value_type))
        {
            core.insert("File");
        }
        if names_answer(operation) {
            core.insert("Call");
        }
        if operation.call.is_some() {
            core.insert("call_type");
        }
    }
    if !is_root {
        core.insert("Core");
    }
    if has_groups {
        core.insert("groups");
    }
    let mut lines = Vec::new();
    if map {
        lines.push("use std::collections::BTreeMap;".to_owned());
    }
    if display {
        core.insert("Display");
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    if is_root {
        lines.push(format!("use {root}::Client;"));
    }
    lines.extend(call_imports(own, root));
    let core: Vec<String> = core.into_iter().map(str::to_owned).collect();
    lines.push(import(&format!("{root}::core"), &core));
    let mut bodies = own.iter().map(|operation| &operation.method.body);
    if bodies.any(|body| body.contains(", &no_variables())")) {
        lines.push(format!("use {root}::graphql::no_variables;"));
    }
    let turns = own.iter().filter_map(|operation| operation.turn.as_ref());
    let turns: BTreeSet<(&str, &str)> = turns
        .map(|turn| (turn.module(), turn.type_name()))
        .collect();
    let models: Vec<String> = models.into_iter().collect();
    lines.push(import(&format!("{root}::models"), &models));
    for module in ["paging", "paging_body"] {
        let of_module = turns.iter().filter(|(other, _)| *other == module);
        let names: Vec<String> = of_module.map(|(_, name)| (*name).to_owned()).collect();
        if !names.is_empty() {
            lines.push(import(&format!("{root}::{module}"), &names));
        }
    }
    lines.retain(|line| line != "use ;");
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Whether the file says what the call answers, rather than the file that has its type.
fn names_answer(operation: &PlannedOperation) -> bool {
    operation.call.is_some() || operation.method.signature.contains("-> Call<")
}

/// The types of calls that stand in other files.
fn call_imports(own: &[&PlannedOperation], root: &str) -> Vec<String> {
    let mut names: BTreeMap<&[String], BTreeSet<&str>> = BTreeMap::new();
    for (modules, name) in own.iter().filter_map(|operation| operation.import.as_ref()) {
        names.entry(modules).or_default().insert(name);
    }
    let mut names: Vec<(&[String], BTreeSet<&str>)> = names.into_iter().collect();
    names.sort_by(|(left, _), (right, _)| path_order(left, right));
    let lines = names.into_iter().map(|(modules, names)| {
        let path: String = modules.iter().map(|module| format!("::{module}")).collect();
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        import(&format!("{root}::api{path}"), &names)
    });
    lines.collect()
}

fn collect_models(ty: &Type, speller: &Speller<'_>, names: &mut BTreeSet<String>) {
    ty.each_model(&mut |id| {
        names.insert(speller.models[id].clone());
    });
    names.extend(ty.exact_type().map(str::to_owned));
    if let Type::Page(page, _) = ty {
        names.insert(speller.pages[*page].clone());
    }
}
