//! BM25 inside one paper.
//!
//! The statistics are those of the paper alone, so that its scores, and with them its draft, do not depend
//! on which other papers are in the index. Built from the document in memory when it is needed: a paper
//! has some hundred sentences.

use std::collections::HashMap;

use super::analyzer::{analyzer, words};
use super::query::{Clause, WordQuery};
use crate::document::Document;

/// Okapi BM25's saturation and length normalization (Robertson and Zaragoza 2009). The usual 1.2 and 0.75
/// are for whole documents; among sentences a longer one says more rather than the same at greater
/// length, so length is held against it less. Measured on evidence sentences of benchmark papers.
const K1: f32 = 0.9;
const B: f32 = 0.3;

/// The words of one paper, by sentence.
#[derive(Debug, Clone)]
pub struct PaperWords {
    /// Number of every word, for lookup only.
    numbers: HashMap<String, usize>,
    /// For every word: the sentences that have it, in order, with its places in each.
    postings: Vec<Vec<(u32, Vec<u32>)>>,
    /// Words in each sentence.
    lengths: Vec<u32>,
    mean_length: f32,
}

impl PaperWords {
    /// Takes in every sentence of the document, whatever its kind.
    pub fn of(document: &Document) -> PaperWords {
        let mut analyzer = analyzer();
        let mut numbers = HashMap::new();
        let mut postings: Vec<Vec<(u32, Vec<u32>)>> = Vec::new();
        let mut lengths = Vec::new();
        for sentence in &document.sentences {
            let words = words(&mut analyzer, document.sentence_text(sentence));
            lengths.push(words.len() as u32);
            for (place, word) in words.into_iter().enumerate() {
                let number = *numbers.entry(word).or_insert(postings.len());
                if number == postings.len() {
                    postings.push(Vec::new());
                }
                match postings[number].last_mut() {
                    Some((last, places)) if *last == sentence.id => places.push(place as u32),
                    _ => postings[number].push((sentence.id, vec![place as u32])),
                }
            }
        }
        let total: u32 = lengths.iter().sum();
        let mean_length = total.max(1) as f32 / lengths.len().max(1) as f32;
        PaperWords { numbers, postings, lengths, mean_length }
    }

    /// How many words each sentence has.
    pub fn lengths(&self) -> &[u32] {
        &self.lengths
    }

    /// The BM25 score of every sentence, by sentence id; 0 for one that has none of the words. Always
    /// finite. A phrase counts as a word of its own, as rare as it is in this paper.
    pub fn score(&self, query: &WordQuery) -> Vec<f32> {
        let mut scores = vec![0f32; self.lengths.len()];
        for clause in &query.clauses {
            self.add(&mut scores, &self.occurrences(clause), clause.weight);
        }
        scores
    }

    /// Adds to `scores` what something found by other means is worth, as if it were a word: `found` has
    /// the sentences that have it and how often, each sentence once. Sentences this paper does not have
    /// are passed over.
    pub fn add(&self, scores: &mut [f32], found: &[(u32, u32)], weight: f32) {
        let (count, all) = (found.len() as f32, self.lengths.len() as f32);
        let rarity = (1.0 + (all - count + 0.5).max(0.0) / (count + 0.5)).ln();
        for &(sentence, times) in found {
            let at = sentence as usize;
            if let (Some(score), Some(&length)) = (scores.get_mut(at), self.lengths.get(at)) {
                let length = length as f32 / self.mean_length;
                let times = times as f32;
                *score += weight * rarity * times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length));
            }
        }
    }

    /// The sentences that have any of the words or phrases, in order.
    pub fn containing(&self, query: &WordQuery) -> Vec<u32> {
        let found = query.clauses.iter().flat_map(|clause| self.occurrences(clause));
        let mut sentences: Vec<u32> = found.map(|(sentence, _)| sentence).collect();
        sentences.sort_unstable();
        sentences.dedup();
        sentences
    }

    /// The sentences that have a word or phrase, in order, and how often.
    fn occurrences(&self, clause: &Clause) -> Vec<(u32, u32)> {
        let numbers: Option<Vec<usize>> =
            clause.words.iter().map(|word| self.numbers.get(word).copied()).collect();
        let Some((first, rest)) = numbers.as_deref().and_then(<[usize]>::split_first) else {
            return Vec::new();
        };
        let followed = |sentence: u32, place: u32| {
            rest.iter().zip(place + 1..).all(|(&number, place)| {
                let list = &self.postings[number];
                list.binary_search_by_key(&sentence, |(sentence, _)| *sentence)
                    .is_ok_and(|at| list[at].1.binary_search(&place).is_ok())
            })
        };
        let mut found = Vec::new();
        for (sentence, places) in &self.postings[*first] {
            let times = places.iter().filter(|place| followed(*sentence, **place)).count();
            if times > 0 {
                found.push((*sentence, times as u32));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{BlockKind, Sentence, Span};

    fn paper(sentences: &[&str]) -> Document {
        let mut document = Document::default();
        for (id, text) in sentences.iter().enumerate() {
            let start = document.text.len();
            document.text.push_str(text);
            document.text.push(' ');
            let span = Span::new(start, start + text.len());
            let sentence =
                Sentence { id: id as u32, span, kind: BlockKind::Body, section: None, boxes: vec![] };
            document.sentences.push(sentence);
        }
        document
    }

    #[test]
    fn phrases_are_found_as_written() {
        let words = PaperWords::of(&paper(&[
            "Items are mapped to ICD-10 codes.",
            "ICD codes of 10 diseases.",
            "Codes follow ICD 10, and ICD-10 only.",
        ]));
        let check = |query: WordQuery, expect: &[u32]| assert_eq!(words.containing(&query), expect);
        check(WordQuery::new().phrase("icd-10", 1.0), &[0, 2]);
        check(WordQuery::new().words("ICD-10", 1.0), &[0, 2]);
        check(WordQuery::new().words("icd 10", 1.0), &[0, 1, 2]);
        check(WordQuery::new().phrase("coded", 1.0), &[0, 1, 2]);
        check(WordQuery::new().phrase("codes ICD", 1.0), &[]);
        check(WordQuery::new().phrase("", 1.0), &[]);
    }

    #[test]
    fn rare_words_and_short_sentences_score_higher() {
        let words = PaperWords::of(&paper(&["canary data", "data data", "data and more words", "data"]));
        let rare = words.score(&WordQuery::new().words("canary", 1.0));
        let common = words.score(&WordQuery::new().words("data", 1.0));
        assert!(rare[0] > common[0] && rare[1] == 0.0);
        assert!(common[1] > common[0] && common[0] > common[2]);
        let mut by_pattern = vec![0.0; 4];
        words.add(&mut by_pattern, &[(0, 1)], 1.0);
        assert_eq!(by_pattern, rare);
    }

    #[test]
    fn a_paper_without_sentences_scores_nothing() {
        let words = PaperWords::of(&Document::default());
        assert!(words.score(&WordQuery::new().words("data", 1.0)).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn scores_are_finite_and_do_not_depend_on_the_order_of_the_sentences(
            sentences in prop::collection::vec("([a-d]{1,2} ){0,8}", 1..12),
            query in "([a-d]{1,2} ){0,4}",
        ) {
            let forward: Vec<&str> = sentences.iter().map(String::as_str).collect();
            let backward: Vec<&str> = forward.iter().rev().copied().collect();
            let query = WordQuery::new().words(&query, 1.0).phrase(&query, 2.0);
            let mut turned = PaperWords::of(&paper(&backward)).score(&query);
            turned.reverse();
            let scores = PaperWords::of(&paper(&forward)).score(&query);
            prop_assert!(scores.iter().all(|score| score.is_finite() && *score >= 0.0));
            prop_assert_eq!(scores, turned);
        }
    }
}
