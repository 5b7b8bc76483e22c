//! OAuth 2.0 blocks: keys by grant, in the spellings of today and of old.
//!
//! Keys of another grant are leftovers and ignored. Sources: RFC 6749, Postman's exports.

use crate::ir::{Body, Grant, Group, OAuth2, Operation, Placement, Scheme, Slot};

use super::parameters::Parameters;

/// The block without its secrets.
pub(super) fn oauth2(given: &Parameters<'_>) -> OAuth2 {
    let get = |keys: &[&str]| given.text(keys).unwrap_or_default();
    let grant = match get(&["grant_type", "grantType"]).as_str() {
        "client_credentials" => Grant::ClientCredentials,
        "password_credentials" | "password" => Grant::Password,
        "implicit" => Grant::Implicit,
        _ => Grant::AuthorizationCode,
    };
    let placement = match get(&["addTokenTo"]).as_str() {
        "queryParams" => Placement::Query {
            name: "access_token".to_owned(),
        },
        _ => Placement::Header {
            prefix: given
                .text(&["headerPrefix"])
                .unwrap_or_else(|| "Bearer".to_owned()),
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
        client_id_variable: given.variable(&["clientId"]),
        client_secret_variable: given.variable(&["clientSecret"]),
        credentials_in_body: get(&["client_authentication", "clientAuth"]) == "body",
        placement,
    }
}

/// Postman's auth block has no revocation endpoint; a request of the collection may call it.
pub(in crate::lower) fn recognise_revocation(slots: &mut [Slot], root: &Group) {
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
