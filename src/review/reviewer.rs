//! The names of people who decide.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name a person goes by in decisions: 1 to 60 characters, none of them a control character, no space
/// at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reviewer(String);

/// A name that no reviewer can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no reviewer's name (1 to 60 characters, no line breaks)")]
pub struct InvalidReviewer(pub String);

impl Reviewer {
    /// Checks a name; spaces around it are dropped.
    ///
    /// # Errors
    /// [`InvalidReviewer`], with the name.
    pub fn new(name: &str) -> Result<Reviewer, InvalidReviewer> {
        let trimmed = name.trim();
        let legal = (1..=60).contains(&trimmed.chars().count()) && !trimmed.chars().any(char::is_control);
        if legal { Ok(Reviewer(trimmed.to_owned())) } else { Err(InvalidReviewer(name.to_owned())) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reviewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Reviewer {
    type Error = InvalidReviewer;

    fn try_from(name: String) -> Result<Reviewer, InvalidReviewer> {
        Reviewer::new(&name)
    }
}

impl From<Reviewer> for String {
    fn from(reviewer: Reviewer) -> String {
        reviewer.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let check = |name: &str, expect: Option<&str>| {
            let read = Reviewer::new(name).ok();
            assert_eq!(read.as_ref().map(Reviewer::as_str), expect, "{name:?}");
        };
        check("first reader", Some("first reader"));
        check("  spaced ", Some("spaced"));
        check("読者", Some("読者"));
        check("", None);
        check(" \t", None);
        check("two\nlines", None);
        check(&"x".repeat(60), Some(&"x".repeat(60)));
        check(&"x".repeat(61), None);
    }
}
