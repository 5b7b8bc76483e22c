//! Every input that is refused: what is said, where, and with which exit code.

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in the repository, so that paths in its messages are the same everywhere.
fn collgen(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_collgen"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("NO_COLOR")
        .output()
        .expect("the program starts")
}

/// Exit code and standard error of a run that writes nothing to standard output.
fn refusal(path: &str) -> String {
    let output = collgen(&["validate", path]);
    assert!(output.stdout.is_empty(), "a refusal is no result");
    let code = output.status.code().expect("the program was not killed");
    format!(
        "exit code {code}\n\n{}",
        String::from_utf8_lossy(&output.stderr)
    )
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ snapshot_suffix => name, omit_expression => true, prepend_module_to_snapshot => true }, {
        insta::assert_snapshot!("refusal", text);
    });
}

#[test]
fn every_invalid_fixture_is_refused_by_name_with_a_mend() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/invalid");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the fixtures are there")
        .map(|entry| {
            entry
                .expect("the entry can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert!(names.len() > 30, "only {} fixtures", names.len());
    for name in names {
        let text = refusal(&format!("fixtures/invalid/{name}"));
        assert!(text.starts_with("exit code 1\n"), "{name}: {text}");
        assert!(text.contains("= help: "), "{name}: {text}");
        snapshot(&name, &text);
    }
}

/// Writes a file that cannot stand in the repository as it is, and returns what is said of it.
fn refusal_of_bytes(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("the file is written");
    let path = path.to_string_lossy().into_owned();
    refusal(&path).replace(&path, name)
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    snapshot(
        "latin-1",
        &refusal_of_bytes("api.json", b"{\"info\": {\"name\": \"Caf\xe9\"}}"),
    );
}

#[test]
fn binary_files_are_refused() {
    snapshot("binary", &refusal_of_bytes("api.json", b"{\x00}"));
    snapshot(
        "archive",
        &refusal_of_bytes("api.zip", b"PK\x03\x04\x00\x00\x00"),
    );
}

#[test]
fn nesting_that_would_exhaust_the_stack_is_refused() {
    let deep = "[".repeat(200_000);
    snapshot(
        "too-deep",
        &refusal_of_bytes("api.json", format!("{{\"item\": {deep}").as_bytes()),
    );
}

#[test]
fn folders_that_nest_too_deep_are_refused() {
    let folders = format!("{}{}", "{\"item\":[".repeat(500), "]}".repeat(500));
    let text = refusal_of_bytes("api.json", folders.as_bytes());
    assert!(text.contains("error[too-deep]"), "{text}");
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let text = refusal("fixtures/no-such-file.json");
    assert!(text.starts_with("exit code 1\n"), "{text}");
    assert!(text.contains("error[cannot-read]"), "{text}");
    assert!(text.contains("fixtures/no-such-file.json"), "{text}");
}

#[test]
fn an_environment_file_that_holds_no_values_is_refused() {
    let output = collgen(&[
        "validate",
        "fixtures/valid/demo.json",
        "--env",
        "fixtures/invalid/openapi.json",
    ]);
    assert_eq!(output.status.code(), Some(1));
    snapshot(
        "not-an-environment",
        &String::from_utf8_lossy(&output.stderr),
    );
}

#[test]
fn an_oversized_line_is_placed_but_not_printed() {
    let padding = "x".repeat(100_000);
    let text = refusal_of_bytes(
        "api.json",
        format!("{{\"info\": \"{padding}\",}}").as_bytes(),
    );
    assert!(text.contains("api.json:1:100012"), "{text}");
    assert!(!text.contains("xxxxxxxx"), "the line is printed");
}

/// A small generator of numbers (xorshift), so that every run damages the same bytes.
fn numbers(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or_default()
    }
}

#[test]
fn no_damage_to_a_collection_makes_it_panic() {
    let whole = std::fs::read("fixtures/valid/every-member.json").expect("the fixture is there");
    let values: [&[u8]; 8] = [
        b"null",
        b"5",
        b"\"x\"",
        b"[]",
        b"{}",
        b"[null]",
        b"true",
        b"\"{{a}}\"",
    ];
    let mut number = numbers(0x2545_F491_4F6C_DD1D);
    for _ in 0..3000 {
        let mut bytes = whole.clone();
        let at = number(bytes.len());
        match number(4) {
            0 => bytes.truncate(at),
            1 => bytes[at] = b"{}[]\",:0n\\"[number(10)],
            2 => {
                let end = (at + number(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                // Replaces the value behind a colon, so that the text stays JSON.
                let colon = whole[at..]
                    .iter()
                    .position(|byte| *byte == b':')
                    .map(|step| at + step + 1);
                let Some(start) = colon else { continue };
                let end = whole[start..]
                    .iter()
                    .position(|byte| b",}]\n".contains(byte));
                bytes.splice(
                    start..start + end.unwrap_or_default(),
                    values[number(8)].iter().copied(),
                );
            }
        }
        let generator = collgen::Generator::from_bytes("damaged.json", bytes);
        if let Ok(diagnostics) = generator.validate() {
            assert!(diagnostics.iter().all(|found| found.location.is_some()));
        }
    }
}
