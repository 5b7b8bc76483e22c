//! The three OAuth 2.0 endpoints: login page, token, revocation.
//!
//! In: requests, and [`Switches`] for what DrChrono's documents leave open. Out: redirects with codes, tokens,
//! errors with the statuses DrChrono documents (401 where RFC 6749 says 400). PKCE is enforced for codes that
//! were asked for with a challenge. The login page approves or denies at once, as switched; a redirect URI that
//! is not registered gets a page and no redirect.
//! Sources: RFC 6749, 7009, 7636.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::{Host, Url, form_urlencoded};

use crate::behaviour::{ClientAuthentication, LoginPage, Switches};
use crate::grants::{Grants, IssuedTokens, RefreshRules, random_letters};
use crate::http::{Pairs, Request, Response, find};

/// The scopes of the vendor's walk-through, without `:read` and `:write`.
const BASE_SCOPES: [&str; 11] = [
    "labs",
    "messages",
    "patients",
    "patients:summary",
    "settings",
    "tasks",
    "user",
    "billing:patient-payment",
    "billing",
    "calendar",
    "clinical",
];

/// The authorization server, with one client registered.
pub(crate) struct AuthorizationServer {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) grants: Grants,
}

impl AuthorizationServer {
    pub(crate) fn new() -> Self {
        Self {
            client_id: random_letters(40),
            // The characters show whether it is encoded where it has to be.
            client_secret: format!("{}+/=:%{}", random_letters(24), random_letters(24)),
            grants: Grants::default(),
        }
    }

    /// `GET /o/authorize/`.
    pub(crate) fn authorize(
        &mut self,
        request: &Request,
        switches: &Switches,
        now: Duration,
    ) -> Response {
        let given = |name| request.parameter(name).unwrap_or_default();
        let redirect_uri = given("redirect_uri");
        let known = given("client_id") == self.client_id && is_registered(redirect_uri, switches);
        let Some(mut target) = Url::parse(redirect_uri).ok().filter(|_| known) else {
            return page("Error: mismatching redirect URI, or an unknown client.");
        };
        let challenge = request.parameter("code_challenge");
        let method = request.parameter("code_challenge_method");
        let acceptable = given("response_type") == "code"
            && challenge.is_none_or(|challenge| challenge.len() == 43 && method == Some("S256"));
        let answer = match (acceptable, switches.login_page) {
            (false, _) => ("error", "invalid_request".to_owned()),
            (true, LoginPage::Denies) => ("error", "access_denied".to_owned()),
            (true, LoginPage::Approves) => {
                let scopes = grant_scopes(given("scope"));
                let code = self.grants.add_code(redirect_uri, challenge, scopes, now);
                ("code", code)
            }
        };
        target.query_pairs_mut().append_pair(answer.0, &answer.1);
        if let Some(state) = request.parameter("state") {
            target.query_pairs_mut().append_pair("state", state);
        }
        Response::empty(302).header("Location", target.as_str())
    }

    /// `POST /o/token/`.
    pub(crate) fn token(
        &mut self,
        request: &Request,
        switches: &Switches,
        now: Duration,
    ) -> Response {
        let form = request.form();
        if !self.is_client(request, &form, switches) {
            return refusal(401, "invalid_client");
        }
        let expires = now + switches.lifetime;
        let issued = match find(&form, "grant_type") {
            Some("authorization_code") => self.trade_code(&form, now, expires),
            Some("refresh_token") => {
                let rules = RefreshRules {
                    rotate: switches.rotate,
                    old_access_token_dies: switches.old_access_token_dies,
                };
                let token = find(&form, "refresh_token").unwrap_or_default();
                self.grants.refresh(token, rules, expires)
            }
            _ => return refusal(400, "unsupported_grant_type"),
        };
        match issued {
            Some((issued, scopes)) => tokens(&issued, &scopes, &switches.expires_in),
            None => refusal(switches.invalid_grant_status, "invalid_grant"),
        }
    }

    fn trade_code(
        &mut self,
        form: &Pairs,
        now: Duration,
        expires: Duration,
    ) -> Option<(IssuedTokens, Vec<String>)> {
        let code = find(form, "code").unwrap_or_default();
        let code = self.grants.take_code(code, now)?;
        let verifier = find(form, "code_verifier");
        let proven = match (&code.challenge, verifier) {
            (Some(challenge), Some(verifier)) => *challenge == challenge_of(verifier),
            (None, None) => true,
            _ => false,
        };
        if !proven || find(form, "redirect_uri") != Some(&code.redirect_uri) {
            return None;
        }
        let issued = self.grants.issue(code.scopes.clone(), expires);
        Some((issued, code.scopes))
    }

    /// `POST /o/revoke_token/`: succeeds for unknown tokens, too.
    pub(crate) fn revoke(&mut self, request: &Request, switches: &Switches) -> Response {
        let form = request.form();
        if !self.is_client(request, &form, switches) {
            return refusal(401, "invalid_client");
        }
        match find(&form, "token") {
            Some(token) => self.grants.revoke(token),
            None => return refusal(400, "invalid_request"),
        }
        Response::empty(200)
    }

    fn is_client(&self, request: &Request, form: &Pairs, switches: &Switches) -> bool {
        let in_header = request.header("authorization").and_then(decode_basic);
        let id = find(form, "client_id");
        let in_body = id.zip(find(form, "client_secret"));
        let in_body = in_body.map(|(id, secret)| (id.to_owned(), secret.to_owned()));
        let given = match switches.client_authentication {
            ClientAuthentication::Header => in_header,
            ClientAuthentication::Body => in_body,
            // Both at once is forbidden by RFC 6749 section 2.3.
            ClientAuthentication::Either if in_header.is_some() && in_body.is_some() => None,
            ClientAuthentication::Either => in_header.or(in_body),
        };
        given.is_some_and(|(id, secret)| id == self.client_id && secret == self.client_secret)
    }

    /// The scopes of the request's bearer token, or the answer that refuses it.
    pub(crate) fn check_bearer(
        &self,
        request: &Request,
        now: Duration,
    ) -> Result<Vec<String>, Response> {
        let refuse = |detail: &str| {
            let challenge = "Bearer realm=\"api\",error=\"invalid_token\"";
            let body = json!({ "detail": detail });
            Response::json(401, &body).header("WWW-Authenticate", challenge)
        };
        let header = request.header("authorization").unwrap_or_default();
        let Some(token) = header.strip_prefix("Bearer ") else {
            return Err(refuse("Authentication credentials were not provided."));
        };
        match self.grants.access_token(token, now) {
            Some(token) => Ok(token.scopes.clone()),
            None => Err(refuse("Invalid token.")),
        }
    }
}

/// Byte for byte, except that the port of a loopback URI may be switched to be free.
fn is_registered(uri: &str, switches: &Switches) -> bool {
    let without_port = || {
        let mut url = Url::parse(uri).ok()?;
        let loopback = match url.host()? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        url.set_port(None).ok()?;
        (loopback && switches.any_loopback_port).then(|| url.to_string())
    };
    let registered = |uri: &str| switches.redirect_uris.iter().any(|other| other == uri);
    registered(uri) || without_port().is_some_and(|uri| registered(&uri))
}

/// What was asked for and the base name of each; everything if nothing was.
pub(crate) fn grant_scopes(asked: &str) -> Vec<String> {
    let named = asked.split_whitespace().map(str::to_owned);
    let mut scopes: Vec<String> = match asked.trim().is_empty() {
        true => {
            let both = |base| [format!("{base}:read"), format!("{base}:write")];
            BASE_SCOPES.into_iter().flat_map(both).collect()
        }
        false => named.collect(),
    };
    let base = |scope: &String| Some(scope.rsplit_once(':')?.0.to_owned());
    let bases: Vec<String> = scopes.iter().filter_map(base).collect();
    scopes.extend(bases);
    scopes.sort();
    scopes.dedup();
    scopes
}

/// The S256 challenge of a verifier (RFC 7636 section 4.2).
fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Id and secret, each urlencoded before the whole is written in base64.
fn decode_basic(header: &str) -> Option<(String, String)> {
    let encoded = header.strip_prefix("Basic ")?;
    let pair = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let decode = |text: &str| {
        let mut pairs = form_urlencoded::parse(text.as_bytes());
        pairs.next().map(|(text, _)| text.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}

fn tokens(issued: &IssuedTokens, scopes: &[String], expires_in: &Value) -> Response {
    let body = json!({
        "access_token": issued.access_token,
        "expires_in": expires_in,
        "token_type": "Bearer",
        "scope": scopes.join(" "),
        "refresh_token": issued.refresh_token,
    });
    Response::json(200, &body).header("Cache-Control", "no-store")
}

fn refusal(status: u16, error: &str) -> Response {
    Response::json(status, &json!({ "error": error }))
}

fn page(text: &str) -> Response {
    let page = format!("<!doctype html><title>Error</title><h1>{text}</h1>");
    Response::text(400, "text/html; charset=utf-8", page)
}
