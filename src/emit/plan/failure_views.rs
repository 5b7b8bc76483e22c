//! Error answers as the templates print them: an enum over the statuses, and one for each status whose
//! bodies are of several kinds.

use std::collections::BTreeSet;

use crate::emit::layout::import;
use crate::emit::view::{FailureStatusView, FailureView, UnionView, VariantView};

use super::failure::{PlannedFailures, body_name, variant};
use super::types::{Speller, Type};

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
                    view.unions.push(union(*status, several, speller));
                    body_name(*status)
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
            _ => body_name(status),
        })
    }
}

fn union(status: u16, types: &[Type], speller: &Speller<'_>) -> UnionView {
    let variants = types.iter().enumerate().map(|(index, ty)| {
        let (name, docs) = match ty {
            Type::Map(_) => ("Fields".to_owned(), "What is wrong, by field."),
            Type::List(_) => ("List".to_owned(), "What is wrong."),
            Type::Model(id) => {
                let name = speller.models[*id].strip_suffix("Body");
                (name.unwrap_or("Object").to_owned(), "An object.")
            }
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
        name: body_name(status),
        docs: vec![format!("The bodies that answers {status} were seen with.")],
        variants,
    }
}
