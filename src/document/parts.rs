//! What a document is made of: pages, and layers of spans over the text.

use serde::{Deserialize, Serialize};

use super::attachment_name::AttachmentName;
use super::span::{Rect, Span};

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
    /// The width of the visible page, in points.
    pub width: f32,
    /// The height of the visible page, in points.
    pub height: f32,
}

/// A paragraph-like stretch of the text of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What this stretch is on the page.
    pub kind: BlockKind,
    /// The bytes it covers, white space at its ends left out.
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
    /// The ids of the sentences that are its rows, rising.
    pub rows: Vec<u32>,
    /// The whole caption; `None` when no caption stands near the table.
    pub caption: Option<Span>,
}

/// The unit of evidence: a sentence of running text, a heading, a caption sentence or a table row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its index into [`Document::sentences`](crate::document::Document::sentences).
    pub id: u32,
    /// The bytes it covers.
    pub span: Span,
    /// The kind of the block it lies in.
    pub kind: BlockKind,
    /// The section it lies in, as an index into [`Document::sections`](crate::document::Document::sections);
    /// `None` before the first heading.
    pub section: Option<u32>,
    /// One box per printed line, in reading order, on pages of the source it comes from
    /// ([`Document::pages_of`](crate::document::Document::pages_of)); empty for sources without pages.
    pub boxes: Vec<Rect>,
}

impl Sentence {
    /// The page its first box lies on, or `None` for sources without pages.
    pub fn page(&self) -> Option<u32> {
        self.boxes.first().map(|rect| rect.page)
    }
}

/// A file beside a paper (a README, a web page, a supplement) whose text is part of the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// The name of its file.
    pub name: AttachmentName,
    /// The bytes of the document's text that are its own.
    pub span: Span,
    /// Its own pages, numbered from 1; empty for sources without.
    pub pages: Vec<Page>,
}
