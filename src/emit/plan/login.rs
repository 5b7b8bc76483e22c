//! OAuth 2.0 blocks as constructors of `OAuth2`: what the collection decides, and what the user gives.
//!
//! The first block has the short names; the others carry that of their slot.

use heck::ToShoutySnakeCase;

use crate::emit::document::wrap;
use crate::emit::ident;
use crate::emit::layout::{array, assignment, call, literal, signature};
use crate::emit::view::{CredentialsView, GivenSettingView, LoginView, ScopeView};
use crate::ir::{
    Api, CredentialKind, CredentialPart, Credentials, ExtraParameter, Grant, OAuth2, OptionValue,
    Placement, Scheme, SchemeOption, SendAs, Slot,
};

use super::auth;
use super::names::Scope;
use super::schemes;

/// The OAuth 2.0 blocks that have a way to a token.
fn logins(api: &Api) -> impl Iterator<Item = (&Slot, &OAuth2)> {
    api.slots.iter().filter_map(|slot| match &slot.scheme {
        Scheme::OAuth2(oauth2) => Some((slot, oauth2.as_ref())),
        Scheme::Credentials(_) | Scheme::Custom { .. } => None,
    })
}

/// Names of `auth` that the configurations need beside those that all do.
pub(super) fn imports(api: &Api) -> Vec<&'static str> {
    let all: Vec<&OAuth2> = logins(api).map(|(_, oauth2)| oauth2).collect();
    let any = |is: fn(&OAuth2) -> bool| all.iter().any(|oauth2| is(oauth2));
    let mut names = Vec::new();
    if any(|oauth2| oauth2.credentials_in_body || oauth2.client_secret.is_none()) {
        names.push("ClientAuthentication");
    }
    if any(|oauth2| matches!(oauth2.grant, Grant::Password { .. })) {
        names.push("Grant");
    }
    if any(|oauth2| parameters(oauth2).next().is_some()) {
        names.extend(["Parameter", "SendAs"]);
    }
    if any(|oauth2| oauth2.parts().any(is_secret)) {
        names.push("Secret");
    }
    names
}

/// Whether one of the tokens goes elsewhere than behind `Bearer`.
pub(super) fn has_placement(api: &Api) -> bool {
    logins(api).any(|(_, oauth2)| !is_default(&oauth2.placement))
}

fn is_default(placement: &Placement) -> bool {
    matches!(placement, Placement::Header { prefix } if prefix == "Bearer")
}

/// Whether addresses or parameters of a login hold variables.
pub(super) fn has_variables(api: &Api) -> bool {
    logins(api).any(|(_, oauth2)| has_variables_in(oauth2))
}

fn has_variables_in(oauth2: &OAuth2) -> bool {
    oauth2.texts().any(|text| text.contains("{{"))
}

/// Whether a login has the value of that variable as its client id or secret.
pub(super) fn gives(api: &Api, variable: &str) -> bool {
    logins(api).any(|(_, oauth2)| given(oauth2).any(|(name, _)| name == variable))
}

/// The variables that client id and secret consist of.
fn given(oauth2: &OAuth2) -> impl Iterator<Item = (&str, bool)> {
    let id = std::iter::once((&oauth2.client_id, false));
    let secret = oauth2.client_secret.iter().map(|secret| (secret, true));
    id.chain(secret).filter_map(|(part, is_secret)| {
        let name = part
            .saved
            .as_deref()?
            .strip_prefix("{{")?
            .strip_suffix("}}")?;
        (!name.contains(['{', '}'])).then_some((name, is_secret))
    })
}

/// Plans every login.
pub(super) fn views(
    api: &Api,
    environment: &str,
    scope: &mut Scope,
    functions: &mut Scope,
) -> Vec<LoginView> {
    let scopes = scopes(api);
    logins(api)
        .enumerate()
        .map(|(number, (slot, oauth2))| {
            let names = Names::of(number, slot, environment, scope, functions);
            view(slot, oauth2, names, &scopes, functions)
        })
        .collect()
}

/// What a login is called in each place.
struct Names {
    member: String,
    constructor: String,
    from_env: String,
    prefix: String,
    configuration: String,
    scopes: String,
    function: String,
}

impl Names {
    fn of(
        number: usize,
        slot: &Slot,
        environment: &str,
        scope: &mut Scope,
        functions: &mut Scope,
    ) -> Self {
        let own = slot.name.strip_prefix("oauth2_").unwrap_or_default();
        let own = match ident::words(own).join("_") {
            // Of a request without a name there is only a number.
            own if own.is_empty() || own.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("login_{own}").trim_end_matches('_').to_owned()
            }
            own => own,
        };
        let function = functions.claim([ident::snake(&slot.name).unwrap_or_default()]);
        if number == 0 {
            return Self {
                member: "oauth2".to_owned(),
                constructor: "new".to_owned(),
                from_env: "from_env".to_owned(),
                prefix: environment.to_owned(),
                configuration: functions.claim(["configuration".to_owned()]),
                scopes: "SCOPES".to_owned(),
                function,
            };
        }
        let upper = own.to_ascii_uppercase();
        Self {
            member: scope.claim([format!("oauth2_{own}")]),
            constructor: format!("new_{own}"),
            from_env: format!("{own}_from_env"),
            prefix: format!("{environment}_{upper}"),
            configuration: functions.claim([format!("{own}_configuration")]),
            scopes: format!("{upper}_SCOPES"),
            function,
        }
    }
}

fn view(
    slot: &Slot,
    oauth2: &OAuth2,
    names: Names,
    scopes: &[ScopeView],
    functions: &mut Scope,
) -> LoginView {
    let parts: Vec<&CredentialPart> = oauth2.parts().collect();
    let arguments: Vec<String> = parts
        .iter()
        .map(|part| format!("{}: impl Into<{}>", part.name, type_of(part)))
        .collect();
    let blank: Vec<&str> = parts.iter().map(|_| "\"\"").collect();
    LoginView {
        literal: literal(&slot.name),
        statements: configuration(oauth2, &names.scopes),
        signature: signature(
            4,
            &format!("pub fn {}", names.constructor),
            &arguments,
            " -> Self {",
        ),
        constructor: constructor(oauth2, &names.configuration),
        from_env_body: from_env(&names.configuration, &names.prefix),
        docs: wrap(&format!(
            "The same with {} from the environment.",
            environment(oauth2, &names.prefix)
        )),
        environment: environment(oauth2, &names.prefix),
        blank: format!("OAuth2::{}({})", names.constructor, blank.join(", ")),
        blank_client: format!(
            "OAuth2::{}({})",
            names.constructor,
            blank.join(", ").replacen("\"\"", "\"client\"", 1)
        ),
        scope_list: scope_list(oauth2, &names.scopes, scopes),
        body: from_settings(slot, &parts, &names.constructor),
        token: token(slot, oauth2, functions),
        token_setting: match &oauth2.access_token {
            Some(part) => auth::token_setting(&slot.name, part),
            None => String::new(),
        },
        given: given(oauth2)
            .map(|(name, is_secret)| GivenSettingView {
                wire: literal(name),
                is_secret,
            })
            .collect(),
        has_variables: has_variables_in(oauth2),
        has_page: oauth2.grant == Grant::AuthorizationCode,
        redirect_uri: oauth2.redirect_uri.clone(),
        prefix: literal(&names.prefix),
        name: names.member,
        configuration: names.configuration,
        from_env: names.from_env,
        from_settings: from_settings_signature(&names.function, "OAuth2"),
        function: names.function,
    }
}

/// The statement up to its semicolon.
fn from_env(configuration: &str, prefix: &str) -> String {
    let head = "let config = ";
    let arguments = [literal(prefix)];
    let function = format!("{configuration}().credentials_from_env");
    let line = format!("{function}({})?", arguments.concat());
    // rustfmt counts what stands behind the last call twice.
    if 8 + head.len() + line.len() + "?;;".len() <= 100 {
        return format!("{head}{line}");
    }
    if 12 + line.len() < 100 {
        return format!(
            "{head_of_two}\n            {line}",
            head_of_two = head.trim_end()
        );
    }
    let broken = call(12, ".credentials_from_env", &arguments, "?;".len());
    format!("{head}{configuration}()\n            {broken}?")
}

fn is_secret(part: &CredentialPart) -> bool {
    matches!(part.name, "client_secret" | "password")
}

fn type_of(part: &CredentialPart) -> &'static str {
    match is_secret(part) {
        true => "Secret",
        false => "String",
    }
}

/// Statements that make `config`.
fn configuration(oauth2: &OAuth2, scopes: &str) -> Vec<String> {
    let token_url = literal(&oauth2.token_url);
    let (constructor, arguments) = match oauth2.grant {
        Grant::AuthorizationCode => (
            "authorization_code",
            vec![literal(&oauth2.authorize_url), token_url],
        ),
        Grant::ClientCredentials => ("client_credentials", vec![token_url]),
        Grant::Password { .. } => ("password", vec![token_url, literal(""), literal("")]),
    };
    let function = format!("OAuth2Config::{constructor}");
    let new = assignment(4, "let mut config = ", &function, &arguments, 1);
    let mut statements = vec![format!("{new};")];
    if !oauth2.scopes.is_empty() {
        statements.push(format!(
            "config.scopes = {scopes}.map(str::to_owned).to_vec();"
        ));
    }
    for (field, value) in [
        ("redirect_uri", &oauth2.redirect_uri),
        ("refresh_url", &oauth2.refresh_url),
        ("revoke_url", &oauth2.revoke_url),
    ] {
        if !value.is_empty() {
            let value = format!("{}.to_owned()", literal(value));
            let some = call(4, &format!("config.{field} = Some"), &[value], 1);
            statements.push(format!("{some};"));
        }
    }
    if oauth2.client_secret.is_none() {
        statements.push("config.client_authentication = ClientAuthentication::None;".to_owned());
    } else if oauth2.credentials_in_body {
        statements.push("config.client_authentication = ClientAuthentication::Body;".to_owned());
    }
    if oauth2.plain_challenge {
        statements.push("config.plain_challenge = true;".to_owned());
    }
    if !is_default(&oauth2.placement) {
        let (variant, text) = match &oauth2.placement {
            Placement::Header { prefix } => ("Header", prefix),
            Placement::Query { name } => ("Query", name),
        };
        let text = format!("{}.to_owned()", literal(text));
        let head = format!("config.placement = Placement::{variant}");
        statements.push(format!("{};", call(4, &head, &[text], 1)));
    }
    for (list, parameter) in parameters(oauth2) {
        statements.extend(extra(list, parameter));
    }
    if statements.len() == 1 {
        return vec![call(4, &function, &arguments, 0)];
    }
    statements.push("config".to_owned());
    statements
}

/// Every extra parameter with the list that it belongs to.
fn parameters(oauth2: &OAuth2) -> impl Iterator<Item = (&'static str, &ExtraParameter)> {
    let lists = [
        ("authorize_parameters", &oauth2.authorize_parameters),
        ("token_parameters", &oauth2.token_parameters),
        ("refresh_parameters", &oauth2.refresh_parameters),
    ];
    lists
        .into_iter()
        .flat_map(|(name, list)| list.iter().map(move |parameter| (name, parameter)))
}

fn extra(list: &str, parameter: &ExtraParameter) -> [String; 2] {
    let place = match parameter.send_as {
        SendAs::Url => "SendAs::Url",
        SendAs::Body => "SendAs::Body",
        SendAs::Header => "SendAs::Header",
    };
    let arguments = [
        literal(&parameter.name),
        literal(&parameter.value),
        place.to_owned(),
    ];
    let made = assignment(4, "let parameter = ", "Parameter::new", &arguments, 1);
    [
        format!("{made};"),
        format!("config.{list}.push(parameter);"),
    ]
}

fn constructor(oauth2: &OAuth2, configuration: &str) -> Vec<String> {
    let mut statements = vec![format!("let mut config = {configuration}();")];
    statements.push("config.client_id = client_id.into();".to_owned());
    if oauth2.client_secret.is_some() {
        statements.push("config.client_secret = Some(client_secret.into());".to_owned());
    }
    if matches!(oauth2.grant, Grant::Password { .. }) {
        statements
            .push("let (username, password) = (username.into(), password.into());".to_owned());
        statements.push("config.grant = Grant::Password { username, password };".to_owned());
    }
    statements.push("Self::with_config(config)".to_owned());
    statements
}

/// The variables of the environment, for people.
fn environment(oauth2: &OAuth2, prefix: &str) -> String {
    let mut names: Vec<String> = oauth2
        .parts()
        .map(|part| format!("`{prefix}_{}`", part.name.to_ascii_uppercase()))
        .collect();
    if oauth2.grant == Grant::AuthorizationCode {
        let names = names.join(", ");
        return format!("{names} and, where it is set, `{prefix}_REDIRECT_URI`");
    }
    let last = names.pop().unwrap_or_default();
    format!("{} and {last}", names.join(", "))
}

/// The login that settings make up.
fn from_settings(slot: &Slot, parts: &[&CredentialPart], constructor: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut arguments = Vec::new();
    for part in parts {
        let saved = literal(part.saved.as_deref().unwrap_or_default());
        let head = format!("let {} = given.part", part.name);
        let read = call(4, &head, &[auth::key(&slot.name, part.name), saved], 2);
        lines.push(format!("{read}?;"));
        arguments.push(match is_secret(part) {
            true => part.name.to_owned(),
            false => format!("{}.expose()", part.name),
        });
    }
    let function = format!("OAuth2::{constructor}");
    let mut made = call(4, &function, &arguments, "Some()".len());
    // The widest argument that stays on a line, `made` being the only one of `Some`.
    if made.len() > 60 && !made.contains('\n') {
        made = call(4, &function, &arguments, made.len());
    }
    lines.push(format!("Some({made})"));
    lines
}

/// A token that the collection has a place for, sent as the block says.
fn token(slot: &Slot, oauth2: &OAuth2, functions: &mut Scope) -> CredentialsView {
    let Some(part) = &oauth2.access_token else {
        return CredentialsView::default();
    };
    let credentials = Credentials {
        kind: CredentialKind::AccessToken,
        parts: vec![part.clone()],
        options: vec![SchemeOption {
            name: "placement",
            value: OptionValue::Placement(oauth2.placement.clone()),
        }],
    };
    let mut unused = Scope::default();
    let mut view = auth::credentials(&slot.name, &credentials, &mut unused, &mut Scope::default());
    view.function = functions.claim([format!("{}_access_token", view.function)]);
    let made = schemes::support(credentials.kind).name;
    view.signature = from_settings_signature(&view.function, made);
    view
}

/// The head of a function that makes credentials of settings.
fn from_settings_signature(function: &str, made: &str) -> String {
    let head = format!("pub(super) fn {function}");
    let arguments = ["given: &Given<'_>".to_owned()];
    signature(0, &head, &arguments, &format!(" -> Option<{made}> {{"))
}

fn scope_list(oauth2: &OAuth2, name: &str, scopes: &[ScopeView]) -> String {
    if oauth2.scopes.is_empty() {
        return String::new();
    }
    let head = format!("const {name}: [&str; {}] = ", oauth2.scopes.len());
    let constants = oauth2.scopes.iter().map(|scope| {
        let scope = literal(scope);
        match scopes.iter().find(|known| known.literal == scope) {
            Some(found) => format!("scopes::{}", found.name),
            None => scope,
        }
    });
    let list = array(0, &constants.collect::<Vec<_>>(), head.len());
    format!("{head}{list};")
}

/// The scopes of all logins, each once, but for those that settings stand for.
pub(super) fn scopes(api: &Api) -> Vec<ScopeView> {
    let mut names = Scope::default();
    let mut views: Vec<ScopeView> = Vec::new();
    for scope in logins(api).flat_map(|(_, oauth2)| &oauth2.scopes) {
        // What a setting stands for is not known here.
        let is_known = views.iter().any(|known| known.literal == literal(scope));
        if is_known || scope.contains("{{") {
            continue;
        }
        let words = ident::words(scope).join(" ");
        let name = words.to_shouty_snake_case();
        let name = match name.chars().next() {
            None => "SCOPE".to_owned(),
            Some(first) if first.is_ascii_digit() => format!("N{name}"),
            Some(_) => name,
        };
        views.push(ScopeView {
            name: names.claim([name]),
            text: scope.replace('`', " "),
            literal: literal(scope),
        });
    }
    views
}
