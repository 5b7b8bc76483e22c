//! `cargo run -p wire-conformance -- FOLDER`: what Postman's engine sends for every request of a folder of collections,
//! beside what the generated clients send.
//!
//! In: collections; Node, and `npm ci` in `conformance/wire`. Out: the table of the bars, every rule that was needed and
//! every difference that no rule allows. Everything is written below `target/wire`, where the next run finds what is
//! compiled. Exit codes: 0 when all is sent and equal but by rules, and every bar is met; 1 else.

mod workspace;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

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
    let recordings = record(&std::path::absolute(folder)?, &work.join("recordings"))?;
    let names = workspace::generate(&recordings, &work)?;
    let programs = workspace::build(&work, &names)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut report = Report::default();
    for (name, recording) in names.iter().zip(&recordings) {
        let program = name.as_ref().and_then(|name| programs.get(name));
        report.extend(runtime.block_on(replay(program, recording, &work))?);
    }
    println!("{} collections", recordings.len());
    print!("{report}");
    Ok(report.is_good() && report.meets_bars())
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
    let name = recording.head.collection.file_stem().unwrap_or_default();
    let report = Report::of(&recording.requests, |index| sent[index].clone());
    Ok(report.of_collection(&name.to_string_lossy()))
}
