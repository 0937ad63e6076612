//! Patterns that are part of the program.

use regex::Regex;

/// Compiles a constant pattern; a wrong one is found by the first test that uses it.
pub(crate) fn pattern(source: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "constant patterns, exercised by the tests")]
    Regex::new(source).unwrap()
}
