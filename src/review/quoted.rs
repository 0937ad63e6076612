//! The quotes that audits rest on, by the sentences they were taken from.

use std::collections::BTreeMap;

use super::{Audience, Ledger, Outcome};
use crate::audit::DraftAudit;
use crate::document::{Document, PaperId};
use crate::evidence::{Quote, locate};
use crate::retrieval::{Asked, QuoteState};
use crate::rubric::{CriterionId, Rubric, Score};

/// What a sentence is quoted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedFor {
    /// The criterion.
    pub criterion: CriterionId,
    /// Whose quote it is.
    pub state: QuoteState,
    /// The level that was decided, or that the draft suggests; `None` where it suggests none, or where that is
    /// hidden from who looks.
    pub level: Option<Score>,
}

/// What the sentences of papers are quoted for, as far as it was looked up.
#[derive(Debug, Default)]
pub struct Quotations {
    by_sentence: BTreeMap<(PaperId, u32), Vec<QuotedFor>>,
}

impl Quotations {
    /// Adds what a paper's audit quotes: what [`Ledger::quotes_for`] gives.
    pub fn add(&mut self, paper: &PaperId, quotes: Vec<(Vec<u32>, QuotedFor)>) {
        for (sentences, quoted) in quotes {
            for sentence in sentences {
                self.by_sentence.entry((paper.clone(), sentence)).or_default().push(quoted.clone());
            }
        }
    }

    fn of(&self, paper: &PaperId, sentence: u32) -> &[QuotedFor] {
        self.by_sentence.get(&(paper.clone(), sentence)).map_or(&[], Vec::as_slice)
    }

    /// Whether the sentence is quoted for anything.
    pub fn has(&self, paper: &PaperId, sentence: u32) -> bool {
        !self.of(paper, sentence).is_empty()
    }

    /// Whether a decision rests on the sentence, and not drafts alone.
    pub fn is_decided(&self, paper: &PaperId, sentence: u32) -> bool {
        self.of(paper, sentence).iter().any(|quoted| quoted.state != QuoteState::Draft)
    }

    /// Takes out what the sentence is quoted for; empty for one that is not quoted, or was taken out.
    pub fn take(&mut self, paper: &PaperId, sentence: u32) -> Vec<QuotedFor> {
        self.by_sentence.remove(&(paper.clone(), sentence)).unwrap_or_default()
    }
}

impl Ledger {
    /// The quotes of the paper's audit that pass the filters, each with its sentences: of a criterion that is
    /// decided those of the decision, of any other those of the draft, both as the audience may see them.
    /// Quotes that the paper does not say any more are left out.
    pub fn quotes_for(
        &self,
        audience: Audience<'_>,
        asked: &Asked,
        (id, document): (&PaperId, &Document),
        draft: Option<&DraftAudit>,
        rubric: &Rubric,
    ) -> Vec<(Vec<u32>, QuotedFor)> {
        let is_confirmed = self.confirmed(id, rubric).is_some();
        let mut quotes = Vec::new();
        for criterion in &rubric.criteria {
            if !asked.phases.is_empty() && !asked.phases.contains(&criterion.phase) {
                continue;
            }
            let mut add = |state: QuoteState, level: Option<Score>, quote: &Quote| {
                // What is confirmed is also decided.
                let is_wanted = asked.states.is_empty()
                    || asked.states.contains(&state)
                    || state == QuoteState::Confirmed && asked.states.contains(&QuoteState::Decided);
                let has_level = asked.levels.is_empty()
                    || level.and_then(Score::level).is_some_and(|level| asked.levels.contains(&level));
                if !is_wanted || !has_level {
                    return;
                }
                if let Some(located) = locate(document, quote) {
                    let quoted_for = QuotedFor { criterion: criterion.id.clone(), state, level };
                    quotes.push((located.sentences, quoted_for));
                }
            };
            if let Outcome::Decided(verdict) = self.outcome_for(audience, &criterion.id) {
                let state = if is_confirmed { QuoteState::Confirmed } else { QuoteState::Decided };
                for quote in &verdict.evidence {
                    add(state, Some(verdict.score), &quote.quote);
                }
            } else if let Some(cell) = draft.and_then(|draft| draft.cell(&criterion.id)) {
                let (evidence, is_hidden) = self.drafted_for(audience, cell);
                let level = cell.suggestion.score().filter(|_| !is_hidden);
                for quote in evidence {
                    add(QuoteState::Draft, level, &quote.quote);
                }
            }
        }
        quotes
    }
}
