//! Postman environment and globals files, whose values join the collection's variables.
//!
//! In: the text of such a file. Out: the variables that are switched on. Refused: whatever holds
//! no values, such as a collection. Precedence is Postman's: environment before collection before
//! globals.

use serde::Deserialize;
use serde_json::Value;

use super::lenient;
use super::model::{Collection, Variable};
use super::{secrets, syntax};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

/// What kind of file the values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Values go over those of the collection.
    Environment,
    /// Values count where the collection has none.
    Globals,
}

impl Scope {
    fn name(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Globals => "globals",
        }
    }

    fn option(self) -> &'static str {
        match self {
            Self::Environment => "--env",
            Self::Globals => "--globals",
        }
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(deserialize_with = "lenient::list")]
    values: Vec<Entry>,
    #[serde(
        rename = "_postman_variable_scope",
        default,
        deserialize_with = "lenient::text"
    )]
    scope: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    #[serde(deserialize_with = "lenient::text")]
    key: String,
    value: Option<Value>,
    #[serde(rename = "type", deserialize_with = "lenient::optional_text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::flag")]
    disabled: bool,
    enabled: Option<Value>,
}

/// Reads the values of an environment or globals file.
pub(crate) fn read_values(
    text: &str,
    scope: Scope,
    found: &mut Diagnostics,
) -> Result<Vec<Variable>, Box<Diagnostic>> {
    let value: Value = serde_json::from_str(text).map_err(|error| syntax::refuse(text, &error))?;
    let file = parse(value).ok_or_else(|| {
        Diagnostic::new(
            "not-an-environment",
            Severity::Error,
            format!(
                "this is no Postman {} file: it has no `values`",
                scope.name()
            ),
        )
        .effect("nothing is generated")
        .help("in Postman, open the environment, open its menu and choose Export")
    })?;
    check_scope(&file, scope, found);
    let count = file.values.len();
    let enabled: Vec<Entry> = file.values.into_iter().filter(is_enabled).collect();
    if enabled.len() < count {
        found.push(
            Diagnostic::of(
                "variable-disabled",
                format!(
                    "{} of {count} values are switched off",
                    count - enabled.len()
                ),
            )
            .at(&Pointer::root().key("values")),
        );
    }
    Ok(enabled.into_iter().map(variable).collect())
}

/// As exported, inside `{"environment": …}` as Postman's API answers, or the bare list.
fn parse(value: Value) -> Option<File> {
    let file = match value {
        Value::Array(values) => serde_json::json!({ "values": values }),
        Value::Object(mut members) => match members.remove("environment") {
            Some(inner) => inner,
            None => Value::Object(members),
        },
        _ => return None,
    };
    serde_json::from_value(file).ok()
}

fn check_scope(file: &File, scope: Scope, found: &mut Diagnostics) {
    if file.scope.is_empty() || file.scope == scope.name() {
        return;
    }
    let other = match scope {
        Scope::Environment => Scope::Globals,
        Scope::Globals => Scope::Environment,
    };
    found.push(
        Diagnostic::new(
            "scope-mismatch",
            Severity::Warning,
            format!(
                "the file given with {} says that it is of scope {}",
                scope.option(),
                other.name()
            ),
        )
        .at(&Pointer::root().key("_postman_variable_scope"))
        .effect(format!("its values are used as {}", scope.name()))
        .help(format!("give it with {}", other.option())),
    );
}

fn is_enabled(entry: &Entry) -> bool {
    let switched_off = matches!(&entry.enabled, Some(Value::Bool(false)));
    !entry.key.is_empty() && !entry.disabled && !switched_off
}

fn variable(entry: Entry) -> Variable {
    Variable {
        key: Some(entry.key),
        value: entry.value,
        kind: entry.kind,
        ..Variable::default()
    }
}

impl Collection {
    /// Takes over the values of a file.
    pub(crate) fn apply(&mut self, values: Vec<Variable>, scope: Scope, found: &mut Diagnostics) {
        let place = Pointer::root().key("values");
        let secrets = secrets::of_values(&values, &place, found);
        self.secrets.extend(secrets);
        let mut shadowed = Vec::new();
        for value in values {
            let same = self
                .variable
                .iter_mut()
                .rev()
                .find(|variable| variable.key == value.key && !variable.disabled);
            let Some(variable) = same else {
                self.variable.push(value);
                continue;
            };
            shadowed.extend(value.key);
            if scope == Scope::Environment {
                variable.value = value.value;
                variable.kind = value.kind.or_else(|| variable.kind.take());
            }
        }
        if let Some(first) = shadowed.first() {
            let others = match shadowed.len() {
                1 => String::new(),
                number => format!(" and {} more", number - 1),
            };
            let counts = match scope {
                Scope::Environment => "the values of this file count",
                Scope::Globals => "the values of this file do not count",
            };
            let message = format!("`{first}`{others} is defined elsewhere, too: {counts}");
            let values = Pointer::root().key("values");
            found.push(Diagnostic::of("variable-shadowed", message).at(&values));
        }
    }
}
