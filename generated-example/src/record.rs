//! The shapes of the answers of a running program, with the feature `record`.
//!
//! In: every answer of a client. Out: files that `collgen build --evidence` reads: types, presence, lengths and
//! formats, never a value, and no name of a member that looks like data. What was recorded before is kept; a shape
//! that is known is not written again.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::core::{Attempt, Hooks, RequestLine};
use super::{names, shape};

/// Writes the shape of every answer into a folder: `Client::builder().hooks(ShapeRecorder::new("shapes")?)`.
#[derive(Debug)]
pub struct ShapeRecorder {
    folder: PathBuf,
    failed: Mutex<Option<io::Error>>,
}

impl ShapeRecorder {
    /// Makes the folder if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            failed: Mutex::new(None),
        })
    }

    /// Why a shape could not be written, if one could not. Calls go on without it.
    pub fn take_error(&self) -> Option<io::Error> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.take()
    }

    fn write(&self, call: &RequestLine, attempt: &Attempt<'_>) -> io::Result<()> {
        let (Ok(status), Some(body)) = (attempt.outcome, attempt.body) else {
            return Ok(());
        };
        // What is no JSON has no shape.
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return Ok(());
        };
        let route = names::route_without_data(call.route());
        let record = json!({
            "path": [call.folder(), call.name()],
            "method": call.method().as_str(),
            "route": route,
            "status": status.as_u16(),
            "body": shape::schema_of(&body),
        });
        shape::write_new(&self.folder, &stem(call, &route), &format!("{record:#}\n"))
    }
}

impl Hooks for ShapeRecorder {
    fn after(&self, call: &RequestLine, attempt: &Attempt<'_>) {
        if let Err(error) = self.write(call, attempt) {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error);
        }
    }
}

/// The name of a file for a call: method and route, in letters that every system takes.
fn stem(call: &RequestLine, route: &str) -> String {
    let mut stem = call.method().as_str().to_ascii_lowercase();
    for character in route.chars().take(80) {
        if character.is_ascii_alphanumeric() {
            stem.push(character);
        } else if !stem.ends_with('-') {
            stem.push('-');
        }
    }
    // Routes that differ in signs alone are still told apart.
    let sum = route
        .bytes()
        .fold(5381u32, |sum, byte| sum.wrapping_mul(33) ^ u32::from(byte));
    format!("{stem}-{sum:08x}")
}
