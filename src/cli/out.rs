//! `--out`: results that go to files instead of stdout.

use std::path::Path;

use anyhow::Result;

use super::view::escape;
use super::view::printer::Printer;
use crate::output::Content;
use crate::{disk, workspace};

/// Whether `--out` means a folder: one that is there, or a path with a separator at its end.
pub(super) fn is_folder(out: &Path) -> bool {
    out.is_dir() || out.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// The content as bytes in which nothing is left that a terminal would act on, but for tabs and line ends; a text
/// says the same.
pub(super) fn harmless(content: Content) -> Vec<u8> {
    match content {
        Content::Json(text) => escape::json(&text).into_owned().into_bytes(),
        Content::Text(text) => escape::file(&text).into_owned().into_bytes(),
        Content::Bytes(bytes) => bytes,
    }
}

/// Writes a file as a whole, and prints its path; not where the content itself went to the output.
///
/// # Errors
/// What the system says.
pub(super) fn write(path: &Path, bytes: &[u8], printer: &Printer) -> Result<()> {
    disk::replace(path, bytes).map_err(workspace::Error::from)?;
    if !disk::is_open_file(path) {
        printer.data(&format!("{}\n", escape::one_line(&path.display().to_string())))?;
    }
    Ok(())
}
