//! Plain text and Markdown as documents: no pages, no boxes, the same layers.

use super::{Block, BlockKind, Document, Metadata, Section, Sentence, Span, split_sentences};

impl Document {
    /// A document from plain text or Markdown. Blank lines end paragraphs; lines that begin with one to
    /// six `#` and a blank are headings, lines that begin with `|` rows of a table, in plain text too.
    /// What stands below a heading such as "References" is a reference list. Only line ends are changed
    /// (to `\n`) and a byte-order mark dropped; blank text gives a document without sentences.
    pub fn from_plain(text: &str) -> Document {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let mut builder = Builder::default();
        let mut paragraph: Option<(usize, usize)> = None;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = (start, start + line.trim_end().len());
            start += line.len();
            let bare = line.trim();
            let kind = if bare.is_empty() {
                None
            } else if let Some(level) = heading_level(bare) {
                builder.paragraph(&text, paragraph.take());
                builder.heading(&text, trimmed(&text, span), level);
                continue;
            } else if bare.starts_with('|') && bare.len() > 1 {
                Some(BlockKind::Table)
            } else {
                Some(BlockKind::Body)
            };
            match (kind, &mut paragraph) {
                (Some(BlockKind::Table), open) => {
                    builder.paragraph(&text, open.take());
                    builder.push(&text, trimmed(&text, span), BlockKind::Table);
                }
                (Some(_), Some(open)) if !begins_item(bare) => open.1 = span.1,
                (Some(_), open) => {
                    builder.paragraph(&text, open.take());
                    *open = Some(span);
                }
                (None, open) => builder.paragraph(&text, open.take()),
            }
        }
        builder.paragraph(&text, paragraph.take());
        let mut document = builder.document;
        document.title = document
            .sections
            .iter()
            .find(|section| section.level == 1 && section.span.start == 0)
            .map(|section| section.title.clone())
            .or_else(|| first_line(&text));
        if let Some(section) = document.sections.last_mut() {
            section.span.end = text.len() as u32;
        }
        document.text = text;
        document.metadata = Metadata::of_beginning(&document);
        document
    }
}

#[derive(Default)]
struct Builder {
    document: Document,
    in_references: bool,
}

impl Builder {
    fn paragraph(&mut self, text: &str, span: Option<(usize, usize)>) {
        if let Some(span) = span {
            let kind = if self.in_references { BlockKind::Reference } else { BlockKind::Body };
            self.push(text, trimmed(text, span), kind);
        }
    }

    fn heading(&mut self, text: &str, (start, end): (usize, usize), level: u8) {
        let title = text[start..end].trim_matches('#').trim().to_owned();
        self.in_references = matches!(title.to_lowercase().as_str(), "references" | "bibliography");
        if let Some(open) = self.document.sections.last_mut() {
            open.span.end = start as u32;
        }
        self.document.sections.push(Section { title, level, span: Span::new(start, end) });
        self.push(text, (start, end), BlockKind::Heading);
    }

    fn push(&mut self, text: &str, (start, end): (usize, usize), kind: BlockKind) {
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
}

/// The span without the white space at its ends.
fn trimmed(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let slice = &text[start..end];
    let start = start + (slice.len() - slice.trim_start().len());
    (start, start + slice.trim().len())
}

fn heading_level(line: &str) -> Option<u8> {
    let marks = line.chars().take_while(|c| *c == '#').count();
    let title = line.get(marks..)?;
    ((1..=6).contains(&marks) && title.starts_with(' ') && !title.trim().is_empty()).then_some(marks as u8)
}

/// A list item begins a paragraph of its own.
fn begins_item(line: &str) -> bool {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    line.starts_with(['•', '▪', '◦'])
        || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
        || (1..=3).contains(&digits)
            && line[digits..].starts_with(['.', ')'])
            && line[digits + 1..].starts_with(' ')
}

fn first_line(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let title = line.trim_start_matches('#').trim();
    (title.len() <= 300).then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(text: &str) -> Vec<(BlockKind, String)> {
        let document = Document::from_plain(text);
        assert_eq!(document.check(), Ok(()));
        let text = |sentence| document.sentence_text(sentence).to_owned();
        document.sentences.iter().map(|sentence| (sentence.kind, text(sentence))).collect()
    }

    #[test]
    fn markdown_has_sections_items_and_tables() {
        let text = "# A title\n\nFirst. Second\nline.\n\n## Data\n- one item\n- two\n| a | b |\n|---|---|\n";
        let expect = [
            (BlockKind::Heading, "# A title"),
            (BlockKind::Body, "First."),
            (BlockKind::Body, "Second\nline."),
            (BlockKind::Heading, "## Data"),
            (BlockKind::Body, "- one item"),
            (BlockKind::Body, "- two"),
            (BlockKind::Table, "| a | b |"),
            (BlockKind::Table, "|---|---|"),
        ];
        let got = layers(text);
        let got: Vec<(BlockKind, &str)> = got.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        assert_eq!(got, expect);
        let document = Document::from_plain(text);
        assert_eq!(document.title.as_deref(), Some("A title"));
        assert_eq!(document.section_title(&document.sentences[4]), Some("Data"));
    }

    #[test]
    fn references_are_apart() {
        let got = layers("Title\n\nText.\n\n## References\n\n1. Somebody. A paper.\n\n## Appendix\n\nMore.");
        assert!(got.contains(&(BlockKind::Reference, "1. Somebody. A paper.".to_owned())));
        assert!(got.contains(&(BlockKind::Body, "More.".to_owned())));
    }

    #[test]
    fn line_ends_and_marks_of_other_systems() {
        assert_eq!(Document::from_plain("\u{feff}One.\r\nTwo.\r").text, "One.\nTwo.\n");
        assert!(Document::from_plain(" \n\t\n").sentences.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn keeps_its_promises(text in "[#|a-zA-Z0-9. \n\r*é-]{0,300}") {
            let document = Document::from_plain(&text);
            proptest::prop_assert_eq!(document.check(), Ok(()));
        }
    }
}
