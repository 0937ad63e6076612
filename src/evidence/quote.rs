//! A verbatim quote with its place: what a draft's evidence and a decision's evidence both consist of.

use serde::{Deserialize, Serialize};

use crate::document::{AttachmentName, Document, Rect, Span};

/// Words of a paper, and where they stand in it. Only the words are always known: a person's label may have
/// no place, and decisions written before spans were kept have none.
///
/// In JSON, fields that are not known are left out; drafts write some of them as nulls
/// ([`Evidence`](super::Evidence)).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// The words, exactly as the document had them.
    #[serde(rename = "quote")]
    pub text: String,
    /// The bytes of the document's text they were cut from; `None` where that was not kept. The text may have
    /// changed since: [`locate()`](super::locate()) tells where the words stand now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// The attachment they come from; `None` for the paper itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<AttachmentName>,
    /// The page they begin on, of the attachment if they come from one, counted from 1; `None` for sources
    /// without pages, and where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// One box per printed line, `[page, x0, y0, x1, y1]` in points, on pages of the same source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boxes: Vec<Rect>,
    /// The title of the section they begin in; `None` outside of any, and where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
}

impl Quote {
    /// Words whose place is not known.
    pub fn unplaced(text: &str) -> Quote {
        Quote { text: text.to_owned(), ..Quote::default() }
    }

    /// Cuts a quote from a document, the only way to make one: everything from the first to the last of these
    /// sentences. `None` without a sentence, where the document has none of such a number, and where the two
    /// come from different sources.
    pub fn of_sentences(document: &Document, sentences: &[u32]) -> Option<Quote> {
        let (first, last) = (*sentences.iter().min()?, *sentences.iter().max()?);
        let all = document.sentences.get(first as usize..=last as usize)?;
        let (from, to) = (all.first()?, all.last()?);
        if document.source_at(from.span) != document.source_at(to.span) {
            return None;
        }
        let span = Span { start: from.span.start, end: to.span.end };
        Some(Quote {
            text: document.text.get(span.range())?.to_owned(),
            span: Some(span),
            source: document.attachment_of(from).map(|attachment| attachment.name.clone()),
            page: from.page(),
            boxes: all.iter().flat_map(|sentence| &sentence.boxes).copied().collect(),
            section: document.section_title(from).map(str::to_owned),
        })
    }

    /// Whether both are the same words of the same place; a span that only one of them has does not matter.
    pub fn agrees(&self, other: &Quote) -> bool {
        let [mine, theirs] = [self, other].map(|quote| Quote { span: None, ..quote.clone() });
        mine == theirs && self.span.zip(other.span).is_none_or(|(mine, theirs)| mine == theirs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_of_before_spans_were_kept_is_written_as_it_was() {
        for written in [
            r#"{"quote":"It rained."}"#,
            r#"{"quote":"It rained.","source":"readme.md","page":2,"boxes":[[2,1.5,2.0,3.25,4.0]],"section":"1 Rain"}"#,
        ] {
            let quote: Quote = serde_json::from_str(written).unwrap();
            assert_eq!(quote.span, None);
            assert_eq!(serde_json::to_string(&quote).unwrap(), written);
        }
    }

    #[test]
    fn a_span_that_one_lacks_does_not_matter() {
        let [unplaced, other] = ["It rained.", "It snowed."].map(Quote::unplaced);
        let at = |start: usize| Quote { span: Some(Span::new(start, start + 10)), ..unplaced.clone() };
        assert!(unplaced.agrees(&at(0)) && at(0).agrees(&unplaced) && at(0).agrees(&at(0)));
        assert!(!at(0).agrees(&at(20)) && !unplaced.agrees(&other));
    }

    #[test]
    fn a_quote_is_all_from_the_first_sentence_to_the_last() {
        let mut paper = Document::from_plain("One two. Three four. Five six.");
        paper.attach(AttachmentName::new("readme.md").unwrap(), Document::from_plain("Seven eight."));
        let quote = Quote::of_sentences(&paper, &[2, 0]).unwrap();
        assert_eq!((quote.text.as_str(), quote.source), ("One two. Three four. Five six.", None));
        let attached = Quote::of_sentences(&paper, &[3]).unwrap();
        assert_eq!(attached.span.map(|span| paper.slice(span)), Some("Seven eight."));
        assert_eq!(attached.source, AttachmentName::new("readme.md").ok());
        for ids in [&[][..], &[9], &[0, 9], &[2, 3]] {
            assert_eq!(Quote::of_sentences(&paper, ids), None, "{ids:?}");
        }
    }
}
