//! The passages of a ranking, and the evidence cut from them.

use serde::{Deserialize, Serialize};

use super::quote::Quote;
use crate::document::{AttachmentName, BlockKind, Document, Rect, Span};
use crate::retrieval::{Parts, Ranked};

/// A quote that a ranking brought up, as drafts hold it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Read")]
pub struct Evidence {
    /// What the paper says, and where. Drafts always know the span.
    #[serde(flatten, serialize_with = "WithNulls::serialize")]
    pub quote: Quote,
    /// What it is on the page.
    pub kind: BlockKind,
    /// For a row of a table, the table's caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The calibrated probability that a reader would accept this sentence as evidence, 0 to 1.
    pub score: f32,
    /// The ids of the sentences it is made of, rising.
    pub sentences: Vec<u32>,
    /// What each retriever gave for its best sentence.
    pub parts: Parts,
}

/// The same with the quote's fields among the others, which is read in half the time of a flattened field.
#[derive(Deserialize)]
struct Read {
    #[serde(rename = "quote")]
    text: String,
    #[serde(default)]
    span: Option<Span>,
    #[serde(default)]
    source: Option<AttachmentName>,
    #[serde(default)]
    page: Option<u32>,
    #[serde(default)]
    boxes: Vec<Rect>,
    #[serde(default)]
    section: Option<String>,
    kind: BlockKind,
    #[serde(default)]
    caption: Option<String>,
    score: f32,
    sentences: Vec<u32>,
    parts: Parts,
}

impl From<Read> for Evidence {
    fn from(read: Read) -> Evidence {
        let Read { text, span, source, page, boxes, section, kind, caption, score, sentences, parts } = read;
        let quote = Quote { text, span, source, page, boxes, section };
        Evidence { quote, kind, caption, score, sentences, parts }
    }
}

/// How drafts write a quote: page, boxes and section are there even where there are none.
#[derive(Serialize)]
#[serde(remote = "Quote")]
struct WithNulls {
    #[serde(rename = "quote")]
    text: String,
    span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<AttachmentName>,
    page: Option<u32>,
    boxes: Vec<Rect>,
    section: Option<String>,
}

/// At most this many sentences are one quote, and at most this many bytes.
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
    let mut sentences: Vec<u32> = passage.iter().map(|ranked| ranked.sentence).collect();
    sentences.sort_unstable();
    let first = document.sentences.get(*sentences.first()? as usize)?;
    Some(Evidence {
        quote: Quote::of_sentences(document, &sentences)?,
        kind: first.kind,
        caption: document.table_caption(first).map(str::to_owned),
        score,
        sentences,
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
        assert_eq!(evidence.quote.text, "Four five six. Seven eight nine. Ten eleven.");
        assert_eq!(evidence.sentences, [1, 2, 3]);
        assert_eq!(evidence.quote.span.map(|span| document.slice(span)), Some(evidence.quote.text.as_str()));
    }

    /// Other programs read drafts: the order of the fields, and nulls where something is not there.
    #[test]
    fn drafts_are_written_as_ever() {
        let evidence = cut(&paper(), &ranked(&[(4, 1)]), 0.25).unwrap();
        let parts = serde_json::to_string(&Parts::default()).unwrap();
        let written = format!(
            r#"{{"quote":"Twelve.","span":[61,68],"page":null,"boxes":[],"section":null,"kind":"body","score":0.25,"sentences":[4],"parts":{parts}}}"#
        );
        assert_eq!(serde_json::to_string(&evidence).unwrap(), written);
        let mut placed = evidence;
        placed.quote.source = AttachmentName::new("readme.md").ok();
        placed.quote.boxes = vec![Rect { page: 1, x0: 72.0, y0: 1.11, x1: 300.5, y1: 12.34 }];
        placed.caption = Some("Table 1".to_owned());
        let written = serde_json::to_string(&placed).unwrap();
        let beginning = r#"{"quote":"Twelve.","span":[61,68],"source":"readme.md","page":null,"boxes":[[1,72.0,1.11,300.5,12.34]],"section":null,"kind":"body","caption":"Table 1","score":0.25,"#;
        assert!(written.starts_with(beginning), "{written}");
        assert_eq!(serde_json::from_str::<Evidence>(&written).unwrap(), placed);
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
