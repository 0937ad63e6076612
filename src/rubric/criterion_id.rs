//! Names of criteria.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of a criterion, unique in its rubric: letters, digits, `.`, `_` and `-`, at most 80.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CriterionId(String);

/// A string that cannot name a criterion.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a criterion id (letters, digits, `.`, `_`, `-`; at most 80)")]
pub struct InvalidCriterionId(pub String);

impl CriterionId {
    /// An id from its text.
    ///
    /// # Errors
    /// [`InvalidCriterionId`] if it is empty, too long or holds anything but the characters allowed.
    pub fn new(name: &str) -> Result<CriterionId, InvalidCriterionId> {
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if (1..=80).contains(&name.len()) && name.chars().all(legal) {
            Ok(CriterionId(name.to_owned()))
        } else {
            Err(InvalidCriterionId(name.to_owned()))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for CriterionId {
    type Error = InvalidCriterionId;

    fn try_from(name: String) -> Result<CriterionId, InvalidCriterionId> {
        CriterionId::new(&name)
    }
}

impl From<CriterionId> for String {
    fn from(id: CriterionId) -> String {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criterion_ids_are_checked_on_entry() {
        assert!(serde_json::from_str::<CriterionId>("\"31a_dissemination\"").is_ok());
        for bad in ["", "a b", "a/b", "\u{202e}1"] {
            assert!(CriterionId::new(bad).is_err(), "{bad:?}");
        }
    }
}
