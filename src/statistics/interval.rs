//! Shares and their intervals.

use serde::Serialize;

use crate::numeric::wilson;

/// A share of a count, with the 95 % interval of Wilson (1927).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Share {
    /// How many have the property.
    pub count: usize,
    /// Out of how many.
    pub of: usize,
    /// Their share, 0 to 1; `None` out of none.
    pub share: Option<f64>,
    /// Where the interval begins; `None` out of none.
    pub low: Option<f64>,
    /// Where the interval ends; `None` out of none.
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
}
