//! JSON for other programs: a line that is harmless for a terminal, and the paper that several shapes name.

use serde::Serialize;

use super::escape;
use crate::document::{Document, Metadata, PaperId};

/// The version of every shape that a command prints.
pub(in crate::cli) const SCHEMA_VERSION: u32 = 1;

/// One line of JSON with its line break, harmless for a terminal.
///
/// # Errors
/// What serde says; none of the shapes here can fail.
pub(in crate::cli) fn line(value: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string(value)?;
    Ok(format!("{}\n", escape::json(&text)))
}

/// Which paper a shape speaks of.
#[derive(Serialize)]
pub(in crate::cli) struct PaperJson<'a> {
    id: &'a str,
    title: Option<&'a str>,
    sha256: &'a str,
    pages: usize,
    metadata: &'a Metadata,
}

impl<'a> PaperJson<'a> {
    /// The paper of a document with its hash.
    pub(in crate::cli) fn new(id: &'a PaperId, sha256: &'a str, document: &'a Document) -> PaperJson<'a> {
        PaperJson {
            id: id.as_str(),
            title: document.title.as_deref(),
            sha256,
            pages: document.pages.len(),
            metadata: &document.metadata,
        }
    }
}
