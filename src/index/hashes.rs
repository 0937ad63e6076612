//! `hashes.json`: what the papers' files hashed to, so that they need not be read to see that they are the same.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Error, Index};
use crate::papers::{Hashes, replace_file};

/// Version of the file; another one counts as absent.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Stored<H> {
    format: u32,
    hashes: H,
}

impl Index {
    fn hashes_path(&self) -> PathBuf {
        self.dir.join("hashes.json")
    }

    /// What was kept last. Nothing where there is no file or none that can be read: then files are hashed again.
    pub fn hashes(&self) -> Hashes {
        let stored = fs::read(self.hashes_path()).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        stored
            .filter(|stored: &Stored<Hashes>| stored.format == FORMAT)
            .map_or_else(Hashes::default, |stored| stored.hashes)
    }

    /// Keeps them for the next time, in place of what was kept.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn keep_hashes(&self, hashes: &Hashes) -> Result<(), Error> {
        let path = self.hashes_path();
        let bytes = serde_json::to_vec(&Stored { format: FORMAT, hashes }).map_err(std::io::Error::other);
        let bytes = bytes.map_err(Error::io("write", &path))?;
        replace_file(&path, &bytes).map_err(|error| Error::io("write", &path)(std::io::Error::other(error)))
    }
}
