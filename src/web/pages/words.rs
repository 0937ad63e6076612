//! Suggestions and probabilities in words.

use crate::audit::Suggestion;
use crate::rubric::Rubric;

/// What a draft suggests, in words, and its probability; `None` where it is undecided.
pub(super) fn suggested(rubric: &Rubric, suggestion: Suggestion) -> (String, Option<f32>) {
    (suggestion.words(&rubric.scale), suggestion.confidence())
}

/// A probability between 0 and 1 in whole percent.
pub(super) fn percent(share: f32) -> String {
    format!("{:.0} %", 100.0 * share)
}
