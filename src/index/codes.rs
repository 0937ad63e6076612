//! The vectors of all papers with a byte for each number, in one file.
//!
//! A search by meaning looks at every sentence of the corpus. `codes-N.bin` has what it needs and nothing
//! else: for each paper the kinds of its sentences, a scale for each, and their vectors in steps of a 127th of
//! the row's greatest number (scalar quantization; the cosine is off by less than 0.002). `codes.json` says
//! which papers are in it, made from which entries, and where. Blocks are added behind the others; what is
//! replaced stays until more than half is waste, then everything is copied into a file of the next number.
//! Like the words, all of it is made from the entries and can be made again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::Error;
use super::indexed::IndexedPaper;
use crate::disk;
use crate::document::{BlockKind, PaperId};
use crate::models::Vectors;

/// Version of both files; another one counts as absent.
const FORMAT: u32 = 1;

/// Of the greatest number of a row.
const STEPS: f32 = 127.0;

/// The query keeps more, so that only the rows are rounded; 384 products of these still fit an `i32`.
pub(super) const PROBE_STEPS: f32 = 16383.0;

/// Less waste than this is not worth copying.
const LITTLE: u64 = 1 << 20;

/// The number that stands for a kind, below 8.
pub(super) fn code(kind: BlockKind) -> u8 {
    kind as u8
}

/// One bit per kind; all bits for no kinds.
pub(super) fn mask(kinds: &[BlockKind]) -> u8 {
    if kinds.is_empty() { u8::MAX } else { kinds.iter().fold(0, |mask, kind| mask | 1 << code(*kind)) }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    generation: u32,
    /// Bytes of the file that count.
    pub(super) end: u64,
    pub(super) papers: BTreeMap<PaperId, Block>,
}

/// Where a paper is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    /// The digest of the entry it was made from.
    pub(super) digest: String,
    /// Hash of the encoder; `None`, and no rows, without vectors.
    pub(super) encoder: Option<String>,
    pub(super) begin: u64,
    pub(super) rows: u32,
    pub(super) dim: u32,
}

impl Block {
    pub(super) fn bytes(&self) -> u64 {
        u64::from(self.rows) * (1 + 4 + u64::from(self.dim))
    }
}

impl Manifest {
    pub(super) fn path(dir: &Path) -> PathBuf {
        dir.join("codes.json")
    }

    pub(super) fn blocks_path(&self, dir: &Path) -> PathBuf {
        dir.join(format!("codes-{}.bin", self.generation))
    }

    /// `None` where there is no such file, or one of another format.
    pub(super) fn read(dir: &Path) -> Result<Option<Manifest>, Error> {
        let path = Manifest::path(dir);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", path)(error)),
        };
        let manifest: Option<Manifest> = serde_json::from_slice(&bytes).ok();
        Ok(manifest.filter(|manifest| manifest.format == FORMAT && manifest.is_whole()))
    }

    /// Whether every block lies within the file.
    fn is_whole(&self) -> bool {
        let ends = self.papers.values().map(|block| block.begin.checked_add(block.bytes()));
        ends.into_iter().all(|end| end.is_some_and(|end| end <= self.end))
    }

    fn differing(&self, entries: &BTreeMap<PaperId, String>) -> Vec<PaperId> {
        let digest = |paper: &PaperId| self.papers.get(paper).map(|block| &block.digest);
        let gone = self.papers.keys().filter(|paper| !entries.contains_key(paper));
        let other =
            entries.iter().filter(|(paper, there)| digest(paper) != Some(there)).map(|(paper, _)| paper);
        gone.chain(other).cloned().collect()
    }
}

/// The papers whose entries are here in another state, or on one side only.
///
/// # Errors
/// That a file cannot be read.
pub(super) fn differing(dir: &Path, entries: &BTreeMap<PaperId, String>) -> Result<Vec<PaperId>, Error> {
    let manifest = Manifest::read(dir)?.unwrap_or_default();
    let length = fs::metadata(manifest.blocks_path(dir)).map_or(0, |metadata| metadata.len());
    let is_cut = length < manifest.end;
    Ok(if is_cut { entries.keys().cloned().collect() } else { manifest.differing(entries) })
}

/// Adds and removes blocks; others see them after [`CodesWriter::commit`].
#[derive(Debug)]
pub(super) struct CodesWriter {
    dir: PathBuf,
    /// As others see it.
    committed: Manifest,
    manifest: Manifest,
    file: File,
}

impl CodesWriter {
    /// Opens the files, without what a killed writer left; begins anew where they are missing or damaged.
    pub(super) fn open(dir: &Path) -> Result<CodesWriter, Error> {
        let known = Manifest::read(dir)?;
        let generation = known.as_ref().map_or(0, |known| known.generation);
        let mut manifest = known.unwrap_or_else(|| Manifest { format: FORMAT, ..Manifest::default() });
        let open =
            |path: &Path| File::options().read(true).write(true).create(true).truncate(false).open(path);
        let path = manifest.blocks_path(dir);
        let mut file = open(&path).map_err(Error::io("open", &path))?;
        let length = file.metadata().map_err(Error::io("open", &path))?.len();
        if length < manifest.end {
            manifest = Manifest { format: FORMAT, generation: generation + 1, ..Manifest::default() };
            let path = manifest.blocks_path(dir);
            file = open(&path).map_err(Error::io("open", &path))?;
        }
        file.set_len(manifest.end).map_err(Error::io("cut", &path))?;
        Ok(CodesWriter { dir: dir.to_owned(), committed: manifest.clone(), manifest, file })
    }

    pub(super) fn differing(&self, entries: &BTreeMap<PaperId, String>) -> Vec<PaperId> {
        self.manifest.differing(entries)
    }

    /// Adds a paper, in place of what it had.
    pub(super) fn put(
        &mut self,
        paper: &PaperId,
        content: &IndexedPaper,
        digest: String,
    ) -> Result<(), Error> {
        let encoder = content.stamp.encoder.clone();
        let vectors = content.vectors.as_ref().filter(|_| encoder.is_some());
        let (rows, dim) = vectors.map_or((0, 0), |vectors| (vectors.len(), vectors.dim()));
        let block = Block {
            digest,
            encoder: encoder.filter(|_| rows > 0),
            begin: self.manifest.end,
            rows: rows as u32,
            dim: dim as u32,
        };
        if let Some(vectors) = vectors {
            let kinds = content.document.sentences.iter().map(|sentence| code(sentence.kind)).collect();
            let bytes = encoded(kinds, vectors);
            let path = self.manifest.blocks_path(&self.dir);
            let written =
                self.file.seek(SeekFrom::Start(block.begin)).and_then(|_| self.file.write_all(&bytes));
            written.map_err(Error::io("write", path))?;
        }
        self.manifest.end += block.bytes();
        self.manifest.papers.insert(paper.clone(), block);
        Ok(())
    }

    pub(super) fn remove(&mut self, paper: &PaperId) {
        self.manifest.papers.remove(paper);
    }

    /// Lets others see what was put and removed.
    pub(super) fn commit(mut self) -> Result<(), Error> {
        let old = self.manifest.blocks_path(&self.dir);
        let is_there = Manifest::path(&self.dir).exists();
        if self.manifest == self.committed && is_there {
            return Ok(());
        }
        let used: u64 = self.manifest.papers.values().map(Block::bytes).sum();
        let waste = self.manifest.end - used;
        let is_copied = waste > LITTLE.max(used);
        if is_copied {
            self.copy()?;
        }
        let path = self.manifest.blocks_path(&self.dir);
        self.file.sync_all().map_err(Error::io("write", &path))?;
        let manifest = Manifest::path(&self.dir);
        let bytes = serde_json::to_vec(&self.manifest).map_err(io::Error::other);
        disk::replace(&manifest, &bytes.map_err(Error::io("write", &manifest))?)?;
        if is_copied {
            // Whoever reads it has it open; a file that cannot be removed does no harm.
            let _ = fs::remove_file(old);
        }
        Ok(())
    }

    /// Copies what counts into a file of the next number.
    fn copy(&mut self) -> Result<(), Error> {
        self.manifest.generation += 1;
        let path = self.manifest.blocks_path(&self.dir);
        let mut copy = || -> io::Result<()> {
            let mut to = File::options().read(true).write(true).create(true).truncate(true).open(&path)?;
            let mut end = 0;
            for block in self.manifest.papers.values_mut() {
                self.file.seek(SeekFrom::Start(block.begin))?;
                io::copy(&mut Read::by_ref(&mut self.file).take(block.bytes()), &mut to)?;
                block.begin = end;
                end += block.bytes();
            }
            self.manifest.end = end;
            self.file = to;
            Ok(())
        };
        copy().map_err(Error::io("write", &path))
    }
}

/// Kinds, scales, and rows.
pub(super) fn encoded(kinds: Vec<u8>, vectors: &Vectors) -> Vec<u8> {
    let mut bytes = kinds;
    let mut rows = Vec::with_capacity(vectors.as_slice().len());
    for row in vectors.rows() {
        let most = row.iter().fold(0f32, |most, value| most.max(value.abs()));
        bytes.extend((most / STEPS).to_le_bytes());
        rows.extend(row.iter().map(|value| in_steps(*value, most, STEPS) as u8));
    }
    bytes.append(&mut rows);
    bytes
}

/// A value as a whole number of steps; 0 in a row of zeros.
pub(super) fn in_steps(value: f32, most: f32, steps: f32) -> i16 {
    if most > 0.0 { (value / most * steps).round() as i16 } else { 0 }
}
