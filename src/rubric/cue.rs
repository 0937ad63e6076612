//! What to look for in a sentence.

use std::fmt;

use regex::{Regex, RegexBuilder};

/// Something to look for in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Cue {
    /// A word or phrase.
    Words(String),
    /// A regular expression, written `/…/`.
    Pattern(Pattern),
}

impl fmt::Display for Cue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cue::Words(words) => f.write_str(words),
            Cue::Pattern(pattern) => write!(f, "/{}/", pattern.source),
        }
    }
}

/// A compiled regular expression that ignores case unless it says `(?-i)`, and never matches nothing.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    regex: Regex,
}

impl Pattern {
    /// Far above what a cue needs, and small enough that no rubric can exhaust memory.
    const SIZE_LIMIT: usize = 1 << 20;

    /// Compiles a pattern given without its slashes.
    ///
    /// # Errors
    /// What the pattern's syntax gets wrong, or that it compiles to more than 1 MiB.
    pub fn new(source: &str) -> Result<Pattern, regex::Error> {
        let regex = RegexBuilder::new(source).case_insensitive(true).size_limit(Self::SIZE_LIMIT).build()?;
        Ok(Pattern { source: source.to_owned(), regex })
    }

    /// As written, without the slashes.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The pattern, compiled: it ignores case unless it says `(?-i)`.
    pub fn regex(&self) -> &Regex {
        &self.regex
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_ignore_case_unless_told() {
        let matches = |source: &str, text: &str| Pattern::new(source).unwrap().regex().is_match(text);
        assert!(matches(r"icd-?10", "mapped to ICD-10 codes"));
        assert!(!matches(r"(?-i)mesh", "MeSH terms"));
        assert!(Pattern::new(r"(\w{100}){100}").is_err(), "size limit");
    }
}
