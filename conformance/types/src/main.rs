//! `conformance-types FOLDER [--misfits | --samples | --names]`: the figures of all collections in a folder, what they
//! are measured on, a line of JSON each, for other tools, or how many names stay when examples are added.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use conformance_types::samples::Samples;
use conformance_types::{Figures, Names};
use serde_json::json;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .context("usage: conformance-types FOLDER [--misfits | --samples | --names]")?;
    let option = arguments.next().unwrap_or_default();
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .with_context(|| format!("cannot read {folder}"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    if option == "--samples" {
        return print_trials(&paths);
    }
    if option == "--names" {
        return print_names(&paths);
    }
    let (mut figures, mut refused) = (Figures::default(), 0);
    for path in &paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match Figures::of_collection(&name, &fs::read(path)?) {
            Ok(own) => figures += own,
            Err(_) => refused += 1,
        }
    }
    if option == "--misfits" {
        figures
            .misfits
            .iter()
            .for_each(|misfit| println!("{misfit}"));
    }
    println!("{} collections, {refused} of them not usable", paths.len());
    println!("{figures}");
    Ok(())
}

fn print_names(paths: &[PathBuf]) -> Result<()> {
    let mut names = Names::default();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What gives no crate is counted by the figures.
        if let Ok(own) = Names::of_collection(&name, &fs::read(path)?) {
            names += own;
        }
    }
    names
        .changed
        .iter()
        .for_each(|changed| println!("{changed}"));
    println!("names kept when an example is added: {}", names.kept);
    println!(
        "names kept when an example gets more members: {}",
        names.kept_when_grown
    );
    Ok(())
}

/// Every trial as `{"title", "seen": [JSON text], "unseen": JSON text}`.
fn print_trials(paths: &[PathBuf]) -> Result<()> {
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What cannot be read is counted by the figures.
        let Ok(samples) = Samples::of_collection(&name, &fs::read(path)?) else {
            continue;
        };
        for trial in samples.iter().flat_map(Samples::trials) {
            let (samples, seen, unseen) = trial;
            let seen: Vec<String> = seen.iter().map(ToString::to_string).collect();
            println!(
                "{}",
                json!({ "title": samples.title, "seen": seen, "unseen": unseen.to_string() })
            );
        }
    }
    Ok(())
}
