//! Papers come into the workspace.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::{Error, Failure};
use super::naming::{id_of, other_id, stem_of};
use super::placing::Placing;
use super::{Observer, Workspace};
use crate::disk::sha256_hex;
use crate::document::{AttachmentName, PaperId};
use crate::papers::{self, Added};
use crate::reading::{self, Format, Warning};

/// What became of the files that were added.
#[derive(Debug, Default)]
pub struct AddReport {
    /// In the order of the files, which are sorted.
    pub papers: Vec<AddedPaper>,
    /// Files that are no papers, and the like.
    pub failures: Vec<Failure>,
}

/// A file that is a paper of the workspace now, or lies beside one.
#[derive(Debug)]
pub struct AddedPaper {
    /// The id it goes by, or of the paper it lies beside.
    pub id: PaperId,
    /// The name it goes by beside that paper; `None` for a paper.
    pub attachment: Option<AttachmentName>,
    /// The file it came from.
    pub path: PathBuf,
    /// Whether anything changed.
    pub outcome: Added,
    /// That the file seems to have a wrong name.
    pub warning: Option<Warning>,
}

impl Workspace {
    /// Copies files, and the papers below folders, into the workspace. A file that is already there, by
    /// content, is left alone; a file that gives no document is refused.
    ///
    /// # Errors
    /// What concerns the workspace as a whole; bad files are in the report.
    pub fn add(&self, paths: &[PathBuf], replace: bool, observer: &dyn Observer) -> Result<AddReport, Error> {
        self.add_and_keep(paths, replace, false, observer)
    }

    /// Like [`Workspace::add`]; where the papers are drafted next, `keeps` what was read of the files for that.
    pub(super) fn add_and_keep(
        &self,
        paths: &[PathBuf],
        replace: bool,
        keeps: bool,
        observer: &dyn Observer,
    ) -> Result<AddReport, Error> {
        let collected = papers::collect(paths);
        let mut report = AddReport::default();
        for error in collected.failures {
            let path = error.path().map(Path::to_owned).unwrap_or_default();
            report.failures.push(Failure::new(path, error));
        }
        self.read_and_store(
            &collected.files,
            |_, _| replace,
            keeps,
            observer,
            |path, stored| match stored {
                Ok((id, outcome, warning)) => {
                    report.papers.push(AddedPaper { id, attachment: None, path, outcome, warning });
                }
                Err(error) => report.failures.push(Failure::new(path, error)),
            },
        )?;
        Ok(report)
    }

    /// Files become papers, in their order; of one whose id is taken by other bytes `replaces` decides, and
    /// another paper than the one that has it gets an id of its own. Where they are drafted next, `keeps` what
    /// was read of them for that.
    pub(super) fn read_and_store(
        &self,
        files: &[PathBuf],
        replaces: impl Fn(&Path, &PaperId) -> bool,
        keeps: bool,
        observer: &dyn Observer,
        mut each: impl FnMut(PathBuf, Result<Stored, Error>),
    ) -> Result<(), Error> {
        observer.started(files.len());
        let pool = self.pool()?;
        let mut placing = Placing::new(&self.papers)?;
        for files in files.chunks(AT_ONCE) {
            // Reading is the long part and independent; storing one after the other keeps the outcome the same
            // whatever the number of threads.
            let readings: Vec<Result<NewPaper, Error>> = pool.install(|| {
                let read = |path: &PathBuf| {
                    let reading = self.read_new(path, keeps);
                    observer.finished(&path.display().to_string());
                    reading
                };
                files.par_iter().map(read).collect()
            });
            for (path, reading) in files.iter().zip(readings) {
                let stored = reading.and_then(|mut new| {
                    let Some((bytes, format)) = &new.content else { return self.store(new, false) };
                    let place =
                        placing.of(&stem_of(path), &new.id, bytes, *format, |id| replaces(path, id))?;
                    new.id = place.id;
                    let stored = self.store(new, place.replaces)?;
                    placing.took(&stored.0);
                    Ok(stored)
                });
                each(path.clone(), stored);
            }
        }
        Ok(())
    }

    fn read_new(&self, path: &Path, keeps: bool) -> Result<NewPaper, Error> {
        let (bytes, format) = papers::read_file(path)?;
        let sha256 = sha256_hex(&bytes);
        if let Some(id) = self.papers.find_by_sha256(&sha256)? {
            return Ok(NewPaper { id, content: None, warning: None });
        }
        let parsed = reading::read(&bytes, format)
            .map_err(|source| Error::Unparsed { path: path.to_owned(), source })?;
        let id = id_of(path, &parsed.document);
        let warning = other_id(&id, &parsed.document.metadata);
        if keeps {
            self.just_read.keep(&sha256, format, parsed);
        }
        Ok(NewPaper { id, content: Some((bytes, format)), warning })
    }

    fn store(&self, new: NewPaper, replace: bool) -> Result<Stored, Error> {
        let outcome = match new.content {
            Some((bytes, format)) => self.papers.add(&new.id, &bytes, format, replace)?,
            None => Added::Unchanged,
        };
        Ok((new.id, outcome, new.warning))
    }
}

/// What a file became: its id, whether anything changed, and that it seems to have a wrong name.
type Stored = (PaperId, Added, Option<Warning>);

/// How many files are held in memory together.
const AT_ONCE: usize = 32;

/// A file that reads as a paper; without content when the workspace has it already.
struct NewPaper {
    id: PaperId,
    content: Option<(Vec<u8>, Format)>,
    warning: Option<Warning>,
}
