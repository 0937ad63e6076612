//! Which sentences of a paper the quotes of a label take in, for measuring and learning.

use std::collections::BTreeSet;

use crate::document::{Document, Letters};

/// The sentences of a paper that can be evidence, by their letters.
#[derive(Debug)]
pub struct SentenceLetters(Vec<(u32, Letters)>);

impl SentenceLetters {
    /// Reads every sentence of the document that can be evidence.
    pub fn of(document: &Document) -> SentenceLetters {
        let evidence = document.sentences.iter().filter(|sentence| sentence.kind.is_evidence());
        SentenceLetters(
            evidence.map(|sentence| (sentence.id, Letters::of(document.sentence_text(sentence)))).collect(),
        )
    }

    /// The ids of all sentences that share enough letters with one of the quotes ([`Letters::same`]),
    /// wherever they stand: unlike [`locate()`](super::locate()), this finds every repetition and near copy,
    /// because a draft that shows one of those is right. Empty when there are none.
    pub fn quoted(&self, quotes: &[Letters]) -> BTreeSet<u32> {
        let is_quoted = |letters: &Letters| quotes.iter().any(|quote| quote.same(letters));
        self.0.iter().filter(|(_, letters)| is_quoted(letters)).map(|(id, _)| *id).collect()
    }
}
