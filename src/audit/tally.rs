//! The sums over cells that every figure of an evaluation follows from.

use super::measure::{Bin, Counted, Judged};

/// How many figures there are.
pub(super) const FIGURES: usize = 11;
/// A hit is looked for among the first so many.
const HIT_RANKS: [usize; 3] = [1, 3, 5];
/// So many quotes are shown; a hit behind them is none.
const SHOWN: usize = 5;
const BINS: usize = 10;

/// How often each level was given where each other was told.
#[derive(Debug, Clone)]
pub struct Confusion {
    levels: usize,
    /// Row by row: the reader's level, then the one told. Floats, because draws weigh and divide them.
    counts: Vec<f64>,
}

impl Confusion {
    /// Of nothing yet.
    fn new(levels: usize) -> Confusion {
        Confusion { levels, counts: vec![0.0; levels * levels] }
    }

    /// Of pairs of two readers' levels, as places on a scale of `levels`; all below it.
    pub fn of(levels: usize, pairs: &[(usize, usize)]) -> Confusion {
        let mut confusion = Confusion::new(levels);
        pairs.iter().for_each(|(level, told)| confusion.count(*level, *told));
        confusion
    }

    fn count(&mut self, level: usize, told: usize) {
        self.counts[level * self.levels + told] += 1.0;
    }

    fn add(&mut self, other: &Confusion, times: f64) {
        for (sum, count) in self.counts.iter_mut().zip(&other.counts) {
            *sum += times * count;
        }
    }

    pub(super) fn total(&self) -> f64 {
        self.counts.iter().sum()
    }

    fn agreement(&self) -> Option<f64> {
        share((0..self.levels).map(|level| self.counts[level * self.levels + level]).sum(), self.total())
    }

    /// Quadratic-weighted kappa (Cohen 1968): 1 less the ratio of seen to expected squared distance. `None`
    /// when chance alone explains everything, as where both sides know one level only.
    pub fn quadratic_kappa(&self) -> Option<f64> {
        let levels = 0..self.levels;
        let at = |level: usize, told: usize| self.counts[level * self.levels + told];
        let given: Vec<f64> =
            levels.clone().map(|level| levels.clone().map(|told| at(level, told)).sum()).collect();
        let told: Vec<f64> =
            levels.clone().map(|told| levels.clone().map(|level| at(level, told)).sum()).collect();
        let (mut seen, mut expected) = (0.0, 0.0);
        for a in levels.clone() {
            for b in levels.clone() {
                let distance = a.abs_diff(b).pow(2) as f64;
                seen += distance * at(a, b);
                expected += distance * given[a] * told[b];
            }
        }
        (expected > 0.0).then(|| 1.0 - seen * self.total() / expected)
    }
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
        if let Some(majority) = majority.filter(|level| *level < self.majorities.levels) {
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

    /// Takes in what another took in, so many times.
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

    /// In the order of the fields of [`Summary`].
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

fn share(part: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| part / of)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand: seen disagreement 1 of 4 cells, expected 30 of 16.
    #[test]
    fn kappa_of_a_worked_example() {
        let confusion = Confusion::of(3, &[(0, 0), (0, 0), (2, 2), (2, 1)]);
        // Distances 1 and 4 times how often each side gave the levels: (0, 1), (0, 2), (2, 0), (2, 1).
        let chance = (2.0 * 1.0 * 1.0 + 2.0 * 1.0 * 4.0 + 2.0 * 2.0 * 4.0 + 2.0 * 1.0 * 1.0) / 16.0;
        assert!((confusion.quadratic_kappa().unwrap() - (1.0 - 0.25 / chance)).abs() < 1e-12);
    }

    /// Raters 1 and 2 of the data set `anxiety` of the R package irr, the example in the manual of its
    /// `kappa2(…, "squared")`; the figure is that of `cohens_kappa(…, wt="quadratic")` of statsmodels 0.15.
    #[test]
    fn kappa_of_a_published_example() {
        #[rustfmt::skip]
        let pairs = [
            (2, 2), (2, 5), (2, 3), (3, 5), (4, 1), (4, 3), (1, 1), (2, 3), (4, 2), (1, 2),
            (1, 1), (5, 2), (0, 2), (4, 2), (1, 1), (1, 1), (0, 0), (1, 2), (3, 2), (2, 3),
        ];
        assert!((Confusion::of(6, &pairs).quadratic_kappa().unwrap() - 0.296_765_119_549_93).abs() < 1e-12);
    }

    /// Of 10 cells 8 agree, and chance explains 0.6 * 0.6 + 0.4 * 0.4 = 0.52 of them.
    #[test]
    fn kappa_of_two_levels_is_plain_kappa() {
        let mut pairs = vec![(1, 1); 5];
        pairs.extend([(0, 0); 3]);
        pairs.extend([(0, 1), (1, 0)]);
        let confusion = Confusion::of(2, &pairs);
        assert_eq!(confusion.agreement(), Some(0.8));
        assert!((confusion.quadratic_kappa().unwrap() - (0.8 - 0.52) / (1.0 - 0.52)).abs() < 1e-12);
    }

    #[test]
    fn kappa_below_chance_is_negative_and_of_one_level_undefined() {
        assert_eq!(Confusion::of(3, &[(0, 2), (2, 0)]).quadratic_kappa(), Some(-1.0));
        assert_eq!(Confusion::of(3, &[(1, 1), (1, 1)]).quadratic_kappa(), None);
        assert_eq!(Confusion::of(3, &[]).quadratic_kappa(), None);
        // One side that always says the same is no better than chance.
        assert_eq!(Confusion::of(3, &[(0, 1), (1, 1), (2, 1)]).quadratic_kappa(), Some(0.0));
    }
}
