//! The Postman collection format, exactly as written, and how it is read.
//!
//! In: text. Out: [`Collection`], v2.1.0; v2.0.0 and v1.0.0 are turned into it. What Postman
//! itself tolerates is tolerated, with its meaning; what is not a collection is refused by name.
//! What the requests amount to is not decided here: see `lower`.

mod auth;
mod behavior;
#[cfg(feature = "schema")]
mod conform;
mod encoding;
mod engine;
mod environment;
mod foreign;
#[cfg(feature = "schema")]
mod forms;
mod header_text;
mod lenient;
mod locate;
mod model;
mod place;
mod read;
mod repair;
mod request;
#[cfg(feature = "schema")]
mod schema;
mod secrets;
mod spelling;
mod syntax;
mod url_text;
mod v1;

pub use auth::{Auth, AuthParameter};
#[cfg(feature = "schema")]
pub(crate) use conform::conform;
pub(crate) use encoding::{decode, unusual_encoding};
pub(crate) use engine::status_of;
pub(crate) use environment::{Scope, read_values};
pub(crate) use foreign::refuse_folder;
pub(crate) use locate::locate;
pub use model::{Collection, Description, Event, Item, SavedResponse, Variable};
pub(crate) use read::{no_requests, read};
pub use request::{Body, FormParameter, Header, QueryParameter, Request, Url};
