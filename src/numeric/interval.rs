//! Intervals of shares and of their differences, from formulas.

/// The normal quantile of 97.5 %.
const Z: f64 = 1.959_963_984_540_054;

/// The score interval (Wilson 1927, J. Am. Stat. Assoc. 22:209) of a share of `of`, which must be above 0.
pub(crate) fn wilson(share: f64, of: f64) -> (f64, f64) {
    let (scaled, square) = (1.0 + Z * Z / of, Z * Z / (4.0 * of * of));
    let middle = share + Z * Z / (2.0 * of);
    let reach = Z * (share * (1.0 - share) / of + square).sqrt();
    // At 0 and 1 rounding would leave the bound a hair off.
    let low = if share <= 0.0 { 0.0 } else { ((middle - reach) / scaled).max(0.0) };
    let high = if share >= 1.0 { 1.0 } else { ((middle + reach) / scaled).min(1.0) };
    (low, high)
}

/// The hybrid score interval (Newcombe 1998, Stat. Med. 17:873, method 10) of the difference of two
/// independent shares, each of so many.
pub(crate) fn newcombe((first, of_first): (f64, f64), (second, of_second): (f64, f64)) -> (f64, f64) {
    let ((low_1, high_1), (low_2, high_2)) = (wilson(first, of_first), wilson(second, of_second));
    let difference = first - second;
    (difference - (first - low_1).hypot(high_2 - second), difference + (high_1 - first).hypot(second - low_2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe 1998, Stat. Med. 17:873, Table II, method 10.
    #[test]
    fn newcombe_of_published_examples() {
        let check = |(a, m): (f64, f64), (b, n): (f64, f64), low: f64, high: f64| {
            let found = newcombe((a / m, m), (b / n, n));
            assert!((found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5, "{found:?}");
        };
        check((56.0, 70.0), (48.0, 80.0), 0.0524, 0.3339);
        check((9.0, 10.0), (3.0, 10.0), 0.1705, 0.8090);
        check((10.0, 10.0), (0.0, 10.0), 0.6075, 1.0);
    }
}
