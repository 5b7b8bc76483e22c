//! Values for `{{name}}`.
//!
//! In: a text that may hold `{{name}}`, and what knows the values. Out: the text with every name replaced, from inside
//! out as Postman does (`{{a{{b}}}}`). Refuses a name without a value. Also reads values from files: a flat map, an
//! environment of Postman, or anything with such a map under `effective`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api::core::Url;

use super::saved::Missing;

/// Knows the value of a name.
pub(super) type Lookup<'l> = &'l dyn Fn(&str) -> Option<String>;

/// How deep names may be built from values; the values themselves hold no names any more.
const PASSES: usize = 5;

/// Replaces every name in a text.
pub(super) fn expand(template: &str, lookup: Lookup<'_>) -> Result<String, Missing> {
    let mut text = template.to_owned();
    for _ in 0..PASSES {
        let mut expanded = String::new();
        let mut rest = text.as_str();
        let mut found = false;
        while let Some((before, name, after)) = next_name(rest) {
            expanded.push_str(before);
            match lookup(name) {
                Some(value) => {
                    expanded.push_str(&value);
                    found = true;
                }
                None if template.contains(&format!("{{{{{name}}}}}")) => {
                    return Err(Missing::variable(name));
                }
                // A name built from others that nobody knows stands as it is, as in Postman.
                None => expanded.push_str(&format!("{{{{{name}}}}}")),
            }
            rest = after;
        }
        if !found {
            break;
        }
        expanded.push_str(rest);
        text = expanded;
    }
    Ok(text)
}

/// Replaces every name in a JSON text; a value within a string is escaped, so that it stays one.
pub(super) fn expand_json(template: &str, lookup: Lookup<'_>) -> Result<String, Missing> {
    replace_in_json(template, |name, in_string| {
        let value = lookup(name).ok_or_else(|| Missing::variable(name))?;
        let quoted = Value::from(value.as_str()).to_string();
        let inside = quoted.strip_prefix('"');
        let inside = inside.and_then(|text| text.strip_suffix('"'));
        Ok(inside
            .filter(|_| in_string)
            .map(str::to_owned)
            .unwrap_or(value))
    })
}

/// A JSON text without its names: nothing in place of one within a string, `null` outside.
pub(super) fn blanked(template: &str) -> Result<String, Missing> {
    let blank = |in_string| if in_string { "" } else { "null" };
    replace_in_json(template, |_, in_string| Ok(blank(in_string).to_owned()))
}

/// Replaces names by what is said about them and whether they stand within a string.
fn replace_in_json(
    template: &str,
    replacement: impl Fn(&str, bool) -> Result<String, Missing>,
) -> Result<String, Missing> {
    let (mut replaced, mut rest) = (String::new(), template);
    let (mut in_string, mut escaped) = (false, false);
    while let Some((before, name, after)) = next_name(rest) {
        for character in before.chars() {
            in_string ^= character == '"' && !escaped;
            escaped = character == '\\' && !escaped;
        }
        replaced.push_str(before);
        replaced.push_str(&replacement(name, in_string)?);
        rest = after;
    }
    replaced.push_str(rest);
    Ok(replaced)
}

/// The first innermost `{{name}}`, with the text before and after it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let mut searched = 0;
    for (end, _) in text.match_indices("}}") {
        if let Some((skipped, name)) = text.get(searched..end)?.rsplit_once("{{")
            && !name.is_empty()
            && !name.contains(['{', '}'])
        {
            let before = text.get(..searched + skipped.len())?;
            return Some((before, name, text.get(end + 2..)?));
        }
        searched = end;
    }
    None
}

/// Reads the values of a file.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, String>, String> {
    let document = parse(text)?;
    let mut found = &document;
    for member in ["effective", "environment", "values"] {
        found = match found.get(member) {
            Some(inner) if inner.is_object() || inner.is_array() => inner,
            _ => found,
        };
    }
    match found {
        Value::Object(members) => {
            let pairs = members
                .iter()
                .map(|(name, value)| (name.clone(), text_of(value)));
            Ok(pairs.collect())
        }
        Value::Array(entries) => Ok(entries.iter().filter_map(entry).collect()),
        _ => Err("is neither a map of values nor an environment of Postman".to_owned()),
    }
}

/// The variables of a collection that have values: path arguments may hold some that the client has no setting for.
pub(super) fn of_collection(document: &Value) -> BTreeMap<String, String> {
    let lists = ["/variable", "/variables", "/collection/variable"].into_iter();
    let lists = lists.filter_map(|place| document.pointer(place)?.as_array());
    let values = lists.flatten().filter_map(entry);
    values.filter(|(_, value)| !value.is_empty()).collect()
}

/// Reads values from the places in a document where pointers lead; what is empty there counts as missing.
pub(super) fn read_at<'p>(
    document: &Value,
    places: impl Iterator<Item = (&'p str, &'p str)>,
) -> BTreeMap<String, String> {
    let values = places.filter_map(|(name, pointer)| {
        let value = find(document, pointer)?;
        (!value.is_empty()).then(|| (name.to_owned(), value))
    });
    values.collect()
}

/// The text at a place. In place of lists and objects older collections have texts: JSON, the lines of headers, an
/// address with its query.
pub(super) fn find(document: &Value, pointer: &str) -> Option<String> {
    if let Some(value) = document.pointer(pointer) {
        return Some(text_of(value));
    }
    let mut cuts = pointer.rmatch_indices('/');
    let (text, inner) = cuts.find_map(|(at, _)| {
        let (outer, inner) = pointer.split_at(at);
        Some((document.pointer(outer)?.as_str()?, inner))
    })?;
    if let Ok(json) = serde_json::from_str::<Value>(text) {
        return find(&json, inner);
    }
    let index: usize = inner.split('/').find_map(|step| step.parse().ok())?;
    let (_, value) = match text.split_once('?') {
        Some((address, query)) if !address.contains('\n') => {
            let pairs = query.split('#').next()?;
            pairs.split('&').nth(index)?.split_once('=')?
        }
        _ => {
            let mut lines = text.lines().filter(|line| !line.trim().is_empty());
            lines.nth(index)?.split_once(':')?
        }
    };
    Some(value.trim().to_owned())
}

/// What the decoder says may quote a value, so only the place is told.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        format!("is not JSON at line {line}, column {column}")
    })
}

/// A value in an environment of Postman, unless it is switched off.
fn entry(entry: &Value) -> Option<(String, String)> {
    let is = |member, state| entry.get(member) == Some(&Value::Bool(state));
    if is("enabled", false) || is("disabled", true) {
        return None;
    }
    let name = entry.get("key")?.as_str()?;
    Some((
        name.to_owned(),
        entry.get("value").map(text_of).unwrap_or_default(),
    ))
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Values for the names in the scheme and host of a route, when everything goes to one origin anyway.
pub(super) fn of_origin(route: &str, origin: &Url) -> Vec<(String, String)> {
    let host = origin.host_str().unwrap_or_default();
    let port = origin.port_or_known_default().unwrap_or(80).to_string();
    let mut values = Vec::new();
    let mut given = |name: &str, value: &str| values.push((name.to_owned(), value.to_owned()));
    let mut rest = route.trim_start();
    if let Some(("", name, after)) = next_name(rest) {
        if after.is_empty() || after.starts_with(['/', '?']) {
            given(name, &origin.origin().ascii_serialization());
            return values;
        }
        if after.starts_with("://") {
            given(name, origin.scheme());
            rest = after;
        }
    }
    let authority = rest.split_once("://").map_or(rest, |(_, after)| after);
    let mut authority = authority.split(['/', '?']).next().unwrap_or_default();
    while let Some((before, name, after)) = next_name(authority) {
        given(name, if before.ends_with(':') { &port } else { host });
        authority = after;
    }
    values
}
