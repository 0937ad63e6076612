//! Papers left out: learning from some, measuring on others.

use serde::Serialize;

use super::judging::judge;
use super::measure::{BOOTSTRAP_DRAWS, Evaluation, evaluate};
use super::perturbing::{Trial, Trust, trust};
use super::trials::Trials;
use crate::audit::Drafter;
use crate::learning::{Course, Judged, Learning, ScoredPaper, majority_of};
use crate::models;
use crate::numeric::shuffled;

/// Papers to learn from, and papers left out.
pub type Deal<'p> = (Vec<&'p ScoredPaper>, Vec<&'p ScoredPaper>);

/// What was measured. The JSON of `eval --format json`.
#[derive(Debug, Serialize)]
pub struct Measured {
    /// Of the papers as they are.
    pub evaluation: Evaluation,
    /// Of changed copies, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
}

/// One point of a learning curve.
#[derive(Debug, Serialize)]
pub struct Point {
    /// Scored papers learned from.
    pub papers: usize,
    /// How it went.
    pub evaluation: Evaluation,
}

/// The papers dealt into `count` parts, at least two: for each part, the papers of the others and its own.
pub fn folds(papers: &[ScoredPaper], count: usize) -> Vec<Deal<'_>> {
    let count = count.clamp(2, papers.len().max(2));
    let part = |fold: usize, own: bool| {
        let numbered = papers.iter().enumerate().filter(move |(at, _)| (at % count == fold) == own);
        numbered.map(|(_, paper)| paper).collect()
    };
    (0..count).map(|fold| (part(fold, false), part(fold, true))).collect()
}

/// One deal: the papers that are not among those measured on, and those.
pub fn others<'p>(papers: &'p [ScoredPaper], measured: &'p [ScoredPaper]) -> Deal<'p> {
    let is_other = |paper: &&ScoredPaper| measured.iter().all(|other| other.id != paper.id);
    (papers.iter().filter(is_other).collect(), measured.iter().collect())
}

/// What a measurement is made with, besides papers.
#[derive(Clone, Copy)]
pub struct Examination<'e> {
    /// Untaught; without an encoder, words alone are learned from.
    pub drafter: &'e Drafter<'e>,
    /// Decides what is drawn by chance.
    pub seed: u64,
    /// Told how many steps of how many are done of one learning of heads.
    pub progress: &'e (dyn Fn(usize, usize) + Sync),
    /// Told what is learned from next.
    pub note: &'e (dyn Fn(&str) + Sync),
}

impl Examination<'_> {
    /// For every deal learns from its first papers, drafts the others and compares; with `perturb` also the
    /// trust test: copies of the papers left out are changed for one criterion at a time, and that criterion is
    /// drafted before and after. `None` where nothing was left out.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn leave_out(&self, deals: &[Deal<'_>], perturb: bool) -> Result<Option<Measured>, models::Error> {
        let (mut judged, mut trials): (Vec<Judged>, Vec<Trial>) = (Vec::new(), Vec::new());
        for (number, (kept, out)) in (1..).zip(deals) {
            (self.note)(&format!("part {number} of {}: learning from {} papers", deals.len(), kept.len()));
            let learning = self.learn(kept)?;
            let is_taught = learning.is_some();
            let drafter = self.taught(learning);
            judged.extend(judged_by(&drafter, kept, out)?);
            if perturb && is_taught {
                trials.extend(Trials { drafter: &drafter }.run(out)?);
            }
        }
        if judged.is_empty() {
            return Ok(None);
        }
        let evaluation = evaluate(self.drafter.rubric(), &judged, BOOTSTRAP_DRAWS);
        Ok(Some(Measured { evaluation, trust: perturb.then(|| trust(&trials)) }))
    }

    /// Learns from growing numbers of papers, in an order that the seed decides, and measures each on the same
    /// others.
    ///
    /// # Errors
    /// What the encoder gives.
    pub fn curve(&self, deal: &Deal<'_>, counts: &[usize]) -> Result<Vec<Point>, models::Error> {
        let (kept, out) = deal;
        let kept = shuffled(kept.clone(), self.seed);
        let mut points = Vec::new();
        for count in counts {
            let papers = &kept[..kept.len().min(*count)];
            (self.note)(&format!("learning from {} papers", papers.len()));
            let judged = judged_by(&self.taught(self.learn(papers)?), papers, out)?;
            let evaluation = evaluate(self.drafter.rubric(), &judged, BOOTSTRAP_DRAWS);
            points.push(Point { papers: papers.len(), evaluation });
        }
        Ok(points)
    }

    fn learn(&self, papers: &[&ScoredPaper]) -> Result<Option<Learning>, models::Error> {
        let Examination { drafter, seed, progress, .. } = *self;
        Course { drafter, elsewhere: &[], seed, progress }.learn(papers)
    }

    /// Where there was too little to learn from, the drafter as it is.
    fn taught(&self, learning: Option<Learning>) -> Drafter<'_> {
        match learning {
            Some(learning) => self.drafter.taught(learning.knowledge),
            None => self.drafter.clone(),
        }
    }
}

/// What a drafter that learned from `kept` says of `out`.
fn judged_by(
    drafter: &Drafter<'_>,
    kept: &[&ScoredPaper],
    out: &[&ScoredPaper],
) -> Result<Vec<Judged>, models::Error> {
    let majority = majority_of(kept);
    let mut judged = Vec::new();
    for paper in out {
        let read = paper.read_by(drafter)?;
        let cells = drafter.open(&paper.document, paper.vectors.as_ref(), read.as_ref())?.cells();
        judged.extend(judge(drafter.rubric(), paper, &cells, &majority));
    }
    Ok(judged)
}
