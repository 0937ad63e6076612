//! Plain loops, compiled once more for processors with wider vectors than every one has.

/// Does `work`, a closure that is always inlined, with the widest vectors of this processor. Products and sums
/// are not fused, so the bits are the same with vectors of any width.
#[inline(always)]
#[allow(unsafe_code, reason = "what is compiled for a feature may only be called where it is there")]
pub(super) fn widest<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") {
            // SAFETY: the processor has the features, as just asked.
            return unsafe { with_avx512(work) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has the feature, as just asked.
            return unsafe { with_avx2(work) };
        }
    }
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl")]
fn with_avx512<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_width_of_vectors_does_not_show() {
        let numbers: Vec<f32> = (0..1000).map(|at| (at as f32).sin()).collect();
        let work = || numbers.iter().map(|number| number * number + 0.1 * number).collect::<Vec<f32>>();
        assert_eq!(widest(work), work());
    }
}
