//! The `collgen` program: arguments in, exit code out. Everything is in [`cli`].

#![forbid(unsafe_code)]

mod cli;

use std::process::ExitCode;

/// Names, types and lines are many small texts: with the allocator of the system a build takes a sixth more.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
