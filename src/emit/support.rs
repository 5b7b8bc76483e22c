//! Source files that are the same for every API, copied byte for byte.
//!
//! They are ordinary Rust under `templates/support`, compiled and tested as a crate of its own.

use super::view::CrateView;
use crate::files::FileSet;

macro_rules! support {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../templates/support/", $path)))),*]
    };
}

/// Sending requests.
const CORE: &[(&str, &str)] = support![
    "core/address.rs",
    "core/blocking.rs",
    "core/body.rs",
    "core/builder.rs",
    "core/call.rs",
    "core/call/body.rs",
    "core/call/saved.rs",
    "core/call/set.rs",
    "core/call/start.rs",
    "core/client.rs",
    "core/credentials.rs",
    "core/dynamic.rs",
    "core/error.rs",
    "core/exchange.rs",
    "core/exchange/receive.rs",
    "core/exchange/redirect.rs",
    "core/hooks.rs",
    "core/json_path.rs",
    "core/mod.rs",
    "core/maybe.rs",
    "core/members.rs",
    "core/multipart.rs",
    "core/page.rs",
    "core/rate_limit.rs",
    "core/refusal.rs",
    "core/request.rs",
    "core/request_line.rs",
    "core/response.rs",
    "core/retry.rs",
    "core/retry_after.rs",
    "core/settings.rs",
    "core/streaming.rs",
    "core/text.rs",
    "core/trace.rs",
    "core/upload.rs",
    "core/value.rs",
    "core/word.rs",
];

/// Credentials: a crate gets the modules that its collection needs.
const AUTH: &[(&str, &str)] = support![
    "auth/authorize.rs",
    "auth/config.rs",
    "auth/device.rs",
    "auth/discovery.rs",
    "auth/environment.rs",
    "auth/error.rs",
    "auth/file_store.rs",
    "auth/keyring_store.rs",
    "auth/login.rs",
    "auth/loopback.rs",
    "auth/oauth2.rs",
    "auth/observer.rs",
    "auth/placement.rs",
    "auth/refresh.rs",
    "auth/schemes/api_key.rs",
    "auth/schemes/asap.rs",
    "auth/schemes/aws_v4.rs",
    "auth/schemes/basic.rs",
    "auth/schemes/bearer.rs",
    "auth/schemes/by_login.rs",
    "auth/schemes/digest.rs",
    "auth/schemes/edge_grid.rs",
    "auth/schemes/hawk.rs",
    "auth/schemes/json_token.rs",
    "auth/schemes/jwt.rs",
    "auth/schemes/key_jwt.rs",
    "auth/schemes/message.rs",
    "auth/schemes/ntlm.rs",
    "auth/schemes/ntlm_connection.rs",
    "auth/schemes/ntlm_message.rs",
    "auth/schemes/oauth1.rs",
    "auth/schemes/oauth1_key.rs",
    "auth/schemes/pem.rs",
    "auth/schemes/private_key.rs",
    "auth/schemes/signing.rs",
    "auth/secret.rs",
    "auth/session.rs",
    "auth/state.rs",
    "auth/store.rs",
    "auth/token.rs",
    "auth/token_endpoint.rs",
];

/// The saved requests, run through the client, and the check of saved examples.
const EXAMPLES: &[(&str, &str)] = support![
    "examples/replay/runner/mod.rs",
    "examples/replay/runner/names.rs",
    "examples/replay/runner/options.rs",
    "examples/replay/runner/progress.rs",
    "examples/replay/runner/report.rs",
    "examples/replay/runner/saved.rs",
    "examples/replay/runner/session.rs",
    "examples/replay/runner/shape.rs",
    "examples/replay/runner/spelling.rs",
    "examples/replay/runner/values.rs",
    "tests/examples/check.rs",
];

/// The replay's OAuth 2.0 login.
const REPLAY_LOGIN: &[(&str, &str)] = support!["examples/replay/login.rs"];

/// Logging in with a browser.
const LOGIN: &[(&str, &str)] = support!["examples/login/flow.rs", "examples/login/token_file.rs",];

/// Lists that get from page to page by anything but links in bodies.
const PAGING: &[(&str, &str)] = support!["paging.rs"];

/// The same by members of JSON bodies.
const PAGING_BODY: &[(&str, &str)] = support!["paging_body.rs"];

/// The shapes of answers, written by a client that runs.
const RECORD: &[(&str, &str)] = support!["record.rs"];

/// Texts that are dates, times or decimals.
const TYPED: &[(&str, &str)] = support!["typed.rs"];

/// Whole numbers beyond 64 bits.
const EXACT: &[(&str, &str)] = support!["exact.rs"];

/// Objects of several kinds that a member tells apart.
const TAGGED: &[(&str, &str)] = support!["tagged.rs"];

/// GraphQL documents and their variables.
const GRAPHQL: &[(&str, &str)] = support!["graphql.rs"];

/// Copies what the crate needs.
pub(super) fn copy(view: &CrateView, files: &mut FileSet) {
    let mut copy = |sources: &[(&str, &str)]| {
        for (path, text) in sources {
            files.insert(*path, *text);
        }
    };
    copy(CORE);
    let auth = &view.auth;
    let modules = auth.modules.iter().map(|name| format!("auth/{name}.rs"));
    let schemes = auth
        .schemes
        .iter()
        .map(|name| format!("auth/schemes/{name}.rs"));
    for wanted in modules.chain(schemes) {
        for source in AUTH.iter().filter(|(path, _)| *path == wanted) {
            copy(&[*source]);
        }
    }
    if view.package.has_exact {
        copy(EXACT);
    }
    if view.package.has_tagged && !view.package.has_exact {
        copy(TAGGED);
    }
    if view.package.has_graphql {
        copy(GRAPHQL);
    }
    if view.package.has_turns {
        copy(PAGING);
    }
    if view.package.has_body_turns {
        copy(PAGING_BODY);
    }
    if !view.package.is_module {
        copy(RECORD);
        if !view.package.typed_features.is_empty() {
            copy(TYPED);
        }
        copy(EXAMPLES);
        if view.package.has_oauth2 {
            copy(REPLAY_LOGIN);
        }
        if view.package.has_login {
            copy(LOGIN);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    fn walk(folder: &Path, found: &mut BTreeSet<String>, root: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found, root);
            } else {
                let relative = path.strip_prefix(root).unwrap();
                found.insert(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn every_support_file_is_in_a_table() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/support");
        let mut found = BTreeSet::new();
        walk(&root, &mut found, &root);
        // The root of the package that tests these files; no crate gets it.
        found.remove("lib.rs");
        let listed: BTreeSet<String> = [
            CORE,
            AUTH,
            PAGING,
            PAGING_BODY,
            RECORD,
            TYPED,
            TAGGED,
            GRAPHQL,
            EXACT,
            EXAMPLES,
            REPLAY_LOGIN,
            LOGIN,
        ]
        .concat()
        .into_iter()
        .map(|(path, _)| path.to_owned())
        .collect();
        assert_eq!(listed, found);
    }
}
