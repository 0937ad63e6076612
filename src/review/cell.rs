//! A criterion on a reviewer's desk: what stands, what the draft proposes, and the act that a change to it is.

use super::{
    Act, Choice, DecidedEvidence, Decision, LastSeen, Ledger, Moment, Outcome, Refused, Speaker, Standing,
    Viewer,
};
use crate::audit::{Cell, Suggestion};
use crate::rubric::{Criterion, Score};

/// A draft's quote at least this probable is proposed.
const PROPOSED_FROM: f32 = 0.5;

/// A criterion of a paper for one reviewer.
#[derive(Debug)]
pub struct DeskCell<'d> {
    /// The criterion.
    pub criterion: &'d Criterion,
    /// Where it stands for the reviewer.
    pub standing: Standing,
    /// The reviewer's latest word on it, one taken back among them; `None` where there was none.
    pub latest: Option<&'d Decision>,
    /// The draft's cell; `None` without a draft.
    pub drafted: Option<&'d Cell>,
    /// Whether what the draft says of the level is hidden for now.
    pub is_hidden: bool,
    /// Whether people differ on it and nobody settled it; false while that is hidden.
    pub is_disputed: bool,
    speaker: Speaker<'d>,
    blind: bool,
}

/// What the reviewer thinks of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteMark {
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
#[derive(Debug, Clone, PartialEq)]
pub struct DeskQuote {
    /// What the paper says, with its place.
    pub text: DecidedEvidence,
    /// What the reviewer thinks of it.
    pub mark: QuoteMark,
    /// The draft's probability; `None` for one the reviewer found.
    pub probability: Option<f32>,
    /// Whether the paper still says so. A quote that is not found is shown and marks nothing on the page.
    pub is_there: bool,
}

/// What a reviewer wants to change about a criterion.
#[derive(Debug, Clone)]
pub enum Change {
    /// The level.
    Level(Choice),
    /// What the draft suggests is right.
    Accept,
    /// The quote of that number, from 0, as [`DeskCell::quotes`] has them: kept if it was not, else dropped.
    Toggle(usize),
    /// Sentences of the paper become a quote.
    Add(Vec<u32>),
    /// The note.
    Note(String),
}

impl<'d> DeskCell<'d> {
    /// The criterion as `speaker` sees it on the desk; `blind` hides the draft's level until they have decided
    /// or left it open.
    pub fn of(
        criterion: &'d Criterion,
        speaker: Speaker<'d>,
        ledger: &'d Ledger,
        blind: bool,
    ) -> DeskCell<'d> {
        let Speaker { paper, reviewer, .. } = speaker;
        DeskCell {
            criterion,
            standing: ledger.standing(reviewer, &criterion.id),
            latest: ledger.latest(reviewer, &criterion.id),
            drafted: paper.draft.as_ref().and_then(|draft| draft.cell(&criterion.id)),
            is_hidden: ledger.hides_draft(Viewer { reviewer, blind }, &criterion.id),
            is_disputed: ledger.is_open_to(reviewer) && ledger.outcome(&criterion.id) == Outcome::Disputed,
            speaker,
            blind,
        }
    }

    /// What the draft suggests; `None` without a draft or while that is hidden.
    pub fn suggestion(&self) -> Option<Suggestion> {
        self.drafted.filter(|_| !self.is_hidden).map(|cell| cell.suggestion)
    }

    /// The time of the reviewer's last word; `None` where there was none.
    pub fn seen(&self) -> Option<Moment> {
        self.latest.map(|latest| latest.at)
    }

    /// The draft's quotes, then those the reviewer found.
    pub fn quotes(&self) -> Vec<DeskQuote> {
        let document = &self.speaker.paper.document;
        let drafted = self.drafted.map_or(&[][..], |cell| &cell.evidence);
        let mut quotes: Vec<DeskQuote> = drafted
            .iter()
            .map(|evidence| DeskQuote {
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
            .map(|quote| (quote, QuoteMark::Kept))
            .chain(dropped.iter().map(|quote| (quote, QuoteMark::Dropped)))
        {
            if quotes.iter().all(|known| known.text.quote != said.quote) {
                let found = document.text.contains(&said.quote);
                quotes.push(DeskQuote { text: said.clone(), mark, probability: None, is_there: found });
            }
        }
        quotes
    }

    fn mark(&self, quote: &str, probability: f32) -> QuoteMark {
        let is = |quotes: &[DecidedEvidence]| quotes.iter().any(|known| known.quote == quote);
        match self.latest {
            Some(latest) if is(&latest.evidence) => QuoteMark::Kept,
            Some(latest) if is(&latest.dropped) => QuoteMark::Dropped,
            _ if self.standing == Standing::Untouched && !self.is_hidden && probability >= PROPOSED_FROM => {
                QuoteMark::Proposed
            }
            _ => QuoteMark::Unsaid,
        }
    }

    /// The act that a change is, made while the word `seen` was thought to be the last.
    ///
    /// # Errors
    /// [`Refused::NothingSuggested`], [`Refused::UnknownQuote`] or [`Refused::NoSentence`].
    pub fn act(&self, change: Change, seen: LastSeen) -> Result<Act, Refused> {
        let standing = Choice::from(self.standing);
        let mut quotes = self.quotes();
        let mut choice = standing;
        let mut note = self.latest.map(|latest| latest.note.clone()).unwrap_or_default();
        match change {
            Change::Level(wanted) => choice = wanted,
            Change::Accept => choice = Choice::Score(self.suggested()?),
            Change::Toggle(at) => {
                let quote = quotes.get_mut(at).ok_or(Refused::UnknownQuote)?;
                quote.mark = match quote.mark {
                    QuoteMark::Kept | QuoteMark::Proposed => QuoteMark::Dropped,
                    QuoteMark::Dropped | QuoteMark::Unsaid => QuoteMark::Kept,
                };
            }
            Change::Add(sentences) => {
                let found = DecidedEvidence::found(&self.speaker.paper.document, &sentences);
                let found = found.ok_or(Refused::NoSentence)?;
                match quotes.iter_mut().find(|known| known.text.quote == found.quote) {
                    Some(known) => known.mark = QuoteMark::Kept,
                    None => quotes.push(DeskQuote {
                        text: found,
                        mark: QuoteMark::Kept,
                        probability: None,
                        is_there: true,
                    }),
                }
            }
            Change::Note(text) => note = text,
        }
        // What the draft proposes goes with a level it supports, and not with one that says nothing is there.
        let lowest = self.speaker.rubric.scale.lowest();
        let supported = matches!(choice, Choice::Score(Score::Level(level)) if level != lowest);
        let decides = choice != standing;
        let with = |wanted: &[QuoteMark]| {
            let marked = quotes.iter().filter(|quote| wanted.contains(&quote.mark));
            marked.map(|quote| quote.text.clone()).collect()
        };
        Ok(Act {
            criterion: self.criterion.id.clone(),
            choice,
            evidence: with(if supported && decides {
                &[QuoteMark::Kept, QuoteMark::Proposed]
            } else {
                &[QuoteMark::Kept]
            }),
            dropped: with(&[QuoteMark::Dropped]),
            note,
            blind: self.blind,
            seen,
        })
    }

    /// The score that accepting the draft means.
    fn suggested(&self) -> Result<Score, Refused> {
        match self.suggestion() {
            Some(Suggestion::NothingFound { .. }) => Ok(Score::Level(self.speaker.rubric.scale.lowest())),
            said => said.and_then(Suggestion::score).ok_or(Refused::NothingSuggested),
        }
    }
}

#[cfg(test)]
#[path = "cell_tests.rs"]
mod tests;
