//! One criterion across all papers.

use super::Workspace;
use super::error::{Error, Failure};
use super::remaining::shows_disputes;
use crate::audit::Suggestion;
use crate::document::PaperId;
use crate::review::{DecidedEvidence, DecidedScore, Outcome, Reviewer};
use crate::rubric::Criterion;

/// A paper's row.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedPaper {
    /// Which.
    pub id: PaperId,
    /// As drafted; `None` without a draft or a title.
    pub title: Option<String>,
    /// What stands of the criterion.
    pub standing: ComparedStanding,
    /// What people said where no decision stands: `left open`, `disputed`, `under review` while several are
    /// not through; `None` where nobody spoke.
    pub people: Option<&'static str>,
}

/// What a row rests on: people, a machine, or nothing. Never two of them.
#[derive(Debug, Clone, PartialEq)]
pub enum ComparedStanding {
    /// A decision that stands.
    Decided {
        /// The level.
        score: DecidedScore,
        /// Whose.
        by: Vec<Reviewer>,
        /// The first quote it rests on; `None` where it rests on none.
        quote: Option<DecidedEvidence>,
    },
    /// What the draft suggests, which nobody reviewed.
    Draft {
        /// What.
        suggestion: Suggestion,
        /// The best quote; `None` where nothing supports the suggestion.
        quote: Option<DecidedEvidence>,
        /// Whether it was made with another text of the rubric.
        is_outdated: bool,
    },
    /// Neither decided nor drafted.
    Nothing,
}

impl Workspace {
    /// What stands of a criterion for every paper, by id; and the papers of which that cannot be told.
    ///
    /// # Errors
    /// That the folder of papers cannot be listed.
    pub fn compare(&self, criterion: &Criterion) -> Result<(Vec<ComparedPaper>, Vec<Failure>), Error> {
        let (mut rows, mut failures) = (Vec::new(), Vec::new());
        for id in self.papers.list()? {
            match self.compared(&id, criterion) {
                Ok(row) => rows.push(row),
                Err(error) => failures.push(Failure::new(id.as_str(), &error)),
            }
        }
        Ok((rows, failures))
    }

    fn compared(&self, id: &PaperId, criterion: &Criterion) -> Result<ComparedPaper, Error> {
        let ledger = self.ledger(id)?;
        let draft = match self.load_draft(id) {
            Ok(draft) => Some(draft).filter(|draft| draft.rubric.id == self.rubric.id),
            Err(Error::NoDraft { .. }) => None,
            Err(error) => return Err(error),
        };
        // While people work who must not sway each other, nothing stands, or a row would tell that they differ.
        let is_open = shows_disputes(&ledger, None);
        let (outcome, people) = match ledger.outcome(&criterion.id) {
            Outcome::Untouched => (Outcome::Untouched, None),
            _ if !is_open => (Outcome::Untouched, Some("under review")),
            Outcome::LeftOpen => (Outcome::LeftOpen, Some("left open")),
            Outcome::Disputed => (Outcome::Disputed, Some("disputed")),
            decided @ Outcome::Decided(_) => (decided, None),
        };
        let cell = draft.as_ref().and_then(|draft| draft.cell(&criterion.id));
        let standing = match (outcome, cell) {
            (Outcome::Decided(verdict), _) => ComparedStanding::Decided {
                score: verdict.score,
                by: verdict.by,
                quote: verdict.evidence.into_iter().next(),
            },
            (_, Some(cell)) => ComparedStanding::Draft {
                suggestion: cell.suggestion,
                quote: cell.supporting().0.first().map(DecidedEvidence::from),
                is_outdated: draft.as_ref().is_some_and(|draft| draft.rubric.sha256 != self.rubric.sha256),
            },
            (_, None) => ComparedStanding::Nothing,
        };
        Ok(ComparedPaper {
            id: id.clone(),
            title: draft.and_then(|draft| draft.paper.title),
            standing,
            people,
        })
    }
}
