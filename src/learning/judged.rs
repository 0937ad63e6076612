//! What was said of scored criteria, and what is said of them most often.

use std::collections::BTreeMap;

use super::scored::ScoredPaper;
use crate::document::PaperId;
use crate::rubric::CriterionId;

/// A scored criterion of a paper that nothing was learned from, and what a draft said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The paper that was drafted.
    pub paper: PaperId,
    /// The criterion that was drafted.
    pub criterion: CriterionId,
    /// Place of the reader's level on the rubric's scale; `None` where the criterion cannot apply.
    pub level: Option<usize>,
    /// Place of the level the draft would pick if it had to.
    pub guess: usize,
    /// One per level.
    pub probabilities: Vec<f32>,
    /// Whether the draft decided (a suggestion other than `undecided`).
    pub decided: bool,
    /// The most frequent level of this criterion among the papers learned from, `None` without any.
    pub majority: Option<usize>,
    /// Whether the reader quoted anything for it; only then do hits count.
    pub quoted: bool,
    /// Rank, from 1, of the first evidence shown that a reader quoted; `None` when none of the shown is one.
    pub first_hit: Option<usize>,
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
