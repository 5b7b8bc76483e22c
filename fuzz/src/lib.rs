//! What has to hold of every output, whatever the input was.

use collgen::{Generated, Generator};

/// Generates, and checks what is generated.
///
/// # Panics
/// When a file would leave the folder, or is not Rust: that is what is looked for.
pub fn generate(collection: &[u8]) {
    let generator = Generator::from_bytes("fuzz.json", collection);
    let Ok(generated) = generator.generate() else {
        return;
    };
    check_paths(&generated);
    check_rust(&generated);
}

/// Plain names of letters, digits, `_`, `-` and `.`, none of which leads upwards.
fn check_paths(generated: &Generated) {
    for (path, _) in generated.files.iter() {
        for name in path.split('/') {
            let is_plain = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
            assert!(is_plain && !name.is_empty() && name != "." && name != "..", "{path}");
        }
    }
}

fn check_rust(generated: &Generated) {
    for (path, text) in generated.files.iter() {
        if path.ends_with(".rs") && !is_copied(path) {
            if let Err(error) = syn::parse_file(text) {
                panic!("{path}: {error}\n{text}");
            }
        }
    }
}

/// The same for every collection, and parsing it every time would cost most of the run.
fn is_copied(path: &str) -> bool {
    ["src/core/", "src/auth/", "examples/replay/runner/", "examples/login/", "tests/examples/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}
