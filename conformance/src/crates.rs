//! From collections to a workspace of crates.
//!
//! In: files. Out: one [`Outcome`] for each, and on the disk a workspace with a crate for each
//! collection that gave one. A panic of collgen is an outcome, never the end of the run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use collgen::{Error, Generated, Generator, Overwrite, Severity};
use serde::Serialize;

use crate::measure;
use crate::requests;
use crate::schemas::{Accepted, Schemas};

/// What became of one collection.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// The file.
    pub(crate) file: PathBuf,
    /// The crate, or why there is none.
    pub(crate) made: Made,
    /// Requests of the file, where it can be counted without collgen.
    pub(crate) requests: Option<usize>,
    /// What Postman's schema and collgen's own say of it.
    pub(crate) accepted: Option<Accepted>,
    /// Everything that is wrong with the crate, by the check that found it.
    pub(crate) faults: Vec<(String, String)>,
}

/// A crate, or why there is none.
#[derive(Debug, Serialize)]
pub(crate) enum Made {
    /// The crate is written.
    Crate(Crate),
    /// There is no request in the collection that could be sent.
    NothingToSend(String),
    /// collgen refused the file.
    Refused(String),
    /// collgen panicked, or took longer than ten seconds of CPU time.
    Broken(String),
}

/// A crate that is written.
#[derive(Debug, Serialize)]
pub(crate) struct Crate {
    /// Name, which is the folder in the workspace as well.
    pub(crate) name: String,
    /// Requests that collgen says are in it.
    pub(crate) carried: usize,
    /// Functions for saved requests, counted in the written files.
    pub(crate) functions: usize,
    /// Requests that the replay example sends.
    pub(crate) replayed: usize,
    /// Path and reason of each request that is left out.
    pub(crate) left_out: Vec<(String, String)>,
}

/// Generates a crate from every file.
pub(crate) fn generate(files: &[PathBuf], work: &Path) -> Result<Vec<Outcome>> {
    let crates = work.join("crates");
    if crates.exists() {
        fs::remove_dir_all(&crates)
            .with_context(|| format!("cannot empty {}", crates.display()))?;
    }
    let schemas = Schemas::read()?;
    let mut names = BTreeSet::new();
    let mut outcomes = Vec::new();
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        outcomes.push(Outcome {
            file: file.clone(),
            made: one(file, &crates, &mut names)?,
            requests: requests::count(&bytes),
            accepted: schemas.judge(&bytes),
            faults: Vec::new(),
        });
    }
    write_workspace(work, &names)?;
    Ok(outcomes)
}

fn one(file: &Path, crates: &Path, names: &mut BTreeSet<String>) -> Result<Made> {
    let models = file.with_file_name("models.json");
    let generator = match models.is_file() {
        true => Generator::new(file).models(models),
        false => Generator::new(file),
    };
    let (first, seconds) = match attempt(generator.clone()) {
        Ok((Ok(generated), seconds)) => (generated, seconds),
        Ok((Err(error), _)) => return Ok(refused(&error)),
        Err(panic) => return Ok(Made::Broken(panic)),
    };
    if seconds > 10.0 {
        return Ok(Made::Broken(
            "it took longer than ten seconds of CPU time".to_owned(),
        ));
    }
    let name = free_name(&first.crate_name, names);
    let generated = if name == first.crate_name {
        first
    } else {
        generator.crate_name(&name).generate()?
    };
    let folder = crates.join(&name);
    generated.write_over(&folder, Overwrite::Always)?;
    write_first_program(&generated, &folder)?;
    let (functions, replayed) = counted(&generated);
    Ok(Made::Crate(Crate {
        name,
        carried: generated.requests,
        functions,
        replayed,
        left_out: left_out(&generated),
    }))
}

/// Makes the program of the README an example, so that it is compiled like the rest.
fn write_first_program(generated: &Generated, folder: &Path) -> Result<()> {
    let mut files = generated.files.iter();
    let readme = files.find(|(path, _)| *path == "README.md");
    let program = readme
        .and_then(|(_, text)| text.split_once("```rust\n"))
        .and_then(|(_, rest)| rest.split_once("```\n"))
        .map(|(program, _)| program);
    let path = folder.join("examples/first_program.rs");
    let program = program.context("the README has no program")?;
    // A README is laid out for its readers.
    let program = format!("#![cfg_attr(rustfmt, rustfmt_skip)]\n{program}");
    fs::write(&path, program).with_context(|| format!("cannot write {}", path.display()))
}

/// What came of it, and the seconds of CPU time that it took.
type Attempt = (Result<Generated, Error>, f64);

/// Generates in a thread of its own, so that a panic ends nothing else.
fn attempt(generator: Generator) -> Result<Attempt, String> {
    let thread = std::thread::Builder::new().stack_size(8 << 20);
    let running = thread
        .spawn(move || (generator.generate(), measure::thread_seconds()))
        .map_err(|error| error.to_string())?;
    running.join().map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("panicked: {}", text.unwrap_or("without a message"))
    })
}

fn refused(error: &Error) -> Made {
    let found = error.diagnostics();
    if let Some(none) = found.iter().find(|found| found.code == "no-requests") {
        return Made::NothingToSend(format!("{}: {}", none.code, none.message));
    }
    let first = found
        .iter()
        .find(|diagnostic| diagnostic.severity == Severity::Error);
    let Some(first) = first else {
        return Made::Refused(error.to_string());
    };
    Made::Refused(format!("{}: {}", first.code, first.message))
}

/// Two crates of a workspace cannot have one name.
fn free_name(name: &str, names: &mut BTreeSet<String>) -> String {
    let name = std::iter::once(name.to_owned())
        .chain((2..).map(|number| format!("{name}-{number}")))
        .find(|name| !names.contains(name))
        .unwrap_or_default();
    names.insert(name.clone());
    name
}

/// Functions for saved requests, and requests that are replayed.
fn counted(generated: &Generated) -> (usize, usize) {
    let lines = |folder: &str, start: &str| {
        let files = generated.files.iter();
        let texts = files.filter(|(path, _)| path.starts_with(folder));
        texts
            .flat_map(|(_, text)| text.lines())
            .filter(|line| line.starts_with(start))
            .count()
    };
    (
        lines("src/api/", "    pub fn "),
        lines("examples/replay/", "    replay.request("),
    )
}

/// The table of the README, which is what a user of the crate sees.
fn left_out(generated: &Generated) -> Vec<(String, String)> {
    let readme = generated.files.get("README.md").unwrap_or_default();
    let table = readme
        .split_once("## Left out")
        .map_or("", |(_, rest)| rest);
    let table = table.split_once("\n## ").map_or(table, |(table, _)| table);
    let rows = table.lines().filter_map(|line| {
        let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
        row.rsplit_once(" | ")
    });
    rows.filter(|(path, _)| !matches!(*path, "request" | "---"))
        .map(|(path, reason)| (path.to_owned(), reason.to_owned()))
        .collect()
}

/// The versions are those that this project is tested with.
fn write_workspace(work: &Path, names: &BTreeSet<String>) -> Result<()> {
    let members: String = names
        .iter()
        .map(|name| format!("    \"crates/{name}\",\n"))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n[profile.dev]\ndebug = false\n"
    );
    fs::create_dir_all(work)?;
    fs::write(work.join("Cargo.toml"), manifest)?;
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    fs::copy(&lock, work.join("Cargo.lock"))
        .with_context(|| format!("cannot copy {}", lock.display()))?;
    Ok(())
}
