//! The audit of a paper that somebody confirmed, and when it may be confirmed.

use serde::{Deserialize, Serialize};

use super::ledger::{Ledger, Outcome};
use super::unfit::UnfitDecision;
use super::{DecidedEvidence, Moment, Reviewer};
use crate::document::PaperId;
use crate::rubric::{CriterionId, Rubric, Score};

/// Why a paper cannot be confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// Decisions that the rubric has no place for, each with why.
    #[error("decided in a way that cannot count: {}", unfit(.0))]
    Unfit(Vec<UnfitDecision>),
    /// Criteria that nobody decided or left open.
    #[error("not decided yet: {}", list(.0))]
    Untouched(Vec<CriterionId>),
    /// Criteria that people decided differently.
    #[error("disputed: {}", list(.0))]
    Disputed(Vec<CriterionId>),
    /// Somebody began and is not through.
    #[error("{} not through with the paper yet", people(.0))]
    Unfinished(Vec<Reviewer>),
}

/// The ids of criteria in one line, for people.
pub(crate) fn list(criteria: &[CriterionId]) -> String {
    criteria.iter().map(CriterionId::as_str).collect::<Vec<_>>().join(", ")
}

fn unfit(decisions: &[UnfitDecision]) -> String {
    let each = |one: &UnfitDecision| format!("{} by {} ({})", one.criterion, one.reviewer, one.why);
    decisions.iter().map(each).collect::<Vec<_>>().join(", ")
}

fn people(reviewers: &[Reviewer]) -> String {
    let names = reviewers.iter().map(Reviewer::as_str).collect::<Vec<_>>().join(", ");
    format!("{names} {}", if reviewers.len() == 1 { "is" } else { "are" })
}

/// A confirmed audit, as exports and statistics take it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmedAudit {
    /// The paper.
    pub paper: PaperId,
    /// The rubric's id.
    pub rubric: String,
    /// Who confirmed it.
    pub confirmed_by: Reviewer,
    /// When it was confirmed.
    pub confirmed_at: Moment,
    /// Every criterion, in the rubric's order.
    pub cells: Vec<ConfirmedCell>,
}

/// A criterion of a confirmed audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmedCell {
    /// The criterion.
    pub criterion: CriterionId,
    /// The level; `None` where it stayed open.
    pub score: Option<Score>,
    /// Who decided so.
    pub by: Vec<Reviewer>,
    /// When the last of them did; `None` where it stayed open.
    pub at: Option<Moment>,
    /// The quotes it rests on.
    pub evidence: Vec<DecidedEvidence>,
    /// Their notes, without empty ones.
    pub notes: Vec<String>,
    /// Whether people differed before.
    pub adjudicated: bool,
}

impl Ledger {
    /// Whether the audit may be confirmed.
    ///
    /// # Errors
    /// [`NotReady`], with what is missing.
    pub fn check_ready(&self, rubric: &Rubric) -> Result<(), NotReady> {
        if !self.unfit().is_empty() {
            return Err(NotReady::Unfit(self.unfit().to_vec()));
        }
        let with = |wanted: fn(&Outcome) -> bool| -> Vec<CriterionId> {
            let ids = rubric.criteria.iter().map(|criterion| &criterion.id);
            ids.filter(|id| wanted(&self.outcome(id))).cloned().collect()
        };
        let untouched = with(|outcome| *outcome == Outcome::Untouched);
        if !untouched.is_empty() {
            return Err(NotReady::Untouched(untouched));
        }
        let reviewers = self.reviewers();
        if reviewers.len() > 1 {
            let working = reviewers.into_iter().filter(|reviewer| !self.is_finished(reviewer));
            let working: Vec<Reviewer> = working.cloned().collect();
            if !working.is_empty() {
                return Err(NotReady::Unfinished(working));
            }
        }
        let disputed = with(|outcome| *outcome == Outcome::Disputed);
        if disputed.is_empty() { Ok(()) } else { Err(NotReady::Disputed(disputed)) }
    }

    /// The confirmed audit; `None` unless the last line confirms it and nothing is missing. A merge can bring
    /// earlier lines that make it incomplete.
    pub fn confirmed(&self, paper: &PaperId, rubric: &Rubric) -> Option<ConfirmedAudit> {
        let mark = self.confirmation()?;
        self.check_ready(rubric).ok()?;
        let cells = rubric.criteria.iter().map(|criterion| self.confirmed_cell(&criterion.id)).collect();
        Some(ConfirmedAudit {
            paper: paper.clone(),
            rubric: rubric.id.clone(),
            confirmed_by: mark.reviewer.clone(),
            confirmed_at: mark.at,
            cells,
        })
    }

    /// A criterion as it stands, confirmed or not.
    pub fn confirmed_cell(&self, criterion: &CriterionId) -> ConfirmedCell {
        let criterion = criterion.clone();
        match self.outcome(&criterion) {
            Outcome::Decided(verdict) => ConfirmedCell {
                criterion,
                score: Some(verdict.score),
                by: verdict.by,
                at: Some(verdict.at),
                evidence: verdict.evidence,
                notes: verdict.notes,
                adjudicated: verdict.adjudicated,
            },
            _ => ConfirmedCell {
                criterion,
                score: None,
                by: Vec::new(),
                at: None,
                evidence: Vec::new(),
                notes: Vec::new(),
                adjudicated: false,
            },
        }
    }
}
