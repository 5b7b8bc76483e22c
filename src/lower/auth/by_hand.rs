//! Auth that a request does by hand: a header or a query parameter that holds a credential.
//!
//! Only where no auth block is in force, because Postman puts the block in its place. What is found
//! becomes credentials of the client, which keeps them from other origins and out of what is shown.

use crate::collection::{Header, QueryParameter, Request};
use crate::diagnostic::{Diagnostic, Pointer, Severity};
use crate::ir::secret::is_secret_name;
use crate::ir::{
    CredentialKind, CredentialPart, Credentials, OptionValue, Parameter, Placement, Role,
    SchemeOption,
};

/// What a request does by hand, taken out of its headers or its query.
pub(in crate::lower) struct ByHand {
    pub(super) credentials: Credentials,
    /// What it was, for people.
    name: String,
    /// The header, if it was one.
    pub(in crate::lower) header: Option<Parameter>,
    /// Place, name and value of the query parameter, if it was one.
    pub(in crate::lower) query: Option<(usize, Parameter)>,
}

impl ByHand {
    /// The header or parameter of the request, which stands at `place`.
    pub(super) fn stands_at(&self, request: &Request, place: &Pointer) -> Pointer {
        let mut headers = request.header.iter();
        let is_it = |header: &Header| !header.disabled && header.key == self.name;
        if self.header.is_some() {
            let index = headers.position(is_it);
            return index.map_or(place.clone(), |index| place.key("header").index(index));
        }
        let mut query = request.url.iter().flat_map(|url| &url.query);
        let is_it = |query: &QueryParameter| query.key.as_deref() == Some(self.name.as_str());
        let index = query.position(is_it);
        let place_of_url = place.key("url");
        index.map_or(place.clone(), |index| {
            place_of_url.key("query").index(index)
        })
    }

    pub(super) fn diagnostic(&self, slot: &str) -> Diagnostic {
        let message = format!("`{}` is written by hand", self.name);
        Diagnostic::new("auth-by-hand", Severity::Note, message)
            .effect(format!(
                "the client takes it as the credentials `{slot}`, which go to no other origin"
            ))
            .help("save it under Authorization, on the collection if all requests need it")
    }
}

/// Takes the credential out of a request, if it has one that consists of a setting.
pub(in crate::lower) fn take(
    headers: &mut Vec<Parameter>,
    query: &mut Vec<Parameter>,
) -> Option<ByHand> {
    let found: Vec<&Parameter> = headers.iter().filter(|header| is_found(header)).collect();
    let is_authorization = |header: &Parameter| header.name.eq_ignore_ascii_case("authorization");
    let header = match found.iter().find(|header| is_authorization(header)) {
        Some(found) => *found,
        None => match found.as_slice() {
            [] => return take_query(query),
            [only] => *only,
            // Which of them is meant nobody can say.
            _ => return None,
        },
    };
    let name = header.name.clone();
    let value = header.value.clone()?;
    let credentials = match behind_word(header) {
        Some((word, token)) => behind(word, token),
        None => api_key(&name, &value, false),
    };
    let header = header.clone();
    headers.retain(|other| other.name != name);
    Some(ByHand {
        credentials,
        header: Some(header),
        query: None,
        name,
    })
}

/// Whether a header holds nothing but a credential: one setting, in `Authorization` behind a word.
fn is_found(header: &Parameter) -> bool {
    let value = header.value.as_deref().unwrap_or_default();
    let token = behind_word(header).map_or(value, |(_, token)| token);
    header.enabled && is_credential(&header.name) && is_variable(token)
}

/// `word token` in `Authorization`. A variable whose name has a blank is no word.
fn behind_word(header: &Parameter) -> Option<(&str, &str)> {
    let (word, token) = header.value.as_deref()?.split_once(' ')?;
    let is_word = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_word && header.name.eq_ignore_ascii_case("authorization")).then_some((word, token))
}

/// Headers that are made for credentials.
fn is_credential(name: &str) -> bool {
    let folded: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    is_secret_name(name)
        || matches!(
            folded.as_str(),
            "xauthtoken" | "xtoken" | "xauthkey" | "ocpapimsubscriptionkey" | "privatetoken"
        )
}

/// One variable and nothing else.
fn is_variable(text: &str) -> bool {
    let name = text
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    name.is_some_and(|name| !name.is_empty() && !name.contains(['{', '}']))
}

fn take_query(query: &mut Vec<Parameter>) -> Option<ByHand> {
    let is_found = |parameter: &Parameter| {
        parameter.enabled
            && is_secret_name(&parameter.name)
            && parameter.value.as_deref().is_some_and(is_variable)
    };
    let mut found = (0..query.len()).filter(|at| query.get(*at).is_some_and(is_found));
    let (at, None) = (found.next()?, found.next()) else {
        return None;
    };
    let parameter = query.get(at)?.clone();
    let (name, value) = (parameter.name.clone(), parameter.value.clone()?);
    let sent = |other: &&Parameter| other.enabled && other.name != name;
    let place = query.get(..at)?.iter().filter(sent).count();
    query.retain(|other| other.name != name);
    Some(ByHand {
        credentials: api_key(&name, &value, true),
        name: format!("?{name}="),
        header: None,
        query: Some((place, parameter)),
    })
}

fn part(name: &'static str, role: Role, saved: &str) -> CredentialPart {
    CredentialPart {
        name,
        role,
        saved: Some(saved.to_owned()),
        pointer: None,
    }
}

/// `Authorization: word {{token}}`.
fn behind(word: &str, token: &str) -> Credentials {
    let placement = Placement::Header {
        prefix: word.to_owned(),
    };
    let (kind, options) = match word {
        "Bearer" => (CredentialKind::Bearer, Vec::new()),
        _ => (
            CredentialKind::Token,
            vec![SchemeOption {
                name: "placement",
                value: OptionValue::Placement(placement),
            }],
        ),
    };
    Credentials {
        kind,
        parts: vec![part("token", Role::Needed, token)],
        options,
    }
}

fn api_key(name: &str, value: &str, in_query: bool) -> Credentials {
    let in_query = in_query.then_some(SchemeOption {
        name: "in_query",
        value: OptionValue::On,
    });
    Credentials {
        kind: CredentialKind::ApiKey,
        parts: vec![
            part("name", Role::Decided, name),
            part("value", Role::Needed, value),
        ],
        options: in_query.into_iter().collect(),
    }
}
