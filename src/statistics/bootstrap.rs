//! Intervals of means over papers, by drawing papers (Efron 1979).

use super::grid::mean_of;
use crate::numeric::{Figure, interval, resamples};

/// Enough for intervals that hold still in two digits.
pub(super) const DRAWS: usize = 2_000;
const SEED: u64 = 46;

/// The mean of every column of a table with a row a paper, over the papers that have a value there, with the
/// percentile interval over draws of whole papers. No interval with fewer than two papers.
pub(super) fn means(papers: &[Vec<Option<f64>>], columns: usize) -> Vec<Figure> {
    let mut drawn: Vec<Vec<f64>> = vec![Vec::new(); columns];
    if papers.len() > 1 {
        for draw in resamples(papers.len(), DRAWS, SEED) {
            for (column, means) in drawn.iter_mut().enumerate() {
                means.extend(mean_of(draw.iter().filter_map(|paper| papers[*paper][column])));
            }
        }
    }
    let figure = |(column, means): (usize, Vec<f64>)| {
        let values: Vec<f64> = papers.iter().filter_map(|paper| paper[column]).collect();
        let interval = if values.len() > 1 { interval(means) } else { None };
        Figure::new(mean_of(values.into_iter()), interval)
    };
    drawn.into_iter().enumerate().map(figure).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_needs_two_papers_and_holds_the_mean() {
        let one = means(&[vec![Some(0.5), None]], 2);
        assert_eq!((one[0].value, one[0].low), (Some(0.5), None));
        assert_eq!(one[1], Figure::default());
        let papers: Vec<Vec<Option<f64>>> = (0..20).map(|at| vec![Some(f64::from(at) / 19.0)]).collect();
        let figure = means(&papers, 1)[0];
        let (low, high) = (figure.low.unwrap(), figure.high.unwrap());
        // The normal approximation: 1.96 standard errors, 0.0664 each.
        assert!((figure.value.unwrap() - 0.5).abs() < 1e-12);
        assert!((low - 0.37).abs() < 0.02 && (high - 0.63).abs() < 0.02, "{low} {high}");
        assert_eq!(means(&papers, 1)[0], figure, "the same draws");
    }
}
