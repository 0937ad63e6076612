//! The paper itself, with what people quoted marked in it.

use super::Workspace;
use super::error::Error;
use crate::document::PaperId;
use crate::output::exchange::highlights;
use crate::reading::Format;
use crate::reading::pdf;

/// A marked paper.
#[derive(Debug)]
pub struct AnnotatedPaper {
    /// The bytes of the PDF.
    pub bytes: Vec<u8>,
    /// How many quotes are marked.
    pub marked: usize,
    /// How many are not: from an attachment, without a place, or not in this file any more.
    pub unmarked: usize,
}

impl Workspace {
    /// The paper's PDF with a highlight for every quote that a decided criterion rests on. A quote that is not
    /// found in the file as it is now marks nothing.
    ///
    /// # Errors
    /// That the paper is unknown or not a PDF, that people's decisions cannot be read, or that the file cannot
    /// be annotated.
    pub fn annotated(&self, id: &PaperId) -> Result<AnnotatedPaper, Error> {
        let paper = self.desk(id)?;
        if paper.format != Format::Pdf {
            return Err(Error::NoPictures { path: paper.path });
        }
        let (highlights, unmarked) = highlights(&self.ledger(id)?, &self.rubric, &paper.document);
        let source = self.papers.source(id)?;
        let bytes = pdf::annotated(&source.bytes, &highlights)
            .map_err(|source| Error::Unparsed { path: paper.path, source: source.into() })?;
        Ok(AnnotatedPaper { bytes, marked: highlights.len(), unmarked })
    }
}
