//! A mock of the DrChrono server, for tests of the generated client.
//!
//! In: HTTP/1.1 on 127.0.0.1. Out: DrChrono's OAuth 2.0 endpoints and a piece of its API, with switches for what
//! the vendor's documents leave open, faults to order, and a record of every request. It never speaks TLS.
#![forbid(unsafe_code)]

mod authorization;
mod behaviour;
mod browser;
mod clinic;
mod grants;
mod http;
mod multipart;
mod scene;
mod server;
pub mod setup;

pub use behaviour::{ClientAuthentication, Endpoint, Fault, LoginPage, Switches};
pub use browser::Browser;
pub use grants::IssuedTokens;
pub use http::{Pairs, Request, Response, find};
pub use multipart::Part;
pub use scene::Scene;
pub use server::{Hold, MockServer};
