//! Suggestions and levels in the words that every view uses.

use super::layout::{DIM, GREEN, RED, YELLOW, paint};
use crate::audit::Certainty;
use crate::rubric::{Rubric, Score};

/// Said above and below every draft.
pub(in crate::cli) const NOT_REVIEWED: &str = "DRAFT – not reviewed by a person";

/// What is said of a cell, with or without its probability, in the color of what is suggested. Of a level that the
/// draft only leans to, it has no color: that is no suggestion.
pub(in crate::cli) fn colored(certainty: Certainty, words: &str, rubric: &Rubric) -> String {
    let style = match certainty {
        Certainty::Sure { score: Score::Level(level), .. } => match rubric.scale.place(level) {
            Some(place) if place == rubric.scale.steps() => GREEN,
            Some(0) | None => RED,
            Some(_) => YELLOW,
        },
        _ => DIM,
    };
    paint(style, words)
}

/// A probability in whole percent.
pub(in crate::cli) fn percent(probability: f32) -> String {
    format!("{:.0} %", f64::from(probability) * 100.0)
}
