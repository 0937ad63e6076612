//! Papers that lie loose in `papers/` or in watched folders are taken in, each file once.

use std::path::{Path, PathBuf};

use super::error::{Error, Failure};
use super::{Observer, Workspace};
use crate::document::PaperId;
use crate::papers::{self, Added};
use crate::reading::PARSER_VERSION;
use crate::snapshots::{Taken, TakenFile};

/// A file that was not looked at before.
struct OutsideFile {
    path: PathBuf,
    sha256: String,
}

impl Workspace {
    /// Files outside become papers, or another content of the paper that came from the same file. A file of
    /// another paper's id is refused, and one that is no paper is not read again until it changes. The result
    /// is how many were taken.
    pub(super) fn take_in(
        &self,
        watched: &[PathBuf],
        observer: &dyn Observer,
        failures: &mut Vec<Failure>,
    ) -> Result<usize, Error> {
        let mut written = self.snapshots.taken()?;
        let mut taken = written.clone();
        taken.settle(|sha256| self.papers.find_by_sha256(sha256))?;
        if taken.parser != PARSER_VERSION {
            taken.files.retain(|_, file| matches!(file, TakenFile::Paper { .. }));
            taken.parser = PARSER_VERSION;
        }
        let new = self.not_taken(watched, &mut taken, failures)?;
        let files: Vec<PathBuf> = new.iter().map(|file| file.path.clone()).collect();
        if !new.is_empty() {
            // A kill between a paper and the line about it would leave a paper of nobody's file, and the file's
            // next content would be refused as another paper's.
            written = taken.clone();
            written.under_way.extend(new.iter().map(|file| (self.key(&file.path), file.sha256.clone())));
            self.snapshots.keep_taken(&written)?;
        }
        let mut count = 0;
        let known = taken.clone();
        let replaces = |path: &Path, id: &PaperId| {
            let there = self.papers.fingerprint(id);
            there.is_ok_and(|there| known.is_source_of(&self.key(path), id, &there.sha256))
        };
        let mut hashes = new.into_iter().map(|file| file.sha256);
        self.read_and_store(&files, replaces, true, observer, |path, stored| {
            let sha256 = hashes.next().unwrap_or_default();
            match stored {
                Ok((id, outcome, _)) => {
                    count += usize::from(outcome != Added::Unchanged);
                    taken.files.insert(self.key(&path), TakenFile::Paper { id, sha256 });
                }
                Err(error) => {
                    let failure = Failure::new(&path, error);
                    if matches!(failure.error, Error::Unparsed { .. }) {
                        let (message, hint) = (failure.message(), failure.error.hint());
                        taken.files.insert(self.key(&path), TakenFile::Bad { sha256, message, hint });
                    }
                    failures.push(failure);
                }
            }
        })?;
        // A folder that is not mounted today says nothing of its files.
        taken.files.retain(|path, _| {
            let path = self.papers.dir().join(path);
            path.exists() || !path.parent().is_some_and(Path::exists)
        });
        if taken != written {
            self.snapshots.keep_taken(&taken)?;
        }
        Ok(count)
    }

    /// The files that have to be read: those that were not taken in, nor found to be bad, as they are now.
    fn not_taken(
        &self,
        watched: &[PathBuf],
        taken: &mut Taken,
        failures: &mut Vec<Failure>,
    ) -> Result<Vec<OutsideFile>, Error> {
        let folders: Vec<PathBuf> = self.settings.watch.iter().chain(watched).cloned().collect();
        let collected = papers::collect(&folders);
        for error in collected.failures {
            // Nothing new lies there, which is no failure of a folder that is watched.
            if !matches!(error, papers::Error::NoPapersInside { .. }) {
                let path = error.path().map(Path::to_owned).unwrap_or_default();
                failures.push(Failure::new(path, error));
            }
        }
        let mut files = self.papers.loose()?;
        files.extend(collected.files);
        let mut new = Vec::new();
        for path in files {
            let sha256 = match self.papers.hash_outside(&path) {
                Ok(sha256) => sha256,
                Err(error) => {
                    failures.push(Failure::new(path, error));
                    continue;
                }
            };
            match taken.of(&self.key(&path), &sha256) {
                Some(TakenFile::Paper { .. }) => {}
                Some(TakenFile::Bad { message, hint, .. }) => {
                    let before = Error::AsBefore { why: message.clone(), hint: hint.clone() };
                    failures.push(Failure::new(path, before));
                }
                None => match self.papers.find_by_sha256(&sha256)? {
                    Some(id) => {
                        drop(taken.files.insert(self.key(&path), TakenFile::Paper { id, sha256 }));
                    }
                    None => new.push(OutsideFile { path, sha256 }),
                },
            }
        }
        Ok(new)
    }

    /// What a file is remembered by, wherever the program is run from.
    fn key(&self, path: &Path) -> PathBuf {
        let inside = path.strip_prefix(self.papers.dir()).ok().map(Path::to_owned);
        inside.unwrap_or_else(|| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    }
}
