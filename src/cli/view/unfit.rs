//! Decisions that count nowhere, in words.

use crate::document::PaperId;
use crate::review::UnfitDecision;

/// What to do about decisions that the rubric has no place for.
pub(in crate::cli) const UNFIT_HINT: &str = "decide the criterion anew as the same reviewer; if there is no such \
     criterion, remove the line from the paper's decisions.jsonl";

/// What to do about a torn line.
pub(in crate::cli) const TORN_HINT: &str =
    "decide that criterion again; the next decision moves the beginning to decisions.torn";

/// That a decision is not counted.
pub(in crate::cli) fn unfit_decision(paper: &PaperId, unfit: &UnfitDecision) -> String {
    let UnfitDecision { reviewer, criterion, why, .. } = unfit;
    format!("{paper}: a decision of {reviewer} on criterion {criterion} is not counted: {why}")
}

/// That a decision was not written whole.
pub(in crate::cli) fn torn_decision(paper: &PaperId, line: usize) -> String {
    format!("{paper}: line {line} of the decisions was not written to its end and is not counted")
}
