//! What the whole crate needs to know: its names, what is in it, and how to begin.

use crate::emit::Target;
use crate::emit::document::{escape, prose};
use crate::emit::ident;
use crate::emit::layout::{Link, call, chain, literal};
use crate::emit::view::PackageView;
use crate::ir::{Api, Body, Operation, Scheme};

use super::answers::Answer;
use super::groups::{self, PlannedGroup};
use super::models::Models;
use super::operations::PlannedOperation;
use super::parameters::Sending;
use super::types::Type;
use super::{auth, client, each_group, each_placed, main_base};

pub(super) fn package(
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
        has_credentials: api
            .slots
            .iter()
            .any(|slot| matches!(slot.scheme, Scheme::Credentials(_))),
        dependencies: auth::dependencies(api),
        has_login: client::view(api, root)
            .slots
            .iter()
            .any(|slot| slot.has_login),
        has_multipart: has_body(api, |body| matches!(body, Body::Multipart(_))),
        base_literal: some_literal(&main_base(api)),
        environment_literal: literal(&library.to_ascii_uppercase()),
        from_env: from_env(&library.to_ascii_uppercase()),
        user_agent: user_agent(&name),
        api: match library.as_str() {
            "api" => "::api".to_owned(),
            library => format!("::{library} as api"),
        },
        first_call,
        first_list,
        first_path: first_path(api),
        library,
        name_literal: literal(&name),
        name,
    }
}

fn from_env(prefix: &str) -> String {
    let link = Link::new("credentials_from_env", &[&literal(prefix)]);
    let room = "let config = ?;".len();
    format!("{}?", chain(8, "configuration()", &[link], room))
}

fn user_agent(name: &str) -> String {
    let arguments = [
        literal(name),
        literal("/"),
        "env!(\"CARGO_PKG_VERSION\")".to_owned(),
    ];
    let room = "const USER_AGENT: &str = ;".len();
    let made = call(0, "concat!", &arguments, room);
    // A macro takes no comma behind its last argument.
    made.replace(",\n)", "\n)")
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
                .all(|parameter| !parameter.enabled || parameter.sending == Sending::Saved);
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

/// How each request is called, by its index.
pub(super) fn calls(api: &Api) -> Vec<String> {
    let tree = groups::plan(&api.root);
    let mut calls = vec![String::new(); api.root.count()];
    each_group(&tree, &mut |group| {
        let access = short_access(&tree, group);
        let access: String = access.iter().map(|name| format!(".{name}()")).collect();
        for (operation, function) in &group.operations {
            if let Some(call) = calls.get_mut(operation.index) {
                *call = format!("client{access}.{function}()");
            }
        }
    });
    calls
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
