//! What can go wrong with a search.

use crate::{index, models};

/// Why nothing was ranked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The encoder fails.
    #[error(transparent)]
    Models(#[from] models::Error),
    /// The index fails.
    #[error(transparent)]
    Index(#[from] index::Error),
}

impl Error {
    /// What to do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Models(error) => error.hint(),
            Error::Index(error) => error.hint(),
        }
    }
}
