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

/// Those that only come with a feature.
const OPTIONAL: [(&str, &str); 6] = [
    (
        "aws-lc-rs",
        "{ version = \"1\", default-features = false, features = [\"aws-lc-sys\"], optional = true }",
    ),
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

/// The features that the schemes of the collection need.
pub(super) fn features(api: &Api) -> Vec<FeatureView> {
    let about = |name: &str| match name {
        "ntlm" => "Logins by NTLM.",
        _ => "Signatures by private keys: RSA and elliptic curves.",
    };
    let by_feature = by_feature(api).into_iter();
    by_feature
        .map(|(name, crates)| FeatureView {
            docs: about(name).to_owned(),
            enables: crates
                .iter()
                .map(|name| format!("\"dep:{name}\""))
                .collect::<Vec<_>>()
                .join(", "),
            name: name.to_owned(),
        })
        .collect()
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
