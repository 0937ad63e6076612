//! The folders that models are taken from, and the encoder, loaded once.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{ENCODER, Encoder, Error, Models};

/// The name of a folder of models.
pub const FOLDER: &str = "models";

/// The `models/` folder of a workspace and behind it the one that comes with the program, so that a new
/// workspace needs no copy of the weights.
#[derive(Debug)]
pub struct Library {
    own: Models,
    of_the_program: Option<Models>,
    encoder: Mutex<Option<Arc<Encoder>>>,
    encoder_sha256: OnceLock<String>,
}

impl Library {
    /// The models of the workspace in `dir`, and those above the program itself, if they lie elsewhere.
    /// Nothing is loaded yet.
    pub fn open(dir: &Path) -> Library {
        let own = Models::open(dir.join(FOLDER));
        let of_the_program = of_the_program().filter(|models| models.dir() != own.dir());
        Library { own, of_the_program, encoder: Mutex::new(None), encoder_sha256: OnceLock::new() }
    }

    /// The workspace's own folder, which learning writes to.
    pub fn own(&self) -> &Models {
        &self.own
    }

    /// Every folder; what an earlier one has hides the same name in a later one.
    pub fn folders(&self) -> impl Iterator<Item = &Models> {
        [&self.own].into_iter().chain(&self.of_the_program)
    }

    /// The first folder that has a model of that name, readable or not; the workspace's own where none has.
    pub fn with(&self, name: &str) -> &Models {
        let has = |models: &&Models| matches!(models.manifest(name), Ok(Some(_)) | Err(_));
        self.folders().find(has).unwrap_or(&self.own)
    }

    /// The encoder, loaded at its first use.
    ///
    /// # Errors
    /// As [`Encoder::load`].
    pub fn encoder(&self) -> Result<Arc<Encoder>, Error> {
        let mut slot = self.encoder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(encoder) = &*slot {
            return Ok(Arc::clone(encoder));
        }
        let encoder = Arc::new(Encoder::load(self.with(ENCODER))?);
        Ok(Arc::clone(slot.insert(encoder)))
    }

    /// The encoder's hash as its manifest has it, without loading it.
    ///
    /// # Errors
    /// [`Error::Missing`] without an encoder, and what [`Models::manifest`] gives.
    pub fn encoder_sha256(&self) -> Result<&str, Error> {
        if let Some(sha256) = self.encoder_sha256.get() {
            return Ok(sha256);
        }
        let models = self.with(ENCODER);
        let missing = || Error::Missing { name: ENCODER.to_owned(), dir: models.dir().to_owned() };
        let sha256 = models.manifest(ENCODER)?.ok_or_else(missing)?.sha256();
        Ok(self.encoder_sha256.get_or_init(|| sha256))
    }
}

/// The `models/` folder of the nearest folder above the program that has the encoder.
fn of_the_program() -> Option<Models> {
    let program = std::env::current_exe().ok()?.canonicalize().ok()?;
    let above: Vec<PathBuf> = program.ancestors().skip(1).map(|dir| dir.join(FOLDER)).collect();
    above.into_iter().map(Models::open).find(|models| matches!(models.manifest(ENCODER), Ok(Some(_))))
}
