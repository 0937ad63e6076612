//! Decisions from elsewhere: audits exported as JSON, files of decisions, and label files.
//!
//! What is said of a paper is checked whole and then added in one write, under the lock of its file, so that a
//! program killed in between leaves it imported or not. Lines that are there already are passed over, so
//! importing again also completes what a power cut left half written. A file with a line that is none is
//! left out as a whole, and a paper with a line that does not fit is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Workspace;
use super::error::{Error, Failure};
use super::import_error::ImportError;
use super::reviewing::written;
use crate::disk;
use crate::document::PaperId;
use crate::learning::Label;
use crate::output::exchange::{self, Item, NotRead, Unfit};
use crate::review::{self, Incoming, Line, Moment, Reviewer, TakenIn};

/// What to import, and how.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// Exported audits, files of decisions, label files.
    pub files: Vec<PathBuf>,
    /// Whose decisions the lines of label files are.
    pub reviewer: Option<Reviewer>,
    /// What a file of decisions is about; without it, the paper its folder is named after.
    pub paper: Option<PaperId>,
}

/// What became of an import.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// In order of their ids.
    pub papers: Vec<ImportedPaper>,
    /// Files and papers of which nothing was written.
    pub failures: Vec<Failure>,
}

/// What was added to a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedPaper {
    /// Which.
    pub id: PaperId,
    /// Lines that are new.
    pub added: usize,
    /// Lines that were there already.
    pub known: usize,
    /// Quotes of label lines that the paper does not say, kept without a place.
    pub unplaced: usize,
    /// Whether the audit was confirmed, and is not any more.
    pub unconfirmed: bool,
}

/// What a line of the file at `path` is that cannot be read.
fn not_read(path: &Path, NotRead { line, why }: NotRead) -> ImportError {
    let path = path.to_owned();
    match why {
        Unfit::Newer(version) => ImportError::Newer { path, line, version },
        Unfit::Other(why) => ImportError::Line { path, line, why },
    }
}

/// What the files say of one paper.
#[derive(Debug, Default)]
struct Batch {
    lines: Vec<Line>,
    labels: Vec<Label>,
    /// Of the audited file, as exports have it, each once.
    sha256: Vec<String>,
}

impl Workspace {
    /// Adds what the files say to the papers of the workspace; what cannot be imported is in the report.
    pub fn import(&self, request: &ImportRequest) -> ImportReport {
        let mut report = ImportReport::default();
        let mut batches: BTreeMap<PaperId, Batch> = BTreeMap::new();
        for path in &request.files {
            match self.read_import(path, request) {
                Ok(items) => {
                    items.into_iter().for_each(|(id, item)| batches.entry(id).or_default().take(item))
                }
                Err(error) => report.failures.push(Failure::new(path.clone(), error)),
            }
        }
        for (id, batch) in batches {
            match self.import_batch(&id, &batch, request.reviewer.as_ref()) {
                Ok(imported) => report.papers.push(imported),
                Err(error) => report.failures.push(Failure::new(id.as_str(), error)),
            }
        }
        report
    }

    /// The items of a file with their papers.
    fn read_import(&self, path: &Path, request: &ImportRequest) -> Result<Vec<(PaperId, Item)>, Error> {
        let unreadable = |source| ImportError::Unreadable { path: path.to_owned(), source };
        let text = disk::read_text(path).map_err(unreadable)?;
        if text.trim().is_empty() {
            return Err(ImportError::Empty { path: path.to_owned() }.into());
        }
        let mut items = Vec::new();
        for item in exchange::read(&text).map_err(|error| not_read(path, error))? {
            let id = match &item {
                Item::Audit { paper, .. } => paper.clone(),
                Item::Label { paper, .. } if request.reviewer.is_some() => paper.clone(),
                Item::Label { .. } => return Err(ImportError::NoReviewer { path: path.to_owned() }.into()),
                Item::Line(_) => match request.paper.clone().or_else(|| self.paper_above(path)) {
                    Some(id) => id,
                    None => return Err(ImportError::NoPaper { path: path.to_owned() }.into()),
                },
            };
            items.push((id, item));
        }
        Ok(items)
    }

    /// The paper that the folder of a file is named after.
    fn paper_above(&self, path: &Path) -> Option<PaperId> {
        let path = path.canonicalize().ok()?;
        let id = PaperId::new(path.parent()?.file_name()?.to_str()?).ok()?;
        self.papers.contains(&id).then_some(id)
    }

    fn import_batch(
        &self,
        id: &PaperId,
        batch: &Batch,
        reviewer: Option<&Reviewer>,
    ) -> Result<ImportedPaper, Error> {
        let paper = self.desk(id)?;
        if let Some(there) = batch.sha256.iter().find(|there| **there != paper.sha256) {
            let (here, there) = (paper.sha256, there.clone());
            return Err(ImportError::OtherFile { id: id.clone(), here, there }.into());
        }
        let rubrics = batch
            .lines
            .iter()
            .map(Line::rubric)
            .chain(batch.labels.iter().map(|label| label.rubric.as_str()));
        if let Some(found) = rubrics.into_iter().find(|rubric| *rubric != self.rubric.id) {
            let (found, wanted) = (found.to_owned(), self.rubric.id.clone());
            return Err(ImportError::OtherRubric { id: id.clone(), found, wanted }.into());
        }
        let labels = batch.labels.iter().cloned().map(Label::into_cell).collect();
        let incoming = Incoming { lines: batch.lines.clone(), labels };
        review::check_incoming(&self.rubric, &incoming)
            .map_err(|source| ImportError::Impossible { id: id.clone(), source })?;
        let mut taken = TakenIn::default();
        self.papers.add_decisions(id, |text| {
            let damaged = |source| Error::DamagedDecisions { id: id.clone(), source };
            let there = review::lines(text).map_err(damaged)?;
            taken = review::take_in(&there, &self.rubric, &paper, &incoming, reviewer, Moment::now(None));
            written(&taken.lines)
        })?;
        let TakenIn { lines, known, unplaced, unconfirmed } = taken;
        Ok(ImportedPaper { id: id.clone(), added: lines.len(), known, unplaced, unconfirmed })
    }
}

impl Batch {
    fn take(&mut self, item: Item) {
        match item {
            Item::Audit { sha256, lines, .. } => {
                self.lines.extend(lines);
                self.sha256.push(sha256);
            }
            Item::Label { label, .. } => self.labels.push(label),
            Item::Line(line) => self.lines.push(line),
        }
    }
}
