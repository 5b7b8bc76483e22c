//! What serde does with a JSON value and a generated type: refuse it, or take it and write it back.
//!
//! In: a value, a type, the types of the crate. Out: the value as it is encoded again, and how
//! many of its leaves have a type of their own. The rules are those of serde_json without
//! `arbitrary_precision`; the ones of our own types are those of `templates/support/core/value.rs`.

use serde_json::{Map, Value};

use crate::spelled::Spelled;
use crate::types::{Field, Struct, Types};

/// Leaves of the values that were decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaves {
    /// Decoded to something narrower than `serde_json::Value`.
    pub narrow: usize,
    /// Kept as `serde_json::Value`.
    pub wide: usize,
    /// Of members that the type does not have.
    pub skipped: usize,
    /// Members that the type requires, and that are there.
    pub required: usize,
}

impl Leaves {
    fn add(&mut self, other: Self) {
        self.narrow += other.narrow;
        self.wide += other.wide;
        self.skipped += other.skipped;
        self.required += other.required;
    }
}

/// Where a value does not fit, and what was wanted there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// JSON pointer.
    pub pointer: String,
    /// The type that refuses it.
    pub wanted: String,
    /// Whether a required member is missing, or `null`.
    pub is_regret: bool,
}

/// Decodes and encodes a value.
///
/// # Errors
/// The place that does not fit.
pub fn round_trip(
    types: &Types,
    spelled: &Spelled,
    value: &Value,
    leaves: &mut Leaves,
) -> Result<Value, Misfit> {
    Reader { types }.read(spelled, value, leaves)
}

struct Reader<'t> {
    types: &'t Types,
}

impl Reader<'_> {
    fn read(&self, spelled: &Spelled, value: &Value, leaves: &mut Leaves) -> Result<Value, Misfit> {
        let first = || spelled.arguments.first().ok_or_else(|| misfit(spelled));
        let fits = match (spelled.name.as_str(), value) {
            ("Value", value) => {
                leaves.wide += count(value);
                return Ok(value.clone());
            }
            ("Option" | "Maybe", Value::Null) => {
                return Ok(Value::Null);
            }
            ("Option" | "Maybe" | "Box", value) => return self.read(first()?, value, leaves),
            ("Vec", Value::Array(items)) => return self.list(first()?, items, leaves),
            ("BTreeMap", Value::Object(members)) => {
                let values = spelled.arguments.get(1).ok_or_else(|| misfit(spelled))?;
                return self.map(values, members, leaves);
            }
            ("bool", value) => value.is_boolean(),
            ("String", value) => value.is_string(),
            ("i64", Value::Number(number)) => number.is_i64(),
            ("u64", Value::Number(number)) => number.is_u64(),
            ("Number" | "Exact", value) => value.is_number(),
            ("NumberOrText" | "ExactOrText", value) => value.is_number() || value.is_string(),
            ("Scalar", value) => value.is_number() || value.is_string() || value.is_boolean(),
            (name, value) if self.types.words.contains(name) => value.is_string(),
            (name, value) => return self.named(name, spelled, value, leaves),
        };
        if !fits {
            return Err(misfit(spelled));
        }
        leaves.narrow += 1;
        Ok(value.clone())
    }

    fn list(&self, inner: &Spelled, items: &[Value], leaves: &mut Leaves) -> Result<Value, Misfit> {
        let items = items.iter().enumerate().map(|(at, item)| {
            self.read(inner, item, leaves)
                .map_err(|misfit| misfit.below(&at.to_string()))
        });
        items.collect()
    }

    fn map(
        &self,
        inner: &Spelled,
        members: &Map<String, Value>,
        leaves: &mut Leaves,
    ) -> Result<Value, Misfit> {
        let members = members.iter().map(|(name, value)| {
            let read = self.read(inner, value, leaves);
            let read = read.map_err(|misfit| misfit.below(name))?;
            Ok((name.clone(), read))
        });
        members.collect::<Result<Map<_, _>, _>>().map(Value::Object)
    }

    fn named(
        &self,
        name: &str,
        spelled: &Spelled,
        value: &Value,
        leaves: &mut Leaves,
    ) -> Result<Value, Misfit> {
        if let Some((tag, kinds)) = self.types.tagged.get(name) {
            let word = value.get(tag).and_then(Value::as_str);
            let kind = word.and_then(|word| kinds.get(word));
            let mut own = Leaves::default();
            return match kind.map(|kind| self.read(kind, value, &mut own)) {
                Some(Ok(written)) => {
                    leaves.add(own);
                    Ok(written)
                }
                Some(Err(_)) | None => {
                    leaves.wide += count(value);
                    Ok(value.clone())
                }
            };
        }
        if let Some(variants) = self.types.unions.get(name) {
            for variant in variants {
                let mut own = Leaves::default();
                if let Ok(written) = self.read(variant, value, &mut own) {
                    leaves.add(own);
                    return Ok(written);
                }
            }
            return Err(misfit(spelled));
        }
        let known = self
            .types
            .structs
            .get(name)
            .ok_or_else(|| misfit(spelled))?;
        let Value::Object(members) = value else {
            return Err(misfit(spelled));
        };
        self.object(known, spelled, members, leaves)
    }

    fn object(
        &self,
        known: &Struct,
        spelled: &Spelled,
        members: &Map<String, Value>,
        leaves: &mut Leaves,
    ) -> Result<Value, Misfit> {
        let mut written = Map::new();
        for field in &known.fields {
            let own = field
                .spelled
                .with(&known.parameter, spelled.arguments.first());
            let value = match members.get(&field.wire) {
                Some(value) => {
                    let is_required = is_required(field, &own);
                    if is_required && value.is_null() {
                        return Err(regret(&own).below(&field.wire));
                    }
                    leaves.required += usize::from(is_required);
                    let read = self.read(&own, value, leaves);
                    let read = read.map_err(|misfit| misfit.below(&field.wire))?;
                    // The inner `None` of a doubled option is `null`, the outer one is absent.
                    (!(read.is_null() && field.is_skipped && !field.is_present)).then_some(read)
                }
                None if is_required(field, &own) => {
                    return Err(regret(&own).below(&field.wire));
                }
                None => absent(field, &own).map_err(|misfit| misfit.below(&field.wire))?,
            };
            if let Some(value) = value {
                written.insert(field.wire.clone(), value);
            }
        }
        let unknown = members
            .iter()
            .filter(|(name, _)| !known.fields.iter().any(|field| field.wire == **name));
        leaves.skipped += unknown.map(|(_, value)| count(value)).sum::<usize>();
        Ok(Value::Object(written))
    }
}

/// What a missing member is encoded as; nothing when it is skipped.
fn absent(field: &Field, spelled: &Spelled) -> Result<Option<Value>, Misfit> {
    match spelled.name.as_str() {
        "Option" if field.is_present && !field.has_default => Err(misfit(spelled)),
        "Option" => Ok((!field.is_skipped).then_some(Value::Null)),
        "Vec" if field.has_default => Ok((!field.is_skipped).then(|| Value::Array(Vec::new()))),
        _ if field.has_default => Ok(None),
        _ => Err(misfit(spelled)),
    }
}

/// Whether the type wants the member to be there, with a value.
fn is_required(field: &Field, spelled: &Spelled) -> bool {
    !field.has_default && !matches!(spelled.name.as_str(), "Option" | "Maybe" | "Value")
}

/// The misfit of a required member that is missing or `null`.
fn regret(spelled: &Spelled) -> Misfit {
    Misfit {
        is_regret: true,
        ..misfit(spelled)
    }
}

fn misfit(spelled: &Spelled) -> Misfit {
    Misfit {
        is_regret: false,
        pointer: String::new(),
        wanted: spelled.name.clone(),
    }
}

impl Misfit {
    fn below(mut self, name: &str) -> Self {
        self.pointer = format!(
            "/{}{}",
            name.replace('~', "~0").replace('/', "~1"),
            self.pointer
        );
        self
    }
}

/// The leaves of a value that are not `null`.
fn count(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 1,
    }
}
