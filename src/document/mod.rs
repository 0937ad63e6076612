//! A paper as pure values: one text, and layers of spans and boxes on it.
//!
//! Everything the rest of the program says about a paper is said in terms of this room: a [`Span`] of
//! bytes of the document's one text, a [`Rect`] on a page, a [`Sentence`], a [`Section`], a [`Block`].
//! The layers meet by intersection, not by nesting, and nothing here reads a file.

mod arxiv;
mod attached;
mod attachment_name;
mod beginning;
mod decoding;
mod hidden;
mod id;
mod layers;
mod letters;
mod metadata;
mod page_ranges;
mod paper;
mod parts;
mod pattern;
mod plain;
mod promises;
mod selection;
mod sentences;
mod span;

pub use arxiv::ArxivId;
pub use attachment_name::{AttachmentName, InvalidAttachmentName};
pub use beginning::doi_in;
pub(crate) use decoding::decode_leniently;
pub use decoding::{NotText, decode};
pub use hidden::{HiddenReason, HiddenText, hidden_lines, hidden_pages, told_hidden};
pub use id::{InvalidPaperId, PaperId};
pub(crate) use layers::{Layers, names_reference_list};
pub use letters::Letters;
pub use metadata::{Found, Metadata, Origin};
pub use page_ranges::ranges;
pub use paper::Document;
pub use parts::{Attachment, Block, BlockKind, Page, Section, Sentence, Table};
pub(crate) use pattern::pattern;
pub use sentences::split_sentences;
pub use span::{Rect, Span};
