//! The sums over cells that every figure of an evaluation follows from.

use serde::Serialize;

use crate::learning::Judged;
use crate::numeric::{Confusion, share};
use crate::rubric::Rubric;

/// How many figures there are.
pub(super) const FIGURES: usize = 11;
/// A hit is looked for among the first so many.
const HIT_RANKS: [usize; 3] = [1, 3, 5];
/// How many quotes are shown; a hit further down does not count.
const SHOWN: usize = 5;
const BINS: usize = 10;

/// A cell that counts, with its places in the rubric.
pub(super) struct Counted<'a> {
    pub(super) judged: &'a Judged,
    pub(super) criterion: usize,
    pub(super) phase: usize,
    pub(super) level: usize,
    /// Probability of the forced level.
    pub(super) confidence: f32,
}

impl<'a> Counted<'a> {
    /// `None` where the criterion cannot apply, and where the rubric does not have it or the level.
    pub(super) fn new(rubric: &Rubric, judged: &'a Judged) -> Option<Counted<'a>> {
        let on_scale = |level: &usize| *level < rubric.scale.size();
        let criterion = rubric.criteria.iter().position(|known| known.id == judged.criterion)?;
        let phase = rubric.phases.iter().position(|phase| phase.id == rubric.criteria[criterion].phase)?;
        let level = judged.level.filter(on_scale)?;
        let confidence = *judged.probabilities.get(Some(judged.guess).filter(on_scale)?)?;
        let confidence = confidence.is_finite().then(|| confidence.clamp(0.0, 1.0))?;
        Some(Counted { judged, criterion, phase, level, confidence })
    }
}

/// The cells whose probability of the forced level falls into one range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// Where the range begins.
    pub from: f64,
    /// Where it ends; this bound belongs to the next bin, but for the last.
    pub to: f64,
    /// How many cells.
    pub count: usize,
    /// Mean probability of the forced level; `None` without cells.
    pub confidence: Option<f64>,
    /// Share of cells whose forced level is the reader's; `None` without cells.
    pub accuracy: Option<f64>,
}

/// The sums that every figure of a set of cells follows from.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) guesses: Confusion,
    majorities: Confusion,
    pub(super) quoted: f64,
    hits: [f64; HIT_RANKS.len()],
    reciprocal_ranks: f64,
    pub(super) decided: f64,
    decided_right: f64,
    bins: [BinTally; BINS],
}

#[derive(Debug, Clone, Copy, Default)]
struct BinTally {
    count: f64,
    confidence: f64,
    right: f64,
}

impl Tally {
    /// Of nothing yet.
    pub(super) fn new(levels: usize) -> Tally {
        Tally {
            guesses: Confusion::new(levels),
            majorities: Confusion::new(levels),
            quoted: 0.0,
            hits: [0.0; HIT_RANKS.len()],
            reciprocal_ranks: 0.0,
            decided: 0.0,
            decided_right: 0.0,
            bins: [BinTally::default(); BINS],
        }
    }

    /// Takes a cell in.
    pub(super) fn count(&mut self, cell: &Counted<'_>) {
        let Judged { guess, decided, majority, quoted, first_hit, .. } = *cell.judged;
        let right = f64::from(u8::from(guess == cell.level));
        self.guesses.count(cell.level, guess);
        if let Some(majority) = majority.filter(|level| *level < self.majorities.levels()) {
            self.majorities.count(cell.level, majority);
        }
        if quoted {
            self.quoted += 1.0;
            if let Some(rank) = first_hit.filter(|rank| (1..=SHOWN).contains(rank)) {
                self.reciprocal_ranks += 1.0 / rank as f64;
                for (hits, among) in self.hits.iter_mut().zip(HIT_RANKS) {
                    *hits += f64::from(u8::from(rank <= among));
                }
            }
        }
        if decided {
            self.decided += 1.0;
            self.decided_right += right;
        }
        let bin = &mut self.bins[((cell.confidence * BINS as f32) as usize).min(BINS - 1)];
        bin.count += 1.0;
        bin.confidence += f64::from(cell.confidence);
        bin.right += right;
    }

    /// Adds what another tally holds, `times` over.
    pub(super) fn add(&mut self, other: &Tally, times: f64) {
        self.guesses.add(&other.guesses, times);
        self.majorities.add(&other.majorities, times);
        self.quoted += times * other.quoted;
        for (sum, hits) in self.hits.iter_mut().zip(other.hits) {
            *sum += times * hits;
        }
        self.reciprocal_ranks += times * other.reciprocal_ranks;
        self.decided += times * other.decided;
        self.decided_right += times * other.decided_right;
        for (sum, bin) in self.bins.iter_mut().zip(other.bins) {
            sum.count += times * bin.count;
            sum.confidence += times * bin.confidence;
            sum.right += times * bin.right;
        }
    }

    /// In the order of the fields of [`super::Summary`].
    pub(super) fn values(&self) -> [Option<f64>; FIGURES] {
        let cells = self.guesses.total();
        let [hit_1, hit_3, hit_5] = self.hits.map(|hits| share(hits, self.quoted));
        // The mean over cells of each bin's gap: the bins' counts cancel out.
        let gaps = self.bins.iter().map(|bin| (bin.confidence - bin.right).abs()).sum();
        [
            hit_1,
            hit_3,
            hit_5,
            share(self.reciprocal_ranks, self.quoted),
            self.guesses.agreement(),
            self.guesses.quadratic_kappa(),
            self.majorities.agreement(),
            self.majorities.quadratic_kappa(),
            share(self.decided, cells),
            share(self.decided_right, self.decided),
            share(gaps, cells),
        ]
    }

    /// Bins of equal width over the probability of the forced level, in ascending order.
    pub(super) fn reliability(&self) -> Vec<Bin> {
        let bin = |(at, bin): (usize, &BinTally)| Bin {
            from: at as f64 / BINS as f64,
            to: (at + 1) as f64 / BINS as f64,
            count: bin.count as usize,
            confidence: share(bin.confidence, bin.count),
            accuracy: share(bin.right, bin.count),
        };
        self.bins.iter().enumerate().map(bin).collect()
    }
}
