//! Which collections the schema that Postman publishes accepts, and which collgen's own does.
//!
//! In: the text of a file. Out: both answers; none for v1, which has another schema, and for a
//! file that is no JSON as it is.

use anyhow::{Context, Result};
use jsonschema::Validator;
use serde::Serialize;
use serde_json::Value;

/// What the two schemas say of a collection.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Accepted {
    /// Postman's, v2.1.0.
    pub(crate) official: bool,
    /// The one that `collgen schema` prints.
    pub(crate) ours: bool,
}

/// Both schemas.
pub(crate) struct Schemas {
    official: Validator,
    ours: Validator,
}

impl Schemas {
    pub(crate) fn read() -> Result<Self> {
        let text = include_str!("../../tests/official/collection-v2.1.0.schema.json");
        let official: Value = serde_json::from_str(text).context("the schema is no JSON")?;
        Ok(Self {
            official: jsonschema::validator_for(&official)?,
            ours: jsonschema::validator_for(&collgen::schema())?,
        })
    }

    pub(crate) fn judge(&self, bytes: &[u8]) -> Option<Accepted> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let file: Value = serde_json::from_slice(bytes).ok()?;
        let collection = match file.get("collection") {
            Some(inner) if file.get("item").is_none() => inner,
            _ => &file,
        };
        collection.get("info")?;
        Some(Accepted {
            official: self.official.is_valid(collection),
            ours: self.ours.is_valid(collection),
        })
    }
}
