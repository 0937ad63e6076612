//! What was last taken from files outside `papers/`.
//!
//! Without this a watched file that changes could not be told from another file of the same id, and a paper
//! that somebody removed would come back with the next refresh.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::document::PaperId;

/// By the file's path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Version of the reader that found bad files bad; another one may read them.
    #[serde(default)]
    pub parser: u32,
    /// Sorted by path.
    #[serde(default)]
    pub files: BTreeMap<PathBuf, TakenFile>,
    /// The hashes of files that a refresh was about to take when it wrote this, by path. Where it was killed,
    /// any of them may have become a paper; none is left once it is through.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub under_way: BTreeMap<PathBuf, String>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenFile {
    /// It is, or was, a paper of the workspace.
    Paper {
        /// The id it has in the workspace.
        id: PaperId,
        /// The hash of its content.
        sha256: String,
    },
    /// It is no paper.
    Bad {
        /// The hash of its content.
        sha256: String,
        /// Why it is none.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
}

impl Taken {
    /// What a killed refresh was about to take is taken where a paper has that content, which `paper_of` tells by
    /// its hash; of the other files nothing new is known.
    ///
    /// # Errors
    /// The first of `paper_of`; then some files are still under way.
    pub fn settle<E>(
        &mut self,
        mut paper_of: impl FnMut(&str) -> Result<Option<PaperId>, E>,
    ) -> Result<(), E> {
        while let Some((path, sha256)) = self.under_way.pop_first() {
            if let Some(id) = paper_of(&sha256)? {
                self.files.insert(path, TakenFile::Paper { id, sha256 });
            }
        }
        Ok(())
    }

    /// What became of a file with that content, if it was looked at.
    pub fn of(&self, path: &Path, sha256: &str) -> Option<&TakenFile> {
        self.files.get(path).filter(|file| match file {
            TakenFile::Paper { sha256: taken, .. } | TakenFile::Bad { sha256: taken, .. } => taken == sha256,
        })
    }

    /// Whether the paper's present content came from that file, so that a new content of the file is a new
    /// content of the paper.
    pub fn is_source_of(&self, path: &Path, id: &PaperId, sha256: &str) -> bool {
        let taken = TakenFile::Paper { id: id.clone(), sha256: sha256.to_owned() };
        self.files.get(path) == Some(&taken)
    }
}
