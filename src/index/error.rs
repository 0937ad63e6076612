//! What can go wrong with the index.

use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::error::{LockError, OpenReadError};

use crate::disk;
use crate::document::PaperId;

/// Why the index cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the lock.
    #[error("the index at {} is being written by another process", dir.display())]
    Busy {
        /// The `index/` folder.
        dir: PathBuf,
    },
    /// The caller's paper breaks a promise of its type.
    #[error("cannot index paper {paper}: {why}")]
    Paper {
        /// The paper that could not be indexed.
        paper: PaperId,
        /// The promise that it breaks.
        why: String,
    },
    /// The tantivy part cannot be read.
    #[error("the words of the index at {} are damaged: {why}", dir.display())]
    WordsDamaged {
        /// The `index/` folder.
        dir: PathBuf,
        /// What is wrong with the words.
        why: String,
    },
    /// tantivy fails at work.
    #[error("the words of the index failed: {source}")]
    Words {
        /// What tantivy says.
        source: tantivy::TantivyError,
    },
    /// The lock file beside the words cannot be made.
    #[error("the words of the index cannot be locked: {why}")]
    Unlocked {
        /// What the system says.
        why: String,
    },
    /// A thread of tantivy's stopped, and its own words for that are misleading: mostly the disk is full.
    #[error("the words of the index could not be written")]
    Unwritten,
    /// The file system refuses.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// `read`, `write`, and so on.
        action: &'static str,
        /// The file or folder in question.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Error {
    /// What to do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Error::Busy { .. } => "wait for it to finish, or stop it; then run this again",
            Error::Paper { .. } => "this is a fault of the program; please report it with the paper",
            Error::WordsDamaged { .. } => "drafting the papers makes them anew",
            Error::Words { .. } => "delete the `index` folder and index again: it holds nothing of its own",
            Error::Unlocked { .. } => {
                "check that the disk has room: reading them takes a lock file in `index/words`"
            }
            Error::Unwritten => {
                "check that the disk has room and run this again; if it stays, delete the `index` folder: it \
                 holds nothing of its own"
            }
            Error::Io { .. } => "check that the folder exists, has room, and that its permissions allow this",
        };
        Some(hint.to_owned())
    }

    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { action, path, source }
    }

    /// That the words may not be read, as those that another user wrote; `None` for every other failure, which
    /// says that they are damaged.
    pub(super) fn refused(error: &tantivy::TantivyError, words: &Path) -> Option<Error> {
        let tantivy::TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) = error
        else {
            return None;
        };
        let kind = io_error.kind();
        let path = words.join(filepath);
        (kind == io::ErrorKind::PermissionDenied).then(|| Error::Io {
            action: "read",
            path,
            source: kind.into(),
        })
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(source: tantivy::TantivyError) -> Error {
        match source {
            tantivy::TantivyError::ErrorInThread(_) => Error::Unwritten,
            tantivy::TantivyError::LockFailure(LockError::IoError(error), _) => {
                Error::Unlocked { why: error.to_string() }
            }
            source => Error::Words { source },
        }
    }
}

impl From<disk::Error> for Error {
    fn from(disk::Error { action, path, source }: disk::Error) -> Error {
        Error::Io { action, path, source }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn what_may_not_be_read_is_not_damaged() {
        let refused = |kind: io::ErrorKind| {
            let io_error = Arc::new(io::Error::from(kind));
            let error = OpenReadError::IoError { io_error, filepath: "meta.json".into() };
            Error::refused(&error.into(), Path::new("words"))
        };
        let said = refused(io::ErrorKind::PermissionDenied).unwrap();
        assert!(matches!(&said, Error::Io { path, .. } if path == Path::new("words/meta.json")), "{said}");
        assert!(refused(io::ErrorKind::UnexpectedEof).is_none());
    }
}
