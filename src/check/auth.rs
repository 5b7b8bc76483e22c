//! Auth blocks.

use serde_json::Value;

use crate::collection::{Auth, AuthParameter};

use super::Checker;
use crate::spot::Spot;

impl<'c> Checker<'c, '_> {
    /// The block that `owner` itself has.
    pub(super) fn auth(&mut self, auth: Option<&'c Auth>, owner: &Spot<'_>) {
        let Some(auth) = auth else { return };
        let spot = owner.key("auth");
        let kind = auth.kind.as_deref().unwrap_or_default();
        for parameter in auth.active() {
            if let Some(text) = parameter.value.as_str() {
                self.template(text, &spot);
            }
        }
        if matches!(kind, "" | "noauth") {
            return;
        }
        let at = spot.key(kind);
        let text = |name: &str| text(auth.active(), name);
        self.form(auth, &at);
        if auth.active().is_empty() {
            let message = format!("auth of type `{kind}` has no parameters");
            self.tell("auth-without-parameters", message, &spot);
        }
        let is_left_over = |(name, parameters): &&(String, Vec<AuthParameter>)| {
            name != kind && !parameters.is_empty()
        };
        if let Some((name, _)) = auth.parameters.iter().find(is_left_over) {
            let message = format!("parameters of `{name}` stand beside those of `{kind}`");
            self.tell("auth-leftovers", message, &spot.key(name));
        }
        match kind {
            "bearer" if text("token").is_some_and(starts_with_bearer) => {
                self.tell("bearer-doubled", "the token starts with `Bearer `", &at);
            }
            "apikey" => match text("in") {
                Some("header" | "query") => {}
                Some(_) => self.tell("api-key-place", "the key is sent nowhere there is", &at),
                None => self.tell("api-key-place-missing", "the block does not say where", &at),
            },
            "oauth2" => {
                self.oauth2(auth, &at);
                self.clients(auth, &spot);
            }
            _ => {}
        }
    }

    /// A list under the mark of v2.0, or a map under that of v2.1; told once.
    fn form(&mut self, auth: &Auth, at: &Spot<'_>) {
        let place = auth.active().first().and_then(|first| first.place.as_ref());
        let Some(place) = place.filter(|_| !self.is_form_told) else {
            return;
        };
        let is_map = place.segments().count() == 1;
        let is_odd = match is_map {
            true => self.schema.contains("v2.1"),
            false => self.schema.contains("v2.0"),
        };
        if is_odd {
            self.is_form_told = true;
            let message = "the parameters have the form of another version";
            self.tell("auth-parameters-form", message, at);
        }
    }

    fn oauth2(&mut self, auth: &Auth, at: &Spot<'_>) {
        let parameters = auth.active();
        let text = |name: &str| text(parameters, name).filter(|text| !text.is_empty());
        let only_token = text("accessToken").is_some() && text("accessTokenUrl").is_none();
        let place = text("addTokenTo").unwrap_or("header");
        let is_mac = text("tokenType").is_some_and(|kind| kind.eq_ignore_ascii_case("mac"));
        if is_mac || !matches!(place, "header" | "queryParams") {
            self.tell(
                "oauth2-token-place",
                "Postman sends no token with this block",
                at,
            );
        }
        // A token in hand needs no grant, and a block of nothing but names asks for nothing yet.
        if only_token || parameters.is_empty() {
            return;
        }
        let grant = text("grant_type").or(text("grantType"));
        if grant.is_none() {
            self.tell("oauth2-grant-missing", "the block names no grant", at);
        }
        let grant = grant.unwrap_or("authorization_code");
        let missing: Vec<&str> = needed(grant)
            .iter()
            .copied()
            .filter(|name| text(name).is_none())
            .collect();
        if !missing.is_empty() {
            let message = format!("the grant `{grant}` needs {}", missing.join(", "));
            self.tell("oauth2-incomplete", message, at);
        }
        if matches!(grant, "implicit" | "password_credentials" | "password") {
            let message = format!("the grant is `{grant}`, as RFC 9700 advises against");
            self.tell("oauth2-grant-deprecated", message, at);
        }
        let is_plain = text("challengeAlgorithm") == Some("plain");
        if is_plain && grant == "authorization_code_with_pkce" {
            let message = "the challenge method is `plain`, which sends the verifier itself";
            self.tell("oauth2-challenge-plain", message, at);
        }
        for name in ["authUrl", "accessTokenUrl", "refreshTokenUrl"] {
            let Some(url) = text(name).filter(|url| !url.contains("{{")) else {
                continue;
            };
            let is_local = url.starts_with("http://localhost") || url.starts_with("http://127.");
            if !url.starts_with("https://") && !is_local {
                self.tell("oauth2-url", format!("`{name}` is not https"), at);
            }
        }
        self.extra_parameters(parameters, at);
    }

    fn extra_parameters(&mut self, parameters: &[AuthParameter], at: &Spot<'_>) {
        for name in [
            "authRequestParams",
            "tokenRequestParams",
            "refreshRequestParams",
        ] {
            let list = parameters.iter().find(|parameter| parameter.key == name);
            let Some(Value::Array(list)) = list.map(|parameter| &parameter.value) else {
                continue;
            };
            for extra in list {
                let place = extra.get("send_as").and_then(Value::as_str);
                let is_known = matches!(
                    place,
                    None | Some("request_url" | "request_body" | "request_header")
                );
                if extra.get("enabled") == Some(&Value::Bool(false)) || !is_known {
                    let message = format!("a parameter of `{name}` is not sent");
                    self.tell("oauth2-parameters", message, at);
                }
            }
        }
    }

    /// Blocks that are different clients at the authorization server.
    fn clients(&mut self, auth: &'c Auth, spot: &Spot<'_>) {
        const MARKS: [&str; 4] = ["grant_type", "accessTokenUrl", "authUrl", "clientId"];
        let is_same = |known: &Auth| {
            MARKS
                .iter()
                .all(|name| text(known.active(), name) == text(auth.active(), name))
        };
        if self.clients.iter().any(|known| is_same(known)) {
            return;
        }
        self.clients.push(auth);
        if self.clients.len() > 1 {
            let message = format!("this is OAuth 2.0 block number {}", self.clients.len());
            self.tell("oauth2-configurations", message, spot);
        }
    }
}

fn text<'p>(parameters: &'p [AuthParameter], name: &str) -> Option<&'p str> {
    let parameter = parameters.iter().find(|parameter| parameter.key == name)?;
    parameter.value.as_str()
}

fn starts_with_bearer(token: &str) -> bool {
    let head = token.trim_start().get(..7);
    head.is_some_and(|head| head.eq_ignore_ascii_case("bearer "))
}

/// What a token cannot be fetched without.
fn needed(grant: &str) -> &'static [&'static str] {
    match grant {
        "client_credentials" | "password_credentials" | "password" => {
            &["accessTokenUrl", "clientId"]
        }
        "implicit" => &["authUrl", "clientId"],
        _ => &["authUrl", "accessTokenUrl", "clientId"],
    }
}
