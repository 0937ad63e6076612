//! From scores to probabilities.

use std::iter::Sum;
use std::ops::{Add, Div, Neg, Sub};

/// A floating-point number, of either width: each figure keeps the width it was always computed in, so that
/// its last digit stays.
pub(crate) trait Real:
    Copy + Add<Output = Self> + Sub<Output = Self> + Div<Output = Self> + Neg<Output = Self> + Sum
{
    /// The number one, of this width.
    const ONE: Self;
    /// The lowest finite number.
    const LOWEST: Self;

    /// e to the power of this.
    fn exp(self) -> Self;

    /// The higher of two numbers.
    fn max(self, other: Self) -> Self;
}

impl Real for f32 {
    const ONE: f32 = 1.0;
    const LOWEST: f32 = f32::MIN;

    fn exp(self) -> f32 {
        f32::exp(self)
    }

    fn max(self, other: f32) -> f32 {
        f32::max(self, other)
    }
}

impl Real for f64 {
    const ONE: f64 = 1.0;
    const LOWEST: f64 = f64::MIN;

    fn exp(self) -> f64 {
        f64::exp(self)
    }

    fn max(self, other: f64) -> f64 {
        f64::max(self, other)
    }
}

/// The logistic function, from a logit to a probability.
pub(crate) fn sigmoid<T: Real>(logit: T) -> T {
    T::ONE / (T::ONE + (-logit).exp())
}

/// Shares of `exp(score)`; they sum to 1. Nothing of nothing.
pub(crate) fn softmax<T: Real>(scores: Vec<T>) -> Vec<T> {
    let mut shares = exponentials(scores);
    let sum: T = shares.iter().copied().sum();
    shares.iter_mut().for_each(|share| *share = *share / sum);
    shares
}

/// `exp(score)` of every score, all divided by the highest one so that none overflows.
pub(crate) fn exponentials<T: Real>(mut scores: Vec<T>) -> Vec<T> {
    let highest = scores.iter().copied().fold(T::LOWEST, T::max);
    scores.iter_mut().for_each(|score| *score = (*score - highest).exp());
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_of_scores() {
        assert_eq!(sigmoid(0.0f32), 0.5);
        assert!((sigmoid(2.0f64) - 0.880_797_077_977_882_4).abs() < 1e-15);
        assert_eq!((sigmoid(f32::NEG_INFINITY), sigmoid(f32::INFINITY)), (0.0, 1.0));
        assert_eq!(softmax(vec![1.0f32, 1.0]), [0.5, 0.5]);
        assert_eq!(softmax(vec![1e30f64, f64::NEG_INFINITY]), [1.0, 0.0]);
        assert!(softmax(Vec::<f32>::new()).is_empty());
    }
}
