//! What is wrong with `collgen.toml` is told at its line.

use collgen::{Diagnostic, Error, Generator};

const COLLECTION: &str = r#"{"info": {"name": "t"}, "item": [{"name": "a", "request": "https://h.example/x?format=json"}]}"#;

/// What is said with this configuration.
fn found(text: &str) -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("collgen.toml");
    std::fs::write(&path, text).expect("the file is written");
    let generator = Generator::from_bytes("c.json", COLLECTION).config(path);
    match generator.generate() {
        Ok(generated) => generated.diagnostics,
        Err(Error::Invalid(found)) => found,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_setting_that_there_is_not_is_told_at_its_line() {
    for (text, line, column) in [
        ("foo = 1", 1, 1),
        ("\n[typs]\na = 1", 2, 2),
        ("[types]\nrequird-after = 3", 2, 1),
        ("[parameters]\n\"format\" = \"constnt\"", 2, 12),
        (
            "[types.pages]\n\"a\" = { by = \"nothing\", foo = 1 }",
            2,
            25,
        ),
        ("[[x", 1, 4),
    ] {
        let found = found(text);
        let told = found
            .iter()
            .find(|found| found.code == "config")
            .expect(text);
        let location = told.location.expect(text);
        assert_eq!((location.line, location.column), (line, column), "{text}");
        assert!(
            told.file
                .as_deref()
                .is_some_and(|file| file.ends_with("collgen.toml"))
        );
        assert!(!told.message.contains('\n'), "{}", told.message);
    }
}
