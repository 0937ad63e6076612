//! The one search for a quote in a text.

use std::ops::Range;

use super::quote::Quote;
use crate::document::{BlockKind, Document, Letters, Rect, Sentence, Span};

/// Where the words of a quote stand in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The quote's bytes of the document's text; for [`Match::Letters`], from the first byte of the first
    /// sentence to the last of the last.
    pub span: Span,
    /// The ids of the sentences that the quote is in, rising, without furniture; never empty.
    pub sentences: Vec<u32>,
    /// How it was found.
    pub how: Match,
}

/// How a quote was found, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// The text under its span is still the quote, byte for byte.
    InPlace,
    /// The text says the quote byte for byte, at another place or at one that was not known.
    Verbatim,
    /// The text has its letters and digits.
    Letters,
}

/// A place that may be the quote's, in the document's text or in its letters.
struct Place {
    /// Whether whole sentences are said, from the first's beginning to the last's end.
    is_whole: bool,
    /// In the text that was searched.
    range: Range<usize>,
    sentences: Vec<u32>,
}

/// Finds a quote in a document; `None` when the document does not say it, and for a quote without words. Of
/// three steps the first that succeeds counts:
///
/// 1. [`Match::InPlace`]: the quote has a span, the document's text under it is the quote byte for byte, and
///    some of it is no furniture.
/// 2. [`Match::Verbatim`]: the text contains the quote byte for byte, but for white space at the quote's ends.
///    Any part of a sentence will do.
/// 3. [`Match::Letters`]: the text without furniture contains the quote's [`Letters`], so that line breaks,
///    hyphens, ligatures, capitals, punctuation and other scripts do not matter. Fewer letters than
///    [`Letters::SHORTEST_QUOTE`] must be whole sentences, because a short run may be part of a longer word.
///
/// In the last two steps a place must lie in one source (the paper, or one attachment) and be touched by a
/// sentence that is no furniture. Of several places whole sentences come before parts (a heading is not the
/// word in the abstract), then the place that is printed where the quote's boxes are, then the first.
pub fn locate(document: &Document, quote: &Quote) -> Option<Located> {
    let words = quote.text.trim();
    if words.is_empty() {
        return None;
    }
    in_place(document, quote)
        .or_else(|| verbatim(document, quote, words))
        .or_else(|| by_letters(document, quote, words))
}

/// The quote as the document says it now. `None` when the document does not say it any more. A quote that stands
/// in place is given back as it is, and so is one without a span whose words the document has byte for byte; one
/// that moved, or that is set otherwise now, is cut anew as whole sentences.
pub fn standing(document: &Document, quote: &Quote) -> Option<Quote> {
    let located = locate(document, quote)?;
    match located.how {
        Match::InPlace => Some(quote.clone()),
        Match::Verbatim if quote.span.is_none() => Some(quote.clone()),
        Match::Verbatim | Match::Letters => Quote::of_sentences(document, &located.sentences),
    }
}

/// Where a quote is printed in the paper itself: one box per line, from the first sentence it is in to the last.
/// Empty where the document does not say it, where the quote is from an attachment, and for papers without
/// pages.
pub fn printed(document: &Document, quote: &Quote) -> Vec<Rect> {
    let located = if quote.source.is_some() { None } else { locate(document, quote) };
    let now = located.and_then(|located| Quote::of_sentences(document, &located.sentences));
    now.filter(|now| now.source.is_none()).map(|now| now.boxes).unwrap_or_default()
}

/// What the document says where it says these words, as whole sentences; `None` when it does not say so.
pub fn quoted(document: &Document, words: &str) -> Option<Quote> {
    Quote::of_sentences(document, &locate(document, &Quote::unplaced(words))?.sentences)
}

/// Whether a sentence can be quoted: furniture moves when a page is set anew.
fn is_quotable(sentence: &Sentence) -> bool {
    sentence.kind != BlockKind::Furniture
}

fn quotable(document: &Document) -> impl Iterator<Item = &Sentence> {
    document.sentences.iter().filter(|sentence| is_quotable(sentence))
}

fn in_place(document: &Document, quote: &Quote) -> Option<Located> {
    let span = quote.span?;
    if document.text.get(span.range())? != quote.text {
        return None;
    }
    let first = document.sentences.partition_point(|sentence| sentence.span.end <= span.start);
    let after = document.sentences.partition_point(|sentence| sentence.span.start < span.end);
    let said = document.sentences.get(first..after)?.iter().filter(|sentence| is_quotable(sentence));
    let sentences: Vec<u32> = said.map(|sentence| sentence.id).collect();
    (!sentences.is_empty()).then_some(Located { span, sentences, how: Match::InPlace })
}

fn verbatim(document: &Document, quote: &Quote, words: &str) -> Option<Located> {
    let as_printed: Vec<_> = quotable(document).map(|sentence| (sentence.span.range(), sentence)).collect();
    let places = places(document, &document.text, &as_printed, words);
    let Place { range, sentences, .. } = best(document, quote, places)?;
    Some(Located { span: Span::new(range.start, range.end), sentences, how: Match::Verbatim })
}

fn by_letters(document: &Document, quote: &Quote, words: &str) -> Option<Located> {
    let (mut text, mut by_letters) = (String::new(), Vec::new());
    for sentence in quotable(document) {
        let start = text.len();
        text.push_str(Letters::of(document.sentence_text(sentence)).as_str());
        by_letters.push((start..text.len(), sentence));
    }
    let letters = Letters::of(words);
    let places = places(document, &text, &by_letters, letters.as_str());
    let is_no_chance = |place: &Place| place.is_whole || letters.len() >= Letters::SHORTEST_QUOTE;
    let Place { sentences, .. } = best(document, quote, places.filter(is_no_chance))?;
    let [first, last] =
        [sentences.first()?, sentences.last()?].map(|id| document.sentences.get(*id as usize));
    let span = Span { start: first?.span.start, end: last?.span.end };
    Some(Located { span, sentences, how: Match::Letters })
}

/// The places in `text` that say the words, in order. `sentences` come with their places in `text`, in order.
fn places<'d>(
    document: &'d Document,
    text: &'d str,
    sentences: &'d [(Range<usize>, &'d Sentence)],
    words: &'d str,
) -> impl Iterator<Item = Place> + 'd {
    let source = |sentence: &Sentence| document.source_at(sentence.span);
    let said_at = move |start: usize| {
        let range = start..start + words.len();
        let first = sentences.partition_point(|(sentence, _)| sentence.end <= range.start);
        let after = sentences.partition_point(|(sentence, _)| sentence.start < range.end);
        let said = sentences.get(first..after)?;
        let ((begin, opening), (finish, closing)) = (said.first()?, said.last()?);
        let is_whole = begin.start == range.start && finish.end == range.end;
        let sentences = said.iter().map(|(_, sentence)| sentence.id).collect();
        (source(opening) == source(closing)).then_some(Place { is_whole, range, sentences })
    };
    // An empty string is everywhere.
    let starts = (!words.is_empty()).then(|| text.match_indices(words).map(|(start, _)| start));
    starts.into_iter().flatten().filter_map(said_at)
}

/// Whole sentences before parts, then where the quote was printed, then the first.
fn best(document: &Document, quote: &Quote, places: impl Iterator<Item = Place>) -> Option<Place> {
    let is_printed_there = |place: &Place| {
        let first = place.sentences.first().and_then(|id| document.sentences.get(*id as usize));
        first.is_some_and(|first| {
            let source = document.attachment_of(first).map(|attachment| &attachment.name);
            !quote.boxes.is_empty()
                && first.boxes.first() == quote.boxes.first()
                && source == quote.source.as_ref()
        })
    };
    places.min_by_key(|place| (!place.is_whole, !is_printed_there(place)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::AttachmentName;

    const TEXT: &str = "Every item was written by two phy- sicians. A third settled it. \
        The ﬁnal set has 40 items.\n\nPage 7 of 9\n\nIt is small. Ω≠Ψ is not. Methods.";

    fn paper() -> Document {
        let mut paper = Document::from_plain(TEXT);
        let furniture =
            paper.sentences.iter().position(|sentence| paper.sentence_text(sentence) == "Page 7 of 9");
        paper.sentences[furniture.unwrap()].kind = BlockKind::Furniture;
        paper
    }

    fn sentences_of(document: &Document, quote: &str) -> Option<Vec<u32>> {
        Some(locate(document, &Quote::unplaced(quote))?.sentences)
    }

    fn found(quote: &str) -> Vec<String> {
        let paper = paper();
        let ids = sentences_of(&paper, quote).unwrap_or_default();
        ids.iter().map(|id| paper.sentence_text(&paper.sentences[*id as usize]).to_owned()).collect()
    }

    #[test]
    fn sentences_of_a_quote() {
        let check = |quote: &str, expect: &[&str]| assert_eq!(found(quote), expect, "{quote}");
        let [written, settled] = ["Every item was written by two phy- sicians.", "A third settled it."];
        check("A third settled it.", &[settled]);
        check("  a THIRD\nsettled it ", &[settled]);
        check("written by two physicians", &[written]);
        check("two physicians. A third", &[written, settled]);
        check("sicians. A", &[written, settled]);
        check("The final set has 40 items", &["The ﬁnal set has 40 items."]);
        check("has 40 items. It is small.", &["The ﬁnal set has 40 items.", "It is small."]);
        check("Ω≠Ψ", &["Ω≠Ψ is not."]);
        check("METHODS", &["Methods."]);
        check("It is", &["It is small."]);
        for absent in ["", "  ", "Ψ≠Ω", "thirds", "A THIRD", "Every item was written by three", "Page 7 of 9"]
        {
            check(absent, &[]);
        }
    }

    #[test]
    fn exact_before_the_same_letters() {
        let paper = Document::from_plain("We kept one test set! We kept: one test set.");
        assert_eq!(sentences_of(&paper, "We kept: one test set"), Some(vec![1]));
        assert_eq!(sentences_of(&paper, "We kept - one test set"), Some(vec![0]));
    }

    #[test]
    fn whole_sentences_before_parts() {
        let paper = Document::from_plain("Our Methods come first in it.\n\nMethods\n\nWe kept notes.");
        assert_eq!(sentences_of(&paper, "Methods"), Some(vec![1]));
        assert_eq!(sentences_of(&paper, "METHODS"), Some(vec![1]));
        assert_eq!(sentences_of(&paper, "our Methods come"), Some(vec![0]));
    }

    #[test]
    fn a_span_tells_which_of_two_places() {
        let paper = Document::from_plain("It rained. It snowed. It rained.");
        let [first, _, second] = [0, 1, 2].map(|id| Quote::of_sentences(&paper, &[id]).unwrap());
        let place = |paper: &Document, quote: &Quote| {
            let located = locate(paper, quote).unwrap();
            (located.sentences, located.how)
        };
        assert_eq!(place(&paper, &first), (vec![0], Match::InPlace));
        assert_eq!(place(&paper, &second), (vec![2], Match::InPlace));
        assert_eq!(standing(&paper, &second), Some(second.clone()));
        let old = Quote { span: None, ..second.clone() };
        assert_eq!(place(&paper, &old), (vec![0], Match::Verbatim));
        assert_eq!(standing(&paper, &old), Some(old), "what was not kept is not made up");
        let moved = Document::from_plain("Then: It rained. It rained.");
        assert_eq!(place(&moved, &second), (vec![1], Match::Verbatim));
        let anew = standing(&moved, &second).unwrap();
        assert_eq!(anew.span.map(|span| moved.slice(span)), Some("It rained."));
        let reset = Document::from_plain("IT RAINED, it snowed.");
        assert_eq!(standing(&reset, &second), None, "too short to be no chance");
        let reset = Document::from_plain("It RAINED; It snowed!");
        let both = Quote::of_sentences(&paper, &[0, 1]).unwrap();
        assert_eq!(place(&reset, &both), (vec![0], Match::Letters));
        assert_eq!(standing(&reset, &both), Quote::of_sentences(&reset, &[0]));
    }

    #[test]
    fn boxes_tell_which_of_two_places() {
        let mut paper = Document::from_plain("It rained. It snowed. It rained.");
        for sentence in &mut paper.sentences {
            let low = sentence.id as f32;
            sentence.boxes = vec![Rect { page: 1, x0: 0.0, y0: low, x1: 9.0, y1: low + 1.0 }];
        }
        let second = Quote { span: None, ..Quote::of_sentences(&paper, &[2]).unwrap() };
        assert_eq!(locate(&paper, &second).map(|located| located.sentences), Some(vec![2]));
        assert_eq!(printed(&paper, &second), paper.sentences[2].boxes);
        let of_attachment = Quote { source: AttachmentName::new("readme.md").ok(), ..second };
        assert_eq!(printed(&paper, &of_attachment), []);
        assert_eq!(printed(&paper, &Quote::unplaced("It hailed.")), []);
    }

    #[test]
    fn no_quote_runs_into_an_attachment() {
        let mut paper = Document::from_plain("The first half of it");
        paper.attach(AttachmentName::new("readme.md").unwrap(), Document::from_plain("and the second half."));
        assert_eq!(sentences_of(&paper, "first half of it and the second"), None);
        assert_eq!(sentences_of(&paper, "AND THE SECOND HALF"), Some(vec![1]));
    }

    proptest! {
        /// However a run of sentences is set, they are found, or others that say the same.
        #[test]
        fn what_was_quoted_is_found(
            text in "([A-Z][a-z]{1,9}( [a-z0-9éﬁ-]{1,9}){1,8}[.!?]( |\n\n)){1,9}",
            from in 0..9usize,
            count in 1..4usize,
            shouted in any::<bool>(),
        ) {
            let document = Document::from_plain(&text);
            let quoted: Vec<&str> = document.sentences.iter().map(|it| document.sentence_text(it)).collect();
            let from = from % quoted.len();
            let quote = quoted[from..(from + count).min(quoted.len())].join("\n");
            let quote = if shouted { quote.to_uppercase() } else { quote };
            let found = sentences_of(&document, &quote);
            prop_assert!(found.is_some());
            let found = found.unwrap_or_default();
            prop_assert!(found.windows(2).all(|pair| pair[0] + 1 == pair[1]));
            let says: String = found.iter().map(|id| quoted[*id as usize]).collect();
            let (says, quote) = (Letters::of(&says), Letters::of(&quote));
            let holds = says.as_str().contains(quote.as_str());
            prop_assert!(holds);
            prop_assert!(found[0] as usize <= from);
        }
    }
}
