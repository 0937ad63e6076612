//! The sum of products that a search by meaning spends its time on.
//!
//! In whole numbers, so that neither the order of adding nor the width of the processor's registers changes a
//! bit. On processors with AVX2 the same loop is compiled once more for them, twice as fast where it was
//! measured.
#![allow(unsafe_code, reason = "a processor's features are only known when the program runs")]

/// Of the probe's steps and a row's codes, which are `i8`; the shorter one decides the length.
pub(super) fn product(probe: &[i16], row: &[u8]) -> i32 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor was just found to have what the function is compiled for.
        return unsafe { with_avx2(probe, row) };
    }
    summed(probe, row)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2(probe: &[i16], row: &[u8]) -> i32 {
    summed(probe, row)
}

/// Wrapping, because checks for overflow would keep it from being vectorized; the tests have the greatest rows.
#[inline(always)]
fn summed(probe: &[i16], row: &[u8]) -> i32 {
    let products = probe.iter().zip(row);
    products.fold(0i32, |sum, (probe, code)| {
        sum.wrapping_add(i32::from(*probe).wrapping_mul(i32::from(*code as i8)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_processor_gives_the_same(
            numbers in proptest::collection::vec((-16383i16..=16383, 0u8..=255), 0..500)
        ) {
            let (probe, row): (Vec<i16>, Vec<u8>) = numbers.into_iter().unzip();
            prop_assert_eq!(product(&probe, &row), summed(&probe, &row));
        }
    }

    #[test]
    fn the_greatest_products_fit() {
        assert_eq!(product(&[16383; 1024], &[127; 1024]), 16383 * 127 * 1024);
        assert_eq!(product(&[], &[]), 0);
    }
}
