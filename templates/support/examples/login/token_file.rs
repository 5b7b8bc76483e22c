//! Where the examples keep the tokens of a login.

use std::path::PathBuf;

/// `.<package>/<slot>.json` in the home folder; `None` where there is no home.
pub(crate) fn default_path(package: &str, slot: &str) -> Option<PathBuf> {
    let home = ["HOME", "USERPROFILE"]
        .into_iter()
        .find_map(std::env::var_os)?;
    Some(
        PathBuf::from(home)
            .join(format!(".{package}"))
            .join(format!("{slot}.json")),
    )
}

/// The same, if it is there.
#[allow(dead_code, reason = "a login makes the file, a replay only uses it")]
pub(crate) fn existing(package: &str, slot: &str) -> Option<PathBuf> {
    default_path(package, slot).filter(|file| file.is_file())
}
