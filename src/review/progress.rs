//! How far a paper is, phase by phase.

use serde::Serialize;

use super::unfit::UnfitDecision;
use super::{Ledger, Outcome, Reviewer, Standing};
use crate::audit::{DraftSummary, Suggestion};
use crate::document::PaperId;
use crate::rubric::{Criterion, Phase, Rubric};

/// How far a paper is.
#[derive(Debug, Clone, Serialize)]
pub struct PaperStatus {
    /// The paper's id.
    pub id: PaperId,
    /// Its title as drafted; `None` without a draft or a title.
    pub title: Option<String>,
    /// Whether there is a draft.
    pub has_draft: bool,
    /// How far each phase is, in the rubric's order.
    pub phases: Vec<PhaseStatus>,
    /// Everybody who decided something, and whether they are through.
    pub reviewers: Vec<(Reviewer, bool)>,
    /// How many criteria people differ on and nobody settled; `None` while that is hidden from the reviewer.
    pub disputed: Option<usize>,
    /// Whether the audit is confirmed.
    pub is_confirmed: bool,
    /// Decisions that the rubric has no place for, which count nowhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unfit: Vec<UnfitDecision>,
    /// The last line of the file of decisions, where only its beginning was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub torn_line: Option<usize>,
}

/// How far a phase is for one person.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PhaseStatus {
    /// The id of the phase.
    pub phase: String,
    /// How many criteria it has.
    pub criteria: usize,
    /// How many of them are decided.
    pub decided: usize,
    /// How many of them were left open on purpose.
    pub left_open: usize,
    /// Of those not looked at, how many the draft is undecided about.
    pub undecided_in_draft: usize,
}

impl PaperStatus {
    /// How far `reviewer` is with a paper; without one, how far the paper is with all.
    pub fn of(
        id: &PaperId,
        ledger: &Ledger,
        draft: Option<&DraftSummary>,
        rubric: &Rubric,
        reviewer: Option<&Reviewer>,
    ) -> PaperStatus {
        let is_open = ledger.shows_disputes(reviewer);
        // Whether it is decided, and whether it is left open.
        let standing = |criterion: &Criterion| match reviewer {
            Some(reviewer) => match ledger.standing(reviewer, &criterion.id) {
                Standing::Decided(_) => (true, false),
                Standing::LeftOpen => (false, true),
                Standing::Untouched => (false, false),
            },
            None => match ledger.outcome(&criterion.id) {
                Outcome::Decided(_) => (true, false),
                // While it is hidden that people differ, the count must not tell.
                Outcome::Disputed => (!is_open, false),
                Outcome::LeftOpen => (false, true),
                Outcome::Untouched => (false, false),
            },
        };
        let is_undecided = |criterion: &Criterion| {
            let suggestion = draft.and_then(|draft| draft.suggestion(&criterion.id));
            suggestion.is_none_or(|suggestion| suggestion == Suggestion::Undecided)
        };
        let phase = |phase: &Phase| {
            let mut status = PhaseStatus { phase: phase.id.clone(), ..PhaseStatus::default() };
            for criterion in rubric.criteria_of(&phase.id) {
                status.criteria += 1;
                let (is_decided, is_left_open) = standing(criterion);
                status.decided += usize::from(is_decided);
                status.left_open += usize::from(is_left_open);
                let is_untouched = !is_decided && !is_left_open;
                status.undecided_in_draft += usize::from(is_untouched && is_undecided(criterion));
            }
            status
        };
        let disputed =
            || ledger.conflicts(rubric).iter().filter(|conflict| conflict.settled_by.is_none()).count();
        let reviewers = ledger.reviewers().into_iter();
        PaperStatus {
            id: id.clone(),
            title: draft.and_then(|draft| draft.paper.title.clone()),
            has_draft: draft.is_some(),
            phases: rubric.phases.iter().map(phase).collect(),
            reviewers: reviewers.map(|one| (one.clone(), ledger.is_finished(one))).collect(),
            disputed: is_open.then(disputed),
            is_confirmed: ledger.confirmed(id, rubric).is_some(),
            unfit: ledger.unfit().to_vec(),
            torn_line: ledger.torn_line(),
        }
    }
}
