//! Free text against some of the corpus: what passes filters, or what audits quote.
//!
//! The sentences may be a million. Their scores are kept side by side until the best are known; only those get
//! names.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::filters::{Filters, Hit};
use super::nearest::{Nearest, Nearness};
use super::ranked::Parts;
use crate::document::PaperId;
use crate::index::{Match, SentenceSet, Sentences};

/// A sentence with its scores.
#[derive(Debug, Clone, Copy)]
struct Scored {
    paper: u32,
    sentence: u32,
    /// `None` for one that has none of the words.
    words: Option<f32>,
    meaning: Option<f32>,
}

impl Scored {
    /// The nearer the greater, ties by paper and sentence.
    fn nearness(&self) -> (Nearness, Reverse<u32>, Reverse<u32>) {
        (Nearness(self.meaning.unwrap_or(f32::MIN)), Reverse(self.paper), Reverse(self.sentence))
    }
}

/// Where a cosine lies between the farthest and the nearest.
pub(super) fn closeness(meaning: Option<f32>, near: f32, far: f32) -> f32 {
    match meaning {
        Some(meaning) if near > far => (meaning - far) / (near - far),
        _ => 0.5,
    }
}

/// The best `limit` of `only`: those that stand first before the others, each best first, ties by paper and
/// sentence. `matches` are those that have some of the words, by paper and sentence; of the others, only the
/// `nearest` nearest can be among the best, and without `meaning` none.
pub(super) fn best(
    only: &Sentences,
    matches: &[Match],
    meaning: Option<&Nearest<'_>>,
    nearest: usize,
    filters: &Filters<'_>,
    limit: usize,
) -> Vec<Hit> {
    let papers: Vec<(&PaperId, &SentenceSet)> = only.iter().collect();
    let scored = |(at, (paper, sentences)): (usize, &(&PaperId, &SentenceSet))| {
        let begin = matches.partition_point(|found| (found.paper as usize) < at);
        let mut matches = matches[begin..].iter().take_while(|found| found.paper as usize == at).peekable();
        let near = meaning.and_then(|meaning| Some((meaning.paper(paper)?, meaning.probe())));
        let mut scored = Vec::new();
        for sentence in sentences.iter() {
            let words = matches.next_if(|found| found.sentence == sentence).map(|found| found.score);
            let meaning = near.and_then(|(codes, probe)| codes.cosine(sentence as usize, probe));
            if words.is_some() || meaning.is_some() {
                scored.push(Scored { paper: at as u32, sentence, words, meaning });
            }
        }
        scored
    };
    let mut all: Vec<Scored> = papers.par_iter().enumerate().flat_map_iter(scored).collect();
    let known = all.iter().filter(|one| one.meaning.is_some()).count();
    if known > nearest && nearest > 0 {
        let (_, last, _) = all.select_nth_unstable_by_key(nearest - 1, |one| Reverse(one.nearness()));
        let last = last.nearness();
        all.retain(|one| one.words.is_some() || one.nearness() >= last);
    }
    let most = all.iter().filter_map(|one| one.words).fold(f32::MIN_POSITIVE, f32::max);
    let meanings = || all.iter().filter_map(|one| one.meaning);
    let (near, far) = (meanings().fold(f32::MIN, f32::max), meanings().fold(f32::MAX, f32::min));
    let none = SentenceSet::default();
    let first = |paper: &PaperId| filters.first.as_ref().and_then(|first| first.get(paper)).unwrap_or(&none);
    let first: Vec<&SentenceSet> = papers.iter().map(|(paper, _)| first(paper)).collect();
    let place = |at: usize, one: &Scored| {
        let score = one.words.unwrap_or(0.0) / most + closeness(one.meaning, near, far);
        let is_first = first.get(one.paper as usize).is_some_and(|first| first.contains(one.sentence));
        Place {
            is_first,
            score: Nearness(score),
            paper: Reverse(one.paper),
            sentence: Reverse(one.sentence),
            at,
        }
    };
    let look = |mut best: Best, (at, one): (usize, &Scored)| {
        best.add(place(at, one), limit);
        best
    };
    let join = |mut one: Best, other: Best| {
        other.0.into_iter().for_each(|place| one.add(place.0, limit));
        one
    };
    let best = all.par_iter().enumerate().fold(Best::default, look).reduce(Best::default, join);
    let hit = |Reverse(place): Reverse<Place>| {
        let one = all.get(place.at)?;
        let parts = Parts { words: one.words.unwrap_or(0.0), meaning: one.meaning, ..Parts::default() };
        let paper = papers.get(one.paper as usize)?.0.clone();
        Some(Hit { paper, sentence: one.sentence, score: place.score.0, parts })
    };
    best.0.into_sorted_vec().into_iter().filter_map(hit).collect()
}

/// Where a sentence ranks; the greater the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    is_first: bool,
    score: Nearness,
    paper: Reverse<u32>,
    sentence: Reverse<u32>,
    /// Its place among the scored.
    at: usize,
}

/// The best so far, the worst of them on top.
#[derive(Debug, Default)]
struct Best(BinaryHeap<Reverse<Place>>);

impl Best {
    fn add(&mut self, place: Place, limit: usize) {
        if self.0.len() < limit {
            self.0.push(Reverse(place));
        } else if let Some(mut worst) = self.0.peek_mut()
            && place > worst.0
        {
            *worst = Reverse(place);
        }
    }
}
