//! Collection variables as the engine takes them.
//!
//! One without a `key` is not found by any name; of two of one name the last that is on counts; a
//! text of type `number` or `boolean` is converted as JavaScript does. `enabled: false` is ignored
//! by the engine and honoured by the app, and so here.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::collection::model::Variable;
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

/// Changes the variables that stand in the list at `place`.
pub(super) fn interpret(variables: &mut [Variable], place: &Pointer, found: &mut Diagnostics) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (index, variable) in variables.iter_mut().enumerate() {
        let place = place.index(index);
        if variable.enabled == Some(false) && !variable.disabled {
            variable.disabled = true;
            found.push(switched_off(&place));
        }
        let name = variable.key.clone().unwrap_or_default();
        if variable.disabled {
            continue;
        }
        if name.is_empty() {
            if variable.id.is_some() || variable.value.is_some() {
                found.push(nameless(&place));
            }
            continue;
        }
        convert(variable, &name, &place, found);
        if let Some(earlier) = seen.insert(name.clone(), index) {
            found.push(repeated(&name, earlier, &place));
        }
    }
}

fn convert(variable: &mut Variable, name: &str, place: &Pointer, found: &mut Diagnostics) {
    let Some(Value::String(text)) = &variable.value else {
        return;
    };
    let meant = match variable.kind.as_deref() {
        Some("boolean") if !text.is_empty() && text != "true" => "true",
        Some("number") if !text.is_empty() && text.trim().parse::<f64>().is_err() => "NaN",
        _ => return,
    };
    variable.value = Some(Value::from(meant));
    let kind = variable.kind.as_deref().unwrap_or_default();
    found.push(
        Diagnostic::new(
            "variable-type",
            Severity::Warning,
            format!("the text of `{name}` does not fit its type `{kind}`"),
        )
        .at(&place.key("value"))
        .effect(format!("its value is `{meant}`, as in Postman"))
        .help("correct the value, or make it a variable of type `string`"),
    );
}

fn switched_off(place: &Pointer) -> Diagnostic {
    let message = "a variable is switched off with `enabled`, as in environments";
    Diagnostic::of("variable-disabled", message).at(&place.key("enabled"))
}

fn nameless(place: &Pointer) -> Diagnostic {
    Diagnostic::new(
        "variable-without-name",
        Severity::Warning,
        "a variable has no `key`",
    )
    .at(place)
    .effect("it is not used: Postman does not find a variable by its `id`")
    .help("give it a `key`")
}

fn repeated(name: &str, earlier: usize, place: &Pointer) -> Diagnostic {
    Diagnostic::new(
        "variable-repeated",
        Severity::Warning,
        format!("`{name}` is defined more than once, before as element {earlier}"),
    )
    .at(place)
    .effect("the last one that is switched on counts, as in Postman")
    .help("remove the others")
}
