//! Why a PDF gives no document, or cannot be marked.

/// Why a file gives no document at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// The bytes are of another format.
    #[error("not a PDF: no `%PDF-` in the first kilobyte")]
    NotPdf,
    /// A password is needed.
    #[error("the PDF is encrypted and needs a password")]
    Encrypted,
    /// It opens without a password, but is locked against changes, and a highlight is one.
    #[error("the PDF is locked against changes, although it opens without a password")]
    Locked,
    /// The structure cannot be read.
    #[error("the PDF is damaged: {0}")]
    Damaged(String),
    /// There is no page.
    #[error("the PDF has no pages")]
    NoPages,
    /// A highlight is on a page that is not there.
    #[error("there is no page {page} to highlight: the PDF has {pages}")]
    NoSuchPage {
        /// As the highlight counts, from 1.
        page: u32,
        /// How many pages there are.
        pages: usize,
    },
    /// There are pages, but no text on any.
    #[error("none of the {pages} pages has a text layer")]
    NoText {
        /// How many pages.
        pages: usize,
    },
    /// There is text, but what it says is not known.
    #[error("no text of the {pages} pages can be read: its fonts do not say which letters they show")]
    Unreadable {
        /// How many pages.
        pages: usize,
    },
    /// What there is to read stands in the fields of a form.
    #[error("the pages have no text of their own, only the fields of a form, which are not read")]
    FormOnly,
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Error::Empty | Error::NotPdf => {
                "check that the download finished and that it is the paper, not a web page"
            }
            Error::Encrypted => "save a copy without a password first, for example by printing it to PDF",
            Error::Locked => "save a copy without the lock first, for example by printing it to PDF",
            Error::Damaged(_) | Error::NoPages => {
                "download it again, or let a PDF program repair it by saving a copy"
            }
            Error::NoSuchPage { .. } => "draft the paper again: its file was replaced since",
            Error::Unreadable { .. } => {
                "get the paper from another source, or have OCR read its pages as pictures"
            }
            Error::FormOnly => "print the filled form to PDF, and read that",
            Error::NoText { .. } => "scanned pages need OCR first",
        }
    }
}
