//! How far people followed the drafts.

use serde::Serialize;

use super::corpus::Confirmed;
use super::interval::Share;
use crate::audit::Suggestion;
use crate::numeric::Confusion;
use crate::review::Line;
use crate::rubric::{Rubric, Score};

/// Decided cells of confirmed audits beside what the stored draft suggests.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Suggestions {
    /// Cells that are decided and drafted.
    pub cells: usize,
    /// Of them, those decided in view of the very draft that is stored; others may rest on an older draft,
    /// or on none.
    pub answered: usize,
    /// Decided as suggested, of those with a level or "cannot apply" suggested.
    pub unchanged: Share,
    /// The same, of the answered cells alone.
    pub answered_unchanged: Share,
    /// Decided at the lowest level, of those where the draft found nothing.
    pub nothing_found_at_lowest: Share,
    /// Cells that the draft left undecided.
    pub undecided: usize,
    /// Quadratic-weighted kappa of suggested and decided levels.
    pub kappa: Option<f64>,
}

pub(super) fn suggestions(rubric: &Rubric, papers: &[&Confirmed]) -> Suggestions {
    let mut found = Suggestions::default();
    let (mut suggestions, mut unchanged) = (0, 0);
    let (mut seen, mut seen_unchanged) = (0, 0);
    let (mut nothing, mut lowest) = (0, 0);
    let mut levels = Vec::new();
    let place = |score: Score| rubric.scale.place_of(score);
    for paper in papers {
        let Some((draft, sha256)) = &paper.draft else { continue };
        for cell in &paper.audit.cells {
            let (Some(decided), Some(drafted)) = (cell.score, draft.suggestion(&cell.criterion)) else {
                continue;
            };
            found.cells += 1;
            let is_answer = |line: &Line| match line {
                Line::Decision(decision) => {
                    decision.criterion == cell.criterion
                        && Some(decision.at) == cell.at
                        && decision.basis.draft_sha256.as_ref() == Some(sha256)
                }
                Line::Mark(_) => false,
            };
            let is_answered = paper.ledger.lines().iter().any(is_answer);
            found.answered += usize::from(is_answered);
            match drafted {
                Suggestion::Undecided => found.undecided += 1,
                Suggestion::NothingFound { .. } => {
                    nothing += 1;
                    lowest += usize::from(place(decided) == Some(0));
                }
                Suggestion::Score { .. } | Suggestion::NotApplicable { .. } => {}
            }
            if let Some(suggested) = drafted.score() {
                let is_unchanged = suggested == decided;
                suggestions += 1;
                unchanged += usize::from(is_unchanged);
                seen += usize::from(is_answered);
                seen_unchanged += usize::from(is_answered && is_unchanged);
                levels.extend(place(suggested).zip(place(decided)));
            }
        }
    }
    Suggestions {
        unchanged: Share::new(unchanged, suggestions),
        answered_unchanged: Share::new(seen_unchanged, seen),
        nothing_found_at_lowest: Share::new(lowest, nothing),
        kappa: Confusion::of(rubric.scale.size(), &levels).quadratic_kappa(),
        ..found
    }
}
