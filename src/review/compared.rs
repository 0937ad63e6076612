//! What stands of one criterion in one paper, as a row of a table across all papers.

use super::{Audience, Ledger, Outcome, Reviewer};
use crate::audit::{Certainty, DraftAudit};
use crate::document::{Document, PaperId};
use crate::evidence::{Quote, locate};
use crate::rubric::{Criterion, Rubric, Score};

/// A paper's row.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedPaper {
    /// The paper's id.
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
        score: Score,
        /// Who decided so.
        by: Vec<Reviewer>,
        /// The first quote it rests on; `None` where it rests on none.
        quote: Option<Quote>,
    },
    /// What the draft says, which nobody reviewed.
    Draft {
        /// What it suggests or leans to; `None` while that is hidden from the viewer.
        certainty: Option<Certainty>,
        /// The best quote; `None` where nothing supports the suggestion, or nothing was found to show.
        quote: Option<Quote>,
        /// Whether it was made with another text of the rubric.
        is_outdated: bool,
    },
    /// Neither decided nor drafted.
    Nothing,
}

impl ComparedPaper {
    /// The quote it rests on, if there is one.
    pub fn quote(&self) -> Option<&Quote> {
        match &self.standing {
            ComparedStanding::Decided { quote, .. } | ComparedStanding::Draft { quote, .. } => quote.as_ref(),
            ComparedStanding::Nothing => None,
        }
    }

    /// What stands of a criterion, as far as the audience may see it. `draft` is the paper's by this rubric, and
    /// `document` the paper where the reader is to be led to the quote.
    pub fn of(
        (rubric, criterion): (&Rubric, &Criterion),
        id: &PaperId,
        ledger: &Ledger,
        draft: Option<&DraftAudit>,
        document: Option<&Document>,
        audience: Audience<'_>,
    ) -> ComparedPaper {
        let outcome = ledger.outcome_for(audience, &criterion.id);
        let people = match outcome {
            Outcome::Decided(_) => None,
            Outcome::LeftOpen => Some("left open"),
            Outcome::Disputed => Some("disputed"),
            Outcome::Untouched => ledger.hides_words(audience, &criterion.id).then_some("under review"),
        };
        let cell = draft.and_then(|draft| draft.cell(&criterion.id));
        let standing = match (outcome, cell) {
            (Outcome::Decided(verdict), _) => {
                let quote = verdict.evidence.into_iter().next().map(|evidence| evidence.quote);
                ComparedStanding::Decided { score: verdict.score, by: verdict.by, quote }
            }
            (_, Some(cell)) => {
                let (evidence, is_hidden) = ledger.drafted_for(audience, cell);
                ComparedStanding::Draft {
                    certainty: (!is_hidden).then(|| cell.certainty()),
                    quote: evidence.first().map(|best| best.quote.clone()),
                    is_outdated: draft.is_some_and(|draft| draft.rubric.sha256 != rubric.sha256),
                }
            }
            (_, None) => ComparedStanding::Nothing,
        };
        let title = draft.and_then(|draft| draft.paper.title.as_ref());
        let mut row = ComparedPaper {
            id: id.clone(),
            title: title.or(document.and_then(|document| document.title.as_ref())).cloned(),
            standing,
            people,
            sentences: Vec::new(),
        };
        let said = row.quote().zip(document);
        let located = said.and_then(|(quote, document)| locate(document, quote));
        row.sentences = located.map(|located| located.sentences).unwrap_or_default();
        row
    }
}
