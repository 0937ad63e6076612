//! The sentences of the corpus that are nearest to a vector.
//!
//! Every sentence is looked at, in the compact form that the index keeps, so that nothing near is missed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::filters::{Filters, Hit};
use super::ranked::Parts;
use crate::document::PaperId;
use crate::index::{Codes, PaperCodes, Probe};

/// A sentence; the greater the better, ties by paper and sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    nearness: Nearness,
    paper: Reverse<usize>,
    sentence: Reverse<u32>,
}

/// A cosine, in an order that numbers have and floating-point numbers do not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Nearness(pub(super) f32);

impl Eq for Nearness {}

impl PartialOrd for Nearness {
    fn partial_cmp(&self, other: &Nearness) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Nearness {
    fn cmp(&self, other: &Nearness) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The best so far, the worst of them on top.
type Best = BinaryHeap<Reverse<Place>>;

fn add(best: &mut Best, place: Place, limit: usize) {
    if best.len() < limit {
        best.push(Reverse(place));
    } else if let Some(mut worst) = best.peek_mut()
        && place > worst.0
    {
        *worst = Reverse(place);
    }
}

/// Where there are more sentences than this, only those that may be near are looked at closely.
const MANY: usize = 400_000;

/// So many times as many are looked at closely as are wanted.
const CLOSELY: usize = 32;

/// The corpus, looked at from one vector.
pub(super) struct Nearest<'c> {
    codes: Option<&'c Codes>,
    encoder: &'c str,
    papers: Vec<PaperCodes<'c>>,
    probe: Probe,
}

impl<'c> Nearest<'c> {
    /// Of the papers indexed with that encoder; only those of the wanted kinds, which are those of the filters
    /// or, without, all that can be evidence.
    pub(super) fn new(
        codes: Option<&'c Codes>,
        encoder: &'c str,
        asked: &[f32],
        filters: &Filters<'_>,
    ) -> Nearest<'c> {
        let mut papers = codes.map(|codes| codes.papers(encoder)).unwrap_or_default();
        papers.retain(|codes| filters.allows_paper(codes.paper));
        Nearest { codes, encoder, papers, probe: Probe::new(asked, &filters.wanted_kinds()) }
    }

    /// At most `limit` sentences, best first.
    pub(super) fn best(&self, filters: &Filters<'_>, limit: usize) -> Vec<Hit> {
        let look = |mut best: Best, (at, codes): (usize, &PaperCodes<'_>)| {
            for sentence in 0..codes.len() {
                let Some(cosine) = codes.cosine(sentence, &self.probe) else { continue };
                let place = Place {
                    nearness: Nearness(cosine),
                    paper: Reverse(at),
                    sentence: Reverse(sentence as u32),
                };
                let is_full = best.len() >= limit;
                let is_worse = is_full && best.peek().is_some_and(|worst| place < worst.0);
                if !is_worse && filters.allows(codes.paper, sentence as u32) {
                    add(&mut best, place, limit);
                }
            }
            best
        };
        let join = |mut one: Best, other: Best| {
            other.into_iter().for_each(|place| add(&mut one, place.0, limit));
            one
        };
        let best = match self.sketched(filters, limit) {
            Some(places) => {
                let look = |mut best: Best, (at, sentence): (u32, u32)| {
                    let cosine = self.papers[at as usize].cosine(sentence as usize, &self.probe);
                    if let Some(cosine) = cosine {
                        let (paper, sentence) = (Reverse(at as usize), Reverse(sentence));
                        add(&mut best, Place { nearness: Nearness(cosine), paper, sentence }, limit);
                    }
                    best
                };
                places.into_par_iter().fold(Best::new, look).reduce(Best::new, join)
            }
            None => self.papers.par_iter().enumerate().fold(Best::new, look).reduce(Best::new, join),
        };
        let mut places: Vec<Place> = best.into_iter().map(|place| place.0).collect();
        places.sort_by(|a, b| b.cmp(a));
        let hit = |place: Place| {
            let meaning = Some(place.nearness.0);
            let paper = self.papers[place.paper.0].paper.clone();
            let parts = Parts { meaning, ..Parts::default() };
            Hit { paper, sentence: place.sentence.0, score: place.nearness.0, parts }
        };
        places.into_iter().map(hit).collect()
    }

    /// Of a large corpus that is looked at as a whole, what has to be looked at closely.
    fn sketched(&self, filters: &Filters<'_>, limit: usize) -> Option<Vec<(u32, u32)>> {
        let is_whole = filters.only.is_none() && filters.papers.is_empty();
        let all: usize = self.papers.iter().map(PaperCodes::len).sum();
        let closely = limit.checked_mul(CLOSELY)?;
        let is_worth_it = is_whole && all > MANY && closely < all / 4;
        let codes = self.codes.filter(|_| is_worth_it)?;
        Some(codes.sketched(self.encoder, &self.probe, closely))
    }

    /// The codes of one paper; `None` where it has no vectors.
    pub(super) fn paper(&self, paper: &PaperId) -> Option<&PaperCodes<'c>> {
        let at = self.papers.binary_search_by(|codes| codes.paper.cmp(paper)).ok()?;
        self.papers.get(at)
    }

    /// What the sentences are compared with.
    pub(super) fn probe(&self) -> &Probe {
        &self.probe
    }

    /// How near one sentence is; `None` where it has no vector.
    pub(super) fn of(&self, paper: &PaperId, sentence: u32) -> Option<f32> {
        self.paper(paper)?.cosine(sentence as usize, &self.probe)
    }
}
