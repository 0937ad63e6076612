//! How far the papers are.

use super::Workspace;
use super::error::{Error, Failure};
use crate::document::PaperId;
use crate::review::{PaperStatus, Reviewer};

impl Workspace {
    /// All papers, and how far `reviewer` is with each; and those whose decisions cannot be read.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn status(&self, reviewer: Option<&Reviewer>) -> Result<(Vec<PaperStatus>, Vec<Failure>), Error> {
        self.of_each(|id| self.status_of(id, reviewer))
    }

    /// One paper, and how far `reviewer` is with it; without one, how far the paper is with all. A draft that
    /// cannot be read counts as none.
    ///
    /// # Errors
    /// That somebody's decisions cannot be read.
    pub fn status_of(&self, id: &PaperId, reviewer: Option<&Reviewer>) -> Result<PaperStatus, Error> {
        let ledger = self.ledger(id)?;
        let draft = self.own_draft(id).ok().flatten();
        Ok(PaperStatus::of(id, &ledger, draft.as_ref(), &self.rubric, reviewer))
    }

    /// Something of every paper, by id; and the papers of which it cannot be had.
    pub(super) fn of_each<T>(
        &self,
        of: impl Fn(&PaperId) -> Result<T, Error>,
    ) -> Result<(Vec<T>, Vec<Failure>), Error> {
        let (mut all, mut failures) = (Vec::new(), Vec::new());
        for id in self.papers.list()? {
            match of(&id) {
                Ok(one) => all.push(one),
                Err(error) => failures.push(Failure::new(id.as_str(), error)),
            }
        }
        Ok((all, failures))
    }
}
