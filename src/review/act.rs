//! What a person wants to say of a criterion, before it is known whether it may be said.

use super::{DecidedEvidence, Moment, Standing};
use crate::rubric::{CriterionId, Score};

/// What a person says of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A level of the scale, or that it cannot apply.
    Score(Score),
    /// It stays open on purpose.
    Open,
    /// Back to not decided.
    TakenBack,
}

impl From<Standing> for Choice {
    /// The choice that leaves a criterion as it is.
    fn from(standing: Standing) -> Choice {
        match standing {
            Standing::Decided(score) => Choice::Score(score),
            Standing::LeftOpen => Choice::Open,
            Standing::Untouched => Choice::TakenBack,
        }
    }
}

/// What a person had seen of their own last word on a criterion, so that a second window is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastSeen {
    /// Nobody looked: whatever stands is replaced.
    NotAsked,
    /// That there was no word yet.
    Nothing,
    /// The decision of that time.
    At(Moment),
}

impl From<Option<Moment>> for LastSeen {
    /// Of the time of a word that was looked for: `None` is [`LastSeen::Nothing`].
    fn from(at: Option<Moment>) -> LastSeen {
        at.map_or(LastSeen::Nothing, LastSeen::At)
    }
}

/// A person's own word on a criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The criterion.
    pub criterion: CriterionId,
    /// What is said of it.
    pub choice: Choice,
    /// The quotes it rests on, cut from the document.
    pub evidence: Vec<DecidedEvidence>,
    /// Quotes of the draft that the person does not accept.
    pub dropped: Vec<DecidedEvidence>,
    /// In the person's own words; empty without one.
    pub note: String,
    /// Whether the draft's level was hidden.
    pub blind: bool,
    /// The person's last word that was seen.
    pub seen: LastSeen,
}

/// A word on a criterion that people see differently, for everybody.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// The criterion.
    pub criterion: CriterionId,
    /// What is said of it.
    pub choice: Choice,
    /// Quotes it rests on beside those of the sides that said the same.
    pub evidence: Vec<DecidedEvidence>,
    /// The reason; a blank one is refused.
    pub reason: String,
}
