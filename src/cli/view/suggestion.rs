//! Suggestions and levels in the words that every view uses.

use super::layout::{DIM, GREEN, RED, YELLOW, paint};
use crate::audit::Suggestion;
use crate::rubric::Rubric;

/// Said above and below every draft.
pub(in crate::cli) const NOT_REVIEWED: &str = "DRAFT – not reviewed by a person";

/// The suggestion in words, and in its color.
pub(in crate::cli) fn suggestion(suggestion: &Suggestion, rubric: &Rubric) -> String {
    let style = match suggestion {
        Suggestion::Score { score, .. } => match rubric.scale.place(*score) {
            Some(place) if place == rubric.scale.steps() => GREEN,
            Some(0) | None => RED,
            Some(_) => YELLOW,
        },
        _ => DIM,
    };
    paint(style, &suggestion.words(&rubric.scale))
}

/// How sure the suggestion is; `None` for an undecided one.
pub(in crate::cli) fn confidence(suggestion: &Suggestion) -> Option<f32> {
    match *suggestion {
        Suggestion::Score { confidence, .. }
        | Suggestion::NothingFound { confidence }
        | Suggestion::NotApplicable { confidence, .. } => Some(confidence),
        Suggestion::Undecided => None,
    }
}

/// A probability in whole percent.
pub(in crate::cli) fn percent(probability: f32) -> String {
    format!("{:.0} %", f64::from(probability) * 100.0)
}
