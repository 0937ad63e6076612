//! What confirmed audits add up to: how many papers meet what, with intervals, how far people agree, and in
//! words what is lacking.
//!
//! Plain numbers from plain values; nothing is read or written here. Only confirmed audits count. Drafts are
//! figures of their own ([`Statistics::drafts`]), labeled as drafts, and never added to what people decided.
//! Intervals are 95 %: Wilson for shares, Newcombe for differences of shares, a bootstrap over papers for
//! means, because the cells of one paper are not independent.

mod agreement;
mod block;
mod bootstrap;
mod corpus;
mod correlation;
mod figures;
mod finding;
mod grid;
mod interval;
mod published;
mod suggestions;
#[cfg(test)]
mod tests;
mod workload;

pub use agreement::{Fleiss, PhaseAgreement, ReviewerAgreement, ReviewerPair};
pub use block::{
    AuditKind, Block, CriterionFigures, Group, GroupBy, Groups, LevelFigures, PaperFigures, PhaseFigures,
    RankedPaper, Ranking, Trend,
};
pub use corpus::{Confirmed, Corpus, Drafted, Facts};
pub use correlation::Correlation;
pub use figures::{NamedLevel, Statistics, statistics};
pub use finding::{Finding, FindingKind, FindingQuote, NamedFigure};
pub use grid::{Compliance, Rate};
pub use interval::Share;
pub use published::Comparison;
pub use suggestions::Suggestions;
pub use workload::Workload;
