//! From a collection to the files of its crate: all of them Rust, all of them in their folder.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| collgen_fuzz::generate(bytes));
