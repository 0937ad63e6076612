//! How far two people agree: shares and quadratic-weighted kappa.

use serde::Serialize;

use super::Reviewer;
use super::ledger::{Ledger, Standing};
use crate::numeric::Confusion;
use crate::rubric::{Rubric, Score};

/// How far two people agree on the criteria that both decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Criteria that both decided.
    pub both: usize,
    /// On how many they agree, "cannot apply" among them.
    pub alike: usize,
    /// Quadratic-weighted kappa (Cohen 1968) over those with a level from both; `None` where chance
    /// explains everything.
    pub kappa: Option<f64>,
}

impl Agreement {
    /// The share they agree on; `None` when there is nothing both decided.
    pub fn raw(&self) -> Option<f64> {
        (self.both > 0).then(|| self.alike as f64 / self.both as f64)
    }
}

/// How far `a` and `b` agree on these papers: on all criteria together, and on those of each phase in the
/// rubric's order.
pub fn agreement(
    rubric: &Rubric,
    ledgers: &[&Ledger],
    a: &Reviewer,
    b: &Reviewer,
) -> (Agreement, Vec<Agreement>) {
    let pairs = |phase: Option<&str>| -> Vec<(Score, Score)> {
        let criteria =
            rubric.criteria.iter().filter(|criterion| phase.is_none_or(|phase| criterion.phase == phase));
        criteria
            .flat_map(|criterion| {
                ledgers.iter().filter_map(|ledger| {
                    match (ledger.standing(a, &criterion.id), ledger.standing(b, &criterion.id)) {
                        (Standing::Decided(a), Standing::Decided(b)) => Some((a, b)),
                        _ => None,
                    }
                })
            })
            .collect()
    };
    let of = |pairs: Vec<(Score, Score)>| {
        let place = |score: Score| rubric.scale.place_of(score);
        let levels: Vec<(usize, usize)> =
            pairs.iter().filter_map(|(a, b)| Some((place(*a)?, place(*b)?))).collect();
        Agreement {
            both: pairs.len(),
            alike: pairs.iter().filter(|(a, b)| a == b).count(),
            kappa: Confusion::of(rubric.scale.size(), &levels).quadratic_kappa(),
        }
    };
    let phases = rubric.phases.iter().map(|phase| of(pairs(Some(&phase.id)))).collect();
    (of(pairs(None)), phases)
}
