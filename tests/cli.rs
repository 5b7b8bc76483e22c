//! What the program does as a program: results, exit codes, formats, and its care for the folder.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const DEMO: &str = include_str!("../fixtures/valid/demo.json");

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_collgen"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR");
    command
}

fn collgen(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .output()
        .expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program was not killed")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with the demo collection in it.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("demo.json"), DEMO).expect("the collection is written");
    folder
}

/// A folder in which the demo was built once into `demo`.
fn built() -> tempfile::TempDir {
    let folder = workplace();
    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    folder
}

/// Every file below a folder with its bytes, by relative path.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("the folder is there") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("it is below")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read(&path).expect("the file can be read")));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn build_writes_a_crate_named_after_the_collection_and_says_what_to_do_next() {
    let folder = workplace();
    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(folder.path().join("demo/Cargo.toml").is_file());
    assert!(folder.path().join("demo/.collgen/manifest.json").is_file());
    let said = stdout(&output);
    assert!(said.starts_with("demo: 2 requests in demo ("), "{said}");
    assert!(
        said.contains("next: cargo run --manifest-path demo"),
        "{said}"
    );
}

#[test]
fn the_same_input_gives_the_same_bytes_wherever_and_however_often() {
    let folder = built();
    let first = files(&folder.path().join("demo"));
    let output = collgen(
        folder.path(),
        &["build", "demo.json", "-o", "elsewhere/deep/demo"],
    );
    assert_eq!(code(&output), 0);
    assert_eq!(first, files(&folder.path().join("elsewhere/deep/demo")));
    let other = built();
    assert_eq!(first, files(&other.path().join("demo")));
    let text: Vec<u8> = first.into_iter().flat_map(|(_, bytes)| bytes).collect();
    let place = folder.path().to_string_lossy().into_owned();
    assert!(
        !String::from_utf8_lossy(&text).contains(&place),
        "the output names its place"
    );
}

#[test]
fn a_second_build_touches_no_file() {
    let folder = built();
    let manifest = folder.path().join("demo/.collgen/manifest.json");
    let before = fs::metadata(&manifest)
        .and_then(|data| data.modified())
        .expect("a time");
    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 0);
    assert!(
        stdout(&output).contains("; 0 written, "),
        "{}",
        stdout(&output)
    );
    let after = fs::metadata(&manifest)
        .and_then(|data| data.modified())
        .expect("a time");
    assert_eq!(before, after);
    assert!(!folder.path().join("demo/.collgen/staging").exists());
}

#[test]
fn the_collection_can_come_from_standard_input() {
    let folder = workplace();
    let mut child = command(folder.path(), &["build", "-", "-o", "out"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(DEMO.as_bytes())
        .expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(code(&collgen(folder.path(), &["build", "demo.json"])), 0);
    assert_eq!(
        files(&folder.path().join("out")),
        files(&folder.path().join("demo"))
    );
}

#[test]
fn wrong_usage_has_exit_code_2() {
    let folder = workplace();
    for arguments in [
        &["build"][..],
        &["build", "demo.json", "--no-such-option"],
        &["build", "demo.json", "--check", "--force"],
        &["inspect", "demo.json", "--stage", "nonsense"],
        &["validate", "demo.json", "--message-format", "xml"],
        &["build", "demo.json", "--name", "3d"],
        &["build", "demo.json", "--name", "my crate"],
        &["build", "demo.json", "--name", ""],
        &[],
    ] {
        let output = collgen(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", stderr(&output));
        assert!(!output.stderr.is_empty());
    }
    assert_eq!(files(folder.path()).len(), 1, "something was written");
}

#[test]
fn check_writes_nothing_and_tells_differences_by_its_exit_code() {
    let folder = workplace();
    let output = collgen(folder.path(), &["build", "demo.json", "--check"]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).contains("added   Cargo.toml"),
        "{}",
        stdout(&output)
    );
    assert!(!folder.path().join("demo").exists());

    assert_eq!(code(&collgen(folder.path(), &["build", "demo.json"])), 0);
    let output = collgen(folder.path(), &["build", "demo.json", "--check"]);
    assert_eq!(code(&output), 0);
    assert_eq!(stdout(&output), "demo: up to date\n");

    fs::write(folder.path().join("demo/Cargo.toml"), "[package]\n").expect("written");
    let output = collgen(folder.path(), &["build", "demo.json", "--check"]);
    assert_eq!(code(&output), 1);
    let said = stdout(&output);
    assert!(said.contains("edited  Cargo.toml\n"), "{said}");
    assert!(said.contains("    +name = \"demo\"\n"), "{said}");
    let output = collgen(
        folder.path(),
        &["build", "demo.json", "--check", "--message-format", "json"],
    );
    let changes: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        changes,
        serde_json::json!([{ "path": "Cargo.toml", "kind": "edited" }])
    );
}

#[test]
fn a_file_edited_by_hand_stops_the_build_before_anything_is_written() {
    let folder = built();
    let edited = folder.path().join("demo/Cargo.toml");
    fs::write(&edited, "# mine\n").expect("written");
    let changed = DEMO.replace("Get patient", "Fetch patient");
    fs::write(folder.path().join("demo.json"), changed).expect("written");
    let before = files(&folder.path().join("demo"));
    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("`Cargo.toml` was edited since collgen wrote it"));
    assert!(stderr(&output).contains("--force"));
    assert_eq!(
        before,
        files(&folder.path().join("demo")),
        "something was written"
    );

    let output = collgen(folder.path(), &["build", "demo.json", "--force"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_ne!(fs::read_to_string(&edited).expect("read"), "# mine\n");
}

#[test]
fn line_ends_of_a_windows_checkout_are_no_edit() {
    let folder = built();
    let path = folder.path().join("demo/Cargo.toml");
    let text = fs::read_to_string(&path)
        .expect("read")
        .replace('\n', "\r\n");
    fs::write(&path, &text).expect("written");
    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&path).expect("read"), text);
}

#[test]
fn a_folder_with_files_of_others_is_refused() {
    let folder = workplace();
    fs::create_dir(folder.path().join("demo")).expect("made");
    fs::write(folder.path().join("demo/notes.txt"), "mine").expect("written");
    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("the folder holds files, and collgen wrote none of them"));
    assert_eq!(files(&folder.path().join("demo")).len(), 1);

    let output = collgen(folder.path(), &["build", "demo.json", "--force"]);
    assert_eq!(code(&output), 0);
    assert_eq!(
        fs::read(folder.path().join("demo/notes.txt")).expect("read"),
        b"mine"
    );
}

#[test]
fn a_fresh_repository_counts_as_an_empty_folder() {
    let folder = workplace();
    fs::create_dir_all(folder.path().join("demo/.git")).expect("made");
    assert_eq!(code(&collgen(folder.path(), &["build", "demo.json"])), 0);
}

#[test]
fn files_that_are_no_longer_generated_are_removed_and_files_of_others_stay() {
    let folder = built();
    let demo = folder.path().join("demo");
    fs::write(demo.join("mine.rs"), "// mine").expect("written");
    // An older run that wrote one more file, as its manifest tells.
    let manifest_path = demo.join(".collgen/manifest.json");
    let mut manifest: Value =
        serde_json::from_slice(&fs::read(&manifest_path).expect("read")).expect("JSON");
    let hash = manifest["files"]["src/lib.rs"].clone();
    assert!(hash.is_string(), "{manifest}");
    for stale in ["src/old/stale.rs", "../demo.json"] {
        manifest["files"][stale] = hash.clone();
    }
    fs::write(&manifest_path, manifest.to_string()).expect("written");
    fs::create_dir_all(demo.join("src/old")).expect("made");
    fs::copy(demo.join("src/lib.rs"), demo.join("src/old/stale.rs")).expect("written");

    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("1 removed"), "{}", stdout(&output));
    assert!(
        !demo.join("src/old").exists(),
        "the empty folder is still there"
    );
    assert!(
        demo.join("mine.rs").exists(),
        "a file of somebody else was removed"
    );
    assert!(
        folder.path().join("demo.json").exists(),
        "a file outside was removed"
    );
}

#[test]
fn a_stale_file_that_was_edited_is_not_lost() {
    let folder = built();
    let demo = folder.path().join("demo");
    let manifest_path = demo.join(".collgen/manifest.json");
    let mut manifest: Value =
        serde_json::from_slice(&fs::read(&manifest_path).expect("read")).expect("JSON");
    manifest["files"]["stale.rs"] = Value::from("0000");
    fs::write(&manifest_path, manifest.to_string()).expect("written");
    fs::write(demo.join("stale.rs"), "// mine now").expect("written");
    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 1);
    assert!(demo.join("stale.rs").exists());
}

#[test]
fn an_interrupted_run_is_finished_by_the_next_one() {
    let folder = built();
    let demo = folder.path().join("demo");
    let new = DEMO.replace("Demo API", "Demo API of tomorrow");
    fs::write(folder.path().join("new.json"), new).expect("written");
    let output = collgen(
        folder.path(),
        &["build", "new.json", "-o", "new", "--name", "demo"],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    // As if the run was killed after half of the files were moved to their places.
    let staging = demo.join(".collgen/staging/new/.collgen");
    fs::create_dir_all(&staging).expect("made");
    fs::copy(
        folder.path().join("new/.collgen/manifest.json"),
        staging.join("manifest.json"),
    )
    .expect("copied");
    fs::copy(
        folder.path().join("new/Cargo.toml"),
        demo.join("Cargo.toml"),
    )
    .expect("copied");

    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(
        code(&collgen(folder.path(), &["build", "demo.json", "--check"])),
        0
    );
    assert!(!demo.join(".collgen/staging").exists());
}

#[test]
fn a_broken_manifest_is_told_and_can_be_overruled() {
    let folder = built();
    fs::write(folder.path().join("demo/.collgen/manifest.json"), "{").expect("written");
    let output = collgen(folder.path(), &["build", "demo.json"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("`.collgen/manifest.json` cannot be read"));
    assert_eq!(
        code(&collgen(folder.path(), &["build", "demo.json", "--force"])),
        0
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let folder = workplace();
    for output in ["demo.json", "demo.json/below"] {
        let output = collgen(folder.path(), &["build", "demo.json", "-o", output]);
        assert_eq!(code(&output), 1);
        assert!(stderr(&output).contains("error["), "{}", stderr(&output));
    }
    assert_eq!(
        fs::read_to_string(folder.path().join("demo.json")).expect("read"),
        DEMO
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    let folder = built();
    let demo = folder.path().join("demo");
    let outside = folder.path().join("outside");
    fs::rename(demo.join("src"), &outside).expect("moved");
    std::os::unix::fs::symlink(&outside, demo.join("src")).expect("linked");
    let before = files(&outside);
    for arguments in [
        &["build", "demo.json"][..],
        &["build", "demo.json", "--force"],
    ] {
        let output = collgen(folder.path(), arguments);
        assert_eq!(code(&output), 1);
        let told = stderr(&output);
        let times = told.matches("`src` is a symbolic link").count();
        assert_eq!(times, 1, "{told}");
    }
    assert_eq!(before, files(&outside));
}

#[test]
fn a_folder_in_the_place_of_a_file_is_told_and_cannot_be_overruled() {
    let folder = built();
    let path = folder.path().join("demo/Cargo.toml");
    fs::remove_file(&path).expect("removed");
    fs::create_dir(&path).expect("made");
    let output = collgen(folder.path(), &["build", "demo.json", "--force"]);
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("`Cargo.toml` is in the way"),
        "{}",
        stderr(&output)
    );
}

/// A collection with one fault of each kind that does not stop the rest.
const FAULTY: &str = r#"{
  "info": {"name": "Faulty", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
  "item": [
    {"name": "Fine", "request": {"url": "https://api.test/fine"}},
    {"name": "Bad", "item": [
      {"name": "Ümlaut", "request": {"url": "https://api.test/x", "header": 5, "method": ["GET"]}}
    ]},
    "no request",
    null
  ]
}"#;

fn faulty() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("faulty.json"), FAULTY).expect("written");
    folder
}

#[test]
fn a_bad_request_does_not_stop_the_rest() {
    let folder = faulty();
    let output = collgen(
        folder.path(),
        &["build", "faulty.json", "--message-format", "json"],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let result: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(result["crate"], "faulty");
    assert_eq!(result["requests"], 2);
    assert_eq!(result["left_out"], 2);
    assert!(folder.path().join("faulty").is_dir());
}

#[test]
fn people_see_the_line_the_pointer_the_request_the_effect_and_the_mend() {
    let folder = faulty();
    let output = collgen(folder.path(), &["validate", "faulty.json"]);
    assert_eq!(code(&output), 0);
    assert!(output.stdout.is_empty());
    insta::assert_snapshot!("human", stderr(&output));
}

#[test]
fn json_is_one_object_a_line() {
    let folder = faulty();
    let output = collgen(
        folder.path(),
        &["validate", "faulty.json", "--message-format", "json"],
    );
    let lines: Vec<Value> = stderr(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("every line is JSON"))
        .collect();
    let first = lines.first().expect("there is a diagnostic");
    assert_eq!(first["code"], "wrong-type");
    assert_eq!(
        first["location"],
        serde_json::json!({ "line": 6, "column": 77 })
    );
    assert_eq!(first["pointer"], "/item/1/item/0/request/header");
    assert_eq!(first["request"], serde_json::json!(["Bad", "Ümlaut"]));
}

#[test]
fn github_annotations_name_file_line_and_column() {
    let folder = faulty();
    let output = collgen(
        folder.path(),
        &["validate", "faulty.json", "--message-format", "github"],
    );
    insta::assert_snapshot!("github", stderr(&output));
}

#[test]
fn sarif_is_one_document_even_when_the_folder_is_refused() {
    let folder = faulty();
    fs::create_dir(folder.path().join("out")).expect("made");
    fs::write(folder.path().join("out/mine"), "").expect("written");
    let output = collgen(
        folder.path(),
        &[
            "build",
            "faulty.json",
            "-o",
            "out",
            "--message-format",
            "sarif",
        ],
    );
    assert_eq!(code(&output), 1);
    let document: Value = serde_json::from_slice(&output.stderr).expect("one document");
    assert_eq!(document["version"], "2.1.0");
    let results = document["runs"][0]["results"].as_array().expect("results");
    let rules: Vec<&str> = results
        .iter()
        .filter_map(|result| result["ruleId"].as_str())
        .collect();
    assert!(
        rules.contains(&"wrong-type") && rules.contains(&"folder-refused"),
        "{rules:?}"
    );
    assert_eq!(
        results[0]["locations"][0]["physicalLocation"]["region"]["startLine"],
        6
    );
}

#[test]
fn a_code_that_repeats_is_counted_unless_all_are_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let items: Vec<Value> = (0..8)
        .map(|number| {
            serde_json::json!({ "name": format!("R{number}"), "request": { "url": "https://a.test/", "header": 5 } })
        })
        .collect();
    let collection = serde_json::json!({
        "info": { "name": "Many", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        "item": items,
    });
    fs::write(folder.path().join("many.json"), collection.to_string()).expect("written");
    let said = stderr(&collgen(folder.path(), &["validate", "many.json"]));
    assert_eq!(said.matches("warning[wrong-type]").count(), 3);
    assert!(
        said.contains("... and 5 more of `wrong-type` at line 1, 1, 1, 1, 1 (-v shows all)"),
        "{said}"
    );
    let said = stderr(&collgen(folder.path(), &["validate", "many.json", "-v"]));
    assert_eq!(said.matches("warning[wrong-type]").count(), 8);
    let said = stderr(&collgen(folder.path(), &["validate", "many.json", "-q"]));
    assert_eq!(said, "");
}

#[test]
fn no_colour_reaches_a_pipe() {
    let folder = faulty();
    let output = collgen(folder.path(), &["validate", "faulty.json"]);
    assert!(!stderr(&output).contains('\u{1b}'));
}

#[test]
fn names_from_the_collection_cannot_steer_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let collection = serde_json::json!({
        "info": { "name": "a\u{1b}[31mb" },
        "item": [{ "name": "x\u{1b}]0;evil\u{7}", "request": { "url": "https://a.test/\u{1b}[2J", "header": 5 } }],
    });
    fs::write(folder.path().join("evil.json"), collection.to_string()).expect("written");
    for arguments in [
        &["validate", "evil.json"][..],
        &["inspect", "evil.json"],
        &["build", "evil.json"],
    ] {
        let output = collgen(folder.path(), arguments);
        let said = stdout(&output) + &stderr(&output);
        assert!(
            !said.contains('\u{1b}') && !said.contains('\u{7}'),
            "{arguments:?}: {said:?}"
        );
    }
}

#[test]
fn a_secret_is_not_printed_with_the_line_it_stands_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let collection = r#"{
  "info": {"name": "Secret"},
  "item": [{"name": "A", "request": {"url": "https://a.test/",
    "auth": {"type": "bearer", "bearer": "s3cr3t-token"}
  }}]
}"#;
    fs::write(
        folder.path().join("secret.json"),
        collection.replace("\"s3cr3t-token\"", "[\"s3cr3t-token\"]"),
    )
    .expect("written");
    for format in ["human", "json", "github", "sarif"] {
        let output = collgen(
            folder.path(),
            &["validate", "secret.json", "-v", "--message-format", format],
        );
        assert!(
            stderr(&output).contains("wrong-type"),
            "{}",
            stderr(&output)
        );
        assert!(!stderr(&output).contains("s3cr3t"), "{}", stderr(&output));
    }
}

#[test]
fn values_of_an_environment_go_over_the_collection_and_globals_under_it() {
    let folder = workplace();
    let environment = r#"{"name": "Test", "_postman_variable_scope": "environment", "values": [
        {"key": "baseUrl", "value": "https://environment.test", "enabled": true},
        {"key": "off", "value": "x", "enabled": false}
    ]}"#;
    let globals = r#"{"name": "Globals", "_postman_variable_scope": "globals", "values": [
        {"key": "baseUrl", "value": "https://globals.test"},
        {"key": "extra", "value": "from globals"}
    ]}"#;
    fs::write(folder.path().join("e.json"), environment).expect("written");
    fs::write(folder.path().join("g.json"), globals).expect("written");
    let stage = |arguments: &[&str]| -> Value {
        let all = [
            &["inspect", "demo.json", "--stage", "collection"][..],
            arguments,
        ]
        .concat();
        let output = collgen(folder.path(), &all);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let value = |collection: &Value, name: &str| -> Option<String> {
        let all = collection["variable"].as_array().expect("variables");
        let found = all.iter().find(|variable| variable["key"] == name)?;
        found["value"].as_str().map(str::to_owned)
    };
    let both = stage(&["--env", "e.json", "--globals", "g.json"]);
    assert_eq!(
        value(&both, "baseUrl").as_deref(),
        Some("https://environment.test")
    );
    assert_eq!(value(&both, "extra").as_deref(), Some("from globals"));
    assert_eq!(value(&both, "off"), None);
    let globals_only = stage(&["--globals", "g.json"]);
    assert_eq!(
        value(&globals_only, "baseUrl").as_deref(),
        Some("https://api.test")
    );
    let output = collgen(folder.path(), &["validate", "demo.json", "--env", "g.json"]);
    assert!(
        stderr(&output).contains("warning[scope-mismatch]"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn inspect_draws_a_tree_and_prints_stages_as_json() {
    let folder = workplace();
    let output = collgen(folder.path(), &["inspect", "demo.json"]);
    assert_eq!(code(&output), 0);
    insta::assert_snapshot!("tree", stdout(&output));
    for stage in ["collection", "api", "view"] {
        let output = collgen(folder.path(), &["inspect", "demo.json", "--stage", stage]);
        assert_eq!(code(&output), 0);
        let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(json.is_object(), "{stage}");
    }
}

#[test]
fn the_schema_is_a_json_schema_of_collections() {
    let folder = workplace();
    let output = collgen(folder.path(), &["schema"]);
    assert_eq!(code(&output), 0);
    let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(schema["title"], "Collection");
    assert!(schema["properties"]["item"].is_object());
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let folder = workplace();
    let mut child = command(folder.path(), &["schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn denied_codes_fail_the_run_and_allowed_ones_are_counted() {
    let folder = faulty();
    let run = |arguments: &[&str]| {
        let arguments = [&["validate", "faulty.json"], arguments].concat();
        let output = collgen(folder.path(), &arguments);
        (code(&output), stderr(&output))
    };
    assert_eq!(run(&[]).0, 0);
    let (status, said) = run(&["--deny", "wrong-type"]);
    assert_eq!(status, 1);
    assert!(said.contains("error[wrong-type]") && said.contains("warning[request-left-out]"));
    let (status, said) = run(&["--deny", "warnings"]);
    assert_eq!(status, 1);
    assert!(!said.contains("warning["), "{said}");
    let (status, said) = run(&[
        "--allow",
        "wrong-type",
        "--deny",
        "warnings",
        "--allow",
        "request-left-out",
    ]);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.contains("5 diagnostics not shown: allowed by --allow"),
        "{said}"
    );
    for unknown in [
        ["--deny", "no-such-code"],
        ["--allow", "no-such-code"],
        ["--allow", "not-json"],
    ] {
        assert_eq!(run(&unknown).0, 2);
    }
}

#[test]
fn a_build_with_a_denied_code_writes_nothing() {
    let folder = faulty();
    let output = collgen(
        folder.path(),
        &["build", "faulty.json", "-o", "out", "--deny", "warnings"],
    );
    assert_eq!(code(&output), 1);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_file_of_values_that_is_given_twice_is_told() {
    let folder = workplace();
    fs::write(folder.path().join("e.json"), "{\"values\": []}").expect("written");
    let output = collgen(
        folder.path(),
        &[
            "validate",
            "demo.json",
            "--env",
            "e.json",
            "--env",
            "e.json",
        ],
    );
    assert!(
        stderr(&output).contains("warning[environment-repeated]"),
        "{}",
        stderr(&output)
    );
}

/// The demo with one request gone and one that asks another path.
fn newer_demo(folder: &Path) {
    let mut newer: Value = serde_json::from_str(DEMO).expect("the demo is JSON");
    let text = newer.to_string();
    let first = newer["item"][0]["item"].as_array_mut().expect("a folder");
    first.remove(0);
    assert_ne!(newer.to_string(), text);
    fs::write(folder.join("newer.json"), newer.to_string()).expect("the collection is written");
}

#[test]
fn diff_tells_what_breaks_and_which_version_it_asks_for() {
    let folder = workplace();
    newer_demo(folder.path());
    let output = collgen(folder.path(), &["diff", "demo.json", "newer.json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with("breaking ("), "{text}");
    assert!(text.contains("asks for a major"), "{text}");

    let back = collgen(folder.path(), &["diff", "newer.json", "demo.json"]);
    assert!(
        stdout(&back).contains("asks for a minor"),
        "{}",
        stdout(&back)
    );
}

#[test]
fn diff_exits_with_1_for_a_difference_only_when_asked_to() {
    let folder = workplace();
    newer_demo(folder.path());
    let exit = |new: &str| {
        code(&collgen(
            folder.path(),
            &["diff", "demo.json", new, "--exit-code"],
        ))
    };
    assert_eq!(exit("newer.json"), 1);
    assert_eq!(exit("demo.json"), 0);
    assert_eq!(exit("absent.json"), 1);
    assert_eq!(code(&collgen(folder.path(), &["diff", "demo.json"])), 2);
}

#[test]
fn diff_is_json_for_programs() {
    let folder = workplace();
    newer_demo(folder.path());
    let arguments = [
        "diff",
        "demo.json",
        "newer.json",
        "--message-format",
        "json",
    ];
    let told: Value = serde_json::from_slice(&collgen(folder.path(), &arguments).stdout)
        .expect("one JSON object");
    assert_eq!(told["semver"], "major");
    let changes = told["changes"].as_array().expect("a list");
    assert!(changes.iter().any(|change| change["effect"] == "breaking"));
}

#[test]
fn init_writes_a_configuration_that_a_build_takes_and_a_workflow() {
    let folder = workplace();
    let output = collgen(folder.path(), &["init", "demo.json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let workflow = fs::read_to_string(folder.path().join(".github/workflows/collgen.yml"))
        .expect("the workflow is there");
    assert!(workflow.contains("COLLECTION: 'demo.json'"), "{workflow}");
    assert!(workflow.contains("CLIENT: 'demo'"), "{workflow}");
    let build = [
        "build",
        "demo.json",
        "-o",
        "demo",
        "--config",
        "collgen.toml",
    ];
    assert_eq!(code(&collgen(folder.path(), &build)), 0);
    let again = collgen(folder.path(), &["init", "demo.json"]);
    assert_eq!(code(&again), 1);
    assert!(
        stderr(&again).contains("there already"),
        "{}",
        stderr(&again)
    );
}

#[test]
fn init_wants_to_know_which_collection_where_there_are_several() {
    let folder = workplace();
    let output = collgen(folder.path(), &["init"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("say which"), "{}", stderr(&output));
    assert!(!folder.path().join("collgen.toml").exists());
    fs::write(folder.path().join("a.postman_collection.json"), DEMO).expect("written");
    assert_eq!(code(&collgen(folder.path(), &["init"])), 0);
}

/// SARIF 2.1.0, sections 3.27.6 and 3.30.
#[test]
fn sarif_results_lead_to_their_rules_and_count_from_one() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/url-odd/collection.json");
    let fixture = fixture.to_string_lossy();
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["validate", "--message-format", "sarif", fixture.as_ref()];
    let output = collgen(folder.path(), &arguments);
    let document: serde_json::Value = serde_json::from_str(&stderr(&output)).expect("one document");
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert!(results.len() > 5);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
        let region = &result["locations"][0]["physicalLocation"]["region"];
        for member in ["startLine", "startColumn"] {
            assert!(region[member].as_u64() >= Some(1), "{result}");
        }
    }
}

#[test]
fn each_request_that_is_left_out_is_named_however_many_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut items = vec![r#"{"name": "kept", "request": "https://h.example/x"}"#.to_owned()];
    items.extend(
        (0..40).map(|number| format!(r#"{{"name": "lost {number}", "request": {{"url": ""}}}}"#)),
    );
    let text = format!(
        r#"{{"info": {{"name": "t"}}, "item": [{}]}}"#,
        items.join(",\n")
    );
    fs::write(folder.path().join("c.json"), text).expect("written");
    for command in ["build", "validate"] {
        let told = stderr(&collgen(folder.path(), &[command, "c.json"]));
        for number in 0..40 {
            assert!(
                told.contains(&format!("lost {number}")),
                "{command}: {told}"
            );
        }
    }
}
