//! Objects of several kinds, told apart by a member that says which.
//!
//! In: an object. Out: the struct of its kind. An object of another kind, or one of a known kind in another form, is kept
//! as it came, so that decoding never fails on a new one and encoding gives the same JSON again.

/// Declares an enum with a struct for each kind.
macro_rules! tagged_union {
    (
        $(#[$doc:meta])*
        pub enum $name:ident by $tag:literal {
            $($variant:ident($kind:ty) = $word:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
        #[non_exhaustive]
        #[serde(untagged)]
        pub enum $name {
            $(
                #[doc = concat!("Where the member `", $tag, "` is `", $word, "`.")]
                $variant(::std::boxed::Box<$kind>),
            )*
            /// Of another kind, or of a known one in another form.
            Other(::serde_json::Value),
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let object = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                let word = object.get($tag).and_then(::serde_json::Value::as_str);
                let known = match word {
                    $(Some($word) => {
                        let kind = <$kind as ::serde::Deserialize>::deserialize(&object);
                        kind.ok().map(|kind| Self::$variant(::std::boxed::Box::new(kind)))
                    })*
                    _ => None,
                };
                Ok(known.unwrap_or(Self::Other(object)))
            }
        }
    };
}

pub(crate) use tagged_union;
