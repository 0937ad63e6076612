//! A file is replaced as a whole.

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
/// folder's entry flushed too. The folder is made if it is not there. What a link leads to is replaced, and the
/// link stays; what is no regular file, such as a device or a pipe, is written to and never replaced.
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
    if is_written_to(path) {
        // Nothing is truncated: where this is the program's own output, others' lines are in front.
        return write(&mut OpenOptions::new().append(true).open(path)?);
    }
    let path = &*behind_links(path)?;
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

/// Whether a path leads to what cannot be replaced: a device, a pipe, a socket, or an open file of a program.
fn is_written_to(path: &Path) -> bool {
    let is_other = |metadata: fs::Metadata| !metadata.is_file() && !metadata.is_dir();
    fs::metadata(path).is_ok_and(is_other) || is_open_file(path)
}

/// Whether a path names an open file by its number, as `/dev/stdout` does: replaced, the file behind it would
/// be lost for whoever has it open.
pub fn is_open_file(path: &Path) -> bool {
    let names_number = |path: &Path| {
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        folder.is_some_and(|folder| folder.starts_with("/proc") && folder.ends_with("fd"))
    };
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        if names_number(&at) {
            return true;
        }
        match next(&at) {
            Some(target) => at = target,
            None => break,
        }
    }
    false
}

/// As many as Linux follows.
const MOST_LINKS: usize = 40;

/// Where a link leads, beside which a path that is relative is looked for; `None` for what is no link.
fn next(link: &Path) -> Option<PathBuf> {
    let target = fs::read_link(link).ok()?;
    Some(link.parent().unwrap_or(Path::new("")).join(target))
}

/// The path that links lead to, whether or not anything is there.
fn behind_links(path: &Path) -> io::Result<Cow<'_, Path>> {
    let mut at = Cow::Borrowed(path);
    for _ in 0..MOST_LINKS {
        match next(&at) {
            Some(target) => at = Cow::Owned(target),
            None => return Ok(at),
        }
    }
    Err(io::Error::other("too many links"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn links_stay_and_what_they_lead_to_is_replaced() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("there")).unwrap();
        fs::write(at("there/old"), b"old").unwrap();
        symlink("there/old", at("first")).unwrap();
        symlink("first", at("second")).unwrap();
        symlink("there/none", at("dangling")).unwrap();
        symlink("loop", at("loop")).unwrap();
        replace(&at("second"), b"new").unwrap();
        replace(&at("dangling"), b"made").unwrap();
        assert!(replace(&at("loop"), b"x").is_err());
        assert_eq!(fs::read(at("there/old")).unwrap(), b"new");
        assert_eq!(fs::read(at("there/none")).unwrap(), b"made");
        for link in ["first", "second", "dangling", "loop"] {
            assert!(at(link).is_symlink(), "{link}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_written_to_and_stays() {
        use std::os::unix::fs::FileTypeExt;
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        for path in [&pipe, &link] {
            let read = std::thread::scope(|scope| {
                let reader = scope.spawn(|| fs::read(&pipe).unwrap());
                replace(path, b"all of it").unwrap();
                reader.join().unwrap()
            });
            assert_eq!(read, b"all of it");
            assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        }
        assert!(link.is_symlink());
        // A device, behind a link: were it replaced, the link would be, and no device of the system.
        let null = dir.path().join("null");
        std::os::unix::fs::symlink("/dev/null", &null).unwrap();
        assert!(is_written_to(&null) && !is_open_file(&null));
        assert!(!is_written_to(&dir.path().join("absent")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_open_file_is_written_to_behind_what_is_there() {
        use std::os::fd::AsRawFd;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        fs::write(&path, b"before ").unwrap();
        let open = File::open(&path).unwrap();
        let named = PathBuf::from(format!("/proc/self/fd/{}", open.as_raw_fd()));
        replace(&named, b"after").unwrap();
        assert_eq!(io::read_to_string(open).unwrap(), "before after");
        assert!(is_open_file(Path::new("/dev/stdout")));
        assert!(!is_open_file(&path));
    }

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
