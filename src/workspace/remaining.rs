//! What is left to do on a paper, criterion by criterion.

use serde::Serialize;

use super::Workspace;
use super::error::Error;
use crate::document::PaperId;
use crate::review::{Ledger, Outcome, Reviewer, Standing};
use crate::rubric::CriterionId;

/// The criteria of a paper that are not decided, in the rubric's order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Remaining {
    /// Nobody looked, or it was taken back.
    pub missing: Vec<CriterionId>,
    /// Left open on purpose.
    pub left_open: Vec<CriterionId>,
    /// People differ and nobody settled it; `None` while others' work is hidden.
    pub disputed: Option<Vec<CriterionId>>,
}

impl Workspace {
    /// What is left for `reviewer` on a paper; without one, for all.
    ///
    /// # Errors
    /// That somebody's decisions cannot be read.
    pub fn remaining(&self, id: &PaperId, reviewer: Option<&Reviewer>) -> Result<Remaining, Error> {
        self.papers.source_path(id)?;
        let ledger = self.ledger(id)?;
        let mut remaining = Remaining::default();
        let mut disputed = Vec::new();
        for criterion in &self.rubric.criteria {
            let outcome = ledger.outcome(&criterion.id);
            if outcome == Outcome::Disputed {
                disputed.push(criterion.id.clone());
            }
            let is_decided = matches!(outcome, Outcome::Decided(_) | Outcome::Disputed);
            let standing = match reviewer {
                Some(reviewer) => ledger.standing(reviewer, &criterion.id),
                None if is_decided => continue,
                None if outcome == Outcome::LeftOpen => Standing::LeftOpen,
                None => Standing::Untouched,
            };
            match standing {
                Standing::Untouched => remaining.missing.push(criterion.id.clone()),
                Standing::LeftOpen => remaining.left_open.push(criterion.id.clone()),
                Standing::Decided(_) => {}
            }
        }
        remaining.disputed = shows_disputes(&ledger, reviewer).then_some(disputed);
        Ok(remaining)
    }
}

/// Whether it may be said where people differ: to a person when all are through, that person among them; of
/// a paper as a whole when nobody's work can be swayed by it any more.
pub(super) fn shows_disputes(ledger: &Ledger, reviewer: Option<&Reviewer>) -> bool {
    match reviewer {
        Some(reviewer) => ledger.is_open_to(reviewer),
        None => {
            let reviewers = ledger.reviewers();
            reviewers.len() < 2 || reviewers.into_iter().all(|one| ledger.is_finished(one))
        }
    }
}
