//! OAuth 1.0a, as a server checks it (RFC 5849 section 3.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{
    Checked, decode, equal, get, header, hmac_sha1, hmac_sha256, parameters, percent, recent,
    split_target,
};
use crate::server::Received;

/// What the server knows.
pub struct Server<'s> {
    pub consumer_secret: &'s str,
    pub token_secret: &'s str,
}

impl Server<'_> {
    /// Parameters in the `Authorization` header, HMAC-SHA256.
    pub fn check_header(&self, request: &Received) -> Checked {
        let given = parameters(request, "OAuth ")?;
        let decoded: Vec<(String, String)> = given
            .into_iter()
            .map(|(name, value)| {
                (
                    name,
                    decode(&format!("v={}", value.replace('+', "%2B")))
                        .remove(0)
                        .1,
                )
            })
            .filter(|(name, _)| name != "realm")
            .collect();
        let mut all = decode(split_target(&request.target).1);
        all.extend(decode(
            std::str::from_utf8(&request.body).map_err(|_| "no text")?,
        ));
        equal(
            "method",
            get(&decoded, "oauth_signature_method")?,
            "HMAC-SHA256",
        )?;
        all.extend(decoded.clone());
        let text = self.text(request, all)?;
        let code = STANDARD.encode(hmac_sha256(self.key(), text));
        self.check(&decoded, &code)
    }

    /// Parameters in the `Authorization` header, RSA-SHA1 under this key (RSAPublicKey in DER).
    pub fn check_key(&self, request: &Received, key: &[u8]) -> Checked {
        let given = parameters(request, "OAuth ")?;
        let given: Vec<(String, String)> = given
            .into_iter()
            .map(|(name, value)| {
                let decoded = decode(&format!("v={}", value.replace('+', "%2B")));
                (name, decoded.into_iter().map(|(_, value)| value).collect())
            })
            .collect();
        equal("method", get(&given, "oauth_signature_method")?, "RSA-SHA1")?;
        let mut all = decode(split_target(&request.target).1);
        all.extend(given.clone());
        let text = self.text(request, all)?;
        super::keys::check_rsa_sha1(&text, get(&given, "oauth_signature")?, key)
    }

    /// Parameters in the form, HMAC-SHA1.
    pub fn check_form(&self, request: &Received) -> Checked {
        let mut all = decode(std::str::from_utf8(&request.body).map_err(|_| "no text")?);
        let given = all.clone();
        all.extend(decode(split_target(&request.target).1));
        equal(
            "method",
            get(&given, "oauth_signature_method")?,
            "HMAC-SHA1",
        )?;
        let text = self.text(request, all)?;
        let code = STANDARD.encode(hmac_sha1(self.key(), text));
        self.check(&given, &code)
    }

    fn key(&self) -> String {
        format!(
            "{}&{}",
            percent(self.consumer_secret),
            percent(self.token_secret)
        )
    }

    fn check(&self, given: &[(String, String)], code: &str) -> Checked {
        recent(
            get(given, "oauth_timestamp")?
                .parse()
                .map_err(|_| "no number")?,
            300,
        )?;
        get(given, "oauth_nonce")?;
        equal("signature", get(given, "oauth_signature")?, code)
    }

    fn text(&self, request: &Received, mut all: Vec<(String, String)>) -> Result<String, String> {
        all.retain(|(name, _)| name != "oauth_signature");
        let mut all: Vec<(String, String)> = all
            .iter()
            .map(|(name, value)| (percent(name), percent(value)))
            .collect();
        all.sort();
        let all: Vec<String> = all
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let place = format!(
            "http://{}{}",
            header(request, "host")?,
            split_target(&request.target).0
        );
        Ok(format!(
            "{}&{}&{}",
            request.method,
            percent(&place),
            percent(&all.join("&"))
        ))
    }
}
