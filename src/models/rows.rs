//! What happens to rows of numbers between the products: rounding, gelu, layer norm, the mean of a text.
//!
//! Written once over [`Lanes`]; `processor` compiles it for every kind of register.

use super::lanes::Lanes;
use super::map::{LARGEST, Map, WHOLE};

/// A layer norm.
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) epsilon: f32,
}

/// The columns of a map, sixteen together.
#[derive(Clone, Copy)]
pub(super) struct Columns<'m> {
    scales: &'m [[f32; 16]],
    bias: &'m [[f32; 16]],
}

impl<'m> Columns<'m> {
    #[inline(always)]
    pub(super) fn of(map: &'m Map) -> Columns<'m> {
        Columns { scales: map.scales.as_chunks().0, bias: map.bias.as_chunks().0 }
    }

    /// `count` times sixteen of them from the sixteen numbered `first`.
    #[inline(always)]
    pub(super) fn some(self, first: usize, count: usize) -> Columns<'m> {
        let range = first..first + count;
        Columns { scales: &self.scales[range.clone()], bias: &self.bias[range] }
    }

    /// What the map gives for one row, from the row's sums of products and the length of its step.
    #[inline(always)]
    pub(super) fn given<L: Lanes>(self, sums: &[[i32; 16]], step: f32) -> impl Iterator<Item = L> {
        let step = L::all(step);
        sums.iter().zip(self.scales).zip(self.bias).map(move |((sums, scales), bias)| {
            L::of_whole(sums).times(step.times(L::load(scales))).plus(L::load(bias))
        })
    }
}

/// A row in whole steps, from the largest of its sizes; the result is the length of a step.
#[inline(always)]
fn rounded<L: Lanes>(row: &[[f32; 16]], largest: L, whole: &mut [i16]) -> f32 {
    let largest = largest.largest().max(f32::MIN_POSITIVE * LARGEST);
    let by = L::all(LARGEST / largest);
    for (part, whole) in row.iter().zip(whole.as_chunks_mut().0) {
        L::load(part).times(by).plus(L::all(WHOLE)).lowest_bits(whole);
    }
    largest / LARGEST
}

/// Rows of `width` in whole steps, with the length of each row's step.
#[inline(always)]
pub(super) fn round<L: Lanes>(values: &[f32], width: usize, whole: &mut [i16], steps: &mut [f32]) {
    let rows = values.chunks_exact(width).zip(whole.chunks_exact_mut(width));
    for ((row, whole), step) in rows.zip(steps) {
        let row = row.as_chunks().0;
        let largest = row.iter().fold(L::all(0.0), |largest, part| L::load(part).size().larger(largest));
        *step = rounded(row, largest, whole);
    }
}

/// x · (1 + erf(x / √2)) / 2 (Hendrycks and Gimpel, arXiv 1606.08415), to 4 · 10^-6: the share of x is an odd
/// polynomial within 4.75 of zero, fitted to the least largest error, and 0 or 1 outside.
#[inline(always)]
fn gelu_of<L: Lanes>(x: L) -> L {
    const EDGE: f32 = 4.75;
    const FACTORS: [f32; 10] = [
        -0.003_770_917_2,
        0.005_016_252_4,
        -0.007_169_030_6,
        0.013_405_452,
        -0.021_649_433,
        0.030_402_897,
        -0.040_568_255,
        0.053_235_255,
        -0.073_667_55,
        0.148_748_3,
    ];
    let cut = x.smaller(L::all(EDGE)).larger(L::all(-EDGE));
    let at = cut.times(cut).times(L::all(2.0 / (EDGE * EDGE))).minus(L::all(1.0));
    let sum = FACTORS.iter().fold(L::all(0.001_280_116_6), |sum, factor| sum.times(at).plus(L::all(*factor)));
    x.times(L::all(0.5).plus(cut.times(sum)))
}

/// The gelu of what `map` gives, in whole steps; `steps` are those of the rows that were mapped, and then those of
/// the result. `row` has room for one.
#[inline(always)]
pub(super) fn gelu<L: Lanes>(sums: &[i32], map: &Map, steps: &mut [f32], row: &mut [f32], whole: &mut [i16]) {
    let columns = Columns::of(map);
    let row = row[..map.columns].as_chunks_mut().0;
    let rows = sums.chunks_exact(map.columns).zip(whole.chunks_exact_mut(map.columns));
    for ((sums, whole), step) in rows.zip(steps) {
        let mut largest = L::all(0.0);
        for (place, given) in row.iter_mut().zip(columns.given::<L>(sums.as_chunks().0, *step)) {
            let value = gelu_of(given);
            value.store(place);
            largest = value.size().larger(largest);
        }
        *step = rounded(row, largest, whole);
    }
}

/// What `map` gives is added to `hidden` and the sum normalized, in `hidden` and in whole steps; `steps` as in
/// [`gelu`].
#[inline(always)]
pub(super) fn add_and_norm<L: Lanes>(
    sums: &[i32],
    map: &Map,
    norm: &Norm,
    steps: &mut [f32],
    hidden: &mut [f32],
    whole: &mut [i16],
) {
    let columns = Columns::of(map);
    let rows = sums.chunks_exact(map.columns).zip(hidden.chunks_exact_mut(map.columns));
    for (((sums, row), step), whole) in rows.zip(steps).zip(whole.chunks_exact_mut(map.columns)) {
        let row = row.as_chunks_mut().0;
        for (place, given) in row.iter_mut().zip(columns.given::<L>(sums.as_chunks().0, *step)) {
            given.plus(L::load(place)).store(place);
        }
        let largest = normalized::<L>(row, norm);
        *step = rounded(row, largest, whole);
    }
}

/// Every row of `hidden` normalized.
#[inline(always)]
pub(super) fn norm<L: Lanes>(norm: &Norm, hidden: &mut [f32]) {
    for row in hidden.chunks_exact_mut(norm.weight.len()) {
        normalized::<L>(row.as_chunks_mut().0, norm);
    }
}

/// One row normalized; the result is the largest of its sizes, lane by lane.
#[inline(always)]
fn normalized<L: Lanes>(row: &mut [[f32; 16]], norm: &Norm) -> L {
    let count = norm.weight.len() as f32;
    let sum = row.iter().fold(L::all(0.0), |sum, part| sum.plus(L::load(part)));
    let mean = L::all(sum.sum() / count);
    let squares = row.iter().fold(L::all(0.0), |sum, part| {
        let apart = L::load(part).minus(mean);
        sum.plus(apart.times(apart))
    });
    let by = L::all(1.0 / (squares.sum() / count + norm.epsilon).sqrt());
    let mut largest = L::all(0.0);
    let norms = norm.weight.as_chunks().0.iter().zip(norm.bias.as_chunks().0);
    for (part, (weight, bias)) in row.iter_mut().zip(norms) {
        let value = L::load(part).minus(mean).times(by).times(L::load(weight)).plus(L::load(bias));
        value.store(part);
        largest = value.size().larger(largest);
    }
    largest
}

/// The mean of a text's rows, scaled to length 1.
#[inline(always)]
pub(super) fn mean<L: Lanes>(rows: &[f32], mean: &mut [f32]) {
    mean.fill(0.0);
    let mean = mean.as_chunks_mut().0;
    for row in rows.chunks_exact(16 * mean.len()) {
        for (sum, part) in mean.iter_mut().zip(row.as_chunks().0) {
            L::load(sum).plus(L::load(part)).store(sum);
        }
    }
    // The length of the sum divides it as that of the mean would divide the mean.
    let squares = mean.iter().fold(L::all(0.0), |sum, part| sum.plus(L::load(part).times(L::load(part))));
    let by = L::all(1.0 / squares.sum().sqrt().max(f32::MIN_POSITIVE));
    for part in mean {
        L::load(part).times(by).store(part);
    }
}
