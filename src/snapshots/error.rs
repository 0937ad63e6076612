//! What can go wrong with snapshots, and what to do about it.

use std::io;
use std::path::PathBuf;

use crate::disk;

/// Why a snapshot cannot be read, written or found.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another refresh holds the lock.
    #[error("another refresh of this workspace is running")]
    Busy,
    /// The file system refused something.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// `read`, `write`, and so on.
        action: &'static str,
        /// What was touched.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is there and holds something else.
    #[error("{} is no snapshot: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        why: String,
    },
    /// A file that was named is something else.
    #[error("{} is no snapshot: {why}", path.display())]
    NoSnapshot {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        why: String,
    },
    /// What is remembered of files outside cannot be read.
    #[error("{} is damaged: {why}", path.display())]
    DamagedTaken {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        why: String,
    },
    /// A name that fits no snapshot.
    #[error("there is no snapshot `{name}`")]
    Unknown {
        /// As typed.
        name: String,
        /// Those that there are, the newest last.
        known: Vec<String>,
    },
    /// There are not two snapshots to compare.
    #[error("there is no earlier snapshot to compare with")]
    NoneBefore,
}

impl Error {
    /// What to do about it, in one line.
    pub fn hint(&self) -> String {
        /// More are not named.
        const NAMED: usize = 3;
        match self {
            Error::Busy => {
                "wait for it to finish; a lock goes with its process, so nothing needs to be removed"
                    .to_owned()
            }
            Error::Io { .. } => {
                "check that the folder exists, has room, and that its permissions allow this".to_owned()
            }
            Error::Damaged { .. } => {
                "move the file away; the next refresh compares with the snapshot before it".to_owned()
            }
            Error::Unknown { known, .. } if known.is_empty() => "the first refresh makes one".to_owned(),
            Error::Unknown { known, .. } => {
                let newest =
                    known.iter().rev().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
                format!("the newest are {newest}; the beginning of a name is enough, or a path")
            }
            Error::NoSnapshot { .. } => {
                "snapshots are the files of `snapshots/` that are named by their time".to_owned()
            }
            Error::DamagedTaken { .. } => {
                "move it away: it says which files outside were taken in, and the next refresh looks at \
                 all of them again, also at those of papers that were removed since"
                    .to_owned()
            }
            Error::NoneBefore => "a refresh makes one whenever something has changed".to_owned(),
        }
    }

    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { action, path, source }
    }
}

impl From<disk::Error> for Error {
    fn from(disk::Error { action, path, source }: disk::Error) -> Error {
        Error::Io { action, path, source }
    }
}
