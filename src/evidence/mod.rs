//! Evidence: what the paper itself says about a criterion, cut from the document by span.
//!
//! A quote is never typed and never written by a model: [`cut`] takes the bytes of one ranked sentence, or of
//! a few side by side, out of the document's one text, with the page and the boxes they are printed in, and the
//! attachment they come from, if it is not the paper itself.

use serde::{Deserialize, Serialize};

use crate::document::{AttachmentName, BlockKind, Document, Rect, Span};
use crate::retrieval::{Parts, Ranked};

/// A verbatim quote with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Exactly the bytes of the document's text under `span`.
    pub quote: String,
    /// Where in the text.
    pub span: Span,
    /// The attachment the quote comes from; `None` for the paper itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<AttachmentName>,
    /// The page the quote begins on, of the attachment if it comes from one; `None` for sources without
    /// pages.
    pub page: Option<u32>,
    /// One box per printed line, `[page, x0, y0, x1, y1]` in points, on pages of the same source.
    pub boxes: Vec<Rect>,
    /// The title of the section it stands in.
    pub section: Option<String>,
    /// What it is on the page.
    pub kind: BlockKind,
    /// For a row of a table, the table's caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The calibrated probability that a reader would accept this sentence as evidence, 0 to 1.
    pub score: f32,
    /// The sentences it is made of.
    pub sentences: Vec<u32>,
    /// What each retriever gave.
    pub parts: Parts,
}

/// At most so many sentences are one quote, and at most so many bytes.
const LONGEST_PASSAGE: usize = 3;
const LONGEST_QUOTE: usize = 700;

/// Sentences of a ranking that stand side by side in a block and both rank high, best first inside the
/// passage.
pub type Passage = Vec<Ranked>;

/// The first `count` passages of a ranking, best first. Walking down the ranking, a sentence right beside
/// one already picked joins it, as a reader would quote them together; so the places shown are different
/// places. Headings and fragments are used only when there is nothing else.
pub fn passages(document: &Document, ranked: &[Ranked], count: usize) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for next in ranked {
        let joins = |passage: &&mut Passage| {
            let beside = passage.iter().any(|one| one.sentence.abs_diff(next.sentence) == 1);
            let alike = passage[0].block == next.block && passage[0].quotable == next.quotable;
            beside
                && alike
                && passage.len() < LONGEST_PASSAGE
                && length(document, passage, next) <= LONGEST_QUOTE
        };
        if let Some(passage) = passages.iter_mut().find(joins) {
            passage.push(*next);
        } else if passages.len() < count {
            passages.push(vec![*next]);
        } else {
            break;
        }
    }
    passages
}

/// Bytes of the quote that a passage and one more sentence would be.
fn length(document: &Document, passage: &[Ranked], next: &Ranked) -> usize {
    let spans =
        passage.iter().chain([next]).filter_map(|ranked| document.sentences.get(ranked.sentence as usize));
    let (start, end) = spans.fold((u32::MAX, 0), |(start, end), sentence| {
        (start.min(sentence.span.start), end.max(sentence.span.end))
    });
    end.saturating_sub(start) as usize
}

/// Cuts the evidence for a passage; `score` is its calibrated probability. `None` when the document has no
/// sentence of such a number, which means that ranking and document do not belong together.
pub fn cut(document: &Document, passage: &[Ranked], score: f32) -> Option<Evidence> {
    let mut ids: Vec<u32> = passage.iter().map(|ranked| ranked.sentence).collect();
    ids.sort_unstable();
    let (first, last) = (*ids.first()?, *ids.last()?);
    let sentence = document.sentences.get(first as usize)?;
    let span = Span { start: sentence.span.start, end: document.sentences.get(last as usize)?.span.end };
    let boxes =
        document.sentences[first as usize..=last as usize].iter().flat_map(|sentence| &sentence.boxes);
    Some(Evidence {
        quote: document.text.get(span.range())?.to_owned(),
        span,
        source: document.attachment_of(sentence).map(|attachment| attachment.name.clone()),
        page: sentence.page(),
        boxes: boxes.copied().collect(),
        section: document.section_title(sentence).map(str::to_owned),
        kind: sentence.kind,
        caption: document.table_caption(sentence).map(str::to_owned),
        score,
        sentences: ids,
        parts: passage.first()?.parts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn ranked(order: &[(u32, usize)]) -> Vec<Ranked> {
        let one = |(at, (sentence, block)): (usize, &(u32, usize))| Ranked {
            sentence: *sentence,
            block: *block,
            score: -(at as f32),
            quotable: true,
            denied: false,
            parts: Parts::default(),
        };
        order.iter().enumerate().map(one).collect()
    }

    fn paper() -> Document {
        Document::from_plain(
            "One two three. Four five six. Seven eight nine. Ten eleven.\n\nTwelve. Thirteen.",
        )
    }

    fn ids(passages: &[Passage]) -> Vec<Vec<u32>> {
        passages.iter().map(|passage| passage.iter().map(|ranked| ranked.sentence).collect()).collect()
    }

    #[test]
    fn neighbors_in_a_block_become_one_quote() {
        let document = paper();
        let order = ranked(&[(1, 0), (4, 1), (2, 0), (3, 0), (0, 0), (5, 1)]);
        let found = passages(&document, &order, 2);
        assert_eq!(
            ids(&found),
            [vec![1, 2, 3], vec![4]],
            "three at most, and what begins a third place ends it"
        );
        let evidence = cut(&document, &found[0], 0.5).unwrap();
        assert_eq!(evidence.quote, "Four five six. Seven eight nine. Ten eleven.");
        assert_eq!(evidence.sentences, [1, 2, 3]);
        assert_eq!(evidence.quote, document.text[evidence.span.range()]);
    }

    #[test]
    fn neighbors_in_different_blocks_stay_apart() {
        let found = passages(&paper(), &ranked(&[(3, 0), (4, 1)]), 5);
        assert_eq!(ids(&found), [vec![3], vec![4]]);
        assert!(passages(&paper(), &[], 5).is_empty());
        assert!(cut(&paper(), &[], 0.5).is_none());
        assert!(cut(&paper(), &ranked(&[(99, 0)]), 0.5).is_none());
    }
}
