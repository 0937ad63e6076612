//! A linear map in whole numbers.
//!
//! Weights are rounded to [`LARGEST`] steps on either side of zero, each column by its own largest, and rows
//! that are mapped likewise (as LLM.int8() does with bytes: Dettmers et al., arXiv 2208.07339). Sums of such
//! products are whole and below 2^31, so they are exact whatever their order: the same on every processor.
//! Eight bits instead of eleven would be twice as fast, but put one sentence in ten next to another neighbor.

/// The largest whole number that a weight or a value becomes: 1536 products of it are below 2^31.
pub(super) const LARGEST: f32 = 1023.0;

/// 1.5 · 2^23: the lowest bits of a number added to it are the nearest whole number, ties to even.
pub(super) const WHOLE: f32 = 12_582_912.0;

/// The deepest map whose sums are exact.
pub(super) const DEEPEST: usize = 2048;

/// From rows of `depth` numbers to rows of `columns`.
pub(super) struct Map {
    pub(super) depth: usize,
    pub(super) columns: usize,
    pub(super) weights: Weights,
    /// One step of a column's weights.
    pub(super) scales: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Which [`Weights`] a map has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrangement {
    Pairs,
    Parts,
    Floats,
}

/// Whole weights in the order that a processor's products read them, sixteen columns after the other.
pub(super) enum Weights {
    /// Of every two rows of depth the sixteen columns, two numbers each.
    Pairs(Vec<Line>),
    /// Of every 64 rows of depth the sixteen columns, four rows together: the upper eight bits of all of
    /// them, then the lower three.
    Parts(Vec<Tile>),
    /// Depth × columns.
    Floats(Vec<f32>),
}

/// Two numbers of each of sixteen columns: one line of the processor's cache.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Line(pub(super) [[i16; 2]; 16]);

/// Sixteen lines of 64 bytes, each of them one line of the processor's cache.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Tile(pub(super) [i8; 1024]);

impl Map {
    /// From weights of shape columns × depth, as files have them. `None` unless the depth is divided by 64 and at
    /// most [`DEEPEST`], the columns are divided by 16, and there is a bias for each.
    pub(super) fn of(weights: &[f32], bias: Vec<f32>, order: Arrangement) -> Option<Map> {
        let columns = bias.len();
        let depth = weights.len().checked_div(columns)?;
        let fits = depth.is_multiple_of(64) && depth <= DEEPEST && columns.is_multiple_of(16);
        if !fits || depth * columns != weights.len() {
            return None;
        }
        let (mut whole, mut scales) = (vec![0; weights.len()], vec![0.0; columns]);
        let rows = weights.chunks_exact(depth).zip(whole.chunks_exact_mut(depth));
        for ((row, whole), scale) in rows.zip(&mut scales) {
            let largest = row.iter().fold(0f32, |most, weight| most.max(weight.abs()));
            *scale = largest.max(f32::MIN_POSITIVE * LARGEST) / LARGEST;
            for (weight, whole) in row.iter().zip(whole) {
                *whole = (weight / *scale + WHOLE).to_bits() as i16;
            }
        }
        let weights = match order {
            Arrangement::Pairs => Weights::pairs(&whole, depth),
            Arrangement::Parts => Weights::parts(&whole, depth),
            Arrangement::Floats => Weights::floats(&whole, depth),
        };
        Some(Map { depth, columns, weights, scales, bias })
    }
}

impl Weights {
    /// From columns × depth.
    fn pairs(whole: &[i16], depth: usize) -> Weights {
        let mut pairs = vec![Line([[0; 2]; 16]); whole.len() / 32];
        for (columns, pairs) in whole.chunks_exact(16 * depth).zip(pairs.chunks_exact_mut(depth / 2)) {
            for (column, row) in columns.chunks_exact(depth).enumerate() {
                for (two, line) in row.as_chunks().0.iter().zip(&mut *pairs) {
                    line.0[column] = *two;
                }
            }
        }
        Weights::Pairs(pairs)
    }

    /// From columns × depth.
    fn parts(whole: &[i16], depth: usize) -> Weights {
        let mut parts = vec![Tile([0; 1024]); whole.len() / 512];
        for (columns, parts) in whole.chunks_exact(16 * depth).zip(parts.chunks_exact_mut(depth / 32)) {
            for (column, row) in columns.chunks_exact(depth).enumerate() {
                for (row, both) in row.as_chunks::<64>().0.iter().zip(parts.as_chunks_mut::<2>().0) {
                    for (at, number) in row.iter().enumerate() {
                        let place = at / 4 * 64 + column * 4 + at % 4;
                        both[0].0[place] = (number >> 3) as i8;
                        both[1].0[place] = (number & 7) as i8;
                    }
                }
            }
        }
        Weights::Parts(parts)
    }

    /// From columns × depth.
    fn floats(whole: &[i16], depth: usize) -> Weights {
        let columns = whole.len() / depth;
        let mut floats = vec![0.0; whole.len()];
        for (column, row) in whole.chunks_exact(depth).enumerate() {
            for (number, floats) in row.iter().zip(floats.chunks_exact_mut(columns)) {
                floats[column] = f32::from(*number);
            }
        }
        Weights::Floats(floats)
    }
}
