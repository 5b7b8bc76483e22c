//! What the authorization server remembers: codes, access tokens, refresh tokens.
//!
//! In: grants and the time by the server's own clock. Out: tokens of 30 letters and digits, which is what
//! DrChrono gives out. A refresh ends the access token that belongs to the refresh token, as the vendor
//! documents it; both that and rotation can be switched off.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

const LENGTH: usize = 30;
const CODE_LIFETIME: Duration = Duration::from_secs(60);

/// An access token and the refresh token that came with it.
#[derive(Clone, Debug)]
pub struct IssuedTokens {
    /// Opens the API.
    pub access_token: String,
    /// Buys the next access token.
    pub refresh_token: String,
}

pub(crate) struct Code {
    pub(crate) value: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<String>,
    pub(crate) scopes: Vec<String>,
    issued: Duration,
}

pub(crate) struct AccessToken {
    pub(crate) value: String,
    pub(crate) scopes: Vec<String>,
    expires: Duration,
}

struct RefreshToken {
    value: String,
    access_token: String,
    scopes: Vec<String>,
}

/// How a refresh treats what was there before.
#[derive(Clone, Copy)]
pub(crate) struct RefreshRules {
    pub(crate) rotate: bool,
    pub(crate) old_access_token_dies: bool,
}

/// All that is valid now, and all that ever was.
#[derive(Default)]
pub(crate) struct Grants {
    codes: Vec<Code>,
    access_tokens: Vec<AccessToken>,
    refresh_tokens: Vec<RefreshToken>,
    given_out: Vec<String>,
}

impl Grants {
    fn new_value(&mut self) -> String {
        let value = random_letters(LENGTH);
        self.given_out.push(value.clone());
        value
    }

    pub(crate) fn add_code(
        &mut self,
        redirect_uri: &str,
        challenge: Option<&str>,
        scopes: Vec<String>,
        now: Duration,
    ) -> String {
        let value = self.new_value();
        self.codes.push(Code {
            value: value.clone(),
            redirect_uri: redirect_uri.to_owned(),
            challenge: challenge.map(str::to_owned),
            scopes,
            issued: now,
        });
        value
    }

    /// Takes a code out: it works once.
    pub(crate) fn take_code(&mut self, value: &str, now: Duration) -> Option<Code> {
        let at = self.codes.iter().position(|code| code.value == value)?;
        let code = self.codes.swap_remove(at);
        (now < code.issued + CODE_LIFETIME).then_some(code)
    }

    pub(crate) fn issue(&mut self, scopes: Vec<String>, expires: Duration) -> IssuedTokens {
        let issued = IssuedTokens {
            access_token: self.new_value(),
            refresh_token: self.new_value(),
        };
        self.refresh_tokens.push(RefreshToken {
            value: issued.refresh_token.clone(),
            access_token: issued.access_token.clone(),
            scopes: scopes.clone(),
        });
        self.access_tokens.push(AccessToken {
            value: issued.access_token.clone(),
            scopes,
            expires,
        });
        issued
    }

    /// Trades a refresh token; also tells the scopes.
    pub(crate) fn refresh(
        &mut self,
        value: &str,
        rules: RefreshRules,
        expires: Duration,
    ) -> Option<(IssuedTokens, Vec<String>)> {
        let tokens = &self.refresh_tokens;
        let at = tokens.iter().position(|token| token.value == value)?;
        let spent = self.refresh_tokens.swap_remove(at);
        if rules.old_access_token_dies {
            self.end_access_token(&spent.access_token);
        }
        let mut issued = self.issue(spent.scopes.clone(), expires);
        if !rules.rotate {
            if let Some(token) = self.refresh_tokens.last_mut() {
                token.value.clone_from(&spent.value);
            }
            issued.refresh_token = spent.value;
        }
        Some((issued, spent.scopes))
    }

    pub(crate) fn access_token(&self, value: &str, now: Duration) -> Option<&AccessToken> {
        let mut valid = self
            .access_tokens
            .iter()
            .filter(|token| now < token.expires);
        valid.find(|token| token.value == value)
    }

    /// Ends a token of either kind: a refresh token takes its access token along, but not the other way
    /// round.
    pub(crate) fn revoke(&mut self, value: &str) {
        let tokens = &self.refresh_tokens;
        if let Some(at) = tokens.iter().position(|token| token.value == value) {
            let revoked = self.refresh_tokens.swap_remove(at);
            self.end_access_token(&revoked.access_token);
        }
        self.end_access_token(value);
    }

    fn end_access_token(&mut self, value: &str) {
        self.access_tokens.retain(|token| token.value != value);
    }

    pub(crate) fn end_all_access_tokens(&mut self) {
        self.access_tokens.clear();
    }

    pub(crate) fn end_all_refresh_tokens(&mut self) {
        self.refresh_tokens.clear();
    }

    /// Every code and token ever given out, for a search in what must not show them.
    pub(crate) fn given_out(&self) -> &[String] {
        &self.given_out
    }
}

/// Letters and digits that do not repeat; nobody has to be unable to guess them.
pub(crate) fn random_letters(length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let letter = |_| {
        let random = RandomState::new().build_hasher().finish();
        let place = usize::try_from(random % 62).unwrap_or_default();
        char::from(LETTERS.get(place).copied().unwrap_or(b'0'))
    };
    (0..length).map(letter).collect()
}
