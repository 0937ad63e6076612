//! A criterion as a reviewer sees it, and what a key makes of it.

use super::desks::Desk;
use crate::audit::{Cell, Suggestion};
use crate::document::Document;
use crate::review::{DecidedEvidence, DecidedScore, Decision, Ledger, Moment, Reviewer, Standing};
use crate::rubric::{Criterion, Rubric};
use crate::workspace::{Act, Choice};

/// A draft's quote at least this probable is proposed.
const PROPOSED_FROM: f32 = 0.5;

/// A criterion of a paper for one reviewer.
pub(super) struct CellView<'d> {
    pub(super) criterion: &'d Criterion,
    pub(super) standing: Standing,
    pub(super) latest: Option<&'d Decision>,
    /// The draft's cell; `None` without a draft.
    pub(super) drafted: Option<&'d Cell>,
    /// Whether what the draft says of the level is hidden for now.
    pub(super) is_hidden: bool,
    /// Whether people differ on it and nobody settled it; false while that is hidden.
    pub(super) is_disputed: bool,
}

/// What the reviewer thinks of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// It counts.
    Kept,
    /// The draft thinks so, and nothing is decided yet: it counts once a level is chosen that it supports.
    Proposed,
    /// It does not.
    Dropped,
    /// Not said.
    Unsaid,
}

/// A quote to be shown.
pub(super) struct Quote {
    pub(super) text: DecidedEvidence,
    pub(super) mark: Mark,
    /// The draft's probability; `None` for one the reviewer found.
    pub(super) probability: Option<f32>,
    /// Whether the paper still says so. A quote that is not found is shown and marks nothing on the page.
    pub(super) is_there: bool,
}

/// What a reviewer wants to change about a criterion.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// The level.
    Level(Choice),
    /// What the draft suggests is right.
    Accept,
    /// The quote of that number, from 0, as [`CellView::quotes`] has them: kept if it was not, else dropped.
    Toggle(usize),
    /// Sentences of the paper become a quote.
    Add(Vec<u32>),
    /// The note.
    Note(String),
}

impl<'d> CellView<'d> {
    pub(super) fn of(
        criterion: &'d Criterion,
        desk: &'d Desk,
        ledger: &'d Ledger,
        reviewer: &Reviewer,
        blind: bool,
    ) -> CellView<'d> {
        let standing = ledger.standing(reviewer, &criterion.id);
        CellView {
            criterion,
            standing,
            latest: ledger.latest(reviewer, &criterion.id),
            drafted: desk.paper.draft.as_ref().and_then(|draft| draft.cell(&criterion.id)),
            is_hidden: blind && standing == Standing::Untouched,
            is_disputed: ledger.is_open_to(reviewer)
                && ledger.outcome(&criterion.id) == crate::review::Outcome::Disputed,
        }
    }

    /// What the draft suggests; `None` without a draft or while that is hidden.
    pub(super) fn suggestion(&self) -> Option<Suggestion> {
        self.drafted.filter(|_| !self.is_hidden).map(|cell| cell.suggestion)
    }

    /// The time of the last word, for the form.
    pub(super) fn seen(&self) -> Option<Moment> {
        self.latest.map(|latest| latest.at)
    }

    /// The draft's quotes, then those the reviewer found.
    pub(super) fn quotes(&self, document: &Document) -> Vec<Quote> {
        let drafted = self.drafted.map_or(&[][..], |cell| &cell.evidence);
        let mut quotes: Vec<Quote> = drafted
            .iter()
            .map(|evidence| Quote {
                mark: self.mark(&evidence.quote, evidence.score),
                probability: (!self.is_hidden).then_some(evidence.score),
                is_there: document.text.get(evidence.span.range()) == Some(evidence.quote.as_str()),
                text: evidence.into(),
            })
            .collect();
        let (kept, dropped) =
            self.latest.map_or((&[][..], &[][..]), |latest| (&latest.evidence, &latest.dropped));
        for (said, mark) in kept
            .iter()
            .map(|quote| (quote, Mark::Kept))
            .chain(dropped.iter().map(|quote| (quote, Mark::Dropped)))
        {
            if quotes.iter().all(|known| known.text.quote != said.quote) {
                let found = document.text.contains(&said.quote);
                quotes.push(Quote { text: said.clone(), mark, probability: None, is_there: found });
            }
        }
        quotes
    }

    fn mark(&self, quote: &str, probability: f32) -> Mark {
        let is = |quotes: &[DecidedEvidence]| quotes.iter().any(|known| known.quote == quote);
        match self.latest {
            Some(latest) if is(&latest.evidence) => Mark::Kept,
            Some(latest) if is(&latest.dropped) => Mark::Dropped,
            _ if self.standing == Standing::Untouched && !self.is_hidden && probability >= PROPOSED_FROM => {
                Mark::Proposed
            }
            _ => Mark::Unsaid,
        }
    }

    /// The act that a change is; `Err` says why there is none.
    pub(super) fn act(
        &self,
        change: Change,
        document: &Document,
        rubric: &Rubric,
        seen: Option<Option<Moment>>,
        blind: bool,
    ) -> Result<Act, String> {
        let standing = match self.standing {
            Standing::Decided(score) => Choice::Score(score),
            Standing::LeftOpen => Choice::Open,
            Standing::Untouched => Choice::TakenBack,
        };
        let mut quotes = self.quotes(document);
        let mut choice = standing;
        let mut note = self.latest.map(|latest| latest.note.clone()).unwrap_or_default();
        match change {
            Change::Level(wanted) => choice = wanted,
            Change::Accept => choice = self.suggested(rubric)?,
            Change::Toggle(at) => {
                let quote = quotes.get_mut(at).ok_or("there is no such quote")?;
                quote.mark = match quote.mark {
                    Mark::Kept | Mark::Proposed => Mark::Dropped,
                    Mark::Dropped | Mark::Unsaid => Mark::Kept,
                };
            }
            Change::Add(sentences) => {
                let found = DecidedEvidence::found(document, &sentences).ok_or("no sentence is selected")?;
                match quotes.iter_mut().find(|known| known.text.quote == found.quote) {
                    Some(known) => known.mark = Mark::Kept,
                    None => quotes.push(Quote {
                        text: found,
                        mark: Mark::Kept,
                        probability: None,
                        is_there: true,
                    }),
                }
            }
            Change::Note(text) => note = text,
        }
        // What the draft proposes goes with a level it supports, and not with one that says nothing is there.
        let supported = matches!(choice, Choice::Score(DecidedScore::Level(level)) if Some(&level) != rubric.scale.first());
        let decides = choice != standing;
        let with = |wanted: &[Mark]| {
            let marked = quotes.iter().filter(|quote| wanted.contains(&quote.mark));
            marked.map(|quote| quote.text.clone()).collect()
        };
        Ok(Act {
            criterion: self.criterion.id.clone(),
            choice,
            evidence: with(if supported && decides { &[Mark::Kept, Mark::Proposed] } else { &[Mark::Kept] }),
            dropped: with(&[Mark::Dropped]),
            note,
            adjudicates: false,
            blind,
            seen,
        })
    }

    /// The level that accepting the draft means.
    fn suggested(&self, rubric: &Rubric) -> Result<Choice, String> {
        let lowest = rubric.scale.first().copied().unwrap_or(0);
        let score = match self.suggestion() {
            Some(Suggestion::Score { score, .. }) => DecidedScore::Level(score),
            Some(Suggestion::NothingFound { .. }) => DecidedScore::Level(lowest),
            Some(Suggestion::NotApplicable { .. }) => DecidedScore::NA,
            Some(Suggestion::Undecided) | None => {
                return Err("the draft suggests nothing to accept".to_owned());
            }
        };
        Ok(Choice::Score(score))
    }
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
