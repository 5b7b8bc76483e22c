//! The Postman collection format, exactly as written, and how it is read.
//!
//! In: text. Out: [`Collection`], v2.1.0 or v2.0.0. What Postman itself tolerates is tolerated;
//! what is not a collection is refused by name. Nothing is interpreted here: see `lower`.

mod auth;
mod environment;
mod foreign;
mod lenient;
mod locate;
mod model;
mod read;
mod repair;
mod request;
#[cfg(feature = "schema")]
mod schema;
mod syntax;

pub use auth::{Auth, AuthParameter};
pub(crate) use environment::{Scope, read_values};
pub(crate) use foreign::refuse_folder;
pub(crate) use locate::locate;
pub use model::{Collection, Description, Item, SavedResponse, Variable};
pub(crate) use read::{decode, no_requests, read};
pub use request::{Body, FormParameter, QueryParameter, Request, Url};
