//! Products of pairs of numbers with AVX-512 (VNNI) and AVX2: of a row's next two numbers with those of sixteen
//! columns, added to sixteen sums.
#![allow(unsafe_code, reason = "a processor's features are only known when the program runs")]

use std::arch::x86_64::*;

use super::map::Line;

/// Rows, `R` together: of every two numbers of the first the next of the others beside them.
fn together<const R: usize>(rows: &[i16], depth: usize, pairs: &mut Vec<i32>) {
    pairs.resize((rows.len() / depth).div_ceil(R) * R * depth / 2, 0);
    let groups = pairs.as_chunks_mut::<R>().0.chunks_exact_mut(depth / 2);
    for (rows, group) in rows.chunks(R * depth).zip(groups) {
        for (at, row) in rows.chunks_exact(depth).enumerate() {
            for (two, place) in row.as_chunks::<2>().0.iter().zip(group.iter_mut()) {
                place[at] = i32::from(two[1]) << 16 | i32::from(two[0] as u16);
            }
        }
    }
}

#[inline(always)]
pub(super) fn load(from: &[i32; 16]) -> __m512i {
    // SAFETY: both are 64 bytes that may be anything. Not the instruction's own function, which checks its
    // pointer at every step where checks are on, and takes half of the time for that.
    unsafe { std::mem::transmute(*from) }
}

/// To the first sixteen places.
#[inline(always)]
pub(super) fn store(numbers: __m512i, to: &mut [i32]) {
    if let Some(to) = to.first_chunk_mut() {
        // SAFETY: as above.
        *to = unsafe { std::mem::transmute::<__m512i, [i32; 16]>(numbers) };
    }
}

pub(super) mod avx512 {
    use super::*;

    const ROWS: usize = 8;

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    pub(in super::super) fn multiply(
        rows: &[i16],
        depth: usize,
        columns: usize,
        weights: &[Line],
        room: &mut Vec<i32>,
        out: &mut [i32],
    ) {
        together::<ROWS>(rows, depth, room);
        let times = depth / 2;
        let panels = weights.chunks(3 * times);
        for (first, panels) in (0..columns).step_by(48).zip(panels) {
            for (rows, out) in room.as_chunks().0.chunks_exact(times).zip(out.chunks_mut(ROWS * columns)) {
                let out = out.chunks_exact_mut(columns).map(|row| &mut row[first..]);
                match panels.len() / times {
                    3 => panel::<3>(rows, panels, out),
                    2 => panel::<2>(rows, panels, out),
                    _ => panel::<1>(rows, panels, out),
                }
            }
        }
    }

    /// Of eight rows with `C` times sixteen columns.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    #[inline]
    fn panel<'o, const C: usize>(
        rows: &[[i32; ROWS]],
        panels: &[Line],
        out: impl Iterator<Item = &'o mut [i32]>,
    ) {
        assert!(panels.len() == C * rows.len(), "shapes of a product");
        let mut sums = [[_mm512_setzero_si512(); C]; ROWS];
        let of = |at: usize| panels.chunks_exact(rows.len()).nth(at.min(C - 1)).unwrap_or_default();
        for (((row, a), b), c) in rows.iter().zip(of(0)).zip(of(1)).zip(of(2)) {
            // SAFETY: both are 64 bytes that may be anything.
            let columns: [__m512i; 3] = [a, b, c].map(|line| unsafe { std::mem::transmute(line.0) });
            for (row, sums) in row.iter().zip(&mut sums) {
                let row = _mm512_set1_epi32(*row);
                for (sum, columns) in sums.iter_mut().zip(columns) {
                    *sum = _mm512_dpwssd_epi32(*sum, row, columns);
                }
            }
        }
        // Written once, here, or the compiler keeps the sums in memory all along.
        let sums = std::hint::black_box(sums);
        for (sums, out) in sums.iter().zip(out) {
            for (sum, out) in sums.iter().zip(out.chunks_exact_mut(16)) {
                store(*sum, out);
            }
        }
    }
}

pub(super) mod avx2 {
    use super::*;

    const ROWS: usize = 6;

    #[target_feature(enable = "avx2")]
    pub(in super::super) fn multiply(
        rows: &[i16],
        depth: usize,
        columns: usize,
        weights: &[Line],
        room: &mut Vec<i32>,
        out: &mut [i32],
    ) {
        together::<ROWS>(rows, depth, room);
        for (panel, first) in weights.chunks_exact(depth / 2).zip((0..columns).step_by(16)) {
            let rows = room.as_chunks().0.chunks_exact(depth / 2);
            for (rows, out) in rows.zip(out.chunks_mut(ROWS * columns)) {
                let out = out.chunks_exact_mut(columns).map(|row| &mut row[first..][..16]);
                of_panel(rows, panel, out);
            }
        }
    }

    /// Of six rows with sixteen columns.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn of_panel<'o>(rows: &[[i32; ROWS]], panel: &[Line], out: impl Iterator<Item = &'o mut [i32]>) {
        let mut sums = [[_mm256_setzero_si256(); 2]; ROWS];
        for (rows, columns) in rows.iter().zip(panel) {
            // SAFETY: both are 64 bytes that may be anything.
            let columns: [__m256i; 2] = unsafe { std::mem::transmute(columns.0) };
            for (row, sums) in rows.iter().zip(&mut sums) {
                let row = _mm256_set1_epi32(*row);
                for (sum, columns) in sums.iter_mut().zip(columns) {
                    *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(row, columns));
                }
            }
        }
        let sums = std::hint::black_box(sums);
        for (sums, out) in sums.iter().zip(out) {
            for (sum, out) in sums.iter().zip(out.chunks_exact_mut(8)) {
                // SAFETY: both are 32 bytes that may be anything.
                out.copy_from_slice(&unsafe { std::mem::transmute::<__m256i, [i32; 8]>(*sum) });
            }
        }
    }
}
