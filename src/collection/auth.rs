//! Auth blocks as the collection writes them.
//!
//! The parameters of a type are a list of `{key, value}` in v2.1 and a map in v2.0; both are read
//! under either mark. What a block means is decided in `lower`. Values may be secrets, so `Debug`
//! shows none. Source: schemas v2.1.0 and v2.0.0, and real exports.

use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lenient;
use crate::diagnostic::Pointer;

/// An auth block: its type and the parameters saved for each type it ever had.
#[derive(Clone, Default, Serialize)]
pub struct Auth {
    /// `oauth2`, `bearer`, `noauth` …; none inherits.
    pub kind: Option<String>,
    /// Parameter sets by type; only the one that `kind` names counts.
    pub parameters: Vec<(String, Vec<AuthParameter>)>,
}

/// One parameter of an auth block.
#[derive(Clone, Default, Serialize)]
pub struct AuthParameter {
    /// Name, such as `accessTokenUrl`.
    pub key: String,
    /// Any JSON value.
    pub value: Value,
    /// Where the value stands, seen from the parameters of its type; none where the file has it
    /// under another name.
    #[serde(skip)]
    pub place: Option<Pointer>,
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AuthParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthParameter")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl Auth {
    /// The parameters of the type in force.
    pub fn active(&self) -> &[AuthParameter] {
        let kind = self.kind.as_deref().unwrap_or_default();
        self.parameters
            .iter()
            .find(|(name, _)| name == kind)
            .map_or(&[], |(_, parameters)| parameters.as_slice())
    }
}

impl<'de> Deserialize<'de> for Auth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AuthVisitor;

        impl<'de> Visitor<'de> for AuthVisitor {
            type Value = Auth;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Auth, E> {
                Ok(Auth::default())
            }

            fn visit_str<E: Error>(self, _: &str) -> Result<Auth, E> {
                Ok(Auth::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Auth, A::Error> {
                let mut auth = Auth::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "type" {
                        auth.kind = map.next_value()?;
                    } else {
                        let Parameters(parameters) = map.next_value()?;
                        auth.parameters.push((key, parameters));
                    }
                }
                Ok(auth)
            }
        }

        deserializer.deserialize_any(AuthVisitor)
    }
}

/// The parameters of one type: a list in v2.1, a map in v2.0, anything for `noauth`.
struct Parameters(Vec<AuthParameter>);

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Entry {
            #[serde(deserialize_with = "lenient::text")]
            key: String,
            #[serde(deserialize_with = "lenient::or_default")]
            value: Value,
        }

        struct ParametersVisitor;

        impl<'de> Visitor<'de> for ParametersVisitor {
            type Value = Parameters;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_unit<E: Error>(self) -> Result<Parameters, E> {
                Ok(Parameters(Vec::new()))
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Parameters, E> {
                self.visit_unit()
            }

            fn visit_str<E: Error>(self, _: &str) -> Result<Parameters, E> {
                self.visit_unit()
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Parameters, A::Error> {
                let mut parameters = Vec::new();
                while let Some(Entry { key, value }) = seq.next_element()? {
                    let entry = Pointer::root().index(parameters.len());
                    let place = Some(entry.key("value"));
                    parameters.push(AuthParameter { key, value, place });
                }
                Ok(Parameters(parameters))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameters, A::Error> {
                let mut parameters = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    parameters.push(AuthParameter {
                        place: Some(Pointer::root().key(&key)),
                        key,
                        value: map.next_value()?,
                    });
                }
                Ok(Parameters(parameters))
            }
        }

        deserializer.deserialize_any(ParametersVisitor)
    }
}
