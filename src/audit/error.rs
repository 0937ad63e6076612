//! What can go wrong with what drafts are made with.

use crate::models;

/// Why nothing can be drafted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was learned is not usable by this program.
    #[error("the learned levels in `models/{name}` cannot be used: {why}")]
    UnusableLevels {
        /// The folder's name under `models/`.
        name: String,
        /// The promise that the file breaks, or what the JSON parser says.
        why: String,
    },
    /// A model is missing or damaged.
    #[error(transparent)]
    Models(#[from] models::Error),
}

impl Error {
    /// What to do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::UnusableLevels { name, .. } => {
                Some(format!("delete `models/{name}` and learn again, or restore the folder"))
            }
            Error::Models(error) => error.hint(),
        }
    }
}
