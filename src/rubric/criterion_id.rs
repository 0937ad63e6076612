//! Names of criteria.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// The name of a criterion, unique in its rubric: letters, digits, `.`, `_` and `-`, at most 80.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
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

impl<'de> Deserialize<'de> for CriterionId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<CriterionId, D::Error> {
        from.deserialize_any(Reader)
    }
}

/// Reads an id as files have it: text, or a number where a program took `"23"` for one.
struct Reader;

impl serde::de::Visitor<'_> for Reader {
    type Value = CriterionId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of a criterion")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<CriterionId, E> {
        CriterionId::new(name).map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<CriterionId, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<CriterionId, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<CriterionId, E> {
        // Written without a fraction that is 0.
        self.visit_str(&number.to_string())
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
        let read = |text: &str| serde_json::from_str::<CriterionId>(text).map(String::from).ok();
        assert_eq!(read("23").as_deref(), Some("23"));
        assert_eq!(read("23.0").as_deref(), Some("23"));
        assert_eq!(read("[23]"), None);
        assert_eq!(read("null"), None);
        assert!(serde_json::from_str::<CriterionId>("\"31a_dissemination\"").is_ok());
        for bad in ["", "a b", "a/b", "\u{202e}1"] {
            assert!(CriterionId::new(bad).is_err(), "{bad:?}");
        }
    }
}
