//! What lies beside a paper: its text follows the paper's own in the document's one text.

use super::attachment_name::AttachmentName;
use super::paper::Document;
use super::parts::{Attachment, Page, Sentence};
use super::span::Span;

/// Ends a paper or an attachment in the text, so that no word runs over from one to the next.
const BETWEEN: &str = "\n\n";

impl Document {
    /// Adds the text and the layers of `other` behind everything that is here. The title and the metadata of
    /// `other` are dropped; the document keeps its own. Attachments must be added in the order of their names,
    /// each once: [`Document::check`] fails otherwise.
    pub fn attach(&mut self, name: AttachmentName, other: Document) {
        if !self.text.is_empty() {
            self.text.push_str(BETWEEN);
        }
        let start = self.text.len();
        let moved = |span: Span| Span::new(start + span.start as usize, start + span.end as usize);
        let (sections, sentences) = (self.sections.len() as u32, self.sentences.len() as u32);
        self.text.push_str(&other.text);
        self.blocks.extend(other.blocks.into_iter().map(|mut block| {
            block.span = moved(block.span);
            block
        }));
        self.sections.extend(other.sections.into_iter().map(|mut section| {
            section.span = moved(section.span);
            section
        }));
        self.sentences.extend(other.sentences.into_iter().map(|mut sentence| {
            sentence.id += sentences;
            sentence.span = moved(sentence.span);
            sentence.section = sentence.section.map(|section| section + sections);
            sentence
        }));
        self.tables.extend(other.tables.into_iter().map(|mut table| {
            table.rows.iter_mut().for_each(|row| *row += sentences);
            table.caption = table.caption.map(moved);
            table
        }));
        let span = Span::new(start, self.text.len());
        self.attachments.push(Attachment { name, span, pages: other.pages });
    }

    /// The attachment a sentence comes from; `None` for the paper's own.
    pub fn attachment_of(&self, sentence: &Sentence) -> Option<&Attachment> {
        self.attachments.get(self.source_at(sentence.span).checked_sub(1)?)
    }

    /// The pages that a sentence's boxes lie on: the paper's, or its attachment's own.
    pub fn pages_of(&self, sentence: &Sentence) -> &[Page] {
        self.attachment_of(sentence).map_or(&self.pages, |attachment| &attachment.pages)
    }

    /// Which source a place is in, by number: 0 is the paper, 1 the first attachment.
    pub fn source_at(&self, span: Span) -> usize {
        self.attachments.partition_point(|attachment| attachment.span.start <= span.start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{BlockKind, Rect, Table};

    fn name(name: &str) -> AttachmentName {
        AttachmentName::new(name).unwrap()
    }

    fn paper_and(attachments: &[(&str, &str)]) -> Document {
        let mut document = Document::from_plain("# Paper\n\nIts own words.\n\n## Data\n\nMore of them.");
        for (file, text) in attachments {
            document.attach(name(file), Document::from_plain(text));
        }
        document
    }

    #[test]
    fn the_paper_stays_as_it_is_and_attachments_follow() {
        let alone = paper_and(&[]);
        let document =
            paper_and(&[("README.md", "No heading here.\n\n# License\n\nFree."), ("b.txt", "Last.")]);
        assert_eq!(document.check(), Ok(()));
        assert!(document.text.starts_with(&alone.text));
        assert_eq!(document.sentences[..alone.sentences.len()], alone.sentences);
        assert_eq!(document.sections[..alone.sections.len()], alone.sections);
        let places: Vec<(Option<&str>, Option<&str>, &str)> = document.sentences[alone.sentences.len()..]
            .iter()
            .map(|sentence| {
                let file = document.attachment_of(sentence).map(|attachment| attachment.name.as_str());
                (file, document.section_title(sentence), document.sentence_text(sentence))
            })
            .collect();
        let readme = Some("README.md");
        assert_eq!(
            places,
            [
                (readme, None, "No heading here."),
                (readme, Some("License"), "# License"),
                (readme, Some("License"), "Free."),
                (Some("b.txt"), None, "Last."),
            ]
        );
        assert!(alone.sentences.iter().all(|sentence| alone.attachment_of(sentence).is_none()));
        assert_eq!(document.title, alone.title);
    }

    #[test]
    fn boxes_lie_on_the_pages_of_their_own_source() {
        let mut supplement = Document::from_plain("On a page.");
        supplement.pages.push(Page { number: 1, width: 612.0, height: 792.0 });
        supplement.sentences[0].boxes.push(Rect { page: 1, x0: 1.0, y0: 1.0, x1: 2.0, y1: 2.0 });
        let mut document = paper_and(&[]);
        document.attach(name("s.pdf"), supplement);
        assert_eq!(document.check(), Ok(()));
        assert!(document.pages.is_empty(), "the paper has none");
        assert_eq!(document.pages_of(&document.sentences[0]), []);
        let last = document.sentences.len() - 1;
        assert_eq!(document.pages_of(&document.sentences[last]).len(), 1);
        let mut broken = document.clone();
        broken.sentences[last].boxes[0].page = 2;
        assert_eq!(broken.check(), Err(format!("sentence {last} has a box on a missing page")));
        broken.sentences[last].boxes.clear();
        broken.sentences[0].boxes.push(Rect { page: 1, x0: 1.0, y0: 1.0, x1: 2.0, y1: 2.0 });
        assert_eq!(broken.check(), Err("sentence 0 has a box on a missing page".to_owned()));
    }

    /// A supplement with one table of one row below its caption.
    fn supplement_with_table() -> Document {
        let mut supplement = Document::from_plain("Table 1: Counts of it.\n\n| a | 1 |\n");
        let row = supplement.sentences.iter().find(|sentence| sentence.kind == BlockKind::Table).unwrap().id;
        let caption = Some(supplement.sentences[0].span);
        supplement.tables.push(Table { rows: vec![row], caption });
        assert_eq!(supplement.check(), Ok(()));
        supplement
    }

    #[test]
    fn a_table_moves_with_its_rows_and_caption() {
        let mut document = paper_and(&[("a.md", "One.\n\n| x | y |")]);
        document.attach(name("s.md"), supplement_with_table());
        assert_eq!(document.check(), Ok(()));
        let captions: Vec<(&str, Option<&str>)> = document
            .sentences
            .iter()
            .filter(|sentence| sentence.kind == BlockKind::Table)
            .map(|sentence| (document.sentence_text(sentence), document.table_caption(sentence)))
            .collect();
        assert_eq!(captions, [("| x | y |", None), ("| a | 1 |", Some("Table 1: Counts of it."))]);
    }

    #[test]
    fn a_table_lies_in_one_source() {
        let mut document = paper_and(&[]);
        document.attach(name("s.md"), supplement_with_table());
        let mut other_caption = document.clone();
        other_caption.tables[0].caption = Some(document.sentences[0].span);
        let torn = Err("a table is partly in an attachment and partly not".to_owned());
        assert_eq!(other_caption.check(), torn);
        document.tables[0].rows.insert(0, 0);
        assert_eq!(document.check(), torn);
    }

    #[test]
    fn metadata_stays_that_of_the_paper() {
        let mut document = Document::from_plain("# Paper\n\ndoi: 10.1000/paper\n");
        let alone = document.metadata.clone();
        assert_eq!(alone.doi.as_ref().map(|doi| doi.value.as_str()), Some("10.1000/paper"));
        document.attach(name("a.md"), Document::from_plain("# Other\n\ndoi: 10.1000/other\n"));
        assert_eq!(document.metadata, alone);
    }

    #[test]
    fn what_breaks_a_promise_is_named() {
        let check = |change: &dyn Fn(&mut Document), expect: &str| {
            let mut document = paper_and(&[("a.md", "One.\n\n# Two\n\nThree."), ("b.md", "# Four\n\nFive.")]);
            assert_eq!(document.check(), Ok(()));
            change(&mut document);
            assert_eq!(document.check(), Err(expect.to_owned()));
        };
        check(&|it| it.attachments.swap(0, 1), "attachments overlap or leave the text");
        check(&|it| it.attachments[1].span.end += 9, "attachments overlap or leave the text");
        check(&|it| it.attachments[0].name = name("c.md"), "attachments are not in order of their names");
        check(&|it| it.attachments[0].name = name("b.md"), "attachments are not in order of their names");
        let crossing = "something is partly in an attachment and partly not";
        check(&|it| it.sections[1].span.end += 4, crossing);
        check(&|it| it.attachments[0].span.start += 2, crossing);
        let last =
            paper_and(&[("a.md", "One.\n\n# Two\n\nThree."), ("b.md", "# Four\n\nFive.")]).sentences.len()
                - 1;
        check(
            &|it| it.sentences[last].section = Some(0),
            &format!("sentence {last} has a section of another source"),
        );
    }

    proptest! {
        #[test]
        fn any_texts_keep_the_promises(texts in prop::collection::vec("[#|a-z. \n]{0,60}", 0..4)) {
            let mut document = Document::from_plain(texts.first().map_or("", String::as_str));
            for (at, text) in texts.iter().enumerate() {
                let other = Document::from_plain(text);
                let (before, count) = (document.sentences.len(), other.sentences.len());
                document.attach(name(&format!("{at}.md")), other.clone());
                prop_assert_eq!(document.check(), Ok(()));
                prop_assert_eq!(document.sentences.len(), before + count);
                for (here, there) in document.sentences[before..].iter().zip(&other.sentences) {
                    prop_assert_eq!(document.sentence_text(here), other.sentence_text(there));
                    prop_assert_eq!(document.attachment_of(here).unwrap().name.as_str(), format!("{at}.md"));
                }
            }
        }
    }
}
