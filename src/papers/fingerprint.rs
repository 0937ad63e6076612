//! What papers hash to, without reading what has not changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::PoisonError;

use super::error::Error;
use super::folder::Papers;
use super::hashes::{Hashes, hash};
use super::outside::{ATTACHMENT_SIZE_LIMIT, SIZE_LIMIT, read_any};
use crate::document::{AttachmentName, PaperId};

/// What a paper and all that lies beside it hash to: two papers of one id and fingerprint are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Whose it is.
    pub id: PaperId,
    /// Of the source, in lower-case hexadecimal.
    pub sha256: String,
    /// Of every attachment.
    pub attachments: BTreeMap<AttachmentName, String>,
}

impl Papers {
    /// Takes over what was known before; what was found since stays.
    pub fn know(&self, hashes: Hashes) {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).take_over(hashes);
    }

    /// What is known now, of files that are still there.
    pub fn known(&self) -> Hashes {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).there(&self.dir)
    }

    /// What a paper hashes to; files that did not change since they were last read are not read again.
    ///
    /// # Errors
    /// As [`Papers::source`].
    pub fn fingerprint(&self, id: &PaperId) -> Result<Fingerprint, Error> {
        let hash = |name: AttachmentName| {
            let sha256 = self.hash(&self.attachment_path(id, &name), ATTACHMENT_SIZE_LIMIT)?;
            Ok((name, sha256))
        };
        let attachments = self.attachment_names_within_limit(id)?.into_iter().map(hash);
        Ok(Fingerprint {
            id: id.clone(),
            sha256: self.source_sha256(id)?,
            attachments: attachments.collect::<Result<_, Error>>()?,
        })
    }

    /// The sha256 of a paper's source.
    pub(super) fn source_sha256(&self, id: &PaperId) -> Result<String, Error> {
        self.hash(&self.only_source(id)?.0, SIZE_LIMIT)
    }

    /// The sha256 of a file that a person has named, read only if it changed since the last time.
    ///
    /// # Errors
    /// As [`super::read_file`].
    pub fn hash_outside(&self, path: &Path) -> Result<String, Error> {
        self.hash(path, SIZE_LIMIT)
    }

    /// The sha256 of the stored draft; `None` where there is none.
    ///
    /// # Errors
    /// That the file is there but cannot be read.
    pub fn draft_sha256(&self, id: &PaperId) -> Result<Option<String>, Error> {
        self.hash_if_there(&self.draft_path(id))
    }

    /// The sha256 of the file of people's decisions; `None` where nobody decided.
    ///
    /// # Errors
    /// That the file is there but cannot be read.
    pub fn decisions_sha256(&self, id: &PaperId) -> Result<Option<String>, Error> {
        self.hash_if_there(&self.decisions_path(id))
    }

    fn hash_if_there(&self, path: &Path) -> Result<Option<String>, Error> {
        let no_file = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => Error::NotFound { path: path.to_owned() },
            _ => Error::Unreadable { path: path.to_owned(), source },
        };
        match hash(&self.hashes, &self.dir, path, || fs::read(path).map_err(no_file)) {
            Ok(sha256) => Ok(Some(sha256)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn hash(&self, path: &Path, limit: u64) -> Result<String, Error> {
        hash(&self.hashes, &self.dir, path, || Ok(read_any(path, limit)?.0))
    }
}
