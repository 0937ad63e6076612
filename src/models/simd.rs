//! The arithmetic between two matrix products, written so that the compiler vectorizes it: no branch, no
//! call, a fixed order of operations. The bits do not depend on the machine's vector width.

/// `target += factor · source`; the shorter slice decides.
pub(super) fn add_scaled(target: &mut [f32], source: &[f32], factor: f32) {
    for (target, source) in target.iter_mut().zip(source) {
        *target += factor * source;
    }
}

/// Replaces every `x` by `exp(x - max)` and returns the sum: a softmax but for the division.
pub(super) fn exp_and_sum(values: &mut [f32]) -> f32 {
    let max = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for value in values.iter_mut() {
        *value = exp(*value - max);
    }
    super::vectors::sum(values)
}

/// `gelu(x + bias)` in place, with the exact error function: `x/2 · (1 + erf(x/√2))` (Hendrycks and
/// Gimpel, arXiv 1606.08415).
pub(super) fn gelu(row: &mut [f32], bias: &[f32]) {
    for (value, bias) in row.iter_mut().zip(bias) {
        let x = *value + bias;
        *value = 0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2));
    }
}

/// `e^x` for `x <= 0`, to two units in the last place; below -87 it is as good as 0. Range reduction by
/// ln 2 and the polynomial of Cephes' `expf`.
fn exp(x: f32) -> f32 {
    const SHIFT: f32 = 12_582_912.0; // 1.5 · 2^23: adding it rounds to the nearest integer
    let x = x.max(-87.0);
    let shifted = x * std::f32::consts::LOG2_E + SHIFT;
    let n = shifted - SHIFT;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        p = p * r + coefficient;
    }
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23));
    (p * r * r + r + 1.0) * power
}

/// The error function to about 1e-6: a rational approximation on [-4, 4], as Eigen and XLA have it.
fn erf(x: f32) -> f32 {
    let x = x.clamp(-4.0, 4.0);
    let x2 = x * x;
    let mut p = -2.726_142_3e-10;
    for coefficient in
        [2.770_681_4e-8, -2.101_024e-6, -5.692_506_4e-5, -7.349_906e-4, -2.954_6e-3, -1.609_603_3e-2]
    {
        p = p * x2 + coefficient;
    }
    let mut q = -1.456_607_2e-5;
    for coefficient in [-2.133_740_6e-4, -1.682_827e-3, -7.373_329e-3, -1.426_473_9e-2] {
        q = q * x2 + coefficient;
    }
    x * p / q
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By its Maclaurin series in double precision.
    fn exact_erf(x: f64) -> f64 {
        let mut term = x;
        let mut sum = x;
        for n in 1..200 {
            let n = f64::from(n);
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn the_error_function_is_exact_enough() {
        for step in -400..=400 {
            let x = step as f32 / 100.0;
            assert!((f64::from(erf(x)) - exact_erf(f64::from(x))).abs() < 1.5e-6, "{x}");
        }
        assert!((erf(50.0) - 1.0).abs() < 1e-6 && (erf(-50.0) + 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_exponential_is_exact_enough() {
        for step in 0..=8_600 {
            let x = -(step as f32) / 100.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) - exact).abs() <= 3e-7 * exact, "{x}");
        }
        assert!(exp(-1e30) < 1e-37);
        let mut values = [1.0, 1.0, -1e30, 1.0];
        assert!((exp_and_sum(&mut values) - 3.0).abs() < 1e-6);
    }
}
