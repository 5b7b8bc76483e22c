//! The schemes that a collection uses: their modules, and how the parts of credentials become one.

use std::collections::BTreeSet;

use crate::emit::document::{code, wrap};
use crate::emit::ident;
use crate::emit::layout::{Link, call, chain, import, literal, signature};
use crate::emit::view::{AuthView, CredentialSetterView, CredentialsView, TokenView};
use crate::ir::{
    Api, CredentialKind, CredentialPart, Credentials, OptionValue, Placement, Role, Scheme,
    SchemeOption,
};

use super::by_login;
use super::login;
use super::manifest;
use super::names::Scope;
use super::schemes::{Support, has_oauth2, kinds, modules as modules_of, support};

/// The places for a token that was got elsewhere, of blocks that have no other way to one.
pub(super) fn tokens(api: &Api) -> Vec<TokenView> {
    let slots = api.slots.iter().filter_map(|slot| match &slot.scheme {
        Scheme::Credentials(credentials) if credentials.kind == CredentialKind::AccessToken => {
            Some((slot, credentials.parts.first()?))
        }
        Scheme::Credentials(_) | Scheme::OAuth2(_) | Scheme::Custom { .. } => None,
    });
    slots
        .map(|(slot, part)| TokenView {
            part: key(&slot.name, part.name),
            setting: token_setting(&slot.name, part),
        })
        .collect()
}

/// The setting that a saved token comes from, as a literal: its variable, or the part itself.
pub(super) fn token_setting(slot: &str, part: &CredentialPart) -> String {
    let saved = part.saved.as_deref().unwrap_or_default();
    let name = saved
        .split_once("{{")
        .and_then(|(_, rest)| rest.split_once("}}"));
    match name {
        Some((name, _)) => literal(name),
        None => key(slot, part.name),
    }
}

/// Modules of OAuth 2.0 and what they offer.
const OAUTH2: [(&str, &[&str]); 15] = [
    ("config", &["Grant", "OAuth2Config", "Parameter", "SendAs"]),
    ("device", &["DeviceCode"]),
    ("discovery", &[]),
    ("file_store", &["FileTokenStore"]),
    ("keyring_store", &["KeyringTokenStore"]),
    ("login", &["AuthorizationRequest"]),
    ("loopback", &[]),
    ("oauth2", &["OAuth2"]),
    ("observer", &["Observer"]),
    ("refresh", &[]),
    ("session", &[]),
    ("state", &["LoginState"]),
    (
        "store",
        &[
            "MemoryTokenStore",
            "StoreLock",
            "StoredTokens",
            "TokenStore",
        ],
    ),
    ("token", &["Tokens"]),
    ("token_endpoint", &[]),
];

/// Modules that every crate has.
const ALWAYS: [(&str, &[&str]); 4] = [
    (
        "authorize",
        &[
            "Authorize",
            "BoxFuture",
            "Carried",
            "Carry",
            "NewClient",
            "Ticket",
        ],
    ),
    ("error", &["AuthError", "Refusal", "StoreError"]),
    ("placement", &["ClientAuthentication", "Placement"]),
    ("secret", &["Secret"]),
];

const ENVIRONMENT: (&str, &[&str]) = (
    "environment",
    &["Clock", "Random", "SystemClock", "SystemRandom"],
);

/// The modules that the collection needs.
pub(super) fn view(api: &Api, root: &str) -> AuthView {
    let kinds = kinds(api);
    let signs = kinds.iter().any(|kind| support(*kind).signs);
    let mut modules: Vec<(&str, &[&str])> = ALWAYS.to_vec();
    if has_oauth2(api) {
        modules.extend(OAUTH2);
    }
    if has_oauth2(api) || signs {
        modules.push(ENVIRONMENT);
    }
    modules.sort();
    let mut offered: BTreeSet<(&str, Vec<&str>)> =
        kinds.iter().flat_map(|kind| modules_of(*kind)).collect();
    if !by_login::schemes(api).is_empty() {
        offered.insert(("by_login", vec!["ByLogin"]));
    }
    let mut schemes: Vec<&str> = offered.iter().map(|(module, _)| *module).collect();
    if schemes.iter().any(|module| *module != "basic") {
        schemes.push("message");
    }
    if signs {
        schemes.push("signing");
    }
    schemes.sort_unstable();
    let export = |module: &str, names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let export = format!("pub {}", import(&format!("self::{module}"), &names));
        match manifest::feature_of(module) {
            Some(feature) => format!("#[cfg(feature = \"{feature}\")]\n{export}"),
            None => export,
        }
    };
    let mut scheme_exports: Vec<String> = offered
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(module, names)| export(module, names))
        .collect();
    scheme_exports.sort();
    AuthView {
        exports: modules
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(module, names)| export(module, names))
            .collect(),
        modules: modules
            .iter()
            .map(|(module, _)| (*module).to_owned())
            .collect(),
        schemes: schemes.into_iter().map(str::to_owned).collect(),
        scheme_exports,
        imports: imports(api, root),
    }
}

/// What the functions that make credentials name.
fn imports(api: &Api, root: &str) -> Vec<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut has_placement = false;
    for slot in &api.slots {
        let credentials = match &slot.scheme {
            Scheme::Credentials(credentials) => credentials,
            Scheme::OAuth2(oauth2) => {
                if oauth2.access_token.is_some() {
                    names.insert("Bearer".to_owned());
                    has_placement |= !is_bearer(&oauth2.placement);
                }
                continue;
            }
            Scheme::Custom { .. } => continue,
        };
        let support = support(credentials.kind);
        names.insert(support.name.to_owned());
        for option in &credentials.options {
            match &option.value {
                OptionValue::Algorithm(_) => drop(names.insert(support.algorithm.to_owned())),
                OptionValue::Placement(placement) => has_placement |= !is_bearer(placement),
                _ => {}
            }
        }
    }
    let mut general: Vec<String> = Vec::new();
    if has_oauth2(api) {
        general.extend(["AuthError", "OAuth2", "OAuth2Config"].map(str::to_owned));
        general.extend(login::imports(api).into_iter().map(str::to_owned));
        has_placement |= login::has_placement(api);
    }
    if has_placement {
        general.push("Placement".to_owned());
    }
    general.sort();
    let names: Vec<String> = names.into_iter().collect();
    let mut imports = vec![
        import(&format!("{root}::auth::schemes"), &names),
        import(&format!("{root}::auth"), &general),
    ];
    // As rustfmt orders them: a list in braces stands behind the modules.
    if general.len() == 1 {
        imports.reverse();
    }
    imports.retain(|import| !import.is_empty());
    let has_fill = has_credentials(api);
    let mut core = Vec::new();
    if has_fill {
        core.push("CoreBuilder".to_owned());
    }
    if has_fill || has_oauth2(api) {
        core.push("Given".to_owned());
    }
    imports.push(import(&format!("{root}::core"), &core));
    imports
}

/// Whether there are slots whose credentials are made of settings.
pub(super) fn has_credentials(api: &Api) -> bool {
    let mut schemes = api.slots.iter().map(|slot| &slot.scheme);
    schemes.any(|scheme| matches!(scheme, Scheme::Credentials(_)))
}

/// Where tokens are sent unless somebody says otherwise.
fn is_bearer(placement: &Placement) -> bool {
    matches!(placement, Placement::Header { prefix } if prefix == "Bearer")
}

/// How the credentials of a slot are made of settings and parts, and the setters for the parts.
pub(super) fn credentials(
    slot: &str,
    credentials: &Credentials,
    scope: &mut Scope<'_>,
    functions: &mut Scope<'_>,
) -> CredentialsView {
    let support = support(credentials.kind);
    let name = ident::snake(slot).unwrap_or_else(|| support.module.to_owned());
    let function = functions.claim([name.clone()]);
    let arguments = [literal(slot), function.clone()];
    CredentialsView {
        fill: format!("{};", call(4, "core = core.fill", &arguments, 1)),
        signature: signature(
            0,
            &format!("fn {function}"),
            &["given: &Given<'_>".to_owned()],
            &format!(" -> Option<{}> {{", support.name),
        ),
        function,
        body: body(slot, credentials, &support),
        setters: setters(slot, &name, credentials, scope),
    }
}

/// The key of a part among settings: `basic.password`.
pub(super) fn key(slot: &str, part: &str) -> String {
    literal(&format!("{slot}.{part}"))
}

fn body(slot: &str, credentials: &Credentials, support: &Support) -> Vec<String> {
    let mut lines = Vec::new();
    let mut read = |name: &str, how: &str, saved: &str, end: &str| {
        let head = format!("let {name} = given.{how}");
        let arguments = [key(slot, name), literal(saved)];
        lines.push(format!(
            "{}{end};",
            call(4, &head, &arguments, 1 + end.len())
        ));
    };
    let is_argument = |part: &&CredentialPart| !matches!(part.role, Role::Optional(_));
    let mut arguments = Vec::new();
    for part in credentials.parts.iter().filter(is_argument) {
        match part.saved.as_deref() {
            Some("") => read(part.name, "text", "", "?"),
            saved => read(part.name, "part", saved.unwrap_or_default(), "?"),
        }
        arguments.push(match part.role {
            Role::Decided => format!("{}.expose()", part.name),
            _ => part.name.to_owned(),
        });
    }
    let mut links = Vec::new();
    for group in groups(&credentials.parts) {
        for part in &group {
            let saved = part.saved.as_deref().unwrap_or_default();
            read(part.name, "optional", saved, "");
        }
        let names: Vec<&str> = group.iter().map(|part| part.name).collect();
        links.push((group_name(&group), names.join(", ")));
    }
    let options = credentials.options.iter();
    let options: Vec<&SchemeOption> = options
        .filter(
            |option| !matches!(&option.value, OptionValue::Placement(given) if is_bearer(given)),
        )
        .collect();
    for option in options {
        if let OptionValue::Text(text) = &option.value {
            read(option.name, "text", text, "?");
        }
        if let OptionValue::Placement(
            Placement::Header { prefix: text } | Placement::Query { name: text },
        ) = &option.value
        {
            read(option.name, "text", text, "?");
        }
        links.push((option.name, argument(option, support)));
    }
    let new = format!("{}::{}", support.name, support.constructor);
    if links.is_empty() {
        lines.push(call(4, "Some", &[call(4, &new, &arguments, 1)], 0));
        return lines;
    }
    lines.push(format!(
        "{};",
        call(4, &format!("let scheme = {new}"), &arguments, 1)
    ));
    let last = links.len() - 1;
    for (index, (method, argument)) in links.into_iter().enumerate() {
        let set = call(4, &format!("scheme.{method}"), &[argument], 1);
        lines.push(match index == last {
            true => format!("Some({set})"),
            false => format!("let scheme = {set};"),
        });
    }
    lines
}

/// The value of an option in Rust.
fn argument(option: &SchemeOption, support: &Support) -> String {
    match &option.value {
        OptionValue::Text(_) => match option.name {
            // What may hold claims about a person is kept like a secret.
            "payload" | "header" | "claims" => option.name.to_owned(),
            name => format!("{name}.expose()"),
        },
        OptionValue::On => "true".to_owned(),
        OptionValue::Number(number) => number.to_string(),
        OptionValue::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| literal(word)).collect();
            format!("[{}]", words.join(", "))
        }
        OptionValue::Algorithm(name) => format!("{}::{name}", support.algorithm),
        OptionValue::Placement(placement) => {
            let variant = match placement {
                Placement::Header { .. } => "Header",
                Placement::Query { .. } => "Query",
            };
            format!("Placement::{variant}({}.expose().to_owned())", option.name)
        }
    }
}

/// The optional parts that are given together.
fn groups(parts: &[CredentialPart]) -> Vec<Vec<&CredentialPart>> {
    let mut groups: Vec<Vec<&CredentialPart>> = Vec::new();
    for part in parts {
        if !matches!(part.role, Role::Optional(_)) {
            continue;
        }
        match groups.iter_mut().find(|group| group[0].role == part.role) {
            Some(group) => group.push(part),
            None => groups.push(vec![part]),
        }
    }
    groups
}

fn group_name(group: &[&CredentialPart]) -> &'static str {
    match group.first().map(|part| part.role) {
        Some(Role::Optional(name)) => name,
        _ => "",
    }
}

fn setters(
    slot: &str,
    name: &str,
    credentials: &Credentials,
    scope: &mut Scope<'_>,
) -> Vec<CredentialSetterView> {
    let needed: Vec<&CredentialPart> = credentials
        .parts
        .iter()
        .filter(|part| part.role == Role::Needed)
        .collect();
    let mut setters = vec![(name.to_owned(), needed)];
    for group in groups(&credentials.parts) {
        setters.push((format!("{name}_{}", group_name(&group)), group));
    }
    let title = support(credentials.kind).title;
    setters
        .into_iter()
        .map(|(name, parts)| {
            let name = scope.claim([
                name.clone(),
                format!("{}_credentials", name.trim_end_matches('_')),
            ]);
            setter(slot, title, name, &parts)
        })
        .collect()
}

fn setter(
    slot: &str,
    title: &str,
    name: String,
    parts: &[&CredentialPart],
) -> CredentialSetterView {
    let names: Vec<String> = parts
        .iter()
        .map(|part| part.name.replace('_', " "))
        .collect();
    let mut text = format!("{title}: {} of the slot {}.", names.join(", "), code(slot));
    let saved: Vec<String> = parts
        .iter()
        .filter_map(|part| part.saved.as_deref())
        .filter(|saved| !saved.is_empty())
        .map(code)
        .collect();
    if !saved.is_empty() {
        text.push_str(&format!(" {} unless set.", saved.join(", ")));
    }
    let arguments: Vec<String> = std::iter::once("self".to_owned())
        .chain(
            parts
                .iter()
                .map(|part| format!("{}: impl Into<Secret>", part.name)),
        )
        .collect();
    let links: Vec<Link> = parts
        .iter()
        .map(|part| Link::new("part", &[&key(slot, part.name), part.name]))
        .collect();
    CredentialSetterView {
        docs: wrap(&text),
        signature: signature(4, &format!("pub fn {name}"), &arguments, " -> Self {"),
        name,
        body: chain(8, "self", &links, 0),
    }
}
