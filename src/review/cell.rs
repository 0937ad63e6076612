//! A criterion on a reviewer's desk: what stands, what the draft proposes, and what a key makes of both.

use std::collections::BTreeSet;

use super::{
    Act, Choice, DecidedEvidence, Decision, LastSeen, Ledger, Moment, Outcome, Refused, Speaker, Standing,
    Viewer,
};
use crate::audit::{Cell, Certainty, Suggestion};
use crate::document::{Document, Rect};
use crate::evidence;
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
    /// The decision rests on it.
    Kept,
    /// The draft thinks so, and nothing is decided yet: it counts once a level is chosen that it supports.
    Proposed,
    /// The reviewer does not accept it.
    Dropped,
    /// The reviewer said nothing of it.
    Unsaid,
}

/// A quote to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskQuote {
    /// What is written down when it counts: of a draft's quote, what the paper says now if it still does.
    pub said: DecidedEvidence,
    /// What the reviewer thinks of it.
    pub mark: QuoteMark,
    /// The draft's probability; `None` for one the reviewer found.
    pub probability: Option<f32>,
    /// Whether it only came near, and nothing of the draft or of the reviewer rests on it. Never while the draft's
    /// level is hidden, of which that would tell.
    pub is_near_miss: bool,
    /// The ids of the sentences that say so; empty where the paper does not any more. Such a quote is shown and
    /// marks nothing on the page.
    pub sentences: Vec<u32>,
    /// Where it is printed in the paper itself, one box a line; empty for quotes of attachments, for papers
    /// without pages, and where the paper does not say so any more.
    pub boxes: Vec<Rect>,
}

impl DeskQuote {
    /// A quote with its place in the paper as it is now.
    fn placed(
        document: &Document,
        said: DecidedEvidence,
        mark: QuoteMark,
        probability: Option<f32>,
    ) -> DeskQuote {
        let located = evidence::locate(document, &said.quote);
        DeskQuote {
            sentences: located.map(|located| located.sentences).unwrap_or_default(),
            boxes: evidence::printed(document, &said.quote),
            said,
            mark,
            probability,
            is_near_miss: false,
        }
    }

    /// Whether the paper still says so.
    pub fn is_there(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// Whether it is of the paper itself, and not of an attachment.
    pub fn is_of_paper(&self) -> bool {
        self.said.quote.source.is_none()
    }
}

/// What a reviewer wants to change about a criterion.
#[derive(Debug, Clone)]
pub enum Change {
    /// Another choice of level.
    Level(Choice),
    /// What the draft suggests is right.
    Accept,
    /// The quote of that number, from 0, as [`DeskCell::quotes`] has them: kept if it was not, else dropped.
    Toggle(usize),
    /// Sentences of the paper become a quote.
    Add(Vec<u32>),
    /// Another note takes the place of the present one.
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

    /// What the draft suggests or leans to; `None` without a draft or while that is hidden.
    pub fn certainty(&self) -> Option<Certainty> {
        self.drafted.filter(|_| !self.is_hidden).map(Cell::certainty)
    }

    /// The time of the reviewer's last word; `None` where there was none.
    pub fn seen(&self) -> Option<Moment> {
        self.latest.map(|latest| latest.at)
    }

    /// The draft's quotes, then those the reviewer found.
    pub fn quotes(&self) -> Vec<DeskQuote> {
        let document = &self.speaker.paper.document;
        let drafted = self.drafted.map_or(&[][..], |cell| &cell.evidence);
        let strong = self.drafted.map_or(0, |cell| cell.beyond_near_misses().len());
        let mut quotes: Vec<DeskQuote> = Vec::new();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for (at, evidence) in drafted.iter().enumerate() {
            let now = evidence::standing(document, &evidence.quote);
            let said = DecidedEvidence::kept(now.unwrap_or_else(|| evidence.quote.clone()));
            let mark = self.mark(&[&evidence.quote.text, &said.quote.text], evidence.score);
            let probability = (!self.is_hidden).then_some(evidence.score);
            known.insert(&evidence.quote.text);
            let is_near_miss = at >= strong && mark == QuoteMark::Unsaid && !self.is_hidden;
            quotes.push(DeskQuote { is_near_miss, ..DeskQuote::placed(document, said, mark, probability) });
        }
        let (kept, dropped) =
            self.latest.map_or((&[][..], &[][..]), |latest| (&latest.evidence, &latest.dropped));
        let kept = kept.iter().map(|said| (said, QuoteMark::Kept));
        for (said, mark) in kept.chain(dropped.iter().map(|said| (said, QuoteMark::Dropped))) {
            let text = said.quote.text.as_str();
            if !known.contains(text) && quotes.iter().all(|quote| quote.said.quote.text != text) {
                quotes.push(DeskQuote::placed(document, said.clone(), mark, None));
            }
        }
        quotes
    }

    /// The mark of a draft's quote, by its words in the draft and in the paper.
    fn mark(&self, words: &[&str], probability: f32) -> QuoteMark {
        let is = |said: &[DecidedEvidence]| said.iter().any(|said| words.contains(&said.quote.text.as_str()));
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
                let document = &self.speaker.paper.document;
                let found = evidence::Quote::of_sentences(document, &sentences).ok_or(Refused::NoSentence)?;
                match quotes.iter_mut().find(|known| known.said.quote.text == found.text) {
                    Some(known) => known.mark = QuoteMark::Kept,
                    None => {
                        let said = DecidedEvidence::added(found);
                        quotes.push(DeskQuote::placed(document, said, QuoteMark::Kept, None));
                    }
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
            marked.map(|quote| quote.said.clone()).collect()
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
