//! What cargo says about the crates.
//!
//! In: the workspace. Out: a fault for each error, warning or difference, in the outcome of the
//! collection whose crate it is about. Nothing is denied, so that one crate hides no other.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::Tool;
use crate::crates::{Made, Outcome};

/// A line of cargo's JSON.
#[derive(Debug, Deserialize)]
struct Line {
    reason: String,
    #[serde(default)]
    manifest_path: String,
    message: Option<Message>,
}

#[derive(Debug, Deserialize)]
struct Message {
    message: String,
    level: String,
    code: Option<Code>,
    #[serde(default)]
    spans: Vec<Span>,
}

#[derive(Debug, Deserialize)]
struct Code {
    code: String,
}

#[derive(Debug, Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
}

/// Runs one check over all crates.
pub(crate) fn judge(check: Tool, outcomes: &mut [Outcome], work: &Path) -> Result<()> {
    let by_name: BTreeMap<String, usize> = outcomes
        .iter()
        .enumerate()
        .filter_map(|(index, outcome)| match &outcome.made {
            Made::Crate(made) => Some((made.name.clone(), index)),
            _ => None,
        })
        .collect();
    if by_name.is_empty() {
        return Ok(());
    }
    let mut running = command(check, work)
        .current_dir(work)
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let output = running.stdout.take().context("cargo has no output")?;
    let mut faults = 0;
    for line in BufReader::new(output).lines() {
        let line = line?;
        let fault = match check {
            Tool::Fmt => unformatted(&line),
            _ => message(&line),
        };
        if let Some((name, kind, text)) = fault
            && let Some(&index) = by_name.get(&name)
        {
            outcomes[index].faults.push((kind, text));
            faults += 1;
        }
    }
    let status = running.wait()?;
    if !status.success() && faults == 0 {
        bail!("it ended with {status} and blamed no crate");
    }
    Ok(())
}

/// `cargo check` of one crate that was checked before, with everything that it needs.
pub(crate) fn check_again(name: &str, work: &Path) -> Result<()> {
    for (verb, of) in [
        ("clean", [].as_slice()),
        ("check", &["--no-default-features"]),
    ] {
        let mut command = cargo(work);
        command.args([verb, "--quiet", "--package", name]).args(of);
        if !command.current_dir(work).status()?.success() {
            bail!("cargo {verb} of {name} alone failed");
        }
    }
    Ok(())
}

/// Cargo with the target directory that all crates share.
fn cargo(work: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.env("CARGO_INCREMENTAL", "0");
    let target = std::path::absolute(work.join("target"));
    command.env(
        "CARGO_TARGET_DIR",
        target.unwrap_or_else(|_| work.join("target")),
    );
    command
}

fn command(check: Tool, work: &Path) -> Command {
    let mut command = cargo(work);
    match check {
        Tool::Fmt => {
            command.args(["fmt", "--all", "--", "--check", "-l"]);
            return command;
        }
        Tool::Check => command.arg("check"),
        Tool::Clippy => command.args(["clippy", "--all-targets"]),
        Tool::Doc => command.args(["doc", "--no-deps"]),
    };
    // Without a TLS stack: building one takes longer than all the crates together.
    command.args([
        "--workspace",
        "--no-default-features",
        "--keep-going",
        "--quiet",
    ]);
    command.args(["--message-format", "json"]);
    command
}

/// The crate in whose folder a path lies.
fn crate_of(path: &str) -> Option<String> {
    let (_, rest) = path.rsplit_once("/crates/")?;
    Some(rest.split('/').next()?.to_owned())
}

/// A path that `cargo fmt --check -l` printed.
fn unformatted(line: &str) -> Option<(String, String, String)> {
    let (name, rest) = line.rsplit_once("/crates/")?.1.split_once('/')?;
    Some((name.to_owned(), "fmt".to_owned(), rest.to_owned()))
}

fn message(line: &str) -> Option<(String, String, String)> {
    let line: Line = serde_json::from_str(line).ok()?;
    let message = line.message.filter(|_| line.reason == "compiler-message")?;
    if !matches!(message.level.as_str(), "error" | "warning") {
        return None;
    }
    let code = message.code.map(|code| code.code).unwrap_or_default();
    // "2 warnings emitted" stands for what was told before.
    if message.spans.is_empty() && code.is_empty() && message.message.contains("emitted") {
        return None;
    }
    let kind = match message.level.as_str() {
        "error" if !code.starts_with("clippy::") && !code.starts_with("rustdoc::") => "error",
        _ if code.starts_with("clippy::") => "clippy",
        _ if code.starts_with("rustdoc::") => "doc",
        _ => "warning",
    };
    let place = message.spans.iter().find(|span| span.is_primary);
    let place = place.map_or(String::new(), |span| {
        format!(" ({}:{})", span.file_name, span.line_start)
    });
    let text = format!("{code} {}{place}", message.message);
    Some((crate_of(&line.manifest_path)?, kind.to_owned(), text))
}
