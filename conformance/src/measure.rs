//! What one file takes, measured in a process of its own.
//!
//! CPU time is that of the only thread, to the nanosecond; memory is the peak of the resident
//! set. Source: `/proc/thread-self/schedstat` and `/proc/self/status`, so the figures need Linux. What the
//! compiler takes is what the kernel says of it (`getrusage`): CPU time of all of cargo, memory of the
//! largest process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use collgen::{Generator, Overwrite};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde::{Deserialize, Serialize};

use crate::Tool;
use crate::cargo;
use crate::crates::{Made, Outcome};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// Read, validate.
    Validate,
    /// Read, validate, generate, write.
    Build,
    /// `cargo check` of one crate of the workspace, everything else being there.
    Check,
}

/// What it took.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// Seconds of CPU.
    pub(crate) seconds: f64,
    /// Peak of memory in MiB.
    pub(crate) mebibytes: f64,
}

/// The costs of one file.
#[derive(Debug, Serialize)]
pub(crate) struct FileCost {
    pub(crate) file: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) validate: Cost,
    pub(crate) build: Cost,
    /// `cargo check` of its crate alone, where that was asked for.
    pub(crate) check: Option<Cost>,
}

/// Does it in this process and prints the cost as JSON.
///
/// For [`Stage::Check`] the first path is the name of the crate, the second the workspace.
pub(crate) fn here(stage: Stage, collection: &Path, folder: &Path) -> Result<()> {
    let generator = Generator::new(collection);
    match stage {
        Stage::Check => {
            cargo::check_again(&collection.to_string_lossy(), folder)?;
            let cost = serde_json::to_string(&of_children()?)?;
            println!("{cost}");
            return Ok(());
        }
        Stage::Validate => {
            generator.validate()?;
        }
        Stage::Build => {
            generator
                .generate()?
                .write_over(folder, Overwrite::Always)?;
        }
    }
    println!("{}", serde_json::to_string(&so_far()?)?);
    Ok(())
}

/// The CPU time of this thread; none where the kernel does not tell.
pub(crate) fn thread_seconds() -> f64 {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = schedule.split_whitespace().next();
    let nanoseconds: f64 = nanoseconds
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0);
    nanoseconds / 1e9
}

fn so_far() -> Result<Cost> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next())
        .context("the kernel counts no memory")?
        .parse()?;
    Ok(Cost {
        seconds: thread_seconds(),
        mebibytes: peak / 1024.0,
    })
}

fn of_children() -> Result<Cost> {
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = used.user_time().num_microseconds() + used.system_time().num_microseconds();
    Ok(Cost {
        seconds: microseconds as f64 / 1e6,
        // Linux counts in KiB.
        mebibytes: used.max_rss() as f64 / 1024.0,
    })
}

/// The costs of the largest files, that of `cargo check` if it was run.
pub(crate) fn largest(
    outcomes: &[Outcome],
    count: usize,
    checks: &[Tool],
    work: &Path,
) -> Result<Vec<FileCost>> {
    let mut sized: Vec<(u64, &Outcome)> = Vec::new();
    for outcome in outcomes {
        sized.push((fs::metadata(&outcome.file)?.len(), outcome));
    }
    sized.sort_by_key(|(bytes, outcome)| (std::cmp::Reverse(*bytes), &outcome.file));
    let folder = work.join("measured");
    let mut costs = Vec::new();
    for (bytes, outcome) in sized.into_iter().take(count) {
        let file = &outcome.file;
        let check = match &outcome.made {
            Made::Crate(made) if checks.contains(&Tool::Check) => {
                Some(in_child("check", Path::new(&made.name), work)?)
            }
            _ => None,
        };
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        costs.push(FileCost {
            file: file.clone(),
            bytes,
            validate: in_child("validate", file, &folder)?,
            build: in_child("build", file, &folder)?,
            check,
        });
    }
    Ok(costs)
}

fn in_child(stage: &str, file: &Path, folder: &Path) -> Result<Cost> {
    let output = Command::new(std::env::current_exe()?)
        .args(["measure", stage])
        .args([file, folder])
        .output()
        .context("cannot start this program again")?;
    if !output.status.success() {
        bail!(
            "{}: {}",
            file.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
