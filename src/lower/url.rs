//! URLs: the parts become a route in Postman's syntax, and query parameters.
//!
//! Postman sends the parts and never looks at `raw`; an address that is one text has been taken
//! apart in reading. A literal origin that is also the value of a variable becomes that variable,
//! so that one setting moves every request.

use crate::collection::{QueryParameter, Url, Variable};
use crate::diagnostic::Pointer;
use crate::ir::Parameter;

use super::secret::Lifted;
use super::variable::Base;
use super::{secret, text};

/// An address ready for an operation.
pub(super) struct Address {
    /// Origin and path: `{{baseUrl}}/api/patients/:id`.
    pub(super) route: String,
    pub(super) query: Vec<Parameter>,
    pub(super) variables: Vec<PathVariable>,
}

impl Address {
    /// Makes variables of secrets in the query, and masks those in the path; `url` is its place.
    pub(super) fn hide_secrets(&mut self, url: &Pointer, lifted: &mut Lifted<'_>) {
        for (at, parameter) in self.query.iter_mut().enumerate() {
            let value = parameter.value.clone().unwrap_or_default();
            if parameter.enabled && secret::is_secret_field(&parameter.name, &value) {
                let place = url.key("query").index(at).key("value");
                let template = lifted.template(&parameter.name, "parameter", &value, place);
                parameter.value = Some(template);
            } else {
                parameter.value = parameter
                    .value
                    .as_deref()
                    .map(|value| secret::mask_field(&parameter.name, value));
            }
        }
        for variable in &mut self.variables {
            let value = variable.value.clone().unwrap_or_default();
            let is_placeholder = Url::placeholder_name(&value) == Some(&variable.name);
            if !is_placeholder && secret::is_secret_field(&variable.name, &value) {
                let place = url.key("variable").index(variable.index).key("value");
                variable.secret = Some(lifted.in_file(&place));
                variable.value = Some(secret::MASK.to_owned());
            }
        }
    }
}

/// What the collection saves for a `:name` segment.
pub(super) struct PathVariable {
    pub(super) name: String,
    /// Position among the variables of the address.
    index: usize,
    pub(super) value: Option<String>,
    pub(super) secret: Option<Pointer>,
    pub(super) description: String,
}

/// The address of a request; none when there is nothing to send to.
pub(super) fn address(url: &Url, bases: &[Base]) -> Option<Address> {
    let host = url
        .host
        .as_ref()
        .map(|labels| labels.join("."))
        .unwrap_or_default();
    let path = url.path.as_ref().map(|segments| segments.join("/"));
    if host.is_empty() && path.as_deref().unwrap_or_default().is_empty() {
        return None;
    }
    let mut variables: Vec<PathVariable> = url
        .variable
        .iter()
        .enumerate()
        .filter_map(|(index, variable)| path_variable(index, variable))
        .collect();
    let path = path.map(|path| with_arguments(&path, &mut variables));
    let origin_and_path = from_parts(url, host, path);
    Some(Address {
        route: with_base(with_protocol(origin_and_path), bases),
        query: url.query.iter().map(parameter).collect(),
        variables,
    })
}

/// Makes path variables of segments such as `{id}`, the spelling of other tools. Postman sends such
/// a segment as it stands; so does whoever gives no other value, since the segment is the saved one.
fn with_arguments(path: &str, variables: &mut Vec<PathVariable>) -> String {
    let mut segment_of = |segment: &str| match Url::placeholder_name(segment) {
        Some(name) if variables.iter().all(|variable| variable.name != name) => {
            variables.push(PathVariable {
                name: name.to_owned(),
                index: variables.len(),
                value: Some(segment.to_owned()),
                secret: None,
                description: String::new(),
            });
            format!(":{name}")
        }
        _ => segment.to_owned(),
    };
    let segments: Vec<String> = path.split('/').map(&mut segment_of).collect();
    segments.join("/")
}

fn from_parts(url: &Url, host: String, path: Option<String>) -> String {
    let mut address = String::new();
    if let Some(protocol) = url
        .protocol
        .as_deref()
        .filter(|protocol| !protocol.is_empty())
    {
        address.push_str(protocol.trim_end_matches("://"));
        address.push_str("://");
    }
    address.push_str(&host);
    if let Some(port) = url.port.as_deref().filter(|port| !port.is_empty()) {
        address.push(':');
        address.push_str(port);
    }
    // Without a path there is no slash either: a variable in the host may bring a path of its own.
    let Some(path) = path else { return address };
    if !path.starts_with('/') {
        address.push('/');
    }
    address.push_str(&path);
    address
}

/// Postman speaks http where no protocol is given; a leading variable may bring its own.
fn with_protocol(address: String) -> String {
    if address.contains("://") || address.starts_with("{{") {
        address
    } else {
        format!("http://{address}")
    }
}

/// Replaces a literal origin by the variable that holds it.
fn with_base(route: String, bases: &[Base]) -> String {
    let base = bases.iter().find(|base| {
        route
            .strip_prefix(&base.origin)
            .is_some_and(|path| path.is_empty() || path.starts_with('/'))
    });
    match base {
        Some(base) => format!("{{{{{}}}}}{}", base.name, &route[base.origin.len()..]),
        None => route,
    }
}

fn parameter(query: &QueryParameter) -> Parameter {
    let name = query.key.clone().unwrap_or_default();
    Parameter {
        value: query.value.clone(),
        secret: None,
        enabled: !query.disabled,
        decided: None,
        description: text::description(query.description.as_ref()),
        name,
    }
}

fn path_variable(index: usize, variable: &Variable) -> Option<PathVariable> {
    let name = variable.key.clone().or_else(|| variable.id.clone())?;
    let value = match variable.value.as_ref() {
        None | Some(serde_json::Value::Null) => None,
        Some(serde_json::Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    Some(PathVariable {
        index,
        value: value.filter(|value| !value.is_empty()),
        secret: None,
        description: text::description(variable.description.as_ref()),
        name,
    })
}

/// The names of the path variables of a route: segments that start with a colon, up to a dot.
pub(super) fn argument_names(route: &str) -> impl Iterator<Item = &str> {
    let path = route.split_once("://").map_or(route, |(_, rest)| rest);
    path.split('/').skip(1).filter_map(|segment| {
        let name = segment.strip_prefix(':')?;
        let name = name.split_once('.').map_or(name, |(name, _)| name);
        (!name.is_empty()).then_some(name)
    })
}
