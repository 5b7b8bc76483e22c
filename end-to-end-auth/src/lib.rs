//! The clients generated from `fixtures/auth`, and a server that reads credentials as the specifications say.
//!
//! What is in `verify` shares no code with the schemes: a mistake of theirs does not make their own proof.

include!(concat!(env!("OUT_DIR"), "/logins.rs"));
include!(concat!(env!("OUT_DIR"), "/schemes.rs"));

pub mod ntlm_server;
#[path = "../../support/tests/core_calls/server.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
pub mod server;
pub mod verify;
