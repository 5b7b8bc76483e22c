//! The serde types of a request: address, headers, body.
//!
//! Postman sends the parts of an address and never looks at its `raw` text; of a body only the
//! member that `mode` names counts. Both are left to `lower`. Source: schema v2.1.0 and v2.0.0,
//! and what Postman's engine makes of real exports.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::auth::Auth;
use super::behavior::Behavior;
use super::lenient::{self, FromText, Pair};
use super::model::{Description, Variable};
#[cfg(feature = "schema")]
use super::schema;
use super::url_text;

/// A request as saved.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Request {
    /// Address; a bare text is taken apart as Postman does.
    #[serde(deserialize_with = "lenient::text_or_object")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::TextOr<Url>>"))]
    pub url: Option<Url>,
    /// GET when absent.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub method: Option<String>,
    /// Headers in order.
    #[serde(deserialize_with = "lenient::pairs")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Pairs<Header>"))]
    pub header: Vec<Header>,
    /// Body of any mode.
    #[serde(deserialize_with = "lenient::text_or_object_or_default")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::TextOr<Body>>"))]
    pub body: Body,
    /// Auth of its own; `noauth` stops inheritance, `null` and absent inherit.
    #[serde(deserialize_with = "lenient::present")]
    pub auth: Option<Auth>,
    /// Markdown.
    #[serde(deserialize_with = "lenient::text_or_object")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::TextOr<Description>>")
    )]
    pub description: Option<Description>,
    /// How it is sent, beside what it says.
    #[serde(skip)]
    pub behavior: Behavior,
}

/// Methods whose body Postman leaves out.
const BODILESS: [&str; 5] = ["GET", "HEAD", "COPY", "PURGE", "UNLOCK"];

impl Request {
    /// Upper case, as Postman sends it; GET when absent.
    pub(crate) fn method(&self) -> String {
        match self.method.as_deref().map(str::trim) {
            None | Some("") => "GET".to_owned(),
            Some(method) => method.to_ascii_uppercase(),
        }
    }

    /// Whether Postman sends no body with its method.
    pub(crate) fn drops_body(&self) -> bool {
        !self.behavior.keeps_body && BODILESS.contains(&self.method().as_str())
    }
}

impl FromText for Request {
    fn from_text(url: String) -> Self {
        Self {
            url: Some(Url::from_text(url)),
            ..Self::default()
        }
    }
}

/// An address in parts. Postman sends the parts and never looks at `raw`.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Url {
    /// The address as shown.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub raw: Option<String>,
    /// `http` when absent.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub protocol: Option<String>,
    /// Labels of the host, or the whole host as one part.
    #[serde(deserialize_with = "lenient::parts")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::TextOr<Vec<schema::Part>>>")
    )]
    pub host: Option<Vec<String>>,
    /// Port, a number as text.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub port: Option<String>,
    /// Segments of the path, or the whole path as one part.
    #[serde(deserialize_with = "lenient::parts")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::TextOr<Vec<schema::Part>>>")
    )]
    pub path: Option<Vec<String>>,
    /// Query parameters in order.
    #[serde(deserialize_with = "lenient::pairs")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Pairs<QueryParameter>"))]
    pub query: Vec<QueryParameter>,
    /// Path variables.
    #[serde(deserialize_with = "lenient::named")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<Variable>"))]
    pub variable: Vec<Variable>,
    /// What stands behind `#`, which is never sent.
    #[serde(deserialize_with = "lenient::json_text", skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub hash: Option<String>,
}

impl Url {
    /// The parts of an address that is written as one text.
    pub(crate) fn of_text(raw: &str) -> Self {
        url_text::parse(raw.to_owned())
    }

    /// The name in a segment that is `{name}` or `<name>` as a whole, as other tools write path
    /// variables, where Postman could have a variable of that name.
    pub(crate) fn placeholder_name(segment: &str) -> Option<&str> {
        let inside = |open, close| segment.strip_prefix(open)?.strip_suffix(close);
        let name = inside('{', '}').or_else(|| inside('<', '>'))?;
        let is_name = !name.is_empty() && !name.contains(['{', '}', ':', '.']);
        is_name.then_some(name)
    }
}

impl FromText for Url {
    fn from_text(raw: String) -> Self {
        url_text::parse(raw)
    }
}

/// A query parameter.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct QueryParameter {
    /// Name on the wire.
    #[serde(deserialize_with = "lenient::strict_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub key: Option<String>,
    /// `null` sends the bare key.
    #[serde(deserialize_with = "lenient::strict_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub value: Option<String>,
    /// Shown in Postman but not sent.
    #[serde(deserialize_with = "lenient::switch")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Flag"))]
    pub disabled: bool,
    /// A spelling of environments, which Postman's engine ignores here.
    #[serde(
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub enabled: Option<bool>,
    /// Markdown.
    #[serde(deserialize_with = "lenient::text_or_object")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::TextOr<Description>>")
    )]
    pub description: Option<Description>,
}

impl Pair for QueryParameter {
    fn unsent() -> Self {
        Self {
            disabled: true,
            ..Self::default()
        }
    }
}

/// A header, of a request or of a saved response.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Header {
    /// Name.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub key: String,
    /// Value; `null` is sent as that word.
    #[serde(deserialize_with = "lenient::sent_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub value: String,
    /// Shown in Postman but not sent.
    #[serde(deserialize_with = "lenient::switch")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Flag"))]
    pub disabled: bool,
    /// A spelling of environments, which Postman's engine ignores here.
    #[serde(
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub enabled: Option<bool>,
    /// Markdown.
    #[serde(deserialize_with = "lenient::text_or_object")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::TextOr<Description>>")
    )]
    pub description: Option<Description>,
}

impl Pair for Header {
    fn unsent() -> Self {
        Self {
            disabled: true,
            ..Self::default()
        }
    }
}

/// A request body; only the member that `mode` names counts.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Body {
    /// `raw`, `urlencoded`, `formdata`, `file` or `graphql`; nothing is sent without it.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub mode: Option<String>,
    /// Text of mode `raw`.
    #[serde(deserialize_with = "lenient::raw_body")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub raw: Option<String>,
    /// Fields of mode `urlencoded`.
    #[serde(deserialize_with = "lenient::pairs")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Pairs<FormParameter>"))]
    pub urlencoded: Vec<FormParameter>,
    /// Parts of mode `formdata`.
    #[serde(deserialize_with = "lenient::pairs")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<FormParameter>"))]
    pub formdata: Vec<FormParameter>,
    /// File of mode `file`, as `{src}`.
    pub file: Option<Value>,
    /// Query and variables of mode `graphql`.
    pub graphql: Option<Value>,
    /// `options.raw.language` names the media type of a raw body.
    pub options: Option<Value>,
    /// Not sent when set.
    #[serde(deserialize_with = "lenient::switch")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Flag"))]
    pub disabled: bool,
}

impl FromText for Body {
    fn from_text(raw: String) -> Self {
        Self {
            mode: Some("raw".to_owned()),
            raw: Some(raw),
            ..Self::default()
        }
    }
}

/// A field of a form: text, or a file with `type: "file"`.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct FormParameter {
    /// Name on the wire.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub key: Option<String>,
    /// Text of the field; anything else stands for its own text.
    #[serde(deserialize_with = "lenient::json_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub value: Option<String>,
    /// `file` for an upload; anything else is text.
    #[serde(rename = "type", deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub kind: Option<String>,
    /// Path of the file, or a list of paths.
    pub src: Option<Value>,
    /// Media type of the part.
    #[serde(rename = "contentType", deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub content_type: Option<String>,
    /// Shown in Postman but not sent.
    #[serde(deserialize_with = "lenient::switch")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Flag"))]
    pub disabled: bool,
    /// A spelling of environments, which Postman's engine ignores here.
    #[serde(
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub enabled: Option<bool>,
    /// Markdown.
    #[serde(deserialize_with = "lenient::text_or_object")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::TextOr<Description>>")
    )]
    pub description: Option<Description>,
}

impl Pair for FormParameter {
    fn unsent() -> Self {
        Self {
            disabled: true,
            ..Self::default()
        }
    }
}
