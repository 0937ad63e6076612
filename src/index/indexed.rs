//! A paper as the index keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::{AttachmentName, Document};
use crate::models::Vectors;

/// A parsed paper, its vectors, and what both were made from.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexedPaper {
    /// The paper as parsed, its attachments included.
    pub document: Document,
    /// One row per sentence of the document, in half precision; `None` when indexed without a model.
    pub vectors: Option<Vectors>,
    /// What the parser found doubtful.
    pub warnings: Vec<String>,
    /// The files, encoder and parser that it was made from.
    pub stamp: Stamp,
}

/// What the index has for a paper.
#[derive(Debug)]
pub enum Entry {
    /// A sound entry, read in full.
    Present(Box<IndexedPaper>),
    /// The index has no entry of the paper.
    Absent,
    /// A file that cannot be used; the paper has to be indexed again.
    Damaged {
        /// What is wrong with it.
        why: String,
    },
}

/// What an entry was made from. Two equal stamps promise equal entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// sha256 of the paper's file, in hexadecimal.
    pub source: String,
    /// Name and sha256 of what is attached to it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attachments: BTreeMap<AttachmentName, String>,
    /// [`crate::models::Manifest::sha256`] of the encoder; `None` when indexed without.
    pub encoder: Option<String>,
    /// Version of the parser.
    pub parser: u32,
}
