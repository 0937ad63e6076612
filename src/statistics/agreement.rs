//! How far the people who decided the confirmed audits agree, before anything was settled.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::corpus::Confirmed;
use crate::document::PaperId;
use crate::numeric::{fleiss_kappa, ordinal_alpha};
use crate::review::{self, Agreement, Ledger, Reviewer, Standing};
use crate::rubric::{CriterionId, Rubric, Score};

/// A cell, by its paper and its criterion.
type CellId = (PaperId, CriterionId);
/// What each person said of a criterion of a paper.
type Said<T> = Vec<(Reviewer, T)>;

/// How far the people who decided the confirmed audits agree.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReviewerAgreement {
    /// Cells that at least two people decided.
    pub cells: usize,
    /// Everybody with everybody else, by name; those without a cell that both decided are left out.
    pub pairs: Vec<ReviewerPair>,
    /// Agreement of more than two people at once, on levels without order and "cannot apply"; `None` without a
    /// cell that at least two decided.
    pub fleiss: Option<Fleiss>,
    /// Cells with a level from at least two people.
    pub with_levels: usize,
    /// Krippendorff's alpha for ordered levels, over those.
    pub alpha: Option<f64>,
    /// The same for each phase, in the rubric's order.
    pub phases: Vec<PhaseAgreement>,
}

/// How far two people agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReviewerPair {
    /// One of the two, the first by name.
    pub a: Reviewer,
    /// The other one.
    pub b: Reviewer,
    /// The share of the cells both decided on which they agree.
    pub raw: Option<f64>,
    /// The counts behind it, with quadratic-weighted kappa.
    #[serde(flatten)]
    pub agreement: Agreement,
}

/// Fleiss' kappa, which takes cells that as many people decided.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fleiss {
    /// The number of people for which there are most cells.
    pub raters: usize,
    /// How many cells were decided by that many people.
    pub cells: usize,
    /// The kappa; `None` where only one level was given.
    pub kappa: Option<f64>,
}

/// How far people agree within a phase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseAgreement {
    /// Its id.
    pub phase: String,
    /// Cells with a level from at least two people.
    pub cells: usize,
    /// Krippendorff's alpha for ordered levels.
    pub alpha: Option<f64>,
}

pub(super) fn of_reviewers(rubric: &Rubric, papers: &[&Confirmed]) -> ReviewerAgreement {
    let ledgers: Vec<&Ledger> = papers.iter().map(|paper| &paper.ledger).collect();
    let people: BTreeSet<&Reviewer> = ledgers.iter().flat_map(|ledger| ledger.reviewers()).collect();
    let people: Vec<&Reviewer> = people.into_iter().collect();
    let mut pairs = Vec::new();
    for (at, a) in people.iter().enumerate() {
        for b in &people[at + 1..] {
            let (agreement, _) = review::agreement(rubric, &ledgers, a, b);
            if agreement.both > 0 {
                pairs.push(ReviewerPair {
                    a: (*a).clone(),
                    b: (*b).clone(),
                    raw: agreement.raw(),
                    agreement,
                });
            }
        }
    }
    let cells = said(rubric, papers);
    let all = levels(rubric, cells.iter());
    let phases = rubric.phases.iter().map(|phase| {
        let own: BTreeSet<&str> = rubric.criteria_of(&phase.id).map(|one| one.id.as_str()).collect();
        let units =
            levels(rubric, cells.iter().filter(|((_, criterion), _)| own.contains(criterion.as_str())));
        PhaseAgreement {
            phase: phase.id.clone(),
            cells: units.len(),
            alpha: ordinal_alpha(&units, rubric.scale.size()),
        }
    });
    ReviewerAgreement {
        cells: cells.len(),
        pairs,
        fleiss: fleiss(rubric, &cells),
        with_levels: all.len(),
        alpha: ordinal_alpha(&all, rubric.scale.size()),
        phases: phases.collect(),
    }
}

/// What people decided of every cell that at least two decided.
fn said(rubric: &Rubric, papers: &[&Confirmed]) -> BTreeMap<CellId, Said<Score>> {
    let mut cells = BTreeMap::new();
    for paper in papers {
        for criterion in &rubric.criteria {
            let decided = |reviewer: &Reviewer| match paper.ledger.standing(reviewer, &criterion.id) {
                Standing::Decided(score) => Some((reviewer.clone(), score)),
                Standing::LeftOpen | Standing::Untouched => None,
            };
            let said: Said<Score> = paper.ledger.reviewers().into_iter().filter_map(decided).collect();
            if said.len() > 1 {
                cells.insert((paper.audit.paper.clone(), criterion.id.clone()), said);
            }
        }
    }
    cells
}

/// The levels, as places on the scale, of every cell with at least two.
fn levels<'c>(
    rubric: &Rubric,
    cells: impl Iterator<Item = (&'c CellId, &'c Said<Score>)>,
) -> Vec<Vec<usize>> {
    let place = |score: &Score| rubric.scale.place_of(*score);
    let units = cells.map(|(_, said)| said.iter().filter_map(|(_, score)| place(score)).collect());
    units.filter(|unit: &Vec<usize>| unit.len() > 1).collect()
}

fn fleiss(rubric: &Rubric, cells: &BTreeMap<CellId, Said<Score>>) -> Option<Fleiss> {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for said in cells.values() {
        *sizes.entry(said.len()).or_default() += 1;
    }
    let (raters, count) = sizes.into_iter().max_by_key(|(raters, count)| (*count, *raters))?;
    // "Cannot apply" is one category more.
    let category = |score: &Score| rubric.scale.place_of(*score).unwrap_or(rubric.scale.size());
    let unit = |said: &Said<Score>| said.iter().map(|(_, score)| category(score)).collect();
    let units: Vec<Vec<usize>> = cells.values().filter(|said| said.len() == raters).map(unit).collect();
    Some(Fleiss { raters, cells: count, kappa: fleiss_kappa(&units, rubric.scale.size() + 1) })
}
