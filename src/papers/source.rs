//! Sources: read with what is attached to them, added, and found by what they hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::PoisonError;

use super::attachments::Attached;
use super::error::Error;
use super::fingerprint::Fingerprint;
use super::folder::{Added, Papers};
use super::names::source_name;
use super::outside::read_file;
use crate::disk::sha256_hex;
use crate::document::PaperId;
use crate::reading::Format;

/// A paper's source as it lies in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Whose it is.
    pub id: PaperId,
    /// Where it lies.
    pub path: PathBuf,
    /// What it is, by its extension.
    pub format: Format,
    /// All of it.
    pub bytes: Vec<u8>,
    /// Of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// What lies beside the paper, sorted by name.
    pub attachments: Vec<Attached>,
}

impl Source {
    /// Of what was read.
    pub fn fingerprint(&self) -> Fingerprint {
        let attached = self.attachments.iter();
        Fingerprint {
            id: self.id.clone(),
            sha256: self.sha256.clone(),
            attachments: attached.map(|one| (one.name.clone(), one.sha256.clone())).collect(),
        }
    }
}

impl Papers {
    /// Reads a paper's source and what is attached to it.
    ///
    /// # Errors
    /// That there is no such paper, that it has two sources, what [`read_file`] finds, or what
    /// [`Papers::attachments`] does.
    pub fn source(&self, id: &PaperId) -> Result<Source, Error> {
        Ok(Source { attachments: self.attachments(id)?, ..self.source_alone(id)? })
    }

    fn source_alone(&self, id: &PaperId) -> Result<Source, Error> {
        let (path, _) = self.only_source(id)?;
        let (bytes, format) = read_file(&path)?;
        let (id, sha256) = (id.clone(), sha256_hex(&bytes));
        Ok(Source { id, path, format, bytes, sha256, attachments: Vec::new() })
    }

    /// Stores a paper. Adding the same bytes again changes nothing; other bytes under a known id are
    /// refused unless `replace` is set.
    ///
    /// # Errors
    /// [`Error::Changed`] as above, or that the file cannot be written.
    pub fn add(&self, id: &PaperId, bytes: &[u8], format: Format, replace: bool) -> Result<Added, Error> {
        let old = self.sources(id);
        let target = self.folder(id).join(source_name(format));
        let new_sha256 = sha256_hex(bytes);
        if let [(path, _)] = old.as_slice() {
            let old_sha256 = sha256_hex(&read_file(path)?.0);
            if *path == target && old_sha256 == new_sha256 {
                return Ok(Added::Unchanged);
            }
            if !replace {
                return Err(Error::Changed { id: id.clone(), old_sha256, new_sha256 });
            }
        } else if let ([(first, _), (second, _), ..], false) = (old.as_slice(), replace) {
            return Err(Error::TwoSources { id: id.clone(), first: first.clone(), second: second.clone() });
        }
        self.write(&target, bytes)?;
        for (path, _) in old.iter().filter(|(path, _)| *path != target) {
            fs::remove_file(path).map_err(|source| Error::Unwritable { path: path.clone(), source })?;
        }
        *self.by_sha256.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(if old.is_empty() { Added::New } else { Added::Replaced })
    }

    /// The first paper, by id, whose source has that sha256 (in hexadecimal); `None` if no paper has. Papers that
    /// cannot be read are skipped.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn find_by_sha256(&self, sha256: &str) -> Result<Option<PaperId>, Error> {
        let mut cache = self.by_sha256.lock().unwrap_or_else(PoisonError::into_inner);
        let by_sha256 = match cache.as_mut() {
            Some(by_sha256) => by_sha256,
            None => {
                let mut by_sha256 = BTreeMap::new();
                for id in self.list()? {
                    if let Ok(sha256) = self.source_sha256(&id) {
                        by_sha256.entry(sha256).or_insert(id);
                    }
                }
                cache.insert(by_sha256)
            }
        };
        Ok(by_sha256.get(sha256).cloned())
    }
}
