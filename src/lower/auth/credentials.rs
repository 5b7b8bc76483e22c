//! The schemes without a login: which parts of their credentials and which options a block has.
//!
//! Who somebody is (names, ids, keys) is the user's, and left out like the secrets; how a request is
//! signed is the collection's. Keys and defaults: Postman's engine, tried. Nonces and times that
//! were saved are not sent again: servers refuse what they have seen, or what is old.

use crate::ir::{CredentialKind, CredentialPart, Credentials, OptionValue, Role, SchemeOption};

use super::parameters::Parameters;
use super::tokens;

/// The scheme of that name in Postman; none for one that is not built in.
pub(super) fn credentials(kind: &str, given: &Parameters<'_>) -> Option<Credentials> {
    Some(match kind {
        "apikey" => api_key(given),
        "asap" => return tokens::asap(given),
        "awsv4" => aws_v4(given),
        "basic" => basic(given),
        "bearer" => bearer(given),
        "digest" => digest(given),
        "edgegrid" => edge_grid(given),
        "hawk" => hawk(given),
        "jwt" => return tokens::jwt(given).or_else(|| tokens::key_jwt(given)),
        "ntlm" => ntlm(given),
        "oauth1" => return oauth1(given),
        _ => return None,
    })
}

pub(super) fn needed(given: &Parameters<'_>, name: &'static str, key: &str) -> CredentialPart {
    given.part(name, key, Role::Needed)
}

/// Options in order, without those that say nothing.
pub(super) struct Options(Vec<SchemeOption>);

impl Options {
    pub(super) fn put(mut self, name: &'static str, value: Option<OptionValue>) -> Self {
        self.0
            .extend(value.map(|value| SchemeOption { name, value }));
        self
    }

    pub(super) fn text(self, name: &'static str, text: Option<String>) -> Self {
        self.put(name, text.map(OptionValue::Text))
    }

    pub(super) fn switch(self, name: &'static str, is_on: bool) -> Self {
        self.put(name, is_on.then_some(OptionValue::On))
    }
}

pub(super) fn scheme(
    kind: CredentialKind,
    parts: Vec<CredentialPart>,
    options: Options,
) -> Credentials {
    Credentials {
        kind,
        parts,
        options: options.0,
    }
}

pub(super) fn none() -> Options {
    Options(Vec::new())
}

/// Without `in`, or with another word there, the key goes into a header.
fn api_key(given: &Parameters<'_>) -> Credentials {
    let name = given.filled(&["key"]);
    let name = CredentialPart {
        name: "name",
        role: match name {
            Some(_) => Role::Decided,
            None => Role::Needed,
        },
        saved: name,
        pointer: None,
    };
    let options = none().switch("in_query", given.text(&["in"]).as_deref() == Some("query"));
    let value = needed(given, "value", "value");
    scheme(CredentialKind::ApiKey, vec![name, value], options)
}

fn aws_v4(given: &Parameters<'_>) -> Credentials {
    let or = |key: &str, default: &str| given.filled(&[key]).or_else(|| Some(default.to_owned()));
    let options = none()
        .text("region", or("region", "us-east-1"))
        .text("service", or("service", "execute-api"))
        .switch("in_query", given.is_on("addAuthDataToQuery"));
    let parts = vec![
        needed(given, "access_key", "accessKey"),
        needed(given, "secret_key", "secretKey"),
        given.part(
            "session_token",
            "sessionToken",
            Role::Optional("session_token"),
        ),
    ];
    scheme(CredentialKind::AwsV4, parts, options)
}

/// Nothing beside a name or a password is an empty one: where an API key is either, there is no other.
fn basic(given: &Parameters<'_>) -> Credentials {
    let part = |name: &'static str, other: &str| {
        let mut part = needed(given, name, name);
        if given.filled(&[name]).is_none() && given.filled(&[other]).is_some() {
            part.saved = Some(String::new());
            part.pointer = None;
        }
        part
    };
    let parts = vec![part("username", "password"), part("password", "username")];
    scheme(CredentialKind::Basic, parts, none())
}

fn bearer(given: &Parameters<'_>) -> Credentials {
    let token = needed(given, "token", "token");
    scheme(CredentialKind::Bearer, vec![token], none())
}

/// Everything but name and password is the server's to say, in its challenge.
fn digest(given: &Parameters<'_>) -> Credentials {
    let parts = vec![
        needed(given, "username", "username"),
        needed(given, "password", "password"),
    ];
    scheme(CredentialKind::Digest, parts, none())
}

fn edge_grid(given: &Parameters<'_>) -> Credentials {
    let words = given.filled(&["headersToSign"]).map(|names| {
        let names = names.split(',').map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    });
    let size = given
        .filled(&["maxBodySize"])
        .and_then(|size| size.parse().ok());
    let options = none()
        .put("headers_to_sign", words.map(OptionValue::Words))
        .put("max_body_size", size.map(OptionValue::Number));
    let parts = vec![
        needed(given, "client_token", "clientToken"),
        needed(given, "client_secret", "clientSecret"),
        needed(given, "access_token", "accessToken"),
    ];
    scheme(CredentialKind::EdgeGrid, parts, options)
}

/// Postman writes `appId` and reads `app`; either is meant.
fn hawk(given: &Parameters<'_>) -> Credentials {
    let sha1 = given.text(&["algorithm"]).as_deref() == Some("sha1");
    let options = none()
        .put("algorithm", sha1.then_some(OptionValue::Algorithm("Sha1")))
        .text("extra", given.filled(&["extraData"]))
        .text("application", given.filled(&["app", "appId"]))
        .text("delegation", given.filled(&["delegation"]))
        .switch("payload_hash", given.is_on("includePayloadHash"));
    let parts = vec![
        needed(given, "id", "authId"),
        needed(given, "key", "authKey"),
    ];
    scheme(CredentialKind::Hawk, parts, options)
}

/// Domain and workstation may stand in the name, or be nothing at all.
fn ntlm(given: &Parameters<'_>) -> Credentials {
    let options = none()
        .text("domain", given.filled(&["domain"]))
        .text("workstation", given.filled(&["workstation"]));
    let parts = vec![
        needed(given, "username", "username"),
        needed(given, "password", "password"),
    ];
    scheme(CredentialKind::Ntlm, parts, options)
}

/// None for a method that nobody knows.
fn oauth1(given: &Parameters<'_>) -> Option<Credentials> {
    let algorithm = |name| Some(OptionValue::Algorithm(name));
    let (by_key, method) = match given.filled(&["signatureMethod"]).as_deref() {
        None | Some("HMAC-SHA1") => (false, None),
        Some("HMAC-SHA256") => (false, algorithm("HmacSha256")),
        Some("HMAC-SHA512") => (false, algorithm("HmacSha512")),
        Some("PLAINTEXT") => (false, algorithm("Plaintext")),
        Some("RSA-SHA1") => (true, None),
        Some("RSA-SHA256") => (true, algorithm("RsaSha256")),
        Some("RSA-SHA512") => (true, algorithm("RsaSha512")),
        Some(_) => return None,
    };
    let (kind, method_setter, key) = match by_key {
        true => {
            let key = needed(given, "private_key", "privateKey");
            (CredentialKind::OAuth1Key, "key_signature_method", key)
        }
        false => {
            let secret = needed(given, "consumer_secret", "consumerSecret");
            (CredentialKind::OAuth1, "signature_method", secret)
        }
    };
    let options = none()
        .put(method_setter, method)
        .text("version", given.filled(&["version"]))
        .text("realm", given.filled(&["realm"]))
        .text("callback", given.filled(&["callback"]))
        .switch("body_hash", given.is_on("includeBodyHash"))
        .switch("in_header", given.is_on("addParamsToHeader"))
        .switch("empty_parameters", given.is_on("addEmptyParamsToSign"));
    let mut parts = vec![
        needed(given, "consumer_key", "consumerKey"),
        key,
        given.part("token", "token", Role::Optional("token")),
        given.part("token_secret", "tokenSecret", Role::Optional("token")),
    ];
    if given.filled(&["verifier"]).is_some() {
        parts.push(given.part("verifier", "verifier", Role::Optional("verifier")));
    }
    Some(scheme(kind, parts, options))
}
