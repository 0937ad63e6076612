//! Writing, one process at a time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tantivy::IndexWriter;
use tantivy::merge_policy::NoMergePolicy;

use super::codes::CodesWriter;
use super::entry;
use super::error::Error;
use super::indexed::{Entry, IndexedPaper};
use super::words::{Payload, Words};
use crate::disk::{self, Lock};
use crate::document::{Document, PaperId};

/// Another writer is waited for so often, so long each.
const PATIENCE: Duration = if cfg!(test) { Duration::from_millis(300) } else { Duration::from_secs(5) };

/// tantivy keeps new documents in memory up to here; a thousand papers fit.
const BUFFER: usize = 64 << 20;

/// More segments than this are merged into one at a commit.
const SEGMENTS: usize = 8;

/// The one writer of an index. What is [put](Writer::put) is on disk at once; corpus search sees it after
/// [`Writer::commit`]. Dropped without a commit, nothing is lost: the next writer takes in what lies there.
pub struct Writer {
    dir: PathBuf,
    words: Words,
    state: Mutex<State>,
    /// Locked until dropped.
    _lock: Lock,
}

struct State {
    tantivy: IndexWriter,
    /// Paper to digest of the entry that tantivy has, or will have after the next commit.
    papers: BTreeMap<PaperId, String>,
    codes: CodesWriter,
}

impl Writer {
    pub(super) fn open(dir: &Path) -> Result<Writer, Error> {
        fs::create_dir_all(dir).map_err(Error::io("create", dir))?;
        let lock =
            disk::lock(&dir.join("lock"), PATIENCE)?.ok_or_else(|| Error::Busy { dir: dir.to_owned() })?;
        let words = Words::open_or_begin(dir)?;
        let tantivy: IndexWriter = words.index.writer_with_num_threads(1, BUFFER)?;
        // Merging happens at commits, so that no thread runs behind our back.
        tantivy.set_merge_policy(Box::new(NoMergePolicy));
        let codes = CodesWriter::open(dir)?;
        let state = State { tantivy, papers: words.payload.papers.clone(), codes };
        let writer = Writer { dir: dir.to_owned(), words, state: Mutex::new(state), _lock: lock };
        writer.take_in_what_differs()?;
        Ok(writer)
    }

    /// Writes the entry of a paper, over the one it had. May be called from several threads for several
    /// papers.
    ///
    /// # Errors
    /// [`Error::Paper`] when the document breaks its promises or has another number of sentences than
    /// there are vectors; [`Error::Io`], [`Error::Words`].
    pub fn put(&self, paper: &PaperId, content: &IndexedPaper) -> Result<(), Error> {
        let digest = entry::write(&self.dir, paper, content)?;
        self.take_in(paper, &content.document, digest.clone())?;
        self.state().codes.put(paper, content, digest)
    }

    /// Removes a paper; nothing happens when it is not there.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn remove(&self, paper: &PaperId) -> Result<(), Error> {
        entry::remove(&self.dir, paper)?;
        self.forget(paper);
        Ok(())
    }

    /// Makes everything put and removed visible to corpus search, and ends the writing.
    ///
    /// # Errors
    /// [`Error::Words`]; the entries stay, and the next writer takes them in.
    pub fn commit(self) -> Result<(), Error> {
        let State { tantivy: mut writer, papers, codes } =
            self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if papers != self.words.payload.papers {
            commit(&mut writer, &papers)?;
            // Deleted sentences count in BM25's statistics until their segment is merged; scores must not
            // remember them.
            let segments = self.words.index.searchable_segment_metas()?;
            if segments.len() > SEGMENTS || segments.iter().any(|segment| segment.has_deletes()) {
                let ids: Vec<_> = segments.iter().map(|segment| segment.id()).collect();
                writer.merge(&ids).wait()?;
                commit(&mut writer, &papers)?;
                writer.garbage_collect_files().wait()?;
            }
        }
        writer.wait_merging_threads()?;
        codes.commit()
    }

    /// Whatever an earlier writer left: entries that tantivy does not have, or has in another state, and
    /// papers without an entry.
    fn take_in_what_differs(&self) -> Result<(), Error> {
        let entries = entry::digests(&self.dir)?;
        let (in_words, in_codes) = (self.words.differing(&entries), self.state().codes.differing(&entries));
        let mut papers = [in_words.as_slice(), in_codes.as_slice()].concat();
        papers.sort();
        papers.dedup();
        for paper in papers {
            match (entries.get(&paper), entry::read(&self.dir, &paper)?) {
                (Some(digest), Entry::Present(content)) => {
                    if in_words.contains(&paper) {
                        self.take_in(&paper, &content.document, digest.clone())?;
                    }
                    if in_codes.contains(&paper) {
                        self.state().codes.put(&paper, &content, digest.clone())?;
                    }
                }
                _ => self.forget(&paper),
            }
        }
        Ok(())
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_in(&self, paper: &PaperId, document: &Document, digest: String) -> Result<(), Error> {
        let mut state = self.state();
        state.tantivy.delete_term(self.words.fields.paper_term(paper));
        for sentence in self.words.fields.sentences(paper, document) {
            state.tantivy.add_document(sentence)?;
        }
        state.papers.insert(paper.clone(), digest);
        Ok(())
    }

    fn forget(&self, paper: &PaperId) {
        let mut state = self.state();
        state.tantivy.delete_term(self.words.fields.paper_term(paper));
        state.papers.remove(paper);
        state.codes.remove(paper);
    }
}

fn commit(writer: &mut IndexWriter, papers: &BTreeMap<PaperId, String>) -> Result<(), Error> {
    let payload = serde_json::to_string(&Payload::of(papers.clone()))
        .map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))?;
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&payload);
    prepared.commit()?;
    Ok(())
}
