//! A workspace: the folders of one corpus, opened together, with one short verb per job.
//!
//! Orchestration only: what a job consists of and in which order, never how a step is done. A workspace is
//! any folder with `papers/` in it; `models/` and `index/` lie beside. Models are taken from the workspace,
//! else from the `models/` folder above the program itself, so that a new workspace needs no copy of the
//! weights.

mod about;
mod adding;
mod annotating;
mod attaching;
mod comparing;
mod counting;
mod doctor;
mod drafting;
mod error;
mod evaluating;
mod exporting;
mod importing;
mod just_read;
mod learning;
mod picturing;
mod refreshing;
mod reporting;
mod reviewing;
mod searching;
mod standing;
mod settings;
mod triaging;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;

use crate::audit::{LevelModel, ModelRole, UsedModel};
use crate::disk::sha256_hex;
use crate::document::PaperId;
use crate::index::Index;
use crate::models::{self, ENCODER, Encoder, Heads, Models, Vectors};
use crate::papers::{self, Papers};
use crate::reading::{self, Parsed};
use crate::retrieval::{HeadPlaces, Learned, Ranker};
use crate::rubric::Rubric;
use crate::snapshots::Snapshots;

pub use about::{About, DraftState};
pub use adding::{AddReport, AddedPaper};
pub use annotating::AnnotatedPaper;
pub use attaching::Detached;
pub use counting::CountedDrafts;
pub use doctor::{Check, State};
pub use drafting::DraftReport;
pub use error::{Error, Failure};
pub use evaluating::{EvaluationRequest, Measured, Point};
pub use importing::{ImportError, ImportReport, ImportRequest, ImportedPaper};
use just_read::JustRead;
pub use learning::{Labels, Lesson};
pub use picturing::{PictureReport, PictureRequest, picture};
pub use refreshing::Refreshed;
pub use searching::{Found, Hit, SearchRequest, sentence_named};
use settings::Settings;
pub use settings::SettingsError;
pub use triaging::{TriageReport, TriagedPaper, triage, write_queue};

/// Watches a job of many papers. Called from several threads.
pub trait Observer: Sync {
    /// So many papers will be worked on.
    fn started(&self, papers: usize);
    /// One is done, well or badly.
    fn finished(&self, paper: &str);
    /// So much of a long computation is done.
    fn computed(&self, what: &str, done: usize, of: usize);
    /// Something a patient reader might like to know.
    fn note(&self, text: &str);
}

/// Nobody watches.
impl Observer for () {
    fn started(&self, _: usize) {}
    fn finished(&self, _: &str) {}
    fn computed(&self, _: &str, _: usize, _: usize) {}
    fn note(&self, _: &str) {}
}

/// How to work.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Threads; `None` means one per core. The results are the same.
    pub jobs: Option<usize>,
    /// Whether sentence vectors are used; without them words alone decide.
    pub use_model: bool,
    /// A rubric file instead of MedCheck's 46 criteria.
    pub rubric: Option<PathBuf>,
}

/// A paper read from a file outside any workspace.
#[derive(Debug)]
pub struct Reading {
    /// The id it would go by.
    pub id: PaperId,
    /// Of the file, in hexadecimal.
    pub sha256: String,
    /// What was read.
    pub parsed: Parsed,
}

/// An open workspace.
pub struct Workspace {
    papers: Papers,
    just_read: JustRead,
    index: Index,
    /// The workspace's own, and where the program's are, if elsewhere.
    models: Vec<Models>,
    snapshots: Snapshots,
    rubric: Rubric,
    settings: Settings,
    use_model: bool,
    jobs: usize,
    encoder: Mutex<Option<std::sync::Arc<Encoder>>>,
}

const PAPERS: &str = "papers";
const MODELS: &str = "models";
const INDEX: &str = "index";
/// Made by the first refresh.
const SNAPSHOTS: &str = "snapshots";
/// Tells git that two people's decisions merge by keeping both.
const GIT_ATTRIBUTES: &str = ".gitattributes";
const MERGE_DECISIONS: &str = "papers/*/decisions.jsonl merge=union\n";

impl Workspace {
    /// Opens the workspace at `explicit`, or the nearest folder from here upward that holds `papers/`.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`], or what is wrong with the rubric file or `medcheck.toml`.
    pub fn find(explicit: Option<&Path>, options: Options) -> Result<Workspace, Error> {
        let here = std::env::current_dir().map_err(|source| Error::NoCurrentFolder { source })?;
        let dir = match explicit {
            Some(dir) if dir.join(PAPERS).is_dir() => dir.to_owned(),
            Some(dir) => return Err(Error::NotAWorkspace { dir: dir.to_owned() }),
            None => here
                .ancestors()
                .find(|dir| dir.join(PAPERS).is_dir())
                .map(Path::to_owned)
                .ok_or(Error::NoWorkspace { dir: here.clone() })?,
        };
        let settings = Settings::of(&dir)?;
        let rubric = match options.rubric.as_ref().or(settings.rubric.as_ref()) {
            Some(path) => Rubric::load(path)?,
            None => Rubric::medcheck().clone(),
        };
        let mut models = vec![Models::open(dir.join(MODELS))];
        models.extend(models_of_the_program().filter(|own| own.dir() != dir.join(MODELS)));
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Ok(Workspace {
            papers: Papers::open(&dir.join(PAPERS)),
            just_read: JustRead::default(),
            index: Index::open(dir.join(INDEX)),
            models,
            snapshots: Snapshots::open(dir.join(SNAPSHOTS)),
            rubric,
            settings,
            use_model: options.use_model,
            jobs: options.jobs.unwrap_or_else(cores),
            encoder: Mutex::new(None),
        })
    }

    /// Makes a workspace of `dir`; what is there stays. The result is its path.
    ///
    /// # Errors
    /// [`Error::Papers`] or [`Error::Folder`] when a folder cannot be made.
    pub fn init(dir: &Path) -> Result<PathBuf, Error> {
        Papers::open(&dir.join(PAPERS)).create()?;
        for name in [MODELS, INDEX] {
            let path = dir.join(name);
            std::fs::create_dir_all(&path).map_err(|source| Error::Folder { path, source })?;
        }
        let attributes = dir.join(GIT_ATTRIBUTES);
        if !attributes.exists() {
            std::fs::write(&attributes, MERGE_DECISIONS)
                .map_err(|source| Error::Folder { path: attributes, source })?;
        }
        Ok(dir.canonicalize().unwrap_or_else(|_| dir.to_owned()))
    }

    /// The rubric in use.
    pub fn rubric(&self) -> &Rubric {
        &self.rubric
    }

    /// The first models folder that has the model, else the workspace's own.
    fn models_with(&self, name: &str) -> &Models {
        let has = |models: &&Models| matches!(models.manifest(name), Ok(Some(_)) | Err(_));
        self.models.iter().find(has).unwrap_or(&self.models[0])
    }

    /// The encoder, loaded at its first use; `None` when working from words alone.
    fn encoder(&self) -> Result<Option<std::sync::Arc<Encoder>>, Error> {
        if !self.use_model {
            return Ok(None);
        }
        let mut slot = self.encoder.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.is_none() {
            *slot = Some(std::sync::Arc::new(Encoder::load(self.models_with(ENCODER))?));
        }
        Ok(slot.clone())
    }

    /// The encoder's hash as its manifest has it, without loading it.
    fn encoder_sha256(&self) -> Result<Option<String>, Error> {
        if !self.use_model {
            return Ok(None);
        }
        let models = self.models_with(ENCODER);
        let manifest = models.manifest(ENCODER)?;
        let missing = || models::Error::Missing { name: ENCODER.to_owned(), dir: models.dir().to_owned() };
        Ok(Some(manifest.ok_or_else(missing)?.sha256()))
    }

    /// The folder of what was learned for the rubric in use.
    fn lessons_name(&self) -> String {
        format!("{}-{}", self.rubric.id, self.rubric.version)
    }

    /// What was learned for the rubric in use, else what carries over from MedCheck; `None` when neither
    /// is there.
    fn knowledge(&self) -> Result<Option<Knowledge>, Error> {
        let own = self.lessons_name();
        if let Some(knowledge) = self.knowledge_of(&own, true)? {
            return Ok(Some(knowledge));
        }
        let medcheck = Rubric::medcheck();
        let lent = format!("{}-{}", medcheck.id, medcheck.version);
        let lent = if lent == own { None } else { self.knowledge_of(&lent, false)? };
        // Levels there were learned from rankings by words and meaning, which is all there is here.
        Ok(lent.map(|knowledge| Knowledge { levels: knowledge.levels.for_another_rubric(), ..knowledge }))
    }

    /// What is in a model folder, or `None` without one; the heads only where they are wanted.
    fn knowledge_of(&self, name: &str, with_heads: bool) -> Result<Option<Knowledge>, Error> {
        let models = self.models_with(name);
        let Some(manifest) = models.manifest(name)? else { return Ok(None) };
        let encoder = if with_heads { self.encoder()? } else { None };
        let heads = match encoder {
            Some(encoder) => Heads::load(models, name, &encoder)?,
            None => None,
        };
        let levels_file = learning::levels_file(heads.is_some());
        if !manifest.has(levels_file) {
            return Ok(None);
        }
        let levels: LevelModel = self.learned(name, levels_file, LevelModel::check)?;
        let ranker =
            heads.as_ref().map(|_| self.learned(name, learning::RANKER_FILE, Ranker::check)).transpose()?;
        let places =
            heads.as_ref().map(|heads| HeadPlaces::of_heads(&self.rubric, heads)).unwrap_or_default();
        let used = UsedModel { role: ModelRole::Levels, name: name.to_owned(), sha256: manifest.sha256() };
        Ok(Some(Knowledge { heads, places, ranker, levels, used }))
    }

    /// A file of a model folder, read and checked.
    fn learned<T: DeserializeOwned>(
        &self,
        name: &str,
        file: &str,
        check: impl Fn(&T) -> Result<(), String>,
    ) -> Result<T, Error> {
        let models = self.models_with(name);
        let missing = || models::Error::Missing { name: name.to_owned(), dir: models.dir().to_owned() };
        let bytes = models.read(name, file)?.ok_or_else(missing)?.bytes;
        let unusable = |why: String| Error::UnusableLevels { name: name.to_owned(), why };
        let learned: T = serde_json::from_slice(&bytes).map_err(|error| unusable(error.to_string()))?;
        check(&learned).map_err(unusable)?;
        Ok(learned)
    }

    fn pool(&self) -> Result<rayon::ThreadPool, Error> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.jobs)
            .build()
            .map_err(|error| Error::Threads { why: error.to_string() })
    }
}

/// What was learned for a rubric, and where it comes from.
struct Knowledge {
    heads: Option<Heads>,
    places: HeadPlaces,
    ranker: Option<Ranker>,
    levels: LevelModel,
    used: UsedModel,
}

impl Knowledge {
    /// For a paper that the heads have read.
    fn of<'p>(&'p self, read: Option<&'p Vectors>) -> Option<Learned<'p>> {
        read.map(|logits| Learned { logits, places: &self.places, ranker: self.ranker.as_ref() })
    }
}

/// The `models/` folder of the nearest folder above the program that has the encoder.
fn models_of_the_program() -> impl Iterator<Item = Models> {
    let program = std::env::current_exe().ok().and_then(|path| path.canonicalize().ok());
    let above: Vec<PathBuf> =
        program.iter().flat_map(|path| path.ancestors().skip(1)).map(Path::to_owned).collect();
    above
        .into_iter()
        .map(|dir| Models::open(dir.join(MODELS)))
        .find(|models| matches!(models.manifest(ENCODER), Ok(Some(_))))
        .into_iter()
}

/// Reads a file as a paper, without any workspace.
///
/// # Errors
/// That it cannot be read, or that there is no text in it.
pub fn parse(path: &Path) -> Result<Reading, Error> {
    let (bytes, format) = papers::read_any(path, papers::SIZE_LIMIT)?;
    let mut parsed =
        reading::read(&bytes, format).map_err(|source| Error::Unparsed { path: path.to_owned(), source })?;
    let document = &mut parsed.document;
    let id = adding::id_of(path, document);
    parsed.warnings.extend(adding::other_id(&id, &document.metadata));
    document.metadata = std::mem::take(&mut document.metadata).with_file_name(&adding::stem_of(path));
    Ok(Reading { id, sha256: sha256_hex(&bytes), parsed })
}
