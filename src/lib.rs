//! Generates a typed Rust client crate, OAuth 2.0 included, from a Postman collection.
//!
//! [`Generator`] is the way in, for programs and for build scripts; the `collgen` program does
//! nothing that is not offered here.

#![forbid(unsafe_code)]

mod build_script;
mod check;
mod collection;
mod config;
mod crate_name;
mod diagnostic;
mod emit;
mod error;
mod evidence;
mod files;
mod init;
mod input;
mod ir;
mod lower;
mod outline;
mod parameter_rules;
mod pipeline;
mod refusal;
mod rules;
mod script;
mod secret;
mod spot;
mod surface;
mod type_rules;
mod unused;

pub use diagnostic::{Diagnostic, Excerpt, Location, Pointer, Severity};
pub use error::Error;
pub use files::{Change, ChangeKind, FileSet, Overwrite, Written};
pub use init::{init, only_collection};
pub use pipeline::{Generated, Generator, Stage};
pub use refusal::Refusal;
pub use rules::{Rule, rule, rules};
pub use surface::{ApiChange, Effect, SemverStep};
pub use type_rules::TypeRules;

#[cfg(feature = "schema")]
pub use pipeline::{config_schema, schema};
