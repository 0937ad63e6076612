//! Draft audits: one suggestion per criterion, with the evidence it rests on.
//!
//! A draft is a machine's reading for people to check. It says one of four different things about a
//! criterion: a level, that nothing was found, that it cannot apply, or that it does not know; and it always
//! shows what was searched and what came nearest.

mod drafting;
mod levels;

use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::rubric::{AppliedRubric, CriterionId, Scale, Score};

pub use drafting::{DRAFTER_VERSION, cells};
pub(crate) use drafting::{SHOWN, one};
pub use levels::{LEVELS_FORMAT, LevelModel, NEAR_MISS, Regression};
pub(crate) use levels::{Look, NEVER, SUPPORTS, look, most_probable};

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
        /// Always null: it is no level.
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
            Suggestion::NothingFound { .. } => "nothing found".to_owned(),
            Suggestion::Undecided => "undecided".to_owned(),
        }
    }
}

/// One criterion of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Which criterion.
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
    pub id: crate::document::PaperId,
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
    pub arxiv: Option<crate::document::ArxivId>,
    /// Without resolver; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// Pages whose text was made by OCR, counted from 1: quotes from there may differ from the print.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ocr_pages: Vec<u32>,
    /// What the draft covers beside the paper, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AuditedAttachment>,
}

/// A file beside the paper that a draft speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedAttachment {
    /// The name of its file.
    pub name: crate::document::AttachmentName,
    /// Of the file, in hexadecimal.
    pub sha256: String,
    /// How many pages; 0 for sources without.
    pub pages: u32,
}

/// What a model did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelRole {
    /// Compared sentences and criteria in meaning.
    Encoder,
    /// Told levels from evidence.
    Levels,
}

/// A model that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedModel {
    /// What for.
    pub role: ModelRole,
    /// The folder's name under `models/`.
    pub name: String,
    /// Of its files, in hexadecimal.
    pub sha256: String,
}

/// A whole draft: every criterion of the rubric for one paper. The JSON of `draft --format json`, one a
/// line, and of `papers/<id>/draft.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftAudit {
    /// Version of this shape.
    pub schema_version: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// The paper.
    pub paper: AuditedPaper,
    /// The rubric.
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
}
