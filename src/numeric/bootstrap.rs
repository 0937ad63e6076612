//! Intervals by drawing anew (Efron 1979), and shuffles that a seed decides.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// A 95 % interval lies between these quantiles of the draws.
const QUANTILES: (f64, f64) = (0.025, 0.975);

/// The bounds of a 95 % interval, the lower one first.
pub(crate) type Interval = (f64, f64);

/// A figure and its 95 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figure {
    /// `None` where it is not defined: without cells, or for kappa where chance alone explains everything.
    pub value: Option<f64>,
    /// From the draws in which the figure is defined. `None` where no interval was asked for, with fewer than
    /// two papers, and without a value.
    pub low: Option<f64>,
    /// The upper bound; `None` where `low` is.
    pub high: Option<f64>,
}

impl Figure {
    /// A value with its interval; without a value there is no interval either.
    pub(crate) fn new(value: Option<f64>, interval: Option<Interval>) -> Figure {
        let interval = interval.filter(|_| value.is_some());
        Figure { value, low: interval.map(|(low, _)| low), high: interval.map(|(_, high)| high) }
    }
}

/// The draws of a bootstrap: `draws` times the places of `count` things out of `count`, with replacement, in
/// the order drawn. The same seed gives the same draws. `count` must be above 0.
pub(crate) fn resamples(count: usize, draws: usize, seed: u64) -> impl Iterator<Item = Vec<usize>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..draws).map(move |_| (0..count).map(|_| random.random_range(0..count)).collect())
}

/// The percentile interval of draws: the 2.5 % and the 97.5 % quantile, between neighbors by straight line.
/// `None` without a draw.
pub(crate) fn interval(mut draws: Vec<f64>) -> Option<Interval> {
    draws.sort_by(f64::total_cmp);
    Some((quantile(&draws, QUANTILES.0)?, quantile(&draws, QUANTILES.1)?))
}

/// Between neighbors by straight line; `None` of nothing.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(below + (above - below) * at.fract())
}

/// The same items in an order that the seed decides.
pub(crate) fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    items.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_lies_between_neighbors() {
        assert_eq!(interval(Vec::new()), None);
        assert_eq!(interval(vec![3.0]), Some((3.0, 3.0)));
        // 41 draws from 0 to 40: the quantiles fall on the second and the last but one.
        assert_eq!(interval((0..41).rev().map(f64::from).collect()), Some((1.0, 39.0)));
        // Of 0 and 1 they lie 2.5 % inside.
        let (low, high) = interval(vec![1.0, 0.0]).unwrap();
        assert!((low - 0.025).abs() < 1e-12 && (high - 0.975).abs() < 1e-12, "{low} {high}");
    }

    #[test]
    fn quantiles_lie_between_neighbors() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.975), Some(7.0));
        assert_eq!(quantile(&[0.0, 10.0, 20.0], 0.25), Some(5.0));
        assert_eq!(quantile(&[0.0, 10.0, 20.0], 1.0), Some(20.0));
    }

    #[test]
    fn a_seed_gives_the_same_draws() {
        let draws = |seed| resamples(5, 3, seed).collect::<Vec<_>>();
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
        assert!(draws(1).iter().all(|draw| draw.len() == 5 && draw.iter().all(|place| *place < 5)));
    }
}
