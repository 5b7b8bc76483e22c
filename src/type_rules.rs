//! The rules by which evidence becomes types, as `collgen.toml` may set them under `[types]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How evidence becomes types.
///
/// A field stands without `Option` only where it identifies the thing: its name is one of
/// `required-names`, at least `required-after` objects were seen, all had it, and none had it
/// `null` or empty. Everything else may be missing tomorrow.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct TypeRules {
    /// Fields that identify a thing.
    pub required_names: Vec<String>,
    /// How many objects must have had such a field, all that were seen; 0 for never.
    pub required_after: u32,
    /// How many objects must have had any other field before it is required; 0 for never.
    pub others_required_after: u32,
    /// How many texts must be seen before a few repeated words become an enum; 0 for never.
    pub enums_after: u32,
    /// The words of enums, by field: `"Task.status" = ["open", "closed"]`.
    pub enums: BTreeMap<String, Vec<String>>,
    /// How lists get from page to page, by request: `"Orders / List orders" = { by = "offset" }`.
    pub pages: BTreeMap<String, PageRule>,
    /// Other names, by model or field: `"Answer" = "Session"`, `"Patient.nick_name" = "nick"`.
    pub rename: BTreeMap<String, String>,
}

impl Default for TypeRules {
    fn default() -> Self {
        Self {
            required_names: ["id", "_id", "uuid", "guid"].map(str::to_owned).into(),
            required_after: 2,
            others_required_after: 0,
            enums_after: 40,
            enums: BTreeMap::new(),
            pages: BTreeMap::new(),
            rename: BTreeMap::new(),
        }
    }
}

/// How a list gets from page to page. What is not said is taken from the collection.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageRule {
    /// What leads to the next page.
    pub by: Option<PageBy>,
    /// Members that lead to the items: `data.orders`; empty where the answer is the list.
    pub items: Option<String>,
    /// Members that lead to the link or the token: `meta.next`.
    pub next: Option<String>,
    /// The query parameter that takes token, number or offset.
    pub query: Option<String>,
    /// In place of that the member of the JSON body that does: `pagination.cursor`.
    pub body: Option<String>,
    /// Number of the first page, or offset of the first item.
    pub first: Option<u64>,
}

/// What leads to the next page.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PageBy {
    /// Nothing: it is no list that comes in pages.
    Nothing,
    /// A link in the body.
    Link,
    /// A link in the header `Link` (RFC 8288).
    LinkHeader,
    /// A token in the body, which a query parameter takes.
    Token,
    /// The number of the page.
    Number,
    /// How many items to pass over.
    Offset,
}
