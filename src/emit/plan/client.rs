//! The client and its builder: settings from variables, slots from auth blocks.

use crate::emit::document::{code, escape, wrap};
use crate::emit::ident;
use crate::emit::layout::{Link, call, chain, import, literal, signature};
use crate::emit::view::{ClientView, LoginView, SettingView, SlotView};
use crate::ir::{Api, Scheme, Setting, Slot};

use super::names::Scope;
use super::{auth, by_login, login, main_base, schemes, script_notes};

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
pub(super) fn view(api: &Api, root: &str, environment: &str) -> ClientView {
    let mut scope = Scope::with(&BUILDER_FUNCTIONS);
    let settings: Vec<SettingView> = api
        .settings
        .iter()
        .map(|setting| setting_view(setting, api, &mut scope))
        .collect();
    let mut functions = Scope::with(&["fill", "scopes"]);
    let mut slots: Vec<SlotView> = api
        .slots
        .iter()
        .map(|slot| slot_view(slot, &mut scope, &mut functions))
        .collect();
    by_login::add(api, &mut slots, &mut scope);
    let logins = login::views(api, environment, &mut scope, &mut functions);
    ClientView {
        made: made(&logins),
        scopes: login::scopes(api),
        has_login_variables: login::has_variables(api),
        tokens: auth::tokens(api),
        logins,
        imports: imports(api, root),
        core: core(&main_base(api), &slots, &settings),
        settings,
        slots,
    }
}

/// `Client { core }`, with a member for each login.
fn made(logins: &[LoginView]) -> String {
    let members = std::iter::once("core").chain(logins.iter().map(|login| login.name.as_str()));
    let members: Vec<&str> = members.collect();
    let line = members.join(", ");
    // As wide as rustfmt lets a literal be.
    if line.len() <= 18 {
        return format!("Client {{ {line} }}");
    }
    let lines: String = members
        .iter()
        .map(|member| format!("            {member},\n"))
        .collect();
    format!("Client {{\n{lines}        }}")
}

/// What the client needs of the rest of the crate.
fn imports(api: &Api, root: &str) -> Vec<String> {
    let has = |is: fn(&Scheme) -> bool| api.slots.iter().any(|slot| is(&slot.scheme));
    let mut auth = vec!["Authorize"];
    if has(|scheme| matches!(scheme, Scheme::OAuth2(_))) {
        auth.extend(["OAuth2", "Observer", "TokenStore"]);
    }
    if has(|scheme| matches!(scheme, Scheme::Credentials(_))) {
        auth.push("Secret");
    }
    let mut core = vec![
        "Core",
        "CoreBuilder",
        "Error",
        "Hooks",
        "RateLimit",
        "RetryPolicy",
        "Url",
    ];
    let schemes = by_login::schemes(api);
    if !schemes.is_empty() {
        core.push("Raw");
    }
    let line = |module: &str, names: &mut Vec<&str>| {
        names.sort_unstable();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        import(&format!("{root}::{module}"), &names)
    };
    let has_many = auth.len() > 1;
    let mut lines = vec![
        line("auth::schemes", &mut schemes.into_iter().collect()),
        line("auth", &mut auth),
    ];
    // As rustfmt orders them: a list in braces stands behind the modules.
    if !has_many {
        lines.reverse();
    }
    lines.push(line("core", &mut core));
    lines.retain(|line| !line.is_empty());
    lines
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
    if let Some(scripts) = script_notes::of_setting(setting) {
        text.push(' ');
        text.push_str(&scripts);
    }
    let is_given = login::gives(api, &setting.name);
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
        is_given,
        name,
    }
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
            view.kind = schemes::support(credentials.kind).title.to_owned();
            view.credentials = auth::credentials(&slot.name, credentials, scope, functions);
            let setters = view.credentials.setters.iter();
            let setters: Vec<String> = setters.map(|setter| code(&setter.name)).collect();
            view.given_by = setters.join(", ");
        }
        Scheme::OAuth2(_) => {
            view.kind = "OAuth 2.0".to_owned();
            view.is_oauth2 = true;
            view.given_by = code(&slot.name);
        }
    }
    view
}
