//! The serde types of a collection in format v1.
//!
//! The format is flat: requests and folders refer to each other by id. Members that only Postman's
//! servers need (owners, dates, revisions) are skipped. What a member may be was taken from schema
//! v1.0.0 and from exports of all versions of the app that wrote it.

use serde::Deserialize;
use serde_json::Value;

use crate::collection::auth::Auth;
use crate::collection::lenient;
use crate::collection::model::{Description, Event, Variable};

/// A whole collection.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CollectionV1 {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient::text_or_object")]
    pub(super) description: Option<Description>,
    /// Ids of the requests outside of folders.
    #[serde(deserialize_with = "ids_or_none")]
    pub(super) order: Vec<String>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) folders: Vec<FolderV1>,
    /// Ids of the outermost folders; all that no other folder names, when absent.
    #[serde(deserialize_with = "ids")]
    pub(super) folders_order: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) requests: Vec<RequestV1>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) variables: Vec<Variable>,
    /// Counts only where there is no helper.
    pub(super) auth: Option<Auth>,
    #[serde(rename = "currentHelper", deserialize_with = "present")]
    pub(super) helper: Option<Value>,
    #[serde(rename = "helperAttributes")]
    pub(super) attributes: Option<Value>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) events: Vec<Event>,
    #[serde(deserialize_with = "lenient::json_text")]
    pub(super) tests: Option<String>,
    #[serde(rename = "preRequestScript", deserialize_with = "lenient::json_text")]
    pub(super) prerequest: Option<String>,
    #[serde(rename = "protocolProfileBehavior")]
    pub(super) protocol_profile_behavior: Option<Value>,
}

/// A folder.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct FolderV1 {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient::text_or_object")]
    pub(super) description: Option<Description>,
    /// Ids of its requests.
    #[serde(deserialize_with = "ids_or_none")]
    pub(super) order: Vec<String>,
    /// Ids of the folders in it.
    #[serde(deserialize_with = "ids_or_none")]
    pub(super) folders_order: Vec<String>,
    /// Counts only where there is no helper.
    pub(super) auth: Option<Auth>,
    #[serde(rename = "currentHelper", deserialize_with = "present")]
    pub(super) helper: Option<Value>,
    #[serde(rename = "helperAttributes")]
    pub(super) attributes: Option<Value>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) events: Vec<Event>,
    #[serde(deserialize_with = "lenient::json_text")]
    pub(super) tests: Option<String>,
    #[serde(rename = "preRequestScript", deserialize_with = "lenient::json_text")]
    pub(super) prerequest: Option<String>,
    #[serde(rename = "protocolProfileBehavior")]
    pub(super) protocol_profile_behavior: Option<Value>,
}

/// A request.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RequestV1 {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient::text_or_object")]
    pub(super) description: Option<Description>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub(super) method: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub(super) url: Option<String>,
    /// Replace the query of `url`, unless there are none.
    #[serde(rename = "queryParams", deserialize_with = "lenient::list")]
    pub(super) query: Vec<PairV1>,
    #[serde(rename = "pathVariableData", deserialize_with = "lenient::list")]
    pub(super) path_variable_data: Vec<Variable>,
    /// The older form, a map; it counts for names that the list does not have.
    #[serde(rename = "pathVariables")]
    pub(super) path_variables: Option<Value>,
    /// One text, or already a list.
    pub(super) headers: Option<Value>,
    #[serde(rename = "headerData", deserialize_with = "lenient::list")]
    pub(super) header_data: Vec<PairV1>,
    /// `raw`, `urlencoded`, `params`, `binary` or `graphql`; `null` is no body, absence a riddle.
    #[serde(rename = "dataMode", deserialize_with = "present")]
    pub(super) mode: Option<Value>,
    /// Fields, or the text of older exports.
    pub(super) data: Option<Value>,
    /// The text, sometimes in a list.
    #[serde(rename = "rawModeData")]
    pub(super) raw: Option<Value>,
    #[serde(rename = "graphqlModeData")]
    pub(super) graphql: Option<Value>,
    #[serde(rename = "dataOptions")]
    pub(super) options: Option<Value>,
    #[serde(rename = "dataDisabled", deserialize_with = "lenient::flag")]
    pub(super) body_disabled: bool,
    /// Counts only where there is no helper.
    pub(super) auth: Option<Auth>,
    /// Name of the older form of auth; `null` is a word on it, too: none.
    #[serde(rename = "currentHelper", deserialize_with = "present")]
    pub(super) helper: Option<Value>,
    /// Its parameters: a map, or the text of one.
    #[serde(rename = "helperAttributes")]
    pub(super) attributes: Option<Value>,
    /// Count only where both older forms are empty.
    #[serde(deserialize_with = "lenient::list")]
    pub(super) events: Vec<Event>,
    #[serde(deserialize_with = "lenient::json_text")]
    pub(super) tests: Option<String>,
    #[serde(rename = "preRequestScript", deserialize_with = "lenient::json_text")]
    pub(super) prerequest: Option<String>,
    #[serde(rename = "protocolProfileBehavior")]
    pub(super) protocol_profile_behavior: Option<Value>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) responses: Vec<ResponseV1>,
    #[serde(deserialize_with = "ids_or_none")]
    pub(super) responses_order: Vec<String>,
}

/// A header, a query parameter or a field of a form.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PairV1 {
    #[serde(deserialize_with = "lenient::optional_text")]
    pub(super) key: Option<String>,
    #[serde(deserialize_with = "lenient::json_text")]
    pub(super) value: Option<String>,
    #[serde(deserialize_with = "lenient::truth")]
    pub(super) enabled: Option<bool>,
    #[serde(deserialize_with = "lenient::flag")]
    pub(super) disabled: bool,
    /// `false` makes a query parameter without a value a bare name.
    pub(super) equals: Option<Value>,
    #[serde(rename = "type", deserialize_with = "lenient::optional_text")]
    pub(super) kind: Option<String>,
    /// Files of a field; older exports have them in `value`.
    pub(super) src: Option<Value>,
    #[serde(rename = "contentType", deserialize_with = "lenient::optional_text")]
    pub(super) content_type: Option<String>,
    #[serde(deserialize_with = "lenient::text_or_object")]
    pub(super) description: Option<Description>,
}

impl PairV1 {
    pub(super) fn is_off(&self) -> bool {
        self.disabled || self.enabled == Some(false)
    }
}

/// A saved example.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResponseV1 {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) name: String,
    #[serde(rename = "responseCode", deserialize_with = "lenient::or_default")]
    pub(super) code: CodeV1,
    /// One text, or a list.
    pub(super) headers: Option<Value>,
    /// The body.
    #[serde(deserialize_with = "lenient::json_text")]
    pub(super) text: Option<String>,
    /// A request, the text of one, or an id.
    pub(super) request: Option<Value>,
    /// The same; it goes before `request`.
    #[serde(rename = "requestObject")]
    pub(super) request_object: Option<Value>,
}

/// The status of a saved example.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeV1 {
    #[serde(deserialize_with = "lenient::status")]
    pub(super) code: Option<u16>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) name: String,
}

/// A member that is there, be it `null`.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Ids are texts, or numbers in the oldest exports.
fn ids<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    lenient::parts(deserializer)
}

fn ids_or_none<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(lenient::parts(deserializer)?.unwrap_or_default())
}
