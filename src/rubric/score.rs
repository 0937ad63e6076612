//! What a criterion gets: a level of the rubric's scale, or that it cannot apply.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What people read where a criterion cannot apply.
pub const CANNOT_APPLY: &str = "cannot apply";

/// In files and tables.
const NA: &str = "NA";

/// A level of a rubric's scale, or that the criterion cannot apply to the paper. Levels come in their
/// order, "cannot apply" behind them. In files a number or `"NA"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Score {
    /// The number of a level as the rubric's scale writes it. Whether the scale has it is not promised:
    /// decisions may answer another version of the rubric.
    Level(u8),
    /// The criterion cannot apply.
    NotApplicable,
}

impl Score {
    /// The level; `None` where the criterion cannot apply.
    pub fn level(self) -> Option<u8> {
        match self {
            Score::Level(level) => Some(level),
            Score::NotApplicable => None,
        }
    }
}

/// The level's number, or `NA`.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Score::Level(level) => level.fmt(f),
            Score::NotApplicable => f.pad(NA),
        }
    }
}

/// A text that is no score.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("score `{0}` is neither a level nor \"NA\"")]
pub struct InvalidScore(pub String);

/// A number from 0 to 255, or `NA` in capitals or small letters.
impl FromStr for Score {
    type Err = InvalidScore;

    fn from_str(text: &str) -> Result<Score, InvalidScore> {
        match text {
            "NA" | "na" => Ok(Score::NotApplicable),
            number => number.parse().map(Score::Level).map_err(|_| InvalidScore(text.to_owned())),
        }
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Score::Level(level) => to.serialize_u8(*level),
            Score::NotApplicable => to.serialize_str(NA),
        }
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Score, D::Error> {
        // Said only when the value has ended, so that the place in the file is where the next one would begin.
        from.deserialize_any(Reader)?.map_err(serde::de::Error::custom)
    }
}

/// Reads a score as files have it: levels are numbers there, never text. Some programs write every number with a
/// fraction, so `1.0` is 1.
struct Reader;

impl serde::de::Visitor<'_> for Reader {
    type Value = Result<Score, InvalidScore>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a level from 0 to 255 or \"NA\"")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        let level = u8::try_from(number);
        level
            .map(|level| Ok(Score::Level(level)))
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
        let level = u8::try_from(number);
        level
            .map(|level| Ok(Score::Level(level)))
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Signed(number), &self))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
        let level = (0..=u8::MAX).find(|level| f64::from(*level) == number);
        level
            .map(|level| Ok(Score::Level(level)))
            .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Float(number), &self))
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Self::Value, E> {
        match word {
            NA => Ok(Ok(Score::NotApplicable)),
            other => Ok(Err(InvalidScore(other.to_owned()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_a_number_or_a_word_in_files() {
        let read = |text: &str| serde_json::from_str::<Score>(text).map_err(|error| error.to_string());
        for (text, score) in
            [("0", Score::Level(0)), ("7", Score::Level(7)), ("\"NA\"", Score::NotApplicable)]
        {
            assert_eq!(read(text).as_ref(), Ok(&score));
            assert_eq!(serde_json::to_string(&score).unwrap(), text);
            assert_eq!(score.to_string().parse(), Ok(score));
        }
        assert_eq!(read("2.0"), Ok(Score::Level(2)));
        assert!(read("\"na\"").unwrap_err().starts_with("score `na` is neither a level nor \"NA\""));
        for wrong in ["\"1\"", "256", "-1", "1.5", "-1.0", "256.0", "null", "[1]"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn levels_come_before_what_cannot_apply() {
        let mut scores = [Score::NotApplicable, Score::Level(2), Score::Level(0)];
        scores.sort();
        assert_eq!(scores, [Score::Level(0), Score::Level(2), Score::NotApplicable]);
        assert_eq!("na".parse(), Ok(Score::NotApplicable));
        assert_eq!("high".parse::<Score>(), Err(InvalidScore("high".to_owned())));
    }
}
