//! From a quote back to the sentences it was taken from.

use std::ops::Range;

use super::letters::SHORTEST_QUOTE;
use super::{BlockKind, Document, Letters, Sentence};

impl Document {
    /// The sentences that together contain a quote, in reading order; `None` when it is not there. What
    /// stands in the text exactly like this comes before what has the same [`Letters`], of which a few must
    /// be whole sentences to be no chance. Of several occurrences the first counts, but whole sentences
    /// before parts of them: a heading is not the word in the abstract. Furniture is passed over.
    pub fn find_quote(&self, quote: &str) -> Option<Vec<u32>> {
        let quote = quote.trim();
        if quote.is_empty() {
            return None;
        }
        // Furniture moves when a page is set anew.
        let sentences = || self.sentences.iter().filter(|sentence| sentence.kind != BlockKind::Furniture);
        let as_printed: Vec<_> = sentences().map(|sentence| (sentence.span.range(), sentence)).collect();
        let exactly = self.first_place(&self.text, &as_printed, quote, 1);
        exactly.or_else(|| {
            let (mut text, mut by_letters) = (String::new(), Vec::new());
            for sentence in sentences() {
                let start = text.len();
                text.push_str(Letters::of(self.sentence_text(sentence)).as_str());
                by_letters.push((start..text.len(), sentence));
            }
            self.first_place(&text, &by_letters, Letters::of(quote).as_str(), SHORTEST_QUOTE)
        })
    }

    /// The sentences of the first place in `text` that says `quote`. `sentences` come with their places in
    /// `text`, in order; parts of them must be `shortest` bytes long.
    fn first_place(
        &self,
        text: &str,
        sentences: &[(Range<usize>, &Sentence)],
        quote: &str,
        shortest: usize,
    ) -> Option<Vec<u32>> {
        if quote.is_empty() {
            return None;
        }
        let source = |sentence: &Sentence| self.source_at(sentence.span);
        let said_at = |start: usize, only_whole: bool| {
            let end = start + quote.len();
            let first = sentences.partition_point(|(range, _)| range.end <= start);
            let after = sentences.partition_point(|(range, _)| range.start < end);
            let said = sentences.get(first..after)?;
            let ((begin, opening), (finish, closing)) = (said.first()?, said.last()?);
            let is_whole = begin.start == start && finish.end == end;
            let is_one = source(opening) == source(closing);
            ((is_whole || !only_whole) && is_one).then(|| said.iter().map(|(_, it)| it.id).collect())
        };
        let first = |only_whole| text.match_indices(quote).find_map(|(start, _)| said_at(start, only_whole));
        first(true).or_else(|| if quote.len() < shortest { None } else { first(false) })
    }
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
        check("It is", &["It is small."]);
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
    fn whole_sentences_before_parts() {
        let paper = Document::from_plain("Our Methods come first in it.\n\nMethods\n\nWe kept notes.");
        assert_eq!(paper.find_quote("Methods"), Some(vec![1]));
        assert_eq!(paper.find_quote("METHODS"), Some(vec![1]));
        assert_eq!(paper.find_quote("our Methods come"), Some(vec![0]));
    }

    #[test]
    fn no_quote_runs_into_an_attachment() {
        let mut paper = Document::from_plain("The first half of it");
        paper.attach(AttachmentName::new("readme.md").unwrap(), Document::from_plain("and the second half."));
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
            let holds = says.as_str().contains(quote.as_str());
            prop_assert!(holds);
            prop_assert!(found[0] as usize <= from);
        }
    }
}
