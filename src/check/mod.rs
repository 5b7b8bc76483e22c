//! What a schema cannot say: values that read well and may not do what their author meant.
//!
//! In: a [`Collection`] as read. Out: diagnostics only; nothing is changed. Each file looks at one
//! kind of thing. Source: Postman's engine, tried, and 314 public collections.

mod auth;
mod body;
mod example;
mod header;
mod host;
mod name;
mod protocol;
mod query;
mod template;
mod url;
mod variable;

use crate::collection::{Auth, Collection, Event, Item, Request};
use crate::diagnostic::{Diagnostic, Diagnostics};

use crate::spot::Spot;

/// Looks through the collection.
pub(crate) fn check(collection: &Collection, found: &mut Diagnostics) {
    let root = Spot::root(&collection.root);
    let mut checker = Checker {
        found,
        names: Vec::new(),
        used: variable::Used::default(),
        clients: Vec::new(),
        schema: &collection.info.schema,
        // v1 has a form of its own.
        is_form_told: collection.is_converted,
        requests: 0,
        without_examples: 0,
    };
    checker.auth(collection.auth.as_ref(), &root);
    checker.protocol(collection.protocol_profile_behavior.as_ref(), &root);
    checker.events(&collection.event, &root);
    let in_force = in_force(collection.auth.as_ref(), None);
    checker.items(&collection.item, in_force, &root.key("item"));
    checker.without_examples(&root.key("item"));
    checker.variables(collection, &root.key("variable"));
}

/// Walks the collection.
struct Checker<'c, 'f> {
    found: &'f mut Diagnostics,
    /// Names of the folders and the request around.
    names: Vec<String>,
    used: variable::Used,
    /// The distinct OAuth 2.0 blocks met so far.
    clients: Vec<&'c Auth>,
    /// The schema that the collection names.
    schema: &'c str,
    is_form_told: bool,
    requests: usize,
    without_examples: usize,
}

/// The type of the auth one level below, where `own` may stand.
fn in_force<'c>(own: Option<&'c Auth>, around: Option<&'c str>) -> Option<&'c str> {
    own.and_then(|auth| auth.kind.as_deref()).or(around)
}

impl<'c> Checker<'c, '_> {
    /// Reports in the words of the table.
    fn tell(&mut self, code: &'static str, message: impl Into<String>, spot: &Spot<'_>) {
        let diagnostic = Diagnostic::of(code, message)
            .at(&spot.pointer())
            .of_request(&self.names);
        self.found.push(diagnostic);
    }

    fn items(&mut self, items: &'c [Item], in_force: Option<&'c str>, spot: &Spot<'_>) {
        self.siblings(items, spot);
        for (index, item) in items.iter().enumerate() {
            self.names.push(item.name.trim().to_owned());
            self.item(item, in_force, &spot.index(index));
            self.names.pop();
        }
    }

    fn item(&mut self, item: &'c Item, around: Option<&'c str>, spot: &Spot<'_>) {
        self.name(item, spot);
        self.protocol(item.protocol_profile_behavior.as_ref(), spot);
        self.events(&item.event, spot);
        if !item.variable.is_empty() {
            self.tell(
                "variable-scope",
                "a folder or request has variables",
                &spot.key("variable"),
            );
        }
        match (&item.item, &item.request) {
            (Some(children), _) => {
                if children.is_empty() {
                    self.tell("empty-folder", "the folder holds nothing", spot);
                }
                self.auth(item.auth.as_ref(), spot);
                self.items(
                    children,
                    in_force(item.auth.as_ref(), around),
                    &spot.key("item"),
                );
            }
            (None, Some(request)) => self.request(item, request, around, spot),
            (None, None) => {}
        }
    }

    fn request(
        &mut self,
        item: &'c Item,
        request: &'c Request,
        around: Option<&'c str>,
        spot: &Spot<'_>,
    ) {
        let at = spot.key("request");
        self.method(request, &at.key("method"));
        self.auth(request.auth.as_ref(), &at);
        if let Some(url) = &request.url {
            self.url(url, &at.key("url"));
        }
        self.headers(
            request,
            in_force(request.auth.as_ref(), around),
            &at.key("header"),
        );
        self.body(request, &at);
        self.examples(item, request, &spot.key("response"));
    }

    fn events(&mut self, events: &[Event], spot: &Spot<'_>) {
        for (index, event) in events.iter().enumerate() {
            let is_known = matches!(event.listen.as_str(), "prerequest" | "test" | "");
            if !is_known {
                let at = spot.key("event");
                self.tell(
                    "event-unknown",
                    "a script waits for an event that Postman does not have",
                    &at.index(index).key("listen"),
                );
            }
            self.used.by_script(event);
        }
    }
}
