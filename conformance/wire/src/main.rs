//! `cargo run -p wire-conformance -- FOLDER`: what Postman's engine sends for every request of a folder of collections,
//! beside what the generated clients send.
//!
//! In: collections; Node, and `npm ci` in `conformance/wire`. Out: figures by part, every difference and the rule that
//! allows it. Everything is written below `target/wire`. Exit codes: 0 when all is sent and equal but by rules, 1 else.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

use collgen::{Generator, Overwrite};
use wire_conformance::{Recorder, Recording, Replay, Report, read};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool> {
    let folder = env::args_os()
        .nth(1)
        .ok_or("usage: wire-conformance FOLDER")?;
    let work = std::path::absolute("target/wire")?;
    let crates = work.join("crates");
    let recordings = record(&std::path::absolute(folder)?, &work.join("recordings"))?;
    let names = generate(&recordings, &crates)?;
    let programs = build(&work, &names)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut report = Report::default();
    for (name, recording) in names.iter().zip(&recordings) {
        let program = name.as_ref().and_then(|name| programs.get(name));
        report.extend(runtime.block_on(replay(program, recording, &work))?);
    }
    print!("{report}");
    Ok(report.is_good())
}

/// Lets the engine send every request of the folder.
fn record(folder: &Path, out: &Path) -> Result<Vec<Recording>> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let mut node = Command::new("node");
    node.arg("record.mjs").args([folder, out]);
    node.current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::null());
    if !node.status()?.success() {
        return Err("the engine could not be run: is there Node, and was `npm ci` run?".into());
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(out)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files
        .iter()
        .map(|file| read(file))
        .collect::<std::result::Result<_, _>>()?)
}

/// A crate from each collection; none where it has no request that could be sent.
fn generate(recordings: &[Recording], crates: &Path) -> Result<Vec<Option<String>>> {
    let mut names = Vec::new();
    for (index, recording) in recordings.iter().enumerate() {
        let name = format!("client{index:03}");
        let generator = Generator::new(&recording.head.collection).crate_name(&name);
        names.push(match generator.generate() {
            Ok(generated) => {
                generated.write_over(crates.join(&name), Overwrite::Always)?;
                Some(name)
            }
            Err(error) => {
                eprintln!("{}: {error}", recording.head.collection.display());
                None
            }
        });
    }
    Ok(names)
}

/// The replay of each crate. They share a workspace, and the versions of this project.
fn build(work: &Path, names: &[Option<String>]) -> Result<BTreeMap<String, PathBuf>> {
    let members: Vec<String> = names
        .iter()
        .flatten()
        .map(|name| format!("crates/{name}"))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n[profile.dev]\ndebug = false\nincremental = false\n"
    );
    fs::write(work.join("Cargo.toml"), manifest)?;
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    fs::copy(lock, work.join("Cargo.lock"))?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Without a TLS stack the replay asks its proxy for https in plain text.
    cargo.args([
        "build",
        "--workspace",
        "--example",
        "replay",
        "--no-default-features",
    ]);
    cargo.args(["--keep-going", "--quiet"]);
    cargo.args(["--features", &signing_features(work, names)?]);
    cargo
        .current_dir(work)
        .env("CARGO_TARGET_DIR", work.join("target"));
    if !cargo.status()?.success() {
        eprintln!("cargo could not build everything");
    }
    programs(&work.join("target/debug/examples"))
}

/// The programs of a folder by the crates that they are of. All have the same name but for a hash; what each is made of
/// stands in the file beside it.
fn programs(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut newest = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let program = path.with_extension("");
        let is_list = path.extension().is_some_and(|extension| extension == "d");
        if !is_list || !program.is_file() || program.ends_with("replay") {
            continue;
        }
        let made_of = fs::read_to_string(&path)?;
        let behind = made_of.split_once("crates/").map(|(_, rest)| rest);
        let name = behind.and_then(|rest| rest.split('/').next());
        let name = name.unwrap_or_default().to_owned();
        let made = (fs::metadata(&program)?.modified()?, program);
        let known = newest.entry(name).or_insert_with(|| made.clone());
        if known.0 < made.0 {
            *known = made;
        }
    }
    let programs = newest
        .into_iter()
        .map(|(name, (_, program))| (name, program));
    Ok(programs.collect())
}

/// The features that crates need for signing, `client007/ntlm`.
fn signing_features(work: &Path, names: &[Option<String>]) -> Result<String> {
    let mut features = Vec::new();
    for name in names.iter().flatten() {
        let manifest = fs::read_to_string(work.join("crates").join(name).join("Cargo.toml"))?;
        let offered = ["ntlm", "private-keys"].into_iter();
        let offered = offered.filter(|feature| manifest.contains(&format!("\n{feature} = [")));
        features.extend(offered.map(|feature| format!("{name}/{feature}")));
    }
    Ok(features.join(","))
}

/// Sends all requests of a collection through the client, and compares.
async fn replay(program: Option<&PathBuf>, recording: &Recording, work: &Path) -> Result<Report> {
    let recorder = Recorder::start().await?;
    let mut output = String::new();
    if let Some(program) = program {
        let values = work.join("values.json");
        fs::write(&values, recording.head.values.to_string())?;
        let mut replay = Command::new(program);
        replay.args(["--json", "--fake-files", "--insecure"]);
        replay.args([
            "--access-token",
            "test-access-token",
            "--proxy",
            &recorder.url(),
        ]);
        replay.arg("--values").arg(values);
        replay.arg("--collection").arg(&recording.head.collection);
        let running = tokio::task::spawn_blocking(move || replay.output());
        output = String::from_utf8(running.await??.stdout)?;
    }
    let messages = recorder.messages();
    let file = recording.head.collection.display();
    let replay = Replay::of(&output, &messages).map_err(|error| format!("{file}: {error}"))?;
    let sent = replay.of_each(recording.requests.iter().map(|request| &request.path));
    Ok(Report::of(&recording.requests, |index| sent[index].clone()))
}
