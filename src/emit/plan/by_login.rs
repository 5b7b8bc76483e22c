//! Slots whose token is given out by a request of the collection, as a script of it says.

use std::collections::BTreeSet;

use crate::emit::document::{code, wrap};
use crate::emit::layout::{literal, signature};
use crate::emit::view::{ByLoginView, SlotView};
use crate::ir::{
    AnswerPart, AnswerPath, Api, CredentialKind, Credentials, FeedSource, OptionValue, Placement,
    Role, Scheme, Step,
};

use super::names::Scope;
use super::{package, schemes};

/// A login for a slot: the request, and where the token stands in its answer.
struct Login<'a> {
    path: &'a [String],
    /// Its index.
    operation: usize,
    answer: &'a AnswerPath,
    pointer: String,
    /// What makes credentials of a token.
    made: String,
}

/// Adds the setters of the builder that take such a login.
pub(super) fn add(api: &Api, views: &mut [SlotView], scope: &mut Scope<'_>) {
    let calls = package::calls(api);
    for (slot, view) in api.slots.iter().zip(views) {
        let Scheme::Credentials(credentials) = &slot.scheme else {
            continue;
        };
        let Some(login) = login(api, credentials) else {
            continue;
        };
        let access = calls.get(login.operation).cloned().unwrap_or_default();
        let name = scope.claim([format!("{}_by", view.credentials.function)]);
        let log_in = "log_in: impl Fn() -> F + Send + Sync + 'static";
        view.by_login = Some(ByLoginView {
            docs: wrap(&format!(
                "{} by logging in: `log_in` sends {}, and the token is {} of its answer. It is sent when a token is \
                 needed, once for any number of calls, and again after a 401. The client it is sent with needs no \
                 token: {}.",
                view.kind,
                code(&login.path.join(" / ")),
                code(&login.answer.to_string()),
                code(&format!(".{name}(move || {access}.raw())")),
            )),
            signature: signature(
                4,
                &format!("pub fn {name}<F>"),
                &["self".to_owned(), log_in.to_owned()],
                " -> Self",
            ),
            made: statement(&login.pointer, &login.made),
            slot: view.literal.clone(),
        });
    }
}

/// The statement that makes `login`. rustfmt puts a closure that does not fit into a block.
fn statement(pointer: &str, made: &str) -> String {
    let head = format!("let login = ByLogin::new(log_in, {}, ", literal(pointer));
    let arguments = format!("log_in, {}, {made}", literal(pointer));
    match made.split_once("| ") {
        Some((argument, body)) if arguments.len() > 60 || 8 + head.len() + made.len() > 97 => {
            format!("{head}{argument}| {{\n            {body}\n        }});")
        }
        _ => format!("{head}{made});"),
    }
}

/// What the client needs for them of the schemes; nothing where no slot can be filled by a login.
pub(super) fn schemes(api: &Api) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    for slot in &api.slots {
        let Scheme::Credentials(credentials) = &slot.scheme else {
            continue;
        };
        if login(api, credentials).is_some() {
            names.extend(["ByLogin", schemes::support(credentials.kind).name]);
        }
    }
    names
}

/// The request whose script sets the variable that is the whole of the credentials.
fn login<'a>(api: &'a Api, credentials: &Credentials) -> Option<Login<'a>> {
    let variable = credentials.token_variable()?;
    let setting = api.settings.iter().find(|setting| setting.name == variable);
    let setting = setting.filter(|setting| setting.value.is_none())?;
    let made = made(credentials)?;
    setting.set_by.iter().find_map(|set| match &set.source {
        FeedSource::Answer(AnswerPart::Body(answer)) if !set.before => Some(Login {
            path: &set.path,
            operation: operation(api, &set.path)?,
            // A longer one would not stand on a line.
            pointer: pointer(answer).filter(|pointer| pointer.len() <= 40)?,
            answer,
            made: made.clone(),
        }),
        _ => None,
    })
}

/// The index of the request at this path.
fn operation(api: &Api, path: &[String]) -> Option<usize> {
    let mut found = None;
    api.root.each_operation(&mut |operation| {
        if operation.path == path {
            found = Some(operation.index);
        }
    });
    found
}

/// What makes credentials of a token.
fn made(credentials: &Credentials) -> Option<String> {
    let option = |name: &str| {
        credentials
            .options
            .iter()
            .find(|option| option.name == name)
    };
    match credentials.kind {
        CredentialKind::Bearer => Some("Bearer::new".to_owned()),
        CredentialKind::Token => match &option("placement")?.value {
            OptionValue::Placement(Placement::Header { prefix }) if !prefix.contains("{{") => Some(
                format!("|token| Bearer::behind({}, token)", literal(prefix)),
            ),
            _ => None,
        },
        CredentialKind::ApiKey => {
            let name = credentials.parts.iter().find(|part| part.name == "name")?;
            let name = name.saved.as_deref().filter(|name| !name.contains("{{"))?;
            let in_query = match option("in_query") {
                Some(_) => ".in_query(true)",
                None => "",
            };
            Some(format!(
                "|key| ApiKey::new({}, key){in_query}",
                literal(name)
            ))
        }
        _ => None,
    }
}

/// RFC 6901; none where it stands somewhere in a list.
fn pointer(path: &AnswerPath) -> Option<String> {
    let steps = path.0.iter().map(|step| match step {
        Step::Member(name) => Some(format!("/{}", name.replace('~', "~0").replace('/', "~1"))),
        Step::Index(index) => Some(format!("/{index}")),
        Step::Item => None,
    });
    steps.collect()
}

impl Credentials {
    /// The variable that is all of the credentials that a user has to give.
    fn token_variable(&self) -> Option<&str> {
        let mut needed = self.parts.iter().filter(|part| part.role == Role::Needed);
        let (part, None) = (needed.next()?, needed.next()) else {
            return None;
        };
        let name = part
            .saved
            .as_deref()?
            .strip_prefix("{{")?
            .strip_suffix("}}")?;
        (!name.contains(['{', '}'])).then_some(name)
    }
}
