//! Methods, and settings of the connection. Source: Postman's engine, the keys that it reads.

use serde_json::Value;

use crate::collection::Request;

use super::Checker;
use crate::spot::Spot;

const NOT_CARRIED: [&str; 3] = [
    "followAuthorizationHeader",
    "removeRefererHeaderOnRedirect",
    "disableCookies",
];

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
            let is_on = value == &Value::Bool(true);
            if NOT_CARRIED.contains(&name.as_str()) && is_on {
                let message = format!("`{name}` is not carried over");
                self.tell("redirect-behavior", message, &at);
            } else if name == "disableUrlEncoding" && is_on {
                self.tell(
                    "url-encoding-off",
                    "encoding of the URL is switched off",
                    &at,
                );
            } else if is_of_connection(name, value) {
                let message = format!("`{name}` is not carried over");
                self.tell("protocol-behavior", message, &at);
            }
        }
    }
}

/// What weakens or pins the connection; a value that is Postman's default changes nothing.
fn is_of_connection(name: &str, value: &Value) -> bool {
    match name {
        "strictSSL" => value == &Value::Bool(false),
        "insecureHTTPParser" | "tlsPreferServerCiphers" => value == &Value::Bool(true),
        "tlsDisabledProtocols" | "tlsCipherSelection" => {
            value.as_array().is_some_and(|list| !list.is_empty())
        }
        "protocolVersion" => value.as_str().is_some_and(|version| version != "auto"),
        _ => false,
    }
}
