//! Shares and their intervals.

use serde::Serialize;

/// The normal quantile of 97.5 %.
const Z: f64 = 1.959_963_984_540_054;

/// So many of so many, with the 95 % interval of Wilson (1927).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Share {
    /// So many.
    pub count: usize,
    /// Of so many.
    pub of: usize,
    /// `None` of nothing.
    pub share: Option<f64>,
    /// Where the interval begins.
    pub low: Option<f64>,
    /// Where it ends.
    pub high: Option<f64>,
}

impl Share {
    /// `count` must not be more than `of`.
    pub(super) fn new(count: usize, of: usize) -> Share {
        if of == 0 {
            return Share { count, of, ..Share::default() };
        }
        let share = count as f64 / of as f64;
        let (low, high) = wilson(share, of as f64);
        Share { count, of, share: Some(share), low: Some(low), high: Some(high) }
    }
}

/// The score interval (Wilson 1927, J. Am. Stat. Assoc. 22:209) of a share of `of`, which must be above 0.
pub(super) fn wilson(share: f64, of: f64) -> (f64, f64) {
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
pub(super) fn newcombe((first, of_first): (f64, f64), (second, of_second): (f64, f64)) -> (f64, f64) {
    let ((low_1, high_1), (low_2, high_2)) = (wilson(first, of_first), wilson(second, of_second));
    let difference = first - second;
    (difference - (first - low_1).hypot(high_2 - second), difference + (high_1 - first).hypot(second - low_2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe 1998, Stat. Med. 17:857, Table I, method 3.
    #[test]
    fn wilson_of_published_examples() {
        let check = |count: usize, of: usize, low: f64, high: f64| {
            let share = Share::new(count, of);
            assert!((share.low.unwrap() - low).abs() < 5e-5, "{share:?}");
            assert!((share.high.unwrap() - high).abs() < 5e-5, "{share:?}");
        };
        check(81, 263, 0.2553, 0.3662);
        check(15, 148, 0.0624, 0.1605);
        check(0, 20, 0.0, 0.1611);
        check(1, 29, 0.0061, 0.1718);
        assert_eq!(Share::new(0, 0).share, None);
        assert_eq!(Share::new(20, 20).high, Some(1.0));
    }

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
