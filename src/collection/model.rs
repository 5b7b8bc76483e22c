//! The serde types of a collection, v2.1.0 and v2.0.0, in the words of the published schema.
//!
//! Unknown members are legal everywhere and skipped. The two versions differ only in how auth
//! parameters are written (see `auth`), so one model serves both. Nothing but the collection has
//! `Debug`: requests, variables and examples may hold secrets.
//! Source: schema v2.1.0 and v2.0.0, and what Postman's engine makes of real exports.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::auth::Auth;
use super::lenient::{self, FromText, Named};
use super::place::Places;
use super::request::{Header, Request};
#[cfg(feature = "schema")]
use super::schema;
use crate::diagnostic::Pointer;
use crate::secret::Secrets;

/// A whole collection.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["item"])))]
#[serde(default)]
pub struct Collection {
    /// Name, description and schema mark.
    #[serde(deserialize_with = "lenient::or_default")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Info>"))]
    pub info: Info,
    /// Folders and requests in the order in which Postman shows them.
    #[serde(deserialize_with = "lenient::list")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<Item>"))]
    pub item: Vec<Item>,
    /// Variables with their values.
    #[serde(deserialize_with = "lenient::named")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<Variable>"))]
    pub variable: Vec<Variable>,
    /// The auth that folders and requests inherit.
    #[serde(deserialize_with = "lenient::present")]
    pub auth: Option<Auth>,
    /// Scripts that run around every request.
    #[serde(deserialize_with = "lenient::list")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<Event>"))]
    pub event: Vec<Event>,
    /// A wrong name of `item`, which Postman does not read.
    #[serde(deserialize_with = "lenient::list", skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub items: Vec<Item>,
    /// A wrong name of `variable`, which Postman does not read.
    #[serde(deserialize_with = "lenient::list", skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub variables: Vec<Variable>,
    /// How requests are sent: redirects, bodies, TLS.
    #[serde(
        rename = "protocolProfileBehavior",
        skip_serializing_if = "Option::is_none"
    )]
    pub protocol_profile_behavior: Option<Value>,
    /// Where the collection stands in its file: at the root, or at `/collection`.
    #[serde(skip)]
    pub root: Pointer,
    /// Whether it was converted from v1.
    #[serde(skip)]
    pub(crate) is_converted: bool,
    /// The secrets that stand in it.
    #[serde(skip)]
    pub(crate) secrets: Secrets,
    /// Where its parts stand in the file, if not where v2.1 has them.
    #[serde(skip)]
    pub(crate) places: Places,
}

impl Collection {
    /// The place in the file of a part of this collection.
    pub(crate) fn in_file(&self, place: &Pointer) -> Pointer {
        self.places.in_file(place)
    }
}

/// Values may be secrets, so only the size is shown.
impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collection")
            .field("name", &self.info.name)
            .field("items", &self.item.len())
            .finish_non_exhaustive()
    }
}

/// What a collection says about itself.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Info {
    /// Name of the collection.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub name: String,
    /// Address of the schema; names the version.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub schema: String,
    /// Markdown.
    #[serde(deserialize_with = "lenient::text_or_object")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::TextOr<Description>>")
    )]
    pub description: Option<Description>,
}

/// A text in Markdown or HTML, bare or with its type.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Description {
    /// The text itself.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub content: String,
}

impl FromText for Description {
    fn from_text(content: String) -> Self {
        Self { content }
    }
}

/// A folder (with `item`) or a request (with `request`).
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Item {
    /// Name as shown in Postman.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub name: String,
    /// Markdown; for requests it usually stands in the request.
    #[serde(deserialize_with = "lenient::text_or_object")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::TextOr<Description>>")
    )]
    pub description: Option<Description>,
    /// Children of a folder.
    #[serde(deserialize_with = "lenient::optional_list")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<Item>"))]
    pub item: Option<Vec<Item>>,
    /// The request; a bare text is the URL of a GET.
    #[serde(deserialize_with = "lenient::text_or_object")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::TextOr<Request>>"))]
    pub request: Option<Request>,
    /// Saved examples.
    #[serde(deserialize_with = "lenient::list")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<SavedResponse>"))]
    pub response: Vec<SavedResponse>,
    /// The auth of a folder.
    #[serde(deserialize_with = "lenient::present")]
    pub auth: Option<Auth>,
    /// Scripts.
    #[serde(deserialize_with = "lenient::list")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<Event>"))]
    pub event: Vec<Event>,
    /// How requests are sent, over what the folders around say.
    #[serde(
        rename = "protocolProfileBehavior",
        skip_serializing_if = "Option::is_none"
    )]
    pub protocol_profile_behavior: Option<Value>,
    /// Variables of a folder or request, which Postman does not read.
    #[serde(deserialize_with = "lenient::list", skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(with = "schema::List<Variable>"))]
    pub variable: Vec<Variable>,
    /// A wrong name of `item`, which Postman does not read.
    #[serde(deserialize_with = "lenient::optional_list", skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub items: Option<Vec<Item>>,
    /// Why it has no request, if the file itself does not show it.
    #[serde(skip)]
    pub lost: Option<String>,
}

/// A collection, path, environment or globals variable.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Variable {
    /// Name; old exports write it as `id`.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub key: Option<String>,
    /// Name of a path variable in old exports.
    #[serde(deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub id: Option<String>,
    /// Any JSON value; Postman sends its text.
    pub value: Option<Value>,
    /// `secret` marks a value that must not be shown.
    #[serde(rename = "type", deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub kind: Option<String>,
    /// Not used when set.
    #[serde(deserialize_with = "lenient::switch")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Flag"))]
    pub disabled: bool,
    /// The spelling of environments; `false` switches the variable off.
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

impl Named for Variable {
    fn is_blank(&self) -> bool {
        self.key.is_none() && self.id.is_none() && self.value.is_none()
    }
}

impl Variable {
    /// The name of a path variable, which old exports write as `id`.
    pub(crate) fn name(&self) -> Option<&str> {
        self.key.as_deref().or(self.id.as_deref())
    }
}

/// A saved example.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SavedResponse {
    /// Title.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub name: String,
    /// The request that was answered, which may differ from the one it is saved under.
    #[serde(
        rename = "originalRequest",
        deserialize_with = "lenient::text_or_object"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::TextOr<Request>>"))]
    pub original_request: Option<Request>,
    /// Reason phrase, such as `Created`.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub status: String,
    /// HTTP status.
    #[serde(deserialize_with = "lenient::status")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub code: Option<u16>,
    /// Headers.
    #[serde(deserialize_with = "lenient::pairs")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Pairs<Header>"))]
    pub header: Vec<Header>,
    /// Body as text.
    #[serde(deserialize_with = "lenient::json_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub body: Option<String>,
    /// Cookies; only looked through for secrets.
    #[serde(skip_serializing)]
    pub cookie: Option<Value>,
    /// What Postman's library writes for members that begin with `_postman_`.
    #[serde(rename = "_", skip_serializing)]
    pub artefacts: Option<Value>,
}

/// A script; collgen reads it and never runs it.
#[derive(Clone, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Event {
    /// `prerequest` or `test`.
    #[serde(deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Text"))]
    pub listen: String,
    /// Source, as `{exec: [lines]}`.
    pub script: Option<Value>,
    /// Not run when set.
    #[serde(deserialize_with = "lenient::switch")]
    #[cfg_attr(feature = "schema", schemars(with = "schema::Flag"))]
    pub disabled: bool,
}
