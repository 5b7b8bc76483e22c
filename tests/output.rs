//! What is generated for the DrChrono fixture: complete, current, formatted, and always the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use collgen::{Generated, Generator};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn generate() -> Generated {
    let fixture = root().join("fixtures/drchrono.postman_collection.json");
    Generator::new(fixture).generate().unwrap()
}

fn rust_files(generated: &Generated) -> impl Iterator<Item = (&str, &str)> {
    generated
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
}

#[test]
fn every_request_becomes_a_function() {
    let generated = generate();
    assert_eq!((generated.requests, generated.left_out), (331, 0));
    let functions: usize = rust_files(&generated)
        .filter(|(path, _)| path.starts_with("src/api/"))
        .map(|(_, text)| {
            text.lines()
                .filter(|line| line.starts_with("    pub fn "))
                .count()
        })
        .sum();
    assert_eq!(functions, 331);
}

#[test]
fn the_committed_example_is_what_is_generated_now() {
    let changes = generate().diff(root().join("generated-example")).unwrap();
    let changed: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(changed, [""; 0], "run `cargo regen`");
}

#[test]
fn every_file_is_rust_that_rustfmt_leaves_as_it_is() {
    assert_formatted(
        &generate(),
        &[
            "src/lib.rs",
            "examples/replay.rs",
            "examples/login.rs",
            "tests/examples.rs",
        ],
    );
}

#[test]
fn names_of_any_length_and_script_are_laid_out_as_rustfmt_does() {
    let names = (20..100).flat_map(|length| {
        let words = ["Get x", "Größe ", "名", "😀a", "it’s "];
        words.map(|word| word.chars().cycle().take(length).collect::<String>())
    });
    let requests: Vec<_> = names
        .map(|name| serde_json::json!({ "name": name, "request": "https://example.com/a" }))
        .collect();
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    let collection = serde_json::json!({
        "info": { "name": "Names", "schema": schema },
        "item": [{ "name": "a", "item": requests }],
    });
    let generated = Generator::from_bytes("names.json", collection.to_string())
        .generate()
        .unwrap();
    assert_formatted(&generated, &["src/lib.rs"]);
}

fn assert_formatted(generated: &Generated, roots: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in rust_files(generated) {
        syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let target = folder.path().join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, text).unwrap();
    }
    let output = Command::new("rustfmt")
        .args(["--edition", "2024", "--check"])
        .args(roots.iter().map(|path| folder.path().join(path)))
        .output()
        .expect("rustfmt comes with the toolchain");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn the_same_collection_gives_the_same_bytes() {
    let first = generate();
    let text = fs::read(root().join("fixtures/drchrono.postman_collection.json")).unwrap();
    for _ in 0..3 {
        let again = Generator::from_bytes("elsewhere.json", text.clone())
            .generate()
            .unwrap();
        assert_eq!(again.files, first.files);
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    let generated = generate();
    for (path, text) in rust_files(&generated) {
        assert!(text.lines().count() <= 1500, "{path}");
    }
}

#[test]
fn names_come_from_folders_requests_and_paths() {
    let generated = generate();
    let has = |path: &str, line: &str| {
        let text = generated
            .files
            .get(path)
            .unwrap_or_else(|| panic!("no {path}"));
        assert!(text.contains(line), "{path} has no {line}");
    };
    has(
        "src/api/clinical/patients.rs",
        "pub fn list(&self) -> ListPatients {",
    );
    has(
        "src/api/clinical/patients.rs",
        "pub fn get(&self, id: i64) -> GetPatient {",
    );
    has(
        "src/api/administrative/users.rs",
        "pub fn current(&self) -> Call<User> {",
    );
    has(
        "src/api/clinical/appointments.rs",
        "pub fn delete(&self, id: impl Display)",
    );
    has(
        "src/api/mod.rs",
        "patients: clinical::patients::Patients = \"Clinical / patients\",",
    );
    has(
        "src/api/clinical/patients.rs",
        "let request = self.0.named(\"List patients\");",
    );
    has("src/models/patients.rs", "pub struct Patient {");
}

#[test]
fn what_is_true_of_all_is_said_once() {
    let generated = generate();
    let text = |path: &str| generated.files.get(path).unwrap();
    let group = text("src/api/clinical/patients.rs");
    let scopes = "/// Scopes: `patients:read`, `patients:write` (all requests)\n#[derive";
    assert!(group.contains(scopes));
    assert_eq!(group.matches("Scopes:").count(), 1);
    let setter = "query fn page_size(i64), \"How many records a page holds.\";";
    assert!(group.contains(setter));
}

#[test]
fn every_field_says_what_is_known_of_it() {
    let generated = generate();
    let tasks = generated.files.get("src/models/tasks.rs").unwrap();
    for field in [
        "        /// Whole number, seen in all 9.\n        pub id: i64,",
        "        /// Whole number, seen in all 9, null in 2.\n        pub category: Option<i64>,",
        "        /// Date and time without a zone, seen in all 9, null in 2.\n        pub created_at: ",
        "        /// Text, seen in all 9, null in 2, empty in 1.\n        pub title: Option<String>,",
        "        /// Whole number in a text, seen in all 9, null in 5.\n        pub priority: ",
    ] {
        assert!(tasks.contains(field), "{field}");
    }
    let models = generated
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("src/models/"));
    for (path, text) in models {
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2) {
            let is_field = pair[1].starts_with("        pub ") && !pair[1].contains(" fn ");
            assert!(!is_field || pair[0].contains("/// "), "{path}: {}", pair[1]);
        }
    }
}

/// The bar is for the whole API with its docs; what is copied is the same for every API.
#[test]
fn the_code_of_the_whole_api_is_short() {
    let generated = generate();
    let lines: usize = rust_files(&generated)
        .filter(|(path, _)| path.starts_with("src/") && !is_copied(path))
        .map(|(_, text)| text.lines().count())
        .sum();
    assert!(lines < 11_000, "{lines} lines");
}

fn is_copied(path: &str) -> bool {
    root()
        .join("templates/support")
        .join(path.trim_start_matches("src/"))
        .exists()
}

#[test]
fn nothing_generated_names_the_place_it_was_generated_at() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).display().to_string();
    for (path, text) in generate().files.iter() {
        assert!(!text.contains(&here), "{path}");
    }
}
