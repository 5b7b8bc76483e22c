//! Error answers: one type per status, from the saved error examples of the whole API.
//!
//! The type is chosen by status and never by guessing from the body; a status whose examples have
//! several shapes gets an enum that keeps what it does not know.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::layout::import;
use crate::emit::view::{FailureStatusView, FailureView, UnionView, VariantView};
use crate::ir::join::join;
use crate::ir::{Api, Kind, Shape};

use super::models::{Models, Origin, Role};
use super::types::{Speller, Type};

/// Module that the structs of error bodies stand in.
pub(super) const MODULE: &str = "failure";

/// What the error examples of one status show, one shape for each kind of body.
#[derive(Debug, Default)]
pub(super) struct Failures(BTreeMap<u16, Vec<Shape>>);

/// The types of the shapes of each status.
pub(super) struct PlannedFailures(Vec<(u16, Vec<Type>)>);

impl Failures {
    /// Takes the shapes of these answers out of the API.
    pub(super) fn of(api: &mut Api) -> Self {
        let mut failures = Self::default();
        api.root.each_operation_mut(&mut |operation| {
            let examples = operation.examples.iter_mut();
            for example in examples.filter(|example| example.status >= 400) {
                if let Some(shape) = example.body.take_shape() {
                    failures.add(example.status, with_fields_as_map(shape));
                }
            }
        });
        failures
    }

    fn add(&mut self, status: u16, shape: Shape) {
        let shapes = self.0.entry(status).or_default();
        let same_kind = |known: &&mut Shape| class(known) == class(&shape);
        match shapes.iter_mut().find(same_kind) {
            Some(known) => *known = join(std::mem::take(known), shape),
            None => shapes.push(shape),
        }
    }

    /// Gives every object its struct.
    pub(super) fn plan(self, models: &mut Models) -> PlannedFailures {
        let statuses = self.0.into_iter().map(|(status, shapes)| {
            let origin = Origin {
                module: MODULE,
                source: format!("{status}"),
                role: Role::Answer,
            };
            let wanted = |shape: &Shape| match shape.fields() {
                Some([only]) => vec![
                    format!("{}Body", pascal(&only.name)),
                    format!("{}Body", variant(status)),
                ],
                _ => vec![format!("{}Body", variant(status))],
            };
            let types = shapes
                .iter()
                .map(|shape| {
                    Type::of(shape, &mut |object| {
                        Type::Model(models.resource(&wanted(object), object, &origin))
                    })
                })
                .collect();
            (status, types)
        });
        PlannedFailures(statuses.collect())
    }
}

/// What one type can stand for.
fn class(shape: &Shape) -> u8 {
    match shape.kind() {
        Kind::Object(_) => 0,
        Kind::Map(_) => 1,
        Kind::List(_) => 2,
        Kind::Mixed => 3,
        _ => 4,
    }
}

/// `{"field": ["message"]}` has data as member names: which fields were wrong.
fn with_fields_as_map(shape: Shape) -> Shape {
    let is_texts = |shape: &Shape| {
        let items = shape.items().map(Shape::kind);
        matches!(items, Some(Kind::Text(_))) && matches!(shape.kind(), Kind::List(_))
    };
    let is_map = shape.fields().is_some_and(|fields| {
        !fields.is_empty() && fields.iter().all(|field| is_texts(&field.shape))
    });
    if is_map { shape.into_map() } else { shape }
}

fn pascal(name: &str) -> String {
    crate::emit::ident::pascal(name).unwrap_or_else(|| "Error".to_owned())
}

impl PlannedFailures {
    /// The types by status; a status with several shapes is its union.
    pub(super) fn view(&self, speller: &Speller<'_>, root: &str, is_exact: bool) -> FailureView {
        let mut view = FailureView::default();
        let mut uses_map = false;
        let mut core = BTreeSet::from(["ApiError"]);
        for (status, types) in &self.0 {
            uses_map |= types.iter().any(Type::has_map);
            core.extend(types.iter().filter_map(Type::core_type));
            let name = variant(*status);
            let type_name = match types.as_slice() {
                [only] => speller.spell(only),
                several => {
                    view.unions.push(union(&name, *status, several, speller));
                    format!("{name}Body")
                }
            };
            view.statuses.push(FailureStatusView {
                code: *status,
                docs: vec![format!("{status}")],
                variant: name,
                type_name,
            });
        }
        if uses_map {
            view.imports
                .extend(["use std::collections::BTreeMap;".to_owned(), String::new()]);
        }
        if !is_exact {
            let derive = "use serde::{Deserialize, Serialize};".to_owned();
            view.imports.extend([derive, String::new()]);
        }
        let core: Vec<String> = core.into_iter().map(str::to_owned).collect();
        view.imports.push(import(&format!("{root}::core"), &core));
        if is_exact && !view.unions.is_empty() {
            view.imports
                .push(format!("use {root}::exact::exact_union;"));
        }
        let mut models: BTreeSet<String> = BTreeSet::new();
        for ty in self.types() {
            models.extend(ty.exact_type().map(str::to_owned));
            ty.each_model(&mut |id| {
                models.insert(speller.models[id].clone());
            });
        }
        view.imports.push(import(
            &format!("{root}::models"),
            &models.into_iter().collect::<Vec<_>>(),
        ));
        if view.unions.is_empty() {
            view.imports.retain(|line| !line.starts_with("use serde::"));
        }
        let unions: Vec<&str> = view
            .unions
            .iter()
            .map(|union| union.name.as_str())
            .collect();
        view.union_names = match unions.as_slice() {
            [only] => (*only).to_owned(),
            several => format!("{{{}}}", several.join(", ")),
        };
        view
    }

    /// The types of all statuses.
    pub(super) fn types(&self) -> impl Iterator<Item = &Type> {
        self.0.iter().flat_map(|(_, types)| types)
    }

    /// The type of the body of a status, as spelled in the module of models.
    pub(super) fn type_of(&self, status: u16, speller: &Speller<'_>) -> Option<String> {
        let (_, types) = self.0.iter().find(|(known, _)| *known == status)?;
        Some(match types.as_slice() {
            [only] => speller.spell(only),
            _ => format!("{}Body", variant(status)),
        })
    }
}

fn union(name: &str, status: u16, types: &[Type], speller: &Speller<'_>) -> UnionView {
    let variants = types.iter().enumerate().map(|(index, ty)| {
        let (name, docs) = match ty {
            Type::Map(_) => ("Fields".to_owned(), "What is wrong, by field."),
            Type::List(_) => ("List".to_owned(), "What is wrong."),
            Type::Model(id) => (
                speller.models[*id].trim_end_matches("Body").to_owned(),
                "An object.",
            ),
            Type::Text => ("Text".to_owned(), "A text."),
            _ => (format!("Shape{}", index + 1), "Another shape."),
        };
        VariantView {
            name,
            type_name: speller.spell(ty),
            docs: vec![docs.to_owned()],
        }
    });
    let mut variants: Vec<VariantView> = variants.collect();
    // A struct of optional fields accepts any object, so it comes after the maps.
    variants.sort_by_key(|variant| !variant.type_name.starts_with("BTreeMap"));
    UnionView {
        name: format!("{name}Body"),
        docs: vec![format!("The bodies that answers {status} were seen with.")],
        variants,
    }
}

/// The name of a status, RFC 9110 section 15 and RFC 6585.
fn variant(status: u16) -> String {
    match status {
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        415 => "UnsupportedMediaType",
        422 => "UnprocessableContent",
        423 => "Locked",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        other => return format!("Status{other}"),
    }
    .to_owned()
}
