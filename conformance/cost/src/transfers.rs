//! A big download and a big upload, and the memory they take.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use drchrono::Client;
use drchrono::core::File;

use crate::server::Server;

pub(crate) fn measure(bytes: u64) -> Result<()> {
    println!("{bytes} bytes    peak memory of the client");
    let server = Server::start(bytes)?;
    println!("download    {}", peak(&["download", &server.origin])?);
    // A file without blocks on the disk: it reads as zeros.
    let path = std::env::temp_dir().join(format!("cost-{}.bin", std::process::id()));
    fs::File::create(&path)?.set_len(bytes)?;
    let upload = peak(&["upload", &server.origin, &path.to_string_lossy()]);
    fs::remove_file(&path)?;
    println!("upload      {}", upload?);
    Ok(())
}

fn peak(arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(arguments).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn client(origin: &str) -> Result<Client> {
    Ok(Client::builder().base_url(origin).build()?)
}

pub(crate) async fn download(origin: &str) -> Result<()> {
    let call = client(origin)?.clinical().patients().export_ccda(1);
    let mut answer = call.without_auth().send_streaming().await?;
    let (expected, mut received) = (answer.content_length(), 0);
    while let Some(bytes) = answer.chunk().await? {
        received += bytes.len() as u64;
    }
    ensure!(
        expected == Some(received),
        "{received} of {expected:?} bytes came"
    );
    print_peak()
}

/// As a part of a form. The answer, which is a patient here, does not matter.
pub(crate) async fn upload(origin: &str, path: &str) -> Result<()> {
    let file = File::open(path).await?;
    let call = client(origin)?.clinical().documents().create(file);
    let raw = call.without_auth().raw().await?;
    ensure!(raw.status().is_success(), "{}", raw.status());
    print_peak()
}

/// Of this process, as Linux keeps it.
fn print_peak() -> Result<()> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.context("the system tells no peak")?.trim());
    Ok(())
}
