//! From a quote back to the sentences it was taken from.

use super::letters::SHORTEST_QUOTE;
use super::{BlockKind, Document, Letters, Sentence, Span};

impl Document {
    /// The sentences that together contain a quote, in reading order; `None` when it is not there. What
    /// stands in the text exactly like this comes first, then what has the same [`Letters`]: as many as make
    /// a quote, or a whole run of sentences. Furniture is passed over, because a page that is set anew has
    /// it in other places. Of several occurrences the first counts.
    pub fn find_quote(&self, quote: &str) -> Option<Vec<u32>> {
        let quote = quote.trim();
        if quote.is_empty() {
            None
        } else {
            self.quoted_exactly(quote).or_else(|| self.quoted_by_letters(quote))
        }
    }

    fn quoted_exactly(&self, quote: &str) -> Option<Vec<u32>> {
        self.text.match_indices(quote).find_map(|(start, _)| {
            let end = start + quote.len();
            let overlaps = |span: Span| (span.start as usize) < end && start < span.end as usize;
            self.of_one_source(self.quotable().filter(|sentence| overlaps(sentence.span)))
        })
    }

    fn quoted_by_letters(&self, quote: &str) -> Option<Vec<u32>> {
        let quote = Letters::of(quote);
        let quote = quote.as_bytes();
        let mut text: Vec<u8> = Vec::new();
        // Where each sentence ends in `text`.
        let mut ends: Vec<usize> = Vec::new();
        for sentence in self.quotable() {
            text.extend(Letters::of(self.sentence_text(sentence)).as_bytes());
            ends.push(text.len());
        }
        let places = text.windows(quote.len().max(1)).enumerate().filter(|(_, window)| *window == quote);
        let mut ranges = places.map(|(start, _)| (start, start + quote.len()));
        ranges.find_map(|(start, end)| {
            let is_edge = |at: usize| at == 0 || ends.binary_search(&at).is_ok();
            if quote.len() < SHORTEST_QUOTE && !(is_edge(start) && is_edge(end)) {
                return None;
            }
            let first = ends.partition_point(|at| *at <= start);
            let last = ends.partition_point(|at| *at < end);
            self.of_one_source(self.quotable().skip(first).take(last + 1 - first))
        })
    }

    fn quotable(&self) -> impl Iterator<Item = &Sentence> {
        self.sentences.iter().filter(|sentence| sentence.kind != BlockKind::Furniture)
    }

    /// Their ids; `None` when there are none, or when they run from the paper into an attachment.
    fn of_one_source<'a>(&self, sentences: impl Iterator<Item = &'a Sentence>) -> Option<Vec<u32>> {
        let sentences: Vec<&Sentence> = sentences.collect();
        let (first, last) = (sentences.first()?, sentences.last()?);
        let is_one = self.source_at(first.span) == self.source_at(last.span);
        is_one.then(|| sentences.iter().map(|sentence| sentence.id).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Every item was written by two phy- sicians. A third settled it. \
        The ﬁnal set has 40 items.\n\nPage 7 of 9\n\nIt is small. Ω≠Ψ is not. Methods.";

    fn paper() -> Document {
        let mut paper = Document::from_plain(TEXT);
        let furniture =
            paper.sentences.iter().position(|sentence| paper.sentence_text(sentence) == "Page 7 of 9");
        paper.sentences[furniture.unwrap()].kind = BlockKind::Furniture;
        paper
    }

    fn found(quote: &str) -> Vec<String> {
        let paper = paper();
        let ids = paper.find_quote(quote).unwrap_or_default();
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
        for absent in ["", "  ", "Ψ≠Ω", "thirds", "A THIRD", "Every item was written by three", "Page 7 of 9"]
        {
            check(absent, &[]);
        }
    }

    #[test]
    fn exact_before_the_same_letters() {
        let paper = Document::from_plain("We kept one test set! We kept: one test set.");
        assert_eq!(paper.find_quote("We kept: one test set"), Some(vec![1]));
        assert_eq!(paper.find_quote("We kept - one test set"), Some(vec![0]));
    }

    #[test]
    fn no_quote_runs_into_an_attachment() {
        let mut paper = Document::from_plain("The first half of it");
        paper.attach("readme.md".parse().unwrap(), Document::from_plain("and the second half."));
        assert_eq!(paper.find_quote("first half of it and the second"), None);
        assert_eq!(paper.find_quote("AND THE SECOND HALF"), Some(vec![1]));
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
            let found = document.find_quote(&quote);
            prop_assert!(found.is_some());
            let found = found.unwrap_or_default();
            prop_assert!(found.windows(2).all(|pair| pair[0] + 1 == pair[1]));
            let says: String = found.iter().map(|id| quoted[*id as usize]).collect();
            let (says, quote) = (Letters::of(&says), Letters::of(&quote));
            let holds = says.as_bytes().windows(quote.as_bytes().len()).any(|it| it == quote.as_bytes());
            prop_assert!(holds);
            prop_assert!(found[0] as usize <= from);
        }
    }
}
