//! Auth blocks: which one is in force for a request, and what it asks of the client.
//!
//! Nearest of request, folder, outer folders, collection that has a type; `noauth` and an empty
//! type stop inheritance, and so does a type that nobody knows (Postman's engine, tried). Blocks
//! that are the same share a slot of the client; secret values only tell them apart here.

pub(super) mod by_hand;
mod credentials;
mod oauth2;
mod parameters;
mod tokens;

use crate::collection::{Auth, Collection, Request};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer, Severity};
use crate::ir::{CredentialKind, Credentials, Grant, OAuth2, Scheme, Slot};

use super::{Place, variable};
use by_hand::ByHand;
pub(super) use oauth2::recognise_revocation;
use parameters::Parameters;

/// The auth block in force and where it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Inherited<'a> {
    block: Option<Block<'a>>,
}

#[derive(Clone, Debug)]
struct Block<'a> {
    auth: &'a Auth,
    pointer: Pointer,
    /// The folder or request that it stands at; empty for the collection.
    owner: String,
}

impl<'a> Inherited<'a> {
    /// What is in force one level below, where `own` may stand.
    pub(super) fn of(&self, own: Option<&'a Auth>, pointer: &Pointer, path: &[String]) -> Self {
        match own {
            Some(auth) if auth.kind.is_some() => Self {
                block: Some(Block {
                    auth,
                    pointer: pointer.key("auth"),
                    owner: path.last().cloned().unwrap_or_default(),
                }),
            },
            _ => self.clone(),
        }
    }
}

impl Inherited<'_> {
    /// Whether it brings an `Authorization` header, which takes the place of a saved one.
    pub(super) fn signs(&self) -> bool {
        let kind = self
            .block
            .as_ref()
            .and_then(|block| block.auth.kind.as_deref());
        !matches!(kind, None | Some("noauth" | "" | "apikey"))
    }

    /// Whether a saved `Authorization` stands after all where its credentials are empty.
    pub(super) fn may_give_way(&self) -> bool {
        let kind = self.block.as_ref();
        let kind = kind.and_then(|block| block.auth.kind.as_deref());
        kind != Some("basic") && self.signs()
    }
}

/// The distinct blocks met so far.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Known>);

/// A slot and the values that are not kept in it.
struct Known {
    slot: Slot,
    fingerprint: Vec<String>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.slot.fmt(f)
    }
}

impl Slots {
    /// The slot of the block in force; none where auth is off.
    pub(super) fn of(
        &mut self,
        collection: &Collection,
        place: &Place<'_>,
        found: &mut Diagnostics,
    ) -> Option<usize> {
        let block = place.auth.block.as_ref()?;
        let given = Parameters::of(block.auth, &block.pointer, collection);
        let (scheme, fingerprint) = match block.auth.kind.as_deref() {
            None | Some("noauth" | "") => return None,
            Some(kind) => {
                let scheme = scheme(kind, &given);
                let fingerprint = match &scheme {
                    Scheme::OAuth2(oauth2) => given.fingerprint(&oauth2::hidden_parts(oauth2)),
                    Scheme::Credentials(credentials) => given.fingerprint(&credentials.parts),
                    Scheme::Custom { .. } => Vec::new(),
                };
                (scheme, fingerprint)
            }
        };
        let (slot, is_new) = self.place(scheme, fingerprint, &block.owner);
        if is_new && let Scheme::Custom { kind } = &self.0[slot].slot.scheme {
            found.push(
                Diagnostic::new("auth-custom", Severity::Warning, format!("auth of type `{kind}` is not built in"))
                    .at(&block.pointer)
                    .of_request(&place.path)
                    .effect("the client takes an implementation of `Authorize` for it and refuses to send without one")
                    .help("implement `Authorize` and give it to the client builder"),
            );
        }
        Some(slot)
    }

    /// The slot of what a request does by hand.
    pub(super) fn of_hand(
        &mut self,
        by_hand: &ByHand,
        request: &Request,
        place: &Place<'_>,
        found: &mut Diagnostics,
    ) -> usize {
        let scheme = Scheme::Credentials(by_hand.credentials.clone());
        let owner = place.path.last().map(String::as_str);
        let (slot, is_new) = self.place(scheme, Vec::new(), owner.unwrap_or_default());
        if is_new {
            let finding = by_hand.diagnostic(&self.0[slot].slot.name);
            let at = by_hand.stands_at(request, &place.pointer.key("request"));
            found.push(finding.at(&at).of_request(&place.path));
        }
        slot
    }

    /// The slot of a scheme, and whether it is a new one.
    fn place(&mut self, scheme: Scheme, fingerprint: Vec<String>, owner: &str) -> (usize, bool) {
        let known =
            |known: &Known| shares(&known.slot.scheme, &scheme) && known.fingerprint == fingerprint;
        if let Some(known) = self.0.iter().position(known) {
            unite_scopes(&mut self.0[known].slot.scheme, &scheme);
            return (known, false);
        }
        let name = self.name(&scheme, owner);
        let slot = Slot { name, scheme };
        self.0.push(Known { slot, fingerprint });
        (self.0.len() - 1, true)
    }

    /// The scheme's name for the first of its kind; for another one with the variable that it is
    /// about or the folder that it stands at, so that the names do not depend on each other.
    fn name(&self, scheme: &Scheme, owner: &str) -> String {
        let kind = kind_name(scheme);
        let word = |text: &str| Some(slug(text)).filter(|word| !word.is_empty());
        let mut telling = [
            own_variable(scheme).and_then(|name| word(&name)),
            word(owner),
        ];
        // One client id may serve several logins.
        if matches!(scheme, Scheme::OAuth2(_)) {
            telling.reverse();
        }
        let telling = telling.into_iter().flatten();
        let names = std::iter::once(kind.clone())
            .chain(telling.map(|word| match word.starts_with(&kind) {
                true => word,
                false => format!("{kind}_{word}"),
            }))
            .chain((2..).map(|number| format!("{kind}_{number}")));
        let is_free = |name: &String| self.0.iter().all(|known| known.slot.name != *name);
        // Numbers never end.
        names.into_iter().find(is_free).unwrap_or(kind)
    }

    pub(super) fn into_slots(self) -> Vec<Slot> {
        self.0.into_iter().map(|known| known.slot).collect()
    }
}

/// What a block of this type asks for.
fn scheme(kind: &str, given: &Parameters<'_>) -> Scheme {
    let known = match kind {
        "oauth2" => Some(oauth2::scheme(given)),
        kind => credentials::credentials(kind, given).map(Scheme::Credentials),
    };
    known.unwrap_or_else(|| Scheme::Custom {
        kind: kind.to_owned(),
    })
}

fn kind_name(scheme: &Scheme) -> String {
    let name = match scheme {
        Scheme::OAuth2(_) => "oauth2",
        Scheme::Custom { kind } => return slug(kind),
        Scheme::Credentials(credentials) => match credentials.kind {
            CredentialKind::AccessToken => "oauth2",
            CredentialKind::Token => "authorization",
            CredentialKind::ApiKey if is_authorization(credentials) => "authorization",
            CredentialKind::ApiKey => "api_key",
            CredentialKind::Asap => "asap",
            CredentialKind::AwsV4 => "aws_v4",
            CredentialKind::Basic => "basic",
            CredentialKind::Bearer => "bearer",
            CredentialKind::Digest => "digest",
            CredentialKind::EdgeGrid => "edge_grid",
            CredentialKind::Hawk => "hawk",
            CredentialKind::Jwt | CredentialKind::KeyJwt => "jwt",
            CredentialKind::Ntlm => "ntlm",
            CredentialKind::OAuth1 | CredentialKind::OAuth1Key => "oauth1",
        },
    };
    name.to_owned()
}

/// Whether a key goes where credentials of other schemes go.
fn is_authorization(credentials: &Credentials) -> bool {
    let mut parts = credentials.parts.iter();
    let name = parts.find(|part| part.name == "name");
    name.and_then(|name| name.saved.as_deref())
        .is_some_and(|name| name.eq_ignore_ascii_case("authorization"))
}

/// Words in small letters, joined by underscores; `clientId` is two words.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    let mut before = ' ';
    for letter in text.chars() {
        let begins = letter.is_ascii_uppercase() && !before.is_ascii_uppercase();
        let is_word = letter.is_ascii_alphanumeric();
        if (begins || !is_word) && !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
        if is_word {
            slug.push(letter.to_ascii_lowercase());
        }
        before = letter;
    }
    slug.trim_end_matches('_').to_owned()
}

/// The variable that says whose credentials these are.
fn own_variable(scheme: &Scheme) -> Option<String> {
    match scheme {
        Scheme::OAuth2(oauth2) => {
            let saved = oauth2.client_id.saved.as_deref().unwrap_or_default();
            variable::names(saved).next().map(str::to_owned)
        }
        Scheme::Credentials(credentials) => {
            let saved = credentials
                .parts
                .iter()
                .filter_map(|part| part.saved.as_deref());
            let mut names = saved.flat_map(variable::names);
            names.next().map(str::to_owned)
        }
        Scheme::Custom { .. } => None,
    }
}

/// Whether two blocks can be served by the same credentials. Tokens may differ in the scopes asked
/// for, and values may stand at different places.
fn shares(known: &Scheme, wanted: &Scheme) -> bool {
    match (known, wanted) {
        (Scheme::OAuth2(known), Scheme::OAuth2(wanted)) => {
            let blank = |scheme: &OAuth2| {
                let mut blank = scheme.clone();
                blank.scopes = Vec::new();
                blank.access_token = None;
                blank.client_id.pointer = None;
                if let Some(secret) = &mut blank.client_secret {
                    secret.pointer = None;
                }
                if let Grant::Password { username, password } = &mut blank.grant {
                    username.pointer = None;
                    password.pointer = None;
                }
                blank
            };
            blank(known) == blank(wanted) && saved_token(known) == saved_token(wanted)
        }
        (Scheme::Credentials(known), Scheme::Credentials(wanted)) => {
            let blank = |scheme: &Credentials| {
                let mut blank = scheme.clone();
                for part in &mut blank.parts {
                    part.pointer = None;
                }
                blank
            };
            blank(known) == blank(wanted)
        }
        (known, wanted) => known == wanted,
    }
}

/// The variable that holds a token already.
fn saved_token(scheme: &OAuth2) -> Option<&str> {
    scheme.access_token.as_ref()?.saved.as_deref()
}

fn unite_scopes(known: &mut Scheme, wanted: &Scheme) {
    if let (Scheme::OAuth2(known), Scheme::OAuth2(wanted)) = (known, wanted) {
        for scope in &wanted.scopes {
            if !known.scopes.contains(scope) {
                known.scopes.push(scope.clone());
            }
        }
    }
}
