//! `collgen.toml`: what a person decides that the collection does not say.

use std::path::Path;

use serde::Deserialize;

use crate::collection;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::error::Error;
use crate::files;
use crate::parameter_rules::ParameterRules;
use crate::type_rules::TypeRules;

/// The configuration, as `--config` reads it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// How evidence becomes types.
    pub(crate) types: TypeRules,
    /// What is sent for parameters: by name, or by `Folder / Request / name`.
    pub(crate) parameters: ParameterRules,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, or says something that there is not.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let bytes = files::read(path)?;
        let text = String::from_utf8_lossy(&bytes);
        toml::from_str(&text).map_err(|error| {
            let message = error.message().replace('\n', ", ");
            let mut told = Diagnostic::of("config", message);
            if let Some(span) = error.span() {
                told = told.at_offset(span.start);
            }
            Error::Invalid(vec![in_file(told, &text, path)])
        })
    }
}

/// Findings about settings name the configuration, at the line of the setting that their pointer leads to.
pub(crate) fn place(path: &Path, found: &mut Diagnostics) {
    let is_of_config = |found: &Diagnostic| found.code == "config-unused";
    if !found.iter().any(is_of_config) {
        return;
    }
    let bytes = files::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    for told in found.iter_mut().filter(|found| is_of_config(found)) {
        let mut placed = told.clone();
        placed.offset = told
            .pointer
            .segments()
            .last()
            .and_then(|name| line_of(&text, &name));
        *told = in_file(placed, &text, path);
    }
}

/// Where the line that sets a name begins with it.
fn line_of(text: &str, name: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let at = offset + line.len() - trimmed.len();
        let key = trimmed.split('=').next().unwrap_or_default().trim();
        if key.trim_matches(['"', '\'']) == name {
            return Some(at);
        }
        offset += line.len();
    }
    None
}

fn in_file(told: Diagnostic, text: &str, path: &Path) -> Diagnostic {
    let mut told = [told];
    collection::locate(text, &mut told);
    let [mut told] = told;
    if told.offset.is_none() {
        told.location = None;
    }
    told.file = Some(path.display().to_string());
    told
}
