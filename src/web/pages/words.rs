//! Suggestions and probabilities in words.

use crate::audit::Suggestion;
use crate::rubric::Rubric;

/// What a draft suggests, in words, and how sure that is.
pub(super) fn suggested(rubric: &Rubric, suggestion: Suggestion) -> (String, Option<f32>) {
    (suggestion.words(&rubric.scale), suggestion.confidence())
}

/// A probability in whole percent.
pub(super) fn percent(share: f32) -> String {
    format!("{:.0} %", 100.0 * share)
}
