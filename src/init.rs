//! The first files of a repository that generates a client: `collgen.toml` and a workflow.
//!
//! In: where the collection is and where the client goes. Out: two files, written only where no
//! file stands.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files;
use crate::refusal::Refusal;

const CONFIG: &str = include_str!("../templates/init/collgen.toml");
const WORKFLOW: &str = include_str!("../templates/init/collgen.yml");

/// What a collection is called by whoever exports it from Postman.
const COLLECTION_SUFFIX: &str = ".postman_collection.json";

/// Writes `collgen.toml` and `.github/workflows/collgen.yml` into a repository, and returns their
/// paths in it. The workflow fails when the client that is committed at `client` is not what
/// `collection` gives.
///
/// # Errors
/// When one of them is there already, or cannot be written.
pub fn init(repository: &Path, collection: &str, client: &str) -> Result<[PathBuf; 2], Error> {
    let workflow = WORKFLOW
        .replace("{collection}", &yaml_text(collection))
        .replace("{client}", &yaml_text(client))
        .replace("{version}", env!("CARGO_PKG_VERSION"));
    let files = [
        (PathBuf::from("collgen.toml"), CONFIG.to_owned()),
        (PathBuf::from(".github/workflows/collgen.yml"), workflow),
    ];
    let standing = files.iter().filter(|(path, _)| {
        // A dangling link is in the way too.
        repository.join(path).symlink_metadata().is_ok()
    });
    let refusals: Vec<Refusal> = standing
        .map(|(path, _)| Refusal::Standing(path.display().to_string()))
        .collect();
    if !refusals.is_empty() {
        return Err(Error::Refused {
            folder: repository.to_owned(),
            refusals,
        });
    }
    for (path, text) in &files {
        files::create(&repository.join(path), text)?;
    }
    Ok(files.map(|(path, _)| path))
}

/// The only collection in a folder, by its name; none where there is none or more than one.
pub fn only_collection(folder: &Path) -> Option<String> {
    let mut found = files::names(folder)
        .into_iter()
        .filter(|name| name.ends_with(COLLECTION_SUFFIX));
    found.next().filter(|_| found.next().is_none())
}

/// A text in single quotes, which YAML reads as it stands (YAML 1.2.2, section 7.3.2).
fn yaml_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// The configuration with every line of the kind `# name = value` in force.
    fn in_force(text: &str) -> String {
        let lines = text.lines().map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") => setting,
            _ => line,
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_first_configuration_changes_nothing() {
        let config: Config = toml::from_str(CONFIG).expect("TOML");
        assert_eq!(config.types, Config::default().types);
    }

    #[test]
    fn what_the_first_configuration_shows_may_be_set() {
        let shown: Config = toml::from_str(&in_force(CONFIG)).expect("every line is a setting");
        assert_eq!(
            shown.types.required_after,
            Config::default().types.required_after
        );
        assert!(!shown.types.enums.is_empty());
        assert!(!shown.types.rename.is_empty());
    }

    #[test]
    fn nothing_is_written_where_one_of_the_files_stands() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join(".github/workflows")).expect("a folder");
        let workflow = folder.path().join(".github/workflows/collgen.yml");
        std::fs::write(&workflow, "mine").expect("written");
        let outcome = init(folder.path(), "api.json", "client");
        assert!(matches!(outcome, Err(Error::Refused { .. })), "{outcome:?}");
        assert!(!folder.path().join("collgen.toml").exists());
        assert_eq!(std::fs::read_to_string(workflow).expect("read"), "mine");
    }

    #[test]
    fn paths_stay_texts_in_the_workflow() {
        let folder = tempfile::tempdir().expect("a folder");
        init(folder.path(), "it's: #1.json", "client").expect("written");
        let workflow = folder.path().join(".github/workflows/collgen.yml");
        let text = std::fs::read_to_string(workflow).expect("read");
        assert!(text.contains("COLLECTION: 'it''s: #1.json'\n"), "{text}");
        assert!(!text.contains('{'), "{text}");
    }

    #[test]
    fn a_collection_is_found_where_it_is_the_only_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str| std::fs::write(folder.path().join(name), "{}").expect("written");
        assert_eq!(only_collection(folder.path()), None);
        put("package.json");
        put("a.postman_collection.json");
        let found = only_collection(folder.path());
        assert_eq!(found.as_deref(), Some("a.postman_collection.json"));
        put("b.postman_collection.json");
        assert_eq!(only_collection(folder.path()), None);
    }
}
