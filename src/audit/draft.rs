//! What a draft is: its cells, and what it speaks of.

use serde::{Deserialize, Serialize, Serializer};

use super::certainty::Certainty;
use super::levels::NEAR_MISS;
use super::suggestion::Suggestion;
use crate::document::{ArxivId, AttachmentName, Document, PaperId, hidden_pages};
use crate::evidence::Evidence;
use crate::models::{ModelRole, UsedModel};
use crate::papers::{Attached, Fingerprint, Source};
use crate::reading::PARSER_VERSION;
use crate::rubric::{AppliedRubric, CriterionId};

/// Version of the JSON of drafts.
pub(super) const DRAFT_SCHEMA: u32 = 1;

/// Raised with every change that drafts differently from the same evidence, so that old drafts are made
/// anew.
const DRAFTER_VERSION: u32 = 4;

/// What makes a draft: drafts of another program, parser or drafter are made anew.
pub fn program() -> String {
    format!("medcheck {} (parser {PARSER_VERSION}, drafter {DRAFTER_VERSION})", env!("CARGO_PKG_VERSION"))
}

/// One criterion of a draft. Its JSON also has `certainty`, what [`Cell::certainty`] makes of the other fields; it is
/// made anew with every writing and never read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Cell {
    /// The criterion that the cell answers.
    pub criterion: CriterionId,
    /// What is suggested.
    pub suggestion: Suggestion,
    /// The level the program would pick if it had to; for measuring, never shown as a suggestion.
    pub best_guess: u8,
    /// One per level of the scale, summing to 1: of the levels if the criterion applies.
    pub probabilities: Vec<f32>,
    /// The probability that the criterion cannot apply; 0 where the rubric does not allow that, and in drafts of
    /// programs that did not write it.
    #[serde(default)]
    pub not_applicable: f32,
    /// Whether the probabilities are no more than a guess, because nothing was learned for the rubric.
    #[serde(default)]
    pub uncalibrated: bool,
    /// One line: what was found and what the anchor asks for.
    pub rationale: String,
    /// Best first; five whenever the paper has five sentences, whatever the suggestion.
    pub evidence: Vec<Evidence>,
    /// What was looked for and where.
    pub searched: Searched,
    /// The sentences ranked right behind the evidence.
    pub near_misses: Vec<Evidence>,
}

/// A [`Cell`] as it is written.
#[derive(Serialize)]
struct WrittenCell<'c> {
    criterion: &'c CriterionId,
    suggestion: &'c Suggestion,
    certainty: Certainty,
    best_guess: u8,
    probabilities: &'c [f32],
    not_applicable: f32,
    #[serde(skip_serializing_if = "is_false")]
    uncalibrated: bool,
    rationale: &'c str,
    evidence: &'c [Evidence],
    searched: &'c Searched,
    near_misses: &'c [Evidence],
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // Taken apart by name, so that a new field cannot be forgotten here.
        let Cell {
            criterion,
            suggestion,
            best_guess,
            probabilities,
            not_applicable,
            uncalibrated,
            rationale,
            evidence,
            searched,
            near_misses,
        } = self;
        let written = WrittenCell {
            criterion,
            suggestion,
            certainty: self.certainty(),
            best_guess: *best_guess,
            probabilities,
            not_applicable: *not_applicable,
            uncalibrated: *uncalibrated,
            rationale,
            evidence,
            searched,
            near_misses,
        };
        written.serialize(to)
    }
}

fn is_false(is: &bool) -> bool {
    !is
}

impl Cell {
    /// How sure the draft is, by what it says of the levels.
    pub fn certainty(&self) -> Certainty {
        let probabilities = if self.uncalibrated { &[][..] } else { &self.probabilities };
        let not_applicable = if self.uncalibrated { 0.0 } else { self.not_applicable };
        Certainty::of(self.suggestion, self.best_guess, probabilities, not_applicable)
    }

    /// For people: why it leans to nothing, where it does not.
    pub fn why_open(&self) -> &'static str {
        if self.uncalibrated { "nothing was learned for this rubric" } else { "no level has 50 %" }
    }

    /// To put what a reader should look at first in front: the probability of the answer that is suggested, or else of
    /// the most probable one.
    pub fn sureness(&self) -> f32 {
        let likeliest = || Certainty::shares(&self.probabilities, self.not_applicable).fold(0.0, f32::max);
        self.suggestion.confidence().unwrap_or_else(likeliest)
    }

    /// The evidence that is more than a near miss, best first; all of it where nothing was learned that could tell.
    pub fn beyond_near_misses(&self) -> &[Evidence] {
        if self.uncalibrated { &self.evidence } else { self.supporting().0 }
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::Score;

    /// A cell as programs wrote it that knew of no certainty.
    const OLD: &str = r#"{"criterion":"9","suggestion":{"kind":"undecided"},"best_guess":2,
        "probabilities":[0.1,0.18,0.72],"rationale":"","evidence":[],
        "searched":{"queries":[],"sections":[]},"near_misses":[]}"#;

    fn read(json: &str) -> Cell {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_old_cell_opens_and_leans_to_what_its_probabilities_say() {
        let old = read(OLD);
        assert_eq!((old.not_applicable, old.uncalibrated), (0.0, false));
        assert_eq!(old.certainty(), Certainty::Leaning { score: Score::Level(2), probability: 0.72 });
        assert_eq!(old.sureness(), 0.72);
    }

    #[test]
    fn certainty_is_written_and_never_read() {
        let cell = read(OLD);
        let written = serde_json::to_value(&cell).unwrap();
        let certainty = serde_json::json!({"kind": "leaning", "score": 2, "probability": 0.72f32});
        assert_eq!(written["certainty"], certainty);
        assert_eq!((&written["best_guess"], &written["not_applicable"]), (&2.into(), &0.0.into()));
        assert!(written.get("uncalibrated").is_none(), "said only where it is so");
        let lying = OLD.replacen('{', r#"{"certainty":{"kind":"sure","score":0,"probability":1.0},"#, 1);
        assert_eq!(read(&lying), cell);
        assert_eq!(read(&serde_json::to_string(&cell).unwrap()), cell);
    }

    #[test]
    fn guesses_lean_to_nothing() {
        let guessed = Cell { uncalibrated: true, not_applicable: 0.9, ..read(OLD) };
        assert_eq!(guessed.certainty(), Certainty::Open);
        let json = serde_json::to_string(&guessed).unwrap();
        assert!(json.contains(r#""certainty":{"kind":"open"}"#) && json.contains(r#""uncalibrated":true"#));
        assert_eq!(read(&json), guessed);
    }
}
