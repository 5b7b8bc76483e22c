//! The documentation of a function: what the collection says, then what is sent.

use crate::emit::document::{code, escape, prose, summary, wrap};
use crate::ir::Operation;

use super::answers::Answer;
use super::operations::Surroundings;
use super::paging::Turn;
use super::parameters::{Place, PlannedParameter, Sending, is_constant, is_data, is_protocol};
use super::script_notes;

/// The documentation: what the collection says, then what is sent.
pub(super) fn docs(
    operation: &Operation,
    answer: &Answer,
    parameters: &[PlannedParameter],
    around: &Surroundings<'_>,
) -> Vec<String> {
    let (first, rest) = summary(&operation.description);
    let mut text = if first.is_empty() {
        escape(&sentence(&operation.name))
    } else {
        escape(&sentence(&first))
    };
    // "Id of the patient." says no more than the name does.
    let mut told = |name: &str, description: &str| {
        if description.split_whitespace().count() > 5 {
            text.push_str(&format!(
                " {}: {}",
                code(name),
                escape(&sentence(description))
            ));
        }
    };
    for argument in &operation.arguments {
        told(&argument.name, &argument.description);
    }
    for parameter in parameters.iter().filter(|p| p.sending == Sending::Required) {
        told(&parameter.wire, &parameter.description);
    }
    let route = operation
        .route
        .strip_prefix(around.base)
        .filter(|path| path.starts_with('/'));
    let route = route.unwrap_or(&operation.route);
    text.push_str(&format!(
        " {}",
        code(&format!("{} {route}", operation.method))
    ));
    let mut lines = wrap(&text);
    if let Some(call) = around.call {
        let path = path_of(around.root, &call.modules, &call.maker);
        let more = match (call.body.is_some(), operation.saved_text(), &call.name) {
            (true, Some(_), Some(_)) => ": it sends the body that was saved here",
            _ => "",
        };
        lines.extend([
            String::new(),
            format!("As [`{}`]({path}), saved again{more}.", call.maker),
        ]);
    }
    if around.shared.is_some() {
        lines.extend(preset_docs(parameters));
    }
    let rest = prose(&rest, 2);
    if !rest.is_empty() {
        lines.push(String::new());
        lines.extend(rest);
    }
    let scripts = script_notes::of_operation(operation);
    if !scripts.is_empty() {
        lines.push(String::new());
        lines.extend(scripts);
    }
    if *answer == Answer::Unknown {
        lines.push(String::new());
        lines.push(
            "The collection has no saved answer, so the type of the answer is not known."
                .to_owned(),
        );
    }
    lines
}

/// What the function of an operation that is saved several times sends: setters are those of all of them.
fn preset_docs(parameters: &[PlannedParameter]) -> Vec<String> {
    let is_preset = |parameter: &&PlannedParameter| {
        parameter.sending == Sending::Saved && parameter.place != Place::Header
    };
    let presets = parameters.iter().filter(is_preset).filter_map(|parameter| {
        let value = parameter.value.as_deref()?;
        // Other values may be somebody's data.
        let is_word =
            is_constant(value) || value.parse::<u8>().is_ok() || is_protocol(&parameter.wire);
        let name = &parameter.wire;
        match () {
            () if value.trim().is_empty() || value.contains("{{") => None,
            () if is_word && !is_data(name) => Some(code(&format!("{name}={value}"))),
            () => Some(format!("the saved {}", code(name))),
        }
    });
    let presets: Vec<String> = presets.collect();
    if presets.is_empty() {
        return Vec::new();
    }
    let text = format!("Sends {} unless set otherwise.", presets.join(", "));
    std::iter::once(String::new()).chain(wrap(&text)).collect()
}

/// The text with a full stop, unless it ends in one already.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', ':', ';', '`']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

pub(super) fn turn_docs(turn: &Turn) -> Vec<String> {
    let by = match turn {
        Turn::LinkHeader => "by links in the header `Link`".to_owned(),
        Turn::Token(name) => format!("by tokens in {}", code(name)),
        Turn::Number(name, _) => format!("by numbers in {}", code(name)),
        Turn::Offset(name, _) => format!("by offsets in {}", code(name)),
        Turn::BodyToken(path) => format!("by tokens in {} of the body", code(&path.join("."))),
        Turn::BodyNumber(path, _) => {
            format!("by numbers in {} of the body", code(&path.join(".")))
        }
        Turn::BodyOffset(path, _) => {
            format!("by offsets in {} of the body", code(&path.join(".")))
        }
    };
    vec![
        String::new(),
        format!("Comes in pages, {by}; `.stream()` gives the items of all of them."),
    ]
}

/// The whole path of an item of a group; items of the root stand in `api` or are the client's.
pub(super) fn path_of(root: &str, modules: &[String], item: &str) -> String {
    let modules: String = modules.iter().map(|module| format!("::{module}")).collect();
    match item.starts_with("Client::") {
        true => format!("{root}::{item}"),
        false => format!("{root}::api{modules}::{item}"),
    }
}
