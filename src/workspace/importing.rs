//! Decisions from elsewhere: audits exported as JSON, files of decisions, and label files.
//!
//! What is said of a paper is checked whole and then added in one write, under the lock of its file, so that a
//! program killed in between leaves it imported or not. Lines that are there already are passed over, so
//! importing again also completes what a power cut left half written. A file with a line that is none is
//! left out as a whole, and a paper with a line that does not fit is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Workspace;
use super::error::{Error, Failure};
use super::reviewing::written;
use crate::document::{InvalidPaperId, PaperId};
use crate::learning::GoldCell;
use crate::review::{self, Incoming, Line, Moment, Refused, Reviewer, TakenIn};
use crate::rubric::{CriterionId, Score};

/// The newest shape of exported audits that is understood.
const SCHEMA_VERSION: u64 = 1;

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

/// Why nothing of a file, or of a paper in it, is imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened.
    #[error("{}: it cannot be read: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file without a line.
    #[error("{}: the file is empty", path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// A line of a file is nothing that can be imported.
    #[error("{}: line {line} cannot be imported: {why}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// An export of a later program.
    #[error("{}: line {line} has schema_version {version}, and this program reads up to {SCHEMA_VERSION}", path.display())]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// As written.
        version: u64,
    },
    /// A file of decisions somewhere else than in a paper's folder.
    #[error("{}: decisions do not name their paper", path.display())]
    NoPaper {
        /// Which file.
        path: PathBuf,
    },
    /// Labels say what was decided, but not by whom.
    #[error("{}: labels do not say whose they are", path.display())]
    NoReviewer {
        /// Which file.
        path: PathBuf,
    },
    /// The workspace has other bytes by that id.
    #[error("{id}: the paper is another file here (sha256 {}… here, {}… there)", short(here), short(there))]
    OtherFile {
        /// Which paper.
        id: PaperId,
        /// Of the workspace's.
        here: String,
        /// Of the one that was audited.
        there: String,
    },
    /// Lines of another rubric.
    #[error("{id}: decisions by rubric `{found}`, not by `{wanted}`")]
    OtherRubric {
        /// Which paper.
        id: PaperId,
        /// As written.
        found: String,
        /// The one in use.
        wanted: String,
    },
    /// A decision that the rubric does not allow.
    #[error("{id}: {source}")]
    Impossible {
        /// Which paper.
        id: PaperId,
        /// Why.
        source: Refused,
    },
}

impl ImportError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            ImportError::Unreadable { .. } => "check the path and its permissions".to_owned(),
            ImportError::Empty { .. } => {
                "a file holds exported audits in JSON, lines of decisions.jsonl, or labels".to_owned()
            }
            ImportError::Line { .. } => {
                "a file holds exported audits in JSON, lines of decisions.jsonl, or labels; \
                 mend the line, nothing of the file was written"
                    .to_owned()
            }
            ImportError::Newer { .. } => "a newer medcheck reads it".to_owned(),
            ImportError::NoPaper { .. } => "a folder that is named like a paper names it".to_owned(),
            ImportError::NoReviewer { .. } => "name somebody whose they are, such as `silver`".to_owned(),
            ImportError::OtherFile { .. } => "replace the paper by the file that was audited".to_owned(),
            ImportError::OtherRubric { .. } => "use the rubric they were made by".to_owned(),
            ImportError::Impossible { source, .. } => source.hint().unwrap_or_default(),
        }
    }
}

fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}

/// What the files say of one paper.
#[derive(Debug, Default)]
struct Batch {
    lines: Vec<Line>,
    labels: Vec<Label>,
    /// Of the audited file, as exports have it, each once.
    sha256: Vec<String>,
}

/// A line of a label file.
#[derive(Debug, Clone, Deserialize)]
struct Label {
    paper: String,
    rubric: String,
    criterion: CriterionId,
    score: Score,
    #[serde(default)]
    evidence: Vec<String>,
}

/// What an import needs of an exported audit.
#[derive(Debug, Deserialize)]
struct Exported {
    paper: ExportedPaper,
    lines: Vec<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
struct ExportedPaper {
    id: String,
    sha256: String,
}

/// A line of a file, by the fields that only its kind has.
enum Item {
    Audit(PaperId, String, Vec<Line>),
    Label(PaperId, Label),
    Line(Line),
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
        let text = std::fs::read_to_string(path)
            .map_err(|source| ImportError::Unreadable { path: path.to_owned(), source })?;
        if text.trim().is_empty() {
            return Err(ImportError::Empty { path: path.to_owned() }.into());
        }
        let mut items = Vec::new();
        for (line, value) in values(path, &text)? {
            let item = item(value).map_err(|why| why.of(path, line))?;
            let id = match &item {
                Item::Audit(id, ..) => id.clone(),
                Item::Label(id, _) if request.reviewer.is_some() => id.clone(),
                Item::Label(..) => return Err(ImportError::NoReviewer { path: path.to_owned() }.into()),
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
        let cell = |label: &Label| GoldCell {
            criterion: label.criterion.clone(),
            score: label.score,
            evidence: label.evidence.clone(),
        };
        let incoming =
            Incoming { lines: batch.lines.clone(), labels: batch.labels.iter().map(cell).collect() };
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
            Item::Audit(_, sha256, lines) => {
                self.lines.extend(lines);
                self.sha256.push(sha256);
            }
            Item::Label(_, label) => self.labels.push(label),
            Item::Line(line) => self.lines.push(line),
        }
    }
}

/// What is wrong with a line, before it is known which.
enum Unfit {
    Newer(u64),
    Other(String),
}

impl Unfit {
    fn of(self, path: &Path, line: usize) -> ImportError {
        let path = path.to_owned();
        match self {
            Unfit::Newer(version) => ImportError::Newer { path, line, version },
            Unfit::Other(why) => ImportError::Line { path, line, why },
        }
    }
}

impl From<serde_json::Error> for Unfit {
    fn from(error: serde_json::Error) -> Unfit {
        // The place it counts is one in the line, or in a value.
        let text = error.to_string();
        Unfit::Other(text.rsplit_once(" at line ").map_or(text.clone(), |(said, _)| said.to_owned()))
    }
}

impl From<InvalidPaperId> for Unfit {
    fn from(error: InvalidPaperId) -> Unfit {
        Unfit::Other(error.to_string())
    }
}

/// The JSON values of a file with the lines they begin on: one a line, or one audit set over many.
fn values(path: &Path, text: &str) -> Result<Vec<(usize, serde_json::Value)>, ImportError> {
    if let Ok(whole @ serde_json::Value::Object(_)) = serde_json::from_str(text) {
        return Ok(vec![(1, whole)]);
    }
    let mut values = Vec::new();
    for (line, written) in
        (1..).zip(text.split_inclusive('\n')).filter(|(_, written)| !written.trim().is_empty())
    {
        match serde_json::from_str(written) {
            Ok(value) => values.push((line, value)),
            Err(error) => return Err(Unfit::from(error).of(path, line)),
        }
    }
    Ok(values)
}

fn item(value: serde_json::Value) -> Result<Item, Unfit> {
    if value.get("lines").is_some() {
        let version = value.get("schema_version").and_then(serde_json::Value::as_u64).unwrap_or_default();
        if version > SCHEMA_VERSION {
            return Err(Unfit::Newer(version));
        }
        let audit: Exported = serde_json::from_value(value)?;
        let lines = audit.lines.into_iter().map(Line::from_json).collect::<Result<Vec<Line>, _>>()?;
        return Ok(Item::Audit(PaperId::new(&audit.paper.id)?, audit.paper.sha256, lines));
    }
    if value.get("paper").is_some() && value.get("reviewer").is_none() {
        let label: Label = serde_json::from_value(value)?;
        return Ok(Item::Label(PaperId::new(&label.paper)?, label));
    }
    Ok(Item::Line(Line::from_json(value)?))
}
