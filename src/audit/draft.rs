//! What a draft is: its cells, and what it speaks of.

use serde::{Deserialize, Serialize};

use super::levels::NEAR_MISS;
use crate::document::{ArxivId, AttachmentName, Document, PaperId, hidden_pages};
use crate::evidence::Evidence;
use crate::models::{ModelRole, UsedModel};
use crate::papers::{Attached, Fingerprint, Source};
use crate::reading::PARSER_VERSION;
use crate::rubric::{AppliedRubric, CriterionId, Scale, Score};

/// Version of the JSON of drafts.
pub(super) const DRAFT_SCHEMA: u32 = 1;

/// What people read where a draft found nothing.
pub const NOTHING_FOUND: &str = "nothing found";

/// What people read where a draft cannot tell.
pub const UNDECIDED: &str = "undecided";

/// Raised with every change that drafts differently from the same evidence, so that old drafts are made
/// anew.
const DRAFTER_VERSION: u32 = 3;

/// What makes a draft: drafts of another program, parser or drafter are made anew.
pub fn program() -> String {
    format!("medcheck {} (parser {PARSER_VERSION}, drafter {DRAFTER_VERSION})", env!("CARGO_PKG_VERSION"))
}

/// What the program suggests for one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Suggestion {
    /// The evidence supports this level.
    Score {
        /// A level of the rubric's scale.
        score: u8,
        /// Calibrated probability that a reader gives this level.
        confidence: f32,
    },
    /// No sentence supports the criterion. Not a level: a reader decides whether the paper is silent.
    NothingFound {
        /// Calibrated probability that a reader finds nothing either.
        confidence: f32,
    },
    /// The criterion cannot apply to such a paper, where the rubric allows that.
    NotApplicable {
        /// Always null: it is not a level.
        score: (),
        /// Calibrated probability that a reader says so too.
        confidence: f32,
    },
    /// The program cannot tell.
    Undecided,
}

impl Suggestion {
    /// What a person could decide: a level, or that the criterion cannot apply. `None` where nothing was
    /// found, which is no level, and where the program cannot tell.
    pub fn score(self) -> Option<Score> {
        match self {
            Suggestion::Score { score, .. } => Some(Score::Level(score)),
            Suggestion::NotApplicable { .. } => Some(Score::NotApplicable),
            Suggestion::NothingFound { .. } | Suggestion::Undecided => None,
        }
    }

    /// How sure the program is, 0 to 1; `None` where it cannot tell.
    pub fn confidence(self) -> Option<f32> {
        match self {
            Suggestion::Score { confidence, .. }
            | Suggestion::NothingFound { confidence }
            | Suggestion::NotApplicable { confidence, .. } => Some(confidence),
            Suggestion::Undecided => None,
        }
    }

    /// For people, without the confidence: `1 partial`, `cannot apply`, `nothing found`, `undecided`.
    pub fn words(self, scale: &Scale) -> String {
        match self {
            Suggestion::Score { score, .. } => scale.words(Score::Level(score)),
            Suggestion::NotApplicable { .. } => scale.words(Score::NotApplicable),
            Suggestion::NothingFound { .. } => NOTHING_FOUND.to_owned(),
            Suggestion::Undecided => UNDECIDED.to_owned(),
        }
    }
}

/// One criterion of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The criterion that the cell answers.
    pub criterion: CriterionId,
    /// What is suggested.
    pub suggestion: Suggestion,
    /// The level the program would pick if it had to; for measuring, never shown as a suggestion.
    pub best_guess: u8,
    /// One per level of the scale, summing to 1.
    pub probabilities: Vec<f32>,
    /// One line: what was found and what the anchor asks for.
    pub rationale: String,
    /// Best first; five whenever the paper has five sentences, whatever the suggestion.
    pub evidence: Vec<Evidence>,
    /// What was looked for and where.
    pub searched: Searched,
    /// The sentences ranked right behind the evidence.
    pub near_misses: Vec<Evidence>,
}

impl Cell {
    /// The evidence that supports the suggestion, and the near misses behind it, both best first. Nothing
    /// supports "nothing found"; a level always shows at least the quote it rests on.
    pub fn supporting(&self) -> (&[Evidence], impl Iterator<Item = &Evidence>) {
        let strong = self.evidence.iter().take_while(|evidence| evidence.score >= NEAR_MISS).count();
        let shown = match self.suggestion {
            Suggestion::NothingFound { .. } => 0,
            Suggestion::Undecided | Suggestion::NotApplicable { .. } => strong,
            Suggestion::Score { .. } => strong.max(1).min(self.evidence.len()),
        };
        let (supporting, misses) = self.evidence.split_at(shown);
        (supporting, misses.iter().chain(&self.near_misses))
    }
}

/// What was looked for and where, so that "nothing found" can be checked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Searched {
    /// The words, phrases and patterns looked for.
    pub queries: Vec<String>,
    /// The titles of the sections searched, in order; those of an attachment behind its name, as in
    /// `README.md: License`, and the name alone for what has no section.
    pub sections: Vec<String>,
}

/// The paper a draft speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditedPaper {
    /// Its id in the workspace.
    pub id: PaperId,
    /// As read from the paper.
    pub title: Option<String>,
    /// Of the source file, in hexadecimal.
    pub sha256: String,
    /// How many pages; 0 for sources without.
    pub pages: u32,
    /// In the order given; empty where they were not found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// As a citation would give it; `None` where it was not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// The arXiv id, with the version where it is said; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arxiv: Option<ArxivId>,
    /// The DOI without a resolver in front, such as `10.1000/182`; `None` where the paper gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// Pages whose text was made by OCR, counted from 1: quotes from there may differ from the print.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ocr_pages: Vec<u32>,
    /// Pages of which nothing, or not all that is printed, could be read, counted from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread_pages: Vec<u32>,
    /// How many lines of text the paper's file carries and does not show; the draft rests on none of them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hidden_lines: u32,
    /// The pages with such lines, counted from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_pages: Vec<u32>,
    /// What the draft covers beside the paper, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AuditedAttachment>,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl AuditedPaper {
    /// Of a source as it was read.
    pub fn of(source: &Source, document: &Document) -> AuditedPaper {
        let metadata = document.metadata.clone().with_file_name(source.id.as_str());
        let mut unread_pages = [metadata.textless_pages.as_slice(), &metadata.garbled_pages].concat();
        unread_pages.sort_unstable();
        unread_pages.dedup();
        AuditedPaper {
            id: source.id.clone(),
            title: document.title.clone(),
            sha256: source.sha256.clone(),
            pages: document.pages.len() as u32,
            authors: metadata.authors.map(|authors| authors.value).unwrap_or_default(),
            year: metadata.year.map(|year| year.value),
            arxiv: metadata.arxiv.map(|arxiv| arxiv.value),
            doi: metadata.doi.map(|doi| doi.value),
            ocr_pages: metadata.ocr_pages,
            unread_pages,
            hidden_lines: document.hidden.len() as u32,
            hidden_pages: hidden_pages(&document.hidden),
            attachments: attachments(&source.attachments, document),
        }
    }
}

/// The attachments as a draft names them; source and document list the same files in the same order.
fn attachments(attached: &[Attached], document: &Document) -> Vec<AuditedAttachment> {
    let pages = document.attachments.iter().map(|attachment| attachment.pages.len() as u32);
    let pairs = attached.iter().zip(pages);
    let audited = |(attached, pages): (&Attached, u32)| AuditedAttachment {
        name: attached.name.clone(),
        sha256: attached.sha256.clone(),
        pages,
    };
    pairs.map(audited).collect()
}

/// A file beside the paper that a draft speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedAttachment {
    /// The name of its file.
    pub name: AttachmentName,
    /// Of the file, in hexadecimal.
    pub sha256: String,
    /// How many pages; 0 for sources without.
    pub pages: u32,
}

/// A whole draft: every criterion of the rubric for one paper. The JSON of `draft --format json`, one a
/// line, and of `papers/<id>/draft.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftAudit {
    /// Version of this shape.
    pub schema_version: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// The paper that was read.
    pub paper: AuditedPaper,
    /// The rubric that was applied.
    pub rubric: AppliedRubric,
    /// Without an encoder when drafted from words alone (`--no-model`).
    pub models: Vec<UsedModel>,
    /// In the rubric's order.
    pub cells: Vec<Cell>,
    /// What was doubtful in reading the paper, page by page.
    pub warnings: Vec<String>,
}

impl DraftAudit {
    /// What it says of a criterion, or `None`.
    pub fn cell(&self, criterion: &CriterionId) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.criterion == *criterion)
    }

    /// The model that played a role, or `None`.
    pub fn model(&self, role: ModelRole) -> Option<&UsedModel> {
        self.models.iter().find(|model| model.role == role)
    }

    /// Whether it is of the paper as it is now, attachments included, and by this program.
    pub fn is_current(&self, paper: &Fingerprint) -> bool {
        is_current(self.schema_version, &self.program, &self.paper, paper)
    }
}

pub(super) fn is_current(schema_version: u32, by: &str, drafted: &AuditedPaper, paper: &Fingerprint) -> bool {
    let attachments = drafted.attachments.iter().map(|attached| (&attached.name, &attached.sha256));
    schema_version == DRAFT_SCHEMA
        && by == program()
        && drafted.id == paper.id
        && drafted.sha256 == paper.sha256
        && attachments.eq(&paper.attachments)
}
