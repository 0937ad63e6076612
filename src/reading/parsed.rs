//! What reading gives, whatever the format.

use crate::document::Document;

/// The most bytes of text that are kept of a plain text or a web page: the longest real ones, such as a book on
/// one page, have 2 MB.
pub const LONGEST_TEXT: usize = 4 << 20;

/// A document, and what was doubtful about the reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What was read.
    pub document: Document,
    /// What was doubtful: about the whole file first, then in page order.
    pub warnings: Vec<Warning>,
}

/// Something about a page, or the file, that a reader should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Counted from 1; `None` speaks of the whole file.
    pub page: Option<u32>,
    /// In lower case, without a final stop.
    pub message: String,
    /// What to do about it, where there is something to be done.
    pub hint: Option<&'static str>,
}

impl Warning {
    /// A warning about the whole file, without a hint.
    pub(super) fn of_file(message: impl Into<String>) -> Warning {
        Warning { page: None, message: message.into(), hint: None }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.page {
            Some(page) => write!(f, "page {page}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
