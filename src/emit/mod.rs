//! The back end: everything that knows Rust.
//!
//! In: [`Api`]. Out: the files of a crate, or of a module for build scripts. Plan decides, render
//! prints, support is copied.

mod document;
pub(crate) mod ident;
mod layout;
mod plan;
mod render;
mod support;
mod surface;
mod view;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::Error;
use crate::files::FileSet;
use crate::ir::Api;
use crate::surface::Surface;
use crate::type_rules::TypeRules;

/// What the caller decides about the generated crate.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// Name of the crate; from the collection's name when absent.
    pub name: Option<String>,
    /// Where the files are mounted, `crate::drchrono`, for build scripts; absent for a crate.
    pub module: Option<String>,
    /// How evidence becomes types.
    pub types: TypeRules,
}

/// The files of the generated crate, or of the module. What the saved answers show is taken out of
/// the API.
pub fn emit(api: &mut Api, target: &Target) -> Result<FileSet, Error> {
    let plan::Plan { mut view, examples } = plan::plan(api, target);
    let mut sources = FileSet::default();
    render::render(&mut view, &mut sources)?;
    support::copy(&view, &mut sources);
    drop(view);
    if target.module.is_some() {
        return Ok(sources);
    }
    sources.insert("examples/replay/saved.json", plan::saved_requests(api));
    sources.insert("tests/examples.json", examples.text(api));
    Ok(sources.moved(|path| {
        let is_outside = ["Cargo.toml", "README.md"].contains(&path)
            || path.starts_with("examples/")
            || path.starts_with("tests/");
        if is_outside {
            path.to_owned()
        } else {
            format!("src/{path}")
        }
    }))
}

/// How each request is called in Rust, by its index: `client.patients().list()`.
pub fn calls(api: &Api) -> Vec<String> {
    plan::calls(api)
}

/// The models with their evidence and the questions that are open, for people.
pub fn type_outline(api: &mut Api, target: &Target) -> String {
    plan::type_outline(api, target)
}

/// The names of models and fields: `Patient`, `Patient.id`.
pub fn type_names(api: &mut Api, target: &Target) -> BTreeSet<String> {
    plan::type_names(api, target)
}

/// What users of the crate can name.
pub fn surface(api: &mut Api, target: &Target) -> Surface {
    surface::surface(&plan::plan(api, target).view)
}

/// What the templates see, as JSON.
pub fn view_json(api: &mut Api, target: &Target) -> Value {
    serde_json::to_value(plan::plan(api, target).view).unwrap_or_default()
}
