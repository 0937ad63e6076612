//! All statistics of a corpus.

use serde::Serialize;

use super::agreement::{self, ReviewerAgreement};
use super::block::{AuditKind, Block, GroupBy};
use super::corpus::{Confirmed, Corpus, Drafted};
use super::correlation::{self, Correlation};
use super::finding::{self, Finding};
use super::suggestions::{self, Suggestions};
use super::workload::{self, Workload};
use super::{bootstrap, grid};
use crate::rubric::{AppliedRubric, Rubric, Score};

/// Of the shape of [`Statistics`] as JSON.
const SCHEMA_VERSION: u32 = 1;

/// All figures of a corpus, as other programs read them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    /// Version of the shape of this JSON.
    pub schema_version: u32,
    /// The rubric that the audits were made with.
    pub rubric: AppliedRubric,
    /// The rubric's title.
    pub title: String,
    /// Its levels in ascending order, and what they are called.
    pub scale: Vec<NamedLevel>,
    /// How often papers were drawn for the bootstrap intervals.
    pub draws: usize,
    /// Figures of the confirmed audits.
    pub confirmed: Block,
    /// Which criteria go together: Spearman's rank correlation of their levels, over the confirmed audits.
    pub correlations: Vec<Correlation>,
    /// How far the people who decided the confirmed audits agree.
    pub agreement: ReviewerAgreement,
    /// How far people followed the drafts.
    pub suggestions: Suggestions,
    /// How fast people decided, everybody of the confirmed audits, by name.
    pub workload: Vec<Workload>,
    /// What the figures say, in words.
    pub findings: Vec<Finding>,
    /// Figures of drafts, which no person stands for; `None` where they were not asked for.
    pub drafts: Option<Block>,
}

/// A level of the rubric's scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedLevel {
    /// The level's number.
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
    let block = Block::new(rubric, AuditKind::Confirmed, &rows, by);
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
        drafts: (!drafted.is_empty()).then(|| Block::new(rubric, AuditKind::Draft, &drafted, by)),
    }
}
