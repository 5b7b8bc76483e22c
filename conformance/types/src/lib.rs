//! Figures about inferred types: how many samples that were left out they decode, how narrow they
//! are, and whether every saved example comes back as it was.
//!
//! In: a folder of collections. Out: [`Figures`]. Nothing is compiled: [`decode`] does what serde
//! does with the printed types, and a test holds it against the generated DrChrono crate.

pub mod decode;
pub mod figures;
pub mod names;
pub mod samples;
pub mod spelled;
pub mod types;

pub use figures::Figures;
pub use names::Names;
