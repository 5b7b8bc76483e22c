//! A string that must not be shown: client secrets, tokens, codes, PKCE verifiers.
//!
//! In: any string. Out: the same string, only through [`Secret::expose`]. No `Display`, no `Serialize`,
//! a redacting `Debug`; the memory is overwritten when the last clone is dropped. Copies made by the
//! HTTP stack while sending are out of reach.

use std::fmt;
use std::hint::black_box;
use std::sync::Arc;

use zeroize::Zeroizing;

/// A string that never appears in `Debug` output and is wiped from memory on drop. Clones share it.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Takes the string over.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(value.into())))
    }

    /// The string itself. Do not print it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Compares in a time that depends on the length only.
    pub fn matches(&self, other: &str) -> bool {
        let (own, other) = (self.expose().as_bytes(), other.as_bytes());
        let differences = own.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
        own.len() == other.len() && black_box(differences) == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}
