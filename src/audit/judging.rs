//! Drafts of scored papers, held against what people decided.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::measure::Judged;
use super::scored::ScoredPaper;
use super::{Cell, Suggestion};
use crate::document::Letters;
use crate::evidence::Evidence;
use crate::rubric::{CriterionId, Rubric};

/// What the cells of a draft say of a scored paper, one entry a scored cell. `majority` is what
/// [`majority_of`] gives for the papers learned from.
pub fn judge(
    rubric: &Rubric,
    paper: &ScoredPaper,
    cells: &[Cell],
    majority: &BTreeMap<CriterionId, usize>,
) -> Vec<Judged> {
    let judged = paper.cells.iter().filter_map(|scored| {
        let cell = cells.iter().find(|cell| cell.criterion == scored.criterion)?;
        let is_quoted = |evidence: &Evidence| {
            let shown = Letters::of(&evidence.quote);
            scored.quotes.iter().any(|quote| quote.same(&shown))
        };
        Some(Judged {
            paper: paper.id.clone(),
            criterion: scored.criterion.clone(),
            level: scored.level,
            guess: rubric.scale.iter().position(|level| *level == cell.best_guess)?,
            probabilities: cell.probabilities.clone(),
            decided: cell.suggestion != Suggestion::Undecided,
            majority: majority.get(&scored.criterion).copied(),
            quoted: !scored.quotes.is_empty(),
            first_hit: cell.evidence.iter().position(is_quoted).map(|at| at + 1),
        })
    });
    judged.collect()
}

/// The most frequent level of every criterion in scored papers; the lower of two equally frequent ones.
pub fn majority_of(papers: &[&ScoredPaper]) -> BTreeMap<CriterionId, usize> {
    let cells = papers.iter().flat_map(|paper| &paper.cells);
    majority(cells.map(|cell| (&cell.criterion, cell.level)))
}

/// The same over criteria and levels.
pub(super) fn majority<'l>(
    levels: impl Iterator<Item = (&'l CriterionId, Option<usize>)>,
) -> BTreeMap<CriterionId, usize> {
    let mut votes: BTreeMap<&CriterionId, BTreeMap<usize, usize>> = BTreeMap::new();
    for (criterion, level) in levels {
        if let Some(level) = level {
            *votes.entry(criterion).or_default().entry(level).or_default() += 1;
        }
    }
    let winner = |votes: BTreeMap<usize, usize>| {
        votes
            .into_iter()
            .max_by_key(|(level, count)| (*count, std::cmp::Reverse(*level)))
            .map(|(level, _)| level)
    };
    votes.into_iter().filter_map(|(criterion, votes)| Some((criterion.clone(), winner(votes)?))).collect()
}

/// In an order that a seed decides.
pub fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    items.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    items
}
