//! Lowering: a collection becomes an API.
//!
//! In: [`Collection`]. Out: [`Api`], with a diagnostic for everything that is not carried over as
//! it stands. Folders keep their order, inherited auth is resolved, URLs become routes, bodies and
//! saved examples become evidence. Sources: Postman's engine as observed, RFC 6749.

mod auth;
mod body;
mod dynamic;
mod example;
mod graphql;
mod header;
mod json_rpc;
mod script;
mod secret;
mod text;
mod url;
mod variable;

pub(crate) use dynamic::is_dynamic;

use crate::collection::{Collection, Item, Request};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer};
use crate::ir::{Api, Argument, Group, LeftOut, Manner, Operation, Parameter, Part};

/// Interprets the collection. Its folders and requests are let go one by one: of a large file
/// there is never all of the collection and all of the API.
pub fn lower(collection: &mut Collection, found: &mut Diagnostics) -> Api {
    let items = std::mem::take(&mut collection.item);
    let collection = &*collection;
    let mut lowering = Lowering {
        collection,
        found,
        bases: variable::bases(collection),
        slots: auth::Slots::default(),
        lifted: secret::Lifted::new(collection),
        scripts: script::Scripts::new(),
        left_out: Vec::new(),
        count: 0,
    };
    let mut root = Group {
        description: text::description(collection.info.description.as_ref()),
        ..Group::default()
    };
    let inherited = auth::Inherited::default();
    let inherited = inherited.of(collection.auth.as_ref(), &collection.root, &[]);
    let place = Place {
        path: Vec::new(),
        names: Vec::new(),
        pointer: collection.root.clone(),
        auth: inherited,
    };
    let events = &collection.event;
    lowering.scripts.enter(events, &collection.root, &[]);
    lowering.items(items, &place, &mut root);

    let mut slots = lowering.slots.into_slots();
    auth::recognise_revocation(&mut slots, &root);
    let lifted = lowering.lifted.into_settings();
    let (mut settings, dynamic) = variable::settings(collection, &root, &slots, &lifted);
    lowering
        .scripts
        .finish(&mut settings, &slots, lowering.found);
    Api {
        name: collection.info.name.clone(),
        description: root.description.clone(),
        settings,
        dynamic,
        slots,
        left_out: lowering.left_out,
        root,
    }
}

/// Why a request cannot be sent.
struct Unsendable {
    code: &'static str,
    /// The member of the request that is at fault.
    member: &'static str,
    reason: &'static str,
}

/// Where the walk stands.
struct Place<'a> {
    path: Vec<String>,
    /// The path as the collection spells it.
    names: Vec<String>,
    pointer: Pointer,
    auth: auth::Inherited<'a>,
}

struct Lowering<'f> {
    collection: &'f Collection,
    found: &'f mut Diagnostics,
    bases: Vec<variable::Base>,
    slots: auth::Slots,
    lifted: secret::Lifted<'f>,
    scripts: script::Scripts,
    left_out: Vec<LeftOut>,
    count: usize,
}

impl Lowering<'_> {
    fn items(&mut self, items: Vec<Item>, place: &Place<'_>, group: &mut Group) {
        for (index, mut item) in items.into_iter().enumerate() {
            let pointer = place.pointer.key("item").index(index);
            let mut path = place.path.clone();
            path.push(item.name.trim().to_owned());
            let mut names = place.names.clone();
            names.push(item.name.clone());
            match (item.item.take(), &item.request) {
                (Some(children), request) => {
                    let folder = Place {
                        auth: place.auth.of(item.auth.as_ref(), &pointer, &path),
                        pointer,
                        path,
                        names,
                    };
                    if request.is_some() {
                        let reason = "it stands in a folder's place: Postman takes what has `item` for a folder";
                        self.leave_out(&folder, "request-left-out", reason.to_owned());
                    }
                    group.groups.push(self.folder(&item, children, &folder));
                }
                (None, Some(request)) => {
                    let auth = place
                        .auth
                        .of(request.auth.as_ref(), &pointer.key("request"), &path);
                    let at = Place {
                        path,
                        names,
                        pointer,
                        auth,
                    };
                    match self.operation(&item, request, &at) {
                        Ok(operation) => group.operations.push(operation),
                        Err(Unsendable {
                            code,
                            member,
                            reason,
                        }) => {
                            let at = Place {
                                pointer: at.pointer.key("request").key(member),
                                ..at
                            };
                            self.leave_out(&at, code, reason.to_owned());
                        }
                    }
                }
                (None, None) => {
                    let at = Place {
                        path,
                        names,
                        pointer,
                        auth: place.auth.clone(),
                    };
                    let reason = item
                        .lost
                        .as_deref()
                        .unwrap_or("it has neither `item` nor `request`");
                    self.leave_out(&at, "request-left-out", reason.to_owned());
                }
            }
        }
    }

    fn folder(&mut self, item: &Item, children: Vec<Item>, place: &Place<'_>) -> Group {
        let mut group = Group {
            name: item.name.trim().to_owned(),
            path: place.path.clone(),
            description: text::description(item.description.as_ref()),
            ..Group::default()
        };
        self.scripts.enter(&item.event, &place.pointer, &place.path);
        self.items(children, place, &mut group);
        self.scripts.leave();
        group
    }

    fn leave_out(&mut self, place: &Place<'_>, code: &'static str, reason: String) {
        let diagnostic = Diagnostic::of(code, &reason)
            .at(&place.pointer)
            .of_request(&place.path);
        self.found.push(diagnostic);
        let mut path = place.path.clone();
        // Without a name only its place tells which one it is.
        if let Some(name) = path.last_mut().filter(|name| name.is_empty()) {
            let mut segments = place.pointer.segments();
            let index = segments
                .by_ref()
                .filter(|part| part.parse::<usize>().is_ok())
                .last();
            *name = format!("element {}", index.unwrap_or_default());
        }
        self.left_out.push(LeftOut { path, reason });
    }

    fn operation(
        &mut self,
        item: &Item,
        request: &Request,
        place: &Place<'_>,
    ) -> Result<Operation, Unsendable> {
        sendable(&request.method())?;
        let at = place.pointer.key("request");
        let mut address = request
            .url
            .as_ref()
            .and_then(|url| url::address(url, &self.bases))
            .ok_or(Unsendable {
                code: "url-missing",
                member: "url",
                reason: "it has no URL",
            })?;
        address.hide_secrets(&at.key("url"), &mut self.lifted);
        let description = request.description.as_ref().or(item.description.as_ref());
        let mut body = body::body(request, place, self.collection, self.found);
        let own = request.body.raw.as_deref();
        body::add_originals(&mut body, own, &item.response, self.collection);
        let mut graphql =
            graphql::recognise(&mut body, request.body.mode.as_deref() == Some("graphql"));
        let secret_body = body::hide_secrets(&mut body, request, &at.key("body"), self.collection);
        if let (Some(graphql), Some(_)) = (&mut graphql, &secret_body) {
            // A secret in it is asked for with the whole body.
            graphql.document = None;
        }
        let mut headers = header::headers(request, &body, place, &mut self.lifted);
        let mut slot = self.slots.of(self.collection, place, self.found);
        let (mut by_hand, mut query_by_hand) = (None, None);
        if slot.is_none()
            && let Some(taken) = auth::by_hand::take(&mut headers, &mut address.query)
        {
            slot = Some(self.slots.of_hand(&taken, request, place, self.found));
            (by_hand, query_by_hand) = (taken.header, taken.query);
        } else if place.auth.may_give_way() {
            by_hand = header::authorization(request, &self.collection.in_file(&at));
        }
        let operation = Operation {
            index: self.count,
            name: item.name.trim().to_owned(),
            path: place.path.clone(),
            names: place.names.clone(),
            pointer: self.collection.in_file(&place.pointer),
            description: text::description(description),
            method: request.method(),
            arguments: arguments(&address),
            route: address.route,
            query: address.query,
            headers,
            rpc: json_rpc::method(&body),
            body,
            demanded: Vec::new(),
            graphql,
            secret_body,
            slot,
            by_hand,
            query_by_hand,
            manner: Manner {
                max_redirects: request.behavior.redirects(),
                keeps_method: request.behavior.keeps_method,
                adds_no_content_type: request.behavior.adds_no_content_type
                    && header::content_type(request).is_none(),
            },
            examples: example::examples(&item.response, place, self.found),
            script: self.scripts.facts(&item.event, &place.pointer, &place.path),
        };
        self.count += 1;
        Ok(operation)
    }
}

/// A method is one token: RFC 9110 section 9.1.
fn sendable(method: &str) -> Result<(), Unsendable> {
    let refuse = |code, reason| {
        Err(Unsendable {
            code,
            member: "method",
            reason,
        })
    };
    if method.contains("{{") {
        return refuse("method-variable", "its method is a variable");
    }
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match method.bytes().all(is_token) {
        true => Ok(()),
        false => refuse("method-illegal", "its method is not one word"),
    }
}

/// The `:name` segments of the route with what the collection saves for them.
fn arguments(address: &url::Address) -> Vec<Argument> {
    let mut names: Vec<&str> = Vec::new();
    // A name that stands there twice takes one argument.
    for name in url::argument_names(&address.route) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .map(|name| {
            let saved = address
                .variables
                .iter()
                .find(|variable| variable.name == name);
            Argument {
                name: name.to_owned(),
                value: saved.and_then(|variable| variable.value.clone()),
                secret: saved.and_then(|variable| variable.secret.clone()),
                description: saved.map(|v| v.description.clone()).unwrap_or_default(),
            }
        })
        .collect()
}

/// A form field, as a part of either kind of form.
fn part(field: &crate::collection::FormParameter) -> Part {
    let name = field.key.clone().unwrap_or_default();
    Part {
        parameter: Parameter {
            value: field.value.clone(),
            name,
            secret: None,
            enabled: !field.disabled,
            decided: None,
            description: text::description(field.description.as_ref()),
        },
        is_file: field.kind.as_deref() == Some("file"),
        sources: sources(field.src.as_ref()),
        media_type: field
            .content_type
            .clone()
            .filter(|media_type| !media_type.is_empty()),
    }
}

/// The files of an upload: one path or several.
fn sources(src: Option<&serde_json::Value>) -> Vec<String> {
    let path = |value: &serde_json::Value| {
        let path = value.as_str().filter(|path| !path.is_empty());
        path.map(str::to_owned)
    };
    match src {
        Some(serde_json::Value::Array(paths)) => paths.iter().filter_map(path).collect(),
        Some(value) => path(value).into_iter().collect(),
        None => Vec::new(),
    }
}
