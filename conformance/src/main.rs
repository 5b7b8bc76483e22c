//! Generates a crate from every collection of a folder, has cargo judge them, and prints figures.
//!
//! `cargo run -p conformance -- DIR` writes all crates into one workspace, so that what they
//! depend on is compiled once, and runs `cargo clippy`, `cargo doc` and `cargo fmt` over them.
//! Exit codes: 0 when everything holds; 1 when a collection failed; 2 usage.

mod cargo;
mod collections;
mod crates;
mod figures;
mod measure;
mod requests;
mod schemas;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};

/// Figures for folders of Postman collections.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Folders that are searched for collections, or single files.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Where the workspace with the crates is written.
    #[arg(long, default_value = "target/conformance")]
    work: PathBuf,
    /// What is run over the crates.
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["fmt", "clippy", "doc"])]
    run: Vec<Tool>,
    /// Only collections whose path contains this.
    #[arg(long)]
    only: Option<String>,
    /// Folders of this name are passed over.
    #[arg(long)]
    skip: Vec<String>,
    /// So many of the largest files are read and built again, each in a process of its own, for
    /// their time and memory; with `--run check` their crates are checked once more as well, each alone.
    #[arg(long, default_value_t = 1)]
    largest: usize,
    /// Exactly so many requests are left out, for collections that are broken on purpose; without
    /// this fewer than one in 200 may be.
    #[arg(long)]
    left_out: Option<usize>,
    /// The figures as JSON as well.
    #[arg(long)]
    json: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Does one thing to one file and prints what it took; the rest of the program starts this.
    #[command(hide = true)]
    Measure {
        /// What is done.
        stage: measure::Stage,
        /// The collection; the name of a crate for `check`.
        collection: PathBuf,
        /// Where `build` writes; the workspace for `check`.
        folder: PathBuf,
    },
}

/// A command of cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tool {
    /// `cargo fmt --check`.
    Fmt,
    /// `cargo check`, libraries only.
    Check,
    /// `cargo clippy --all-targets`, which finds the warnings of the compiler as well.
    Clippy,
    /// `cargo doc --no-deps`.
    Doc,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    if let Some(Command::Measure {
        stage,
        collection,
        folder,
    }) = &arguments.command
    {
        measure::here(*stage, collection, folder)?;
        return Ok(ExitCode::SUCCESS);
    }
    let files = collections::find(
        &arguments.folders,
        &arguments.skip,
        arguments.only.as_deref(),
    )?;
    let mut crates = crates::generate(&files, &arguments.work)?;
    for check in &arguments.run {
        cargo::judge(*check, &mut crates, &arguments.work)
            .with_context(|| format!("cargo {check:?} could not be run"))?;
    }
    let costs = measure::largest(&crates, arguments.largest, &arguments.run, &arguments.work)?;
    let figures = figures::Figures::of(&crates, &arguments.run, arguments.left_out, costs);
    print!("{}", figures.table());
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&figures)? + "\n";
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(if figures.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
