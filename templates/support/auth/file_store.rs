//! Tokens in one file, shared by processes of one machine.
//!
//! In: a path on a local disk (locks on network file systems cannot be relied on). Out: a JSON file only
//! its owner can read, replaced as a whole: temporary file, fsync, rename, fsync of the directory.
//! Beside it: `<path>.lock`, locked while tokens change, and `<path>.tmp`, which a killed process may
//! leave behind and the next save removes. A file of another user is not replaced. A file that cannot be read is an error; only a new login
//! replaces it, and then it is kept as `<path>.corrupt`.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{StoreError, StoreLock, StoredTokens, TokenStore};

/// More than any tokens need, so that a disk with less room is noticed beforehand.
const PROBE: [u8; 16_384] = [b' '; 16_384];

/// Keeps the tokens of one login in a file.
#[derive(Clone, Debug)]
pub struct FileTokenStore {
    path: PathBuf,
    directory: PathBuf,
}

impl FileTokenStore {
    /// Uses the file at `path`; its directory is made if it does not exist.
    pub fn new(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = std::path::absolute(path).map_err(refused("resolve the path"))?;
        let directory = path.parent().filter(|_| !path.is_dir());
        let directory = directory
            .ok_or_else(|| refused("use a directory")(ErrorKind::IsADirectory.into()))?
            .to_owned();
        create_directory(&directory).map_err(refused("create the directory"))?;
        Ok(Self { path, directory })
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = OsString::from(&self.path);
        name.push(suffix);
        PathBuf::from(name)
    }

    /// Writes a new file, private from its first moment; what a killed process left gives way. Refuses to put it in
    /// the place of another user's, who could not read it any more.
    fn write_temporary(&self, content: &[u8]) -> io::Result<PathBuf> {
        let path = self.beside(".tmp");
        removed(fs::remove_file(&path))?;
        let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&path)?;
        let written = same_owner(&file, &self.path).and_then(|()| file.write_all(content));
        match written.and_then(|()| file.sync_all()) {
            Ok(()) => Ok(path),
            Err(error) => removed(fs::remove_file(&path)).and(Err(error)),
        }
    }

    fn replace(&self, content: &[u8]) -> io::Result<()> {
        let temporary = self.write_temporary(content)?;
        if matches!(self.load(), Err(StoreError::Corrupt(..))) {
            fs::rename(&self.path, self.beside(".corrupt"))?;
        }
        fs::rename(temporary, &self.path)?;
        sync_directory(&self.directory)
    }
}

impl TokenStore for FileTokenStore {
    fn load(&self) -> Result<Option<StoredTokens>, StoreError> {
        match fs::read_to_string(&self.path).map(Zeroizing::new) {
            Ok(text) => {
                #[cfg(all(unix, feature = "tracing"))]
                tell_readable(&self.path);
                StoredTokens::from_json(&text).map(Some)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(StoreError::Corrupt(0, 0)),
            Err(error) => Err(refused("read the file")(error)),
        }
    }

    fn save(&self, tokens: &StoredTokens) -> Result<(), StoreError> {
        let text = tokens.to_json()?;
        let replaced = self.replace(text.expose().as_bytes());
        replaced.map_err(refused("write the file"))
    }

    fn delete(&self) -> Result<(), StoreError> {
        let deleted = removed(fs::remove_file(&self.path));
        let deleted = deleted.and_then(|()| sync_directory(&self.directory));
        deleted.map_err(refused("delete the file"))
    }

    fn try_lock(&self) -> Result<Option<StoreLock>, StoreError> {
        let mut options = OpenOptions::new();
        let options = private(options.write(true).create(true).truncate(false));
        let file = options.open(self.beside(".lock"));
        let file = file.map_err(refused("open the lock file"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(StoreLock::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(refused("lock the file")(error)),
        }
    }

    fn probe(&self) -> Result<(), StoreError> {
        let written = self.write_temporary(&PROBE);
        let removed = written.and_then(fs::remove_file);
        removed.map_err(refused("write the file"))
    }
}

fn refused(action: &'static str) -> impl FnOnce(io::Error) -> StoreError {
    move |error| StoreError::Io(action, error.kind())
}

/// A file that is not there is as good as removed.
fn removed(outcome: io::Result<()>) -> io::Result<()> {
    outcome.or_else(|error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}

/// For the owner only; elsewhere than on Unix, files are as private as the directory they are in.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Tells, once in a process, that others can read a file.
#[cfg(all(unix, feature = "tracing"))]
fn tell_readable(path: &Path) {
    use std::os::unix::fs::MetadataExt;
    static TOLD: std::sync::Once = std::sync::Once::new();
    if fs::metadata(path).is_ok_and(|file| file.mode() & 0o077 != 0) {
        let path = path.display();
        TOLD.call_once(
            || tracing::warn!(%path, "others can read the tokens until they are saved again"),
        );
    }
}

/// Whether a new file belongs to whom the old one belongs to, if there is one.
#[cfg(unix)]
fn same_owner(new: &File, old: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let own = new.metadata()?.uid();
    match fs::metadata(old) {
        Ok(old) if old.uid() != own => Err(ErrorKind::PermissionDenied.into()),
        _ => Ok(()),
    }
}

/// Elsewhere than on Unix, whoever may write is let.
#[cfg(not(unix))]
fn same_owner(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

fn create_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Elsewhere than on Unix, a directory cannot be opened.
fn sync_directory(path: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => File::open(path)?.sync_all(),
        false => Ok(()),
    }
}
