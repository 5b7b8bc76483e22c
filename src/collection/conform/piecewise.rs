//! Whether all of a text is accepted, told folder by folder and request by request.
//!
//! In: the text, and what accepts collections. Out: yes or no. A collection is accepted exactly when
//! it is without its items and each item is without the items in it, so that no more than one request
//! is in memory at a time: a file of 50 MB needs not be there as a whole once more.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Where the items stand, in a collection and in a folder.
const ITEMS: &str = "item";

/// Whether the text is accepted. No, as well, for text that is not JSON.
pub(super) fn is_accepted(text: &str, accepts: &dyn Fn(&Value) -> bool) -> bool {
    let walk = Walk {
        accepts,
        is_accepted: Cell::new(true),
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let root = Piece {
        walk: &walk,
        is_list: false,
    };
    let Ok(root) = root.deserialize(&mut deserializer) else {
        return false;
    };
    deserializer.end().is_ok() && walk.is_accepted.get() && accepts(&root)
}

struct Walk<'a> {
    accepts: &'a dyn Fn(&Value) -> bool,
    is_accepted: Cell<bool>,
}

impl Walk<'_> {
    /// Judges one item, as the only one of a collection.
    fn judge(&self, item: Value) {
        if self.is_accepted.get() {
            let collection = Map::from_iter([(ITEMS.to_owned(), Value::Array(vec![item]))]);
            let is_accepted = (self.accepts)(&Value::Object(collection));
            self.is_accepted.set(is_accepted);
        }
    }
}

/// A value that the walk comes to. What it becomes has no items in it: they are judged on the way.
struct Piece<'w, 'a> {
    walk: &'w Walk<'a>,
    /// Whether it stands where a list of items does; else it is a collection or an item.
    is_list: bool,
}

impl<'de> DeserializeSeed<'de> for Piece<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Piece<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let walk = self.walk;
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let is_list = name == ITEMS;
            let value = if is_list {
                map.next_value_seed(Piece { walk, is_list })?
            } else {
                map.next_value()?
            };
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        if !self.is_list {
            return Value::deserialize(SeqAccessDeserializer::new(seq));
        }
        let walk = self.walk;
        let item = || Piece {
            walk,
            is_list: false,
        };
        while let Some(item) = seq.next_element_seed(item())? {
            walk.judge(item);
        }
        Ok(Value::Array(Vec::new()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(truth.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use serde_json::json;

    use jsonschema::Validator;

    use super::super::{Collection, forms};
    use super::*;

    static OURS: LazyLock<Validator> = LazyLock::new(|| {
        let schema = schemars::schema_for!(Collection).to_value();
        jsonschema::validator_for(&schema).expect("a schema")
    });

    fn accepts(collection: &Value) -> bool {
        OURS.is_valid(collection) && forms::unusual(collection).is_empty()
    }

    /// Values in the words of collections, right and wrong.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            Just(json!(true)),
            Just(json!(7)),
            Just(json!(-1)),
            Just(json!(0.5)),
            Just(json!("text")),
        ];
        leaf.prop_recursive(5, 40, 4, |inner| {
            let names = "item|item|item|name|description|request|url|header|response|event|variable|auth|info";
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(names, inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn piece_by_piece_is_accepted_as_the_whole_is(items in prop::collection::vec(value(), 0..3), rest in value()) {
            for collection in [json!({ "item": items, "variable": rest }), json!({ "item": rest })] {
                prop_assert_eq!(
                    is_accepted(&collection.to_string(), &accepts),
                    accepts(&collection),
                    "{}", collection
                );
            }
        }
    }

    #[test]
    fn what_is_no_collection_is_not_accepted() {
        for text in ["", "[]", "5", "{}", r#"{"item": []} {}"#, r#"{"item": [}"#] {
            assert!(!is_accepted(text, &accepts), "{text}");
        }
        assert!(is_accepted(r#"{"item": [{}]}"#, &accepts));
    }
}
