//! `collgen.toml`: what a person decides that the collection does not say.

use std::path::Path;

use serde::Deserialize;

use crate::collection;
use crate::diagnostic::{Diagnostic, Diagnostics, Location};
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
    /// Places findings at the first line of the file that has what they quote.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub(crate) fn placed(path: &Path, found: Diagnostics) -> Result<Vec<Diagnostic>, Error> {
        let mut found = found.into_vec();
        if found.is_empty() {
            return Ok(found);
        }
        let bytes = files::read(path)?;
        let text = String::from_utf8_lossy(&bytes);
        for told in &mut found {
            told.file = Some(path.display().to_string());
            let quoted = told.message.split('`').nth(1).unwrap_or_default();
            let line = text
                .lines()
                .enumerate()
                .find(|(_, line)| line.contains(quoted));
            told.location = line.map(|(at, line)| Location {
                line: at + 1,
                column: line.find(quoted).map_or(1, |at| {
                    line.chars().count() - line.get(at..).map_or(0, |rest| rest.chars().count()) + 1
                }),
                offset: 0,
                length: quoted.len(),
            });
        }
        Ok(found)
    }

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

fn in_file(told: Diagnostic, text: &str, path: &Path) -> Diagnostic {
    let mut told = [told];
    collection::locate(text, &mut told);
    let [mut told] = told;
    told.file = Some(path.display().to_string());
    told
}
