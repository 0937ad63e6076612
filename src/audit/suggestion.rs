//! What a draft suggests for a criterion.

use serde::{Deserialize, Serialize};

use crate::rubric::Score;

/// What people read where a draft found nothing.
pub const NOTHING_FOUND: &str = "nothing found";

/// What people read where a draft cannot tell.
pub const UNDECIDED: &str = "undecided";

/// What the program suggests for one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Suggestion {
    /// The evidence supports this level.
    Score {
        /// A level of the rubric's scale.
        score: u8,
        /// Calibrated probability that a reader gives this level.
        confidence: f32,
    },
    /// No sentence supports the criterion. Not a level: a reader decides whether the paper is silent.
    NothingFound {
        /// Calibrated probability that a reader finds nothing either.
        confidence: f32,
    },
    /// The criterion cannot apply to such a paper, where the rubric allows that.
    NotApplicable {
        /// Always null: it is not a level.
        score: (),
        /// Calibrated probability that a reader says so too.
        confidence: f32,
    },
    /// The program cannot tell.
    Undecided,
}

impl Suggestion {
    /// What a person could decide: a level, or that the criterion cannot apply. `None` where nothing was
    /// found, which is no level, and where the program cannot tell.
    pub fn score(self) -> Option<Score> {
        match self {
            Suggestion::Score { score, .. } => Some(Score::Level(score)),
            Suggestion::NotApplicable { .. } => Some(Score::NotApplicable),
            Suggestion::NothingFound { .. } | Suggestion::Undecided => None,
        }
    }

    /// How sure the program is, 0 to 1; `None` where it cannot tell.
    pub fn confidence(self) -> Option<f32> {
        match self {
            Suggestion::Score { confidence, .. }
            | Suggestion::NothingFound { confidence }
            | Suggestion::NotApplicable { confidence, .. } => Some(confidence),
            Suggestion::Undecided => None,
        }
    }
}
