//! `cargo run --release -p cost -- calls`: instructions and allocations of one GET of 2 KB JSON, through the generated
//! client and by hand with reqwest and serde; needs valgrind. `-- transfers [BYTES]`: peak memory of an upload and a
//! download, 2 GB unless said otherwise. Both start a server of their own; prints a table.

mod allocations;
mod calls;
mod server;
mod transfers;

use std::future::Future;

use anyhow::{Context, Result, bail};

const BYTES: u64 = 2_000_000_000;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["calls"] => calls::compare(),
        ["transfers"] => transfers::measure(BYTES),
        ["transfers", bytes] => transfers::measure(bytes.parse().context("BYTES is a number")?),
        // What these start.
        ["server", bytes] => run(server::serve(bytes.parse()?)),
        ["calls", kind, origin, calls] => run(calls::run(kind, origin, calls.parse()?)),
        ["download", origin] => run(transfers::download(origin)),
        ["upload", origin, path] => run(transfers::upload(origin, path)),
        _ => bail!("cost calls | cost transfers [BYTES]"),
    }
}

fn run(work: impl Future<Output = Result<()>>) -> Result<()> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(work)
}
