//! Addresses as the engine takes them.
//!
//! The engine sends the parts and never looks at `raw`; without a host the first segment of the
//! path becomes the host; a path variable that is no text replaces nothing.

use serde_json::Value;

use super::Engine;
use crate::collection::lenient::FromText;
use crate::collection::model::Variable;
use crate::collection::request::{Request, Url};
use crate::diagnostic::{Pointer, Severity};

impl Engine<'_> {
    pub(super) fn url(&mut self, request: &mut Request, place: &Pointer) {
        let Some(url) = request.url.as_mut() else {
            return;
        };
        if is_about_blank(url) {
            request.url = None;
            return;
        }
        self.parts(url, place);
        self.credentials(url, place);
        let queries = place.key("query");
        for (index, query) in url.query.iter().enumerate() {
            self.enabled(query.enabled, query.disabled, &queries.index(index));
        }
        let variables = place.key("variable");
        for (index, variable) in url.variable.iter_mut().enumerate() {
            self.path_variable(variable, &variables.index(index).key("value"));
        }
    }

    /// A user name and password before the host. As variables they may stay.
    fn credentials(&mut self, url: &mut Url, place: &Pointer) {
        let host = url.host.as_ref().map(|labels| labels.join("."));
        let Some((user, host)) = host.as_deref().and_then(|host| host.rsplit_once('@')) else {
            return;
        };
        if is_template(user) {
            return;
        }
        let shown = format!("{user}@");
        url.raw = url.raw.take().map(|raw| raw.replacen(&shown, "", 1));
        url.host = Some(vec![host.to_owned()]);
        let message = "the URL holds a user name or password";
        self.say("url-credentials", message, place);
    }

    fn parts(&mut self, url: &mut Url, place: &Pointer) {
        let host = url.host.as_ref().map(|labels| labels.join("."));
        if host.is_some_and(|host| !host.is_empty()) {
            return;
        }
        let path = url.path.as_ref().map(|segments| segments.join("/"));
        let path = path.unwrap_or_default();
        let path = path.trim_start_matches('/');
        if path.is_empty() {
            if let Some(raw) = url.raw.take().filter(|raw| !raw.trim().is_empty()) {
                take_from_text(url, raw);
                self.tell(
                    "url-raw-only",
                    Severity::Warning,
                    "the URL has `raw` and no parts",
                    place,
                    "it is taken from `raw`; newman sends nothing",
                    "open the request in Postman, change the URL and save it",
                );
            }
            return;
        }
        let (host, rest) = match path.split_once('/') {
            Some((host, rest)) => (host.to_owned(), Some(rest.to_owned())),
            None => (path.to_owned(), None),
        };
        url.host = Some(vec![host]);
        url.path = rest.map(|rest| vec![rest]);
        self.tell(
            "host-missing",
            Severity::Warning,
            "the URL has a path and no host",
            &place.key("host"),
            "the first segment of the path is taken for the host, as in Postman",
            "give the URL its host, such as {{baseUrl}}",
        );
    }

    /// A value that is no text is not put in, unless its type says that it is one.
    fn path_variable(&mut self, variable: &mut Variable, place: &Pointer) {
        let is_text = variable.kind.as_deref() == Some("string");
        match &variable.value {
            None | Some(Value::Null | Value::String(_)) => {}
            Some(_) if is_text => {}
            Some(_) => {
                variable.value = None;
                self.tell(
                    "path-variable-not-text",
                    Severity::Warning,
                    "the value of a path variable is not text",
                    place,
                    "it has no saved value: Postman sends the name as it stands in the path",
                    "put the value in double quotes",
                );
            }
        }
    }
}

/// Whether a user name and password are made of nothing but variables.
fn is_template(user: &str) -> bool {
    user.split(':')
        .all(|part| part.is_empty() || (part.starts_with("{{") && part.ends_with("}}")))
}

/// Fills in the parts; a query that is there already stays.
fn take_from_text(url: &mut Url, raw: String) {
    let parsed = Url::from_text(raw);
    *url = Url {
        query: if parsed.query.is_empty() {
            std::mem::take(&mut url.query)
        } else {
            parsed.query
        },
        variable: std::mem::take(&mut url.variable),
        ..parsed
    };
}

/// What generators of documentation write for an empty URL.
fn is_about_blank(url: &Url) -> bool {
    let host = url.host.as_deref();
    host.is_some_and(|labels| labels == ["about"]) && url.port.as_deref() == Some("blank")
}
