//! What can go wrong in a job, and what did go wrong with single papers.

use std::io;
use std::path::PathBuf;

use super::import_error::ImportError;
use super::settings::SettingsError;
use crate::document::PaperId;
use crate::learning::GoldError;
use crate::review::{NotADecision, Refused};
use crate::{audit, disk, index, models, papers, picture, reading, retrieval, rubric, snapshots};

/// Why a job could not be done at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no `papers/` folder.
    #[error("no workspace at {} or above: there is no `papers/` folder", dir.display())]
    NoWorkspace {
        /// Where the search began.
        dir: PathBuf,
    },
    /// The folder that was named is none.
    #[error("{} is not a workspace: there is no `papers/` folder in it", dir.display())]
    NotAWorkspace {
        /// As the user named it.
        dir: PathBuf,
    },
    /// The process stands in a folder that is gone.
    #[error("the current folder cannot be read")]
    NoCurrentFolder {
        /// What the system says.
        source: io::Error,
    },
    /// A folder of the workspace cannot be made.
    #[error("{} cannot be made: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file holds no readable paper.
    #[error("{}: {source}", path.display())]
    Unparsed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: reading::Error,
    },
    /// A format without pages.
    #[error("{}: there are no pages to draw", path.display())]
    NoPictures {
        /// The file.
        path: PathBuf,
    },
    /// A target of pictures that is neither a folder nor named like a picture.
    #[error("{} is neither a .png file nor a folder", target.display())]
    NotPng {
        /// As the user named it.
        target: PathBuf,
    },
    /// One file for many pages.
    #[error("{} can hold one page, and there are {pages}", target.display())]
    OnePicture {
        /// As the user named it.
        target: PathBuf,
        /// How many there are.
        pages: u32,
    },
    /// No picture can be made of a file or of a page.
    #[error("{}: {source}", path.display())]
    Undrawn {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: picture::Error,
    },
    /// A file that goes by the id of a paper which says something else.
    #[error("the workspace has another paper as `{id}`, of which this is no version")]
    OtherPaper {
        /// The id.
        id: PaperId,
    },
    /// The paper has no draft.
    #[error("paper `{id}` has no draft yet")]
    NoDraft {
        /// Which paper.
        id: PaperId,
    },
    /// Neither people nor a draft say anything of the paper.
    #[error("paper `{id}` has no draft, and nobody decided anything about it")]
    NothingToReport {
        /// Which paper.
        id: PaperId,
    },
    /// All there is of a paper is a draft by criteria that are not in use.
    #[error("the draft of `{id}` was made with rubric {made}, not with {used}, and nobody decided anything")]
    OtherRubric {
        /// Whose draft.
        id: PaperId,
        /// With id and version.
        made: String,
        /// The id of the rubric in use.
        used: String,
    },
    /// The stored draft is not of this program's shape.
    #[error("the draft of `{id}` cannot be read: {source}")]
    DamagedDraft {
        /// Whose draft.
        id: PaperId,
        /// What the JSON parser says.
        source: serde_json::Error,
    },
    /// A draft cannot be written as JSON.
    #[error("the draft of `{id}` cannot be written as JSON: {source}")]
    UnwritableDraft {
        /// Whose draft.
        id: PaperId,
        /// What the JSON writer says.
        source: serde_json::Error,
    },
    /// A file that holds no listing of papers.
    #[error("{}: {why}", path.display())]
    NotAListing {
        /// The file.
        path: PathBuf,
        /// In lower case.
        why: &'static str,
    },
    /// A query with a filter that is none.
    #[error(transparent)]
    NotAsked(#[from] retrieval::NotAsked),
    /// No phase goes by that id.
    #[error("the rubric has no phase `{0}`")]
    UnknownPhase(String),
    /// One paper is asked for, and another by filter.
    #[error("the search is in paper `{paper}`, and its filter `paper:` names another")]
    TwoPapers {
        /// The one that is not in the query.
        paper: PaperId,
    },
    /// Words beside a sentence that takes their place.
    #[error("sentences like one are looked for, and the query has words")]
    LikeAndWords,
    /// A sentence that nothing can be compared with.
    #[error("sentence {sentence} of `{paper}` has no place among the meanings")]
    NoVector {
        /// The paper.
        paper: PaperId,
        /// As asked for.
        sentence: u32,
    },
    /// No criterion goes by that id.
    #[error("the rubric has no criterion `{0}`")]
    UnknownCriterion(String),
    /// The labels cannot be read.
    #[error("{}: {source}", path.display())]
    Gold {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: GoldError,
    },
    /// A file of labels cannot be opened.
    #[error("{} cannot be read: {source}", path.display())]
    UnreadableGold {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The labels speak of too few papers of this workspace.
    #[error("too little to learn from: {found} of {labeled} labeled papers in the workspace")]
    NothingToLearn {
        /// Papers with labels that are here.
        found: usize,
        /// Papers with labels.
        labeled: usize,
    },
    /// Nobody decided anything yet.
    #[error("there are no settled decisions in the workspace, and no labels were given")]
    NoDecisions,
    /// A file of decisions has a line that is none.
    #[error("the decisions on `{id}` cannot be read: {source}")]
    DamagedDecisions {
        /// Whose.
        id: PaperId,
        /// The line.
        source: NotADecision,
    },
    /// What a person wants to say of a paper is not possible.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A decision has no JSON, which is not expected.
    #[error("the decision cannot be written: {0}")]
    UnwritableDecision(serde_json::Error),
    /// Lines from elsewhere do not belong here.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// It is not known who decides, or `medcheck.toml` is not sound.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Threads cannot be started.
    #[error("worker threads cannot be started: {why}")]
    Threads {
        /// What the system says.
        why: String,
    },
    /// What was wrong with a file when it was tried before; it has not changed since.
    #[error("{why}")]
    AsBefore {
        /// As it was said then.
        why: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// See [`papers::Error`], whose message leaves out the path.
    #[error("{}{source}", source.path().map(|path| format!("{}: ", path.display())).unwrap_or_default())]
    Papers {
        /// What is wrong.
        #[from]
        source: papers::Error,
    },
    /// A file that a person named cannot be written.
    #[error("{}: it cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// See [`index::Error`].
    #[error(transparent)]
    Index(#[from] index::Error),
    /// See [`snapshots::Error`].
    #[error(transparent)]
    Snapshots(#[from] snapshots::Error),
    /// See [`audit::Error`].
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// See [`models::Error`].
    #[error(transparent)]
    Models(#[from] models::Error),
    /// See [`rubric::Error`].
    #[error(transparent)]
    Rubric(#[from] rubric::Error),
    /// See [`retrieval::Error`].
    #[error(transparent)]
    Retrieval(#[from] retrieval::Error),
}

impl From<disk::Error> for Error {
    /// The step is left out, or who prints an error with its causes would say twice what failed.
    fn from(disk::Error { path, source, .. }: disk::Error) -> Error {
        Error::Unwritable { path, source }
    }
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::NoWorkspace { .. } | Error::NotAWorkspace { .. } => {
                Some("a workspace is a folder with `papers/` in it".to_owned())
            }
            Error::NoCurrentFolder { .. } => Some("change to a folder that exists".to_owned()),
            Error::Folder { .. } => Some("check that the place is writable and that no file has that name".to_owned()),
            Error::Unparsed { source, .. } => Some(source.hint()),
            Error::NoPictures { .. } => Some("pictures are of PDFs; text, Markdown and web pages have no pages".to_owned()),
            Error::NotPng { target } => {
                let (picture, folder) = (target.with_extension("png"), target.with_extension(""));
                Some(format!("`{}` is a picture, `{}/` a folder of them", picture.display(), folder.display()))
            }
            Error::OnePicture { .. } => {
                Some("a folder instead of the file, such as `pages/`, takes all".to_owned())
            }
            Error::Undrawn { source, .. } => Some(source.hint()),
            Error::OtherPaper { .. } => Some("give the file another name to keep both".to_owned()),
            Error::NoDraft { .. } => Some("draft it first".to_owned()),
            Error::NothingToReport { .. } => Some("draft it, and decide about it".to_owned()),
            Error::OtherRubric { .. } => Some("use its own rubric, or draft it anew".to_owned()),
            Error::DamagedDraft { .. } => Some("draft it anew".to_owned()),
            Error::UnwritableDraft { .. } => Some("this is a fault of the program; please report it".to_owned()),
            Error::NotAsked(error) => Some(error.hint()),
            Error::TwoPapers { .. } => Some("leave one of them out".to_owned()),
            Error::LikeAndWords => Some("leave out the words; filters may stay".to_owned()),
            Error::NoVector { .. } => Some("draft the paper with the language model".to_owned()),
            Error::NotAListing { .. } => Some(
                "save the page with its abstracts as .html, or its text as .txt with a line `Title: …` for each paper; \
                 a longer listing goes into several files"
                    .to_owned(),
            ),
            Error::UnknownPhase(_) | Error::UnknownCriterion(_) => None,
            Error::Gold { .. } => {
                Some("a label is a line such as {\"paper\":\"2009.13081\",\"rubric\":\"medcheck\",\"criterion\":\"1\",\"score\":2,\"evidence\":[\"…\"]}".to_owned())
            }
            Error::UnreadableGold { source, .. } => {
                Some(disk::hint_of_reading(source).unwrap_or("check the path and its permissions").to_owned())
            }
            Error::NothingToLearn { .. } => Some("learning takes two papers or more, and two levels".to_owned()),
            Error::NoDecisions => Some("decide some criteria first, or name scored papers".to_owned()),
            Error::DamagedDecisions { .. } => {
                Some("mend or remove that line; every other line is kept as it is".to_owned())
            }
            Error::Refused(error) => error.hint(),
            Error::UnwritableDecision(_) => None,
            Error::Import(error) => Some(error.hint()),
            Error::Settings(error) => Some(error.hint()),
            Error::Threads { .. } => Some("try fewer".to_owned()),
            Error::Unwritable { .. } => Some("check the disk and the rights of the folder".to_owned()),
            Error::AsBefore { hint, .. } => hint.clone(),
            Error::Papers { source } => source.hint(),
            Error::Index(error) => error.hint(),
            Error::Snapshots(error) => Some(error.hint()),
            Error::Audit(error) => error.hint(),
            Error::Models(error) => error.hint(),
            Error::Rubric(error) => error.hint(),
            Error::Retrieval(error) => error.hint(),
        }
    }
}

/// A paper or a file that could not be done, in a job that went on without it.
#[derive(Debug)]
pub struct Failure {
    /// The file or folder that was named, or the paper's.
    pub path: PathBuf,
    /// What is wrong.
    pub error: Error,
}

impl Failure {
    /// An error that concerns a path.
    pub fn new(path: impl Into<PathBuf>, error: impl Into<Error>) -> Failure {
        Failure { path: path.into(), error: error.into() }
    }

    /// What is wrong, in lower case, without the path if it would stand in front.
    pub fn message(&self) -> String {
        let message = self.error.to_string();
        let prefix = format!("{}: ", self.path.display());
        message.strip_prefix(&prefix).map_or(message.clone(), str::to_owned)
    }
}
