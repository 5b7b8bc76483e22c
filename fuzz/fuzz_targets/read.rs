//! Any bytes, read and looked through: an answer or a refusal, and every finding has a place.
#![no_main]

use collgen::Generator;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let generator = Generator::from_bytes("fuzz.json", bytes);
    if let Ok(diagnostics) = generator.validate() {
        assert!(diagnostics.iter().all(|found| found.location.is_some()));
    }
});
