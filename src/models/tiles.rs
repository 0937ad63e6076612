//! Products with the tiles of AMX: sixteen rows of 64 bytes at once.
//!
//! Numbers have eleven bits and tiles bytes, so that both rows and weights come in an upper and a lower part, and
//! four sums of products of parts make one of numbers. Measured, that is still twice to three times as fast as
//! AVX-512.
#![allow(unsafe_code, reason = "a processor's features are only known when the program runs")]

use std::arch::asm;
use std::arch::x86_64::*;

use super::map::Tile;
use super::pairs::{load, store};

/// Bytes of a row of a tile.
const LINE: usize = 64;

/// Whether the processor has tiles and the system lets this process use them.
pub(super) fn are_there() -> bool {
    let in_processor = __cpuid(0).eax >= 7 && __cpuid_count(7, 0).edx >> 24 & 0b11 == 0b11;
    // arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA), which an old system does not know.
    let mut answer = 158i64;
    // SAFETY: the call takes two numbers and gives one.
    unsafe {
        asm!(
            "syscall", inlateout("rax") answer, in("rdi") 0x1023i64, in("rsi") 18i64,
            lateout("rcx") _, lateout("r11") _, options(nostack)
        );
    }
    in_processor && answer == 0
}

/// How many rows each tile has: 0 to 3 are sums, 4 and 5 parts of the rows, 6 and 7 parts of the weights.
#[repr(C, align(64))]
struct Shapes([u8; 64]);

impl Shapes {
    fn of(rows: usize) -> Shapes {
        let mut shapes = Shapes([0; 64]);
        shapes.0[0] = 1;
        for tile in 0..8 {
            shapes.0[16 + 2 * tile] = LINE as u8;
            shapes.0[48 + tile] = if tile < 6 { rows as u8 } else { 16 };
        }
        shapes
    }
}

/// A line of the processor's cache.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct TileLine([i8; LINE]);

/// Four tiles of sums, each line of them one of the processor's cache.
#[repr(C, align(64))]
struct Sums([[[i32; 16]; 16]; 4]);

/// Rows and weights are numbers of eleven bits, the upper eight and the lower three: four sums of products of
/// parts make one of numbers.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn multiply(
    rows: &[i16],
    depth: usize,
    columns: usize,
    weights: &[Tile],
    room: &mut Vec<TileLine>,
    out: &mut [i32],
) {
    let lines = rows.len() / LINE;
    room.resize(2 * lines, TileLine([0; LINE]));
    let (upper, lower) = room.split_at_mut(lines);
    for ((row, upper), lower) in rows.as_chunks::<LINE>().0.iter().zip(&mut *upper).zip(&mut *lower) {
        upper.0 = row.map(|number| (number >> 3) as i8);
        lower.0 = row.map(|number| (number & 7) as i8);
    }
    let mut sums = Sums([[[0i32; 16]; 16]; 4]);
    let mut shaped = 0;
    let both = upper.chunks(depth / 4).zip(lower.chunks(depth / 4));
    for ((upper, lower), out) in both.zip(out.chunks_mut(16 * columns)) {
        let count = upper.len() * LINE / depth;
        if shaped != count {
            let shapes = Shapes::of(count);
            // SAFETY: the tiles are this thread's, and nothing else here uses them.
            unsafe { asm!("ldtilecfg [{}]", in(reg) &shapes, options(nostack, readonly)) };
            shaped = count;
        }
        for (at, panel) in weights.chunks_exact(depth / 32).enumerate() {
            // SAFETY: `count` rows of 64 bytes, a depth apart, are read from both parts of the rows, depth / 64
            // times; twice 1024 bytes as often from the panel; and `count` rows of 64 bytes are written to
            // each of the sums.
            unsafe {
                asm!(
                    "tilezero tmm0",
                    "tilezero tmm1",
                    "tilezero tmm2",
                    "tilezero tmm3",
                    "2:",
                    "tileloadd tmm4, [{upper} + {depth}]",
                    "tileloadd tmm6, [{panel} + {line}]",
                    "tdpbssd tmm0, tmm4, tmm6",
                    "tileloadd tmm7, [{panel} + {line} + 1024]",
                    "tdpbssd tmm1, tmm4, tmm7",
                    "tileloadd tmm5, [{lower} + {depth}]",
                    "tdpbssd tmm2, tmm5, tmm7",
                    "tdpbssd tmm3, tmm5, tmm6",
                    "add {upper}, 64",
                    "add {lower}, 64",
                    "add {panel}, 2048",
                    "dec {times}",
                    "jnz 2b",
                    "tilestored [{sums} + {line}], tmm0",
                    "tilestored [{sums} + {line} + 1024], tmm1",
                    "tilestored [{sums} + {line} + 2048], tmm2",
                    "tilestored [{sums} + {line} + 3072], tmm3",
                    upper = inout(reg) upper.as_ptr() => _,
                    lower = inout(reg) lower.as_ptr() => _,
                    panel = inout(reg) panel.as_ptr() => _,
                    times = inout(reg) depth / 64 => _,
                    depth = in(reg) depth,
                    line = in(reg) LINE,
                    sums = in(reg) sums.0.as_mut_ptr(),
                    out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _, out("tmm4") _, out("tmm5") _,
                    out("tmm6") _, out("tmm7") _,
                    options(nostack),
                );
            }
            let [upper, right, lower, left] = &sums.0;
            let sums = upper.iter().zip(right).zip(lower).zip(left);
            for ((((upper, right), lower), left), out) in sums.zip(out.chunks_exact_mut(columns)) {
                let middle = _mm512_add_epi32(load(right), load(left));
                let lower = _mm512_add_epi32(_mm512_slli_epi32::<3>(middle), load(lower));
                let sum = _mm512_add_epi32(_mm512_slli_epi32::<6>(load(upper)), lower);
                store(sum, &mut out[at * 16..]);
            }
        }
    }
    // SAFETY: the tiles are given back as they were found, unused.
    unsafe { asm!("tilerelease", options(nostack, nomem)) };
}
