//! Small collections, one feature each: what is said about them, and what becomes of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn collgen(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_collgen"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("NO_COLOR")
        .output()
        .expect("the program starts")
}

/// The folders that hold a `collection.json`, by name.
fn features() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut features: Vec<(String, PathBuf)> = std::fs::read_dir(root)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.join("collection.json").is_file())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), path)
        })
        .collect();
    features.sort();
    features
}

/// The collection with the files of values and schemas beside it, as arguments.
fn arguments(name: &str, folder: &Path) -> Vec<String> {
    let mut arguments = vec![format!("fixtures/{name}/collection.json")];
    for (file, option) in [
        ("environment.json", "--env"),
        ("globals.json", "--globals"),
        ("models.json", "--models"),
    ] {
        if folder.join(file).is_file() {
            arguments.extend([option.to_owned(), format!("fixtures/{name}/{file}")]);
        }
    }
    arguments
}

fn run(command: &[&str], source: &[String]) -> Output {
    let source = source.iter().map(String::as_str);
    let arguments: Vec<&str> = command.iter().copied().chain(source).collect();
    collgen(&arguments)
}

#[test]
fn what_is_said_about_every_feature_and_what_becomes_of_it() {
    let features = features();
    assert!(features.len() >= 60, "only {} features", features.len());
    for (name, folder) in features {
        let source = arguments(&name, &folder);
        let validated = run(&["validate", "-v"], &source);
        assert!(
            validated.stdout.is_empty(),
            "{name}: diagnostics are no result"
        );
        let tree = match folder.join("models.json").is_file() {
            true => run(&["inspect", "--types"], &source),
            false => run(&["inspect"], &source),
        };
        let text = format!(
            "exit code {}\n\n{}\n{}",
            validated.status.code().expect("the program was not killed"),
            String::from_utf8_lossy(&validated.stderr),
            String::from_utf8_lossy(&tree.stdout),
        );
        insta::with_settings!({
            snapshot_path => "snapshots/features",
            snapshot_suffix => name,
            omit_expression => true,
            prepend_module_to_snapshot => false,
        }, {
            insta::assert_snapshot!("feature", text);
        });
    }
}

#[test]
fn every_fixture_is_short_and_says_why_it_exists() {
    for (name, folder) in features() {
        let text = std::fs::read_to_string(folder.join("collection.json")).expect("a collection");
        assert!(text.lines().count() <= 60, "{name} is long");
        let why = std::fs::read_to_string(folder.join("expect.md"))
            .unwrap_or_else(|_| panic!("{name} has no expect.md"));
        assert_eq!(why.lines().count(), 1, "{name}");
    }
}

/// Codes that no small collection can cause, and the tests that hold them.
const ELSEWHERE: [(&str, &str); 15] = [
    ("config", "tests/evidence.rs"),
    ("config-unused", "tests/evidence.rs"),
    ("evidence-unusable", "tests/evidence.rs"),
    ("evidence-unused", "tests/evidence.rs"),
    ("too-deep", "tests/refusals.rs"),
    ("not-utf8", "tests/refusals.rs"),
    ("encoding", "tests/versions.rs"),
    ("environment-repeated", "tests/cli.rs"),
    ("cannot-read", "tests/cli.rs"),
    ("cannot-write", "tests/cli.rs"),
    ("crate-name", "tests/cli.rs"),
    ("folder-refused", "tests/cli.rs"),
    ("not-an-environment", "tests/refusals.rs"),
    ("not-a-build-script", "src/build_script.rs"),
    ("bug", "src/error.rs"),
];

#[test]
fn every_code_is_explained_and_has_a_fixture() {
    let mut seen = BTreeSet::new();
    let mut take = |source: &[String]| {
        let output = run(&["validate", "--message-format", "json"], source);
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            let found: serde_json::Value = serde_json::from_str(line).expect("a diagnostic");
            let code = found["code"].as_str().expect("a code");
            assert!(
                collgen::rule(code).is_some(),
                "`{code}` is not in the table"
            );
            seen.insert(code.to_owned());
        }
    };
    for (name, folder) in features() {
        take(&arguments(&name, &folder));
    }
    let invalid = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/invalid");
    for entry in std::fs::read_dir(invalid).expect("the fixtures are there") {
        let name = entry.expect("the entry can be read").file_name();
        take(&[format!("fixtures/invalid/{}", name.to_string_lossy())]);
    }
    let missing: Vec<&str> = collgen::rules()
        .map(|rule| rule.code)
        .filter(|code| !seen.contains(*code))
        .filter(|code| ELSEWHERE.iter().all(|(known, _)| known != code))
        .collect();
    assert_eq!(missing, [""; 0], "codes without a fixture");
}

/// Every code that stands in the sources beside a severity or where the table is asked.
#[test]
fn every_code_in_the_sources_is_in_the_table() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut codes = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source");
            for start in ["Diagnostic::new(", "Diagnostic::of(", ".tell(", ".say("] {
                for (at, _) in text.match_indices(start) {
                    let argument = text[at + start.len()..].trim_start();
                    let Some(code) = argument
                        .strip_prefix('"')
                        .and_then(|rest| rest.split('"').next())
                    else {
                        continue;
                    };
                    codes += 1;
                    let is_known = collgen::rule(code).is_some() || code == "test";
                    assert!(
                        is_known,
                        "`{code}` of {} is not in the table",
                        path.display()
                    );
                }
            }
        }
    }
    assert!(codes > 80, "only {codes} codes were found");
}

#[test]
fn explain_knows_every_code_and_nothing_else() {
    for rule in collgen::rules() {
        let output = collgen(&["explain", rule.code]);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success());
        assert!(
            text.starts_with(&format!("{}[{}]", rule.severity.as_str(), rule.code)),
            "{text}"
        );
    }
    let all = collgen(&["explain"]);
    assert_eq!(
        String::from_utf8_lossy(&all.stdout).lines().count(),
        collgen::rules().count() + 2
    );
    assert_eq!(collgen(&["explain", "no-such-code"]).status.code(), Some(2));
}
