//! What a corpus is at a moment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::stated::Stated;
use crate::audit::DraftSummary;
use crate::document::PaperId;
use crate::models::UsedModel;
use crate::review::{ConfirmedAudit, Moment};
use crate::rubric::{AppliedRubric, CriterionId};
use crate::statistics::{Block, FindingKind, Statistics};

/// Version of the JSON of snapshots.
pub const SNAPSHOT_SCHEMA: u32 = 1;

/// A corpus at a moment, under one rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Version of the shape of this JSON.
    pub schema_version: u32,
    /// When it was made.
    pub at: Moment,
    /// The program that made it, with its versions.
    pub program: String,
    /// The rubric of all levels in it.
    pub rubric: AppliedRubric,
    /// What drafts are made with.
    pub models: Vec<UsedModel>,
    /// Every paper, sorted by id.
    pub papers: Vec<PaperState>,
    /// Of the confirmed audits; `None` without one.
    pub confirmed: Option<Figures>,
    /// Of the drafts of papers that are not confirmed, for which nobody stands; `None` without one.
    pub drafts: Option<Figures>,
    /// What the confirmed audits say, in words.
    pub findings: Vec<Noted>,
}

/// What is known of a paper at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperState {
    /// The paper's id.
    pub id: PaperId,
    /// `None` where none was found.
    pub title: Option<String>,
    /// Of the source, in hexadecimal; `None` where it cannot be read.
    pub sha256: Option<String>,
    /// Why there is no draft of it as it is, where there is none.
    pub problem: Option<String>,
    /// What its draft suggests.
    pub suggested: Option<BTreeMap<CriterionId, Stated>>,
    /// What its confirmed audit says; an open criterion is null.
    pub confirmed: Option<BTreeMap<CriterionId, Option<Stated>>>,
}

/// The figures that are watched over time. Shares from 0 to 1; `None` where they are not defined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many papers are counted.
    pub papers: usize,
    /// Mean compliance over all criteria.
    pub overall: Option<f64>,
    /// Mean compliance of each phase.
    pub phases: BTreeMap<String, Option<f64>>,
    /// The share of papers at the lowest level, of those with a level, for each criterion.
    pub lowest: BTreeMap<CriterionId, Option<f64>>,
}

/// A finding, as it was worded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What kind of sentence.
    pub kind: FindingKind,
    /// What it is about, where that is a criterion.
    pub criterion: Option<CriterionId>,
    /// The id of the phase it is about, where it is about one.
    pub phase: Option<String>,
    /// The sentence, with its numbers.
    pub text: String,
}

impl Noted {
    /// Whether another moment's finding says the same, whatever the numbers.
    pub(super) fn is_same(&self, other: &Noted) -> bool {
        (self.kind, &self.criterion, &self.phase) == (other.kind, &other.criterion, &other.phase)
    }
}

impl PaperState {
    /// A paper with what is known of it; `draft` must be of the snapshot's rubric.
    pub fn new(
        id: PaperId,
        sha256: Option<String>,
        draft: Option<&DraftSummary>,
        confirmed: Option<&ConfirmedAudit>,
        problem: Option<String>,
    ) -> PaperState {
        let suggested = |draft: &DraftSummary| {
            draft
                .suggestions()
                .map(|(criterion, suggestion)| (criterion.clone(), suggestion.into()))
                .collect()
        };
        let levels = |audit: &ConfirmedAudit| {
            audit.cells.iter().map(|cell| (cell.criterion.clone(), cell.score.map(Stated::Score))).collect()
        };
        PaperState {
            id,
            title: draft.and_then(|draft| draft.paper.title.clone()),
            sha256,
            problem,
            suggested: draft.map(suggested),
            confirmed: confirmed.map(levels),
        }
    }
}

impl Figures {
    fn of(block: &Block) -> Figures {
        let phases = block.phases.iter().map(|phase| (phase.id.clone(), phase.compliance.mean.value));
        Figures {
            papers: block.papers.len(),
            overall: block.overall.mean.value,
            phases: phases.collect(),
            lowest: block.criteria.iter().map(|one| (one.id.clone(), one.lowest.share)).collect(),
        }
    }
}

impl Snapshot {
    /// The corpus now: its papers, and what they add up to.
    pub fn new(
        at: Moment,
        program: String,
        models: Vec<UsedModel>,
        mut papers: Vec<PaperState>,
        statistics: &Statistics,
    ) -> Snapshot {
        papers.sort_by(|a, b| a.id.cmp(&b.id));
        let findings = statistics.findings.iter().map(|finding| Noted {
            kind: finding.kind,
            criterion: finding.criterion.clone(),
            phase: finding.phase.clone(),
            text: finding.text.clone(),
        });
        Snapshot {
            schema_version: SNAPSHOT_SCHEMA,
            at,
            program,
            rubric: statistics.rubric.clone(),
            models,
            papers,
            confirmed: (!statistics.confirmed.papers.is_empty()).then(|| Figures::of(&statistics.confirmed)),
            drafts: statistics.drafts.as_ref().map(Figures::of),
            findings: findings.collect(),
        }
    }
}
