//! How well drafting does on scored papers that nothing was learned from.

use super::error::Error;
use super::learning::{Labels, Scored, tuned};
use super::{Observer, Workspace};
use crate::audit::Drafter;
use crate::evaluation::{Examination, Measured, Point, folds, others};
use crate::models;

/// What to measure.
#[derive(Debug, Clone, Default)]
pub struct EvaluationRequest {
    /// Papers to learn from and, without `on`, to leave out in turn.
    pub labels: Labels,
    /// Papers to measure on instead; those that are learned from too are left out.
    pub on: Option<Labels>,
    /// Into how many parts the papers are dealt; each is left out once.
    pub folds: usize,
    /// Decides what is drawn by chance.
    pub seed: u64,
    /// Whether copies of the papers are changed, too.
    pub perturb: bool,
}

impl Workspace {
    /// Leaves out papers in turn, learns from the others, drafts those left out and compares. With
    /// `perturb` also the trust test.
    ///
    /// # Errors
    /// That the labels cannot be read, or that too few of their papers are here.
    pub fn evaluate(&self, request: &EvaluationRequest, observer: &dyn Observer) -> Result<Measured, Error> {
        let (scored, measured) = self.scored_for(request, observer)?;
        let deals = match &measured {
            Some(measured) => vec![others(&scored.papers, &measured.papers)],
            None => folds(&scored.papers, request.folds),
        };
        let measured = self
            .examine(request.seed, observer, |examination| examination.leave_out(&deals, request.perturb))?;
        measured.ok_or(Error::NothingToLearn { found: scored.papers.len(), labeled: scored.labeled })
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
        let (scored, measured) = self.scored_for(request, observer)?;
        let measured = measured.map(|measured| measured.papers).unwrap_or_default();
        let deal = others(&scored.papers, &measured);
        self.examine(request.seed, observer, |examination| examination.curve(&deal, counts))
    }

    /// The papers to learn from, and those to measure on.
    fn scored_for(
        &self,
        request: &EvaluationRequest,
        observer: &dyn Observer,
    ) -> Result<(Scored, Option<Scored>), Error> {
        let scored = self.scored(&request.labels, observer)?;
        let measured = request.on.as_ref().map(|on| self.scored(on, observer)).transpose()?;
        Ok((scored, measured))
    }

    fn examine<T: Send>(
        &self,
        seed: u64,
        observer: &dyn Observer,
        work: impl FnOnce(Examination<'_>) -> Result<T, models::Error> + Send,
    ) -> Result<T, Error> {
        let drafter = Drafter::untaught(&self.rubric, self.library());
        let examination = Examination {
            drafter: &drafter,
            seed,
            progress: &|done, of| tuned(observer, done, of),
            note: &|text| observer.note(text),
        };
        Ok(self.pool()?.install(|| work(examination))?)
    }
}
