//! Replacing a file as a whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::Error;

/// Writes `bytes` to `path`, so that after a kill or a power cut the file holds either its old content or
/// the new: a temporary file in the same folder, flushed to disk, renamed over the old one, and the
/// folder's entry flushed too. The folder is made if it is not there.
///
/// # Errors
/// What the system says; the old file is then untouched and the temporary one removed.
pub(super) fn whole_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // The parent of a bare name is empty, which no system opens.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".tmp");
    #[cfg(unix)]
    {
        // Temporary files are private by default, but a workspace is often shared; the umask still holds.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    if cfg!(unix) {
        // Elsewhere a folder cannot be opened as a file.
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Writes a file outside the workspace that a person has named, in place of what is there: as a whole or
/// not at all. The folder is made if it is not there.
///
/// # Errors
/// [`Error::Unwritable`]; the old file is then untouched.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    whole_file(path, bytes).map_err(|source| Error::Unwritable { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("draft.json");
        fs::create_dir(&path).unwrap();
        assert!(whole_file(&path, b"x").is_err());
        let left: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["draft.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_what_the_umask_lets_them() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (ours, plain) = (dir.path().join("ours"), dir.path().join("plain"));
        whole_file(&ours, b"x").unwrap();
        fs::write(&plain, b"x").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }
}
