//! One criterion across all papers.

use super::Workspace;
use super::audit_quotes::sentences_of;
use super::error::{Error, Failure};
use crate::audit::Suggestion;
use crate::document::PaperId;
use crate::review::{DecidedEvidence, DecidedScore, Outcome, Reviewer, Viewer};
use crate::rubric::Criterion;

/// A paper's row.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedPaper {
    /// Which.
    pub id: PaperId,
    /// As drafted, to a viewer also as indexed; `None` without one.
    pub title: Option<String>,
    /// What stands of the criterion.
    pub standing: ComparedStanding,
    /// What people said where no decision stands: `left open`, `disputed`, `under review` while several are
    /// not through; `None` where nobody spoke. To a viewer, `under review` says only that others work on the
    /// paper, whether or not they spoke of this criterion.
    pub people: Option<&'static str>,
    /// The sentences of the quote, for a viewer to be led to; empty without a quote, without a viewer, and
    /// where the paper does not say so any more.
    pub sentences: Vec<u32>,
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
        /// What; `None` while that is hidden from the viewer.
        suggestion: Option<Suggestion>,
        /// The best quote; `None` where nothing supports the suggestion, or nothing was found to show.
        quote: Option<DecidedEvidence>,
        /// Whether it was made with another text of the rubric.
        is_outdated: bool,
    },
    /// Neither decided nor drafted.
    Nothing,
}

impl ComparedPaper {
    /// The quote it rests on, if there is one.
    pub fn quote(&self) -> Option<&DecidedEvidence> {
        match &self.standing {
            ComparedStanding::Decided { quote, .. } | ComparedStanding::Draft { quote, .. } => quote.as_ref(),
            ComparedStanding::Nothing => None,
        }
    }
}

impl Workspace {
    /// What stands of a criterion for every paper, by id; and the papers of which that cannot be told. With a
    /// viewer, what that person may see; without one, what may be said of the papers as a whole.
    ///
    /// # Errors
    /// That the folder of papers cannot be listed.
    pub fn compare(
        &self,
        criterion: &Criterion,
        viewer: Option<Viewer<'_>>,
    ) -> Result<(Vec<ComparedPaper>, Vec<Failure>), Error> {
        let (mut rows, mut failures) = (Vec::new(), Vec::new());
        for id in self.papers.list()? {
            match self.compared(&id, criterion, viewer) {
                Ok(row) => rows.push(row),
                Err(error) => failures.push(Failure::new(id.as_str(), &error)),
            }
        }
        Ok((rows, failures))
    }

    fn compared(
        &self,
        id: &PaperId,
        criterion: &Criterion,
        viewer: Option<Viewer<'_>>,
    ) -> Result<ComparedPaper, Error> {
        let ledger = self.ledger(id)?;
        let draft = match self.load_draft(id) {
            Ok(draft) => Some(draft).filter(|draft| draft.rubric.id == self.rubric.id),
            Err(Error::NoDraft { .. }) => None,
            Err(error) => return Err(error),
        };
        // A row must not tell that people differ who must not sway each other.
        let is_hidden = match viewer {
            Some(Viewer { reviewer, .. }) => {
                !ledger.is_open_to(reviewer) && ledger.reviewers().iter().any(|one| *one != reviewer)
            }
            None => !ledger.is_open() && ledger.outcome(&criterion.id) != Outcome::Untouched,
        };
        let outcome = ledger.outcome_for(viewer, &criterion.id);
        let people = match outcome {
            Outcome::Decided(_) => None,
            Outcome::LeftOpen => Some("left open"),
            Outcome::Disputed => Some("disputed"),
            Outcome::Untouched => is_hidden.then_some("under review"),
        };
        let cell = draft.as_ref().and_then(|draft| draft.cell(&criterion.id));
        // Only who is to be led to a quote needs its place, which takes the paper's text.
        let document = match viewer {
            Some(_) => self.index.paper(id)?.map(|paper| paper.document),
            None => None,
        };
        let mut sentences = None;
        let standing = match (outcome, cell) {
            (Outcome::Decided(verdict), _) => {
                let quote = verdict.evidence.into_iter().next();
                let said = quote.as_ref().zip(document.as_ref());
                sentences = said.and_then(|(quote, document)| document.find_quote(&quote.quote));
                ComparedStanding::Decided { score: verdict.score, by: verdict.by, quote }
            }
            (_, Some(cell)) => {
                let (evidence, is_hidden) = ledger.drafted_for(viewer, cell);
                let best = evidence.first();
                sentences =
                    best.zip(document.as_ref()).and_then(|(best, document)| sentences_of(best, document));
                ComparedStanding::Draft {
                    suggestion: (!is_hidden).then_some(cell.suggestion),
                    quote: best.map(DecidedEvidence::from),
                    is_outdated: draft
                        .as_ref()
                        .is_some_and(|draft| draft.rubric.sha256 != self.rubric.sha256),
                }
            }
            (_, None) => ComparedStanding::Nothing,
        };
        Ok(ComparedPaper {
            id: id.clone(),
            title: draft.and_then(|draft| draft.paper.title).or(document.and_then(|document| document.title)),
            standing,
            people,
            sentences: sentences.unwrap_or_default(),
        })
    }
}
