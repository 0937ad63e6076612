//! What was found out about files, so that it need not be found out again: `hashes.json` has what the papers'
//! files hashed to, `refusals.json` which papers cannot be parsed, `drafts.json` what their drafts say in short.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::Error;
use super::folder::Index;
use super::indexed::Stamp;
use crate::disk;
use crate::document::PaperId;
use crate::papers::Hashes;

/// Version of the files; another one counts as absent.
const FORMAT: u32 = 1;
const HASHES: &str = "hashes.json";
const REFUSALS: &str = "refusals.json";
const DRAFTS: &str = "drafts.json";

#[derive(Serialize, Deserialize)]
struct Stored<T> {
    format: u32,
    content: T,
}

/// Papers that cannot be parsed. The same bytes and parser give the same answer.
pub type Refusals = BTreeMap<PaperId, Refusal>;

/// Why a paper cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What was to be parsed.
    pub stamp: Stamp,
    /// The file that cannot be parsed, from the folder of papers.
    pub file: PathBuf,
    /// What is wrong with it.
    pub why: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Index {
    /// What the files hashed to. Nothing where there is no file or none that can be read: then they are
    /// hashed again.
    pub fn hashes(&self) -> Hashes {
        self.remembered(HASHES)
    }

    /// Keeps them for the next time, in place of what was kept.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn keep_hashes(&self, hashes: &Hashes) -> Result<(), Error> {
        self.remember(HASHES, hashes)
    }

    /// The papers that could not be parsed. Nothing where there is no file or none that can be read: then it
    /// is tried again.
    pub fn refusals(&self) -> Refusals {
        self.remembered(REFUSALS)
    }

    /// Keeps them for the next time, in place of what was kept.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn keep_refusals(&self, refusals: &Refusals) -> Result<(), Error> {
        self.remember(REFUSALS, refusals)
    }

    /// What was kept of drafts, which whoever keeps it gives a shape. Nothing where there is no file or none that
    /// can be read: then the drafts are read again.
    pub fn of_drafts<T: DeserializeOwned + Default>(&self) -> T {
        self.remembered(DRAFTS)
    }

    /// Keeps it for the next time, in place of what was kept.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn keep_of_drafts(&self, content: &impl Serialize) -> Result<(), Error> {
        self.remember(DRAFTS, content)
    }

    fn remembered<T: DeserializeOwned + Default>(&self, name: &str) -> T {
        let stored = fs::read(self.dir.join(name)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        stored
            .filter(|stored: &Stored<T>| stored.format == FORMAT)
            .map_or_else(T::default, |stored| stored.content)
    }

    fn remember(&self, name: &str, content: &impl Serialize) -> Result<(), Error> {
        let path: PathBuf = self.dir.join(name);
        let bytes = serde_json::to_vec(&Stored { format: FORMAT, content }).map_err(io::Error::other);
        let bytes = bytes.map_err(Error::io("write", &path))?;
        Ok(disk::replace(&path, &bytes)?)
    }
}
