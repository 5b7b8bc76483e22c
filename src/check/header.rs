//! Headers that are sent.

use crate::collection::Request;

use super::Checker;
use crate::spot::Spot;

/// Types of auth that write the Authorization header.
const SIGNING: [&str; 11] = [
    "asap", "awsv4", "basic", "bearer", "digest", "edgegrid", "hawk", "jwt", "ntlm", "oauth1",
    "oauth2",
];

impl Checker<'_, '_> {
    pub(super) fn headers(&mut self, request: &Request, auth: Option<&str>, spot: &Spot<'_>) {
        let is_signed = auth.is_some_and(|kind| SIGNING.contains(&kind));
        for (index, header) in request.header.iter().enumerate() {
            if header.disabled {
                continue;
            }
            let at = spot.index(index);
            self.template(&header.key, &at.key("key"));
            self.template(&header.value, &at.key("value"));
            let name = header.key.trim().to_ascii_lowercase();
            match name.as_str() {
                "host" | "content-length" | "transfer-encoding" | "connection" => {
                    let message = format!("the header `{}` belongs to the connection", header.key);
                    self.tell("header-reserved", message, &at);
                }
                "user-agent" | "accept-encoding" | "cache-control" | "postman-token" => {
                    let message = format!("Postman sends `{}` by itself", header.key);
                    self.tell("header-automatic", message, &at);
                }
                "authorization" if is_signed => {
                    let message = "an Authorization header stands beside auth that is in force";
                    self.tell("authorization-replaced", message, &at);
                }
                "content-type" => self.content_type(request, &header.value, &at),
                _ => {}
            }
        }
    }

    fn content_type(&mut self, request: &Request, value: &str, at: &Spot<'_>) {
        let expected = match request.body.mode.as_deref() {
            Some("urlencoded") => "application/x-www-form-urlencoded",
            Some("formdata") => "multipart/form-data",
            _ => return,
        };
        let value = value.trim().to_ascii_lowercase();
        if !value.starts_with(expected) && !value.starts_with("{{") {
            let message = format!("the body is sent as `{expected}`, whatever this header says");
            self.tell("content-type-mismatch", message, &at.key("value"));
        }
    }
}
