//! Auth blocks: which one is in force for a request, and what it asks of the client.
//!
//! Nearest of request, folder, outer folders, collection that has a type; `noauth` and an empty
//! type stop inheritance (Postman's engine, tried). Keys by grant: RFC 6749 and Postman's exports;
//! keys of another grant are leftovers and ignored. Secret values are never kept.

use serde_json::Value;

use crate::collection::{Auth, AuthParameter};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};
use crate::ir::{Body, Grant, Group, OAuth2, Operation, Placement, Scheme, Slot};

use super::{Place, variable};

/// The auth block in force and where it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Inherited<'a> {
    block: Option<(&'a Auth, Pointer)>,
}

impl<'a> Inherited<'a> {
    /// What is in force one level below, where `own` may stand.
    pub(super) fn of(&self, own: Option<&'a Auth>, owner: &Pointer) -> Self {
        match own {
            Some(auth) if auth.kind.is_some() => Self {
                block: Some((auth, owner.key("auth"))),
            },
            _ => self.clone(),
        }
    }
}

/// The distinct blocks met so far.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Slot>);

impl Slots {
    /// The slot of the block in force; none where auth is off.
    pub(super) fn of(
        &mut self,
        inherited: &Inherited<'_>,
        place: &Place<'_>,
        found: &mut Diagnostics,
    ) -> Option<usize> {
        let (auth, pointer) = inherited.block.as_ref()?;
        let scheme = match auth.kind.as_deref() {
            None | Some("noauth" | "") => return None,
            Some("oauth2") => Scheme::OAuth2(Box::new(oauth2(auth.active()))),
            Some(kind) => Scheme::Custom {
                kind: kind.to_owned(),
            },
        };
        if let Some(known) = self
            .0
            .iter_mut()
            .position(|slot| shares(&slot.scheme, &scheme))
        {
            unite_scopes(&mut self.0[known].scheme, &scheme);
            return Some(known);
        }
        if let Scheme::Custom { kind } = &scheme {
            found.push(
                Diagnostic::new("auth-custom", Severity::Warning, format!("auth of type `{kind}` is not built in yet"))
                    .at(pointer)
                    .of_request(&place.path)
                    .effect("the client takes an implementation of `Authorize` for it and refuses to send without one")
                    .help("implement `Authorize` and give it to the client builder"),
            );
        }
        let name = self.name(&scheme);
        self.0.push(Slot { name, scheme });
        Some(self.0.len() - 1)
    }

    /// The scheme's name, numbered from the second of its kind on.
    fn name(&self, scheme: &Scheme) -> String {
        let kind = |scheme: &Scheme| match scheme {
            Scheme::OAuth2(_) => "oauth2".to_owned(),
            Scheme::Custom { kind } => kind.clone(),
        };
        let wanted = kind(scheme);
        match self
            .0
            .iter()
            .filter(|slot| kind(&slot.scheme) == wanted)
            .count()
        {
            0 => wanted,
            earlier => format!("{wanted}_{}", earlier + 1),
        }
    }

    pub(super) fn into_slots(self) -> Vec<Slot> {
        self.0
    }
}

/// Whether two blocks can be served by one token: they may differ in the scopes asked for.
fn shares(known: &Scheme, wanted: &Scheme) -> bool {
    match (known, wanted) {
        (Scheme::OAuth2(known), Scheme::OAuth2(wanted)) => {
            let blank = |scheme: &OAuth2| OAuth2 {
                scopes: Vec::new(),
                ..scheme.clone()
            };
            blank(known) == blank(wanted)
        }
        (known, wanted) => known == wanted,
    }
}

fn unite_scopes(known: &mut Scheme, wanted: &Scheme) {
    if let (Scheme::OAuth2(known), Scheme::OAuth2(wanted)) = (known, wanted) {
        for scope in &wanted.scopes {
            if !known.scopes.contains(scope) {
                known.scopes.push(scope.clone());
            }
        }
    }
}

/// The text of the first of these keys that has one. Older exports spell some keys differently.
fn text(parameters: &[AuthParameter], keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| {
        let parameter = parameters.iter().find(|parameter| parameter.key == *key)?;
        match &parameter.value {
            Value::String(text) => Some(text.trim().to_owned()),
            _ => None,
        }
    })
}

fn oauth2(parameters: &[AuthParameter]) -> OAuth2 {
    let get = |keys: &[&str]| text(parameters, keys).unwrap_or_default();
    let variable = |keys: &[&str]| {
        let value = get(keys);
        let name = variable::names(&value).next()?;
        (value == format!("{{{{{name}}}}}")).then(|| name.to_owned())
    };
    let grant = match get(&["grant_type", "grantType"]).as_str() {
        "client_credentials" => Grant::ClientCredentials,
        "password_credentials" | "password" => Grant::Password,
        "implicit" => Grant::Implicit,
        _ => Grant::AuthorizationCode,
    };
    let placement = match get(&["addTokenTo"]).as_str() {
        "queryParams" => Placement::Query,
        _ => Placement::Header {
            prefix: text(parameters, &["headerPrefix"]).unwrap_or_else(|| "Bearer".to_owned()),
        },
    };
    let needs_browser = matches!(grant, Grant::AuthorizationCode | Grant::Implicit);
    let for_browser = |keys: &[&str]| {
        if needs_browser {
            get(keys)
        } else {
            String::new()
        }
    };
    OAuth2 {
        grant,
        authorize_url: for_browser(&["authUrl"]),
        token_url: get(&["accessTokenUrl"]),
        refresh_url: get(&["refreshTokenUrl"]),
        revoke_url: String::new(),
        redirect_uri: for_browser(&["redirect_uri", "callBackUrl", "callbackUrl", "redirectUri"]),
        scopes: get(&["scope"])
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        client_id_variable: variable(&["clientId"]),
        client_secret_variable: variable(&["clientSecret"]),
        credentials_in_body: get(&["client_authentication", "clientAuth"]) == "body",
        placement,
    }
}

/// Postman's auth block has no revocation endpoint; a request of the collection may call it.
pub(super) fn recognise_revocation(slots: &mut [Slot], root: &Group) {
    let mut found: Vec<String> = Vec::new();
    root.each_operation(&mut |operation| {
        if is_revocation(operation) {
            found.push(operation.route.clone());
        }
    });
    for slot in slots {
        if let Scheme::OAuth2(oauth2) = &mut slot.scheme {
            let origin = origin(&oauth2.token_url);
            let route = found.iter().find(|route| self::origin(route) == origin);
            oauth2.revoke_url = route.cloned().unwrap_or_default();
        }
    }
}

/// RFC 7009 section 2.1: a form with `token`, posted to an address that speaks of revoking.
fn is_revocation(operation: &Operation) -> bool {
    let Body::Form(fields) = &operation.body else {
        return false;
    };
    operation.method == "POST"
        && operation.route.to_ascii_lowercase().contains("revoke")
        && fields
            .iter()
            .any(|field| field.enabled && field.name == "token")
}

/// Scheme and host of an address.
fn origin(address: &str) -> &str {
    let start = address.find("://").map_or(0, |at| at + 3);
    let end = address[start..]
        .find('/')
        .map_or(address.len(), |at| start + at);
    &address[..end]
}
