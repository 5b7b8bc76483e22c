//! Addresses: protocol, host, path and its variables.

use std::collections::{BTreeMap, BTreeSet};

use crate::collection::{Url, Variable};

use super::Checker;
use super::host;
use super::template::{literals, names};
use crate::spot::Spot;

impl Checker<'_, '_> {
    pub(super) fn url(&mut self, url: &Url, spot: &Spot<'_>) {
        let host = joined(url.host.as_deref(), ".");
        let path = joined(url.path.as_deref(), "/");
        let protocol = url.protocol.as_deref().unwrap_or_default();
        for text in [&host, &path] {
            self.template(text, spot);
        }
        self.raw(url, &host, &path, spot);
        self.origin(protocol.trim_end_matches("://"), &host, spot);
        self.host(url, &host, spot);
        if url.hash.as_deref().is_some_and(|hash| !hash.is_empty()) {
            self.tell("url-fragment", "the URL has a fragment", spot);
        }
        self.segments(url, &path, spot);
        self.path_variables(url, &path, &spot.key("variable"));
        self.query(url, &spot.key("query"));
    }

    fn origin(&mut self, protocol: &str, host: &str, spot: &Spot<'_>) {
        if host.is_empty() || host.contains("{{") {
            return;
        }
        if protocol.is_empty() {
            self.tell("protocol-missing", "a literal host has no protocol", spot);
        } else if protocol.eq_ignore_ascii_case("http") && !is_loopback(host) {
            self.tell("plain-http", "the request is sent over plain http", spot);
        }
    }

    /// A host in which variables stand is known only when it is sent.
    fn host(&mut self, url: &Url, host: &str, spot: &Spot<'_>) {
        let port = url.port.as_deref().unwrap_or_default();
        if host.is_empty() || host.contains("{{") || port.contains("{{") {
            return;
        }
        let whole = match port {
            "" => host.to_owned(),
            port => format!("{host}:{port}"),
        };
        if let Some(reason) = host::fault(&whole) {
            let message = format!("the host cannot be part of an address: {reason}");
            self.tell("host-unsendable", message, &spot.key("host"));
        }
    }

    /// `raw` against the parts.
    fn raw(&mut self, url: &Url, host: &str, path: &str, spot: &Spot<'_>) {
        let Some(raw) = url.raw.as_deref().filter(|raw| !raw.trim().is_empty()) else {
            return;
        };
        let read = Url::of_text(raw);
        let port = |url: &Url| match url.port.as_deref() {
            Some(port) if !port.is_empty() => format!(":{port}"),
            _ => String::new(),
        };
        let shown = joined(read.host.as_deref(), ".") + &port(&read);
        let is_same_host = shown.eq_ignore_ascii_case(&format!("{host}{}", port(url)));
        let shown = joined(read.path.as_deref(), "/");
        let trimmed = |path: &str| path.trim_matches('/').to_owned();
        if !is_same_host || trimmed(&shown) != trimmed(path) {
            let message = "the parts of the URL and `raw` name different places";
            self.tell("url-raw-differs", message, &spot.key("raw"));
        } else if !is_same_query(url, &read) {
            let message = "the parts of the URL and `raw` differ in the query";
            self.tell("url-raw-query-differs", message, &spot.key("raw"));
        }
    }

    fn segments(&mut self, url: &Url, path: &str, spot: &Spot<'_>) {
        let at = spot.key("path");
        if literals(path).any(|text| text.contains(['?', '#', '\\'])) {
            let message = "the path has `?`, `#` or a back slash";
            self.tell("reserved-in-segment", message, &at);
        }
        if literals(path).any(has_bad_percent) {
            self.tell("percent-sequence", "the path has a lone percent sign", &at);
        }
        let declared: BTreeSet<&str> = url.variable.iter().filter_map(Variable::name).collect();
        for segment in path.split('/') {
            if Url::placeholder_name(segment).is_some() {
                let message = format!("`{segment}` is not a path variable in Postman");
                self.tell("placeholder-segment", message, &at);
            }
            let is_unusual = match segment.strip_prefix(':') {
                Some(name) => name.contains(':'),
                None => segment
                    .split(':')
                    .skip(1)
                    .any(|rest| declared.contains(word(rest))),
            };
            if is_unusual {
                let message = format!("`{segment}` holds a colon where Postman sees no variable");
                self.tell("path-variable-unusual", message, &at);
            }
        }
    }

    fn path_variables(&mut self, url: &Url, path: &str, spot: &Spot<'_>) {
        let used: BTreeSet<&str> = path.split('/').filter_map(variable_name).collect();
        let mut declared: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, variable) in url.variable.iter().enumerate() {
            let Some(name) = variable.name().filter(|name| !name.is_empty()) else {
                continue;
            };
            let at = spot.index(index);
            if let Some(text) = variable.value.as_ref().and_then(|value| value.as_str()) {
                self.template(text, &at.key("value"));
            }
            if !used.contains(&name) {
                let message = format!("the path has no `:{name}`");
                self.tell("path-variable-unused", message, &at);
            }
            if variable.disabled {
                let message = format!("the path variable `{name}` is switched off");
                self.tell("path-variable-disabled", message, &at.key("disabled"));
            }
            if declared.insert(name, index).is_some() {
                let message = format!("the path variable `{name}` is declared above, too");
                self.tell("path-variable-repeated", message, &at);
            }
        }
        for name in used {
            let variable = declared
                .get(name)
                .and_then(|index| url.variable.get(*index));
            let value = variable.and_then(|variable| variable.value.as_ref());
            if value.is_none_or(|value| value.is_null() || value == "") {
                let message = format!("the path variable `{name}` has no value");
                self.tell("path-variable-undefined", message, spot);
            }
        }
    }
}

/// The word that a text starts with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// The name in a segment that is a path variable.
fn variable_name(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix(':')?;
    let name = name.split_once('.').map_or(name, |(name, _)| name);
    (!name.is_empty() && names(name).next().is_none()).then_some(name)
}

fn joined(parts: Option<&[String]>, between: &str) -> String {
    parts.map(|parts| parts.join(between)).unwrap_or_default()
}

/// The query as it is sent, or as a whole, is that of `raw`.
fn is_same_query(url: &Url, shown: &Url) -> bool {
    let text = |url: &Url, with_disabled: bool| -> String {
        let sent = url
            .query
            .iter()
            .filter(|query| with_disabled || !query.disabled);
        let pairs: Vec<String> = sent
            .map(|query| {
                let value = query.value.as_deref().map(|value| format!("={value}"));
                query.key.clone().unwrap_or_default() + &value.unwrap_or_default()
            })
            .collect();
        pairs.join("&")
    };
    let shown = text(shown, true);
    shown == text(url, false) || shown == text(url, true)
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = match name.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name,
    };
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.starts_with("127.")
        || name == "[::1]"
        || name == "0.0.0.0"
}

/// A percent sign without two hexadecimal digits behind it.
pub(super) fn has_bad_percent(text: &str) -> bool {
    text.split('%').skip(1).any(|rest| {
        let mut digits = rest.bytes().take(2);
        let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        !(is_digit(digits.next()) && is_digit(digits.next()))
    })
}
