//! What Postman's engine makes of values that read well and mean something else than they seem to.
//!
//! In: a collection as read. Out: the same, changed to what the engine would work with, so that
//! `lower` needs not know these cases; a diagnostic wherever the meaning may surprise. Source:
//! Postman's engine, tried; where its meaning helps nobody, the diagnostic says what is done
//! instead.

mod body;
mod header;
mod url;
mod variable;

use serde_json::Value;

use super::auth::Auth;
use super::behavior::Behavior;
use super::model::{Collection, Item, SavedResponse};
use super::place::Places;
use super::request::Request;
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};

/// Changes the collection to what the engine works with.
pub(super) fn interpret(collection: &mut Collection, found: &mut Diagnostics) {
    let root = collection.root.clone();
    let mut engine = Engine {
        found,
        places: &mut collection.places,
        names: Vec::new(),
        has_artefacts: false,
    };
    if collection.item.is_empty() && !collection.items.is_empty() {
        engine.misspelled(&root, "items", "item");
        collection.item = std::mem::take(&mut collection.items);
    }
    if collection.variable.is_empty() && !collection.variables.is_empty() {
        engine.misspelled(&root, "variables", "variable");
        collection.variable = std::mem::take(&mut collection.variables);
    }
    variable::interpret(
        &mut collection.variable,
        &root.key("variable"),
        engine.found,
    );
    engine.auth(&mut collection.auth, &root);
    let said = collection.protocol_profile_behavior.as_ref();
    let behavior = Behavior::default().within(said);
    engine.items(&mut collection.item, &root, behavior);
}

struct Engine<'c> {
    found: &'c mut Diagnostics,
    places: &'c mut Places,
    /// Names of the folders and the request around.
    names: Vec<String>,
    /// Whether the mark of Postman's library was met; it is told once.
    has_artefacts: bool,
}

/// The types of auth that Postman has. A block without parameters counts, too.
const AUTH_TYPES: [&str; 14] = [
    "", "apikey", "asap", "awsv4", "basic", "bearer", "digest", "edgegrid", "hawk", "jwt",
    "noauth", "ntlm", "oauth1", "oauth2",
];

impl Engine<'_> {
    fn items(&mut self, items: &mut [Item], place: &Pointer, behavior: Behavior) {
        let place = place.key("item");
        for (index, item) in items.iter_mut().enumerate() {
            self.names.push(item.name.trim().to_owned());
            self.item(item, &place.index(index), behavior);
            self.names.pop();
        }
    }

    fn item(&mut self, item: &mut Item, place: &Pointer, behavior: Behavior) {
        if item.item.is_none() && item.request.is_none() && item.items.is_some() {
            self.misspelled(place, "items", "item");
            item.item = item.items.take();
        }
        let behavior = behavior.within(item.protocol_profile_behavior.as_ref());
        match (&mut item.item, &mut item.request) {
            (Some(children), _) => {
                self.auth(&mut item.auth, place);
                self.items(children, place, behavior);
            }
            (None, Some(request)) => {
                self.request(request, &place.key("request"));
                request.behavior = behavior;
            }
            (None, None) => {}
        }
        for (index, response) in item.response.iter_mut().enumerate() {
            self.response(response, &place.key("response").index(index));
        }
    }

    fn request(&mut self, request: &mut Request, place: &Pointer) {
        self.auth(&mut request.auth, place);
        self.url(request, &place.key("url"));
        self.headers(&mut request.header, &place.key("header"));
        self.body(&mut request.body, &place.key("body"));
    }

    fn response(&mut self, response: &mut SavedResponse, place: &Pointer) {
        if let Some(request) = response.original_request.as_mut() {
            let mut unheard = Diagnostics::default();
            let mut quiet = Engine {
                found: &mut unheard,
                places: &mut *self.places,
                names: Vec::new(),
                has_artefacts: true,
            };
            quiet.request(request, place);
        }
        if response.artefacts.as_ref().is_some_and(Value::is_object) && !self.has_artefacts {
            self.has_artefacts = true;
            let message = "members stand under `_`, as Postman's library writes them";
            self.say("sdk-members", message, &place.key("_"));
        }
        self.status(response, place);
    }

    /// The status, from the reason phrase where there is no usable code.
    fn status(&mut self, response: &mut SavedResponse, place: &Pointer) {
        let written = response.code.take();
        response.code = written.filter(|code| (100..600).contains(code));
        if response.code.is_some() {
            return;
        }
        response.code = status_of(&response.status);
        let (message, place) = match written {
            Some(_) => (
                "a saved example has a status that HTTP does not have",
                place.key("code"),
            ),
            None => ("the saved example has no status", place.clone()),
        };
        match response.code {
            None if response.body.is_some() || written.is_some() => {
                self.say("example-status", message, &place);
            }
            Some(code) if written.is_some() => {
                let diagnostic = Diagnostic::of("example-status", message)
                    .at(&place)
                    .of_request(&self.names)
                    .effect(format!(
                        "the example counts as one of {code}, as its phrase says"
                    ));
                self.found.push(diagnostic);
            }
            _ => {}
        }
    }

    /// Inheritance has been decided by the type being there: what is unknown signs nothing.
    fn auth(&mut self, written: &mut Option<Auth>, owner: &Pointer) {
        let Some(auth) = written else { return };
        if auth.kind.is_none() {
            *written = None;
            let message = "`auth` names no type: it inherits, and does not switch off";
            self.say("auth-null", message, &owner.key("auth"));
            return;
        }
        let is_unknown = |kind: &str| !AUTH_TYPES.contains(&kind);
        if auth.kind.as_deref().is_some_and(is_unknown) {
            self.say(
                "unknown-auth-type",
                "Postman has no auth of this type; it is not a way to inherit one either",
                &owner.key("auth").key("type"),
            );
            auth.kind = Some("noauth".to_owned());
        }
    }

    /// `enabled: false`, which only environments have, on something that is sent.
    fn enabled(&mut self, enabled: Option<bool>, disabled: bool, place: &Pointer) {
        if enabled == Some(false) && !disabled {
            self.tell(
                "enabled-ignored",
                Severity::Warning,
                "`enabled: false` does not switch this off",
                &place.key("enabled"),
                "it is sent, as by Postman's engine",
                "write `disabled: true`",
            );
        }
    }

    /// Members that are read under another name than their own.
    fn misspelled(&mut self, owner: &Pointer, written: &str, meant: &str) {
        let actual = self.places.in_file(owner).key(written);
        self.places.insert(&owner.key(meant), actual);
        self.tell(
            "misspelled-member",
            Severity::Warning,
            &format!("`{written}` stands where `{meant}` is meant"),
            &owner.key(meant),
            &format!("it is read as `{meant}`; Postman does not read it at all"),
            &format!("rename it to `{meant}`"),
        );
    }

    /// Reports in the words of the table.
    fn say(&mut self, code: &'static str, message: &str, place: &Pointer) {
        let diagnostic = Diagnostic::of(code, message)
            .at(place)
            .of_request(&self.names);
        self.found.push(diagnostic);
    }

    fn tell(
        &mut self,
        code: &'static str,
        severity: Severity,
        message: &str,
        place: &Pointer,
        effect: &str,
        help: &str,
    ) {
        self.found.push(
            Diagnostic::new(code, severity, message)
                .at(place)
                .of_request(&self.names)
                .effect(effect)
                .help(help),
        );
    }
}

/// The status that a reason phrase belongs to. Source: RFC 9110 section 15.
pub(crate) fn status_of(phrase: &str) -> Option<u16> {
    const PHRASES: [(u16, &str); 34] = [
        (200, "OK"),
        (201, "Created"),
        (202, "Accepted"),
        (203, "Non-Authoritative Information"),
        (204, "No Content"),
        (205, "Reset Content"),
        (206, "Partial Content"),
        (300, "Multiple Choices"),
        (301, "Moved Permanently"),
        (302, "Found"),
        (303, "See Other"),
        (304, "Not Modified"),
        (307, "Temporary Redirect"),
        (308, "Permanent Redirect"),
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (402, "Payment Required"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (405, "Method Not Allowed"),
        (406, "Not Acceptable"),
        (408, "Request Timeout"),
        (409, "Conflict"),
        (410, "Gone"),
        (411, "Length Required"),
        (412, "Precondition Failed"),
        (415, "Unsupported Media Type"),
        (422, "Unprocessable Content"),
        (422, "Unprocessable Entity"),
        (429, "Too Many Requests"),
        (500, "Internal Server Error"),
        (501, "Not Implemented"),
        (502, "Bad Gateway"),
        (503, "Service Unavailable"),
    ];
    let phrase = phrase.trim();
    let known = PHRASES
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(phrase));
    known.map(|(status, _)| *status)
}
