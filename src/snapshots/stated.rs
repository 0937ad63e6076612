//! What a draft or a confirmed audit says of a criterion, as snapshots keep it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::audit::{NOTHING_FOUND, Suggestion, UNDECIDED};
use crate::rubric::{CANNOT_APPLY, Score};

/// What is said of a criterion. Snapshots write a level as its number and all else as a word:
/// `cannot_apply`, `nothing_found`, `undecided`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Stated {
    /// A level, or that the criterion cannot apply.
    Score(Score),
    /// A draft found nothing.
    NothingFound,
    /// A draft cannot tell.
    Undecided,
}

/// For people, without the name of a level.
impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stated::Score(Score::Level(level)) => level.fmt(f),
            Stated::Score(Score::NotApplicable) => f.pad(CANNOT_APPLY),
            Stated::NothingFound => f.pad(NOTHING_FOUND),
            Stated::Undecided => f.pad(UNDECIDED),
        }
    }
}

impl From<Suggestion> for Stated {
    fn from(suggestion: Suggestion) -> Stated {
        match suggestion {
            Suggestion::Score { score, .. } => Stated::Score(Score::Level(score)),
            Suggestion::NotApplicable { .. } => Stated::Score(Score::NotApplicable),
            Suggestion::NothingFound { .. } => Stated::NothingFound,
            Suggestion::Undecided => Stated::Undecided,
        }
    }
}

/// In the JSON of snapshots.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Level(u8),
    Word(Word),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    CannotApply,
    NothingFound,
    Undecided,
}

impl From<Written> for Stated {
    fn from(written: Written) -> Stated {
        match written {
            Written::Level(level) => Stated::Score(Score::Level(level)),
            Written::Word(Word::CannotApply) => Stated::Score(Score::NotApplicable),
            Written::Word(Word::NothingFound) => Stated::NothingFound,
            Written::Word(Word::Undecided) => Stated::Undecided,
        }
    }
}

impl From<Stated> for Written {
    fn from(stated: Stated) -> Written {
        match stated {
            Stated::Score(Score::Level(level)) => Written::Level(level),
            Stated::Score(Score::NotApplicable) => Written::Word(Word::CannotApply),
            Stated::NothingFound => Written::Word(Word::NothingFound),
            Stated::Undecided => Written::Word(Word::Undecided),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_levels_come_back_as_written() {
        let score = |score| Stated::Score(score);
        for (stated, json, shown) in [
            (score(Score::Level(0)), "0", "0"),
            (score(Score::NotApplicable), "\"cannot_apply\"", "cannot apply"),
            (Stated::NothingFound, "\"nothing_found\"", "nothing found"),
            (Stated::Undecided, "\"undecided\"", "undecided"),
        ] {
            assert_eq!(serde_json::to_string(&stated).unwrap(), json);
            assert_eq!(serde_json::from_str::<Stated>(json).unwrap(), stated);
            assert_eq!(stated.to_string(), shown);
        }
    }
}
