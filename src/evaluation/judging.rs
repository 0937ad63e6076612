//! Drafts of scored papers, held against what people decided.

use std::collections::BTreeMap;

use crate::audit::{Cell, Suggestion};
use crate::document::Letters;
use crate::evidence::Evidence;
use crate::learning::{Judged, ScoredPaper};
use crate::rubric::{CriterionId, Rubric};

/// What the cells of a draft say of a scored paper, one entry a scored cell. `majority` is what
/// [`crate::learning::majority_of`] gives for the papers learned from.
pub fn judge(
    rubric: &Rubric,
    paper: &ScoredPaper,
    cells: &[Cell],
    majority: &BTreeMap<CriterionId, usize>,
) -> Vec<Judged> {
    let judged = paper.cells.iter().filter_map(|scored| {
        let cell = cells.iter().find(|cell| cell.criterion == scored.criterion)?;
        let is_quoted = |evidence: &Evidence| {
            let shown = Letters::of(&evidence.quote.text);
            scored.quotes.iter().any(|quote| quote.same(&shown))
        };
        Some(Judged {
            paper: paper.id.clone(),
            criterion: scored.criterion.clone(),
            level: scored.level,
            guess: rubric.scale.place(cell.best_guess)?,
            probabilities: cell.probabilities.clone(),
            decided: cell.suggestion != Suggestion::Undecided,
            majority: majority.get(&scored.criterion).copied(),
            quoted: !scored.quotes.is_empty(),
            first_hit: cell.evidence.iter().position(is_quoted).map(|at| at + 1),
        })
    });
    judged.collect()
}
