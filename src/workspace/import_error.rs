//! Why nothing of a file, or of a paper in it, is imported.

use std::path::PathBuf;

use crate::disk;
use crate::document::PaperId;
use crate::output::exchange::SCHEMA_VERSION;
use crate::review::Refused;

/// Why nothing of a file, or of a paper in it, is imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened.
    #[error("{}: it cannot be read: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file without a line.
    #[error("{}: the file is empty", path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// A line of a file is nothing that can be imported.
    #[error("{}: line {line} cannot be imported: {why}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// An export of a later program.
    #[error("{}: line {line} has schema_version {version}, and this program reads up to {SCHEMA_VERSION}", path.display())]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// As written.
        version: u64,
    },
    /// A file of decisions somewhere else than in a paper's folder.
    #[error("{}: decisions do not name their paper", path.display())]
    NoPaper {
        /// Which file.
        path: PathBuf,
    },
    /// Labels say what was decided, but not by whom.
    #[error("{}: labels do not say whose they are", path.display())]
    NoReviewer {
        /// Which file.
        path: PathBuf,
    },
    /// The workspace has other bytes by that id.
    #[error("{id}: the paper is another file here (sha256 {}… here, {}… there)", short(here), short(there))]
    OtherFile {
        /// Which paper.
        id: PaperId,
        /// Of the workspace's.
        here: String,
        /// Of the one that was audited.
        there: String,
    },
    /// Lines of another rubric.
    #[error("{id}: decisions by rubric `{found}`, not by `{wanted}`")]
    OtherRubric {
        /// Which paper.
        id: PaperId,
        /// As written.
        found: String,
        /// The one in use.
        wanted: String,
    },
    /// A decision that the rubric does not allow.
    #[error("{id}: {source}")]
    Impossible {
        /// Which paper.
        id: PaperId,
        /// Why.
        source: Refused,
    },
}

impl ImportError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            ImportError::Unreadable { source, .. } => {
                disk::hint_of_reading(source).unwrap_or("check the path and its permissions").to_owned()
            }
            ImportError::Empty { .. } => {
                "a file holds exported audits in JSON, lines of decisions.jsonl, or labels".to_owned()
            }
            ImportError::Line { .. } => {
                "a file holds exported audits in JSON, lines of decisions.jsonl, or labels; \
                 mend the line, nothing of the file was written"
                    .to_owned()
            }
            ImportError::Newer { .. } => "a newer medcheck reads it".to_owned(),
            ImportError::NoPaper { .. } => "a folder that is named like a paper names it".to_owned(),
            ImportError::NoReviewer { .. } => "name somebody whose they are, such as `silver`".to_owned(),
            ImportError::OtherFile { .. } => "replace the paper by the file that was audited".to_owned(),
            ImportError::OtherRubric { .. } => "use the rubric they were made by".to_owned(),
            ImportError::Impossible { source, .. } => source.hint().unwrap_or_default(),
        }
    }
}

fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}
