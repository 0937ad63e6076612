//! A parsed paper: one text, and what lies over it.

use serde::{Deserialize, Serialize};

use super::hidden::HiddenText;
use super::metadata::Metadata;
use super::parts::{Attachment, Block, BlockKind, Page, Section, Sentence, Table};
use super::span::Span;

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
    /// What the paper's file carries and does not show, in page order: no part of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<HiddenText>,
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

    /// The texts of the sentences of these ids, in this order.
    ///
    /// # Panics
    /// If one of them is no sentence of this document.
    pub fn sentence_texts(&self, ids: &[u32]) -> Vec<&str> {
        ids.iter().map(|id| self.sentence_text(&self.sentences[*id as usize])).collect()
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
}
