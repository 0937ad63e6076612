//! Bytes become a document, whatever the format.
//!
//! [`read`] is the one place that asks which format it is: [`pdf`] reads printed pages, [`web_page`] what
//! browsers show, and plain text and Markdown are read by the document itself. Every format gives a
//! [`Parsed`], the document and what was doubtful in reading it, or an [`Error`]. Nothing here touches a
//! file, and no bytes make it panic.

mod error;
mod format;
mod parsed;
pub mod pdf;
pub mod web_page;

use crate::document::{Document, decode};

pub use error::Error;
pub use format::Format;
pub use parsed::{LONGEST_TEXT, Parsed, Warning};

/// Raised with every change that gives a paper another text, other sentences or other boxes, so that
/// what was derived from it is made anew.
pub const PARSER_VERSION: u32 = 5;

/// Reads the bytes of a file whose format is known.
///
/// # Errors
/// [`Error`] when there is no text to be had; everything less is a warning of the result.
pub fn read(bytes: &[u8], format: Format) -> Result<Parsed, Error> {
    #[cfg(test)]
    counting::count(bytes);
    match format {
        Format::Pdf => Ok(pdf::parse(bytes)?),
        Format::Text | Format::Markdown => with_text(plain(&decode(bytes)?)),
        Format::Html => with_text(web_page::read(bytes)),
    }
}

/// Reads a web page that lists papers: see [`web_page::read_listing`] for what it gives beside the text.
///
/// # Errors
/// [`Error::Blank`] when there is no text to be had.
pub fn read_listing_page(bytes: &[u8]) -> Result<Parsed, Error> {
    with_text(web_page::read_listing(bytes))
}

/// Plain text or Markdown, of which at most [`LONGEST_TEXT`] bytes are read.
fn plain(text: &str) -> Parsed {
    let kept = &text[..text.floor_char_boundary(LONGEST_TEXT)];
    let cut = || Warning::of_file(format!("only the first {} MiB of the text are read", LONGEST_TEXT >> 20));
    let warnings = (kept.len() < text.len()).then(cut).into_iter().collect();
    Parsed { document: Document::from_plain(kept), warnings }
}

/// Refuses a document without a sentence.
fn with_text(parsed: Parsed) -> Result<Parsed, Error> {
    if parsed.document.sentences.is_empty() { Err(Error::Blank) } else { Ok(parsed) }
}

/// How often bytes were read, for tests of who reads what.
#[cfg(test)]
pub(crate) mod counting {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    static TIMES: Mutex<BTreeMap<Vec<u8>, usize>> = Mutex::new(BTreeMap::new());

    pub(super) fn count(bytes: &[u8]) {
        *TIMES.lock().unwrap().entry(bytes.to_owned()).or_default() += 1;
    }

    /// Since the process began, by all tests.
    pub(crate) fn times_read(bytes: &[u8]) -> usize {
        TIMES.lock().unwrap().get(bytes).copied().unwrap_or_default()
    }
}
