//! Listings of abstracts are looked through for papers to audit.

use std::path::{Path, PathBuf};

use super::Workspace;
use super::error::{Error, Failure};
use crate::disk;
use crate::listing::{self, Form, Listing, Place, Seen, TriagedPaper};
use crate::papers;
use crate::rubric::Rubric;

/// In bytes, far more than a listing of a month has.
const SIZE_LIMIT: u64 = 32 << 20;

/// A listing that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriagedListing {
    /// The file.
    pub file: PathBuf,
    /// How it is built.
    pub form: Form,
    /// How many papers it has.
    pub papers: usize,
}

/// What a triage of listings found.
#[derive(Debug, Default)]
pub struct TriageReport {
    /// The listings that were read, in the order given.
    pub listings: Vec<TriagedListing>,
    /// The papers of all listings, in their order.
    pub papers: Vec<TriagedPaper>,
    /// Listings that could not be read.
    pub failures: Vec<Failure>,
    /// What was doubtful in reading them.
    pub notes: Vec<String>,
}

/// Looks through listings. Papers are compared with each other and with those of the workspace, if there is one.
///
/// # Errors
/// That the workspace's papers cannot be listed; a listing that cannot be read is reported and passed over.
pub fn triage(
    files: &[PathBuf],
    rubric: &Rubric,
    workspace: Option<&Workspace>,
) -> Result<TriageReport, Error> {
    let mut seen = Seen::default();
    if let Some(workspace) = workspace {
        workspace.meet_all(&mut seen)?;
    }
    let mut report = TriageReport::default();
    for file in files {
        match listed(file) {
            Ok(Listing { form, entries, notes }) => {
                report.listings.push(TriagedListing { file: file.clone(), form, papers: entries.len() });
                report.notes.extend(notes.iter().map(|note| format!("{}: {note}", file.display())));
                for entry in entries {
                    let number = report.papers.len();
                    report.papers.push(TriagedPaper::of(file.clone(), entry, rubric, &mut seen, number));
                }
            }
            Err(error) => report.failures.push(Failure::new(file, error)),
        }
    }
    Ok(report)
}

/// One listing, read.
fn listed(path: &Path) -> Result<Listing, Error> {
    let not_listed = |why| Error::NotAListing { path: path.to_owned(), why };
    if path.is_file() && !listing::may_be_listing(path) {
        return Err(not_listed(
            "only text, Markdown, web pages, feeds (.xml), RIS, NBIB, BibTeX and TSV are read",
        ));
    }
    let bytes = papers::read_whole(path, SIZE_LIMIT).map_err(|error| match error {
        papers::Error::TooLarge { .. } => not_listed("the file has more than 32 MiB"),
        error => error.into(),
    })?;
    let read = listing::read_listing(&bytes, path)
        .map_err(|source| Error::Unparsed { path: path.to_owned(), source })?;
    if read.entries.is_empty() {
        return Err(not_listed("no papers are found in it"));
    }
    Ok(read)
}

/// Writes what is to be fetched, a line each: see [`listing::queue`]. The file is replaced as a
/// whole.
///
/// # Errors
/// That it cannot be written.
pub fn write_queue(path: &Path, papers: &[TriagedPaper]) -> Result<usize, Error> {
    let queue = listing::queue(papers);
    disk::replace(path, queue.concat().as_bytes())?;
    Ok(queue.len())
}

impl Workspace {
    /// Takes note of every paper by its arXiv id and title, as far as its draft knows them; without a draft the
    /// paper's own id stands for the arXiv id.
    fn meet_all(&self, seen: &mut Seen) -> Result<(), Error> {
        for id in self.papers.list()? {
            let paper = self.load_draft(&id).ok().map(|draft| draft.paper);
            let arxiv = paper.as_ref().and_then(|paper| paper.arxiv.as_ref()).map(|arxiv| arxiv.id.clone());
            let title = paper.and_then(|paper| paper.title);
            let arxiv = arxiv.unwrap_or_else(|| id.to_string());
            seen.meet(Some(&arxiv), title.as_deref(), Place::Workspace(id));
        }
        Ok(())
    }
}
