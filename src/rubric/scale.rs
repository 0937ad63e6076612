//! The levels that a rubric gives, in their order, and what they are called.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::score::{CANNOT_APPLY, Score};

/// A level that no scale at hand has, as in a decision on another version of the rubric.
const ELSEWHERE: &str = "not on the scale";

/// The levels of a rubric in ascending order, two to nine. Their numbers need not begin at 0 nor follow one
/// another: what a level is worth is its place among them, never its number. Written as the list of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct Scale(Vec<u8>);

/// Why a list of numbers is no scale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAScale {
    /// Fewer levels than two, or more than nine.
    #[error("a scale has two to nine levels, not {0}")]
    Size(usize),
    /// The second level does not lie above the first, though it follows it.
    #[error("a scale ascends, and {1} follows {0}")]
    Order(u8, u8),
}

impl Scale {
    /// How many levels a scale may have.
    pub const SIZES: RangeInclusive<usize> = 2..=9;

    /// Checks a list of levels.
    ///
    /// # Errors
    /// [`NotAScale`] for a list that is too short, too long or not ascending.
    pub fn new(levels: Vec<u8>) -> Result<Scale, NotAScale> {
        if !Self::SIZES.contains(&levels.len()) {
            return Err(NotAScale::Size(levels.len()));
        }
        match levels.windows(2).find(|pair| pair[0] >= pair[1]) {
            Some(pair) => Err(NotAScale::Order(pair[0], pair[1])),
            None => Ok(Scale(levels)),
        }
    }

    /// How many levels it has.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// The levels, the lowest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u8> + ExactSizeIterator + '_ {
        self.0.iter().copied()
    }

    /// The lowest level: the paper does not report it.
    pub fn lowest(&self) -> u8 {
        self.0[0]
    }

    /// The highest level: all that the criterion asks for.
    pub fn highest(&self) -> u8 {
        self.0[self.0.len() - 1]
    }

    /// The levels that are neither the lowest nor the highest, ascending; none of a scale of two.
    pub fn between(&self) -> &[u8] {
        &self.0[1..self.0.len() - 1]
    }

    /// Whether it has this level.
    pub fn has(&self, level: u8) -> bool {
        self.place(level).is_some()
    }

    /// How many levels lie below this one; `None` for a level it does not have.
    pub fn place(&self, level: u8) -> Option<usize> {
        self.0.iter().position(|known| *known == level)
    }

    /// [`Scale::place`] of a score's level; `None` also where the criterion cannot apply.
    pub fn place_of(&self, score: Score) -> Option<usize> {
        self.place(score.level()?)
    }

    /// The level at a place, from 0; `None` behind the highest.
    pub fn level(&self, place: usize) -> Option<u8> {
        self.0.get(place).copied()
    }

    /// How far a level meets the criterion: its place over the highest place, 0 to 1; `None` for a level it
    /// does not have.
    pub fn share(&self, level: u8) -> Option<f64> {
        Some(self.place(level)? as f64 / self.steps() as f64)
    }

    /// How many steps lead from the lowest level to the highest.
    pub fn steps(&self) -> usize {
        self.0.len() - 1
    }

    /// The number for people that stands for a place between levels: on a scale of 0, 5 and 10 the place 1.5
    /// is 7.5. Places off the scale count as its ends.
    pub fn number_at(&self, place: f64) -> f64 {
        let place = place.clamp(0.0, self.steps() as f64);
        let below = (place.floor() as usize).min(self.steps() - 1);
        let (low, high) = (f64::from(self.0[below]), f64::from(self.0[below + 1]));
        low + (high - low) * (place - below as f64)
    }

    /// What a level is called: `not met`, `partial` or `met`. Of more than three levels those in between
    /// are told apart by how far they meet the criterion: `partial 1/3`. `None` for a level it does not have.
    pub fn name(&self, level: u8) -> Option<Cow<'static, str>> {
        let (place, steps) = (self.place(level)?, self.steps());
        Some(match place {
            0 => Cow::Borrowed("not met"),
            place if place == steps => Cow::Borrowed("met"),
            _ if steps == 2 => Cow::Borrowed("partial"),
            place => Cow::Owned(format!("partial {place}/{steps}")),
        })
    }

    /// What a score is called, without its number: `met`, `cannot apply`.
    pub fn name_of(&self, score: Score) -> Cow<'static, str> {
        match score {
            Score::Level(level) => self.name(level).unwrap_or(Cow::Borrowed(ELSEWHERE)),
            Score::NotApplicable => Cow::Borrowed(CANNOT_APPLY),
        }
    }

    /// A score for people: `2 met`, `cannot apply`.
    pub fn words(&self, score: Score) -> String {
        match score {
            Score::Level(level) => format!("{level} {}", self.name_of(score)),
            Score::NotApplicable => CANNOT_APPLY.to_owned(),
        }
    }
}

/// The levels in a row: `0, 1, 2`.
impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let levels: Vec<String> = self.iter().map(|level| level.to_string()).collect();
        f.write_str(&levels.join(", "))
    }
}

impl TryFrom<Vec<u8>> for Scale {
    type Error = NotAScale;

    fn try_from(levels: Vec<u8>) -> Result<Scale, NotAScale> {
        Scale::new(levels)
    }
}

impl From<Scale> for Vec<u8> {
    fn from(scale: Scale) -> Vec<u8> {
        scale.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(levels: &[u8]) -> Scale {
        Scale::new(levels.to_vec()).unwrap()
    }

    #[test]
    fn a_level_counts_by_its_place() {
        let odd = scale(&[1, 3, 9]);
        assert_eq!((odd.lowest(), odd.highest(), odd.size(), odd.between()), (1, 9, 3, &[3][..]));
        assert_eq!([1, 3, 9, 0, 2].map(|level| odd.place(level)), [Some(0), Some(1), Some(2), None, None]);
        assert_eq!([1, 3, 9, 0].map(|level| odd.share(level)), [Some(0.0), Some(0.5), Some(1.0), None]);
        assert_eq!((odd.level(1), odd.level(3)), (Some(3), None));
        assert_eq!(odd.place_of(Score::NotApplicable), None);
        let places = [-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 7.0];
        assert_eq!(places.map(|place| odd.number_at(place)), [1.0, 1.0, 2.0, 3.0, 6.0, 9.0, 9.0]);
    }

    #[test]
    fn every_level_has_a_name_of_its_own() {
        let names = |levels: &[u8]| {
            let scale = scale(levels);
            scale.iter().map(|level| scale.words(Score::Level(level))).collect::<Vec<_>>()
        };
        assert_eq!(names(&[0, 1]), ["0 not met", "1 met"]);
        assert_eq!(names(&[0, 1, 2]), ["0 not met", "1 partial", "2 met"]);
        assert_eq!(names(&[1, 2, 4, 8]), ["1 not met", "2 partial 1/3", "4 partial 2/3", "8 met"]);
        assert_eq!(scale(&[0, 1]).words(Score::Level(2)), "2 not on the scale");
        assert_eq!(scale(&[0, 1]).words(Score::NotApplicable), "cannot apply");
        assert_eq!(scale(&[0, 1]).name(2), None);
    }

    #[test]
    fn a_scale_ascends_and_is_neither_short_nor_long() {
        assert_eq!(Scale::new(vec![0]), Err(NotAScale::Size(1)));
        assert_eq!(Scale::new((0..10).collect()), Err(NotAScale::Size(10)));
        assert_eq!(Scale::new(vec![0, 2, 1]), Err(NotAScale::Order(2, 1)));
        assert_eq!(serde_json::to_string(&scale(&[0, 2])).unwrap(), "[0,2]");
        assert!(serde_json::from_str::<Scale>("[2,0]").is_err());
    }
}
