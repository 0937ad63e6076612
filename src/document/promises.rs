//! What every document promises, checked before one that was read from disk is used.

use super::paper::Document;
use super::parts::{BlockKind, Sentence, Table};
use super::span::Span;

impl Document {
    /// The first broken promise of this value, or `Ok`: spans inside the text and on character
    /// boundaries, layers in order and not overlapping, ids in place, boxes on existing pages, nothing
    /// partly in the paper and partly in an attachment. A document that was read from disk is checked before
    /// it is used.
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

    /// The part of [`Document::check`] that is about attachments.
    fn check_attachments(&self) -> Result<(), String> {
        if !in_order(&self.text, self.attachments.iter().map(|attachment| attachment.span)) {
            return Err("attachments overlap or leave the text".to_owned());
        }
        if !self.attachments.is_sorted_by(|a, b| a.name < b.name) {
            return Err("attachments are not in order of their names".to_owned());
        }
        let Some(first) = self.attachments.first() else { return Ok(()) };
        let crosses = |span: Span| {
            let end = self
                .source_at(span)
                .checked_sub(1)
                .map_or(first.span.start, |at| self.attachments[at].span.end);
            span.end > end
        };
        let spans = self.blocks.iter().map(|block| block.span);
        let spans = spans.chain(self.sections.iter().map(|section| section.span));
        let spans = spans.chain(self.tables.iter().filter_map(|table| table.caption));
        if spans.chain(self.sentences.iter().map(|sentence| sentence.span)).any(crosses) {
            return Err("something is partly in an attachment and partly not".to_owned());
        }
        let section_elsewhere = |sentence: &Sentence| {
            let section = sentence.section.and_then(|section| self.sections.get(section as usize));
            section.is_some_and(|section| self.source_at(section.span) != self.source_at(sentence.span))
        };
        if let Some(sentence) = self.sentences.iter().find(|sentence| section_elsewhere(sentence)) {
            return Err(format!("sentence {} has a section of another source", sentence.id));
        }
        let is_torn = |table: &Table| {
            let rows = table.rows.iter().filter_map(|row| self.sentences.get(*row as usize));
            let mut sources = rows.map(|row| row.span).chain(table.caption).map(|span| self.source_at(span));
            sources.next().is_some_and(|first| sources.any(|source| source != first))
        };
        if self.tables.iter().any(is_torn) {
            return Err("a table is partly in an attachment and partly not".to_owned());
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
