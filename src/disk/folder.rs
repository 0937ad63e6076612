//! A folder's entries come to the disk, and a folder of files takes the place of another.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::error::Error;

/// Flushes a folder's entries: that a file is there, gone, or goes by another name. Nothing happens where the
/// system cannot open a folder as a file.
///
/// # Errors
/// What the system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Puts a folder with these files, by their names, in the place of `target`. They are written beside it and
/// flushed first. A folder cannot replace another in one step: in between, and after a kill there, the old
/// folder goes by the name `old`, where readers look when `target` is not there.
///
/// # Errors
/// What the system says; the old folder is then whole under one of its two names.
pub fn replace_folder(target: &Path, old: &Path, files: &[(&str, &[u8])]) -> Result<(), Error> {
    let above = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(above).map_err(Error::of("create", above))?;
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let fresh = tempfile::Builder::new()
        .prefix(&format!(".{name}.new-"))
        .tempdir_in(above)
        .map_err(Error::of("create a folder in", above))?;
    for (name, bytes) in files {
        let path = fresh.path().join(name);
        let written = File::create(&path).and_then(|mut open| {
            open.write_all(bytes)?;
            open.sync_all()
        });
        written.map_err(Error::of("write", path))?;
    }
    let remove_old = || match fs::remove_dir_all(old) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::of("remove", old)(error)),
        _ => Ok(()),
    };
    if target.exists() {
        remove_old()?;
        fs::rename(target, old).map_err(Error::of("rename", target))?;
    }
    let fresh = fresh.keep();
    fs::rename(&fresh, target).map_err(Error::of("rename", &fresh))?;
    sync_folder(above).map_err(Error::of("write", above))?;
    remove_old()
}
