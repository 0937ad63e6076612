//! One file per paper.
//!
//! A line of JSON (the header: stamp, lengths, hashes), the document and the warnings as JSON, then the
//! vectors as half-precision numbers, little end first, row after row. The file is written under another
//! name, synced and renamed, so that it is there as a whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use half::f16;
use serde::{Deserialize, Serialize};

use super::error::Error;
use super::indexed::{Entry, IndexedPaper, Stamp};
use crate::disk::{self, Readers, sha256_hex};
use crate::document::{Document, PaperId};
use crate::models::Vectors;

/// Version of the layout above and of how vectors are computed; another one counts as absent.
const FORMAT: u32 = 4;

/// The first line of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    format: u32,
    pub(super) stamp: Stamp,
    /// Bytes of the document's JSON.
    document: u64,
    /// Rows and columns of the vectors; 0 and 0 without.
    rows: u64,
    dim: u64,
    /// sha256 of everything behind this line.
    sha256: String,
}

impl Header {
    /// One name for the whole entry: two entries of one digest have the same content.
    pub(super) fn digest(&self) -> String {
        // A header of strings and numbers always serializes; if not, the entry only counts as changed.
        sha256_hex(&serde_json::to_vec(self).unwrap_or_default())[..16].to_owned()
    }

    fn vector_bytes(&self) -> Option<u64> {
        self.rows.checked_mul(self.dim)?.checked_mul(2)
    }

    fn body_bytes(&self) -> Option<u64> {
        self.document.checked_add(self.vector_bytes()?)
    }
}

#[derive(Serialize)]
struct BodyRef<'a> {
    document: &'a Document,
    warnings: &'a [String],
}

#[derive(Deserialize)]
struct Body {
    document: Document,
    warnings: Vec<String>,
}

fn folder(dir: &Path) -> PathBuf {
    dir.join("papers")
}

fn path(dir: &Path, paper: &PaperId) -> PathBuf {
    folder(dir).join(format!("{paper}.entry"))
}

/// The papers that have a file, sorted.
pub(super) fn list(dir: &Path) -> Result<Vec<PaperId>, Error> {
    let folder = folder(dir);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("list", folder)(error)),
    };
    let mut papers = Vec::new();
    for entry in entries {
        let name = entry.map_err(Error::io("list", &folder))?.file_name();
        let id = name.to_str().and_then(|name| name.strip_suffix(".entry"));
        papers.extend(id.and_then(|id| PaperId::new(id).ok()));
    }
    papers.sort();
    Ok(papers)
}

/// The digest of every entry whose header is sound.
pub(super) fn digests(dir: &Path) -> Result<BTreeMap<PaperId, String>, Error> {
    let mut digests = BTreeMap::new();
    for paper in list(dir)? {
        if let Some(header) = header(dir, &paper)? {
            digests.insert(paper, header.digest());
        }
    }
    Ok(digests)
}

/// The header alone; `None` when there is no entry, or one of another format or length.
pub(super) fn header(dir: &Path, paper: &PaperId) -> Result<Option<Header>, Error> {
    let path = path(dir, paper);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    let bytes = file.metadata().map_err(Error::io("read", &path))?.len();
    let mut line = Vec::new();
    // A header has some 400 bytes, and up to 180 for each of a hundred attachments; a damaged file may have
    // no line break at all.
    let mut start = io::Read::take(BufReader::new(file), 64 << 10);
    start.read_until(b'\n', &mut line).map_err(Error::io("read", path))?;
    Ok(parse_header(&line).ok().filter(|header| {
        header.body_bytes().and_then(|body| body.checked_add(line.len() as u64)) == Some(bytes)
    }))
}

fn parse_header(line: &[u8]) -> Result<Header, String> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let Format { format } =
        serde_json::from_slice(line).map_err(|error| format!("its header is not readable: {error}"))?;
    if format != FORMAT {
        return Err(format!("it has format {format}, this program reads {FORMAT}"));
    }
    serde_json::from_slice(line).map_err(|error| format!("its header is not readable: {error}"))
}

/// The whole entry, every promise checked.
pub(super) fn read(dir: &Path, paper: &PaperId) -> Result<Entry, Error> {
    let path = path(dir, paper);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Entry::Absent),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    Ok(match decode(&bytes) {
        Ok(paper) => Entry::Present(Box::new(paper)),
        Err(why) => Entry::Damaged { why },
    })
}

/// The document alone, as sound as the whole entry is; `None` where that is absent or damaged.
pub(super) fn read_document(dir: &Path, paper: &PaperId) -> Result<Option<Document>, Error> {
    let path = path(dir, paper);
    match fs::read(&path) {
        Ok(bytes) => {
            Ok(split(&bytes).and_then(|(_, document, _)| parsed(document)).ok().map(|body| body.document))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// The header, the JSON and the numbers of an entry, which are what was written.
fn split(bytes: &[u8]) -> Result<(Header, &[u8], &[u8]), String> {
    let line = bytes.iter().position(|byte| *byte == b'\n').ok_or("it has no header")?;
    let header = parse_header(&bytes[..line])?;
    let body = &bytes[line + 1..];
    if header.body_bytes() != Some(body.len() as u64) {
        return Err(format!("it has {} bytes behind its header, not as many as it says", body.len()));
    }
    if sha256_hex(body) != header.sha256 {
        return Err("its content has another sha256 than its header says".to_owned());
    }
    let (document, numbers) = body.split_at(header.document as usize);
    Ok((header, document, numbers))
}

fn parsed(json: &[u8]) -> Result<Body, String> {
    let body: Body =
        serde_json::from_slice(json).map_err(|error| format!("its document is not readable: {error}"))?;
    body.document.check()?;
    Ok(body)
}

fn decode(bytes: &[u8]) -> Result<IndexedPaper, String> {
    let (header, document, numbers) = split(bytes)?;
    let Body { document, warnings } = parsed(document)?;
    let vectors = if header.dim == 0 {
        None
    } else {
        if header.rows != document.sentences.len() as u64 {
            return Err(format!("it has {} vectors for {} sentences", header.rows, document.sentences.len()));
        }
        let numbers = numbers.chunks_exact(2).map(|pair| f16::from_le_bytes([pair[0], pair[1]]).to_f32());
        Vectors::from_rows(header.dim as usize, numbers.collect())
    };
    Ok(IndexedPaper { document, vectors, warnings, stamp: header.stamp })
}

/// Writes the entry and gives its digest.
pub(super) fn write(dir: &Path, paper: &PaperId, content: &IndexedPaper) -> Result<String, Error> {
    let fault = |why: String| Error::Paper { paper: paper.clone(), why };
    content.document.check().map_err(fault)?;
    let body = BodyRef { document: &content.document, warnings: &content.warnings };
    let mut bytes = serde_json::to_vec(&body).map_err(|error| fault(error.to_string()))?;
    let document = bytes.len() as u64;
    let (mut rows, mut dim) = (0, 0);
    if let Some(vectors) = &content.vectors {
        if vectors.len() != content.document.sentences.len() {
            return Err(fault(format!(
                "{} vectors for {} sentences",
                vectors.len(),
                content.document.sentences.len()
            )));
        }
        (rows, dim) = (vectors.len() as u64, vectors.dim() as u64);
        bytes.extend(vectors.as_slice().iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()));
    }
    let header = Header {
        format: FORMAT,
        stamp: content.stamp.clone(),
        document,
        rows,
        dim,
        sha256: sha256_hex(&bytes),
    };
    let mut line = serde_json::to_vec(&header).map_err(|error| fault(error.to_string()))?;
    line.push(b'\n');

    let folder = folder(dir);
    fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    disk::replace_with(&path(dir, paper), Readers::Owner, |file| {
        file.write_all(&line)?;
        file.write_all(&bytes)
    })?;
    Ok(header.digest())
}

/// Removes the entry; nothing happens when there is none.
pub(super) fn remove(dir: &Path, paper: &PaperId) -> Result<(), Error> {
    let path = path(dir, paper);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", path)(error)),
        _ => Ok(()),
    }
}
