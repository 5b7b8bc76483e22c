//! Secrets in a collection, found where they stand.
//!
//! In: a collection as the engine takes it. Out: a diagnostic for every secret, and the secrets for
//! the last gate before the output. What only people read (names, descriptions, scripts, saved
//! answers) is masked here; values that a request sends stay for `lower`, which puts a place in the
//! file in their stead; values of auth blocks never leave `lower`.

mod request;

use serde_json::Value;

use super::auth::Auth;
use super::model::{Collection, Description, Event, Item, SavedResponse, Variable};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer};
use crate::secret::{self, MASK, Manner, Secrets};
use crate::spot::Spot;

/// Finds the secrets of the collection.
pub(super) fn find(collection: &mut Collection, found: &mut Diagnostics) {
    let root = collection.root.clone();
    let root = Spot::root(&root);
    let mut finder = Finder::new(found);
    let info = root.key("info");
    finder.mask(
        &mut collection.info.name,
        Manner::Prose,
        &info.key("name"),
        "the name",
    );
    finder.description(collection.info.description.as_mut(), &info);
    let variables = root.key("variable");
    for (index, variable) in collection.variable.iter_mut().enumerate() {
        finder.description(variable.description.as_mut(), &variables.index(index));
    }
    finder.variables(&collection.variable, &variables);
    finder.auth(collection.auth.as_ref(), &root);
    finder.events(&mut collection.event, &root);
    finder.items(&mut collection.item, &root.key("item"));
    collection.secrets = finder.known;
}

/// The secrets among values of an environment, which stand at `place`.
pub(super) fn of_values(values: &[Variable], place: &Pointer, found: &mut Diagnostics) -> Secrets {
    let mut finder = Finder::new(found);
    finder.variables(values, &Spot::root(place));
    finder.known
}

struct Finder<'f> {
    found: &'f mut Diagnostics,
    /// Names of the folders and the request around.
    names: Vec<String>,
    known: Secrets,
}

impl<'f> Finder<'f> {
    fn new(found: &'f mut Diagnostics) -> Self {
        Self {
            found,
            names: Vec::new(),
            known: Secrets::default(),
        }
    }

    fn report(&mut self, what: &str, spot: &Spot<'_>) {
        let message = format!("a secret stands in {what} as plain text");
        let diagnostic = Diagnostic::of("secret", message)
            .at(&spot.pointer())
            .of_request(&self.names);
        self.found.push(diagnostic);
    }

    /// A value with its name; whether it is or holds a secret.
    fn named(&mut self, name: &str, value: &str, spot: &Spot<'_>, what: &str) -> bool {
        if value.len() < 4 {
            return false;
        }
        if secret::is_cookie_name(name) {
            return self.cookies(value, spot, what);
        }
        if secret::is_secret_name(name) && secret::is_literal(name, value) {
            self.known.insert(secret::without_scheme(value.trim()));
            self.report(what, spot);
            return true;
        }
        self.within(value, Manner::Data, spot, what)
    }

    /// A text that may hold secrets; whether it does.
    fn within(&mut self, text: &str, manner: Manner, spot: &Spot<'_>, what: &str) -> bool {
        let ranges = secret::secrets(text, manner);
        for range in &ranges {
            self.known
                .insert(text.get(range.clone()).unwrap_or_default());
        }
        if !ranges.is_empty() {
            self.report(what, spot);
        }
        !ranges.is_empty()
    }

    /// Like [`Self::within`], and takes the secrets out of the text.
    fn mask(&mut self, text: &mut String, manner: Manner, spot: &Spot<'_>, what: &str) {
        if self.within(text, manner, spot, what) {
            *text = secret::masked(text, manner);
        }
    }

    /// `a=1; b=2`: only a value that nobody writes by chance is one of a session.
    fn cookies(&mut self, value: &str, spot: &Spot<'_>, what: &str) -> bool {
        let mut is_found = false;
        for pair in value.split(';') {
            let (name, value) = pair.split_once('=').unwrap_or_default();
            let value = value.trim();
            if secret::is_analytics_cookie(name.trim()) {
                continue;
            }
            if value.len() >= 12 && secret::is_strong(value) && !value.contains("{{") {
                self.known.insert(value);
                is_found = true;
            }
        }
        if is_found {
            self.report(what, spot);
        }
        is_found
    }

    fn variables(&mut self, variables: &[Variable], spot: &Spot<'_>) {
        for (index, variable) in variables.iter().enumerate() {
            let name = variable.name().unwrap_or_default();
            let at = spot.index(index);
            let at = at.key("value");
            let text = match &variable.value {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => continue,
            };
            let what = format!("the variable `{name}`");
            let is_marked = variable.kind.as_deref() == Some("secret");
            if is_marked && !text.trim().is_empty() && !secret::is_template(&text) {
                self.known.insert(text.trim());
                self.report(&what, &at);
            } else {
                self.named(name, &text, &at, &what);
            }
        }
    }

    fn auth(&mut self, auth: Option<&Auth>, owner: &Spot<'_>) {
        let Some(auth) = auth else { return };
        let spot = owner.key("auth");
        for (kind, parameters) in &auth.parameters {
            let of_kind = spot.key(kind);
            for parameter in parameters {
                let what = format!("`{}` of auth `{kind}`", parameter.key);
                let pointer = match &parameter.place {
                    Some(place) => of_kind.pointer().join(place),
                    None => of_kind.pointer(),
                };
                let at = Spot::root(&pointer);
                let name = match (kind.as_str(), parameter.key.as_str()) {
                    ("apikey", "value") => "apiKey",
                    (_, key) => key,
                };
                self.value(name, &parameter.value, &at, &what);
            }
        }
    }

    /// Any JSON; members and `{key, value}` pairs are named values.
    fn value(&mut self, name: &str, value: &Value, spot: &Spot<'_>, what: &str) -> bool {
        match value {
            Value::String(text) => self.named(name, text, spot, what),
            Value::Array(elements) => {
                let mut is_found = false;
                for (index, element) in elements.iter().enumerate() {
                    is_found |= self.value(name, element, &spot.index(index), what);
                }
                is_found
            }
            Value::Object(members) => {
                let pair = |key: &str| members.get(key).and_then(Value::as_str);
                let pair_name = pair("key").or(pair("name")).unwrap_or("");
                let mut is_found = false;
                for (key, member) in members {
                    let name = if key == "value" { pair_name } else { key };
                    is_found |= self.value(name, member, &spot.key(key), what);
                }
                is_found
            }
            _ => false,
        }
    }

    /// Like [`Self::value`], and takes the secrets out of it.
    fn mask_value(&mut self, value: &mut Value, spot: &Spot<'_>, what: &str) {
        if self.value("", value, spot, what) {
            self.strip(value);
        }
    }

    fn strip(&self, value: &mut Value) {
        match value {
            Value::String(text) if self.known.are_in(text) => MASK.clone_into(text),
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.strip(element)),
            Value::Object(members) => members.values_mut().for_each(|member| self.strip(member)),
            _ => {}
        }
    }

    fn description(&mut self, description: Option<&mut Description>, owner: &Spot<'_>) {
        if let Some(description) = description {
            let spot = owner.key("description");
            self.mask(
                &mut description.content,
                Manner::Prose,
                &spot,
                "a description",
            );
        }
    }

    fn items(&mut self, items: &mut [Item], spot: &Spot<'_>) {
        for (index, item) in items.iter_mut().enumerate() {
            let at = spot.index(index);
            self.mask(&mut item.name, Manner::Prose, &at.key("name"), "a name");
            self.names.push(item.name.trim().to_owned());
            self.item(item, &at);
            self.names.pop();
        }
    }

    fn item(&mut self, item: &mut Item, spot: &Spot<'_>) {
        self.description(item.description.as_mut(), spot);
        self.auth(item.auth.as_ref(), spot);
        self.events(&mut item.event, spot);
        if let Some(request) = item.request.as_mut() {
            self.request(request, &spot.key("request"));
        }
        let responses = spot.key("response");
        for (index, response) in item.response.iter_mut().enumerate() {
            self.response(response, &responses.index(index));
        }
        if let Some(children) = item.item.as_mut() {
            self.items(children, &spot.key("item"));
        }
    }

    fn response(&mut self, response: &mut SavedResponse, spot: &Spot<'_>) {
        self.mask(
            &mut response.name,
            Manner::Prose,
            &spot.key("name"),
            "a name",
        );
        let headers = spot.key("header");
        for (index, header) in response.header.iter_mut().enumerate() {
            let what = format!("the header `{}` of a saved answer", header.key);
            let at = headers.index(index);
            if self.named(&header.key, &header.value, &at.key("value"), &what) {
                MASK.clone_into(&mut header.value);
            }
        }
        if let Some(body) = response.body.as_mut() {
            self.mask(body, Manner::Data, &spot.key("body"), "a saved answer");
        }
        if let Some(cookies) = response.cookie.as_mut() {
            self.cookie_jar(cookies, &spot.key("cookie"));
        }
        if let Some(request) = response.original_request.as_mut() {
            self.request(request, &spot.key("originalRequest"));
        }
    }

    fn cookie_jar(&mut self, cookies: &mut Value, spot: &Spot<'_>) {
        let Value::Array(cookies) = cookies else {
            return;
        };
        for (index, cookie) in cookies.iter_mut().enumerate() {
            let name = cookie.get("key").or_else(|| cookie.get("name"));
            let name = name.and_then(Value::as_str).unwrap_or_default();
            if secret::is_analytics_cookie(name) {
                continue;
            }
            let Some(Value::String(value)) = cookie.get_mut("value") else {
                continue;
            };
            if value.len() >= 12 && secret::is_strong(value) {
                self.known.insert(value);
                MASK.clone_into(value);
                self.report("a saved cookie", &spot.index(index).key("value"));
            }
        }
    }

    fn events(&mut self, events: &mut [Event], owner: &Spot<'_>) {
        let spot = owner.key("event");
        for (index, event) in events.iter_mut().enumerate() {
            let at = spot.index(index);
            let at = at.key("script");
            let (lines, at) = match event.script.as_mut() {
                Some(Value::Object(script)) => (script.get_mut("exec"), at.key("exec")),
                other => (other, at),
            };
            match lines {
                Some(Value::String(text)) => self.mask(text, Manner::Script, &at, "a script"),
                Some(Value::Array(lines)) => self.script(lines, &at),
                _ => {}
            }
        }
    }

    /// Lines are looked at together where a key runs over several, one by one else.
    fn script(&mut self, lines: &mut [Value], spot: &Spot<'_>) {
        let mut is_in_key = false;
        for (index, line) in lines.iter_mut().enumerate() {
            let Value::String(text) = line else { continue };
            let begins = text.contains("-----BEGIN ") && text.contains("PRIVATE KEY");
            if is_in_key && !text.contains("-----END ") {
                self.known.insert(text.trim());
                MASK.clone_into(text);
                continue;
            }
            is_in_key = begins && !text.contains("-----END ");
            if is_in_key {
                self.report("a script", &spot.index(index));
                continue;
            }
            self.mask(text, Manner::Script, &spot.index(index), "a script");
        }
    }
}
