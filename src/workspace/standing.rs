//! How far the papers are.

use rayon::prelude::*;

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
        let draft = self.own_summary(id).ok().flatten().map(|(draft, _)| draft);
        Ok(PaperStatus::of(id, &ledger, draft.as_deref(), &self.rubric, reviewer))
    }

    /// Something of every paper, by id; and the papers of which it cannot be had.
    pub(super) fn of_each<T: Send>(
        &self,
        of: impl Fn(&PaperId) -> Result<T, Error> + Sync,
    ) -> Result<(Vec<T>, Vec<Failure>), Error> {
        let ids = self.papers.list()?;
        let found: Vec<Result<T, Error>> = self.pool()?.install(|| ids.par_iter().map(&of).collect());
        let (mut all, mut failures) = (Vec::new(), Vec::new());
        for (id, one) in ids.into_iter().zip(found) {
            match one {
                Ok(one) => all.push(one),
                Err(error) => failures.push(Failure::new(id.as_str(), error)),
            }
        }
        Ok((all, failures))
    }
}
