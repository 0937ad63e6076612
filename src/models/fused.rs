//! What a layer does to single numbers and rows, and its derivatives, each in one pass over memory.
//!
//! The loops are plain and run with the widest vectors that the processor has.

use super::widest::widest;

/// Sums are kept in this many, which fill a vector.
const LANES: usize = 16;

/// What a layer norm is made of.
#[derive(Clone, Copy)]
pub(super) struct Norm<'n> {
    pub(super) weight: &'n [f32],
    pub(super) bias: &'n [f32],
    pub(super) epsilon: f32,
}

#[inline(always)]
fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (whole, rest) = numbers.as_chunks::<LANES>();
    let mut lanes = [0f32; LANES];
    for chunk in whole {
        for (lane, number) in lanes.iter_mut().zip(chunk) {
            *lane += of(*number);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|number| of(*number)).sum::<f32>()
}

#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((whole, rest), (others, other_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut lanes = [0f32; LANES];
    for (a, b) in whole.iter().zip(others) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().zip(other_rest).map(|(a, b)| a * b).sum::<f32>()
}

/// The exponential, to within a unit or two in the last place, of numbers up to 88 (Cody and Waite's
/// reduction, the polynomial of Cephes); 0 or nearly so below -87.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Added to a number, it leaves its whole part in the last bits.
    const ROUNDING: f32 = 12_582_912.0;
    let x = x.max(-87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUNDING;
    let whole = shifted - ROUNDING;
    let x = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let mut sum = 1.987_569_2e-4 * x + 1.398_2e-3;
    sum = sum * x + 8.333_452e-3;
    sum = sum * x + 4.166_579_6e-2;
    sum = sum * x + 1.666_666_5e-1;
    sum = sum * x + 5e-1;
    let sum = sum * x * x + x + 1.0;
    sum * f32::from_bits((shifted.to_bits() << 23).wrapping_add(1f32.to_bits()))
}

/// Rows become `row`, over and over.
pub(super) fn repeat(rows: &mut [f32], row: &[f32]) {
    for into in rows.chunks_exact_mut(row.len()) {
        into.copy_from_slice(row);
    }
}

/// Rows become those of `others` plus `row`.
pub(super) fn become_sum(rows: &mut [f32], others: &[f32], row: &[f32]) {
    widest(
        #[inline(always)]
        || {
            for (into, other) in rows.chunks_exact_mut(row.len()).zip(others.chunks_exact(row.len())) {
                for ((into, other), number) in into.iter_mut().zip(other).zip(row) {
                    *into = other + number;
                }
            }
        },
    );
}

/// Adds rows to `sums`.
pub(super) fn add_rows(sums: &mut [f32], rows: &[f32]) {
    widest(
        #[inline(always)]
        || {
            for row in rows.chunks_exact(sums.len()) {
                for (sum, number) in sums.iter_mut().zip(row) {
                    *sum += number;
                }
            }
        },
    );
}

/// Multiplies each number by its other.
pub(super) fn multiply(numbers: &mut [f32], by: &[f32]) {
    widest(
        #[inline(always)]
        || {
            for (number, by) in numbers.iter_mut().zip(by) {
                *number *= by;
            }
        },
    );
}

/// Normalizes rows in place, keeps the factor of each in `factors`, and writes what the norm makes of them
/// `into` rows.
pub(super) fn normalize(rows: &mut [f32], factors: &mut [f32], norm: Norm<'_>, into: &mut [f32]) {
    let width = norm.weight.len();
    widest(
        #[inline(always)]
        || {
            let rows = rows.chunks_exact_mut(width).zip(into.chunks_exact_mut(width));
            for ((row, into), factor) in rows.zip(factors) {
                let mean = sum(row, |number| number) / width as f32;
                for number in &mut *row {
                    *number -= mean;
                }
                *factor = 1.0 / (sum(row, |number| number * number) / width as f32 + norm.epsilon).sqrt();
                for (((number, into), weight), bias) in
                    row.iter_mut().zip(into).zip(norm.weight).zip(norm.bias)
                {
                    *number *= *factor;
                    *into = *number * weight + bias;
                }
            }
        },
    );
}

/// The way back through [`normalize`]: its normalized `rows` become the slopes of what was normalized, from
/// those of what came out; the slopes of weight and bias are added to.
pub(super) fn normalize_back(
    rows: &mut [f32],
    factors: &[f32],
    slopes: &[f32],
    weight: &[f32],
    [weight_slopes, bias_slopes]: [&mut [f32]; 2],
) {
    let width = weight.len();
    let mut weighted = vec![0f32; width];
    widest(
        #[inline(always)]
        || {
            let rows = rows.chunks_exact_mut(width).zip(slopes.chunks_exact(width));
            for ((row, slopes), factor) in rows.zip(factors) {
                for ((number, slope), sum) in row.iter().zip(slopes).zip(&mut *weight_slopes) {
                    *sum += number * slope;
                }
                for (slope, sum) in slopes.iter().zip(&mut *bias_slopes) {
                    *sum += slope;
                }
                for ((slope, weight), weighted) in slopes.iter().zip(weight).zip(&mut weighted) {
                    *weighted = slope * weight;
                }
                let mean = sum(&weighted, |slope| slope) / width as f32;
                let along = dot(&weighted, row) / width as f32;
                for (number, weighted) in row.iter_mut().zip(&weighted) {
                    *number = factor * (weighted - mean - *number * along);
                }
            }
        },
    );
}

/// The Gaussian error linear unit (Hendrycks and Gimpel, arXiv 1606.08415) of `numbers`, written `into`;
/// they become its derivatives. The error function is Abramowitz and Stegun's 7.1.26, exact to 1.5e-7.
pub(super) fn gelu(numbers: &mut [f32], into: &mut [f32]) {
    // Of the normal density.
    const HEIGHT: f32 = 0.398_942_3;
    widest(
        #[inline(always)]
        || {
            for (number, into) in numbers.iter_mut().zip(into) {
                let x = *number;
                let bell = exp(-0.5 * x * x);
                let t = 1.0 / (1.0 + 0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2 * x.abs());
                let mut sum = 1.061_405_4 * t - 1.453_152;
                sum = sum * t + 1.421_413_7;
                sum = sum * t - 0.284_496_74;
                sum = sum * t + 0.254_829_6;
                // The share of a normal distribution beyond the number, on its side.
                let beyond = 0.5 * sum * t * bell;
                let below = if x < 0.0 { beyond } else { 1.0 - beyond };
                *into = x * below;
                *number = below + x * HEIGHT * bell;
            }
        },
    );
}

/// Rows of `width` become their softmax.
pub(super) fn softmax(rows: &mut [f32], width: usize) {
    widest(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(width) {
                let most = row.iter().fold(f32::NEG_INFINITY, |most, number| most.max(*number));
                for number in &mut *row {
                    *number = exp(*number - most);
                }
                let whole = sum(row, |number| number);
                for number in row {
                    *number /= whole;
                }
            }
        },
    );
}

/// The way back through [`softmax`]: the slopes of its `shares` become those of what it was made of, times
/// `factor`.
pub(super) fn softmax_back(slopes: &mut [f32], shares: &[f32], width: usize, factor: f32) {
    widest(
        #[inline(always)]
        || {
            for (slopes, shares) in slopes.chunks_exact_mut(width).zip(shares.chunks_exact(width)) {
                let mean = dot(slopes, shares);
                for (slope, share) in slopes.iter_mut().zip(shares) {
                    *slope = (*slope - mean) * share * factor;
                }
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize) -> Vec<f32> {
        (0..count).map(|at| ((at * 7919 + 13) % 1009) as f32 / 200.0 - 2.5).collect()
    }

    #[test]
    fn exponentials_are_exact() {
        for at in -870..=880 {
            let x = at as f32 / 10.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 3e-7, "{x}");
        }
        assert!(exp(-1e9) < 1e-37 && exp(0.0) == 1.0);
    }

    /// By Simpson's rule.
    fn below(x: f64) -> f64 {
        let density = |t: f64| (-0.5 * t * t).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let step = x / 400.0;
        let inner: f64 =
            (1..400).map(|at| density(f64::from(at) * step) * if at % 2 == 0 { 2.0 } else { 4.0 }).sum();
        0.5 + step / 3.0 * (density(0.0) + inner + density(x))
    }

    #[test]
    fn gelu_and_its_derivative_are_exact() {
        let gelu_of = |x: f64| x * below(x);
        let xs: Vec<f32> = (-60..=60).map(|at| at as f32 / 10.0).collect();
        let (mut slopes, mut values) = (xs.clone(), vec![0.0; xs.len()]);
        gelu(&mut slopes, &mut values);
        for ((x, value), slope) in xs.iter().map(|x| f64::from(*x)).zip(values).zip(slopes) {
            assert!((f64::from(value) - gelu_of(x)).abs() < 1e-6, "{x}");
            let exact = (gelu_of(x + 1e-4) - gelu_of(x - 1e-4)) / 2e-4;
            assert!((f64::from(slope) - exact).abs() < 1e-6, "{x}: {slope} {exact}");
        }
    }

    #[test]
    fn rows_are_normalized_and_back() {
        const WIDTH: usize = 37;
        let (weight, bias) = (numbers(WIDTH), numbers(2 * WIDTH)[WIDTH..].to_vec());
        let norm = Norm { weight: &weight, bias: &bias, epsilon: 1e-12 };
        let given = numbers(2 * WIDTH);
        // Any function of what comes out: its slopes are `pull`.
        let pull: Vec<f32> = numbers(2 * WIDTH).iter().rev().copied().collect();
        let came_out = |given: &[f32]| -> f64 {
            given
                .chunks(WIDTH)
                .zip(pull.chunks(WIDTH))
                .map(|(row, pull)| {
                    let row: Vec<f64> = row.iter().map(|number| f64::from(*number)).collect();
                    let mean = row.iter().sum::<f64>() / WIDTH as f64;
                    let spread =
                        (row.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / WIDTH as f64).sqrt();
                    (0..WIDTH)
                        .map(|at| {
                            let normal = (row[at] - mean) / spread;
                            f64::from(pull[at]) * (normal * f64::from(weight[at]) + f64::from(bias[at]))
                        })
                        .sum::<f64>()
                })
                .sum()
        };
        let (mut rows, mut factors, mut into) = (given.clone(), vec![0.0; 2], vec![0.0; 2 * WIDTH]);
        normalize(&mut rows, &mut factors, norm, &mut into);
        let told: f64 = into.iter().zip(&pull).map(|(a, b)| f64::from(a * b)).sum();
        assert!((told - came_out(&given)).abs() < 1e-3, "{told}");
        let (mut of_weight, mut of_bias) = (vec![0.0; WIDTH], vec![0.0; WIDTH]);
        let expected_of_bias: Vec<f32> = (0..WIDTH).map(|at| pull[at] + pull[WIDTH + at]).collect();
        let expected_of_weight: Vec<f32> =
            (0..WIDTH).map(|at| pull[at] * rows[at] + pull[WIDTH + at] * rows[WIDTH + at]).collect();
        normalize_back(&mut rows, &factors, &pull, &weight, [&mut of_weight, &mut of_bias]);
        assert_eq!((of_bias, of_weight), (expected_of_bias, expected_of_weight));
        for at in 0..given.len() {
            let moved = |by: f32| {
                let mut given = given.clone();
                given[at] += by;
                came_out(&given)
            };
            let slope = (moved(0.01) - moved(-0.01)) / 0.02;
            assert!((f64::from(rows[at]) - slope).abs() < 1e-2, "{at}: {} {slope}", rows[at]);
        }
    }

    #[test]
    fn softmax_and_back() {
        let given = numbers(20);
        let exact = |given: &[f32]| -> Vec<f64> {
            let powers: Vec<f64> = given.iter().map(|number| f64::from(*number).exp()).collect();
            let whole: f64 = powers.iter().sum();
            powers.iter().map(|power| power / whole).collect()
        };
        let mut shares = [&given[..], &[1e4; 20]].concat();
        softmax(&mut shares, 20);
        assert!(shares.iter().zip(exact(&given)).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-6));
        assert!(shares[20..].iter().all(|share| (share - 0.05).abs() < 1e-6), "{shares:?}");
        let pull: Vec<f32> = given.iter().map(|number| number * number).collect();
        let mut slopes = pull.clone();
        softmax_back(&mut slopes, &shares[..20], 20, 0.5);
        for at in 0..20 {
            let told = |by: f32| -> f64 {
                let mut given = given.clone();
                given[at] += by;
                exact(&given).iter().zip(&pull).map(|(share, pull)| share * f64::from(*pull)).sum()
            };
            let slope = 0.5 * (told(0.01) - told(-0.01)) / 0.02;
            assert!((f64::from(slopes[at]) - slope).abs() < 1e-4, "{at}");
        }
    }
}
