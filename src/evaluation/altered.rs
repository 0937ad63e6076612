//! Copies of a document with sentences cut out or planted: what the program's trust test is made with.

use std::collections::BTreeSet;

use crate::document::{Document, Sentence, Span};

/// A changed copy of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Altered {
    /// The copy; it keeps every promise of [`Document::check`].
    pub(super) document: Document,
    /// For every sentence of the altered document, its id in the original; `None` for a planted one.
    pub(super) origins: Vec<Option<u32>>,
}

impl Document {
    /// The same document with these sentences cut out of its text. A block or table that loses all it had is
    /// gone; a section stays under its title, so that what is left in it keeps its place, and so do title,
    /// metadata and attachments. Ids of no sentence are passed over.
    pub(super) fn without(&self, sentences: &BTreeSet<u32>) -> Altered {
        let cuts = self.cuts(sentences);
        let place = |at: u32| at - cuts.iter().map(|cut| cut.end.min(at) - cut.start.min(at)).sum::<u32>();
        let moved = |span: Span| Span { start: place(span.start), end: place(span.end) };

        let mut document = self.clone();
        for cut in cuts.iter().rev() {
            document.text.replace_range(cut.range(), "");
        }
        document.blocks.retain_mut(|block| {
            let was_empty = block.span.is_empty();
            block.span = moved(block.span);
            was_empty || !block.span.is_empty()
        });
        document.sections.iter_mut().for_each(|section| section.span = moved(section.span));
        document.attachments.iter_mut().for_each(|attachment| attachment.span = moved(attachment.span));

        let kept: Vec<u32> =
            self.sentences.iter().map(|sentence| sentence.id).filter(|id| !sentences.contains(id)).collect();
        document.sentences.retain(|sentence| !sentences.contains(&sentence.id));
        for (sentence, id) in document.sentences.iter_mut().zip(0..) {
            sentence.id = id;
            sentence.span = moved(sentence.span);
        }
        for table in &mut document.tables {
            let row = |row: &u32| kept.binary_search(row).ok().map(|at| at as u32);
            table.rows = table.rows.iter().filter_map(row).collect();
            table.caption = table.caption.map(moved).filter(|caption| !caption.is_empty());
        }
        document.tables.retain(|table| !table.rows.is_empty());
        document.tables.sort_by_key(|table| table.rows[0]);
        Altered { document, origins: kept.into_iter().map(Some).collect() }
    }

    /// A new sentence right behind sentence `after`, in its paragraph, with its kind, section and boxes, so
    /// that it has a place on a page. White space around `text` does not count; a blank one plants nothing.
    ///
    /// # Panics
    /// If `after` is no sentence of this document.
    pub(super) fn with_planted(&self, text: &str, after: u32) -> Altered {
        let mut origins: Vec<Option<u32>> = self.sentences.iter().map(|sentence| Some(sentence.id)).collect();
        let mut document = self.clone();
        let text = text.trim();
        let before = &self.sentences[after as usize];
        if text.is_empty() {
            return Altered { document, origins };
        }
        let seam = before.span.end;
        let grown = 1 + text.len() as u32;
        document.text.insert_str(seam as usize, &format!(" {text}"));
        let moved = |span: Span| match span {
            Span { start, end } if span.contains(before.span) => Span { start, end: end + grown },
            Span { start, end } if start >= seam => Span { start: start + grown, end: end + grown },
            span => span,
        };
        document.blocks.iter_mut().for_each(|block| block.span = moved(block.span));
        document.sections.iter_mut().for_each(|section| section.span = moved(section.span));
        document.attachments.iter_mut().for_each(|attachment| attachment.span = moved(attachment.span));
        for table in &mut document.tables {
            table.rows.iter_mut().filter(|row| **row > after).for_each(|row| *row += 1);
            table.caption = table.caption.map(moved);
        }
        let at = after as usize + 1;
        for sentence in &mut document.sentences[at..] {
            sentence.id += 1;
            sentence.span = moved(sentence.span);
        }
        let span = Span { start: seam + 1, end: seam + grown };
        document.sentences.insert(at, Sentence { id: after + 1, span, ..before.clone() });
        origins.insert(at, None);
        Altered { document, origins }
    }

    /// What to cut with these sentences, in text order: they, and the white space that parted them from what
    /// stays. No cut reaches over the end of the paper or of an attachment, so none of them run together.
    fn cuts(&self, sentences: &BTreeSet<u32>) -> Vec<Span> {
        let is_cut = |sentence: &Sentence| sentences.contains(&sentence.id);
        let mut cuts: Vec<Span> = Vec::new();
        let together = |a: &Sentence, b: &Sentence| {
            let block = self.block_of(a);
            block.is_some() && block == self.block_of(b)
        };
        for paragraph in self.sentences.chunk_by(together) {
            if paragraph.iter().all(is_cut) {
                cuts.push(self.whole(&paragraph[0]));
                continue;
            }
            let mut stays_before = None;
            for run in paragraph.chunk_by(|a, b| is_cut(a) == is_cut(b)) {
                let (first, last) = (&run[0], &run[run.len() - 1]);
                if !is_cut(first) {
                    stays_before = Some(last.span.end);
                    continue;
                }
                cuts.push(match stays_before {
                    Some(end) => Span { start: self.blank_before(first.span.start, end), end: last.span.end },
                    None => {
                        let next = self.sentences[last.id as usize + 1].span.start;
                        Span { start: first.span.start, end: self.blank_behind(last.span.end, next) }
                    }
                });
            }
        }
        cuts
    }

    /// The block that this sentence lies in, whole, with the white space up to the next one of its source;
    /// the sentence alone where it lies in no block.
    fn whole(&self, sentence: &Sentence) -> Span {
        let Some(at) = self.block_of(sentence) else { return sentence.span };
        let span = self.blocks[at].span;
        let source = self.source_at(span);
        match self.blocks.get(at + 1).filter(|next| self.source_at(next.span) == source) {
            Some(next) => Span { start: span.start, end: self.blank_behind(span.end, next.span.start) },
            None => span,
        }
    }

    /// The block that a sentence lies in, by its place in [`Document::blocks`].
    fn block_of(&self, sentence: &Sentence) -> Option<usize> {
        let at = self.blocks.partition_point(|block| block.span.end < sentence.span.end);
        self.blocks.get(at).filter(|block| block.span.contains(sentence.span)).map(|_| at)
    }

    /// Where the white space before `at` begins, `from` at the earliest.
    fn blank_before(&self, at: u32, from: u32) -> u32 {
        from + self.slice(Span { start: from, end: at }).trim_end().len() as u32
    }

    /// Where the white space behind `at` ends, `to` at the latest.
    fn blank_behind(&self, at: u32, to: u32) -> u32 {
        to - self.slice(Span { start: at, end: to }).trim_start().len() as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{AttachmentName, BlockKind, Page, Rect, Table};

    /// A paper and its attachments, with a box for every sentence, and every row in a table that takes the
    /// last caption before it.
    fn paper(texts: &[String]) -> Document {
        let layered = |text: &str| {
            let mut document = Document::from_plain(text);
            document.pages.push(Page { number: 1, width: 600.0, height: 800.0 });
            let mut caption = None;
            for at in 0..document.sentences.len() {
                let sentence = &mut document.sentences[at];
                sentence.boxes.push(Rect { page: 1, x0: 0.0, y0: at as f32, x1: 9.0, y1: at as f32 + 1.0 });
                let (kind, span, id) = (sentence.kind, sentence.span, sentence.id);
                match kind {
                    BlockKind::Table if id % 3 == 1 && !document.tables.is_empty() => {
                        document.tables[0].rows.push(id);
                    }
                    BlockKind::Table => document.tables.push(Table { rows: vec![id], caption }),
                    _ => caption = Some(document.blocks[document.block_of_id(id)].span),
                }
                assert!(document.text.get(span.range()).is_some());
            }
            document
        };
        let mut document = layered(texts.first().map_or("", String::as_str));
        for (at, text) in texts.iter().enumerate().skip(1) {
            document.attach(AttachmentName::new(&format!("{at}.md")).unwrap(), layered(text));
        }
        assert_eq!(document.check(), Ok(()));
        document
    }

    impl Document {
        fn block_of_id(&self, id: u32) -> usize {
            self.block_of(&self.sentences[id as usize]).unwrap()
        }
    }

    /// All that is known of a sentence but its id and where in the text it is.
    fn known<'d>(document: &'d Document, sentence: &'d Sentence) -> impl PartialEq + std::fmt::Debug + 'd {
        (
            document.sentence_text(sentence),
            sentence.kind,
            sentence.section,
            document.section_title(sentence),
            &sentence.boxes,
            document.attachment_of(sentence).map(|attachment| attachment.name.as_str()),
        )
    }

    fn plain(text: &str) -> Document {
        Document::from_plain(text)
    }

    #[test]
    fn sentences_leave_no_gap() {
        let check = |text: &str, cut: &[u32], expect: &str| {
            let altered = plain(text).without(&cut.iter().copied().collect());
            assert_eq!(altered.document.text, expect);
            assert_eq!(altered.document.check(), Ok(()));
        };
        check("One a. Two b. Three c.", &[], "One a. Two b. Three c.");
        check("One a. Two b. Three c.", &[0], "Two b. Three c.");
        check("One a. Two b. Three c.", &[1], "One a. Three c.");
        check("One a. Two b. Three c.", &[1, 2], "One a.");
        check("One a.\nTwo b. Three c.", &[0, 2], "Two b.");
        check("One a. Two b.\n\nThree c.\n\nFour d.", &[2], "One a. Two b.\n\nFour d.");
        check("One a.\n\nTwo b.", &[1, 7], "One a.\n\n");
        check("# Data\n\nOne a.\n\n# End\n\nTwo b.\n", &[1], "# Data\n\n# End\n\nTwo b.\n");
    }

    #[test]
    fn a_section_without_its_heading_keeps_its_title() {
        let document = plain("# Data\n\nOne a.\n\n# End\n\nTwo b.");
        let altered = document.without(&[0, 2, 3].into());
        assert_eq!(altered.document.text, "One a.\n\n");
        assert_eq!(altered.document.section_title(&altered.document.sentences[0]), Some("Data"));
        assert_eq!(altered.document.sections.len(), 2);
        assert_eq!(altered.document.blocks.len(), 1);
        assert_eq!(altered.origins, [Some(1)]);
    }

    #[test]
    fn rows_and_captions_go_with_their_sentences() {
        let mut document = plain("Table 1: Counts. More of it.\n\n| a | 1 |\n| b | 2 |\n");
        let caption = Some(document.blocks[0].span);
        document.tables.push(Table { rows: vec![2, 3], caption });
        let caption_of = |cut: &[u32], row: usize| {
            let altered = document.without(&cut.iter().copied().collect()).document;
            assert_eq!(altered.check(), Ok(()));
            altered.table_caption(&altered.sentences[row]).map(str::to_owned)
        };
        assert_eq!(caption_of(&[1, 2], 1).as_deref(), Some("Table 1: Counts."));
        assert_eq!(caption_of(&[0, 1], 0), None);
        let without_rows = document.without(&[2, 3].into()).document;
        assert_eq!(without_rows.tables, []);
    }

    #[test]
    fn a_planted_sentence_stands_in_the_paragraph() {
        let document = paper(&["# Data\n\nOne a. Two b.\n\n| x |\n".to_owned(), "Beside it.".to_owned()]);
        let altered = document.with_planted("  We checked it. ", 2);
        assert_eq!(altered.document.check(), Ok(()));
        assert!(altered.document.text.starts_with("# Data\n\nOne a. Two b. We checked it.\n\n| x |"));
        let planted = &altered.document.sentences[3];
        assert_eq!(altered.document.sentence_text(planted), "We checked it.");
        assert_eq!(altered.document.section_title(planted), Some("Data"));
        assert_eq!((planted.kind, planted.page()), (BlockKind::Body, Some(1)));
        assert_eq!(altered.document.blocks.len(), document.blocks.len());
        assert_eq!(altered.origins, [Some(0), Some(1), Some(2), None, Some(3), Some(4)]);
        assert_eq!(document.with_planted(" \n", 2).document, document);
    }

    /// Papers whose every part is common: paragraphs, headings, rows, list items, code.
    fn texts() -> impl Strategy<Value = Vec<String>> {
        let part = "([A-Z][a-z]{1,4} [a-zé]{1,4}[.?] ?|\n|\n\n|\n# [A-Z][a-z]{1,4}\n|\n\\| [a-z] \\|\n|\n- [a-z]{1,3} |\n```\n|。[中文]{1,2}){0,24}";
        prop::collection::vec(part, 1..4)
    }

    proptest! {
        #[test]
        fn what_is_not_cut_stays(texts in texts(), mask in any::<u64>()) {
            let document = paper(&texts);
            let is_cut = |id: &u32| mask >> (id % 61) & 1 == 1;
            let cut: BTreeSet<u32> = (0..document.sentences.len() as u32).filter(is_cut).collect();
            let Altered { document: altered, origins } = document.without(&cut);
            prop_assert_eq!(altered.check(), Ok(()));
            let kept: Vec<&Sentence> = document.sentences.iter().filter(|it| !cut.contains(&it.id)).collect();
            prop_assert_eq!(altered.sentences.len(), kept.len());
            for ((here, there), origin) in altered.sentences.iter().zip(&kept).zip(&origins) {
                prop_assert_eq!(known(&altered, here), known(&document, there));
                prop_assert_eq!(*origin, Some(there.id));
                prop_assert_eq!(
                    altered.block_of(here).map(|at| altered.blocks[at].kind), Some(here.kind));
            }
            for block in &altered.blocks {
                let text = altered.slice(block.span);
                prop_assert!(!text.is_empty() && text == text.trim());
                let mut inside = altered.sentences.iter().filter(|it| block.span.contains(it.span));
                prop_assert!(inside.next().is_some());
            }
            // Nothing of what was cut is left, and nothing else is gone.
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            let gone: usize =
                cut.iter().map(|id| letters(document.sentence_text(&document.sentences[*id as usize]))).sum();
            prop_assert_eq!(letters(&altered.text) + gone, letters(&document.text));

            let rows = |document: &Document, table: &Table, of: &dyn Fn(&u32) -> Option<u32>| {
                let caption = table.caption.map(|caption| letters(document.slice(caption)) > 0);
                (table.rows.iter().filter_map(of).collect::<Vec<u32>>(), caption)
            };
            let mut expected: Vec<Vec<u32>> = document
                .tables
                .iter()
                .map(|table| rows(&document, table, &|id| (!cut.contains(id)).then_some(*id)).0)
                .filter(|rows| !rows.is_empty())
                .collect();
            expected.sort();
            let found: Vec<Vec<u32>> = altered
                .tables
                .iter()
                .map(|table| rows(&altered, table, &|id| origins[*id as usize]))
                .inspect(|(_, caption)| assert_ne!(*caption, Some(false)))
                .map(|(rows, _)| rows)
                .collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn planting_adds_one_sentence_and_cutting_it_gives_the_paper_back(texts in texts(), at in any::<u32>()) {
            let document = paper(&texts);
            prop_assume!(!document.sentences.is_empty());
            let after = at % document.sentences.len() as u32;
            let Altered { document: altered, origins } = document.with_planted("We planted it.", after);
            prop_assert_eq!(altered.check(), Ok(()));
            for (here, origin) in altered.sentences.iter().zip(&origins) {
                match origin {
                    Some(id) => prop_assert_eq!(
                        known(&altered, here), known(&document, &document.sentences[*id as usize])),
                    None => prop_assert_eq!(altered.sentence_text(here), "We planted it."),
                }
            }
            prop_assert_eq!(origins[after as usize + 1], None);
            prop_assert_eq!(altered.block_of_id(after), altered.block_of_id(after + 1));
            prop_assert_eq!(altered.without(&[after + 1].into()).document, document);
        }
    }
}
