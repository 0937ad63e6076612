//! The codes of the corpus as a search looks at them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::codes::{Block, Manifest, PROBE_STEPS, in_steps, mask};
use super::error::Error;
use super::product::product;
use super::sketch::Sketch;
use crate::document::{BlockKind, PaperId};

/// The codes of the corpus, all in memory: a byte for each number of each vector.
pub struct Codes {
    manifest: Manifest,
    /// When the manifest was written.
    written: Option<SystemTime>,
    bytes: Vec<u8>,
    /// Of the papers of the encoder that was asked for last; made at the first question.
    sketch: Mutex<Option<(String, Arc<Sketch>)>>,
}

impl std::fmt::Debug for Codes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Codes({} papers, {} bytes)", self.manifest.papers.len(), self.bytes.len())
    }
}

fn written(dir: &Path) -> Option<SystemTime> {
    fs::metadata(Manifest::path(dir)).and_then(|metadata| metadata.modified()).ok()
}

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

impl Codes {
    /// Reads the file; `None` where it is absent or cut short.
    pub(super) fn open(dir: &Path) -> Result<Option<Codes>, Error> {
        // A writer may take the file away between the two readings, but not twice in a row.
        for _ in 0..2 {
            let written = written(dir);
            let Some(manifest) = Manifest::read(dir)? else { return Ok(None) };
            let path = manifest.blocks_path(dir);
            let file = match File::open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::io("read", path)(error)),
            };
            let mut bytes = Vec::with_capacity(manifest.end as usize);
            file.take(manifest.end).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
            let is_whole = bytes.len() as u64 == manifest.end;
            return Ok(is_whole.then_some(Codes { manifest, written, bytes, sketch: Mutex::default() }));
        }
        Ok(None)
    }

    /// Whether the folder still holds what was read.
    pub(super) fn is_current(&self, dir: &Path) -> bool {
        self.written.is_some() && self.written == written(dir)
    }

    /// The papers whose vectors come from this encoder, by id.
    pub fn papers<'c>(&'c self, encoder: &str) -> Vec<PaperCodes<'c>> {
        let of_encoder =
            self.manifest.papers.iter().filter(|(_, block)| block.encoder.as_deref() == Some(encoder));
        of_encoder.map(|(paper, block)| self.paper(paper, block)).collect()
    }

    /// At least `count` sentences of these papers that are nearest to the probe as far as the signs of their
    /// numbers tell, as the number of the paper among those of [`Codes::papers`] and of the sentence; nearly all
    /// that are among the `count / 32` nearest are among them. Fewer only where there are fewer.
    pub fn sketched(&self, encoder: &str, probe: &Probe, count: usize) -> Vec<(u32, u32)> {
        self.sketch(encoder).nearest(probe, count)
    }

    fn sketch(&self, encoder: &str) -> Arc<Sketch> {
        let mut slot = self.sketch.lock().unwrap_or_else(PoisonError::into_inner);
        let known = slot.as_ref().filter(|(of, _)| of == encoder).map(|(_, sketch)| Arc::clone(sketch));
        known.unwrap_or_else(|| {
            let sketch = Arc::new(Sketch::of(&self.papers(encoder)));
            *slot = Some((encoder.to_owned(), Arc::clone(&sketch)));
            sketch
        })
    }

    fn paper<'c>(&'c self, paper: &'c PaperId, block: &Block) -> PaperCodes<'c> {
        // Every block was found to lie within the file.
        let begin = block.begin as usize;
        let bytes = &self.bytes[begin..begin + block.bytes() as usize];
        PaperCodes::new(paper, bytes, block.rows as usize, block.dim as usize)
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
