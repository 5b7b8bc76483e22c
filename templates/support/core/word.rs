//! Texts that are one of a list: enums that keep what they do not know.
//!
//! In: JSON texts. Out: a variant, or the text itself where the list does not have it, so that decoding never fails on a
//! new one and encoding gives the same text again.

/// A text that the list of an enum does not have. What it is, `as_str` of the enum says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted(Box<str>);

impl Unlisted {
    /// Keeps the text.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Declares an enum of texts that keeps the ones it does not list. [`Unlisted`] must be in scope.
#[allow(
    unused_macros,
    reason = "an API need not have texts that are one of a list"
)]
macro_rules! open_enum {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $($variant:ident = $word:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $word, "`")]
                $variant,
            )*
            /// Another text, kept as it came.
            Other(Unlisted),
        }

        impl $name {
            /// The text as JSON writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(text) => text.as_str(),
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($word => Self::$variant,)*
                    other => Self::Other(Unlisted::new(other)),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(text.as_str()))
            }
        }
    };
}

#[allow(
    unused_imports,
    reason = "an API need not have texts that are one of a list"
)]
pub(crate) use open_enum;
