//! The schemes that send a signed token: JWT under a secret or a private key, and ASAP.

use serde_json::Value;

use crate::ir::{CredentialKind, Credentials, OptionValue, Placement, Role};

use super::credentials::{Options, needed, none, scheme};
use super::parameters::Parameters;
use crate::lower::secret;

/// None for an algorithm that is no HMAC.
pub(super) fn jwt(given: &Parameters<'_>) -> Option<Credentials> {
    let algorithm = match given.filled(&["algorithm"]).as_deref() {
        None | Some("HS256") => None,
        Some("HS384") => Some(OptionValue::Algorithm("Hs384")),
        Some("HS512") => Some(OptionValue::Algorithm("Hs512")),
        Some(_) => return None,
    };
    let options = none()
        .put("algorithm", algorithm)
        .switch("base64_secret", given.is_on("isSecretBase64Encoded"));
    let secret = needed(given, "secret", "secret");
    let options = token(given, options);
    Some(scheme(CredentialKind::Jwt, vec![secret], options))
}

/// None for an algorithm that has no private key.
pub(super) fn key_jwt(given: &Parameters<'_>) -> Option<Credentials> {
    let algorithm = key_algorithm(given.filled(&["algorithm"]).as_deref())?;
    let options = token(given, none().put("algorithm", algorithm));
    let private_key = needed(given, "private_key", "privateKey");
    Some(scheme(CredentialKind::KeyJwt, vec![private_key], options))
}

/// What is in a token and where it goes.
fn token(given: &Parameters<'_>, options: Options) -> Options {
    let prefix = || {
        given
            .text(&["headerPrefix"])
            .unwrap_or_else(|| "Bearer".to_owned())
    };
    let placement = match given.text(&["addTokenTo"]).as_deref() {
        Some("queryParam") => Placement::Query {
            name: given
                .filled(&["queryParamKey"])
                .unwrap_or_else(|| "token".to_owned()),
        },
        _ => Placement::Header { prefix: prefix() },
    };
    let is_default = matches!(&placement, Placement::Header { prefix } if prefix == "Bearer");
    let placement = (!is_default).then_some(OptionValue::Placement(placement));
    options
        .text("payload", object(given, "payload"))
        .text("header", object(given, "header"))
        .put("placement", placement)
}

/// `Some(None)` is the usual one, RS256.
fn key_algorithm(name: Option<&str>) -> Option<Option<OptionValue>> {
    let variant = match name {
        None | Some("RS256") => return Some(None),
        Some("RS384") => "Rs384",
        Some("RS512") => "Rs512",
        Some("PS256") => "Ps256",
        Some("PS384") => "Ps384",
        Some("PS512") => "Ps512",
        Some("ES256") => "Es256",
        Some("ES384") => "Es384",
        Some("ES512") => "Es512",
        Some(_) => return None,
    };
    Some(Some(OptionValue::Algorithm(variant)))
}

/// Claims win over parameters, so that what stands among them need not be given. None for an HMAC.
pub(super) fn asap(given: &Parameters<'_>) -> Option<Credentials> {
    let claims = object(given, "claims");
    let known: Option<Value> = claims
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let claimed = |name: &str| {
        let value = known.as_ref().and_then(|claims| claims.get(name));
        value.is_some_and(|value| !value.is_null() && value != "")
    };
    let part = |name, key: &str| {
        let mut part = needed(given, name, key);
        if claimed(key) {
            part.role = Role::Decided;
            part.saved = Some(String::new());
            part.pointer = None;
        }
        part
    };
    let seconds = given.filled(&["exp"]).and_then(|text| text.parse().ok());
    let options = none()
        .put(
            "algorithm",
            key_algorithm(given.filled(&["alg"]).as_deref())?,
        )
        .put("lifetime_seconds", seconds.map(OptionValue::Number))
        .text("claims", claims);
    let mut parts = vec![
        needed(given, "private_key", "privateKey"),
        part("key_id", "kid"),
        part("issuer", "iss"),
        part("audience", "aud"),
    ];
    if given.filled(&["sub"]).is_some() {
        parts.push(given.part("subject", "sub", Role::Optional("subject")));
    }
    Some(scheme(CredentialKind::Asap, parts, options))
}

/// The text of a JSON object that is not empty, without the secrets in it.
fn object(given: &Parameters<'_>, key: &str) -> Option<String> {
    let text = given.filled(&[key]).filter(|json| json != "{}")?;
    let Ok(mut value) = serde_json::from_str(&text) else {
        // Variables may stand where no JSON would.
        return Some(text);
    };
    Some(match secret::mask_json(&mut value) {
        true => value.to_string(),
        false => text,
    })
}
