//! The quotes that audits rest on, by the sentences they were taken from.

use std::ops::Range;

use super::{Audience, DecidedEvidence, Ledger, Outcome};
use crate::audit::DraftAudit;
use crate::document::{Document, PaperId};
use crate::evidence::{Quote, locate};
use crate::index::SentenceSet;
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

/// What the audit of one paper quotes, with every quote looked up in the paper once: all that it takes to answer
/// whoever asks, without the paper and without the draft.
#[derive(Debug)]
pub struct AuditQuotes {
    ledger: Ledger,
    is_confirmed: bool,
    /// What people quoted, and the sentences it is in.
    decided: Vec<(Quote, Vec<u32>)>,
    draft: Vec<CellQuotes>,
    /// The sentences of the draft's quotes, one quote behind the other.
    sentences: Vec<u32>,
    /// Where each of these quotes ends.
    ends: Vec<u32>,
}

/// What a draft quotes for a criterion.
#[derive(Debug)]
struct CellQuotes {
    criterion: CriterionId,
    level: Option<Score>,
    /// Its quotes, best first.
    quotes: Range<usize>,
    /// How many of them support the suggestion.
    supporting: usize,
}

impl AuditQuotes {
    /// Of a paper, what people said of it, and its draft by the same rubric. Quotes that the paper does not say any
    /// more are left out.
    pub fn of(
        ledger: Ledger,
        (id, document): (&PaperId, &Document),
        draft: Option<&DraftAudit>,
        rubric: &Rubric,
    ) -> AuditQuotes {
        let said = |quote: &Quote| locate(document, quote).map(|located| located.sentences);
        let mut decided: Vec<(Quote, Vec<u32>)> = Vec::new();
        for DecidedEvidence { quote, .. } in ledger.decisions().flat_map(|decision| &decision.evidence) {
            if decided.iter().all(|(known, _)| known != quote) {
                decided.push((quote.clone(), said(quote).unwrap_or_default()));
            }
        }
        let is_confirmed = ledger.confirmed(id, rubric).is_some();
        let (mut cells, mut sentences, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for cell in draft.iter().flat_map(|draft| &draft.cells) {
            let begin = ends.len();
            for evidence in &cell.evidence {
                sentences.extend(said(&evidence.quote).unwrap_or_default());
                ends.push(sentences.len() as u32);
            }
            cells.push(CellQuotes {
                criterion: cell.criterion.clone(),
                level: cell.suggestion.score(),
                quotes: begin..ends.len(),
                supporting: cell.supporting().0.len(),
            });
        }
        AuditQuotes { ledger, is_confirmed, decided, draft: cells, sentences, ends }
    }

    /// What is quoted and passes the filters, quote by quote with its sentences: of a criterion that is decided what
    /// the decision quotes, of any other what the draft does, both as the audience may see them.
    pub fn each(
        &self,
        audience: Audience<'_>,
        asked: &Asked,
        rubric: &Rubric,
        mut found: impl FnMut(&CriterionId, QuoteState, Option<Score>, &[u32]),
    ) {
        for (at, criterion) in rubric.criteria.iter().enumerate() {
            if !asked.phases.is_empty() && !asked.phases.contains(&criterion.phase) {
                continue;
            }
            let mut add = |state: QuoteState, level: Option<Score>, sentences: &[u32]| {
                // What is confirmed is also decided.
                let is_wanted = asked.states.is_empty()
                    || asked.states.contains(&state)
                    || state == QuoteState::Confirmed && asked.states.contains(&QuoteState::Decided);
                let has_level = asked.levels.is_empty()
                    || level.and_then(Score::level).is_some_and(|level| asked.levels.contains(&level));
                if is_wanted && has_level && !sentences.is_empty() {
                    found(&criterion.id, state, level, sentences);
                }
            };
            if let Outcome::Decided(verdict) = self.ledger.outcome_for(audience, &criterion.id) {
                let state = if self.is_confirmed { QuoteState::Confirmed } else { QuoteState::Decided };
                for evidence in &verdict.evidence {
                    let known = self.decided.iter().find(|(quote, _)| *quote == evidence.quote);
                    add(state, Some(verdict.score), known.map_or(&[], |(_, sentences)| sentences));
                }
            } else if let Some(cell) = self.cell(at, &criterion.id) {
                let is_hidden = self.ledger.hides_drafted(audience, &criterion.id);
                let level = cell.level.filter(|_| !is_hidden);
                let shown = if is_hidden { cell.quotes.len() } else { cell.supporting };
                for quote in cell.quotes.clone().take(shown) {
                    add(QuoteState::Draft, level, self.sentences_of(quote));
                }
            }
        }
    }

    /// What a sentence is quoted for.
    pub fn of_sentence(
        &self,
        sentence: u32,
        audience: Audience<'_>,
        asked: &Asked,
        rubric: &Rubric,
    ) -> Vec<QuotedFor> {
        let mut quoted = Vec::new();
        self.each(audience, asked, rubric, |criterion, state, level, sentences| {
            // A quote of several sentences has each of them once.
            if sentences.contains(&sentence) {
                quoted.push(QuotedFor { criterion: criterion.clone(), state, level });
            }
        });
        quoted
    }

    /// The sentences that are quoted, and those of them on which a decision rests and not the draft alone.
    pub fn quoted(
        &self,
        audience: Audience<'_>,
        asked: &Asked,
        rubric: &Rubric,
    ) -> (SentenceSet, SentenceSet) {
        let (mut all, mut decided) = (SentenceSet::default(), SentenceSet::default());
        self.each(audience, asked, rubric, |_, state, _, sentences| {
            all.extend(sentences.iter().copied());
            if state != QuoteState::Draft {
                decided.extend(sentences.iter().copied());
            }
        });
        (all, decided)
    }

    /// Drafts have their cells in the order of the rubric, most of them.
    fn cell(&self, at: usize, criterion: &CriterionId) -> Option<&CellQuotes> {
        let here = self.draft.get(at).filter(|cell| cell.criterion == *criterion);
        here.or_else(|| self.draft.iter().find(|cell| cell.criterion == *criterion))
    }

    fn sentences_of(&self, quote: usize) -> &[u32] {
        let end = |quote: usize| self.ends.get(quote).map_or(0, |end| *end as usize);
        let begin = quote.checked_sub(1).map_or(0, end);
        self.sentences.get(begin..end(quote)).unwrap_or_default()
    }
}
