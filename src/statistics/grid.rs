//! Papers by criteria: the one shape that audits and drafts are counted in.

use serde::Serialize;

use super::corpus::Facts;
use crate::audit::{DraftSummary, Suggestion};
use crate::document::PaperId;
use crate::numeric::Figure;
use crate::review::ConfirmedAudit;
use crate::rubric::{Rubric, Score};

/// A paper with a cell for every criterion.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) paper: PaperId,
    pub(super) facts: Facts,
    /// In the rubric's order; `None` is open.
    pub(super) cells: Vec<Option<Score>>,
    /// Of every cell, its level's place on the scale over the highest place: 0 to 1; `None` without a level.
    pub(super) met: Vec<Option<f64>>,
}

impl Row {
    fn new(rubric: &Rubric, paper: &PaperId, facts: &Facts, cells: Vec<Option<Score>>) -> Row {
        let share = |cell: &Option<Score>| rubric.scale.share(cell.and_then(Score::level)?);
        let met: Vec<Option<f64>> = cells.iter().map(share).collect();
        // A level that the rubric does not have any more says nothing.
        let known = |(cell, met): (Option<Score>, &Option<f64>)| {
            cell.filter(|cell| met.is_some() || *cell == Score::NotApplicable)
        };
        let cells = cells.into_iter().zip(&met).map(known).collect();
        Row { paper: paper.clone(), facts: facts.clone(), cells, met }
    }

    pub(super) fn confirmed(rubric: &Rubric, audit: &ConfirmedAudit, facts: &Facts) -> Row {
        let cell = |criterion: &crate::rubric::Criterion| {
            audit.cells.iter().find(|cell| cell.criterion == criterion.id).and_then(|cell| cell.score)
        };
        Row::new(rubric, &audit.paper, facts, rubric.criteria.iter().map(cell).collect())
    }

    /// "Nothing found" is no level, as "undecided" is none: both are open.
    pub(super) fn drafted(rubric: &Rubric, draft: &DraftSummary, facts: &Facts) -> Row {
        let cell = |criterion: &crate::rubric::Criterion| {
            draft.suggestion(&criterion.id).and_then(Suggestion::score)
        };
        Row::new(rubric, &draft.paper.id, facts, rubric.criteria.iter().map(cell).collect())
    }

    /// How far the criteria that `wanted` names are met.
    pub(super) fn rate(&self, wanted: impl Fn(usize) -> bool) -> Rate {
        let mut rate = Rate::default();
        let mut sum = 0.0;
        let cells = self.cells.iter().zip(&self.met).enumerate();
        for (_, (cell, met)) in cells.filter(|(at, _)| wanted(*at)) {
            match (met, cell) {
                (Some(met), _) => {
                    rate.scored += 1;
                    sum += met;
                }
                (None, Some(_)) => rate.not_applicable += 1,
                (None, None) => rate.open += 1,
            }
        }
        let over = |sum: f64, cells: usize| (cells > 0).then(|| sum / cells as f64);
        rate.value = over(sum, rate.scored);
        rate.lower_bound = over(sum, rate.scored + rate.open);
        rate.upper_bound = over(sum + rate.open as f64, rate.scored + rate.open);
        rate
    }
}

/// How far a paper meets a set of criteria: the sum of its levels over the highest sum possible. Criteria
/// that cannot apply are out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Rate {
    /// Criteria with a level.
    pub scored: usize,
    /// Criteria that cannot apply.
    pub not_applicable: usize,
    /// Criteria without a level.
    pub open: usize,
    /// 0 to 1, over the criteria with a level; `None` without one.
    pub value: Option<f64>,
    /// If every open criterion turned out at the lowest level.
    pub lower_bound: Option<f64>,
    /// If every open criterion turned out at the highest level.
    pub upper_bound: Option<f64>,
}

/// The mean of the papers' rates; every paper counts alike, however many of its criteria have a level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Compliance {
    /// Papers with a rate.
    pub papers: usize,
    /// Cells with a level.
    pub scored: usize,
    /// Cells that cannot apply.
    pub not_applicable: usize,
    /// Cells without a level.
    pub open: usize,
    /// With its bootstrap interval over papers.
    #[serde(flatten)]
    pub mean: Figure,
    /// Mean of the papers' lower bounds.
    pub lower_bound: Option<f64>,
    /// Mean of the papers' upper bounds.
    pub upper_bound: Option<f64>,
}

impl Compliance {
    pub(super) fn new(rates: &[Rate], mean: Figure) -> Compliance {
        let sum = |of: fn(&Rate) -> usize| rates.iter().map(of).sum();
        Compliance {
            papers: rates.iter().filter(|rate| rate.value.is_some()).count(),
            scored: sum(|rate| rate.scored),
            not_applicable: sum(|rate| rate.not_applicable),
            open: sum(|rate| rate.open),
            mean,
            lower_bound: mean_of(rates.iter().filter_map(|rate| rate.lower_bound)),
            upper_bound: mean_of(rates.iter().filter_map(|rate| rate.upper_bound)),
        }
    }
}

/// The mean of the values; `None` where there is none.
pub(super) fn mean_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}
