//! `conformance-types FOLDER [--misfits]`: the figures of all collections in a folder.

use std::fs;

use anyhow::{Context, Result};
use conformance_types::Figures;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .context("usage: conformance-types FOLDER [--misfits]")?;
    let shows_misfits = arguments.next().is_some();
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .with_context(|| format!("cannot read {folder}"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    let (mut figures, mut refused) = (Figures::default(), 0);
    for path in &paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match Figures::of_collection(&name, &fs::read(path)?) {
            Ok(own) => figures += own,
            Err(_) => refused += 1,
        }
    }
    if shows_misfits {
        figures
            .misfits
            .iter()
            .for_each(|misfit| println!("{misfit}"));
    }
    println!("{} collections, {refused} of them not usable", paths.len());
    println!("{figures}");
    Ok(())
}
