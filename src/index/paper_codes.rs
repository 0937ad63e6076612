//! The codes of one paper, and what they are compared with.

use super::codes::{PROBE_STEPS, in_steps, mask};
use super::product::product;
use crate::document::{BlockKind, PaperId};

/// The vectors of a paper.
#[derive(Debug, Clone, Copy)]
pub struct PaperCodes<'c> {
    /// The paper's id.
    pub paper: &'c PaperId,
    kinds: &'c [u8],
    scales: &'c [u8],
    rows: &'c [u8],
    dim: usize,
}

/// What vectors are compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    steps: Vec<i16>,
    scale: f32,
    kinds: u8,
}

impl Probe {
    /// A vector, and the kinds of sentences that are wanted; none means all.
    pub fn new(vector: &[f32], kinds: &[BlockKind]) -> Probe {
        let most = vector.iter().fold(0f32, |most, value| most.max(value.abs()));
        Probe {
            steps: vector.iter().map(|value| in_steps(*value, most, PROBE_STEPS)).collect(),
            scale: most / PROBE_STEPS,
            kinds: mask(kinds),
        }
    }
}

impl Probe {
    pub(super) fn dim(&self) -> usize {
        self.steps.len()
    }

    pub(super) fn steps(&self) -> &[i16] {
        &self.steps
    }

    pub(super) fn scale(&self) -> f32 {
        self.scale
    }

    /// Whether sentences of a kind are looked for, by the kind's number.
    pub(super) fn wants(&self, kind: u8) -> bool {
        self.kinds >> kind & 1 == 1
    }
}

impl<'c> PaperCodes<'c> {
    /// Of a block of as many rows.
    pub(super) fn new(paper: &'c PaperId, block: &'c [u8], rows: usize, dim: usize) -> PaperCodes<'c> {
        let (kinds, rest) = block.split_at(rows);
        let (scales, rows) = rest.split_at(4 * rows);
        PaperCodes { paper, kinds, scales, rows, dim }
    }

    /// How many sentences the paper has.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether the paper has no sentence, or no vectors.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Numbers in a row.
    pub(super) fn dim(&self) -> usize {
        self.dim
    }

    /// The number of every sentence's kind.
    pub(super) fn kinds(&self) -> &[u8] {
        self.kinds
    }

    /// Every row with its scale; 0 for one that was not encoded.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&[u8], f32)> {
        let scales = self.scales.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        self.rows.chunks_exact(self.dim.max(1)).zip(scales)
    }

    /// The cosine of a sentence and the probe; `None` for a sentence that is not there, was not encoded, or is
    /// not of a wanted kind.
    pub fn cosine(&self, sentence: usize, probe: &Probe) -> Option<f32> {
        let kind = *self.kinds.get(sentence)?;
        if !probe.wants(kind) || probe.steps.len() != self.dim {
            return None;
        }
        let scale = self.scales.get(sentence * 4..)?.first_chunk().map(|bytes| f32::from_le_bytes(*bytes))?;
        let row = self.rows.get(sentence * self.dim..(sentence + 1) * self.dim)?;
        (scale > 0.0).then(|| product(&probe.steps, row) as f32 * scale * probe.scale)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::codes::encoded;
    use super::*;
    use crate::models::Vectors;

    proptest! {
        #[test]
        fn cosines_are_nearly_those_of_the_vectors(
            numbers in proptest::collection::vec(-1f32..1.0, 384 * 3),
            probe in proptest::collection::vec(-1f32..1.0, 384),
        ) {
            let unit = |row: &[f32]| {
                let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
                row.iter().map(|value| value / length).collect::<Vec<f32>>()
            };
            let rows: Vec<f32> = numbers.chunks(384).flat_map(unit).collect();
            let probe = unit(&probe);
            let vectors = Vectors::from_rows(384, rows).unwrap();
            let bytes = encoded(vec![0; 3], &vectors);
            let id = PaperId::new("a").unwrap();
            let codes = PaperCodes::new(&id, &bytes, 3, 384);
            for (at, row) in vectors.rows().enumerate() {
                let exact: f32 = row.iter().zip(&probe).map(|(x, y)| x * y).sum();
                let near = codes.cosine(at, &Probe::new(&probe, &[])).unwrap();
                prop_assert!((near - exact).abs() < 0.002, "{near} for {exact}");
            }
        }
    }
}
