//! The program that the README of a crate begins with: a client with what the call needs, one call,
//! and a list over all its pages.
//!
//! A call that reads, needs nothing and says something about the user is best; where there is none,
//! the one that needs least. Values that only the user has come from the environment.

use crate::emit::document::code;
use crate::emit::ident;
use crate::emit::layout::{Link, chain, literal};
use crate::emit::view::{ClientView, FirstProgramView, ModelFileView, PackageView, SettingView};
use crate::ir::{Api, Operation, Role, Scheme};

use super::answers::Answer;
use super::arguments::ConstructorArgument;
use super::each_placed;
use super::groups::PlannedGroup;
use super::models::Models;
use super::operations::PlannedOperation;
use super::package::short_access;
use super::parameters::{Place, Sending, ValueType};
use super::types::Type;

/// A request that the program could make.
struct Candidate<'a> {
    /// `client`, the groups, and the function with its arguments.
    links: Vec<String>,
    operation: &'a Operation,
    plan: &'a PlannedOperation,
}

pub(super) fn view(
    api: &Api,
    package: &PackageView,
    tree: &PlannedGroup<'_>,
    operations: &[PlannedOperation],
    models: &Models,
    client: &ClientView,
    model_files: &[ModelFileView],
) -> FirstProgramView {
    let candidates = candidates(tree, operations, &package.library);
    let first = candidates.iter().min_by_key(|candidate| rank(candidate));
    let list = list(&candidates, models);
    let made: Vec<&Operation> = first
        .into_iter()
        .chain(list)
        .map(|candidate| candidate.operation)
        .collect();
    let simple = first.filter(|candidate| needs_nothing(candidate.plan));
    FirstProgramView {
        builder: builder(api, &package.environment, &made, client),
        simple_call: simple
            .map(|simple| laid_out(&simple.call()))
            .unwrap_or_default(),
        call: first.map(Candidate::sent).unwrap_or_default(),
        list: list.map(Candidate::call).unwrap_or_default(),
        body: body(model_files),
    }
}

/// The first body that a text can be put into.
fn body(files: &[ModelFileView]) -> String {
    let bodies = files.iter().flat_map(|file| &file.structs);
    let mut bodies = bodies.filter(|body| body.macro_name == "body");
    let found = bodies.find_map(|body| {
        let mut fields = body.fields.iter();
        Some((
            body,
            fields.find(|field| field.type_name == "Maybe<String>")?,
        ))
    });
    found.map_or_else(String::new, |(body, field)| {
        let (name, field) = (&body.name, &field.name);
        code(&format!(
            "{name} {{ {field}: \"…\".into(), ..Default::default() }}"
        ))
    })
}

/// A call without arguments, one function a line where it is long.
fn laid_out(call: &str) -> String {
    let functions = call.split('.').skip(1);
    let links: Vec<Link> = functions
        .map(|function| Link::new(function.trim_end_matches("()"), &[]))
        .collect();
    chain(4, "client", &links, "let call = ;".len())
}

impl Candidate<'_> {
    /// The call: `client.users().current()`.
    fn call(&self) -> String {
        self.links.join(".")
    }

    /// The call sent and waited for, one link a line where it is long.
    fn sent(&self) -> String {
        let line = format!("{}.send().await?", self.call());
        if line.len() <= 60 {
            return line;
        }
        let links = self.links.join("\n        .");
        format!("{links}\n        .send()\n        .await?")
    }
}

fn candidates<'a>(
    tree: &PlannedGroup<'a>,
    operations: &'a [PlannedOperation],
    library: &str,
) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    each_placed(tree, &mut |operation, group| {
        let Some(plan) = operations.get(operation.index) else {
            return;
        };
        let access = short_access(tree, group).into_iter();
        let arguments = plan.arguments.iter();
        let arguments: Vec<String> = arguments
            .map(|argument| value(argument, operation, library))
            .collect();
        let function = format!("{}({})", plan.function, arguments.join(", "));
        let links = std::iter::once("client".to_owned())
            .chain(access.map(|name| format!("{name}()")))
            .chain([function]);
        found.push(Candidate {
            links: links.collect(),
            operation,
            plan,
        });
    });
    found
}

/// A value for the argument, as saved where something is.
fn value(argument: &ConstructorArgument, operation: &Operation, library: &str) -> String {
    let file = format!("{library}::core::File::bytes(\"file.txt\", \"text\")");
    let literal_of = |value_type: ValueType, saved: Option<&str>, name: &str| match value_type {
        ValueType::Integer => saved.unwrap_or("1").to_owned(),
        ValueType::Boolean => saved.unwrap_or("true").to_owned(),
        ValueType::Any => literal(saved.filter(|text| is_plain(text)).unwrap_or(name)),
    };
    match argument {
        ConstructorArgument::Path { wire, value_type } => {
            let of_name = |argument: &&crate::ir::Argument| argument.name == *wire;
            let saved = operation.arguments.iter().find(of_name);
            literal_of(
                *value_type,
                saved.and_then(|saved| saved.value.as_deref()),
                wire,
            )
        }
        ConstructorArgument::Parameter {
            place: Place::File, ..
        } => file,
        ConstructorArgument::Parameter {
            place: Place::Files,
            ..
        } => format!("[{file}]"),
        ConstructorArgument::Parameter {
            wire, value_type, ..
        } => literal_of(*value_type, None, wire),
        ConstructorArgument::JsonBody(Type::List(_)) => "&[]".to_owned(),
        ConstructorArgument::JsonBody(Type::Text) | ConstructorArgument::TextBody => {
            "\"\"".to_owned()
        }
        ConstructorArgument::JsonBody(_) | ConstructorArgument::Variables(_) => {
            "&Default::default()".to_owned()
        }
        ConstructorArgument::FileBody => file,
    }
}

/// Whether a saved value says something in a program: no variable, and nothing long.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && !text.contains("{{")
}

/// Smaller is better.
fn rank(candidate: &Candidate<'_>) -> impl Ord + use<> {
    let Candidate {
        operation, plan, ..
    } = candidate;
    let about_user = ["/current", "/me", "/self", "/whoami", "/profile"]
        .iter()
        .any(|end| operation.route.ends_with(end));
    let reads = operation.method == "GET";
    let is_simple = reads && needs_nothing(plan) && operation.slot == Some(0);
    (
        !(is_simple && about_user),
        !is_simple,
        !reads,
        plan.arguments.len(),
        operation.index,
    )
}

fn needs_nothing(plan: &PlannedOperation) -> bool {
    let is_sent = |parameter: &super::parameters::PlannedParameter| {
        !parameter.enabled || parameter.sending == Sending::Saved
    };
    plan.arguments.is_empty() && plan.parameters.iter().all(is_sent)
}

/// The list with the most to show; of several with as much, the first.
fn list<'c, 'a>(candidates: &'c [Candidate<'a>], models: &Models) -> Option<&'c Candidate<'a>> {
    let width = |plan: &PlannedOperation| match &plan.answer {
        Answer::Json(Type::Page(_, item)) => {
            let mut fields = 0;
            item.each_model(&mut |id| fields = models.list[id].types().count());
            fields
        }
        _ => 0,
    };
    candidates
        .iter()
        .rev()
        .filter(|found| found.operation.method == "GET" && needs_nothing(found.plan))
        .filter(|found| found.operation.slot == Some(0))
        .max_by_key(|found| width(found.plan))
        .filter(|found| width(found.plan) > 0)
}

/// The links of the builder: credentials of the slots, then the variables without a value.
fn builder(api: &Api, prefix: &str, made: &[&Operation], client: &ClientView) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut add = |line: String| {
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    for slot in made.iter().filter_map(|operation| operation.slot) {
        let (Some(slot), Some(view)) = (api.slots.get(slot), client.slots.get(slot)) else {
            continue;
        };
        let setter = view.credentials.setters.first();
        if let (Scheme::Credentials(credentials), Some(setter)) = (&slot.scheme, setter) {
            let needed = credentials.parts.iter();
            let needed = needed.filter(|part| part.role == Role::Needed);
            let values: Vec<String> = needed
                .map(|part| from_environment(prefix, part.name))
                .collect();
            add(format!(".{}({})", setter.name, values.join(", ")));
        }
    }
    let settings = api.settings.iter().zip(&client.settings);
    for (setting, view) in settings {
        if made.iter().any(|operation| uses(operation, &setting.name)) && needs_value(view) {
            let value = if setting.is_base {
                "\"https://api.example.com\"".to_owned()
            } else {
                from_environment(prefix, &view.name)
            };
            add(format!(".{}({value})", view.name));
        }
    }
    lines
}

/// Whether the client fills the variable into what this request sends.
fn uses(operation: &Operation, variable: &str) -> bool {
    let token = format!("{{{{{variable}}}}}");
    let parameters = operation.query.iter().chain(&operation.headers);
    let sent = parameters.filter(|parameter| parameter.enabled);
    let mut values = sent.filter_map(|parameter| parameter.value.as_deref());
    operation.route.contains(&token) || values.any(|value| value.contains(&token))
}

/// Whether nothing else gives it a value.
fn needs_value(setting: &SettingView) -> bool {
    setting.default.is_empty() && !setting.is_given
}

fn from_environment(prefix: &str, name: &str) -> String {
    let name = ident::words(name).join("_").to_ascii_uppercase();
    format!("std::env::var({})?", literal(&format!("{prefix}_{name}")))
}
