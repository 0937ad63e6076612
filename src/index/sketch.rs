//! The signs of all vectors: an eighth of a byte for each number, to find what may be near without looking at all of
//! them.
//!
//! The sign of every number, times the mean size of the row's numbers, is close enough to the row to tell which
//! few of millions of sentences may be among the nearest (the binary codes of RaBitQ, Gao and Long
//! 2024, without its rotation). Those are then compared by their codes, so that a sketch decides only what is
//! looked at, not how near it is. All sums are of whole numbers: every processor finds the same.

use rayon::prelude::*;

use super::paper_codes::{PaperCodes, Probe};

/// Steps of the estimated cosine, from -1 to 1.
const BUCKETS: usize = 8192;

/// So many papers are looked at by one thread at a time.
const CHUNK: usize = 64;

/// Signs, sizes and kinds of the rows of papers, in the papers' order.
pub(super) struct Sketch {
    /// Bytes of a row's signs.
    width: usize,
    dim: usize,
    papers: Vec<Rows>,
}

struct Rows {
    signs: Vec<u8>,
    /// What a sum of the probe's numbers with a row's signs has to be multiplied by, apart from the probe's scale;
    /// 0 for a row of zeros.
    factors: Vec<f32>,
    kinds: Vec<u8>,
}

/// A sentence that may be near: the paper's place among the papers, and the sentence's number.
pub(super) type Place = (u32, u32);

impl Sketch {
    pub(super) fn of(papers: &[PaperCodes<'_>]) -> Sketch {
        let dim = papers.iter().find(|paper| !paper.is_empty()).map_or(0, PaperCodes::dim);
        let width = dim.div_ceil(8);
        let rows = |paper: &PaperCodes<'_>| {
            let mut signs = Vec::with_capacity(paper.len() * width);
            let mut factors = Vec::with_capacity(paper.len());
            for (row, scale) in paper.rows() {
                let mut size = 0u32;
                for eight in row.chunks(8) {
                    let mut byte = 0u8;
                    for (bit, code) in eight.iter().enumerate() {
                        let code = *code as i8;
                        size = size.wrapping_add(u32::from(code.unsigned_abs()));
                        byte |= u8::from(code >= 0) << bit;
                    }
                    signs.push(byte);
                }
                factors.push(scale * size as f32 / dim.max(1) as f32);
            }
            Rows { signs, factors, kinds: paper.kinds().to_vec() }
        };
        Sketch { width, dim, papers: papers.par_iter().map(rows).collect() }
    }

    /// At least `count` sentences, where there are so many of the probe's kinds, that are nearest as far as their
    /// signs tell, in the order of papers and sentences.
    pub(super) fn nearest(&self, probe: &Probe, count: usize) -> Vec<Place> {
        if probe.dim() != self.dim {
            return Vec::new();
        }
        let sums = Sums::of(probe);
        let chunks: Vec<(Vec<Vec<u16>>, Vec<u32>)> = self
            .papers
            .par_chunks(CHUNK)
            .map(|papers| {
                let mut counts = vec![0u32; BUCKETS];
                let buckets =
                    papers.iter().map(|rows| self.buckets(rows, &sums, probe, &mut counts)).collect();
                (buckets, counts)
            })
            .collect();
        let mut left = count as u64;
        let mut least = 1;
        for bucket in (1..BUCKETS).rev() {
            let here: u64 = chunks.iter().map(|(_, counts)| u64::from(counts[bucket])).sum();
            if here >= left {
                least = bucket;
                break;
            }
            left -= here;
        }
        let places = |(at, (papers, _)): (usize, &(Vec<Vec<u16>>, Vec<u32>))| {
            let mut places = Vec::new();
            for (within, buckets) in papers.iter().enumerate() {
                let paper = (at * CHUNK + within) as u32;
                let near = buckets.iter().enumerate().filter(|(_, bucket)| usize::from(**bucket) >= least);
                places.extend(near.map(|(sentence, _)| (paper, sentence as u32)));
            }
            places
        };
        chunks.par_iter().enumerate().flat_map_iter(places).collect()
    }

    /// The step that each row's estimated cosine is on; 0 for a row that is not looked for.
    fn buckets(&self, rows: &Rows, sums: &Sums, probe: &Probe, counts: &mut [u32]) -> Vec<u16> {
        let signs = rows.signs.chunks_exact(self.width.max(1));
        let rows = signs.zip(&rows.factors).zip(&rows.kinds);
        let bucket = |((signs, factor), kind): ((&[u8], &f32), &u8)| {
            if !probe.wants(*kind) || *factor <= 0.0 {
                return 0;
            }
            let cosine = sums.with(signs) as f32 * factor * probe.scale();
            let step = ((cosine + 1.0) * (BUCKETS as f32 / 2.0)) as usize;
            let step = step.clamp(1, BUCKETS - 1);
            if let Some(count) = counts.get_mut(step) {
                *count = count.wrapping_add(1);
            }
            step as u16
        };
        rows.map(bucket).collect()
    }
}

/// For every byte of signs, what eight numbers of the probe add up to under each of its 256 values.
struct Sums(Vec<[i32; 256]>);

impl Sums {
    fn of(probe: &Probe) -> Sums {
        let table = |eight: &[i16]| {
            let mut table = [0i32; 256];
            for (signs, sum) in table.iter_mut().enumerate().map(|(signs, sum)| (signs as u32, sum)) {
                let signed = eight.iter().enumerate().map(|(bit, number)| {
                    if signs >> bit & 1 == 1 { i32::from(*number) } else { -i32::from(*number) }
                });
                *sum = signed.sum();
            }
            table
        };
        Sums(probe.steps().chunks(8).map(table).collect())
    }

    fn with(&self, signs: &[u8]) -> i32 {
        let bytes = signs.iter().zip(&self.0);
        bytes.fold(0i32, |sum, (byte, table)| sum.wrapping_add(table[usize::from(*byte)]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes::encoded;
    use super::*;
    use crate::document::PaperId;
    use crate::models::Vectors;

    const DIM: usize = 96;
    const ROWS: usize = 50;

    /// Numbers from -1 to 1, the same from the same seed.
    fn numbers(seed: &mut u64, count: usize) -> Vec<f32> {
        let mut next = || {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((*seed >> 40) as f32 / (1 << 23) as f32) - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    fn unit(row: &[f32]) -> Vec<f32> {
        let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
        row.iter().map(|value| value / length).collect()
    }

    #[test]
    fn the_nearest_are_among_those_that_are_looked_at() {
        let mut seed = 7;
        let ids: Vec<PaperId> = (0..200).map(|at| PaperId::new(&format!("p{at}")).unwrap()).collect();
        let blocks: Vec<Vec<u8>> = ids
            .iter()
            .map(|_| {
                let mut rows: Vec<f32> = numbers(&mut seed, ROWS * DIM).chunks(DIM).flat_map(unit).collect();
                rows[..DIM].fill(0.0);
                encoded((0..ROWS).map(|at| (at % 3) as u8).collect(), &Vectors::from_rows(DIM, rows).unwrap())
            })
            .collect();
        let papers: Vec<PaperCodes<'_>> =
            ids.iter().zip(&blocks).map(|(id, block)| PaperCodes::new(id, block, ROWS, DIM)).collect();
        let sketch = Sketch::of(&papers);
        let probe = Probe::new(&unit(&numbers(&mut seed, DIM)), &[]);
        let mut exact: Vec<(f32, Place)> = Vec::new();
        for (at, paper) in papers.iter().enumerate() {
            for sentence in 0..ROWS {
                exact.extend(
                    paper.cosine(sentence, &probe).map(|cosine| (cosine, (at as u32, sentence as u32))),
                );
            }
        }
        assert_eq!(exact.len(), 200 * (ROWS - 1), "a row of zeros is near to nothing");
        exact.sort_by(|a, b| b.0.total_cmp(&a.0));
        let near = sketch.nearest(&probe, 640);
        assert!((640..1000).contains(&near.len()), "{}", near.len());
        assert!(near.is_sorted());
        let found = exact[..20].iter().filter(|(_, place)| near.contains(place)).count();
        assert_eq!(found, 20);
        assert_eq!(sketch.nearest(&probe, usize::MAX).len(), exact.len());
        assert!(sketch.nearest(&Probe::new(&[1.0], &[]), 10).is_empty(), "of another encoder");
    }
}
