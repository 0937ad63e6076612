//! Which criteria go together.

use serde::Serialize;

use super::grid::Row;
use crate::numeric::spearman;
use crate::rubric::{CriterionId, Rubric};

/// Spearman's rank correlation of two criteria's levels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correlation {
    /// One criterion.
    pub a: CriterionId,
    /// The other, behind it in the rubric.
    pub b: CriterionId,
    /// Papers with a level for both.
    pub papers: usize,
    /// From -1 to 1; `None` with fewer than three papers, and where one of them has one level only.
    pub rho: Option<f64>,
}

/// Of every pair of criteria, in the rubric's order.
pub(super) fn correlations(rubric: &Rubric, rows: &[Row]) -> Vec<Correlation> {
    let mut found = Vec::new();
    for (at, a) in rubric.criteria.iter().enumerate() {
        for (behind, b) in rubric.criteria.iter().enumerate().skip(at + 1) {
            let pairs: Vec<(f64, f64)> =
                rows.iter().filter_map(|row| Some((row.met[at]?, row.met[behind]?))).collect();
            let rho = spearman(&pairs);
            found.push(Correlation { a: a.id.clone(), b: b.id.clone(), papers: pairs.len(), rho });
        }
    }
    found
}
