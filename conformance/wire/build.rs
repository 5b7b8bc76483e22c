//! Generates the crate of `fixtures/wire/torture.json` into `OUT_DIR`, for the tests to mount.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const COLLECTION: &str = "../../fixtures/wire/torture.json";

/// The tests include this.
const MOUNT: &str = "\
#[allow(dead_code, unused_imports)]
#[path = \"crate/src/lib.rs\"]
mod torture;
#[allow(dead_code, unused_imports)]
#[path = \"crate/examples/replay.rs\"]
mod replay;
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={COLLECTION}");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    let folder = out_dir.join("crate");
    let generator = collgen::Generator::new(COLLECTION).crate_name("torture");
    let generated = generator.generate()?;
    generated.write_over(&folder, collgen::Overwrite::Always)?;
    // What is a crate becomes a module, and the replay calls that.
    replace(&folder.join("src"), "crate::", "crate::torture::")?;
    let replay = folder.join("examples/replay.rs");
    replace(&replay, "use ::torture as api", "use crate::torture as api")?;
    fs::write(out_dir.join("mount.rs"), MOUNT)?;
    Ok(())
}

/// Replaces a text in a file, or in all files of a folder.
fn replace(place: &Path, from: &str, to: &str) -> io::Result<()> {
    if place.is_dir() {
        for entry in fs::read_dir(place)? {
            replace(&entry?.path(), from, to)?;
        }
        return Ok(());
    }
    let text = fs::read_to_string(place)?;
    fs::write(place, text.replace(from, to))
}
