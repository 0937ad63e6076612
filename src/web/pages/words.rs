//! Probabilities in words, and the keys of levels.

use crate::rubric::Scale;

/// A probability between 0 and 1 in whole percent.
pub(super) fn percent(share: f32) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// The key that decides a level: its number where every level of the scale is a digit, else its place.
pub(super) fn level_key(scale: &Scale, level: u8) -> String {
    let is_digits = scale.highest() < 10;
    let place = scale.place(level).filter(|_| !is_digits);
    place.map_or_else(|| level.to_string(), |place| place.to_string())
}
