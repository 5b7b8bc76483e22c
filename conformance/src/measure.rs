//! What one file takes, measured in a process of its own.
//!
//! CPU time is that of the only thread, to the nanosecond; memory is the peak of the resident
//! set. Source: `/proc/self/schedstat` and `/proc/self/status`, so the figures need Linux.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use collgen::{Generator, Overwrite};
use serde::{Deserialize, Serialize};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// Read, validate.
    Validate,
    /// Read, validate, generate, write.
    Build,
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
}

/// Does it in this process and prints the cost as JSON.
pub(crate) fn here(stage: Stage, collection: &Path, folder: &Path) -> Result<()> {
    let generator = Generator::new(collection);
    match stage {
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

fn so_far() -> Result<Cost> {
    let schedule = fs::read_to_string("/proc/self/schedstat").context("this needs Linux")?;
    let nanoseconds: f64 = schedule
        .split_whitespace()
        .next()
        .context("the kernel counts no time")?
        .parse()?;
    let status = fs::read_to_string("/proc/self/status")?;
    let peak: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next())
        .context("the kernel counts no memory")?
        .parse()?;
    Ok(Cost {
        seconds: nanoseconds / 1e9,
        mebibytes: peak / 1024.0,
    })
}

/// The costs of the largest files.
pub(crate) fn largest(files: &[PathBuf], count: usize, work: &Path) -> Result<Vec<FileCost>> {
    let mut sized: Vec<(u64, &PathBuf)> = Vec::new();
    for file in files {
        sized.push((fs::metadata(file)?.len(), file));
    }
    sized.sort_by(|left, right| right.cmp(left));
    let folder = work.join("measured");
    let mut costs = Vec::new();
    for (bytes, file) in sized.into_iter().take(count) {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        costs.push(FileCost {
            file: file.clone(),
            bytes,
            validate: in_child("validate", file, &folder)?,
            build: in_child("build", file, &folder)?,
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
