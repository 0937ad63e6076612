//! Attention inside one text (Vaswani et al., arXiv 1706.03762).
//!
//! Sums run over the numbers of a head and over the tokens of the text in their order, sixteen keys or values
//! beside each other, so that no sum depends on how many are computed at once.

use super::lanes::Lanes;
use super::map::{Map, WHOLE};
use super::rows::Columns;

/// Numbers of a token in one head of attention.
pub(super) const HEAD: usize = 32;

/// Sixteen tokens by sixteen make the longest text.
const LONGEST: usize = 16;

/// Room for one head of the longest text.
pub(super) struct Attending {
    /// Of so many tokens as are computed at once the first number, then the second.
    queries: Vec<f32>,
    /// Of sixteen tokens the first number, then the second.
    keys: Vec<[[f32; 16]; HEAD]>,
    /// Of sixteen tokens the one, then the next.
    values: Vec<[[[f32; 16]; HEAD / 16]; 16]>,
    /// Of a query, sixteen keys after the other.
    shares: Vec<[[f32; 16]; LONGEST]>,
}

impl Default for Attending {
    fn default() -> Attending {
        Attending {
            queries: vec![0.0; 16 * LONGEST * HEAD],
            keys: vec![[[0.0; 16]; HEAD]; LONGEST],
            values: vec![[[[0.0; 16]; HEAD / 16]; 16]; LONGEST],
            shares: vec![[[0.0; 16]; LONGEST]; 16],
        }
    }
}

/// What the tokens of one text see: tokens × dim, from the sums of products that `map` makes of each to queries,
/// keys and values. `ROWS` queries are computed at once; a text has at most 256 tokens.
#[inline(always)]
pub(super) fn attend<L: Lanes, const ROWS: usize>(
    sums: &[i32],
    map: &Map,
    steps: &[f32],
    room: &mut Attending,
    seen: &mut [f32],
) {
    let dim = map.columns / 3;
    let tokens = steps.len();
    let (chunks, blocks) = (tokens.div_ceil(16), tokens.div_ceil(ROWS));
    let Attending { queries, keys, values, shares } = room;
    let (keys, values) = (&mut keys[..chunks], &mut values[..chunks]);
    let queries = &mut queries.as_chunks_mut::<ROWS>().0[..blocks * HEAD];
    let shares: &mut [_; ROWS] = match shares.first_chunk_mut() {
        Some(shares) => shares,
        None => return,
    };
    for head in 0..dim / HEAD {
        let part = |which: usize| (which * dim + head * HEAD) / 16;
        let places = [part(0), part(1), part(2)];
        let columns = places.map(|first| Columns::of(map).some(first, HEAD / 16));
        if let (Some(keys), Some(values)) = (keys.last_mut(), values.last_mut()) {
            *keys = [[0.0; 16]; HEAD];
            *values = [[[0.0; 16]; HEAD / 16]; 16];
        }
        for (token, (sums, step)) in sums.chunks_exact(map.columns).zip(steps).enumerate() {
            let sums = sums.as_chunks::<16>().0;
            let of = |which: usize| columns[which].given::<L>(&sums[places[which]..][..HEAD / 16], *step);
            let by = L::all(1.0 / (HEAD as f32).sqrt());
            let queries = queries[token / ROWS * HEAD..].as_chunks_mut::<16>().0;
            for (queries, given) in queries.iter_mut().zip(of(0)) {
                for (place, number) in queries.iter_mut().zip(given.times(by).numbers()) {
                    place[token % ROWS] = number;
                }
            }
            for (keys, given) in keys[token / 16].as_chunks_mut::<16>().0.iter_mut().zip(of(1)) {
                for (place, number) in keys.iter_mut().zip(given.numbers()) {
                    place[token % 16] = number;
                }
            }
            for (place, given) in values[token / 16][token % 16].iter_mut().zip(of(2)) {
                given.store(place);
            }
        }
        let seen = seen.chunks_mut(ROWS * dim).map(|rows| &mut rows[head * HEAD..]);
        for (queries, seen) in queries.chunks_exact(HEAD).zip(seen) {
            let totals = shared::<L, ROWS>(queries, keys, tokens, shares);
            let mixed = mixed::<L, ROWS>(shares, values);
            for ((mixed, total), seen) in mixed.iter().zip(totals).zip(seen.chunks_mut(dim)) {
                let by = L::all(1.0 / total);
                for (mixed, place) in mixed.iter().zip(seen[..HEAD].as_chunks_mut().0) {
                    mixed.times(by).store(place);
                }
            }
        }
    }
}

/// How much of every token each query sees, in `shares`, and the sums of that.
#[inline(always)]
fn shared<L: Lanes, const ROWS: usize>(
    queries: &[[f32; ROWS]],
    keys: &[[[f32; 16]; HEAD]],
    tokens: usize,
    shares: &mut [[[f32; 16]; LONGEST]; ROWS],
) -> [f32; ROWS] {
    let mut largest = [L::all(f32::MIN); ROWS];
    for (chunk, keys) in keys.iter().enumerate() {
        let mut sums = [L::all(0.0); ROWS];
        for (key, queries) in keys.iter().zip(queries) {
            let key = L::load(key);
            for (sum, query) in sums.iter_mut().zip(queries) {
                *sum = sum.plus(key.times(L::all(*query)));
            }
        }
        let beyond = (chunk + 1 == keys_of(tokens)).then_some((tokens - 1) % 16 + 1);
        for ((sum, shares), largest) in sums.iter().zip(&mut *shares).zip(&mut largest) {
            let place = &mut shares[chunk];
            sum.store(place);
            // There is no token behind the last; what stands there for one is not seen.
            if let Some(beyond) = beyond {
                place[beyond..].fill(f32::MIN);
            }
            *largest = L::load(place).larger(*largest);
        }
    }
    let mut totals = [0.0; ROWS];
    for ((shares, largest), total) in shares.iter_mut().zip(largest).zip(&mut totals) {
        let largest = L::all(largest.largest());
        let mut sum = L::all(0.0);
        for place in shares.iter_mut().take(keys.len()) {
            let share = exponential(L::load(place).minus(largest));
            share.store(place);
            sum = sum.plus(share);
        }
        *total = sum.sum();
    }
    totals
}

fn keys_of(tokens: usize) -> usize {
    tokens.div_ceil(16)
}

/// The values of all tokens, as much of each as a query sees.
#[inline(always)]
fn mixed<L: Lanes, const ROWS: usize>(
    shares: &[[[f32; 16]; LONGEST]; ROWS],
    values: &[[[[f32; 16]; HEAD / 16]; 16]],
) -> [[L; HEAD / 16]; ROWS] {
    let mut sums = [[L::all(0.0); HEAD / 16]; ROWS];
    for (chunk, values) in values.iter().enumerate() {
        let shares: [&[f32; 16]; ROWS] = shares.each_ref().map(|shares| &shares[chunk]);
        for (at, values) in values.iter().enumerate() {
            let values = values.each_ref().map(L::load);
            for (sums, shares) in sums.iter_mut().zip(shares) {
                let share = L::all(shares[at]);
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum = sum.plus(value.times(share));
                }
            }
        }
    }
    sums
}

/// e to the power of each, none of which is above 0; to 2 · 10^-7 of it (the polynomial of Cephes' `expf`).
#[inline(always)]
fn exponential<L: Lanes>(x: L) -> L {
    const FACTORS: [f32; 5] = [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5e-1];
    let x = x.larger(L::all(-87.0));
    let shifted = x.times(L::all(std::f32::consts::LOG2_E)).plus(L::all(WHOLE));
    let whole = shifted.minus(L::all(WHOLE));
    // The logarithm of 2 in two parts, of which the first has few digits.
    let rest = x.minus(whole.times(L::all(0.693_359_4))).plus(whole.times(L::all(2.121_944_4e-4)));
    let sum =
        FACTORS.iter().fold(L::all(1.987_569_1e-4), |sum, factor| sum.times(rest).plus(L::all(*factor)));
    let power = sum.times(rest.times(rest)).plus(rest).plus(L::all(1.0));
    power.times(shifted.powers_of_two())
}
