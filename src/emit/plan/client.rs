//! The client and its builder: settings from variables, slots from auth blocks.

use heck::ToShoutySnakeCase;

use crate::emit::document::{code, escape, wrap};
use crate::emit::ident;
use crate::emit::layout::{Link, array, assignment, call, chain, import, literal, signature};
use crate::emit::view::{ClientView, ScopeView, SettingView, SlotView};
use crate::ir::{Api, Grant, OAuth2, Placement, Scheme, Setting, Slot};

use super::names::Scope;
use super::{auth, main_base};

/// Functions that every builder has.
const BUILDER_FUNCTIONS: [&str; 21] = [
    "part",
    "oauth2",
    "token_store",
    "authorizer",
    "setting",
    "send_all_to",
    "http_client",
    "retry",
    "rate_limit",
    "hooks",
    "timeout",
    "default_header",
    "user_agent",
    "max_redirects",
    "build",
    "clone",
    "clone_from",
    "fmt",
    "new",
    "default",
    "without_retries",
];

/// Plans client and builder.
pub(super) fn view(api: &Api, root: &str) -> ClientView {
    let mut scope = Scope::with(&BUILDER_FUNCTIONS);
    let settings: Vec<SettingView> = api
        .settings
        .iter()
        .map(|setting| setting_view(setting, api, &mut scope))
        .collect();
    let mut functions = Scope::with(&["fill", "configuration", "scopes"]);
    let mut slots: Vec<SlotView> = api
        .slots
        .iter()
        .map(|slot| slot_view(slot, &mut scope, &mut functions))
        .collect();
    // One login serves one block; further ones take an `OAuth2` of their own as authorizer.
    if let Some(slot) = slots.iter_mut().find(|slot| slot.is_oauth2) {
        slot.is_login = true;
    }
    ClientView {
        auth_import: auth_import(api, root),
        core: core(&main_base(api), &slots, &settings),
        settings,
        slots,
    }
}

/// What the client needs of `auth`.
fn auth_import(api: &Api, root: &str) -> String {
    let has = |is: fn(&Scheme) -> bool| api.slots.iter().any(|slot| is(&slot.scheme));
    let mut names = vec!["Authorize"];
    if has(|scheme| matches!(scheme, Scheme::OAuth2(_))) {
        names.extend(["OAuth2", "TokenStore"]);
    }
    if has(|scheme| matches!(scheme, Scheme::Credentials(_))) {
        names.push("Secret");
    }
    names.sort_unstable();
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    import(&format!("{root}::auth"), &names)
}

/// The core with its slots and the values that the collection gives.
fn core(base: &str, slots: &[SlotView], settings: &[SettingView]) -> String {
    let mut links = vec![Link::new("user_agent", &["USER_AGENT"])];
    if !base.is_empty() {
        links.push(Link::new("base", &[&literal(base)]));
    }
    let slots = slots.iter();
    links.extend(slots.map(|slot| Link::new("slot", &[&slot.literal, "None"])));
    let settings = settings
        .iter()
        .filter(|setting| !setting.default.is_empty());
    links.extend(settings.map(|setting| Link::new("setting", &[&setting.wire, &setting.default])));
    chain(8, "Core::builder()", &links, "let core = ;".len())
}

fn setting_view(setting: &Setting, api: &Api, scope: &mut Scope<'_>) -> SettingView {
    let name = ident::snake(&setting.name).unwrap_or_else(|| "variable".to_owned());
    let name = scope.claim([
        name.clone(),
        format!("{}_setting", name.trim_end_matches('_')),
    ]);
    let mut text = if setting.description.is_empty() {
        format!("Sets {}.", code(&format!("{{{{{}}}}}", setting.name)))
    } else {
        format!(
            "{}: {}",
            code(&format!("{{{{{}}}}}", setting.name)),
            escape(&setting.description.replace('\n', " "))
        )
    };
    match &setting.value {
        Some(value) => text.push_str(&format!(" {} unless set.", code(value))),
        None if setting.secret => text.push_str(" A secret, never printed."),
        None => text.push_str(" The collection gives no value."),
    }
    let (is_client_id, is_client_secret) = is_credential(setting, api);
    let is_given = is_client_id || is_client_secret;
    let is_base = setting.is_base && !setting.value.as_deref().unwrap_or_default().ends_with('/');
    let wire = literal(&setting.name);
    let value = if is_base {
        "value.into().trim_end_matches('/')"
    } else {
        "value"
    };
    SettingView {
        docs: wrap(&text),
        signature: signature(
            4,
            &format!("pub fn {name}"),
            &["self".to_owned(), "value: impl Into<String>".to_owned()],
            " -> Self {",
        ),
        set: call(8, "self.setting", &[wire.clone(), value.to_owned()], 0),
        wire,
        wire_code: code(&setting.name),
        default_code: match &setting.value {
            Some(value) => code(value).replace('|', "\\|"),
            None if is_given => "that of the login".to_owned(),
            None => "it must be set".to_owned(),
        },
        default: setting.value.as_deref().map(literal).unwrap_or_default(),
        is_base,
        is_client_id,
        is_client_secret,
        name,
    }
}

/// Whether the variable also is the client id, or the secret, of the first OAuth 2.0 block.
fn is_credential(setting: &Setting, api: &Api) -> (bool, bool) {
    let oauth2 = api.slots.iter().find_map(|slot| match &slot.scheme {
        Scheme::OAuth2(oauth2) => Some(oauth2),
        Scheme::Credentials(_) | Scheme::Custom { .. } => None,
    });
    let is = |variable: Option<&String>| variable.is_some_and(|name| *name == setting.name);
    (
        is(oauth2.and_then(|oauth2| oauth2.client_id_variable.as_ref())),
        is(oauth2.and_then(|oauth2| oauth2.client_secret_variable.as_ref())),
    )
}

fn slot_view(slot: &Slot, scope: &mut Scope<'_>, functions: &mut Scope<'_>) -> SlotView {
    let mut view = SlotView {
        name: slot.name.clone(),
        literal: literal(&slot.name),
        ..SlotView::default()
    };
    match &slot.scheme {
        Scheme::Custom { kind } => {
            view.kind = code(kind);
            view.given_by = code(&format!("authorizer({}, …)", view.literal));
        }
        Scheme::Credentials(credentials) => {
            view.kind = auth::support(credentials.kind).title.to_owned();
            view.credentials = auth::credentials(&slot.name, credentials, scope, functions);
            let setters = view.credentials.setters.iter();
            let setters: Vec<String> = setters.map(|setter| code(&setter.name)).collect();
            view.given_by = setters.join(", ");
        }
        Scheme::OAuth2(oauth2) => {
            view.kind = "OAuth 2.0".to_owned();
            view.is_oauth2 = true;
            view.given_by = code("oauth2");
            view.configuration = configuration(oauth2);
            view.scopes = scopes(oauth2);
            view.scope_list = scope_list(&view.scopes);
            view.redirect_uri = oauth2.redirect_uri.clone();
            view.has_login = matches!(oauth2.grant, Grant::AuthorizationCode | Grant::Implicit);
        }
    }
    view
}

/// Statements that make `config`.
fn configuration(oauth2: &OAuth2) -> Vec<String> {
    let token_url = literal(&oauth2.token_url);
    let new = match oauth2.grant {
        // Postman's implicit grant has no token endpoint; a token can only be set.
        Grant::AuthorizationCode | Grant::Implicit => (
            "authorization_code",
            vec![literal(&oauth2.authorize_url), token_url],
        ),
        Grant::ClientCredentials => ("client_credentials", vec![token_url]),
        Grant::Password => ("password", vec![token_url, literal(""), literal("")]),
    };
    let (constructor, arguments) = new;
    let function = format!("OAuth2Config::{constructor}");
    let new = assignment(4, "let mut config = ", &function, &arguments, 1);
    let mut statements = vec![format!("{new};")];
    if !oauth2.scopes.is_empty() {
        statements.push("config.scopes = SCOPES.map(str::to_owned).to_vec();".to_owned());
    }
    let mut given = |field: &str, value: &str| {
        if !value.is_empty() {
            let some = call(
                4,
                &format!("config.{field} = Some"),
                &[format!("{}.to_owned()", literal(value))],
                1,
            );
            statements.push(format!("{some};"));
        }
    };
    given("redirect_uri", &oauth2.redirect_uri);
    given("refresh_url", &oauth2.refresh_url);
    given("revoke_url", &oauth2.revoke_url);
    if oauth2.credentials_in_body {
        statements.push(
            "config.client_authentication = super::auth::ClientAuthentication::Body;".to_owned(),
        );
    }
    match &oauth2.placement {
        Placement::Header { prefix } if prefix == "Bearer" => {}
        Placement::Header { prefix } => statements.extend([
            format!("let prefix = {}.to_owned();", literal(prefix)),
            "config.placement = super::auth::Placement::Header(prefix);".to_owned(),
        ]),
        Placement::Query { name } => statements.extend([
            format!("let name = {}.to_owned();", literal(name)),
            "config.placement = super::auth::Placement::Query(name);".to_owned(),
        ]),
    }
    if statements.len() == 1 {
        return vec![call(4, &function, &arguments, 0)];
    }
    statements.push("config".to_owned());
    statements
}

fn scope_list(scopes: &[ScopeView]) -> String {
    let head = format!("const SCOPES: [&str; {}] = ", scopes.len());
    let names = scopes.iter().map(|scope| format!("scopes::{}", scope.name));
    array(0, &names.collect::<Vec<_>>(), head.len())
}

fn scopes(oauth2: &OAuth2) -> Vec<ScopeView> {
    let mut names = Scope::default();
    oauth2
        .scopes
        .iter()
        .map(|scope| {
            let words = ident::words(scope).join(" ");
            let name = words.to_shouty_snake_case();
            let name = match name.chars().next() {
                None => "SCOPE".to_owned(),
                Some(first) if first.is_ascii_digit() => format!("N{name}"),
                Some(_) => name,
            };
            ScopeView {
                name: names.claim([name]),
                text: scope.replace('`', " "),
                literal: literal(scope),
            }
        })
        .collect()
}
