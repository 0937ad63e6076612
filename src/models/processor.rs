//! Products of whole numbers with the instructions that the processor has, and the loops between them compiled
//! for it.
//!
//! Every processor gives the same bits: sums of products are exact, and what is computed in single precision has
//! one order ([`super::lanes`]).
#![allow(unsafe_code, reason = "a processor's features are only known when the program runs")]

use std::sync::OnceLock;

use super::attention::{self, Attending};
#[cfg(target_arch = "x86_64")]
use super::lanes::{Halves, Wide};
use super::map::{Arrangement, Map, Weights};
#[cfg(target_arch = "x86_64")]
use super::pairs::{avx2, avx512};
use super::product::{Matrix, MatrixMut};
use super::rows::{self, Norm};
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use super::tiles;

/// What products are computed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Processor {
    /// Tiles of bytes (AMX) beside AVX-512: four products of parts for each.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    Tiles,
    /// AVX-512 with its products of pairs (VNNI).
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// AVX2.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Floating point, with whatever the library of matrix products finds.
    Portable,
}

/// Room that products need, kept from one to the next.
#[derive(Default)]
pub(super) struct Room {
    #[cfg(target_arch = "x86_64")]
    pairs: Vec<i32>,
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    parts: Vec<tiles::TileLine>,
    floats: Vec<f32>,
}

impl Processor {
    /// The fastest way that this processor has.
    pub(super) fn best() -> Processor {
        static BEST: OnceLock<Processor> = OnceLock::new();
        *BEST.get_or_init(|| Processor::all().first().copied().unwrap_or(Processor::Portable))
    }

    /// All ways that this processor has, the fastest first.
    pub(super) fn all() -> Vec<Processor> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            let wide = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni");
            #[cfg(target_os = "linux")]
            if wide && tiles::are_there() {
                all.push(Processor::Tiles);
            }
            if wide {
                all.push(Processor::Avx512);
            }
            if is_x86_feature_detected!("avx2") {
                all.push(Processor::Avx2);
            }
        }
        all.push(Processor::Portable);
        all
    }

    /// The order of a map's weights that [`Processor::multiply`] reads.
    pub(super) fn arrangement(self) -> Arrangement {
        match self {
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            Processor::Tiles => Arrangement::Parts,
            #[cfg(target_arch = "x86_64")]
            Processor::Avx512 | Processor::Avx2 => Arrangement::Pairs,
            Processor::Portable => Arrangement::Floats,
        }
    }

    /// The sums of products of rows in whole steps with the columns of a map that was arranged for this
    /// processor: `out` is rows × columns.
    pub(super) fn multiply(self, rows: &[i16], map: &Map, room: &mut Room, out: &mut [i32]) {
        let count = rows.len() / map.depth;
        assert!(rows.len() == count * map.depth && out.len() == count * map.columns, "shapes of a product");
        match (self, &map.weights) {
            // SAFETY: `all` found what the function is compiled for, and nothing else makes a `Processor`.
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            (Processor::Tiles, Weights::Parts(parts)) => unsafe {
                tiles::multiply(rows, map.depth, map.columns, parts, &mut room.parts, out);
            },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            (Processor::Avx512, Weights::Pairs(pairs)) => unsafe {
                avx512::multiply(rows, map.depth, map.columns, pairs, &mut room.pairs, out);
            },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            (Processor::Avx2, Weights::Pairs(pairs)) => unsafe {
                avx2::multiply(rows, map.depth, map.columns, pairs, &mut room.pairs, out);
            },
            (Processor::Portable, Weights::Floats(floats)) => {
                multiply(rows, map.depth, map.columns, floats, &mut room.floats, out);
            }
            _ => unreachable!("weights that were arranged for another processor"),
        }
    }
}

/// With floating point: rows are split into fives of bits, and depth into parts, so that no sum reaches 2^24, up
/// to which whole numbers are exact.
fn multiply(
    rows: &[i16],
    depth: usize,
    columns: usize,
    weights: &[f32],
    room: &mut Vec<f32>,
    out: &mut [i32],
) {
    const PART: usize = 512;
    room.resize(rows.len() + out.len(), 0.0);
    let (left, sums) = room.split_at_mut(rows.len());
    out.fill(0);
    for (shift, mask) in [(5, -1), (0, 31)] {
        for (left, row) in left.iter_mut().zip(rows) {
            *left = f32::from((row >> shift) & mask);
        }
        for start in (0..depth).step_by(PART) {
            let end = depth.min(start + PART);
            let weights = Matrix::of(&weights[start * columns..end * columns], columns);
            let left = Matrix::columns(left, depth, start..end);
            MatrixMut::of(sums, columns).become_product(left, weights);
            for (out, sum) in out.iter_mut().zip(&*sums) {
                *out = out.wrapping_add((*sum as i32) << shift);
            }
        }
    }
}

/// Functions of rows, compiled for every kind of register.
macro_rules! compiled_for_each {
    ($($(#[$doc:meta])* $name:ident = $function:path [$($rows:literal)*] ($($argument:ident: $kind:ty),*);)*) => {
        impl Processor { $(
            $(#[$doc])*
            pub(super) fn $name(self, $($argument: $kind),*) {
                use $function as function;
                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
                fn wide($($argument: $kind),*) {
                    function::<Wide $(, $rows)*>($($argument),*);
                }
                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx2")]
                fn halves($($argument: $kind),*) {
                    function::<Halves $(, $rows)*>($($argument),*);
                }
                match self {
                    // SAFETY: `all` found what the functions are compiled for.
                    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
                    Processor::Tiles => unsafe { wide($($argument),*) },
                    // SAFETY: as above.
                    #[cfg(target_arch = "x86_64")]
                    Processor::Avx512 => unsafe { wide($($argument),*) },
                    // SAFETY: as above.
                    #[cfg(target_arch = "x86_64")]
                    Processor::Avx2 => unsafe { halves($($argument),*) },
                    Processor::Portable => function::<[f32; 16] $(, $rows)*>($($argument),*),
                }
            }
        )* }
    };
}

compiled_for_each! {
    /// [`rows::round`].
    round = rows::round [] (values: &[f32], width: usize, whole: &mut [i16], steps: &mut [f32]);
    /// [`rows::norm`].
    norm = rows::norm [] (norm: &Norm, hidden: &mut [f32]);
    /// [`rows::mean`].
    mean = rows::mean [] (rows: &[f32], mean: &mut [f32]);
    /// [`rows::gelu`].
    gelu = rows::gelu [] (sums: &[i32], map: &Map, steps: &mut [f32], row: &mut [f32], whole: &mut [i16]);
    /// [`rows::add_and_norm`].
    add_and_norm = rows::add_and_norm [] (
        sums: &[i32], map: &Map, norm: &Norm, steps: &mut [f32], hidden: &mut [f32], whole: &mut [i16]
    );
    /// [`attention::attend`].
    attend = attention::attend [8] (
        sums: &[i32], map: &Map, steps: &[f32], room: &mut Attending, seen: &mut [f32]
    );
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::map::LARGEST;
    use super::*;

    /// What comes out of a step, as bits.
    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    /// Whole numbers up to the largest there are, of which many are the largest.
    fn whole(count: usize, seed: u64) -> Vec<i16> {
        let mut state = seed.wrapping_mul(2).wrapping_add(1);
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u32
        };
        let most = LARGEST as i32;
        (0..count)
            .map(|_| match next() % 4 {
                0 => most as i16,
                1 => -most as i16,
                _ => (next() as i32 % (2 * most + 1) - most) as i16,
            })
            .collect()
    }

    fn map(columns: usize, depth: usize, seed: u64, processor: Processor) -> Map {
        // The largest weight of every column is the largest whole number, so that a step is 1.
        let mut weights: Vec<f32> = whole(columns * depth, seed).into_iter().map(f32::from).collect();
        weights.iter_mut().step_by(depth).for_each(|weight| *weight = LARGEST);
        let bias = whole(columns, seed + 1).into_iter().map(|number| f32::from(number) / 256.0).collect();
        Map::of(&weights, bias, processor.arrangement()).unwrap()
    }

    /// One after the other, in whole numbers.
    fn plain(rows: &[i16], map: &Map) -> Vec<i32> {
        let Weights::Floats(weights) = &map.weights else { panic!("weights for the portable way") };
        let mut out = Vec::new();
        for row in rows.chunks_exact(map.depth) {
            let column = |at: usize| {
                let weights = weights[at..].iter().step_by(map.columns);
                row.iter().zip(weights).map(|(row, weight)| i32::from(*row) * *weight as i32).sum::<i32>()
            };
            out.extend((0..map.columns).map(column));
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn products_are_exact_on_every_processor(
            (count, columns, depth, seed) in (1usize..40, 1usize..9, 1usize..25, any::<u32>()),
        ) {
            let (columns, depth, seed) = (16 * columns, 64 * depth, u64::from(seed));
            let rows = whole(count * depth, seed + 2);
            let expected = plain(&rows, &map(columns, depth, seed, Processor::Portable));
            for processor in Processor::all() {
                let mut out = vec![7; count * columns];
                processor.multiply(&rows, &map(columns, depth, seed, processor), &mut Room::default(), &mut out);
                prop_assert!(out == expected, "{processor:?}");
            }
        }
    }

    /// The largest numbers at the greatest depth of a layer: no sum of them overflows.
    #[test]
    fn the_largest_products_are_exact() {
        let depth = 1536;
        for processor in Processor::all() {
            let weights = vec![LARGEST; 16 * depth];
            let map = Map::of(&weights, vec![0.0; 16], processor.arrangement()).unwrap();
            for sign in [1, -1] {
                let rows = vec![sign * LARGEST as i16; 2 * depth];
                let mut out = vec![0; 32];
                processor.multiply(&rows, &map, &mut Room::default(), &mut out);
                assert!(out.iter().all(|sum| *sum == i32::from(sign) * 1023 * 1023 * 1536), "{processor:?}");
            }
        }
    }

    #[test]
    fn maps_of_other_shapes_are_refused() {
        let of = |weights: usize, columns: usize| {
            Map::of(&vec![1.0; weights], vec![0.0; columns], Processor::best().arrangement()).is_some()
        };
        assert!(of(64 * 16, 16));
        assert!(!of(65 * 16, 16) && !of(64 * 15, 15) && !of(64 * 16 - 1, 16) && !of(0, 0));
        assert!(!of(4096 * 16, 16), "its sums would not be exact");
    }

    /// Everything between the products, over rows of all sizes, is the same to the last bit.
    #[test]
    fn rows_are_the_same_on_every_processor() {
        let (dim, tokens) = (64, 19);
        let values = |seed: u64| -> Vec<f32> {
            let numbers = whole(tokens * dim, seed).into_iter().enumerate();
            numbers.map(|(at, number)| f32::from(number) * [1e-3, 1e-9, 0.0, 3.0][at / dim % 4]).collect()
        };
        let of = |processor: Processor| {
            let mut hidden = values(3);
            let (mut rounded, mut steps) = (vec![0; tokens * dim], vec![0.0; tokens]);
            processor.round(&hidden, dim, &mut rounded, &mut steps);
            let mut room = Room::default();
            let mut product = |map: &Map, rows: &[i16]| {
                let mut sums = vec![0; tokens * map.columns];
                processor.multiply(rows, map, &mut room, &mut sums);
                sums
            };
            let sought = map(3 * dim, dim, 5, processor);
            let mut seen = vec![0.0; tokens * dim];
            // The products of such weights are large: steps are made small, so that many tokens share.
            let small: Vec<f32> = steps.iter().map(|step| step * 1e-6).collect();
            let sums = product(&sought, &rounded);
            processor.attend(&sums, &sought, &small, &mut Attending::default(), &mut seen);
            let narrow = map(dim, dim, 7, processor);
            let norm =
                Norm { weight: values(8)[..dim].to_vec(), bias: values(9)[..dim].to_vec(), epsilon: 1e-12 };
            let mut normed = rounded.clone();
            let sums = product(&narrow, &rounded);
            processor.add_and_norm(&sums, &narrow, &norm, &mut steps.clone(), &mut hidden, &mut normed);
            let (mut wide, mut row) = (rounded.clone(), vec![0.0; dim]);
            processor.gelu(&sums, &narrow, &mut steps, &mut row, &mut wide);
            let mut mean = vec![0.0; dim];
            processor.mean(&hidden, &mut mean);
            processor.norm(&norm, &mut seen);
            (rounded, normed, wide, bits(&steps), bits(&hidden), bits(&seen), bits(&mean))
        };
        let expected = of(Processor::Portable);
        for processor in Processor::all() {
            assert!(of(processor) == expected, "{processor:?}");
        }
    }

    /// One query that knows nothing of the keys sees all tokens alike: the mean of the values.
    #[test]
    fn attention_is_a_mean_of_values() {
        let (dim, tokens) = (64, 21);
        let mut weights = vec![0.0; 3 * dim * dim];
        for at in 0..dim {
            weights[(2 * dim + at) * dim + at] = 1.0;
        }
        let map = Map::of(&weights, vec![0.0; 3 * dim], Processor::best().arrangement()).unwrap();
        let rows = whole(tokens * dim, 11);
        let mut sums = vec![0; tokens * 3 * dim];
        Processor::best().multiply(&rows, &map, &mut Room::default(), &mut sums);
        let mut seen = vec![0.0; tokens * dim];
        Processor::best().attend(&sums, &map, &vec![0.5; tokens], &mut Attending::default(), &mut seen);
        for (at, seen) in seen.iter().enumerate() {
            let values = rows.iter().skip(at % dim).step_by(dim);
            let mean = values.map(|value| f32::from(*value) * 0.5).sum::<f32>() / tokens as f32;
            assert!((mean - seen).abs() < 1e-3, "{mean} {seen}");
        }
    }

    /// erf by its series, in double precision.
    fn gelu(x: f64) -> f64 {
        let z = x / 2f64.sqrt();
        let (mut term, mut sum) = (z, z);
        for n in 1..200 {
            term *= -z * z / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        x * 0.5 * (1.0 + sum * 2.0 / std::f64::consts::PI.sqrt())
    }

    #[test]
    fn gelu_is_near() {
        let map = map(16, 64, 1, Processor::Portable);
        let map = Map { scales: vec![1e-3; 16], bias: vec![0.0; 16], ..map };
        for start in (-5500..5500).step_by(16) {
            let sums: Vec<i32> = (start..start + 16).collect();
            let (mut steps, mut row, mut rounded) = ([1.0], [0.0; 16], [0; 16]);
            Processor::best().gelu(&sums, &map, &mut steps, &mut row, &mut rounded);
            for (sum, given) in sums.iter().zip(row) {
                let expected = gelu(f64::from(*sum) * 1e-3);
                assert!((f64::from(given) - expected).abs() < 6e-6, "{sum} {given} {expected}");
            }
        }
    }
}
