//! Which names a generated crate may have.
//!
//! In: the name that was given, or the one that the collection suggests. Out: a name that cargo
//! takes and that none of the crate's own dependencies has. Source: the Cargo book, "The name
//! field".

use crate::emit::ident;
use crate::error::Error;

/// What generated crates depend on: two crates of one name cannot be told apart in code.
const DEPENDENCIES: [&str; 13] = [
    "base64",
    "bytes",
    "futures-core",
    "getrandom",
    "http-body",
    "reqwest",
    "serde",
    "serde-json",
    "sha2",
    "tokio",
    "tracing",
    "url",
    "zeroize",
];

/// The name that a collection suggests.
pub(crate) fn suggested(collection: &str) -> String {
    let name = ident::crate_name(collection);
    if DEPENDENCIES.contains(&name.as_str()) {
        format!("{name}-client")
    } else {
        name
    }
}

/// A name that was given, if it can be used.
pub(crate) fn checked(name: &str) -> Result<String, Error> {
    let refuse = |reason| {
        Err(Error::CrateName {
            name: name.to_owned(),
            reason,
        })
    };
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return refuse("it has to start with a letter");
    }
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    {
        return refuse("it may hold letters, digits, `-` and `_` only");
    }
    // The compiler warns of any other.
    let words = name.replace('-', "_");
    if words.contains("__") || words.contains(|c: char| c.is_ascii_uppercase()) {
        return refuse("it has to be in lower case, with one `-` or `_` between words");
    }
    if name.len() > 64 {
        return refuse("it is longer than 64 characters");
    }
    if DEPENDENCIES.contains(&name.replace('_', "-").as_str()) {
        return refuse("the generated crate depends on a crate of that name");
    }
    // The maker of names lengthens what Rust or cargo keep for themselves.
    if ident::crate_name(name) == format!("{name}-client") {
        return refuse("Rust or cargo keep this name for themselves");
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cargo_or_the_crate_itself_cannot_bear_are_refused() {
        for name in [
            "",
            "3d",
            "my crate",
            "a/b",
            "ümlaut",
            "type",
            "test",
            "serde_json",
            "tokio",
            "a--b",
            "a-_b",
            "MyApi",
            "nul",
        ] {
            assert!(checked(name).is_err(), "{name}");
        }
        assert!(checked(&"a".repeat(65)).is_err());
        for name in ["demo", "my-api", "my_api2"] {
            assert_eq!(checked(name).ok().as_deref(), Some(name));
        }
    }

    #[test]
    fn a_collection_named_like_a_dependency_gets_another_name() {
        assert_eq!(suggested("Tokio API"), "tokio-client");
        assert_eq!(suggested("Demo API"), "demo");
        assert_eq!(suggested("a -- b"), "a-b");
        assert_eq!(suggested("CON"), "con-client");
    }
}
