//! What the whole crate needs to know: its names, what is in it, and how to begin.

use crate::emit::Target;
use crate::emit::document::{escape, prose};
use crate::emit::ident;
use crate::emit::layout::{call, literal};
use crate::emit::view::PackageView;
use crate::ir::{Api, Body, Grant, Scheme};

use super::groups::{self, PlannedGroup};
use super::{each_group, main_base, manifest};

pub(super) fn package(api: &Api, target: &Target, root: &str) -> PackageView {
    let name = target
        .name
        .clone()
        .unwrap_or_else(|| ident::crate_name(&api.name));
    let library = name.replace('-', "_");
    let title = api.name.split_whitespace().collect::<Vec<_>>().join(" ");
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
        operations: api.root.count(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        has_oauth2: api
            .slots
            .iter()
            .any(|slot| matches!(slot.scheme, Scheme::OAuth2(_))),
        has_credentials: api
            .slots
            .iter()
            .any(|slot| matches!(slot.scheme, Scheme::Credentials(_))),
        dependencies: manifest::dependencies(api),
        features: manifest::features(api),
        has_login: api.slots.iter().any(|slot| {
            matches!(&slot.scheme, Scheme::OAuth2(oauth2) if oauth2.grant == Grant::AuthorizationCode)
        }),
        has_turns: false,
        has_body_turns: false,
        has_tagged: false,
        has_graphql: false,
        has_exact: false,
        has_dates: false,
        has_decimals: false,
        typed_features: String::new(),
        has_multipart: has_body(api, |body| matches!(body, Body::Multipart(_))),
        base_literal: some_literal(&main_base(api)),
        environment_literal: literal(&library.to_ascii_uppercase()),
        user_agent: user_agent(&name),
        api: match library.as_str() {
            "api" => "::api".to_owned(),
            library => format!("::{library} as api"),
        },
        first_path: first_path(api),
        library,
        name_literal: literal(&name),
        name,
    }
}

/// Lets `serde_json` give the text of a number, which costs nothing elsewhere; its feature for numbers of any length
/// would change every number of the programs that use the crate.
pub(super) fn keep_digits(package: &mut PackageView) {
    for line in &mut package.dependencies {
        if line == "serde_json = \"1\"" {
            *line = "serde_json = { version = \"1\", features = [\"raw_value\"] }".to_owned();
        }
    }
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
pub(super) fn short_access(tree: &PlannedGroup<'_>, group: &PlannedGroup<'_>) -> Vec<String> {
    match tree
        .shortcuts
        .iter()
        .find(|shortcut| shortcut.modules == group.modules)
    {
        Some(shortcut) => vec![shortcut.name.clone()],
        None => group.access.clone(),
    }
}
