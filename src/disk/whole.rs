//! A file is replaced as a whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::error::Error;
use super::folder::sync_folder;

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever the umask lets: a workspace is often shared.
    AsUmask,
    /// Nobody but the owner.
    Owner,
}

/// Writes `bytes` to `path`, so that after a kill or a power cut the file holds either its old content or
/// the new: a temporary file in the same folder, flushed to disk, renamed over the old one, and the
/// folder's entry flushed too. The folder is made if it is not there.
///
/// # Errors
/// What the system says; the old file is then untouched and the temporary one removed.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    replace_with(path, Readers::AsUmask, |file| file.write_all(bytes))
}

/// The same for content that `write` writes, so that it need not be in memory in one piece.
///
/// # Errors
/// As those of [`replace`]; also what `write` says.
pub fn replace_with(
    path: &Path,
    readers: Readers,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), Error> {
    whole(path, readers, write).map_err(Error::of("write", path))
}

fn whole(path: &Path, readers: Readers, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    // The parent of a bare name is empty, which no system opens.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".tmp");
    #[cfg(unix)]
    if readers == Readers::AsUmask {
        // Temporary files are private by default.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
    let mut file = builder.tempfile_in(folder)?;
    write(file.as_file_mut())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("draft.json");
        fs::create_dir(&path).unwrap();
        assert!(replace(&path, b"x").is_err());
        let file = dir.path().join("file");
        replace(&file, b"old").unwrap();
        let full = |_: &mut File| Err(io::Error::other("no room"));
        assert_eq!(replace_with(&file, Readers::AsUmask, full).unwrap_err().source.to_string(), "no room");
        assert_eq!(fs::read(&file).unwrap(), b"old");
        let mut left: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["draft.json", "file"]);
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_what_the_umask_lets_them() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (ours, plain) = (dir.path().join("ours"), dir.path().join("plain"));
        replace(&ours, b"x").unwrap();
        fs::write(&plain, b"x").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
        replace_with(&ours, Readers::Owner, |file| file.write_all(b"x")).unwrap();
        assert_eq!(mode(&ours) & 0o077, 0);
    }
}
