//! Compares what a generated client sends with what Postman's engine sends, request by request.
//!
//! `recordings/` holds what the engine sent for the fixtures (`record.mjs` makes them afresh).
//! A [`Recorder`] holds what a client sends now. [`compare`] sets them side by side: equal,
//! equivalent by a rule that has a name, or different.

#![forbid(unsafe_code)]

mod comparison;
mod message;
mod parts;
mod recorder;
mod recording;
mod replayed;
mod report;
mod rule;

pub use comparison::{Difference, PATH, QUERY, compare};
pub use message::Message;
pub use recorder::Recorder;
pub use recording::{Fixture, Recorded, Recording, fixtures, read};
pub use replayed::{Replay, Replayed};
pub use report::Report;
pub use rule::{Rule, Unsent};
