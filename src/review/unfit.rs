//! A decision that the rubric has no place for.

use serde::Serialize;

use super::Reviewer;
use crate::rubric::{CriterionId, Score};

/// A decision on a criterion, or with a score, that the rubric does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnfitDecision {
    /// Who decided.
    pub reviewer: Reviewer,
    /// The criterion, whether or not there is one of that id.
    pub criterion: CriterionId,
    /// What was decided.
    pub score: Option<Score>,
    /// Why it does not count, in words.
    pub why: String,
}
