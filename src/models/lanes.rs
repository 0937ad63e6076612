//! Sixteen numbers that are computed with at once.
//!
//! Every way to hold them gives the same bits: no operation is fused with another, none is an estimate, and sums
//! of lanes have one order. So what is written once over [`Lanes`] gives the same on every processor.
#![allow(
    unsafe_code,
    reason = "a processor's instructions for vectors are unsafe to name outside their own kind"
)]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;
#[cfg(target_arch = "x86_64")]
use std::mem::transmute;

/// Sixteen numbers in single precision.
pub(super) trait Lanes: Copy {
    /// The same number in every lane.
    fn all(number: f32) -> Self;
    fn load(from: &[f32; 16]) -> Self;
    fn store(self, to: &mut [f32; 16]);
    /// Of whole numbers.
    fn of_whole(from: &[i32; 16]) -> Self;
    /// The lowest 16 bits of each.
    fn lowest_bits(self, to: &mut [i16; 16]);
    /// 2 to the power of the whole number in the lowest bits of each.
    fn powers_of_two(self) -> Self;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    /// The larger of each two; the other's where they are equal.
    fn larger(self, other: Self) -> Self;
    /// The smaller of each two; the other's where they are equal.
    fn smaller(self, other: Self) -> Self;

    #[inline(always)]
    fn size(self) -> Self {
        self.larger(Self::all(0.0).minus(self))
    }

    #[inline(always)]
    fn numbers(self) -> [f32; 16] {
        let mut numbers = [0.0; 16];
        self.store(&mut numbers);
        numbers
    }

    #[inline(always)]
    fn sum(self) -> f32 {
        folded(self.numbers(), |a, b| a + b)
    }

    #[inline(always)]
    fn largest(self) -> f32 {
        folded(self.numbers(), |a, b| if a > b { a } else { b })
    }
}

/// Halves with halves, down to one.
#[inline(always)]
fn folded(lanes: [f32; 16], both: impl Fn(f32, f32) -> f32) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|at| both(lanes[at], lanes[at + 8]));
    let four: [f32; 4] = std::array::from_fn(|at| both(eight[at], eight[at + 4]));
    both(both(four[0], four[2]), both(four[1], four[3]))
}

impl Lanes for [f32; 16] {
    #[inline(always)]
    fn all(number: f32) -> Self {
        [number; 16]
    }

    #[inline(always)]
    fn load(from: &[f32; 16]) -> Self {
        *from
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        *to = self;
    }

    #[inline(always)]
    fn of_whole(from: &[i32; 16]) -> Self {
        from.map(|number| number as f32)
    }

    #[inline(always)]
    fn lowest_bits(self, to: &mut [i16; 16]) {
        *to = self.map(|number| number.to_bits() as i16);
    }

    #[inline(always)]
    fn powers_of_two(self) -> Self {
        self.map(|number| f32::from_bits(number.to_bits().wrapping_add(127) << 23))
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        std::array::from_fn(|at| self[at] + other[at])
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        std::array::from_fn(|at| self[at] - other[at])
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        std::array::from_fn(|at| self[at] * other[at])
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        std::array::from_fn(|at| if self[at] > other[at] { self[at] } else { other[at] })
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        std::array::from_fn(|at| if self[at] < other[at] { self[at] } else { other[at] })
    }
}

/// One register of AVX-512. Only `processor` names it, for code that runs where there are such registers.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(super) struct Wide(__m512);

/// Two registers of AVX2. Only `processor` names it, for code that runs where there are such registers.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(super) struct Halves(__m256, __m256);

// SAFETY: of every block below, that the processor has the instructions is the promise of the types; what is
// transmuted are numbers of one length in all, any bits of which are some. (The instructions' own functions for
// loading check their pointers where checks are on, at half the speed of all that is computed.)
#[cfg(target_arch = "x86_64")]
impl Lanes for Wide {
    #[inline(always)]
    fn all(number: f32) -> Self {
        Wide(unsafe { _mm512_set1_ps(number) })
    }

    #[inline(always)]
    fn load(from: &[f32; 16]) -> Self {
        Wide(unsafe { transmute::<[f32; 16], __m512>(*from) })
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        *to = unsafe { transmute::<__m512, [f32; 16]>(self.0) };
    }

    #[inline(always)]
    fn of_whole(from: &[i32; 16]) -> Self {
        Wide(unsafe { _mm512_cvtepi32_ps(transmute::<[i32; 16], __m512i>(*from)) })
    }

    #[inline(always)]
    fn lowest_bits(self, to: &mut [i16; 16]) {
        *to = unsafe { transmute::<__m256i, [i16; 16]>(_mm512_cvtepi32_epi16(_mm512_castps_si512(self.0))) };
    }

    #[inline(always)]
    fn powers_of_two(self) -> Self {
        Wide(unsafe {
            let exponents = _mm512_add_epi32(_mm512_castps_si512(self.0), _mm512_set1_epi32(127));
            _mm512_castsi512_ps(_mm512_slli_epi32::<23>(exponents))
        })
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Wide(unsafe { _mm512_add_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Wide(unsafe { _mm512_sub_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        Wide(unsafe { _mm512_mul_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        Wide(unsafe { _mm512_max_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        Wide(unsafe { _mm512_min_ps(self.0, other.0) })
    }
}

// SAFETY: as above.
#[cfg(target_arch = "x86_64")]
impl Lanes for Halves {
    #[inline(always)]
    fn all(number: f32) -> Self {
        let all = unsafe { _mm256_set1_ps(number) };
        Halves(all, all)
    }

    #[inline(always)]
    fn load(from: &[f32; 16]) -> Self {
        let [low, high] = unsafe { transmute::<[f32; 16], [__m256; 2]>(*from) };
        Halves(low, high)
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        *to = unsafe { transmute::<[__m256; 2], [f32; 16]>([self.0, self.1]) };
    }

    #[inline(always)]
    fn of_whole(from: &[i32; 16]) -> Self {
        let [low, high] = unsafe { transmute::<[i32; 16], [__m256i; 2]>(*from) };
        unsafe { Halves(_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high)) }
    }

    #[inline(always)]
    fn lowest_bits(self, to: &mut [i16; 16]) {
        unsafe {
            let signed = |half| _mm256_srai_epi32::<16>(_mm256_slli_epi32::<16>(_mm256_castps_si256(half)));
            let bits = _mm256_packs_epi32(signed(self.0), signed(self.1));
            *to = transmute::<__m256i, [i16; 16]>(_mm256_permute4x64_epi64::<0b11_01_10_00>(bits));
        }
    }

    #[inline(always)]
    fn powers_of_two(self) -> Self {
        let half = |half| unsafe {
            let exponents = _mm256_add_epi32(_mm256_castps_si256(half), _mm256_set1_epi32(127));
            _mm256_castsi256_ps(_mm256_slli_epi32::<23>(exponents))
        };
        Halves(half(self.0), half(self.1))
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        unsafe { Halves(_mm256_add_ps(self.0, other.0), _mm256_add_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        unsafe { Halves(_mm256_sub_ps(self.0, other.0), _mm256_sub_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        unsafe { Halves(_mm256_mul_ps(self.0, other.0), _mm256_mul_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        unsafe { Halves(_mm256_max_ps(self.0, other.0), _mm256_max_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        unsafe { Halves(_mm256_min_ps(self.0, other.0), _mm256_min_ps(self.1, other.1)) }
    }
}
