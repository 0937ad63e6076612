//! Two readers of the same things: how often each level of one met each level of the other, and how far they
//! agree beyond chance.

/// How often each level was given where each other was told.
#[derive(Debug, Clone)]
pub struct Confusion {
    levels: usize,
    /// Row by row: the reader's level, then the one told. Floats, because draws weigh and divide them.
    counts: Vec<f64>,
}

impl Confusion {
    /// Of nothing yet.
    pub(crate) fn new(levels: usize) -> Confusion {
        Confusion { levels, counts: vec![0.0; levels * levels] }
    }

    /// Of pairs of two readers' levels, as places on a scale of `levels`; all below it.
    pub fn of(levels: usize, pairs: &[(usize, usize)]) -> Confusion {
        let mut confusion = Confusion::new(levels);
        pairs.iter().for_each(|(level, told)| confusion.count(*level, *told));
        confusion
    }

    /// Takes a pair in.
    pub(crate) fn count(&mut self, level: usize, told: usize) {
        self.counts[level * self.levels + told] += 1.0;
    }

    /// Adds what another counted, `times` over.
    pub(crate) fn add(&mut self, other: &Confusion, times: f64) {
        for (sum, count) in self.counts.iter_mut().zip(&other.counts) {
            *sum += times * count;
        }
    }

    /// How many levels there are.
    pub(crate) fn levels(&self) -> usize {
        self.levels
    }

    /// How many pairs were counted.
    pub(crate) fn total(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// The share of pairs with the same level twice; `None` of nothing.
    pub(crate) fn agreement(&self) -> Option<f64> {
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

/// A part of a whole; `None` of nothing.
pub(crate) fn share(part: f64, of: f64) -> Option<f64> {
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
