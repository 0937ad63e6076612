//! Why bytes give no document.

use super::pdf;
use crate::document::NotText;

/// Why bytes give no document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A PDF that cannot be read.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// Bytes that are not text in an encoding that is read.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// There is no sentence in the text, only white space.
    #[error("the text is blank")]
    Blank,
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Error::Pdf(error) => error.hint().to_owned(),
            Error::NotText(_) => "save the text as UTF-8".to_owned(),
            Error::Blank => "check that the right file was saved".to_owned(),
        }
    }
}
