//! What collections of a thousand and of ten thousand requests take.
//!
//! `cargo bench` makes them, generates a crate from each in a process of its own and prints the
//! CPU time (user and system), the peak of memory, and how many times the time of the size before
//! it is; it judges nothing. `-- 500 5000` takes other sizes, `-- write FOLDER` only writes the
//! collections. The figures need Linux, and are those of the program where its feature `cli` is on: its
//! allocator, its schema check.

mod collection;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use collgen::{Generator, Overwrite};
use serde::Serialize;

/// That of the program.
#[cfg(feature = "cli")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [stage, input, output] = arguments.as_slice()
        && stage == "measure"
    {
        return measure(Path::new(input), Path::new(output));
    }
    let mut sizes: Vec<usize> = arguments
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    if let [write, folder, ..] = arguments.as_slice()
        && write == "write"
    {
        return sizes
            .iter()
            .try_for_each(|size| written(*size, Path::new(folder)).map(drop));
    }
    let folder = std::env::temp_dir().join("collgen-bench");
    println!("requests       input        CPU        peak   growth");
    let mut before = None;
    for size in sizes {
        let input = written(size, &folder)?;
        let output = folder.join(format!("{size}"));
        if output.exists() {
            fs::remove_dir_all(&output)?;
        }
        let run = Command::new(std::env::current_exe()?)
            .arg("measure")
            .args([&input, &output])
            .output()?;
        let figures = String::from_utf8(run.stdout)?;
        let (seconds, mebibytes) = figures.trim().split_once(' ').ok_or("it failed")?;
        let (seconds, mebibytes): (f64, f64) = (seconds.parse()?, mebibytes.parse()?);
        let growth = before.map_or(String::new(), |before| format!("{:.1} x", seconds / before));
        let megabytes = fs::metadata(&input)?.len() as f64 / 1e6;
        println!(
            "{size:>8}  {megabytes:>7.1} MB  {seconds:>7.3} s  {mebibytes:>6.0} MiB  {growth:>7}"
        );
        before = Some(seconds);
        fs::remove_dir_all(&output)?;
        fs::remove_file(&input)?;
    }
    Ok(())
}

/// Writes a collection of so many requests.
fn written(size: usize, folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let path = folder.join(format!("{size}.json"));
    fs::create_dir_all(folder)?;
    fs::write(&path, exported(&collection::collection(size))?)?;
    Ok(path)
}

/// The text as Postman exports it.
fn exported(collection: &serde_json::Value) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut text = Vec::new();
    let layout = serde_json::ser::PrettyFormatter::with_indent(b"\t");
    let mut writer = serde_json::Serializer::with_formatter(&mut text, layout);
    collection.serialize(&mut writer)?;
    Ok(text)
}

/// Generates in this process and prints the seconds and the mebibytes that it took.
fn measure(input: &Path, output: &Path) -> Result<(), Box<dyn Error>> {
    Generator::new(input)
        .generate()?
        .write_over(output, Overwrite::Always)?;
    let schedule = fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds: f64 = schedule.split(' ').next().unwrap_or_default().parse()?;
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let kibibytes: f64 = peak.unwrap_or("0").parse()?;
    println!("{} {}", nanoseconds / 1e9, kibibytes / 1024.0);
    Ok(())
}
