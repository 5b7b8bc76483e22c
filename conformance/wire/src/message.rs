//! One request as it is on the wire.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// A request.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Message {
    /// Method.
    pub method: String,
    /// `http` or `https`.
    pub scheme: String,
    /// Host in lower case, with its port as it was written.
    pub host: String,
    /// Path and query.
    pub target: String,
    /// Names and values in order.
    pub headers: Vec<(String, String)>,
    /// The body, if it is UTF-8.
    pub body: Option<String>,
    /// The body, if it is not.
    pub body_base64: Option<String>,
}

impl Message {
    /// The bytes of the body.
    pub fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_base64) {
            (Some(text), _) => text.as_bytes().to_vec(),
            (None, Some(encoded)) => STANDARD.decode(encoded).unwrap_or_default(),
            (None, None) => Vec::new(),
        }
    }

    /// Scheme and host, without the port that is the scheme's own.
    pub fn origin(&self) -> String {
        let port = if self.scheme == "https" {
            ":443"
        } else {
            ":80"
        };
        let host = self.host.strip_suffix(port).unwrap_or(&self.host);
        format!("{}://{host}", self.scheme)
    }

    /// The values of a header.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let headers = self.headers.iter();
        let named = headers.filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The media type of the body, without parameters.
    pub fn media_type(&self) -> String {
        let value = self.values("content-type").pop().unwrap_or_default();
        let media_type = value.split(';').next().unwrap_or_default();
        media_type.trim().to_ascii_lowercase()
    }

    /// Path and query of the target.
    pub fn path_and_query(&self) -> (&str, Option<&str>) {
        match self.target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (&self.target, None),
        }
    }
}
