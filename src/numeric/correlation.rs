//! How two series of numbers go together.

/// Fewer pairs of values than this lie on a line whatever they are.
const FEWEST: usize = 3;

/// Spearman's rho: Pearson's correlation of the ranks, where equal values share the mean of their ranks.
pub(crate) fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < FEWEST {
        return None;
    }
    let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (a, b) = (ranks(&a), ranks(&b));
    // The mean of ranks is known, whatever the ties.
    let mean = (pairs.len() as f64 + 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum() };
    let spread = sum(&a, &a) * sum(&b, &b);
    (spread > 0.0).then(|| (sum(&a, &b) / spread.sqrt()).clamp(-1.0, 1.0))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count();
        let equal = values.iter().filter(|other| *other == value).count();
        below as f64 + (equal as f64 + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// IQ and hours of television a week of ten people: the worked example of the article "Spearman's rank
    /// correlation coefficient" in Wikipedia, rho = -29/165.
    #[test]
    fn rho_of_a_published_example() {
        let pairs = [
            (106.0, 7.0),
            (100.0, 27.0),
            (86.0, 2.0),
            (101.0, 50.0),
            (99.0, 28.0),
            (103.0, 29.0),
            (97.0, 20.0),
            (113.0, 12.0),
            (112.0, 6.0),
            (110.0, 17.0),
        ];
        assert!((spearman(&pairs).unwrap() + 29.0 / 165.0).abs() < 1e-12);
    }

    #[test]
    fn rho_needs_values_that_differ() {
        assert_eq!(spearman(&[(0.0, 1.0), (1.0, 1.0), (0.5, 1.0)]), None);
        assert_eq!(spearman(&[(0.0, 1.0), (1.0, 0.0)]), None);
        assert_eq!(ranks(&[0.5, 0.0, 0.5, 1.0]), [2.5, 1.0, 2.5, 4.0]);
    }
}
