//! A paper as pure values: one text, and layers of spans and boxes on it.
//!
//! Everything the rest of the program says about a paper is said in terms of this room: a [`Span`] of
//! bytes of the document's one text, a [`Rect`] on a page, a [`Sentence`], a [`Section`], a [`Block`].
//! The layers meet by intersection, not by nesting, and nothing here reads a file.

mod attached;
mod attachment_name;
mod decoding;
mod id;
mod layers;
mod letters;
mod metadata;
mod plain;
mod quoted;
mod selection;
mod sentences;
mod span;

use serde::{Deserialize, Serialize};

pub use attached::Attachment;
pub use attachment_name::{AttachmentName, InvalidAttachmentName};
pub(crate) use decoding::decode_leniently;
pub use decoding::{NotText, decode};
pub use id::{InvalidPaperId, PaperId};
pub(crate) use layers::{Layers, names_reference_list};
pub use letters::Letters;
pub use metadata::{ArxivId, Found, Metadata, Origin, doi_in, ranges};
pub use sentences::split_sentences;
pub use span::{Rect, Span};

/// What a stretch of the text is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text, list items included.
    Body,
    /// A section or paragraph heading, and the title.
    Heading,
    /// The caption of a figure or table.
    Caption,
    /// A row of a table.
    Table,
    /// A footnote.
    Footnote,
    /// An entry of the reference list.
    Reference,
    /// Running heads, page numbers, line numbers, margin stamps.
    Furniture,
}

impl BlockKind {
    /// Every kind, in the order of the declaration.
    pub const ALL: [BlockKind; 7] = [
        BlockKind::Body,
        BlockKind::Heading,
        BlockKind::Caption,
        BlockKind::Table,
        BlockKind::Footnote,
        BlockKind::Reference,
        BlockKind::Furniture,
    ];

    /// The name used in files and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            BlockKind::Body => "body",
            BlockKind::Heading => "heading",
            BlockKind::Caption => "caption",
            BlockKind::Table => "table",
            BlockKind::Footnote => "footnote",
            BlockKind::Reference => "reference",
            BlockKind::Furniture => "furniture",
        }
    }

    /// Whether a sentence of this kind can support a criterion. The reference list speaks about other
    /// papers and furniture about none, so neither is ever evidence.
    pub fn is_evidence(self) -> bool {
        !matches!(self, BlockKind::Reference | BlockKind::Furniture)
    }
}

/// One page: its number counted from 1 and its size in points, before rotation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Counted from 1, as a viewer counts.
    pub number: u32,
    /// In points.
    pub width: f32,
    /// In points.
    pub height: f32,
}

/// A paragraph-like stretch of the text of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is in the text.
    pub span: Span,
}

/// A headed part of the paper. Its span runs from its heading to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// As printed, number included.
    pub title: String,
    /// 1 for a section, 2 for a subsection, and so on.
    pub level: u8,
    /// From the heading's first byte to the next heading's.
    pub span: Span,
}

/// A table: its rows, and the caption that tells what they are about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Indices into [`Document::sentences`], one a row, rising.
    pub rows: Vec<u32>,
    /// The whole caption; `None` when no caption stands near the table.
    pub caption: Option<Span>,
}

/// The unit of evidence: a sentence of running text, a heading, a caption sentence or a table row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its place in [`Document::sentences`].
    pub id: u32,
    /// The bytes it covers.
    pub span: Span,
    /// The kind of the block it lies in.
    pub kind: BlockKind,
    /// The section it lies in, as an index into [`Document::sections`].
    pub section: Option<u32>,
    /// One box per printed line, in reading order, on pages of the source it comes from
    /// ([`Document::pages_of`]); empty for sources without pages.
    pub boxes: Vec<Rect>,
}

impl Sentence {
    /// The page its first box lies on, or `None` for sources without pages.
    pub fn page(&self) -> Option<u32> {
        self.boxes.first().map(|rect| rect.page)
    }
}

/// A parsed paper, and behind its text that of its [attachments](Attachment).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The title as printed on page 1 or given by the metadata.
    pub title: Option<String>,
    /// What else is known about the paper.
    pub metadata: Metadata,
    /// The paper's own; empty for sources without pages.
    pub pages: Vec<Page>,
    /// The whole text in reading order, NFC, words hyphenated at line ends joined.
    pub text: String,
    /// In text order, not overlapping.
    pub blocks: Vec<Block>,
    /// In text order, not overlapping.
    pub sections: Vec<Section>,
    /// In text order, not overlapping; `sentences[i].id == i`.
    pub sentences: Vec<Sentence>,
    /// In the order of their first rows; a row is in one table at most.
    pub tables: Vec<Table>,
    /// Whose text follows the paper's own, in order of their names. Empty for most papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl Document {
    /// The text under a span.
    ///
    /// # Panics
    /// If the span is not on character boundaries of this document's text; spans of the document's
    /// own layers always are.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The text of a sentence, exactly as the document has it.
    pub fn sentence_text(&self, sentence: &Sentence) -> &str {
        self.slice(sentence.span)
    }

    /// The title of the section a sentence lies in.
    pub fn section_title(&self, sentence: &Sentence) -> Option<&str> {
        let section = self.sections.get(sentence.section? as usize)?;
        Some(&section.title)
    }

    /// The caption of the table a sentence is a row of; `None` for any other sentence and for tables
    /// without a caption.
    pub fn table_caption(&self, sentence: &Sentence) -> Option<&str> {
        if sentence.kind != BlockKind::Table {
            return None;
        }
        let table = self.tables.iter().find(|table| table.rows.binary_search(&sentence.id).is_ok())?;
        table.caption.map(|caption| self.slice(caption))
    }

    /// The first broken promise of this value, or `Ok`: spans inside the text and on character
    /// boundaries, layers in order and not overlapping, ids in place, boxes on existing pages, nothing
    /// partly in the paper and partly in an attachment.
    /// Read from disk, a document is checked before it is used.
    ///
    /// # Errors
    /// A sentence that names the promise.
    pub fn check(&self) -> Result<(), String> {
        if !in_order(&self.text, self.blocks.iter().map(|block| block.span)) {
            return Err("blocks overlap or leave the text".to_owned());
        }
        if !in_order(&self.text, self.sections.iter().map(|section| section.span)) {
            return Err("sections overlap or leave the text".to_owned());
        }
        if !in_order(&self.text, self.sentences.iter().map(|sentence| sentence.span)) {
            return Err("sentences overlap or leave the text".to_owned());
        }
        self.check_attachments()?;
        for (at, sentence) in self.sentences.iter().enumerate() {
            if sentence.id as usize != at {
                return Err(format!("sentence {at} has id {}", sentence.id));
            }
            if sentence.section.is_some_and(|section| section as usize >= self.sections.len()) {
                return Err(format!("sentence {at} names a missing section"));
            }
            let pages = self.pages_of(sentence).len();
            if sentence.boxes.iter().any(|rect| rect.page == 0 || rect.page as usize > pages) {
                return Err(format!("sentence {at} has a box on a missing page"));
            }
        }
        for table in &self.tables {
            let row = |id: &u32| {
                self.sentences.get(*id as usize).is_some_and(|sentence| sentence.kind == BlockKind::Table)
            };
            if !table.rows.is_sorted() || !table.rows.iter().all(row) {
                return Err("a table names rows that are none".to_owned());
            }
            if table.caption.is_some_and(|caption| self.text.get(caption.range()).is_none()) {
                return Err("the caption of a table leaves the text".to_owned());
            }
        }
        Ok(())
    }
}

fn in_order(text: &str, mut spans: impl Iterator<Item = Span>) -> bool {
    let mut end = 0;
    spans.all(|span| {
        let fits = span.start >= end && span.end >= span.start && text.get(span.range()).is_some();
        end = span.end;
        fits
    })
}
