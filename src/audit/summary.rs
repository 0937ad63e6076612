//! What a draft says without its quotes: a hundredth of its size, and all that listing and counting needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::draft::{AuditedPaper, DraftAudit, is_current};
use super::suggestion::Suggestion;
use crate::document::PaperId;
use crate::models::UsedModel;
use crate::papers::Fingerprint;
use crate::rubric::{AppliedRubric, CriterionId};

/// What a draft suggests for each criterion, and what it was made from and with.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftSummary {
    /// The paper that was read.
    pub paper: AuditedPaper,
    making: Arc<Making>,
    /// In the order of the making's criteria.
    suggestions: Vec<Suggestion>,
}

/// What the drafts of a corpus have in common, most of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Making {
    schema_version: u32,
    program: String,
    rubric: AppliedRubric,
    models: Vec<UsedModel>,
    criteria: Vec<CriterionId>,
}

impl DraftSummary {
    /// Of a whole draft.
    pub fn of(draft: &DraftAudit) -> DraftSummary {
        let making = Making {
            schema_version: draft.schema_version,
            program: draft.program.clone(),
            rubric: draft.rubric.clone(),
            models: draft.models.clone(),
            criteria: draft.cells.iter().map(|cell| cell.criterion.clone()).collect(),
        };
        DraftSummary {
            paper: draft.paper.clone(),
            making: Arc::new(making),
            suggestions: draft.cells.iter().map(|cell| cell.suggestion).collect(),
        }
    }

    /// The rubric that was applied.
    pub fn rubric(&self) -> &AppliedRubric {
        &self.making.rubric
    }

    /// The models that took part.
    pub fn models(&self) -> &[UsedModel] {
        &self.making.models
    }

    /// What is suggested for a criterion; `None` where the draft does not speak of it.
    pub fn suggestion(&self, criterion: &CriterionId) -> Option<Suggestion> {
        let at = self.making.criteria.iter().position(|one| one == criterion)?;
        self.suggestions.get(at).copied()
    }

    /// Every criterion with what is suggested for it, in the draft's order.
    pub fn suggestions(&self) -> impl Iterator<Item = (&CriterionId, Suggestion)> {
        self.making.criteria.iter().zip(self.suggestions.iter().copied())
    }

    /// As [`DraftAudit::is_current`].
    pub fn is_current(&self, paper: &Fingerprint) -> bool {
        is_current(self.making.schema_version, &self.making.program, &self.paper, paper)
    }
}

/// Summaries of the drafts of a corpus, each with the sha256 of the draft's file: another content is another
/// draft, so that no summary can be out of date.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "Written", from = "Written")]
pub struct DraftSummaries {
    papers: BTreeMap<PaperId, (String, Arc<DraftSummary>)>,
    /// Of the last one put; the next one is most likely made the same way.
    making: Option<Arc<Making>>,
}

impl DraftSummaries {
    /// The summary of a paper's draft whose file has this sha256.
    pub fn get(&self, paper: &PaperId, sha256: &str) -> Option<&Arc<DraftSummary>> {
        self.papers.get(paper).filter(|(known, _)| known == sha256).map(|(_, summary)| summary)
    }

    /// Keeps a summary in place of the one that the paper had.
    pub fn put(&mut self, paper: &PaperId, sha256: String, summary: DraftSummary) -> Arc<DraftSummary> {
        let shared = self.making.as_ref().filter(|making| **making == summary.making);
        let making = shared.unwrap_or(&summary.making).clone();
        self.making = Some(Arc::clone(&making));
        let summary = Arc::new(DraftSummary { making, ..summary });
        self.papers.insert(paper.clone(), (sha256, Arc::clone(&summary)));
        summary
    }

    /// Forgets the papers that are not wanted.
    pub fn retain(&mut self, mut is_wanted: impl FnMut(&PaperId) -> bool) {
        self.papers.retain(|paper, _| is_wanted(paper));
    }
}

/// The same as it is written down: what drafts have in common stands there once.
#[derive(Serialize, Deserialize)]
struct Written {
    makings: Vec<Making>,
    papers: BTreeMap<PaperId, WrittenSummary>,
}

#[derive(Serialize, Deserialize)]
struct WrittenSummary {
    sha256: String,
    /// Which of the makings.
    making: usize,
    paper: AuditedPaper,
    suggestions: Vec<(Kind, Option<f32>)>,
}

/// A suggestion without its confidence, by a number: a level, or one of the three below.
type Kind = i16;
const NOTHING_FOUND: Kind = -1;
const NOT_APPLICABLE: Kind = -2;
const UNDECIDED: Kind = -3;

fn written(suggestion: Suggestion) -> (Kind, Option<f32>) {
    let kind = match suggestion {
        Suggestion::Score { score, .. } => Kind::from(score),
        Suggestion::NothingFound { .. } => NOTHING_FOUND,
        Suggestion::NotApplicable { .. } => NOT_APPLICABLE,
        Suggestion::Undecided => UNDECIDED,
    };
    (kind, suggestion.confidence())
}

/// `None` for what [`written`] does not write.
fn read((kind, confidence): (Kind, Option<f32>)) -> Option<Suggestion> {
    Some(match (kind, confidence) {
        (UNDECIDED, None) => Suggestion::Undecided,
        (NOTHING_FOUND, Some(confidence)) => Suggestion::NothingFound { confidence },
        (NOT_APPLICABLE, Some(confidence)) => Suggestion::NotApplicable { score: (), confidence },
        (level, Some(confidence)) => Suggestion::Score { score: u8::try_from(level).ok()?, confidence },
        (_, None) => return None,
    })
}

impl From<DraftSummaries> for Written {
    fn from(summaries: DraftSummaries) -> Written {
        let mut makings: Vec<Arc<Making>> = Vec::new();
        let mut papers = BTreeMap::new();
        for (paper, (sha256, summary)) in summaries.papers {
            let is_known =
                |known: &Arc<Making>| Arc::ptr_eq(known, &summary.making) || *known == summary.making;
            let known = makings.iter().position(is_known);
            let making = known.unwrap_or_else(|| {
                makings.push(Arc::clone(&summary.making));
                makings.len() - 1
            });
            let suggestions = summary.suggestions.iter().copied().map(written).collect();
            papers
                .insert(paper, WrittenSummary { sha256, making, paper: summary.paper.clone(), suggestions });
        }
        Written { makings: makings.into_iter().map(Arc::unwrap_or_clone).collect(), papers }
    }
}

impl From<Written> for DraftSummaries {
    /// What does not fit together is left out, and made again.
    fn from(written: Written) -> DraftSummaries {
        let makings: Vec<Arc<Making>> = written.makings.into_iter().map(Arc::new).collect();
        let mut papers = BTreeMap::new();
        for (id, WrittenSummary { sha256, making, paper, suggestions }) in written.papers {
            let suggestions: Option<Vec<Suggestion>> = suggestions.into_iter().map(read).collect();
            let making = makings.get(making).cloned();
            let whole = making.zip(suggestions);
            if let Some((making, suggestions)) =
                whole.filter(|(making, found)| making.criteria.len() == found.len() && paper.id == id)
            {
                papers.insert(id, (sha256, Arc::new(DraftSummary { paper, making, suggestions })));
            }
        }
        DraftSummaries { papers, making: makings.into_iter().next_back() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::draft::DRAFT_SCHEMA;
    use crate::audit::{Cell, Searched};

    fn draft(id: &str, program: &str) -> DraftAudit {
        let suggestions = [
            Suggestion::Score { score: 2, confidence: 0.84 },
            Suggestion::NothingFound { confidence: 0.1 },
            Suggestion::NotApplicable { score: (), confidence: 1.0 },
            Suggestion::Undecided,
        ];
        let cell = |(number, suggestion)| Cell {
            criterion: CriterionId::new(&format!("c{number}")).unwrap(),
            suggestion,
            best_guess: 0,
            probabilities: vec![1.0],
            not_applicable: 0.0,
            uncalibrated: false,
            rationale: String::new(),
            evidence: Vec::new(),
            searched: Searched::default(),
            near_misses: Vec::new(),
        };
        let paper = format!(r#"{{"id":"{id}","title":"A title","sha256":"aa","pages":3,"year":2024}}"#);
        DraftAudit {
            schema_version: DRAFT_SCHEMA,
            program: program.to_owned(),
            paper: serde_json::from_str(&paper).unwrap(),
            rubric: AppliedRubric { id: "r".to_owned(), version: "1".to_owned(), sha256: "bb".to_owned() },
            models: Vec::new(),
            cells: suggestions.into_iter().enumerate().map(cell).collect(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn a_summary_says_what_the_draft_says() {
        let draft = draft("a", &crate::audit::program());
        let summary = DraftSummary::of(&draft);
        for cell in &draft.cells {
            assert_eq!(summary.suggestion(&cell.criterion), Some(cell.suggestion));
        }
        assert_eq!(summary.suggestion(&CriterionId::new("other").unwrap()), None);
        let mut paper =
            Fingerprint { id: draft.paper.id.clone(), sha256: "aa".to_owned(), attachments: BTreeMap::new() };
        assert!(summary.is_current(&paper) && draft.is_current(&paper));
        paper.sha256 = "cc".to_owned();
        assert!(!summary.is_current(&paper) && !draft.is_current(&paper));
    }

    #[test]
    fn summaries_are_what_they_were_when_they_are_read_again() {
        let mut summaries = DraftSummaries::default();
        for (id, program) in [("a", "one"), ("b", "other"), ("c", "one")] {
            let draft = draft(id, program);
            summaries.put(&draft.paper.id, format!("sha {id}"), DraftSummary::of(&draft));
        }
        let text = serde_json::to_string(&summaries).unwrap();
        assert_eq!(text.matches("\"one\"").count(), 1, "what they have in common is written once");
        let again: DraftSummaries = serde_json::from_str(&text).unwrap();
        assert_eq!(again.papers, summaries.papers);
        let b = PaperId::new("b").unwrap();
        assert!(again.get(&b, "sha b").is_some());
        assert!(again.get(&b, "sha of another content").is_none());
    }

    #[test]
    fn what_does_not_fit_together_is_left_out() {
        let mut summaries = DraftSummaries::default();
        let whole = draft("a", "one");
        summaries.put(&whole.paper.id, "sha".to_owned(), DraftSummary::of(&whole));
        let text = serde_json::to_string(&summaries).unwrap();
        for (from, to) in [
            ("\"making\":0", "\"making\":7"),
            ("[-3,null]", "[-7,null]"),
            ("[-3,null]", "[300,0.5]"),
            (",[-3,null]", ""),
        ] {
            assert!(text.contains(from));
            let other: DraftSummaries = serde_json::from_str(&text.replace(from, to)).unwrap();
            assert!(other.papers.is_empty(), "{to}");
        }
    }
}
