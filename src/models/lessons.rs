//! Sentences to learn from.
//!
//! What the lower half makes of a sentence is kept for those that every pass over the lessons needs. Of the
//! others, which are many times as many, a pass needs some, and these are computed anew.

use std::sync::Arc;

use super::encoder::{Hidden, Tokenized};
use super::{Encoder, Error, Heads, Passage, Vectors};

/// While learning, longer texts are cut: quotes are short, and time goes with length.
const MOST_TOKENS: usize = 64;

/// Sentences for learning.
#[derive(Debug)]
pub struct Lessons {
    texts: Tokenized,
    labels: Vec<Labels>,
    passages: Vec<Passage>,
    /// Of every text that may be a neighbor the mean of what the lower half makes of it, one behind the other.
    means: Arc<Vec<f32>>,
    /// What the lower half made of each that tells something.
    kept: Vec<Option<Hidden>>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct Lesson<'l> {
    ids: &'l [u32],
    pub(super) labels: &'l Labels,
    pub(super) passage: Passage,
    pub(super) means: &'l [f32],
    kept: Option<&'l Hidden>,
}

/// What is known of a sentence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels {
    /// The heads it is an example of.
    pub is: Vec<usize>,
    /// Heads that nothing is known about for this sentence; every other is a counterexample.
    pub unknown: Vec<usize>,
    /// Whether it is worth showing even though it is an example of nothing.
    pub telling: bool,
}

impl Labels {
    /// Whether every pass over the lessons shows the sentence.
    pub(super) fn tell(&self) -> bool {
        !self.is.is_empty() || self.telling
    }
}

impl Lesson<'_> {
    /// In tokens, as cut.
    pub(super) fn len(&self) -> usize {
        self.ids.len().min(MOST_TOKENS)
    }
}

impl Lessons {
    /// Texts with what is known of each and where it stands; all of one length. Texts are cut at 64 tokens.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn of(
        encoder: &Encoder,
        texts: &[&str],
        labels: Vec<Labels>,
        passages: Vec<Passage>,
    ) -> Result<Lessons, Error> {
        let texts = encoder.tokenized(texts)?;
        let means = Arc::new(encoder.lower_means(&texts));
        Ok(Lessons::with_means(encoder, texts, labels, passages, means))
    }

    /// Further texts, whose neighbors are among these.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn among(
        &self,
        encoder: &Encoder,
        texts: &[&str],
        labels: Vec<Labels>,
        passages: Vec<Passage>,
    ) -> Result<Lessons, Error> {
        let (texts, means) = (encoder.tokenized(texts)?, Arc::clone(&self.means));
        Ok(Lessons::with_means(encoder, texts, labels, passages, means))
    }

    fn with_means(
        encoder: &Encoder,
        texts: Tokenized,
        labels: Vec<Labels>,
        passages: Vec<Passage>,
        means: Arc<Vec<f32>>,
    ) -> Lessons {
        let telling = texts.ids.iter().zip(&labels).filter(|(_, labels)| labels.tell());
        let telling = Tokenized { ids: telling.map(|(ids, _)| ids.clone()).collect() };
        let mut hidden = encoder.hidden(&telling, MOST_TOKENS).into_iter();
        let kept = labels.iter().map(|labels| if labels.tell() { hidden.next() } else { None }).collect();
        Lessons { texts, labels, passages, means, kept }
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = Lesson<'_>> {
        let known = self.labels.iter().zip(&self.kept).zip(&self.passages);
        let all = self.texts.ids.iter().zip(known);
        all.map(|(ids, ((labels, kept), passage))| Lesson {
            ids,
            labels,
            passage: *passage,
            means: &self.means,
            kept: kept.as_ref(),
        })
    }

    /// What heads make of these sentences, one row each.
    ///
    /// # Errors
    /// As [`Heads::read`].
    pub fn read(&self, encoder: &Encoder, heads: &Heads) -> Result<Vectors, Error> {
        heads.read_cut(encoder, &self.texts, &self.passages, MOST_TOKENS)
    }
}

/// What the lower half makes of each lesson, where it is not kept.
pub(super) fn missing(encoder: &Encoder, lessons: &[Lesson<'_>]) -> Vec<Hidden> {
    let missing = lessons.iter().filter(|lesson| lesson.kept.is_none());
    encoder.hidden(&Tokenized { ids: missing.map(|lesson| lesson.ids.to_vec()).collect() }, MOST_TOKENS)
}

/// What the lower half makes of each lesson: what is kept, and what was [`missing`].
pub(super) fn hidden<'l>(lessons: &[Lesson<'l>], missing: &'l [Hidden]) -> Vec<&'l Hidden> {
    let mut missing = missing.iter();
    lessons.iter().filter_map(|lesson| lesson.kept.or_else(|| missing.next())).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Models;
    use super::*;

    #[test]
    fn what_is_computed_anew_is_what_would_be_kept() {
        let models = Models::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
        let encoder = Encoder::load(&models).unwrap();
        let long = "The guideline asks for informed consent. ".repeat(20);
        let texts = ["A kettle was left to boil.", &long, "It rained.", &long[1..]];
        let lessons = |telling: fn(usize) -> bool| {
            let labels = |n: usize| Labels { telling: telling(n), ..Labels::default() };
            let alone = Passage::all_alone(texts.len());
            Lessons::of(&encoder, &texts, (0..texts.len()).map(labels).collect(), alone).unwrap()
        };
        let rows = |lessons: &Lessons| {
            let all: Vec<Lesson> = lessons.iter().collect();
            let missing = missing(&encoder, &all);
            let mut rows = Vec::new();
            for (text, lesson) in hidden(&all, &missing).into_iter().zip(&all) {
                assert_eq!(text.len(), lesson.len());
                assert!(text.len() <= MOST_TOKENS);
                text.append_to(&mut rows);
            }
            (missing.len(), rows)
        };
        let (none, kept) = rows(&lessons(|_| true));
        assert_eq!((none, kept.len() % encoder.dim()), (0, 0));
        assert!(rows(&lessons(|n| n % 2 == 0)) == (2, kept.clone()));
        assert!(rows(&lessons(|_| false)) == (4, kept));
    }
}
