//! What is left to do on a paper, criterion by criterion.

use serde::Serialize;

use super::{Ledger, Outcome, Reviewer, Standing};
use crate::rubric::{CriterionId, Rubric};

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

impl Ledger {
    /// What is left on the paper for `reviewer`; without one, for all.
    pub fn remaining(&self, rubric: &Rubric, reviewer: Option<&Reviewer>) -> Remaining {
        let mut remaining = Remaining::default();
        let mut disputed = Vec::new();
        for criterion in &rubric.criteria {
            let outcome = self.outcome(&criterion.id);
            if outcome == Outcome::Disputed {
                disputed.push(criterion.id.clone());
            }
            let standing = match (reviewer, outcome) {
                (Some(reviewer), _) => self.standing(reviewer, &criterion.id),
                (None, Outcome::Decided(_) | Outcome::Disputed) => continue,
                (None, Outcome::LeftOpen) => Standing::LeftOpen,
                (None, Outcome::Untouched) => Standing::Untouched,
            };
            match standing {
                Standing::Untouched => remaining.missing.push(criterion.id.clone()),
                Standing::LeftOpen => remaining.left_open.push(criterion.id.clone()),
                Standing::Decided(_) => {}
            }
        }
        remaining.disputed = self.shows_disputes(reviewer).then_some(disputed);
        remaining
    }
}
