//! Layers over a text without pages: blocks, sections and sentences, added in the order of the text.

use super::metadata::Metadata;
use super::paper::Document;
use super::parts::{Block, BlockKind, Section, Sentence};
use super::sentences::split_sentences;
use super::span::Span;

/// A document in the making. Whoever reads a format says what each stretch of the text is; where sentences
/// end and which section they belong to is told here, the same for every format.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    document: Document,
    in_references: bool,
}

impl Layers {
    /// Adds running text, which below a heading such as "References" is a reference list.
    pub(crate) fn paragraph(&mut self, text: &str, span: (usize, usize)) {
        let kind = if self.in_references { BlockKind::Reference } else { BlockKind::Body };
        self.push(text, span, kind);
    }

    /// Adds a heading, which begins a section of that title.
    pub(crate) fn heading(&mut self, text: &str, (start, end): (usize, usize), title: String, level: u8) {
        self.in_references = names_reference_list(&title);
        if let Some(open) = self.document.sections.last_mut() {
            open.span.end = start as u32;
        }
        self.document.sections.push(Section { title, level, span: Span::new(start, end) });
        self.push(text, (start, end), BlockKind::Heading);
    }

    /// Adds a block. Its sentences are told apart if it is running text; anything else is one. An empty
    /// span adds nothing.
    pub(crate) fn push(&mut self, text: &str, (start, end): (usize, usize), kind: BlockKind) {
        if start == end {
            return;
        }
        self.document.blocks.push(Block { kind, span: Span::new(start, end) });
        let section = self.document.sections.len().checked_sub(1).map(|at| at as u32);
        let whole = !matches!(kind, BlockKind::Body);
        let ranges = if whole {
            std::iter::once(0..end - start).collect()
        } else {
            split_sentences(&text[start..end])
        };
        for range in ranges {
            let id = self.document.sentences.len() as u32;
            let span = Span::new(start + range.start, start + range.end);
            self.document.sentences.push(Sentence { id, span, kind, section, boxes: Vec::new() });
        }
    }

    /// The sections so far.
    pub(crate) fn sections(&self) -> &[Section] {
        &self.document.sections
    }

    /// The document, with what its beginning says about it; the last section ends where the text does.
    pub(crate) fn finish(mut self, text: String, title: Option<String>) -> Document {
        if let Some(section) = self.document.sections.last_mut() {
            section.span.end = text.len() as u32;
        }
        let mut document = Document { title, text, ..self.document };
        document.metadata = Metadata::of_beginning(&document);
        document
    }
}

/// Whether a heading's title, without its number, says that the reference list follows.
pub(crate) fn names_reference_list(title: &str) -> bool {
    const TITLES: [&str; 5] = ["references", "reference", "bibliography", "literature cited", "works cited"];
    TITLES.contains(&title.to_lowercase().as_str())
}
