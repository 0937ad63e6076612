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
mod import_error;
mod importing;
mod just_read;
mod known;
mod learning;
mod naming;
mod picturing;
mod placing;
mod quoting;
mod refreshing;
mod reporting;
mod reviewing;
mod searching;
mod standing;
mod settings;
mod summaries;
mod taking_in;
mod triaging;

use std::path::{Path, PathBuf};

use crate::disk::{self, sha256_hex};
use crate::document::PaperId;
use crate::index::Index;
use crate::models::{self, Library};
use crate::papers::{self, Papers};
use crate::reading::{self, Parsed};
use crate::rubric::Rubric;
use crate::snapshots::Snapshots;

pub use about::{About, DraftState};
pub use adding::{AddReport, AddedPaper};
pub use annotating::AnnotatedPaper;
pub use attaching::Detached;
pub use counting::CountedDrafts;
pub use doctor::{Finding, IndexProblem, State};
pub use drafting::DraftReport;
pub use error::{Error, Failure};
pub use evaluating::EvaluationRequest;
pub use import_error::ImportError;
pub use importing::{ImportReport, ImportRequest, ImportedPaper};
use just_read::JustRead;
use known::{KnownQuotes, Summaries};
pub use learning::{Labels, Lesson};
pub use picturing::{PictureReport, PictureRequest, picture};
pub use refreshing::Refreshed;
pub use searching::{Found, Hit, SearchRequest};
use settings::Settings;
pub use settings::SettingsError;
pub use triaging::{TriageReport, TriagedListing, triage, write_queue};

/// Watches a job of many papers. Called from several threads.
pub trait Observer: Sync {
    /// This many papers will be worked on.
    fn started(&self, papers: usize);
    /// One is done, well or badly.
    fn finished(&self, paper: &str);
    /// This much of a long computation is done.
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
    summaries: Summaries,
    quotes: KnownQuotes,
    index: Index,
    models: Library,
    snapshots: Snapshots,
    rubric: Rubric,
    settings: Settings,
    use_model: bool,
    jobs: usize,
}

const PAPERS: &str = "papers";
const INDEX: &str = "index";
/// Made by the first refresh.
const SNAPSHOTS: &str = "snapshots";
/// Tells git that two people's decisions merge by keeping both.
const GIT_ATTRIBUTES: &str = ".gitattributes";
const DECISIONS_FILE: &str = "decisions.jsonl";
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
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Ok(Workspace {
            papers: Papers::open(&dir.join(PAPERS)),
            just_read: JustRead::default(),
            summaries: Summaries::default(),
            quotes: KnownQuotes::default(),
            index: Index::open(dir.join(INDEX)),
            models: Library::open(&dir),
            snapshots: Snapshots::open(dir.join(SNAPSHOTS)),
            rubric,
            settings,
            use_model: options.use_model,
            jobs: options.jobs.unwrap_or_else(cores),
        })
    }

    /// Makes a workspace of `dir`; what is there stays. The result is its path.
    ///
    /// # Errors
    /// [`Error::Papers`] or [`Error::Folder`] when a folder cannot be made.
    pub fn init(dir: &Path) -> Result<PathBuf, Error> {
        Papers::open(&dir.join(PAPERS)).create()?;
        for name in [models::FOLDER, INDEX] {
            let path = dir.join(name);
            std::fs::create_dir_all(&path).map_err(|source| Error::Folder { path, source })?;
        }
        let attributes = dir.join(GIT_ATTRIBUTES);
        let unwritable = |disk::Error { path, source, .. }| Error::Folder { path, source };
        let text = match std::fs::read(&attributes) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(source) => return Err(Error::Folder { path: attributes, source }),
        };
        // Whatever rule is there for decisions, somebody wanted it.
        if !String::from_utf8_lossy(&text).contains(DECISIONS_FILE) {
            let end: &[u8] = if text.is_empty() || text.ends_with(b"\n") { b"" } else { b"\n" };
            let text = [&text, end, MERGE_DECISIONS.as_bytes()].concat();
            disk::replace(&attributes, &text).map_err(unwritable)?;
        }
        Ok(dir.canonicalize().unwrap_or_else(|_| dir.to_owned()))
    }

    /// The rubric in use.
    pub fn rubric(&self) -> &Rubric {
        &self.rubric
    }

    /// Where models come from; `None` when working from words alone.
    fn library(&self) -> Option<&Library> {
        self.use_model.then_some(&self.models)
    }

    fn pool(&self) -> Result<rayon::ThreadPool, Error> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.jobs)
            .build()
            .map_err(|error| Error::Threads { why: error.to_string() })
    }
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
    let id = naming::id_of(path, document);
    parsed.warnings.extend(naming::other_id(&id, &document.metadata));
    document.metadata = std::mem::take(&mut document.metadata).with_file_name(&naming::stem_of(path));
    Ok(Reading { id, sha256: sha256_hex(&bytes), parsed })
}
