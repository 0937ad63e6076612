//! The corpus is brought up to date: new papers are taken in, what changed is drafted, and what that changes is
//! told and kept as a snapshot.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::{Error, Failure};
use super::{CountedDrafts, DraftReport, Observer, Workspace};
use crate::audit;
use crate::document::PaperId;
use crate::review::Moment;
use crate::snapshots::{Difference, PaperState, Snapshot};
use crate::statistics::{GroupBy, statistics};

/// What a refresh did.
#[derive(Debug)]
pub struct Refreshed {
    /// What changed since the snapshot before; empty where nothing did.
    pub difference: Difference,
    /// The file of the new snapshot; `None` where nothing changed.
    pub kept: Option<PathBuf>,
    /// How many papers there are.
    pub papers: usize,
    /// How many files became papers, or another content of one.
    pub taken: usize,
    /// How many drafts were made.
    pub drafted: usize,
    /// Files and papers that cannot be used, in the order they were met.
    pub failures: Vec<Failure>,
}

impl Workspace {
    /// Takes in papers that lie loose in `papers/` and in watched folders (those of `medcheck.toml` and
    /// `watched`), drafts what is new or changed, and compares with the last snapshot. If anything changed, a
    /// new one is kept. Killed at any moment, the next refresh goes on where this one was.
    ///
    /// # Errors
    /// That another refresh is running, or what concerns the workspace as a whole; bad papers are in the result.
    pub fn refresh(&self, watched: &[PathBuf], observer: &dyn Observer) -> Result<Refreshed, Error> {
        let _lock = self.snapshots.lock()?;
        let result = self.refreshed(watched, observer);
        let at = Moment::now(None);
        let line = match &result {
            Ok(done) => logged(at, done),
            Err(error) => format!("{at} error: {error}\n"),
        };
        // A log that cannot be written is told, but takes nothing away from what is done.
        match (self.snapshots.log(&line), result) {
            (Err(error), Ok(mut done)) => {
                done.failures.push(Failure::new("refresh.log", error));
                Ok(done)
            }
            (_, result) => result,
        }
    }

    /// What changed from one snapshot to another; without names between the last two, with `old` alone up to the
    /// last.
    ///
    /// # Errors
    /// That there is no such snapshot, or that it cannot be read.
    pub fn differences(&self, old: Option<&str>, new: Option<&str>) -> Result<Difference, Error> {
        let rubric = &self.rubric.id;
        let (old, new) = match (old, new) {
            (None, _) => self.snapshots.last_two(rubric)?,
            (Some(old), Some(new)) => (self.snapshots.meant(old, false)?, self.snapshots.meant(new, true)?),
            (Some(old), None) => {
                let old = self.snapshots.meant(old, false)?;
                let (_, new) =
                    self.snapshots.latest(&old.rubric.id)?.ok_or(crate::snapshots::Error::NoneBefore)?;
                (old, new)
            }
        };
        Ok(Difference::between(Some(&old), &new))
    }

    fn refreshed(&self, watched: &[PathBuf], observer: &dyn Observer) -> Result<Refreshed, Error> {
        // Before the work: if the last snapshot cannot be read, nothing could be told of it.
        let last = self.snapshots.latest(&self.rubric.id)?.map(|(_, snapshot)| snapshot);
        self.papers.know(self.index.hashes());
        let mut failures = Vec::new();
        let taken = self.take_in(watched, observer, &mut failures)?;
        let report = self.drafted(&[], observer)?;
        self.forget_what_is_gone()?;
        let drafted = report.drafts.len() - report.unchanged;
        let mut unknown = Vec::new();
        let papers = self.states(&report, last.as_ref(), &mut unknown)?;
        failures.extend(report.failures);
        failures.extend(unknown);
        let counted = papers.len();
        let at = Moment::now(last.as_ref().map(|last| last.at));
        let is_same = |last: &&Snapshot| {
            last.papers == papers
                && last.rubric == self.rubric.applied()
                && last.models == report.models
                && last.program == audit::program()
        };
        let (difference, kept) = match last.as_ref().filter(is_same) {
            Some(last) => (Difference::between(Some(last), &Snapshot { at, ..last.clone() }), None),
            None => {
                let (corpus, uncounted) = self.corpus(CountedDrafts::Unconfirmed)?;
                // A paper missing from the figures must be said; most were said above.
                for failure in uncounted {
                    let is_it =
                        |said: &Failure| said.path == failure.path && said.message() == failure.message();
                    if !failures.iter().any(is_it) {
                        failures.push(failure);
                    }
                }
                let statistics = statistics(&self.rubric, &corpus, GroupBy::default());
                let snapshot = Snapshot::new(at, audit::program(), report.models, papers, &statistics);
                let name = self.snapshots.keep(&snapshot)?;
                (Difference::between(last.as_ref(), &snapshot), Some(self.snapshots.path(&name)))
            }
        };
        Ok(Refreshed { difference, kept, papers: counted, taken, drafted, failures })
    }

    /// Every paper as it is now. Where its decisions cannot be read, nobody knows whether its levels changed: they
    /// are kept as the last snapshot has them, and the failure is added to `failures`.
    fn states(
        &self,
        report: &DraftReport<PaperId>,
        last: Option<&Snapshot>,
        failures: &mut Vec<Failure>,
    ) -> Result<Vec<PaperState>, Error> {
        let before: BTreeMap<&PaperId, &PaperState> =
            last.iter().flat_map(|last| &last.papers).map(|state| (&state.id, state)).collect();
        let undrafted: BTreeMap<&Path, &Failure> =
            report.failures.iter().rev().map(|failure| (failure.path.as_path(), failure)).collect();
        let state = |id: &PaperId| {
            let mut problem = undrafted.get(Path::new(id.as_str())).map(|failure| failure.message());
            let mut unknown = None;
            let confirmed = match self.ledger(id) {
                Ok(ledger) => ledger.confirmed(id, &self.rubric),
                Err(error) => {
                    let failure = Failure::new(id.as_str(), error);
                    problem.get_or_insert_with(|| failure.message());
                    unknown = Some(failure);
                    None
                }
            };
            let is_drafted = report.drafts.binary_search(id).is_ok();
            let draft = if is_drafted { self.summary(id)?.map(|(draft, _)| draft) } else { None };
            let sha256 = match &draft {
                // Drafts are of their papers as they are.
                Some(draft) => Some(draft.paper.sha256.clone()),
                None => self.papers.fingerprint(id).ok().map(|paper| paper.sha256),
            };
            let mut state =
                PaperState::new(id.clone(), sha256, draft.as_deref(), confirmed.as_ref(), problem);
            if unknown.is_some() {
                state.confirmed = before.get(id).and_then(|before| before.confirmed.clone());
            }
            Ok((state, unknown))
        };
        let (states, vanished) = self.of_each(state)?;
        failures.extend(vanished);
        let (states, unknown): (Vec<PaperState>, Vec<Option<Failure>>) = states.into_iter().unzip();
        failures.extend(unknown.into_iter().flatten());
        Ok(states)
    }

    /// Papers whose folder is gone are not found by searches any more.
    fn forget_what_is_gone(&self) -> Result<(), Error> {
        let mut gone = self.index.papers()?;
        gone.retain(|id| !self.papers.contains(id));
        if !gone.is_empty() {
            let writer = self.index.writer()?;
            gone.iter().try_for_each(|id| writer.remove(id))?;
            writer.commit()?;
        }
        Ok(())
    }
}

/// The lines of the log about a refresh: one on the whole, and one for every failure.
fn logged(at: Moment, done: &Refreshed) -> String {
    let Refreshed { papers, taken, drafted, failures, .. } = done;
    let snapshot = done
        .kept
        .as_ref()
        .and_then(|path| path.file_name())
        .map_or("unchanged".into(), |name| format!("snapshot {}", name.to_string_lossy()));
    let mut lines = format!(
        "{at} {papers} papers, {taken} taken in, {drafted} drafted, {} failed, {snapshot}\n",
        failures.len()
    );
    for failure in failures {
        let line = format!("{}: {}", failure.path.display(), failure.message());
        lines.push_str(&format!("{at} failed {}\n", line.replace(char::is_control, " ")));
    }
    lines
}
