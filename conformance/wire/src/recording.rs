//! Recordings of Postman's engine, and the fixtures they were made of.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::message::Message;

/// A collection that is recorded, and the values of its variables.
#[derive(Clone, Debug, Deserialize)]
pub struct Fixture {
    /// What the recording is called.
    pub name: String,
    /// The file, from the root of the project.
    pub collection: PathBuf,
    /// Values by name.
    pub values: Map<String, Value>,
}

/// What the engine sent for a collection.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What was recorded.
    pub head: Head,
    /// What became of the requests, in order.
    pub requests: Vec<Recorded>,
}

/// What was recorded.
#[derive(Clone, Debug, Deserialize)]
pub struct Head {
    /// The file of the collection.
    pub collection: PathBuf,
    /// The hash of it.
    #[serde(default)]
    sha256: String,
    /// The values by name, or for a fixture their hash.
    pub values: Value,
    /// The version of the engine.
    engine: String,
}

/// What became of a request.
#[derive(Clone, Debug, Deserialize)]
pub struct Recorded {
    /// Folders and name.
    pub path: Vec<String>,
    /// Why the engine sent nothing.
    pub error: Option<String>,
    /// What it sent.
    #[serde(flatten)]
    pub message: Message,
}

/// The fixtures of this package.
///
/// # Errors
/// When their list cannot be read.
pub fn fixtures() -> Result<Vec<Fixture>, String> {
    let file = folder().join("fixtures.json");
    let text = read_text(&file)?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}

impl Fixture {
    /// The fixture of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> Result<Self, String> {
        let found = fixtures()?.into_iter().find(|fixture| fixture.name == name);
        found.ok_or_else(|| format!("fixtures.json has no `{name}`"))
    }

    /// The file of the collection.
    pub fn file(&self) -> PathBuf {
        folder().join("../..").join(&self.collection)
    }

    /// What the engine sent for it.
    ///
    /// # Errors
    /// When the recording cannot be read.
    pub fn recording(&self) -> Result<Recording, String> {
        let recordings = folder().join("recordings");
        read(&recordings.join(format!("{}.jsonl", self.name)))
    }
}

/// A recording from its file.
///
/// # Errors
/// When it cannot be read.
pub fn read(file: &Path) -> Result<Recording, String> {
    let text = read_text(file)?;
    let at = |error| format!("{}: {error}", file.display());
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default();
    Ok(Recording {
        head: serde_json::from_str(head).map_err(at)?,
        requests: lines
            .map(|line| serde_json::from_str(line).map_err(at))
            .collect::<Result<_, _>>()?,
    })
}

/// The version of the engine that `package-lock.json` pins.
fn pinned_engine() -> Result<String, String> {
    let text = read_text(&folder().join("package-lock.json"))?;
    let lock: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let version = &lock["packages"]["node_modules/postman-runtime"]["version"];
    Ok(version.as_str().unwrap_or_default().to_owned())
}

impl Recording {
    /// Whether it was made of this fixture as it is now.
    ///
    /// # Errors
    /// Says what changed since, or what cannot be read.
    pub fn check(&self, fixture: &Fixture) -> Result<(), String> {
        let file = fixture.file();
        let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let values = serde_json::to_vec(&fixture.values).map_err(|error| error.to_string())?;
        let changed = [
            (self.head.collection != fixture.collection, "another file"),
            (self.head.sha256 != hash(&bytes), "the collection"),
            (self.head.values != hash(&values), "the values"),
            (self.head.engine != pinned_engine()?, "the engine"),
        ];
        match changed.into_iter().find(|(is_changed, _)| *is_changed) {
            None => Ok(()),
            Some((_, what)) => Err(format!(
                "recordings/{}.jsonl is stale ({what}): run `npm ci && npm run record` in conformance/wire",
                fixture.name
            )),
        }
    }
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read_text(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
