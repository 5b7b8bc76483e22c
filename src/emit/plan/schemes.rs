//! The schemes without a login as they are in the support files.

use std::collections::BTreeSet;

use crate::ir::{Api, CredentialKind, Scheme};

/// What a scheme is in the support files.
pub(super) struct Support {
    /// Its module, and that of the file.
    pub(super) module: &'static str,
    /// Its type.
    pub(super) name: &'static str,
    /// What makes it.
    pub(super) constructor: &'static str,
    /// The type of its algorithms.
    pub(super) algorithm: &'static str,
    /// Its name for people.
    pub(super) title: &'static str,
    /// Crates beside those that every crate needs.
    pub(super) crates: &'static [&'static str],
    /// The feature of the crate that it needs, and the crates that only come with it.
    pub(super) feature: Option<(&'static str, &'static [&'static str])>,
    /// Whether it takes time and randomness from somewhere.
    pub(super) signs: bool,
}

/// The tokens that are signed with a key pay for it only where the feature is on.
const PRIVATE_KEYS: (&str, &[&str]) = ("private-keys", &["aws-lc-rs"]);

pub(super) fn support(kind: CredentialKind) -> Support {
    let (module, name, algorithm, title) = match kind {
        CredentialKind::AccessToken => ("bearer", "Bearer", "", "OAuth 2.0 access token"),
        CredentialKind::ApiKey => ("api_key", "ApiKey", "", "API key"),
        CredentialKind::Asap => ("asap", "Asap", "KeyAlgorithm", "ASAP"),
        CredentialKind::AwsV4 => ("aws_v4", "AwsV4", "", "AWS Signature Version 4"),
        CredentialKind::Basic => ("basic", "Basic", "", "Basic"),
        CredentialKind::Bearer => ("bearer", "Bearer", "", "Bearer"),
        CredentialKind::Digest => ("digest", "Digest", "", "Digest"),
        CredentialKind::EdgeGrid => ("edge_grid", "EdgeGrid", "", "Akamai EdgeGrid"),
        CredentialKind::Hawk => ("hawk", "Hawk", "HawkAlgorithm", "Hawk"),
        CredentialKind::Jwt => ("jwt", "Jwt", "JwtAlgorithm", "JWT"),
        CredentialKind::KeyJwt => ("key_jwt", "KeyJwt", "KeyAlgorithm", "JWT by a private key"),
        CredentialKind::Ntlm => ("ntlm", "Ntlm", "", "NTLM"),
        CredentialKind::OAuth1 => ("oauth1", "OAuth1", "SignatureMethod", "OAuth 1.0a"),
        CredentialKind::OAuth1Key => (
            "oauth1_key",
            "OAuth1",
            "KeySignatureMethod",
            "OAuth 1.0a by a private key",
        ),
        CredentialKind::Token => ("bearer", "Bearer", "", "`Authorization`"),
    };
    let crates: &[&str] = match kind {
        CredentialKind::AccessToken
        | CredentialKind::ApiKey
        | CredentialKind::Bearer
        | CredentialKind::Token => &[],
        CredentialKind::Basic => &["base64"],
        CredentialKind::Digest => &["getrandom", "md-5", "sha2"],
        CredentialKind::AwsV4 => &["getrandom", "hmac", "sha2"],
        CredentialKind::Asap | CredentialKind::KeyJwt => &["base64", "getrandom"],
        CredentialKind::Ntlm => &["base64", "getrandom", "hmac", "md-5"],
        CredentialKind::EdgeGrid | CredentialKind::Jwt => &["base64", "getrandom", "hmac", "sha2"],
        CredentialKind::Hawk | CredentialKind::OAuth1 | CredentialKind::OAuth1Key => {
            &["base64", "getrandom", "hmac", "sha1", "sha2"]
        }
    };
    Support {
        module,
        name,
        constructor: match kind {
            CredentialKind::OAuth1Key => "with_private_key",
            _ => "new",
        },
        algorithm,
        title,
        crates,
        feature: match kind {
            CredentialKind::Asap | CredentialKind::KeyJwt => Some(PRIVATE_KEYS),
            CredentialKind::OAuth1Key => Some(("private-keys", &["rsa"])),
            CredentialKind::Ntlm => {
                Some(("ntlm", &["http", "md4", "tower-layer", "tower-service"]))
            }
            _ => None,
        },
        signs: crates.contains(&"getrandom"),
    }
}

/// The modules of a scheme beside its own, and what each offers.
pub(super) fn modules(kind: CredentialKind) -> Vec<(&'static str, Vec<&'static str>)> {
    let support = support(kind);
    let own = |names: &[&'static str]| {
        let names = names.iter().copied().filter(|name| !name.is_empty());
        (support.module, names.collect())
    };
    let keys = ("private_key", vec!["KeyAlgorithm"]);
    match kind {
        CredentialKind::Asap | CredentialKind::KeyJwt => vec![
            own(&[support.name]),
            ("json_token", Vec::new()),
            ("pem", Vec::new()),
            keys,
        ],
        CredentialKind::Jwt => vec![
            own(&[support.name, support.algorithm]),
            ("json_token", Vec::new()),
        ],
        CredentialKind::Ntlm => vec![
            own(&[support.name]),
            ("ntlm_connection", Vec::new()),
            ("ntlm_message", Vec::new()),
        ],
        CredentialKind::OAuth1Key => vec![
            own(&[support.algorithm]),
            ("oauth1", vec!["OAuth1", "SignatureMethod"]),
            ("pem", Vec::new()),
        ],
        _ => vec![own(&[support.name, support.algorithm])],
    }
}

/// The schemes in use, each once.
pub(super) fn kinds(api: &Api) -> BTreeSet<CredentialKind> {
    let credentials = api.slots.iter().filter_map(|slot| match &slot.scheme {
        Scheme::Credentials(credentials) => Some(match credentials.kind {
            // One support file serves all that send a token.
            CredentialKind::AccessToken | CredentialKind::Token => CredentialKind::Bearer,
            kind => kind,
        }),
        Scheme::OAuth2(oauth2) if oauth2.access_token.is_some() => Some(CredentialKind::Bearer),
        Scheme::OAuth2(_) | Scheme::Custom { .. } => None,
    });
    credentials.collect()
}

pub(super) fn has_oauth2(api: &Api) -> bool {
    let mut schemes = api.slots.iter().map(|slot| &slot.scheme);
    schemes.any(|scheme| matches!(scheme, Scheme::OAuth2(_)))
}
