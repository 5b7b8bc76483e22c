//! OAuth 2.0 blocks: keys by grant, in the spellings of today and of old.
//!
//! Keys of another grant are leftovers and ignored. A block without a way to a token is a place for
//! one that was got elsewhere. Sources: RFC 6749, RFC 7636, Postman's exports.

use serde_json::Value;

use crate::ir::{
    Body, CredentialKind, CredentialPart, Credentials, ExtraParameter, Grant, Group, OAuth2,
    Operation, OptionValue, Placement, Role, Scheme, SchemeOption, SendAs, Slot,
};
use crate::lower::secret;

use super::parameters::Parameters;

/// The grant as the block names it, or as Postman takes it where it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Code,
    CodeWithPkce,
    Implicit,
    Password,
    ClientCredentials,
}

impl Named {
    fn of(given: &Parameters<'_>) -> Self {
        match given.text(&["grant_type", "grantType"]).as_deref() {
            Some("client_credentials") => Self::ClientCredentials,
            Some("password_credentials" | "password") => Self::Password,
            Some("implicit") => Self::Implicit,
            Some("authorization_code_with_pkce") => Self::CodeWithPkce,
            _ => Self::Code,
        }
    }

    fn has_login_page(self) -> bool {
        matches!(self, Self::Code | Self::CodeWithPkce)
    }
}

/// What the block asks for.
pub(super) fn scheme(given: &Parameters<'_>) -> Scheme {
    let named = Named::of(given);
    if named == Named::Implicit || given.filled(&["accessTokenUrl"]).is_none() {
        return Scheme::Credentials(access_token(given));
    }
    Scheme::OAuth2(Box::new(oauth2(given, named)))
}

fn placement(given: &Parameters<'_>) -> Placement {
    match given.text(&["addTokenTo"]).as_deref() {
        Some("queryParams") => Placement::Query {
            name: "access_token".to_owned(),
        },
        _ => Placement::Header {
            prefix: given
                .text(&["headerPrefix"])
                .unwrap_or_else(|| "Bearer".to_owned()),
        },
    }
}

fn access_token(given: &Parameters<'_>) -> Credentials {
    let value = OptionValue::Placement(placement(given));
    let options = vec![SchemeOption {
        name: "placement",
        value,
    }];
    Credentials {
        kind: CredentialKind::AccessToken,
        parts: vec![given.part("access_token", "accessToken", Role::Needed)],
        options,
    }
}

/// The block without its secrets.
fn oauth2(given: &Parameters<'_>, named: Named) -> OAuth2 {
    let get = |keys: &[&str]| given.text(keys).unwrap_or_default();
    let for_browser = |keys: &[&str]| match named.has_login_page() {
        true => get(keys),
        false => String::new(),
    };
    let part = |name, key| given.part(name, key, Role::Needed);
    let grant = match named {
        Named::ClientCredentials => Grant::ClientCredentials,
        Named::Password => Grant::Password {
            username: part("username", "username"),
            password: part("password", "password"),
        },
        Named::Code | Named::CodeWithPkce | Named::Implicit => Grant::AuthorizationCode,
    };
    // RFC 7636 was made for clients that cannot keep a secret.
    let is_public = named == Named::CodeWithPkce && given.text(&["clientSecret"]).is_none();
    // Postman comes back to a page of its own then.
    let redirect_uri = match given.is_on("useBrowser") {
        true => String::new(),
        false => for_browser(&["redirect_uri", "callBackUrl", "callbackUrl", "redirectUri"]),
    };
    let saved_token = given.part("access_token", "accessToken", Role::Needed);
    let has_token = given.filled(&["accessToken"]).is_some();
    let mut token_parameters = parameters(given, "tokenRequestParams", SendAs::Body);
    let mut authorize_parameters = match named.has_login_page() {
        true => parameters(given, "authRequestParams", SendAs::Url),
        false => Vec::new(),
    };
    for key in ["audience", "resource"] {
        // Fields of their own in older exports.
        if let Some(value) = given.filled(&[key]) {
            let (list, send_as) = match named.has_login_page() {
                true => (&mut authorize_parameters, SendAs::Url),
                false => (&mut token_parameters, SendAs::Body),
            };
            list.push(ExtraParameter {
                name: key.to_owned(),
                value,
                send_as,
            });
        }
    }
    OAuth2 {
        grant,
        authorize_url: for_browser(&["authUrl"]),
        token_url: get(&["accessTokenUrl"]),
        refresh_url: get(&["refreshTokenUrl"]),
        revoke_url: String::new(),
        redirect_uri,
        scopes: get(&["scope"])
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        client_id: part("client_id", "clientId"),
        client_secret: (!is_public).then(|| part("client_secret", "clientSecret")),
        access_token: has_token.then_some(saved_token),
        credentials_in_body: get(&["client_authentication", "clientAuth"]) == "body",
        plain_challenge: named == Named::CodeWithPkce && get(&["challengeAlgorithm"]) == "plain",
        placement: placement(given),
        authorize_parameters,
        token_parameters,
        refresh_parameters: parameters(given, "refreshRequestParams", SendAs::Body),
    }
}

/// The enabled entries of a list of extra parameters; a literal under a secret name is left out.
fn parameters(given: &Parameters<'_>, key: &str, default: SendAs) -> Vec<ExtraParameter> {
    let entries = given.value(key).and_then(Value::as_array);
    let entries = entries.into_iter().flatten();
    entries
        .filter(|entry| entry.get("enabled") != Some(&Value::Bool(false)))
        .filter_map(|entry| {
            let text = |member: &str| entry.get(member).and_then(Value::as_str);
            let name = text("key").filter(|name| !name.is_empty())?;
            let value = text("value").unwrap_or_default();
            if secret::mask_field(name, value) != value {
                return None;
            }
            Some(ExtraParameter {
                name: name.to_owned(),
                value: value.to_owned(),
                send_as: match text("send_as") {
                    Some("request_url") => SendAs::Url,
                    Some("request_body") => SendAs::Body,
                    Some("request_header") => SendAs::Header,
                    _ => default,
                },
            })
        })
        .collect()
}

/// All places of the block's credentials that are not kept, to tell two blocks from each other.
pub(super) fn hidden_parts(oauth2: &OAuth2) -> Vec<CredentialPart> {
    oauth2
        .parts()
        .chain(&oauth2.access_token)
        .cloned()
        .collect()
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
