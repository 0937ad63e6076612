//! Why bytes give no document.

use super::pdf;
use crate::document::NotText;

/// Why bytes give no document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// See [`pdf::Error`].
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// Text in another encoding.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// Nothing but white space.
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
