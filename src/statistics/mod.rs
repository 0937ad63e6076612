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
mod correlation;
mod finding;
mod grid;
mod interval;
mod published;
mod suggestions;
#[cfg(test)]
mod tests;
mod workload;

use serde::Serialize;

use crate::audit::DraftAudit;
use crate::document::PaperId;
use crate::review::{ConfirmedAudit, Ledger, Reviewer};
use crate::rubric::{AppliedRubric, CriterionId, Rubric, Score};

pub use agreement::{Fleiss, PhaseAgreement, ReviewerAgreement, ReviewerPair};
pub use block::{
    Block, CriterionFigures, Group, GroupBy, Groups, Label, LevelFigures, PaperFigures, PhaseFigures, Ranked,
    Ranking, Trend,
};
pub use correlation::Correlation;
pub use finding::{Finding, FindingKind, FindingQuote, NamedFigure};
pub use grid::{Compliance, Rate};
pub use interval::Share;
pub use published::Comparison;
pub use suggestions::Suggestions;
pub use workload::Workload;

const SCHEMA_VERSION: u32 = 1;

/// What is known of a paper beside its audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// `None` where none was found.
    pub title: Option<String>,
    /// As a citation would give it.
    pub year: Option<u16>,
    /// What it is about, as the workspace's settings say.
    pub field: Option<String>,
    /// Where it was published, as the workspace's settings say.
    pub venue: Option<String>,
    /// As the workspace's settings say.
    pub tags: Vec<String>,
}

/// A paper whose audit people stand for.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// What they stand for.
    pub audit: ConfirmedAudit,
    /// All that was said on the way.
    pub ledger: Ledger,
    /// The stored draft under the same rubric, with the sha256 of its file.
    pub draft: Option<(DraftAudit, String)>,
    /// Of the paper.
    pub facts: Facts,
}

/// A paper of which only the draft is looked at.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// The draft.
    pub draft: DraftAudit,
    /// Of the paper.
    pub facts: Facts,
}

/// What statistics are made of.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// At least one for figures that say something.
    pub confirmed: Vec<Confirmed>,
    /// For the figures of drafts; none without such figures.
    pub drafts: Vec<Drafted>,
}

/// Everything. The JSON of `stats --format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    /// Version of this shape.
    pub schema_version: u32,
    /// The rubric.
    pub rubric: AppliedRubric,
    /// The rubric's title.
    pub title: String,
    /// Its levels in ascending order, and what they are called.
    pub scale: Vec<NamedLevel>,
    /// How often papers were drawn for the bootstrap intervals.
    pub draws: usize,
    /// Of the confirmed audits.
    pub confirmed: Block,
    /// Between criteria: Spearman's rank correlation of their levels, over the confirmed audits.
    pub correlations: Vec<Correlation>,
    /// Between the people who decided the confirmed audits.
    pub agreement: ReviewerAgreement,
    /// Between drafts and the confirmed audits.
    pub suggestions: Suggestions,
    /// Of everybody who decided in the confirmed audits, by name.
    pub workload: Vec<Workload>,
    /// In words.
    pub findings: Vec<Finding>,
    /// Figures of drafts, which no person stands for; `None` where they were not asked for.
    pub drafts: Option<Block>,
}

/// A level of the rubric's scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedLevel {
    /// The number.
    pub level: u8,
    /// What it is called: [`crate::rubric::Scale::name`].
    pub name: String,
}

/// The statistics of a corpus. The order of its papers does not matter.
pub fn statistics(rubric: &Rubric, corpus: &Corpus, by: GroupBy) -> Statistics {
    let mut confirmed: Vec<&Confirmed> = corpus.confirmed.iter().collect();
    confirmed.sort_by_key(|paper| &paper.audit.paper);
    let mut drafts: Vec<&Drafted> = corpus.drafts.iter().collect();
    drafts.sort_by_key(|paper| &paper.draft.paper.id);
    let rows: Vec<grid::Row> =
        confirmed.iter().map(|paper| grid::Row::confirmed(rubric, &paper.audit, &paper.facts)).collect();
    let drafted: Vec<grid::Row> =
        drafts.iter().map(|paper| grid::Row::drafted(rubric, &paper.draft, &paper.facts)).collect();
    let block = Block::new(rubric, Label::Confirmed, &rows, by);
    let scale = rubric
        .scale
        .iter()
        .map(|level| NamedLevel { level, name: rubric.scale.name_of(Score::Level(level)).into_owned() });
    Statistics {
        schema_version: SCHEMA_VERSION,
        rubric: rubric.applied(),
        title: rubric.title.clone(),
        scale: scale.collect(),
        draws: bootstrap::DRAWS,
        findings: finding::findings(rubric, &block, &confirmed),
        confirmed: block,
        correlations: correlation::correlations(rubric, &rows),
        agreement: agreement::of_reviewers(rubric, &confirmed),
        suggestions: suggestions::suggestions(rubric, &confirmed),
        workload: workload::workload(&confirmed),
        drafts: (!drafted.is_empty()).then(|| Block::new(rubric, Label::Draft, &drafted, by)),
    }
}

/// The ids that a sentence or a row is about.
type Place = (PaperId, CriterionId);
/// What each person said of a criterion of a paper.
type Said<T> = Vec<(Reviewer, T)>;
