//! Methods, and settings of the connection. Source: Postman's engine, the keys that it reads.

use serde_json::Value;

use crate::collection::Request;

use super::Checker;
use crate::spot::Spot;

/// Headers that Postman adds by itself and a client of Rust does too; all others it adds are not sent anyway.
const ALWAYS_SENT: [&str; 4] = ["accept", "content-length", "host", "user-agent"];

/// RFC 9110 section 9, RFC 5789, and what Postman offers of WebDAV and caches.
const METHODS: [&str; 19] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "COPY", "LINK",
    "LOCK", "PROPFIND", "PURGE", "REPORT", "SEARCH", "UNLINK", "UNLOCK", "QUERY",
];

impl Checker<'_, '_> {
    pub(super) fn method(&mut self, request: &Request, spot: &Spot<'_>) {
        let method = request.method();
        let is_word = method.bytes().all(|byte| byte.is_ascii_alphabetic());
        if is_word && !METHODS.contains(&method.as_str()) {
            let message = format!("`{method}` is no method that HTTP defines");
            self.tell("method-unusual", message, spot);
        }
    }

    pub(super) fn protocol(&mut self, behavior: Option<&Value>, spot: &Spot<'_>) {
        let Some(Value::Object(settings)) = behavior else {
            return;
        };
        let around = spot.key("protocolProfileBehavior");
        for (name, value) in settings {
            let at = around.key(name);
            if name == "disabledSystemHeaders" {
                self.system_headers(value, &at);
            } else if let Some(code) = rule_for(name, value) {
                let message = match code {
                    "url-encoding-off" => "encoding of the URL is switched off".to_owned(),
                    _ => format!("`{name}` is not carried over"),
                };
                self.tell(code, message, &at);
            }
        }
    }

    fn system_headers(&mut self, disabled: &Value, spot: &Spot<'_>) {
        for (name, value) in disabled.as_object().into_iter().flatten() {
            let is_sent = ALWAYS_SENT.contains(&name.to_ascii_lowercase().as_str());
            if is_sent && value == &Value::Bool(true) {
                let message = format!("the header `{name}` is switched off");
                self.tell("system-header", message, &spot.key(name));
            }
        }
    }
}

/// The rule about a setting; none for Postman's default, for what is carried over, and for
/// `removeRefererHeaderOnRedirect`: no `Referer` is ever sent.
fn rule_for(name: &str, value: &Value) -> Option<&'static str> {
    let is_on = value == &Value::Bool(true);
    let (code, is_told) = match name {
        "disableUrlEncoding" => ("url-encoding-off", is_on),
        "followAuthorizationHeader" => ("redirect-behavior", is_on),
        "disableCookies" => ("cookies-off", is_on),
        "strictSSL" => ("protocol-behavior", value == &Value::Bool(false)),
        "insecureHTTPParser" => ("lenient-answers", is_on),
        "tlsPreferServerCiphers" => ("tls-behavior", is_on),
        "tlsDisabledProtocols" => ("tls-behavior", leaves_out_current_tls(value)),
        "tlsCipherSelection" => (
            "tls-behavior",
            value.as_array().is_some_and(|list| !list.is_empty()),
        ),
        // Without its feature the client speaks HTTP/1.1 only.
        "protocolVersion" => ("protocol-version", value.as_str() == Some("http2")),
        _ => return None,
    };
    is_told.then_some(code)
}

/// Whether TLS 1.2 or 1.3 is switched off, by Postman's names for them; nothing older is spoken anyway.
fn leaves_out_current_tls(value: &Value) -> bool {
    let mut names = value.as_array().into_iter().flatten();
    names.any(|name| !matches!(name.as_str(), Some("SSLv2" | "SSLv3" | "TLSv1" | "TLSv1_1")))
}
