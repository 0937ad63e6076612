//! The codes of the corpus as a search looks at them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::codes::{Block, Manifest};
use super::error::Error;
use super::paper_codes::{PaperCodes, Probe};
use super::sketch::Sketch;
use crate::document::PaperId;

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
