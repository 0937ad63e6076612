//! The quotes that audits rest on, by the sentences they were taken from.

use super::Workspace;
use super::error::Error;
use crate::audit::Suggestion;
use crate::document::{Document, PaperId};
use crate::evidence::Evidence;
use crate::retrieval::{Asked, QuoteState};
use crate::review::{DecidedScore, Outcome, Viewer};
use crate::rubric::CriterionId;

/// What a sentence is quoted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedFor {
    /// The criterion.
    pub criterion: CriterionId,
    /// Whose quote it is.
    pub state: QuoteState,
    /// The level that was decided, or that the draft suggests; `None` where it suggests none, or where that is
    /// hidden from who looks.
    pub level: Option<DecidedScore>,
}

impl Workspace {
    /// The quotes of a paper's audit that pass the filters, each with its sentences: of a criterion that is
    /// decided those of the decision, of any other those of the draft, both as the viewer may see them. Quotes that the paper does not say any
    /// more are left out.
    ///
    /// # Errors
    /// That the decisions or the draft cannot be read.
    pub(super) fn audit_quotes(
        &self,
        id: &PaperId,
        document: &Document,
        asked: &Asked,
        viewer: Option<Viewer<'_>>,
    ) -> Result<Vec<(Vec<u32>, QuotedFor)>, Error> {
        let ledger = self.ledger(id)?;
        let is_confirmed = ledger.confirmed(id, &self.rubric).is_some();
        let draft = match self.load_draft(id) {
            Ok(draft) => Some(draft).filter(|draft| draft.rubric.id == self.rubric.id),
            Err(Error::NoDraft { .. }) => None,
            Err(error) => return Err(error),
        };
        let mut quotes = Vec::new();
        for criterion in &self.rubric.criteria {
            if !asked.phases.is_empty() && !asked.phases.contains(&criterion.phase) {
                continue;
            }
            let mut add = |state: QuoteState, level: Option<DecidedScore>, sentences: Option<Vec<u32>>| {
                // What is confirmed is also decided.
                let is_wanted = asked.states.is_empty()
                    || asked.states.contains(&state)
                    || state == QuoteState::Confirmed && asked.states.contains(&QuoteState::Decided);
                let has_level = asked.levels.is_empty()
                    || level.and_then(DecidedScore::level).is_some_and(|level| asked.levels.contains(&level));
                if let Some(sentences) = sentences.filter(|_| is_wanted && has_level) {
                    quotes.push((sentences, QuotedFor { criterion: criterion.id.clone(), state, level }));
                }
            };
            if let Outcome::Decided(verdict) = ledger.outcome_for(viewer, &criterion.id) {
                let state = if is_confirmed { QuoteState::Confirmed } else { QuoteState::Decided };
                for quote in &verdict.evidence {
                    add(state, Some(verdict.score), document.find_quote(&quote.quote));
                }
            } else if let Some(cell) = draft.as_ref().and_then(|draft| draft.cell(&criterion.id)) {
                let (evidence, is_hidden) = ledger.drafted_for(viewer, cell);
                let level = match cell.suggestion {
                    _ if is_hidden => None,
                    Suggestion::Score { score, .. } => Some(DecidedScore::Level(score)),
                    Suggestion::NotApplicable { .. } => Some(DecidedScore::NA),
                    Suggestion::NothingFound { .. } | Suggestion::Undecided => None,
                };
                for quote in evidence {
                    add(QuoteState::Draft, level, sentences_of(quote, document));
                }
            }
        }
        Ok(quotes)
    }
}

/// The sentences that a draft's quote was taken from, as the document has them now; `None` when it does not
/// say so any more.
pub(super) fn sentences_of(quote: &Evidence, document: &Document) -> Option<Vec<u32>> {
    let stands = document.text.get(quote.span.range()) == Some(quote.quote.as_str());
    if stands { Some(quote.sentences.clone()) } else { document.find_quote(&quote.quote) }
}
