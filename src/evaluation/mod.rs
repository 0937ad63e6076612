//! How well drafting does: figures on papers that nothing was learned from, and the trust test.
//!
//! An [`Examination`] learns from some papers and drafts others; these drafts are held against what people
//! decided ([`judge`]) and counted ([`evaluate`]). For the trust test, papers are changed for one criterion at a time and drafted again ([`Trials`]): what supports the
//! criterion is cut out, or planted, or planted denying its fact; [`trust`] says how often drafts followed.

mod altered;
mod card;
mod judging;
mod leaving_out;
mod measure;
mod perturbing;
mod tally;
mod trials;

pub use card::Card;
pub use judging::judge;
pub use leaving_out::{Deal, Examination, Measured, Point, folds, others};
pub use measure::{BOOTSTRAP_DRAWS, CriterionSummary, Evaluation, PhaseSummary, Summary, evaluate};
pub use perturbing::{
    PLANTED_WITHIN, PassRate, Perturbation, PerturbationTrust, Reading, TRUST_FORMAT, Trial, Trust, trust,
    verdict,
};
pub use tally::Bin;
pub use trials::Trials;
