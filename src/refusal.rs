//! Why an output folder is left as it is, and what to do about it.

use std::fmt;

/// Why a folder must not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// What is given as the folder is something else.
    NotAFolder,
    /// The folder holds files, and none of them is ours.
    NotOurs,
    /// The manifest, at this path, cannot be read.
    BrokenManifest(String),
    /// A person changed a generated file.
    Edited(String),
    /// A file that collgen did not write stands where one would be written.
    Foreign(String),
    /// Something that is no file, or no folder, stands where one would be written.
    InTheWay(String),
    /// The path passes through a symbolic link.
    Symlink(String),
    /// A file that is written once stands already.
    Standing(String),
    /// The path would leave the folder.
    Outside(String),
}

impl Refusal {
    /// Whether a person may decide to write all the same.
    pub fn can_be_overruled(&self) -> bool {
        match self {
            Self::NotOurs | Self::BrokenManifest(_) | Self::Edited(_) | Self::Foreign(_) => true,
            Self::NotAFolder | Self::InTheWay(_) | Self::Symlink(_) => false,
            Self::Standing(_) | Self::Outside(_) => false,
        }
    }
}

impl Refusal {
    /// The file that is concerned; none for the folder as a whole.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::NotAFolder | Self::NotOurs => None,
            Self::BrokenManifest(path)
            | Self::Edited(path)
            | Self::Foreign(path)
            | Self::InTheWay(path)
            | Self::Symlink(path)
            | Self::Standing(path)
            | Self::Outside(path) => Some(path),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotAFolder => "choose another folder with -o",
            Self::NotOurs => "choose another folder with -o, or write into this one with --force",
            Self::BrokenManifest(_) => "restore it, or write all files anew with --force",
            Self::Edited(_) => {
                "put the change into the collection or into a file of your own, or give it up with --force"
            }
            Self::Foreign(_) => "move it away, or replace it with --force",
            Self::InTheWay(_) | Self::Symlink(_) => {
                "move it away, or choose another folder with -o"
            }
            Self::Standing(_) => "keep it, or move it away and run `collgen init` again",
            Self::Outside(_) => "this is a fault of collgen: please report it",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFolder => f.write_str("the output folder is not a folder"),
            Self::NotOurs => f.write_str("the folder holds files, and collgen wrote none of them"),
            Self::BrokenManifest(path) => write!(f, "`{path}` cannot be read"),
            Self::Edited(path) => write!(f, "`{path}` was edited since collgen wrote it"),
            Self::Foreign(path) => {
                write!(f, "`{path}` is in the way, and collgen did not write it")
            }
            Self::InTheWay(path) => write!(f, "`{path}` is in the way, and is not a plain file"),
            Self::Symlink(path) => write!(f, "`{path}` is a symbolic link"),
            Self::Standing(path) => write!(f, "`{path}` is there already"),
            Self::Outside(path) => write!(f, "`{path}` would leave the folder"),
        }
    }
}
