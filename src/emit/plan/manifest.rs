//! What auth decides about the manifest: dependencies, and the features that bring some of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::view::FeatureView;
use crate::ir::Api;

use super::schemes::{has_oauth2, kinds, support};

/// Every crate that a generated crate may depend on, but for those that it always has.
const CRATES: [(&str, &str); 9] = [
    ("base64", "\"0.23\""),
    ("getrandom", "\"0.4\""),
    ("hmac", "{ version = \"0.13\", default-features = false }"),
    ("md-5", "{ version = \"0.11\", default-features = false }"),
    ("sha1", "{ version = \"0.11\", default-features = false }"),
    ("sha2", "{ version = \"0.11\", default-features = false }"),
    ("tokio", ""),
    ("url", "\"2\""),
    ("zeroize", "\"1\""),
];

/// Features of crates with OAuth 2.0, for those who ask for them: name, what for, the crate that comes with it, the
/// module that is empty without it.
const OAUTH2: [(&str, &str, Option<&str>, &str); 3] = [
    (
        "device-login",
        "Logins with a code that is typed in elsewhere (RFC 8628): `OAuth2::login_device`.",
        None,
        "device",
    ),
    (
        "discovery",
        "Addresses from the server's metadata (RFC 8414): `OAuth2::discover`.",
        None,
        "discovery",
    ),
    (
        "keyring",
        "Tokens in the system's keyring: `KeyringTokenStore`.",
        Some("keyring-core"),
        "keyring_store",
    ),
];

/// Those that only come with a feature.
const OPTIONAL: [(&str, &str); 7] = [
    (
        "aws-lc-rs",
        "{ version = \"1\", default-features = false, features = [\"aws-lc-sys\"], optional = true }",
    ),
    ("keyring-core", "{ version = \"1\", optional = true }"),
    ("http", "{ version = \"1\", optional = true }"),
    (
        "md4",
        "{ version = \"0.11\", default-features = false, optional = true }",
    ),
    (
        "rsa",
        "{ version = \"0.10\", default-features = false, features = [\"encoding\", \"pkcs1v15\"], optional = true }",
    ),
    ("tower-layer", "{ version = \"0.3\", optional = true }"),
    ("tower-service", "{ version = \"0.3\", optional = true }"),
];

/// The lines of the manifest under `[dependencies]`.
pub(super) fn dependencies(api: &Api) -> Vec<String> {
    let oauth2: &[&str] = match has_oauth2(api) {
        true => &["base64", "getrandom", "sha2", "url"],
        false => &[],
    };
    let schemes = kinds(api).into_iter().flat_map(|kind| support(kind).crates);
    let mut wanted: BTreeSet<&str> = schemes.chain(oauth2).copied().collect();
    wanted.extend(["tokio", "zeroize"]);
    wanted.extend(by_feature(api).into_values().flatten());
    if has_oauth2(api) {
        wanted.extend(OAUTH2.iter().filter_map(|(_, _, brings, _)| *brings));
    }
    let features = match has_oauth2(api) {
        true => "\"fs\", \"io-util\", \"net\", \"rt\", \"sync\", \"time\"",
        false => "\"fs\", \"io-util\", \"rt\", \"sync\", \"time\"",
    };
    let tokio = format!("{{ version = \"1\", default-features = false, features = [{features}] }}");
    let mut lines: Vec<String> = [
        "bytes = \"1\"",
        "futures-core = { version = \"0.3\", default-features = false }",
        "http-body = \"1\"",
        "reqwest = { version = \"0.13\", default-features = false }",
        "serde = { version = \"1\", features = [\"derive\"] }",
        "serde_json = \"1\"",
        "tracing = { version = \"0.1\", default-features = false, optional = true }",
    ]
    .map(str::to_owned)
    .to_vec();
    for (name, requirement) in CRATES.iter().chain(&OPTIONAL) {
        if wanted.contains(name) {
            let requirement = if *name == "tokio" {
                &tokio
            } else {
                *requirement
            };
            lines.push(format!("{name} = {requirement}"));
        }
    }
    lines.sort();
    lines
}

/// The features that the schemes of the collection need, and those that a login can have.
pub(super) fn features(api: &Api) -> Vec<FeatureView> {
    let about = |name: &str| match name {
        "ntlm" => "Logins by NTLM.",
        _ => "Signatures by private keys: RSA and elliptic curves.",
    };
    let enables = |crates: &mut dyn Iterator<Item = &str>| {
        let crates: Vec<String> = crates.map(|name| format!("\"dep:{name}\"")).collect();
        crates.join(", ")
    };
    let needed = by_feature(api)
        .into_iter()
        .map(|(name, crates)| FeatureView {
            docs: about(name).to_owned(),
            enables: enables(&mut crates.into_iter()),
            is_default: true,
            name: name.to_owned(),
        });
    let offered = OAUTH2.iter().filter(|_| has_oauth2(api));
    let offered = offered.map(|(name, docs, brings, _)| FeatureView {
        docs: (*docs).to_owned(),
        enables: enables(&mut brings.iter().copied()),
        is_default: false,
        name: (*name).to_owned(),
    });
    needed.chain(offered).collect()
}

/// The feature that a module is empty without.
pub(super) fn feature_of(module: &str) -> Option<&'static str> {
    let mut features = OAUTH2.iter();
    features.find_map(|(name, _, _, of)| (*of == module).then_some(*name))
}

fn by_feature(api: &Api) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut features: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (name, crates) in kinds(api)
        .into_iter()
        .filter_map(|kind| support(kind).feature)
    {
        features.entry(name).or_default().extend(crates);
    }
    features
}
