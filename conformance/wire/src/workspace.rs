//! A workspace with the clients of all collections, and their replays as programs.
//!
//! In: recordings, which know their collections. Out: a crate for each, named after its file, so that a run over other
//! files of the same folder finds what is compiled. They share a target folder, and the versions of this project.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use collgen::{Generator, Overwrite};
use wire_conformance::Recording;

use crate::Result;

/// How long the name of a crate may be, and room for a number (64 characters can be published).
const LONGEST: usize = 60;

/// A crate from each collection; none where it has no request that could be sent.
pub(crate) fn generate(recordings: &[Recording], work: &Path) -> Result<Vec<Option<String>>> {
    let mut names = Vec::new();
    let mut used = BTreeSet::new();
    for recording in recordings {
        let collection = &recording.head.collection;
        let name = crate_name(collection, &mut used);
        names.push(
            match Generator::new(collection).crate_name(&name).generate() {
                Ok(generated) => {
                    generated.write_over(work.join("crates").join(&name), Overwrite::Always)?;
                    Some(name)
                }
                Err(error) => {
                    eprintln!("{}: {error}", collection.display());
                    None
                }
            },
        );
    }
    Ok(names)
}

/// `of_my_api` for `My API.json`; another number where two files would have one name.
fn crate_name(collection: &Path, used: &mut BTreeSet<String>) -> String {
    let stem = collection.file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy().to_ascii_lowercase();
    let word = |character: char| match character {
        'a'..='z' | '0'..='9' => character,
        _ => '_',
    };
    let words: String = stem.chars().map(word).collect();
    let words = words.split('_').filter(|word| !word.is_empty());
    let mut name = format!("of_{}", words.collect::<Vec<_>>().join("_"));
    name.truncate(LONGEST);
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut candidates = std::iter::once(name.clone()).chain(numbered);
    let free = candidates.find(|name| !used.contains(name)).unwrap_or(name);
    used.insert(free.clone());
    free
}

/// The programs by crate. What cannot be compiled has none, and cargo says why.
pub(crate) fn build(work: &Path, names: &[Option<String>]) -> Result<BTreeMap<String, PathBuf>> {
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
    cargo.args(["build", "--workspace", "--example", "replay"]);
    cargo.args(["--no-default-features", "--keep-going", "--quiet"]);
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

/// The features that crates need for signing, `of_my_api/ntlm`.
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
