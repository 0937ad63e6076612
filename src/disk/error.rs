//! What the file system refused.

use std::io;
use std::path::PathBuf;

/// A step that the file system refused.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct Error {
    /// `open`, `read`, `write`, `lock` and so on; behind it stands the path.
    pub action: &'static str,
    /// The file or folder that was touched.
    pub path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

impl Error {
    /// Names the step and the path of what the system says.
    pub(super) fn of(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error { action, path, source }
    }

    /// Whether it was reading that failed, not writing.
    pub fn is_of_reading(&self) -> bool {
        self.action == READ
    }
}

/// The action of every failure to read.
pub(super) const READ: &str = "read";
