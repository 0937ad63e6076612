//! How well drafts did on papers that people scored: figures over all criteria, per phase and per criterion.
//!
//! Every figure is a ratio of sums over cells, or comes from such sums. They are kept per paper, so that the
//! bootstrap (Efron 1979) adds sums up instead of going through the cells again. Whole papers are drawn:
//! the cells of one paper are not independent.

use std::collections::BTreeMap;

use serde::Serialize;

use super::tally::{Bin, Counted, FIGURES, Tally};
use crate::document::PaperId;
use crate::learning::Judged;
use crate::numeric::{Figure, Interval, interval, resamples};
use crate::rubric::{AppliedRubric, CriterionId, Rubric};

/// Enough draws for intervals that hold still in two digits.
pub const BOOTSTRAP_DRAWS: usize = 1_000;

const SCHEMA_VERSION: u32 = 1;
const SEED: u64 = 46;

/// How well drafts did. The JSON of `eval --format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Version of this shape.
    pub schema_version: u32,
    /// The rubric that was drafted by.
    pub rubric: AppliedRubric,
    /// Papers with at least one cell that counts.
    pub papers: usize,
    /// Cells that count.
    pub cells: usize,
    /// Cells given that count for nothing: the criterion cannot apply, or the rubric does not have it or
    /// the level.
    pub left_out: usize,
    /// How often papers were drawn for the intervals.
    pub draws: usize,
    /// Over all criteria.
    pub overall: Summary,
    /// In the rubric's order.
    pub phases: Vec<PhaseSummary>,
    /// In the rubric's order; values without intervals.
    pub criteria: Vec<CriterionSummary>,
    /// Ten bins of equal width over the probability of the forced level, in ascending order.
    pub reliability: Vec<Bin>,
}

/// The figures of a phase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseSummary {
    /// As in the rubric.
    pub id: String,
    /// As in the rubric.
    pub name: String,
    /// Over its criteria.
    #[serde(flatten)]
    pub summary: Summary,
}

/// The figures of a criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionSummary {
    /// As in the rubric.
    pub id: CriterionId,
    /// The id of its phase.
    pub phase: String,
    /// As in the rubric.
    pub name: String,
    /// Over all papers.
    #[serde(flatten)]
    pub summary: Summary,
}

/// How well a set of cells did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// How many cells there are.
    pub cells: usize,
    /// Cells for which the reader quoted something.
    pub quoted: usize,
    /// Cells in which the draft decided.
    pub decided: usize,
    /// Share of quoted cells whose first evidence is a reader's quote.
    pub hit_1: Figure,
    /// Share of quoted cells with a reader's quote among the first three.
    pub hit_3: Figure,
    /// Share of quoted cells with a reader's quote among the five shown.
    pub hit_5: Figure,
    /// Mean reciprocal rank of the first reader's quote among the five shown; 0 for a cell without.
    pub mrr: Figure,
    /// Share of cells whose forced level is the reader's.
    pub agreement: Figure,
    /// Quadratic-weighted kappa (Cohen 1968) of the forced levels; over a scale of two levels, plain kappa.
    pub kappa: Figure,
    /// [`Summary::agreement`] of the most frequent level, over the cells that have one.
    pub majority_agreement: Figure,
    /// [`Summary::kappa`] of the most frequent level, over the cells that have one.
    pub majority_kappa: Figure,
    /// Share of cells in which the draft decided.
    pub decided_share: Figure,
    /// Share of those whose forced level is the reader's.
    pub decided_agreement: Figure,
    /// Expected calibration error (Naeini et al. 2015) of the probability of the forced level, over ten bins.
    /// Chance alone makes it positive, the more so in draws: its interval can lie above it.
    pub ece: Figure,
}

impl Summary {
    fn new(tally: &Tally, figures: [Figure; FIGURES]) -> Summary {
        let [
            hit_1,
            hit_3,
            hit_5,
            mrr,
            agreement,
            kappa,
            majority_agreement,
            majority_kappa,
            decided_share,
            decided_agreement,
            ece,
        ] = figures;
        Summary {
            // Sums of ones, far below where a float skips a number.
            cells: tally.guesses.total() as usize,
            quoted: tally.quoted as usize,
            decided: tally.decided as usize,
            hit_1,
            hit_3,
            hit_5,
            mrr,
            agreement,
            kappa,
            majority_agreement,
            majority_kappa,
            decided_share,
            decided_agreement,
            ece,
        }
    }

    /// Every figure with its name in JSON, in the order of the fields.
    pub fn figures(&self) -> [(&'static str, Figure); 11] {
        [
            ("hit_1", self.hit_1),
            ("hit_3", self.hit_3),
            ("hit_5", self.hit_5),
            ("mrr", self.mrr),
            ("agreement", self.agreement),
            ("kappa", self.kappa),
            ("majority_agreement", self.majority_agreement),
            ("majority_kappa", self.majority_kappa),
            ("decided_share", self.decided_share),
            ("decided_agreement", self.decided_agreement),
            ("ece", self.ece),
        ]
    }
}

/// Measures drafts of scored papers, with intervals from `draws` draws ([`BOOTSTRAP_DRAWS`]; none from 0).
/// The order of `judged` does not matter.
pub fn evaluate(rubric: &Rubric, judged: &[Judged], draws: usize) -> Evaluation {
    let mut counted: Vec<Counted<'_>> = judged.iter().filter_map(|cell| Counted::new(rubric, cell)).collect();
    // Sums of floats depend on their order in the last digit.
    counted.sort_by_key(|cell| (&cell.judged.paper, cell.criterion));
    let empty = Tally::new(rubric.scale.size());
    let mut papers: BTreeMap<&PaperId, Vec<Tally>> = BTreeMap::new();
    let mut criteria = vec![empty.clone(); rubric.criteria.len()];
    for cell in &counted {
        let phases =
            papers.entry(&cell.judged.paper).or_insert_with(|| vec![empty.clone(); rubric.phases.len()]);
        phases[cell.phase].count(cell);
        criteria[cell.criterion].count(cell);
    }
    let papers: Vec<Vec<Tally>> = papers.into_values().collect();
    let scopes = Scopes::gather(&papers, &vec![1; papers.len()], rubric.phases.len(), &empty);
    let mut intervals = intervals(&papers, rubric.phases.len(), &empty, draws).into_iter();
    let mut summary = |tally: &Tally| {
        let interval = intervals.next().unwrap_or([None; FIGURES]);
        Summary::new(tally, figures(tally, interval))
    };
    Evaluation {
        schema_version: SCHEMA_VERSION,
        rubric: rubric.applied(),
        papers: papers.len(),
        cells: counted.len(),
        left_out: judged.len() - counted.len(),
        draws,
        overall: summary(&scopes.overall),
        phases: (rubric.phases.iter().zip(&scopes.phases))
            .map(|(phase, tally)| PhaseSummary {
                id: phase.id.clone(),
                name: phase.name.clone(),
                summary: summary(tally),
            })
            .collect(),
        criteria: (rubric.criteria.iter().zip(&criteria))
            .map(|(criterion, tally)| CriterionSummary {
                id: criterion.id.clone(),
                phase: criterion.phase.clone(),
                name: criterion.name.clone(),
                summary: Summary::new(tally, figures(tally, [None; FIGURES])),
            })
            .collect(),
        reliability: scopes.overall.reliability(),
    }
}

/// What papers add up to, each taken as many times as it was drawn.
struct Scopes {
    overall: Tally,
    phases: Vec<Tally>,
}

impl Scopes {
    fn gather(papers: &[Vec<Tally>], times: &[u32], phases: usize, empty: &Tally) -> Scopes {
        let mut scopes = Scopes { overall: empty.clone(), phases: vec![empty.clone(); phases] };
        for (paper, times) in papers.iter().zip(times).filter(|(_, times)| **times > 0) {
            for (sum, phase) in scopes.phases.iter_mut().zip(paper) {
                sum.add(phase, f64::from(*times));
            }
        }
        for phase in &scopes.phases {
            scopes.overall.add(phase, 1.0);
        }
        scopes
    }
}

/// The intervals of every figure, over all criteria and then per phase. None with fewer than two papers.
fn intervals(
    papers: &[Vec<Tally>],
    phases: usize,
    empty: &Tally,
    draws: usize,
) -> Vec<[Option<Interval>; FIGURES]> {
    if papers.len() < 2 {
        return Vec::new();
    }
    let mut drawn: Vec<[Vec<f64>; FIGURES]> = vec![Default::default(); phases + 1];
    for draw in resamples(papers.len(), draws, SEED) {
        let mut times = vec![0u32; papers.len()];
        draw.into_iter().for_each(|paper| times[paper] += 1);
        let scopes = Scopes::gather(papers, &times, phases, empty);
        for (drawn, tally) in drawn.iter_mut().zip(std::iter::once(&scopes.overall).chain(&scopes.phases)) {
            for (values, value) in drawn.iter_mut().zip(tally.values()) {
                values.extend(value);
            }
        }
    }
    drawn.into_iter().map(|figures| figures.map(interval)).collect()
}

fn figures(tally: &Tally, intervals: [Option<Interval>; FIGURES]) -> [Figure; FIGURES] {
    let values = tally.values();
    std::array::from_fn(|at| Figure::new(values[at], intervals[at]))
}

#[cfg(test)]
#[path = "measure_tests.rs"]
mod tests;
