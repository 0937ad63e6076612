//! Evidence: what the paper itself says about a criterion, cut from the document by span.
//!
//! A quote is never typed and never written by a model: [`cut`] takes the bytes of a ranked sentence out
//! of the document's one text, with the page and the boxes they are printed in.

use serde::{Deserialize, Serialize};

use crate::document::{BlockKind, Document, Rect, Span};
use crate::retrieval::{Parts, Ranked};

/// A verbatim quote with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Exactly the bytes of the document's text under `span`.
    pub quote: String,
    /// Where in the text.
    pub span: Span,
    /// The page the quote begins on; `None` for sources without pages.
    pub page: Option<u32>,
    /// One box per printed line, `[page, x0, y0, x1, y1]` in points.
    pub boxes: Vec<Rect>,
    /// The title of the section it stands in.
    pub section: Option<String>,
    /// What it is on the page.
    pub kind: BlockKind,
    /// For a row of a table, the table's caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The calibrated probability that a reader would accept this sentence as evidence, 0 to 1.
    pub score: f32,
    /// The sentences it is made of.
    pub sentences: Vec<u32>,
    /// What each retriever gave.
    pub parts: Parts,
}

/// Cuts the evidence for a ranked sentence; `score` is its calibrated probability. `None` when the
/// document has no sentence of that number, which means that ranking and document do not belong
/// together.
pub fn cut(document: &Document, ranked: &Ranked, score: f32) -> Option<Evidence> {
    let sentence = document.sentences.get(ranked.sentence as usize)?;
    Some(Evidence {
        quote: document.sentence_text(sentence).to_owned(),
        span: sentence.span,
        page: sentence.page(),
        boxes: sentence.boxes.clone(),
        section: document.section_title(sentence).map(str::to_owned),
        kind: sentence.kind,
        caption: document.table_caption(sentence).map(str::to_owned),
        score,
        sentences: vec![sentence.id],
        parts: ranked.parts,
    })
}
