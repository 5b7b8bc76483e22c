//! Tokens, and how a token endpoint's answer becomes some.
//!
//! In: a JSON object (RFC 6749 section 5.1), read leniently: `expires_in` may be a number or a numeric
//! string, and a useless one counts as unknown; unknown members are ignored. Out: [`Tokens`]. Refused:
//! no access token, one that does not fit into a header, a token type that is neither Bearer nor the
//! configured prefix.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use super::{AuthError, OAuth2Config, Placement, Secret};

const LONGEST_LIFETIME: f64 = 100.0 * 366.0 * 86_400.0;

/// An access token and what came with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tokens {
    /// Goes into requests.
    pub access_token: Secret,
    /// Buys the next access token.
    pub refresh_token: Option<Secret>,
    /// What was granted; may be more or less than what was asked for.
    pub scopes: Vec<String>,
    /// When the access token was received, if that is known.
    pub obtained_at: Option<SystemTime>,
    /// When the access token ends, if that is known.
    pub expires_at: Option<SystemTime>,
}

impl Tokens {
    /// Tokens from elsewhere, for [`OAuth2::set_tokens`](super::OAuth2::set_tokens).
    pub fn new(access_token: impl Into<Secret>, refresh_token: Option<Secret>) -> Self {
        Self {
            access_token: access_token.into(),
            refresh_token,
            scopes: Vec::new(),
            obtained_at: None,
            expires_at: None,
        }
    }

    /// Reads a successful answer that arrived at `now`.
    pub(super) fn from_answer(
        answer: &Map<String, Value>,
        config: &OAuth2Config,
        now: SystemTime,
    ) -> Result<Self, AuthError> {
        let unusable = |problem| AuthError::TokenEndpoint {
            status: 200,
            problem,
            retry_after: None,
        };
        let access_token = text(answer, "access_token").ok_or(unusable("no access token"))?;
        if !fits_header(access_token) {
            return Err(unusable("the access token is not visible ASCII"));
        }
        if let Some(name) = text(answer, "token_type")
            && !is_known_type(name, &config.placement)
        {
            let name = name.chars().take(40).collect();
            return Err(AuthError::UnsupportedTokenType(name));
        }
        let told = answer.get("expires_in").filter(|told| !told.is_null());
        let lifetime = told.and_then(lifetime);
        #[cfg(feature = "tracing")]
        if told.is_some() && lifetime.is_none() {
            tracing::warn!("`expires_in` of a token is no lifetime and counts as unknown");
        }
        Ok(Self {
            access_token: access_token.into(),
            refresh_token: text(answer, "refresh_token").map(Secret::from),
            scopes: split_scopes(text(answer, "scope").unwrap_or_default()),
            obtained_at: Some(now),
            expires_at: lifetime.and_then(|lifetime| now.checked_add(lifetime)),
        })
    }

    /// When to refresh: `early` before the end, but never earlier than a tenth of the lifetime.
    pub(super) fn due(&self, early: Duration) -> Option<SystemTime> {
        let (start, end) = (self.obtained_at, self.expires_at?);
        let lifetime = start.and_then(|start| end.duration_since(start).ok());
        end.checked_sub(lifetime.map_or(early, |lifetime| early.min(lifetime / 10)))
    }
}

/// A member that is a string and not empty: some servers send `""` or `null` for «none».
pub(super) fn text<'a>(answer: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let value = answer.get(name)?.as_str()?;
    (!value.is_empty()).then_some(value)
}

/// Whether a token can be sent in a header as it is.
pub(super) fn fits_header(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_known_type(name: &str, placement: &Placement) -> bool {
    let named = |known: &str| name.eq_ignore_ascii_case(known);
    named("Bearer") || matches!(placement, Placement::Header(prefix) if named(prefix.trim()))
}

fn lifetime(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(digits) => digits.trim().parse().ok()?,
        _ => return None,
    };
    let useful = (1.0..=LONGEST_LIFETIME).contains(&seconds);
    useful.then(|| Duration::from_secs_f64(seconds.floor()))
}

/// Splits at white space, as the RFC says, or at commas if there is none.
fn split_scopes(scopes: &str) -> Vec<String> {
    let spaced = scopes.contains(char::is_whitespace);
    let ends = |letter: char| letter.is_whitespace() || (letter == ',' && !spaced);
    let parts = scopes.split(ends).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}
