//! Planning: an API becomes the view of a crate, every name and type decided.
//!
//! In: [`Api`]. Out: [`CrateView`], and what the data files of the examples need beside the API.
//! Evidence first, which is taken out of the API, then structs, then functions: names depend on
//! nothing but the collection.

mod answers;
mod arguments;
mod auth;
mod bodies;
mod by_login;
mod call_chain;
mod call_docs;
mod client;
mod constants;
mod data_files;
mod declared;
mod demands;
mod evidence;
mod failure;
mod failure_views;
mod field_docs;
mod first_program;
mod group_files;
mod groups;
mod leniency;
mod lists;
mod login;
mod made;
mod manifest;
mod models;
mod names;
mod nested;
mod nested_names;
mod operations;
mod package;
mod paged_views;
mod paging;
mod paging_shape;
mod paging_words;
mod parameters;
mod replay;
mod resource_names;
mod routes;
mod saved_examples;
mod schemes;
mod script_notes;
mod setters;
mod settle;
mod sharing;
mod siblings;
mod similar;
mod structs;
mod tagged;
mod titles;
mod type_outline;
mod typed;
mod types;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::document::escape;
use crate::emit::view::{CrateView, LeftOutView};
use crate::ir::join::join;
use crate::ir::{Api, Kind, Operation, Shape};

use super::{Target, ident};
use answers::Answer;
use demands::Demands;
use evidence::EvidenceTable;
use failure::{Failures, PlannedFailures};
use groups::PlannedGroup;
use models::Models;
use names::Scope;
use operations::{PlannedOperation, Surroundings};
use paging::Turn;
use resource_names::Titles;
use saved_examples::SavedExamples;
use sharing::{SharedCall, Sharing};
use types::{Speller, Type};

/// The view of a crate, and what is to be known for the data beside it.
pub(crate) struct Plan {
    pub(crate) view: CrateView,
    /// The saved answers that tests decode.
    pub(crate) examples: SavedExamples,
}

/// Plans the crate. The shapes of the saved answers are let go with what they show.
pub(crate) fn plan(api: &mut Api, target: &Target) -> Plan {
    let root = target.module.clone().unwrap_or_else(|| "crate".to_owned());
    let seen = Seen::take(api);
    let api = &*api;
    let mut tree = groups::plan(&api.root);
    let (models, types, failures) = typed(api, &tree, target, seen);

    let (names, page_names) = (models.names(), models.page_names());
    tree.avoid(
        &names
            .iter()
            .chain(&page_names)
            .map(String::as_str)
            .collect(),
    );
    let speller = Speller {
        models: &names,
        pages: &page_names,
    };
    let operations = plan_operations(api, &tree, &models, types, &speller, &root);
    let mut group_views = Vec::new();
    group_files::group_view(&tree, &operations, &speller, &root, &mut group_views);
    let examples = SavedExamples::of(api, &operations, &failures, &speller);
    let mut package = package::package(api, target, &root);
    if !package.is_module {
        typed::features(&models, &mut package);
    }
    let mut forms = models.list.iter().map(|model| &model.form);
    package.has_tagged = forms.any(|form| matches!(form, models::Form::Tagged(..)));
    package.has_graphql = operations
        .iter()
        .any(|operation| operation.document.is_some());
    package.has_exact = models.has_exact;
    if package.has_exact {
        package::keep_digits(&mut package);
    }
    let mut turns = operations
        .iter()
        .filter_map(|planned| planned.turn.as_ref());
    package.has_turns = turns.clone().next().is_some();
    package.has_body_turns = turns.any(Turn::is_in_body);
    let client = client::view(api, &root, &package.environment);
    let model_files = structs::files(&models, &speller, &root);
    let view = CrateView {
        first_program: first_program::view(
            api,
            &package,
            &tree,
            &operations,
            &models,
            &client,
            &model_files,
        ),
        package,
        client,
        auth: auth::view(api, &root),
        groups: group_views,
        model_reexports: structs::reexports(&model_files),
        models: model_files,
        failure: failures.view(&speller, &root, models.has_exact),
        replay: replay::files(&tree, &operations),
        example_types: examples.types(),
        left_out: api
            .left_out
            .iter()
            .map(|left| LeftOutView {
                path: escape(&left.path.join(" / ")),
                reason: left.reason.clone(),
            })
            .collect(),
    };
    Plan { view, examples }
}

/// `examples/replay/saved.json`.
pub(crate) fn saved_requests(api: &Api) -> String {
    replay::data(api)
}

/// What the saved answers show.
struct Seen {
    evidence: EvidenceTable,
    failures: Failures,
}

impl Seen {
    fn take(api: &mut Api) -> Self {
        Self {
            evidence: EvidenceTable::of(api),
            failures: Failures::of(api),
        }
    }
}

/// All types of the crate, and which of them each operation and each status has.
fn typed(
    api: &Api,
    tree: &PlannedGroup<'_>,
    target: &Target,
    mut seen: Seen,
) -> (Models, OperationTypes, PlannedFailures) {
    let mut models = Models::by(&target.types);
    let types = operation_types(api, tree, &mut seen.evidence, &mut models);
    let failures = seen.failures.plan(&mut models);
    api.root.each_operation(&mut |operation| {
        let lists = lists::of_description(&operation.description);
        if !lists.is_empty() {
            models.lists.insert(operation.path.join(" / "), lists);
        }
        if let Some(graphql) = operation
            .graphql
            .as_ref()
            .filter(|read| !read.types.is_empty())
        {
            models
                .declared
                .insert(operation.path.join(" / "), graphql.types.clone());
        }
    });
    models.resolve();
    models.demand_variables();
    models.settle_constants();
    models.forget();
    models.has_exact = has_exact(&models, &types, &failures);
    (models, types, failures)
}

/// Whether there are numbers of any length anywhere.
fn has_exact(models: &Models, types: &OperationTypes, failures: &PlannedFailures) -> bool {
    let is_exact = |ty: &Type| ty.exact_type().is_some();
    let of_operation = |operation: &OperationType| {
        let answer = matches!(&operation.answer, Answer::Json(ty) if is_exact(ty));
        answer || operation.input.as_ref().is_some_and(is_exact)
    };
    let mut models_types = models.list.iter().flat_map(models::Model::types);
    models_types.any(is_exact)
        || types.iter().any(of_operation)
        || failures.types().any(is_exact)
        || structs::page_types(models).any(|ty| is_exact(&ty))
}

/// The models with their evidence and the questions that are open, for people.
pub(crate) fn type_outline(api: &mut Api, target: &Target) -> String {
    let seen = Seen::take(api);
    let (models, _, _) = typed(api, &groups::plan(&api.root), target, seen);
    type_outline::outline(&models)
}

/// The names of models and fields (`Patient`, `Patient.id`), those that the rules replace included.
pub(crate) fn type_names(api: &mut Api, target: &Target) -> BTreeSet<String> {
    let seen = Seen::take(api);
    let (models, _, _) = typed(api, &groups::plan(&api.root), target, seen);
    let mut names = models.renamed;
    for model in &models.list {
        let fields = model.shape.fields().unwrap_or_default().iter();
        names.extend(fields.map(|field| format!("{}.{}", model.name, field.name)));
        names.insert(model.name.clone());
    }
    names
}

/// What each operation answers and is sent, by its index.
type OperationTypes = Vec<OperationType>;

/// What one operation answers, how it gets to the next page, and what it is sent.
#[derive(Clone, Debug)]
struct OperationType {
    answer: Answer,
    turn: Option<Turn>,
    input: Option<Type>,
}

/// Nothing is known.
const UNTYPED: OperationType = OperationType {
    answer: Answer::Unknown,
    turn: None,
    input: None,
};

fn operation_types(
    api: &Api,
    tree: &PlannedGroup<'_>,
    evidence: &mut EvidenceTable,
    models: &mut Models,
) -> OperationTypes {
    let mut placed: Vec<(&Operation, String)> = Vec::new();
    each_placed(tree, &mut |operation, group| {
        placed.push((operation, model_module(group, operation)))
    });
    // Lists and single things first: what stands below them joins their structs.
    placed.sort_by_key(|(operation, _)| {
        (
            !routes::is_resource_route(&operation.route),
            operation.index,
        )
    });
    let titles = Titles::of_all(placed.iter().map(|(operation, _)| *operation));
    let mut types = vec![UNTYPED; api.root.count()];
    let mut answers: BTreeMap<String, (Answer, Option<Turn>)> = BTreeMap::new();
    for (operation, module) in &placed {
        let address = operation.address();
        let known = answers.get(&address).cloned();
        let known = known.unwrap_or_else(|| {
            let evidence = evidence.take(operation).unwrap_or_default();
            answers::answer(models, operation, &evidence, &titles, module)
        });
        answers.insert(address, known.clone());
        let ty = &mut types[operation.index];
        (ty.answer, ty.turn) = known;
    }
    let mut bodies: BTreeMap<String, Shape> = BTreeMap::new();
    for (operation, _) in &placed {
        if let Some(shape) = operation.given_json() {
            let all = bodies.entry(operation.body_key()).or_default();
            *all = join(std::mem::take(all), shape.clone());
        }
    }
    let mut inputs: BTreeMap<String, Type> = BTreeMap::new();
    for (operation, module) in &placed {
        let key = operation.body_key();
        if let Some(shape) = bodies.remove(&key) {
            let input = answers::input(models, operation, &shape, &titles, module);
            inputs.insert(key.clone(), input);
        }
        if let (Some(_), Some(input)) = (operation.given_json(), inputs.get(&key)) {
            let listed = match input {
                Type::List(items) => items,
                input => input,
            };
            if let Type::Model(id) = listed {
                let demands = Demands::of(operation);
                models.demands.entry(*id).or_default().add(demands);
            }
            types[operation.index].input = Some(input.clone());
        }
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
        Some(word) if is_kept(&word) => format!("{word}_models"),
        Some(word) => word,
        None => "answers".to_owned(),
    }
}

/// Modules of ours, and file names that a system keeps for itself.
fn is_kept(word: &str) -> bool {
    word == "pages" || word == "models" || word == failure::MODULE || ident::is_device(word)
}

fn plan_operations(
    api: &Api,
    tree: &PlannedGroup<'_>,
    models: &Models,
    mut types: OperationTypes,
    speller: &Speller<'_>,
    root: &str,
) -> Vec<PlannedOperation> {
    let base = main_base(api);
    let slots: Vec<String> = api.slots.iter().map(|slot| slot.name.clone()).collect();
    let taken: BTreeSet<String> = speller
        .models
        .iter()
        .chain(speller.pages)
        .cloned()
        .collect();
    let mut placed = Vec::new();
    each_group(tree, &mut |group| {
        placed.extend(group.operations.iter().map(|(operation, _)| *operation));
    });
    let sharing = Sharing::of(&placed);
    let mut calls: BTreeMap<usize, SharedCall> = BTreeMap::new();
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
            "Maybe",
            "Number",
            "NumberOrText",
            "Scalar",
            "BTreeMap",
            "ByLinkHeader",
            "ByNumber",
            "ByOffset",
            "ByToken",
            "Paged",
            "Box",
            "Some",
            "None",
            "Ok",
            "Err",
            "Result",
            "Self_",
        ])
        .below(&taken);
        scope.claim([group.type_name.clone()]);
        for (operation, function) in &group.operations {
            let mut ty = std::mem::replace(&mut types[operation.index], UNTYPED);
            if !has_pages(models, &ty.answer, speller) {
                ty.turn = None;
            }
            let shared = sharing.get(operation);
            let around = Surroundings {
                shared,
                call: shared.and_then(|shared| calls.get(&shared.home)),
                root,
                modules: &group.modules,
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
            let plan = operations::plan(operation, ty, &around, &mut scope);
            if shared.is_some_and(|shared| shared.home == operation.index) {
                let owner = if group.modules.is_empty() {
                    "Client"
                } else {
                    &group.type_name
                };
                let call = SharedCall {
                    name: plan.call.as_ref().map(|call| call.name.clone()),
                    modules: group.modules.clone(),
                    maker: format!("{owner}::{function}"),
                    body: plan.body_setter.clone(),
                };
                calls.insert(operation.index, call);
            }
            planned[operation.index] = Some(plan);
        }
    });
    planned.into_iter().flatten().collect()
}

/// Whether the items can be got out of an answer.
fn has_pages(models: &Models, answer: &Answer, speller: &Speller<'_>) -> bool {
    match answer {
        Answer::Json(Type::List(_) | Type::Page(..)) => true,
        Answer::Json(Type::Model(id)) => {
            let model = &models.list[*id];
            let paging = models.paged.get(&model.name);
            paging.is_some_and(|paging| {
                paged_views::of_model(models, model, paging, speller).is_some()
            })
        }
        _ => false,
    }
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
    let wanted = routes::resource_of(&operation.route);
    let model = wanted.and_then(|name| models.by_name(&name));
    let id = model.and_then(|model| model.shape.field("id"));
    id.is_some_and(|id| matches!(id.kind(), Kind::Text(_) | Kind::NumberOrText))
}

/// How each request is called, by its index: `client.patients().list()`.
pub(crate) fn calls(api: &Api) -> Vec<String> {
    package::calls(api)
}
