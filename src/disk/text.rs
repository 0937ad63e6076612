//! A file of text as a whole.

use std::fs;
use std::io;
use std::path::Path;

use crate::document::{NotText, decode};

/// The text of a file in UTF-8, or in what a byte-order mark says, without that mark.
///
/// # Errors
/// What the system says, or that it is no text ([`io::ErrorKind::InvalidData`]).
pub fn read_text(path: &Path) -> io::Result<String> {
    Ok(decode(&fs::read(path)?).map_err(not_text)?.into_owned())
}

/// As every reader of files says it.
pub(super) fn not_text(why: NotText) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// What to do about a failure to read that is not the disk's; `None` for all others.
pub fn hint_of_reading(error: &io::Error) -> Option<&'static str> {
    (error.kind() == io::ErrorKind::InvalidData).then_some("save it as UTF-8 text; every editor can")
}
