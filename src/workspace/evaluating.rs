//! How well drafting does on scored papers that nothing was learned from.

use serde::Serialize;

use super::error::Error;
use super::learning::Labels;
use super::{Observer, Workspace};
use crate::audit;
use crate::evaluation::{self, Evaluation, Trial, Trials, Trust};
use crate::learning::{self, Judged, Learning, ScoredPaper};
use crate::models::Encoder;
use crate::numeric;
use crate::retrieval::{Haystack, HeadPlaces, Learned, Queries};

/// What to measure.
#[derive(Debug, Clone, Default)]
pub struct EvaluationRequest {
    /// Papers to learn from and, without `on`, to leave out in turn.
    pub labels: Labels,
    /// Papers to measure on instead; those that are learned from too are left out.
    pub on: Option<Labels>,
    /// Into so many parts the papers are dealt, each left out once.
    pub folds: usize,
    /// Decides what is drawn by chance.
    pub seed: u64,
    /// Whether copies of the papers are changed, too.
    pub perturb: bool,
}

/// What was measured.
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

impl Workspace {
    /// Leaves out papers in turn, learns from the others, drafts those left out and compares. With
    /// `perturb` also the trust test: copies of the papers left out are changed for one criterion at a time,
    /// and that criterion is drafted before and after.
    ///
    /// # Errors
    /// That the labels cannot be read, or that too few of their papers are here.
    pub fn evaluate(&self, request: &EvaluationRequest, observer: &dyn Observer) -> Result<Measured, Error> {
        let scored = self.scored(&request.labels, observer)?;
        let measured = request.on.as_ref().map(|on| self.scored(on, observer)).transpose()?;
        let encoder = self.encoder()?;
        let encoder = encoder.as_deref();
        let queries = Queries::of(&self.rubric, encoder)?;
        let deals = match &measured {
            Some(measured) => {
                vec![(others(&scored.papers, &measured.papers), measured.papers.iter().collect())]
            }
            None => folds(&scored.papers, request.folds),
        };
        let (mut judged, mut trials): (Vec<Judged>, Vec<Trial>) = (Vec::new(), Vec::new());
        for (number, (kept, out)) in (1..).zip(&deals) {
            observer.note(&format!("part {number} of {}: learning from {} papers", deals.len(), kept.len()));
            let learning =
                self.pool()?.install(|| self.learn_from(kept, &[], encoder, request.seed, observer))?;
            judged.extend(self.judged(kept, out, learning.as_ref(), &queries, encoder)?);
            if let (true, Some(learning)) = (request.perturb, &learning) {
                let tried = Trials { rubric: &self.rubric, queries: &queries, learning, encoder };
                trials.extend(self.pool()?.install(|| tried.run(out))?);
            }
        }
        if judged.is_empty() {
            return Err(Error::NothingToLearn { found: scored.papers.len(), labeled: scored.labeled });
        }
        let evaluation = evaluation::evaluate(&self.rubric, &judged, evaluation::BOOTSTRAP_DRAWS);
        Ok(Measured { evaluation, trust: request.perturb.then(|| evaluation::trust(&trials)) })
    }

    /// Learns from growing numbers of papers and measures each on the same others.
    ///
    /// # Errors
    /// As [`Workspace::evaluate`].
    pub fn learning_curve(
        &self,
        request: &EvaluationRequest,
        counts: &[usize],
        observer: &dyn Observer,
    ) -> Result<Vec<Point>, Error> {
        let scored = self.scored(&request.labels, observer)?;
        let measured = match &request.on {
            Some(on) => self.scored(on, observer)?.papers,
            None => Vec::new(),
        };
        let encoder = self.encoder()?;
        let queries = Queries::of(&self.rubric, encoder.as_deref())?;
        let out: Vec<&ScoredPaper> = measured.iter().collect();
        let kept = numeric::shuffled(others(&scored.papers, &measured), request.seed);
        let mut points = Vec::new();
        for count in counts {
            let papers = &kept[..kept.len().min(*count)];
            observer.note(&format!("learning from {} papers", papers.len()));
            let encoder = encoder.as_deref();
            let learning =
                self.pool()?.install(|| self.learn_from(papers, &[], encoder, request.seed, observer))?;
            let judged = self.judged(papers, &out, learning.as_ref(), &queries, encoder)?;
            let evaluation = evaluation::evaluate(&self.rubric, &judged, evaluation::BOOTSTRAP_DRAWS);
            points.push(Point { papers: papers.len(), evaluation });
        }
        Ok(points)
    }

    /// What is said of `out` after learning from `kept`.
    fn judged(
        &self,
        kept: &[&ScoredPaper],
        out: &[&ScoredPaper],
        learning: Option<&Learning>,
        queries: &Queries,
        encoder: Option<&Encoder>,
    ) -> Result<Vec<Judged>, Error> {
        let places = HeadPlaces::learned(&self.rubric);
        let majority = learning::majority_of(kept);
        let mut judged = Vec::new();
        for paper in out {
            let heads = learning.and_then(|learning| learning.heads.as_ref());
            let read = match encoder.zip(heads) {
                Some((encoder, heads)) => self.pool()?.install(|| paper.read(encoder, heads))?,
                None => None,
            };
            let ranker = learning.and_then(|learning| learning.ranker.as_ref());
            let learned = read.as_ref().map(|logits| Learned { logits, places: &places, ranker });
            let haystack = Haystack::new(&paper.document, paper.vectors.as_ref()).with_learned(learned);
            let levels = learning.map(|learning| &learning.levels);
            let cells = audit::cells(&self.rubric, queries, levels, &paper.document, &haystack);
            judged.extend(evaluation::judge(&self.rubric, paper, &cells, &majority));
        }
        Ok(judged)
    }
}

/// Papers to learn from, and papers left out.
type Deal<'p> = (Vec<&'p ScoredPaper>, Vec<&'p ScoredPaper>);

/// The papers dealt into so many parts: for each, the others and its own.
fn folds(papers: &[ScoredPaper], count: usize) -> Vec<Deal<'_>> {
    let count = count.clamp(2, papers.len().max(2));
    let part = |fold: usize, own: bool| {
        let numbered = papers.iter().enumerate().filter(move |(at, _)| (at % count == fold) == own);
        numbered.map(|(_, paper)| paper).collect()
    };
    (0..count).map(|fold| (part(fold, false), part(fold, true))).collect()
}

/// The papers that are not among those measured on.
fn others<'p>(papers: &'p [ScoredPaper], measured: &[ScoredPaper]) -> Vec<&'p ScoredPaper> {
    papers.iter().filter(|paper| measured.iter().all(|other| other.id != paper.id)).collect()
}
