//! What to type about an error. Libraries say what is wrong and know neither commands nor options; where one
//! helps, it is named here, and elsewhere a library's own hint is shown.

use super::misuse::Misuse;
use crate::document::InvalidPaperId;
use crate::reading::Format;
use crate::review::{NotReady, Refused};
use crate::web::ServeError;
use crate::workspace::{Error, ImportError, SettingsError};
use crate::{audit, index, models, papers, picture, retrieval, rubric, snapshots};

/// What to do about what ended a command; `None` where nobody knows.
pub(super) fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(error) = error.downcast_ref::<Error>() {
        of(error)
    } else if let Some(error) = error.downcast_ref::<rubric::Error>() {
        of_rubric(error)
    } else if let Some(error) = error.downcast_ref::<papers::Error>() {
        of_papers(error)
    } else if let Some(ServeError::Listen { .. }) = error.downcast_ref() {
        said("another `medcheck review` may be running; `--port 0` takes a free one")
    } else if error.is::<InvalidPaperId>() {
        said("a paper goes by the name of its folder in `papers/`")
    } else {
        error.downcast_ref::<Misuse>().map(|misuse| misuse.hint.clone())
    }
}

/// What to do about an error of a job, or of one paper in it.
pub(super) fn of(error: &Error) -> Option<String> {
    match error {
        Error::NoWorkspace { .. } => {
            said("`medcheck init` makes one here, `--workspace DIR` names one elsewhere")
        }
        Error::NotAWorkspace { dir } => Some(format!("`medcheck init {}` makes one of it", dir.display())),
        Error::OnePicture { .. } => {
            said("--page N picks one; a folder instead of the file, such as `pages/`, takes all")
        }
        Error::Undrawn { source, .. } => of_picture(source),
        Error::NoDraft { id } => Some(format!("`medcheck draft {id}` makes one")),
        Error::NothingToReport { id } => {
            Some(format!("`medcheck draft {id}` makes a draft, `medcheck review` decides about it"))
        }
        Error::OtherRubric { id, .. } => {
            Some(format!("--rubric FILE reports it with its own, `medcheck draft {id}` drafts it anew"))
        }
        Error::DamagedDraft { id, .. } => Some(format!("`medcheck draft {id}` makes it anew")),
        Error::Audit(error) => of_audit(error),
        Error::UnknownPhase(_) => said("`medcheck rubric` lists the phases"),
        Error::UnknownCriterion(_) => said("`medcheck rubric` lists the criteria"),
        Error::TwoPapers { .. } => said("leave out --paper or the filter `paper:`"),
        Error::LikeAndWords => said("leave out --like or the words; filters may stay"),
        Error::NoVector { paper, .. } => Some(format!(
            "`medcheck search WORDS --format csv` tells the numbers of sentences; `medcheck draft {paper}` reads \
             the paper with the model"
        )),
        Error::NothingToLearn { .. } => {
            said("learning takes two papers or more, and two levels; `medcheck add` adds the papers")
        }
        Error::NoDecisions => said("decide some criteria first, or name scored papers with `--gold`"),
        Error::Threads { .. } => said("try fewer with `--jobs`"),
        Error::Refused(error) => of_refused(error),
        Error::Import(error) => of_import(error),
        Error::Settings(SettingsError::Reviewer(_) | SettingsError::Nobody) => {
            said("--reviewer NAME says it, or a line `reviewer = \"NAME\"` in the workspace's medcheck.toml")
        }
        Error::Papers { source } => of_papers(source),
        Error::Index(error) => of_index(error),
        Error::Snapshots(error) => of_snapshots(error),
        Error::Models(error) => of_models(error),
        Error::Rubric(error) => of_rubric(error),
        Error::Retrieval(retrieval::Error::Models(error)) => of_models(error),
        Error::Retrieval(retrieval::Error::Index(error)) => of_index(error),
        error => error.hint(),
    }
}

/// What to do about an error of the papers on disk.
pub(super) fn of_papers(error: &papers::Error) -> Option<String> {
    match error {
        papers::Error::IsFolder { .. } => said("name a file in it; `add` and `draft` take folders of papers"),
        papers::Error::UnknownFormat { path } if Format::of(path).is_some() => said(
            "papers are .pdf, .txt or .md files; `medcheck add FILE --to PAPER` puts a web page beside a paper",
        ),
        papers::Error::UnknownPaper { .. } => said(
            "`medcheck add FILE` adds a paper; one that is here goes by the name of its folder in `papers/`",
        ),
        papers::Error::UnknownAttachment { known, id, .. } if known.is_empty() => {
            Some(format!("it has none; `medcheck add FILE --to {id}` adds one"))
        }
        papers::Error::Changed { .. } => {
            said("`medcheck add FILE --replace` puts the new file in its place; rename it to keep both")
        }
        papers::Error::ChangedAttachment { .. } => {
            said("--replace puts the new file in its place; rename it to keep both")
        }
        error => error.hint(),
    }
}

fn of_refused(error: &Refused) -> Option<String> {
    match error {
        Refused::UnknownCriterion(_) => said("`medcheck rubric` lists the criteria"),
        Refused::NotOnScale { .. } | Refused::AlwaysApplies(_) => {
            said("`medcheck rubric show N` shows the levels")
        }
        Refused::NotReady(NotReady::Unfinished(_)) => {
            said("`medcheck decide PAPER --finish --reviewer NAME` says so, for everybody who began")
        }
        Refused::NotReady(NotReady::Unfit(_)) => error.hint(),
        Refused::NotReady(_) | Refused::NotThrough(_) => said(
            "`medcheck status PAPER` lists them: decide them, leave them open on purpose, or settle them",
        ),
        Refused::NoSuchQuote { paper, criterion, .. } => {
            Some(format!("`medcheck show {paper} --criterion {criterion}` lists them, if it is drafted"))
        }
        Refused::QuoteGone { paper, .. } => Some(format!("`medcheck draft {paper}` drafts it anew")),
        Refused::NothingToUndo => said(
            "only one's own decisions are undone: --reviewer NAME says whose, `medcheck status PAPER` what stands",
        ),
        error => error.hint(),
    }
}

fn of_import(error: &ImportError) -> Option<String> {
    match error {
        ImportError::Empty { .. } => said(
            "a file holds audits of `medcheck export --format json`, lines of decisions.jsonl, or labels",
        ),
        ImportError::Line { .. } => said(
            "a file holds audits of `medcheck export --format json`, lines of decisions.jsonl, or labels; mend \
             the line, nothing of the file was written",
        ),
        ImportError::NoPaper { .. } => {
            said("--paper ID names it; a folder that is named like a paper does, too")
        }
        ImportError::NoReviewer { .. } => said("--reviewer NAME says it, such as `--reviewer silver`"),
        ImportError::OtherFile { .. } => said("add the file that was audited: `medcheck add --replace FILE`"),
        ImportError::OtherRubric { .. } => said("--rubric FILE names the rubric they were made by"),
        ImportError::Impossible { source, .. } => of_refused(source),
        error => Some(error.hint()),
    }
}

/// What to do about an error of what drafts are made with.
pub(super) fn of_audit(error: &audit::Error) -> Option<String> {
    match error {
        audit::Error::UnusableLevels { name, .. } => {
            Some(format!("delete `models/{name}` and run `medcheck learn`, or restore the folder"))
        }
        audit::Error::Models(error) => of_models(error),
    }
}

/// What to do about an error of a model.
pub(super) fn of_models(error: &models::Error) -> Option<String> {
    match error {
        models::Error::Missing { .. }
        | models::Error::MissingFile { .. }
        | models::Error::Damaged { .. }
        | models::Error::Manifest { .. } => {
            said("restore the folder from the project's repository; `--no-model` drafts from words alone")
        }
        models::Error::Config { .. } | models::Error::Weights { .. } => said(
            "this program computes BERT encoders such as all-MiniLM-L6-v2; `--no-model` drafts from words alone",
        ),
        models::Error::Heads { .. } => {
            said("learn again with `medcheck learn`, or remove the model's folder")
        }
        models::Error::OtherFormat { name, .. } | models::Error::OtherEncoder { name } => Some(format!(
            "learn again: `medcheck learn --gold FILE.jsonl`, or `--from-decisions`; or remove `models/{name}` \
             from the workspace, and what comes with the program is used"
        )),
        models::Error::Tokenizer { .. } => said("`--no-model` drafts from words alone"),
        error => error.hint(),
    }
}

/// What to do about an error of the index.
pub(super) fn of_index(error: &index::Error) -> Option<String> {
    match error {
        index::Error::WordsDamaged { .. } => said("`medcheck draft` makes them anew"),
        error => error.hint(),
    }
}

fn of_snapshots(error: &snapshots::Error) -> Option<String> {
    match error {
        snapshots::Error::Damaged { .. } => {
            said("move the file away; the next `medcheck refresh` compares with the snapshot before it")
        }
        snapshots::Error::Unknown { known, .. } if known.is_empty() => {
            said("`medcheck refresh` makes the first")
        }
        snapshots::Error::DamagedTaken { .. } => said(
            "move it away: it says which files outside were taken in, and the next `medcheck refresh` looks at all \
             of them again, also at those of papers that were removed since",
        ),
        snapshots::Error::NoneBefore => said("`medcheck refresh` makes one whenever something has changed"),
        error => Some(error.hint()),
    }
}

fn of_rubric(error: &rubric::Error) -> Option<String> {
    match error {
        rubric::Error::Unreadable { .. } => {
            said("--rubric and `rubric check` take the path of a TOML file in UTF-8")
        }
        error => error.hint(),
    }
}

fn of_picture(error: &picture::Error) -> Option<String> {
    match error {
        picture::Error::TooLarge { fits: Some(fits), .. } => Some(format!("--scale {fits} fits")),
        picture::Error::TooSlow { .. } => said("try a smaller --scale, or a copy saved by a PDF program"),
        error => Some(error.hint()),
    }
}

fn said(hint: &str) -> Option<String> {
    Some(hint.to_owned())
}
