//! The two module trees that are copied into every generated crate. This file itself is not copied.
#![forbid(unsafe_code)]

pub mod auth;
pub mod core;
