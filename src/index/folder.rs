//! The folder as a whole: its entries, and the search over them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::best::WordHit;
use super::codes;
use super::codes_read::Codes;
use super::entry;
use super::error::Error;
use super::indexed::{Entry, IndexedPaper, Stamp};
use super::matching::Match;
use super::passing::{Sentences, Wanted};
use super::query::WordQuery;
use super::words::Words;
use super::writer::Writer;
use crate::document::{BlockKind, Document, PaperId};

/// What [`Index::check`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Papers with a sound entry, sorted.
    pub papers: Vec<PaperId>,
    /// Papers whose entry is damaged, with the reason, sorted.
    pub damaged: Vec<(PaperId, String)>,
    /// Why corpus search does not see every entry as it is, if so.
    pub words: Option<String>,
    /// Bytes of the whole folder.
    pub bytes: u64,
}

impl Report {
    /// Whether nothing needs to be indexed again.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.words.is_none()
    }
}

/// Which content of which papers the search over the corpus knows.
#[derive(Debug, Clone)]
pub struct Contents(Option<Arc<Words>>);

impl Contents {
    /// The name of what a paper's entry holds: another name for another content. `None` for a paper that is not
    /// known.
    pub fn of(&self, paper: &PaperId) -> Option<&str> {
        self.0.as_ref()?.payload.papers.get(paper).map(String::as_str)
    }
}

/// The `index/` folder of a workspace. It need not exist: then it holds nothing.
#[derive(Debug)]
pub struct Index {
    pub(super) dir: PathBuf,
    words: Mutex<Option<Arc<Words>>>,
    codes: Mutex<Option<Arc<Codes>>>,
}

impl Index {
    /// The folder at `dir`. Nothing is read yet.
    pub fn open(dir: impl Into<PathBuf>) -> Index {
        Index { dir: dir.into(), words: Mutex::default(), codes: Mutex::default() }
    }

    /// The path of the folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The papers that have an entry, sorted; whether each is sound shows when it is read.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be listed.
    pub fn papers(&self) -> Result<Vec<PaperId>, Error> {
        entry::list(&self.dir)
    }

    /// What the entry of a paper was made from, without reading the rest of it; `None` when there is no
    /// entry or its file is cut short. A paper whose stamp is not the wanted one is indexed again.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn stamp(&self, paper: &PaperId) -> Result<Option<Stamp>, Error> {
        Ok(entry::header(&self.dir, paper)?.map(|header| header.stamp))
    }

    /// The entry of a paper, checked in full.
    ///
    /// # Errors
    /// [`Error::Io`]; a damaged entry is a value.
    pub fn entry(&self, paper: &PaperId) -> Result<Entry, Error> {
        entry::read(&self.dir, paper)
    }

    /// The paper, or `None` when there is no sound entry; [`Index::entry`] tells why.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn paper(&self, paper: &PaperId) -> Result<Option<IndexedPaper>, Error> {
        Ok(match self.entry(paper)? {
            Entry::Present(paper) => Some(*paper),
            Entry::Absent | Entry::Damaged { .. } => None,
        })
    }

    /// The document of an entry, without its vectors; `None` where the paper has to be indexed.
    ///
    /// # Errors
    /// [`Error::Io`]; a damaged entry counts as none.
    pub fn document(&self, paper: &PaperId) -> Result<Option<Document>, Error> {
        entry::read_document(&self.dir, paper)
    }

    /// Opens the folder for writing and puts right what an earlier writer left unfinished. One writer at
    /// a time: another process is waited for a few seconds.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process keeps writing, [`Error::Io`], [`Error::Words`].
    pub fn writer(&self) -> Result<Writer, Error> {
        Writer::open(&self.dir)
    }

    /// Whether corpus search sees every entry as it is; a kill between an entry and the commit leaves it behind.
    /// Then [`Index::writer`] and a commit put it right.
    ///
    /// # Errors
    /// [`Error::Io`]. Damaged words are not in step.
    pub fn is_in_step(&self) -> Result<bool, Error> {
        let entries = entry::digests(&self.dir)?;
        let words = match Words::open(&self.dir) {
            Ok(Some(words)) => words.differing(&entries).is_empty(),
            Ok(None) => entries.is_empty(),
            Err(Error::WordsDamaged { .. }) => false,
            Err(error) => return Err(error),
        };
        Ok(words && codes::differing(&self.dir, &entries)?.is_empty())
    }

    /// The vectors of the corpus: kept in memory, and read anew when another process changed them. `None`
    /// where there are none yet.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn codes(&self) -> Result<Option<Arc<Codes>>, Error> {
        let mut slot = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        if !slot.as_ref().is_some_and(|codes| codes.is_current(&self.dir)) {
            *slot = Codes::open(&self.dir)?.map(Arc::new);
        }
        Ok(slot.clone())
    }

    /// The sentences of the corpus that match `query` best by BM25 over all papers, best first, ties by
    /// paper and sentence. Empty `papers` or `kinds` mean all.
    ///
    /// # Errors
    /// [`Error::WordsDamaged`] when the words have to be rebuilt, [`Error::Words`].
    pub fn search(
        &self,
        query: &WordQuery,
        papers: &[PaperId],
        kinds: &[BlockKind],
        limit: usize,
    ) -> Result<Vec<WordHit>, Error> {
        let Some(words) = self.words()? else { return Ok(Vec::new()) };
        words.search(query, papers, kinds, limit)
    }

    /// All sentences of `only` that have words of the query, by paper and sentence, each with its BM25 over all
    /// papers. `phrases` are words that all of them say, if it is known that they do.
    ///
    /// # Errors
    /// [`Error::WordsDamaged`] when the words have to be rebuilt, [`Error::Words`].
    pub fn matching(
        &self,
        query: &WordQuery,
        only: &Sentences,
        phrases: &[String],
    ) -> Result<Vec<Match>, Error> {
        self.words()?.map_or_else(|| Ok(Vec::new()), |words| words.matching(query, only, phrases))
    }

    /// Which content of which papers the search over the corpus knows.
    ///
    /// # Errors
    /// [`Error::WordsDamaged`] when the words have to be rebuilt, [`Error::Words`].
    pub fn contents(&self) -> Result<Contents, Error> {
        Ok(Contents(self.words()?))
    }

    /// The sentences of the corpus that are as wanted, in no order of merit; no paper is without one.
    ///
    /// # Errors
    /// [`Error::WordsDamaged`] when the words have to be rebuilt, [`Error::Words`].
    pub fn passing(&self, wanted: &Wanted<'_>) -> Result<Sentences, Error> {
        self.words()?.map_or_else(|| Ok(Sentences::new()), |words| words.passing(wanted))
    }

    /// The words as they are now: kept open, and opened anew when another process changed them. `None` when
    /// there are none yet.
    fn words(&self) -> Result<Option<Arc<Words>>, Error> {
        let mut slot = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if !slot.as_ref().is_some_and(|words| words.is_current(&self.dir)) {
            *slot = Words::open(&self.dir)?.map(Arc::new);
        }
        Ok(slot.clone())
    }

    /// Reads everything and reports what is damaged or out of date.
    ///
    /// # Errors
    /// [`Error::Io`]; damage is reported, not an error.
    pub fn check(&self) -> Result<Report, Error> {
        let mut report = Report { bytes: bytes_under(&self.dir)?, ..Report::default() };
        for paper in self.papers()? {
            match self.entry(&paper)? {
                Entry::Present(_) => report.papers.push(paper),
                Entry::Damaged { why } => report.damaged.push((paper, why)),
                Entry::Absent => {}
            }
        }
        let entries = entry::digests(&self.dir)?;
        report.words = match Words::open(&self.dir) {
            Ok(Some(words)) => {
                let differing =
                    words.differing(&entries).len().max(codes::differing(&self.dir, &entries)?.len());
                (differing > 0).then(|| format!("{differing} papers are not up to date"))
            }
            Ok(None) if report.papers.is_empty() => None,
            Ok(None) => Some("there are none yet".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        Ok(report)
    }
}

fn bytes_under(dir: &Path) -> Result<u64, Error> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(Error::io("list", dir)(error)),
    };
    let mut bytes = 0;
    for entry in entries {
        let entry = entry.map_err(Error::io("list", dir))?;
        // A file may vanish between listing and asking, when another process merges.
        let Ok(metadata) = entry.metadata() else { continue };
        bytes += if metadata.is_dir() { bytes_under(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}
