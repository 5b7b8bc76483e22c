//! Auth of v1: a helper with its attributes, or the block of v2.
//!
//! A helper's parameters get their names in v2; attributes that v2 does not have are dropped. The
//! block counts only where neither helper nor attributes stand beside it. Source: Postman's
//! converter, tried.

use serde_json::{Map, Value};

use crate::collection::auth::{Auth, AuthParameter};
use crate::diagnostic::Pointer;

/// The names of a helper's attributes in v1 and, where they differ, in v2.
type Attributes = &'static [(&'static str, &'static str)];

/// A helper of v1, the auth type of v2, and its attributes.
struct Helper {
    name: &'static str,
    kind: &'static str,
    attributes: Attributes,
}

const HELPERS: [Helper; 12] = [
    Helper {
        name: "apikeyAuth",
        kind: "apikey",
        attributes: &[("key", "key"), ("value", "value"), ("in", "in")],
    },
    Helper {
        name: "basicAuth",
        kind: "basic",
        attributes: &[("username", "username"), ("password", "password")],
    },
    Helper {
        name: "bearerAuth",
        kind: "bearer",
        attributes: &[("token", "token")],
    },
    Helper {
        name: "digestAuth",
        kind: "digest",
        attributes: &[
            ("algorithm", "algorithm"),
            ("username", "username"),
            ("realm", "realm"),
            ("password", "password"),
            ("nonce", "nonce"),
            ("nonceCount", "nonceCount"),
            ("clientNonce", "clientNonce"),
            ("opaque", "opaque"),
            ("qop", "qop"),
            ("disableRetryRequest", "disableRetryRequest"),
        ],
    },
    Helper {
        name: "oAuth1",
        kind: "oauth1",
        attributes: &[
            ("consumerKey", "consumerKey"),
            ("consumerSecret", "consumerSecret"),
            ("token", "token"),
            ("tokenSecret", "tokenSecret"),
            ("signatureMethod", "signatureMethod"),
            ("timestamp", "timestamp"),
            ("nonce", "nonce"),
            ("version", "version"),
            ("realm", "realm"),
            ("header", "addParamsToHeader"),
            ("auto", "autoAddParam"),
            ("includeEmpty", "addEmptyParamsToSign"),
        ],
    },
    Helper {
        name: "hawkAuth",
        kind: "hawk",
        attributes: &[
            ("hawk_id", "authId"),
            ("hawk_key", "authKey"),
            ("algorithm", "algorithm"),
            ("user", "user"),
            ("nonce", "nonce"),
            ("ext", "extraData"),
            ("app", "appId"),
            ("dlg", "delegation"),
            ("timestamp", "timestamp"),
        ],
    },
    Helper {
        name: "ntlmAuth",
        kind: "ntlm",
        attributes: &[
            ("username", "username"),
            ("password", "password"),
            ("domain", "domain"),
            ("workstation", "workstation"),
            ("disableRetryRequest", "disableRetryRequest"),
        ],
    },
    Helper {
        name: "oAuth2",
        kind: "oauth2",
        attributes: &[
            ("accessToken", "accessToken"),
            ("addTokenTo", "addTokenTo"),
            ("callBackUrl", "callBackUrl"),
            ("authUrl", "authUrl"),
            ("accessTokenUrl", "accessTokenUrl"),
            ("clientId", "clientId"),
            ("clientSecret", "clientSecret"),
            ("clientAuth", "clientAuth"),
            ("grantType", "grantType"),
            ("scope", "scope"),
            ("username", "username"),
            ("password", "password"),
            ("tokenType", "tokenType"),
            ("redirectUri", "redirectUri"),
            ("refreshToken", "refreshToken"),
        ],
    },
    Helper {
        name: "awsSigV4",
        kind: "awsv4",
        attributes: &[],
    },
    Helper {
        name: "jwtAuth",
        kind: "jwt",
        attributes: &[
            ("algorithm", "algorithm"),
            ("isSecretBase64Encoded", "isSecretBase64Encoded"),
            ("payload", "payload"),
            ("addTokenTo", "addTokenTo"),
            ("headerPrefix", "headerPrefix"),
            ("queryParamKey", "queryParamKey"),
            ("header", "header"),
        ],
    },
    Helper {
        name: "asapAuth",
        kind: "asap",
        attributes: &[],
    },
    Helper {
        name: "edgegridAuth",
        kind: "edgegrid",
        attributes: &[],
    },
];

/// The auth type of v2 that a helper is.
pub(super) fn helper_kind(helper: &Option<Value>) -> Option<&'static str> {
    let name = helper.as_ref()?.as_str()?;
    let known = HELPERS.iter().find(|helper| helper.name == name)?;
    Some(known.kind)
}

/// The auth block; none inherits.
pub(super) fn convert(
    helper: &Option<Value>,
    attributes: &Option<Value>,
    block: &Option<Auth>,
) -> Option<Auth> {
    if helper.is_none() && attributes.is_none() {
        return block.clone();
    }
    let name = helper.as_ref().and_then(Value::as_str)?;
    if name.is_empty() || name == "normal" {
        return None;
    }
    let attributes = match attributes {
        Some(Value::String(text)) => serde_json::from_str(text).ok()?,
        Some(Value::Object(members)) => members.clone(),
        _ => Map::new(),
    };
    let known = HELPERS.iter().find(|helper| helper.name == name);
    let kind = known.map_or(name, |helper| helper.kind).to_owned();
    let parameters = match known {
        Some(helper) => parameters(&attributes, helper.attributes),
        None => Vec::new(),
    };
    Some(Auth {
        parameters: vec![(kind.clone(), parameters)],
        kind: Some(kind),
    })
}

/// The attributes under their names in v2; all of them where none are listed.
fn parameters(written: &Map<String, Value>, listed: Attributes) -> Vec<AuthParameter> {
    let parameter = |old: &str, key: &str, value: &Value| AuthParameter {
        key: key.to_owned(),
        value: value.clone(),
        place: Some(Pointer::root().key(old)),
    };
    if listed.is_empty() {
        let all = written.iter().filter(|(key, _)| *key != "id");
        return all.map(|(key, value)| parameter(key, key, value)).collect();
    }
    let found = listed
        .iter()
        .filter_map(|(old, new)| Some(parameter(old, new, written.get(*old)?)));
    found.collect()
}
