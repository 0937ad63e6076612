//! Why something cannot be said of a paper.

use super::Moment;
use super::confirmed::{NotReady, list};
use crate::document::PaperId;
use crate::rubric::{CriterionId, Scale};

/// Why something cannot be said of a paper. Nothing is written then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refused {
    /// The rubric has no criterion by that id.
    #[error("the rubric has no criterion `{0}`")]
    UnknownCriterion(CriterionId),
    /// A level that the rubric does not have.
    #[error("{level} is not a level of the rubric ({scale})")]
    NotOnScale {
        /// As asked for.
        level: u8,
        /// The levels there are.
        scale: Scale,
    },
    /// "Cannot apply" where the rubric always applies.
    #[error("criterion {0} always applies")]
    AlwaysApplies(CriterionId),
    /// The same person decided in another window.
    #[error("criterion {criterion} was decided elsewhere at {at}")]
    DecidedElsewhere {
        /// The criterion.
        criterion: CriterionId,
        /// The time of the word that was not seen.
        at: Moment,
    },
    /// Settling what is not disputed.
    #[error("there is no disagreement on criterion {0} to settle")]
    NothingToSettle(CriterionId),
    /// Settling, or looking, before all are through.
    #[error("others' decisions stay hidden until everybody who began is through with the paper")]
    NotOpen,
    /// Settling without a reason.
    #[error("settling a disagreement takes a reason")]
    NoReason,
    /// Nothing to undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The draft has no suggestion, or what it suggests is hidden.
    #[error("the draft suggests nothing to accept")]
    NothingSuggested,
    /// No quote of a criterion goes by that number.
    #[error("there is no such quote")]
    UnknownQuote,
    /// A quote of no sentence, or across two sources.
    #[error("no sentence is selected")]
    NoSentence,
    /// The paper cannot be confirmed yet.
    #[error("the audit is not ready: {0}")]
    NotReady(#[from] NotReady),
    /// A reviewer is not through.
    #[error("neither decided nor left open: {}", list(.0))]
    NotThrough(Vec<CriterionId>),
    /// A quote that is not in the paper.
    #[error("the paper does not say: {0:?}")]
    NotInThePaper(String),
    /// A quote that the draft does not have.
    #[error("the draft has {known} quotes for criterion {criterion}, not a quote {number}")]
    NoSuchQuote {
        /// Whose draft.
        paper: PaperId,
        /// The criterion.
        criterion: CriterionId,
        /// As asked for, counted from 1.
        number: usize,
        /// How many there are; 0 without a draft.
        known: usize,
    },
    /// A quote of a draft that was made of another text.
    #[error("the paper no longer says what quote {number} of the draft says")]
    QuoteGone {
        /// Whose draft.
        paper: PaperId,
        /// Counted from 1.
        number: usize,
    },
}

impl Refused {
    /// What to do, where there is something.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Refused::DecidedElsewhere { .. } => "load the page again and look at the history",
            Refused::NothingToSettle(_) => "decide it without settling",
            Refused::NotOpen => "every reviewer says to be finished first",
            Refused::NoReason => "say in a note why",
            Refused::NotReady(NotReady::Unfit(_)) => {
                "whose they are decides those criteria anew; a line on a criterion that is not there is removed from \
                 the paper's decisions.jsonl"
            }
            Refused::NotReady(NotReady::Unfinished(_)) => "everybody who began says to be finished first",
            Refused::NotReady(_) | Refused::NotThrough(_) => {
                "decide them, leave them open on purpose, or settle them"
            }
            Refused::NotInThePaper(_) => "a quote is copied from the paper, letter by letter",
            Refused::QuoteGone { .. } => "draft the paper anew",
            Refused::NothingToUndo => "only one's own decisions are undone",
            Refused::UnknownCriterion(_)
            | Refused::NotOnScale { .. }
            | Refused::AlwaysApplies(_)
            | Refused::NoSuchQuote { .. }
            | Refused::NothingSuggested
            | Refused::UnknownQuote
            | Refused::NoSentence => return None,
        };
        Some(hint.to_owned())
    }
}
