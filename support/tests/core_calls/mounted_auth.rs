//! The list of modules of a crate whose collection has no auth that is built in.

#[path = "../../../templates/support/auth/authorize.rs"]
mod authorize;
#[path = "../../../templates/support/auth/error.rs"]
mod error;
#[path = "../../../templates/support/auth/placement.rs"]
mod placement;
#[path = "../../../templates/support/auth/secret.rs"]
mod secret;

pub use authorize::{Authorize, BoxFuture, Carry, Ticket};
pub use error::{AuthError, Refusal, StoreError};
pub use placement::{ClientAuthentication, Placement};
pub use secret::Secret;
