//! Planning: an API becomes the view of a crate, every name and type decided.
//!
//! In: [`Api`]. Out: [`CrateView`] and the data files of the examples. Evidence first, then
//! structs, then functions: names depend on nothing but the collection.

mod answers;
mod client;
mod evidence;
mod failure;
mod groups;
mod models;
mod names;
mod operations;
mod replay;
mod structs;
mod types;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::emit::document::{code, escape, prose};
use crate::emit::ident;
use crate::emit::layout::{import, literal};
use crate::emit::view::{
    AccessorView, CallView, CrateView, ExampleTypeView, GroupView, LeftOutView, PackageView,
};
use crate::ir::{Api, Body, ExampleBody, Kind, Operation, Scheme};

use super::Target;
use answers::Answer;
use evidence::EvidenceTable;
use groups::PlannedGroup;
use models::Models;
use names::Scope;
use operations::{Default, PlannedOperation, Surroundings};
use types::{Speller, Type};

/// The view of a crate and the data beside it.
pub(crate) struct Plan {
    pub(crate) view: CrateView,
    /// `examples/replay/saved.json`.
    pub(crate) saved: Value,
    /// `tests/examples.json`.
    pub(crate) examples: Value,
}

/// Plans the crate.
pub(crate) fn plan(api: &Api, target: &Target) -> Plan {
    let root = target.module.clone().unwrap_or_else(|| "crate".to_owned());
    let mut tree = groups::plan(&api.root);
    let evidence = EvidenceTable::of(api);
    let mut models = Models::default();
    let types = operation_types(api, &tree, &evidence, &mut models);
    let failures = failure::Failures::of(api).plan(&mut models);
    models.resolve();

    let (names, page_names) = (models.names(), models.page_names());
    tree.avoid(&[names.as_slice(), page_names.as_slice()].concat());
    let speller = Speller {
        models: &names,
        pages: &page_names,
    };
    let operations = plan_operations(api, &tree, &models, types, &speller);
    let mut group_views = Vec::new();
    group_view(&tree, &operations, &speller, &root, &mut group_views);
    let examples = examples(api, &operations, &failures, &speller);
    let view = CrateView {
        package: package(api, target, &root, &tree, &operations, &models),
        client: client::view(api),
        groups: group_views,
        models: structs::files(&models, &speller, &root),
        failure: failures.view(&speller, &root),
        replay: replay::files(&tree, &operations),
        example_types: example_types(&examples),
        left_out: api
            .left_out
            .iter()
            .map(|left| LeftOutView {
                path: left.path.join(" / "),
                reason: left.reason.clone(),
            })
            .collect(),
    };
    Plan {
        view,
        saved: replay::data(api),
        examples,
    }
}

/// What each operation answers and is sent, by its index.
type OperationTypes = Vec<(Answer, Option<Type>)>;

fn operation_types(
    api: &Api,
    tree: &PlannedGroup<'_>,
    evidence: &EvidenceTable,
    models: &mut Models,
) -> OperationTypes {
    let mut placed: Vec<(&Operation, String)> = Vec::new();
    each_placed(tree, &mut |operation, group| {
        placed.push((operation, model_module(group, operation)))
    });
    // Lists and single things first: what stands below them joins their structs.
    placed.sort_by_key(|(operation, _)| {
        (
            !answers::is_resource_route(&operation.route),
            operation.index,
        )
    });
    let mut types = vec![(Answer::Unknown, None); api.root.count()];
    for (operation, module) in &placed {
        let answer = answers::answer(models, operation, &evidence.get(operation), module);
        types[operation.index].0 = answer;
    }
    for (operation, module) in &placed {
        types[operation.index].1 = answers::input(models, operation, module);
    }
    types
}

fn each_placed<'a>(
    group: &PlannedGroup<'a>,
    visit: &mut impl FnMut(&'a Operation, &PlannedGroup<'a>),
) {
    for child in &group.children {
        each_placed(child, visit);
    }
    for (operation, _) in &group.operations {
        visit(operation, group);
    }
}

/// The module of the structs of a group; requests at the root go by their path.
fn model_module(group: &PlannedGroup<'_>, operation: &Operation) -> String {
    let word = group
        .modules
        .last()
        .cloned()
        .or_else(|| names::path_words(&operation.route).group);
    match word {
        Some(word) if word == "pages" || word == failure::MODULE => format!("{word}_models"),
        Some(word) => word,
        None => "answers".to_owned(),
    }
}

fn plan_operations(
    api: &Api,
    tree: &PlannedGroup<'_>,
    models: &Models,
    mut types: OperationTypes,
    speller: &Speller<'_>,
) -> Vec<PlannedOperation> {
    let base = main_base(api);
    let slots: Vec<String> = api.slots.iter().map(|slot| slot.name.clone()).collect();
    let taken: Vec<&str> = speller
        .models
        .iter()
        .chain(speller.pages)
        .map(String::as_str)
        .collect();
    let mut planned: Vec<Option<PlannedOperation>> = vec![None; types.len()];
    each_group(tree, &mut |group| {
        let mut scope = Scope::with(&[
            "Call",
            "Core",
            "Client",
            "Display",
            "File",
            "Bytes",
            "String",
            "Option",
            "Vec",
            "NumberOrText",
            "BTreeMap",
            "Paged",
            "Box",
            "Some",
            "None",
            "Ok",
            "Err",
            "Result",
            "Self_",
        ]);
        scope.claim([group.type_name.clone()]);
        for name in &taken {
            scope.claim([(*name).to_owned()]);
        }
        for (operation, function) in &group.operations {
            let (answer, input) =
                std::mem::replace(&mut types[operation.index], (Answer::Unknown, None));
            let around = Surroundings {
                speller,
                receiver: if group.modules.is_empty() {
                    "self.core"
                } else {
                    "self.0"
                },
                base: &base,
                slots: &slots,
                function: function.clone(),
                text_ids: has_text_ids(models, operation),
            };
            let plan = operations::plan(operation, answer, input, &around, &mut scope);
            planned[operation.index] = Some(plan);
        }
    });
    planned.into_iter().flatten().collect()
}

fn each_group<'a, 'b>(group: &'b PlannedGroup<'a>, visit: &mut impl FnMut(&'b PlannedGroup<'a>)) {
    visit(group);
    for child in &group.children {
        each_group(child, visit);
    }
}

/// The variable that most routes start with, as it stands in them.
pub(super) fn main_base(api: &Api) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    api.root.each_operation(&mut |operation| {
        let Some((base, rest)) = operation.route.split_once("}}") else {
            return;
        };
        if !base.starts_with("{{") || !rest.starts_with('/') {
            return;
        }
        let base = format!("{base}}}}}");
        match counts.iter_mut().find(|(known, _)| *known == base) {
            Some((_, count)) => *count += 1,
            None => counts.push((base, 1)),
        }
    });
    // Of several with the same count the first in the collection.
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(base, _)| base)
        .unwrap_or_default()
}

/// Whether the things at a route have ids that are texts, whatever the saved one looks like.
fn has_text_ids(models: &Models, operation: &Operation) -> bool {
    let wanted = answers::resource_of(&operation.route);
    models
        .list
        .iter()
        .filter(|model| Some(&model.name) == wanted.as_ref())
        .any(|model| {
            model
                .shape
                .field("id")
                .is_some_and(|id| matches!(id.kind, Kind::Text(_) | Kind::NumberOrText))
        })
}

fn group_view(
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
            accessor(child.access.last(), &child.modules, &child.type_name, depth)
        })
        .collect();
    accessors.extend(group.shortcuts.iter().map(|shortcut| {
        accessor(
            Some(&shortcut.name),
            &shortcut.modules,
            &shortcut.type_name,
            0,
        )
    }));
    views.push(GroupView {
        file,
        docs: group_docs(group),
        type_name: group.type_name.clone(),
        owner: if is_root { "Client" } else { &group.type_name }.to_owned(),
        core: if is_root { "core" } else { "0" }.to_owned(),
        access,
        imports: imports(&own, speller, root, is_root, !accessors.is_empty()),
        modules: child_modules(group),
        accessors,
        methods: own
            .iter()
            .map(|operation| operation.method.clone())
            .collect(),
        calls: own
            .iter()
            .filter_map(|operation| call_view(operation, &group.type_name))
            .collect(),
    });
    for child in &group.children {
        group_view(child, operations, speller, root, views);
    }
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

fn accessor(
    name: Option<&String>,
    modules: &[String],
    type_name: &str,
    depth: usize,
) -> AccessorView {
    let below = modules.get(depth..).unwrap_or_default().join("::");
    AccessorView {
        name: name.cloned().unwrap_or_default(),
        type_path: format!("{below}::{type_name}"),
    }
}

/// The modules below, as rustfmt sorts them.
fn child_modules(group: &PlannedGroup<'_>) -> Vec<String> {
    let modules: BTreeSet<&String> = group
        .children
        .iter()
        .filter_map(|child| child.modules.last())
        .collect();
    modules.into_iter().cloned().collect()
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
    let (mut display, mut map, mut bytes) = (false, false, false);
    let mut note = |ty: &Type| {
        collect_models(ty, speller, &mut models);
        map |= speller.spell(ty).contains("BTreeMap<");
        if speller.spell(ty).contains("NumberOrText") {
            core.insert("NumberOrText");
        }
    };
    for operation in own {
        if let Answer::Json(ty) = &operation.answer {
            note(ty);
        }
        if let Some(ty) = &operation.input {
            note(ty);
        }
    }
    for operation in own {
        let setters = operation.call.iter().flat_map(|call| &call.setters);
        display |= setters
            .clone()
            .any(|setter| setter.value_type == "impl Display");
        let signature = &operation.method.signature;
        display |= signature.contains("impl Display");
        bytes |= signature.contains("Into<Bytes>");
        if signature.contains(": File") || setters.clone().any(|setter| setter.value_type == "File")
        {
            core.insert("File");
        }
        core.insert("Call");
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
    if bytes {
        lines.extend(["use bytes::Bytes;".to_owned(), String::new()]);
    }
    if is_root {
        lines.push(format!("use {root}::Client;"));
    }
    let core: Vec<String> = core.into_iter().map(str::to_owned).collect();
    lines.push(import(&format!("{root}::core"), &core));
    let models: Vec<String> = models.into_iter().collect();
    lines.push(import(&format!("{root}::models"), &models));
    lines.retain(|line| line != "use ;");
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn collect_models(ty: &Type, speller: &Speller<'_>, names: &mut BTreeSet<String>) {
    ty.each_model(&mut |id| {
        names.insert(speller.models[id].clone());
    });
    if let Type::Page(page, _) = ty {
        names.insert(speller.pages[*page].clone());
    }
}

/// The saved JSON answers with the types that they decode into.
fn examples(
    api: &Api,
    operations: &[PlannedOperation],
    failures: &failure::PlannedFailures,
    speller: &Speller<'_>,
) -> Value {
    let mut list: Vec<(usize, Value)> = Vec::new();
    api.root.each_operation(&mut |operation| {
        let Some(plan) = operations.get(operation.index) else {
            return;
        };
        for example in &operation.examples {
            let ExampleBody::Json { text, .. } = &example.body else {
                continue;
            };
            let ty = match (&plan.answer, example.status) {
                (_, 400..) => failures.type_of(example.status, speller),
                (Answer::Json(ty), 200..300) => Some(speller.spell(ty)),
                _ => None,
            };
            let Some(ty) = ty else { continue };
            list.push((
                operation.index,
                serde_json::json!({
                    "path": operation.path, "name": example.name, "status": example.status,
                    "type": ty, "body": text,
                }),
            ));
        }
    });
    list.sort_by_key(|(index, _)| *index);
    list.into_iter().map(|(_, example)| example).collect()
}

/// The distinct types of the examples.
fn example_types(examples: &Value) -> Vec<ExampleTypeView> {
    let names: BTreeSet<&str> = examples
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|example| example.get("type").and_then(Value::as_str))
        .collect();
    names
        .into_iter()
        .map(|name| ExampleTypeView {
            name: name.to_owned(),
            type_path: type_path(name),
        })
        .collect()
}

/// The type with the modules of the crate in front of its names.
fn type_path(spelled: &str) -> String {
    let mut path = String::new();
    let mut word = String::new();
    for character in spelled.chars().chain(std::iter::once(' ')) {
        if character.is_ascii_alphanumeric() || character == '_' || character == ':' {
            word.push(character);
            continue;
        }
        match word.as_str() {
            "Vec" | "Option" | "String" | "bool" | "i64" | "f64" | "" => path.push_str(&word),
            "BTreeMap" => path.push_str("std::collections::BTreeMap"),
            "NumberOrText" => path.push_str("api::core::NumberOrText"),
            own if own.contains("::") => path.push_str(own),
            own => {
                path.push_str("api::models::");
                path.push_str(own);
            }
        }
        word.clear();
        path.push(character);
    }
    path.trim_end().to_owned()
}

fn package(
    api: &Api,
    target: &Target,
    root: &str,
    tree: &PlannedGroup<'_>,
    operations: &[PlannedOperation],
    models: &Models,
) -> PackageView {
    let name = target
        .name
        .clone()
        .unwrap_or_else(|| ident::crate_name(&api.name));
    let library = name.replace('-', "_");
    let title = api.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first_call, first_list) = first_calls(tree, operations, models);
    PackageView {
        environment: library.to_ascii_uppercase(),
        root: root.to_owned(),
        is_module: target.module.is_some(),
        summary: format!(
            "Typed client of the API that the Postman collection `{}` describes",
            plain(&title)
        ),
        title: escape(&title),
        docs: prose(&api.description, 4),
        operations: operations.len(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        has_oauth2: api
            .slots
            .iter()
            .any(|slot| matches!(slot.scheme, Scheme::OAuth2(_))),
        has_login: client::view(api).slots.iter().any(|slot| slot.has_login),
        has_multipart: has_body(api, |body| matches!(body, Body::Multipart(_))),
        has_bytes: has_body(api, |body| matches!(body, Body::File)),
        base_literal: some_literal(&main_base(api)),
        environment_literal: literal(&library.to_ascii_uppercase()),
        first_call,
        first_list,
        first_path: first_path(api),
        library,
        name_literal: literal(&name),
        name,
    }
}

/// Folders and name of the first request, as `replay --only` wants them.
fn first_path(api: &Api) -> String {
    let mut first = None;
    api.root.each_operation(&mut |operation| {
        if operation.index == 0 {
            first = Some(operation.path.join(" / "));
        }
    });
    first
        .map(|path| path.replace(['"', '`', '$', '\\', '\n'], " "))
        .unwrap_or_default()
}

/// A literal, or nothing for the empty text.
fn some_literal(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        literal(text)
    }
}

fn has_body(api: &Api, is: impl Fn(&Body) -> bool) -> bool {
    let mut found = false;
    api.root
        .each_operation(&mut |operation| found |= is(&operation.body));
    found
}

/// Text for a Cargo manifest: one line, no control characters.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || c == '`' { ' ' } else { c })
        .collect()
}

/// The calls of the first program: something about the user, and the list with the most to show.
fn first_calls(
    tree: &PlannedGroup<'_>,
    operations: &[PlannedOperation],
    models: &Models,
) -> (String, String) {
    let mut simple: Vec<(String, &Operation, &PlannedOperation)> = Vec::new();
    each_placed(tree, &mut |operation, group| {
        let Some(plan) = operations.get(operation.index) else {
            return;
        };
        let needs_nothing = plan.arguments.is_empty()
            && plan
                .parameters
                .iter()
                .all(|parameter| !parameter.enabled || parameter.default == Default::Saved);
        if operation.method == "GET" && needs_nothing && operation.slot == Some(0) {
            let access: String = short_access(tree, group)
                .iter()
                .map(|name| format!(".{name}()"))
                .collect();
            simple.push((
                format!("client{access}.{}()", plan.function),
                operation,
                plan,
            ));
        }
    });
    let about_user = |route: &str| {
        ["/current", "/me", "/self", "/whoami", "/profile"]
            .iter()
            .any(|end| route.ends_with(end))
    };
    let first = simple
        .iter()
        .find(|(_, operation, _)| about_user(&operation.route))
        .or(simple.first());
    let width = |plan: &PlannedOperation| match &plan.answer {
        Answer::Json(Type::Page(_, item)) => {
            let mut fields = 0;
            item.each_model(&mut |id| fields = models.list[id].types.len());
            fields
        }
        _ => 0,
    };
    // Of several lists with as much to show, the first.
    let list = simple
        .iter()
        .rev()
        .max_by_key(|(_, _, plan)| width(plan))
        .filter(|(_, _, plan)| width(plan) > 0);
    (
        first.map(|(call, ..)| call.clone()).unwrap_or_default(),
        list.map(|(call, ..)| call.clone()).unwrap_or_default(),
    )
}

/// The shortest way from the client to a group.
fn short_access(tree: &PlannedGroup<'_>, group: &PlannedGroup<'_>) -> Vec<String> {
    match tree
        .shortcuts
        .iter()
        .find(|shortcut| shortcut.modules == group.modules)
    {
        Some(shortcut) => vec![shortcut.name.clone()],
        None => group.access.clone(),
    }
}
