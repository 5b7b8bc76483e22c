//! What an API is: no Rust, no Postman in it; every type can be printed as JSON.

pub mod api;
mod asked;
pub mod auth;
mod digits;
mod filler;
mod format;
mod graphql;
pub mod join;
mod members;
mod read;
mod sameness;
pub mod schema;
pub mod script;
pub mod secret;
pub mod shape;
mod variants;

pub use api::{
    Api, Argument, Body, Decision, Example, ExampleBody, Group, LeftOut, Manner, Operation,
    Parameter, Part, Setting,
};
pub use auth::{
    CredentialKind, CredentialPart, Credentials, ExtraParameter, Grant, OAuth2, OptionValue,
    Placement, Role, Scheme, SchemeOption, SendAs, Slot,
};
pub use format::Format;
pub use graphql::{Document, Graphql};
pub use members::Field;
pub use script::{
    AnswerPart, AnswerPath, AssertedKind, AssertedMember, Feed, FeedSource, ScriptFacts, SetBy,
    Step,
};
pub use shape::{Kind, Shape, Words};
pub use variants::{Variant, Variants};
