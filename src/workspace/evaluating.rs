//! How well drafting does on scored papers that nothing was learned from.

use super::error::Error;
use super::learning::{DRAWS, Labels};
use super::{Observer, Workspace};
use crate::audit::{self, Evaluation, Judged, Learning, ScoredPaper, Trials, Trust};
use crate::models::Encoder;
use crate::retrieval::{HeadPlaces, Haystack, Learned, Queries};

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
}

/// One point of a learning curve.
#[derive(Debug)]
pub struct Point {
    /// Scored papers learned from.
    pub papers: usize,
    /// How it went.
    pub evaluation: Evaluation,
}

impl Workspace {
    /// Leaves out papers in turn, learns from the others, drafts those left out and compares.
    ///
    /// # Errors
    /// That the labels cannot be read, or that too few of their papers are here.
    pub fn evaluate(&self, request: &EvaluationRequest, observer: &dyn Observer) -> Result<Evaluation, Error> {
        let scored = self.scored(&request.labels, observer)?;
        let encoder = self.encoder()?;
        let queries = Queries::of(&self.rubric, encoder.as_deref())?;
        let mut judged: Vec<Judged> = Vec::new();
        if let Some(on) = &request.on {
            let measured = self.scored(on, observer)?;
            let kept: Vec<&ScoredPaper> = scored
                .papers
                .iter()
                .filter(|paper| measured.papers.iter().all(|other| other.id != paper.id))
                .collect();
            let out: Vec<&ScoredPaper> = measured.papers.iter().collect();
            judged = self.judged(&kept, &out, &queries, encoder.as_deref(), request.seed, observer)?;
        } else {
            for (kept, out) in folds(&scored.papers, request.folds, observer) {
                let encoder = encoder.as_deref();
                judged.extend(self.judged(&kept, &out, &queries, encoder, request.seed, observer)?);
            }
        }
        if judged.is_empty() {
            return Err(Error::NothingToLearn { found: scored.papers.len(), labeled: scored.papers.len() });
        }
        Ok(audit::evaluate(&self.rubric, &judged, DRAWS))
    }

    /// The trust test: leaves out papers in turn, learns from the others, changes copies of those left out
    /// for one criterion at a time, and drafts that criterion before and after.
    ///
    /// # Errors
    /// As [`Workspace::evaluate`].
    pub fn perturb(&self, request: &EvaluationRequest, observer: &dyn Observer) -> Result<Trust, Error> {
        let scored = self.scored(&request.labels, observer)?;
        let encoder = self.encoder()?;
        let queries = Queries::of(&self.rubric, encoder.as_deref())?;
        let mut trials = Vec::new();
        for (kept, out) in folds(&scored.papers, request.folds, observer) {
            let learning =
                self.pool()?.install(|| self.learn_from(&kept, &[], encoder.as_deref(), request.seed, observer))?;
            if let Some(learning) = &learning {
                let tried =
                    Trials { rubric: &self.rubric, queries: &queries, learning, encoder: encoder.as_deref() };
                trials.extend(self.pool()?.install(|| tried.run(&out))?);
            }
        }
        if trials.is_empty() {
            return Err(Error::NothingToLearn { found: scored.papers.len(), labeled: scored.papers.len() });
        }
        Ok(audit::trust(&trials))
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
        let kept = scored.papers.iter().filter(|paper| out.iter().all(|other| other.id != paper.id));
        let kept = audit::shuffled(kept.collect(), request.seed);
        let mut points = Vec::new();
        for count in counts {
            let papers = &kept[..kept.len().min(*count)];
            observer.note(&format!("learning from {} papers", papers.len()));
            let judged = self.judged(papers, &out, &queries, encoder.as_deref(), request.seed, observer)?;
            let evaluation = audit::evaluate(&self.rubric, &judged, DRAWS);
            points.push(Point { papers: papers.len(), evaluation });
        }
        Ok(points)
    }

    /// What is said of `out` after learning from `kept`.
    fn judged(
        &self,
        kept: &[&ScoredPaper],
        out: &[&ScoredPaper],
        queries: &Queries,
        encoder: Option<&Encoder>,
        seed: u64,
        observer: &dyn Observer,
    ) -> Result<Vec<Judged>, Error> {
        let learning =
            self.pool()?.install(|| self.learn_from(kept, &[], encoder, seed, observer))?;
        let places = HeadPlaces::learned(&self.rubric);
        let majority = audit::majority_of(kept);
        let mut judged = Vec::new();
        for paper in out {
            let heads = learning.as_ref().and_then(|learning| learning.heads.as_ref());
            let read = match encoder.zip(heads) {
                Some((encoder, heads)) => self.pool()?.install(|| paper.read(encoder, heads))?,
                None => None,
            };
            let ranker = learning.as_ref().and_then(|learning| learning.ranker.as_ref());
            let learned = read.as_ref().map(|logits| Learned { logits, places: &places, ranker });
            let haystack = Haystack::new(&paper.document, paper.vectors.as_ref()).with_learned(learned);
            let levels = learning.as_ref().map(|Learning { levels, .. }| levels);
            let cells = audit::cells(&self.rubric, queries, levels, &paper.document, &haystack);
            judged.extend(audit::judge(&self.rubric, paper, &cells, &majority));
        }
        Ok(judged)
    }
}

/// The papers dealt into so many parts: for each, the others and its own.
fn folds<'p>(
    papers: &'p [ScoredPaper],
    count: usize,
    observer: &dyn Observer,
) -> impl Iterator<Item = (Vec<&'p ScoredPaper>, Vec<&'p ScoredPaper>)> {
    let count = count.clamp(2, papers.len().max(2));
    (0..count).map(move |fold| {
        observer.note(&format!("part {} of {count}", fold + 1));
        let numbered: (Vec<(usize, &ScoredPaper)>, Vec<(usize, &ScoredPaper)>) =
            papers.iter().enumerate().partition(|(at, _)| at % count != fold);
        let papers = |part: Vec<(usize, &'p ScoredPaper)>| part.into_iter().map(|(_, paper)| paper).collect();
        (papers(numbered.0), papers(numbered.1))
    })
}
