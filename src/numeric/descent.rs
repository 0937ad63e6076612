//! Minimizing a smooth function of a few hundred weights.

/// Adam (Kingma and Ba, arXiv 1412.6980) on the full gradient, with a rate that falls to 0: `gradient` gets
/// the weights and fills in their derivatives, which are zero before. Deterministic; for functions that
/// are convex or nearly so, in units near 1.
pub(crate) fn descend(
    weights: &mut [f64],
    steps: usize,
    rate: f64,
    mut gradient: impl FnMut(&[f64], &mut [f64]),
) {
    const KEEP: f64 = 0.9;
    const KEEP_SQUARES: f64 = 0.99;
    let mut slope = vec![0.0; weights.len()];
    let mut mean = vec![0.0; weights.len()];
    let mut squares = vec![0.0; weights.len()];
    for step in 0..steps {
        slope.fill(0.0);
        gradient(weights, &mut slope);
        let time = step as i32 + 1;
        let rate = rate * (1.0 - step as f64 / steps as f64);
        for (at, weight) in weights.iter_mut().enumerate() {
            mean[at] += (1.0 - KEEP) * (slope[at] - mean[at]);
            squares[at] += (1.0 - KEEP_SQUARES) * (slope[at] * slope[at] - squares[at]);
            let (mean, square) =
                (mean[at] / (1.0 - KEEP.powi(time)), squares[at] / (1.0 - KEEP_SQUARES.powi(time)));
            *weight -= rate * mean / (square.sqrt() + 1e-9);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bowl_is_found() {
        let mut weights = vec![5.0, -5.0];
        descend(&mut weights, 400, 0.3, |at, slope| {
            slope[0] = 2.0 * (at[0] - 1.0);
            slope[1] = 20.0 * (at[1] + 2.0);
        });
        assert!((weights[0] - 1.0).abs() < 1e-3 && (weights[1] + 2.0).abs() < 1e-3, "{weights:?}");
    }
}
