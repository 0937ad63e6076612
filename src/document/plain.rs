//! Plain text and Markdown as documents: no pages, no boxes, the same layers.

use super::layers::Layers;
use super::paper::Document;
use super::parts::BlockKind;

impl Document {
    /// A document from plain text or Markdown. Blank lines end paragraphs; lines that begin with one to
    /// six `#` and a blank are headings, lines that begin with `|` rows of a table, in plain text too.
    /// Between fences (three backquotes or tildes) stands code, where `#` begins a comment. What stands below a heading such as "References" is a reference list. Only line ends are changed
    /// (to `\n`) and a byte-order mark dropped; blank text gives a document without sentences.
    pub fn from_plain(text: &str) -> Document {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let mut layers = Layers::default();
        let mut paragraph: Option<(usize, usize)> = None;
        let mut fence: Option<&str> = None;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = (start, start + line.trim_end().len());
            start += line.len();
            let bare = line.trim();
            let is_fence = fence_mark(bare).filter(|mark| fence.is_none_or(|open| open == *mark));
            if is_fence.is_some() {
                fence = if fence.is_some() { None } else { is_fence };
            }
            let kind = if bare.is_empty() || is_fence.is_some() {
                None
            } else if fence.is_some() {
                Some(BlockKind::Body)
            } else if let Some(level) = heading_level(bare) {
                paragraph.take().into_iter().for_each(|span| layers.paragraph(&text, trimmed(&text, span)));
                let (start, end) = trimmed(&text, span);
                let title = text[start..end].trim_matches('#').trim().to_owned();
                layers.heading(&text, (start, end), title, level);
                continue;
            } else if bare.starts_with('|') && bare.len() > 1 {
                Some(BlockKind::Table)
            } else {
                Some(BlockKind::Body)
            };
            match (kind, &mut paragraph) {
                (Some(BlockKind::Body), Some(open)) if !begins_item(bare) => open.1 = span.1,
                (kind, open) => {
                    open.take().into_iter().for_each(|span| layers.paragraph(&text, trimmed(&text, span)));
                    match kind {
                        Some(BlockKind::Table) => layers.push(&text, trimmed(&text, span), BlockKind::Table),
                        Some(_) => *open = Some(span),
                        None => {}
                    }
                }
            }
        }
        paragraph.into_iter().for_each(|span| layers.paragraph(&text, trimmed(&text, span)));
        let first = layers.sections().iter().find(|section| section.level == 1 && section.span.start == 0);
        let title = first.map(|section| section.title.clone()).or_else(|| first_line(&text));
        layers.finish(text, title)
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

/// The mark of a line that opens or closes code, or `None`.
fn fence_mark(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark))
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
    fn comments_in_code_are_no_headings() {
        let text =
            "# Title\n\n```sh\n# install it\nmake | tee log\n| x\n```\n\n~~~\n# a\n```\n# b\n~~~\n# End\n";
        let document = Document::from_plain(text);
        let titles: Vec<&str> = document.sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles, ["Title", "End"]);
        assert!(layers(text).contains(&(BlockKind::Body, "# install it\nmake | tee log\n| x".to_owned())));
    }

    #[test]
    fn line_ends_and_marks_of_other_systems() {
        assert_eq!(Document::from_plain("\u{feff}One.\r\nTwo.\r").text, "One.\nTwo.\n");
        assert!(Document::from_plain(" \n\t\n").sentences.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn keeps_its_promises(text in "[#|`a-zA-Z0-9. \n\r*é-]{0,300}") {
            let document = Document::from_plain(&text);
            proptest::prop_assert_eq!(document.check(), Ok(()));
        }
    }
}
