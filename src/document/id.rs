//! The name a paper goes by.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::arxiv::{ArxivId, pattern};

/// A paper's name in the workspace, and the name of its folder: an arXiv id without version, or a slug
/// of letters, digits, `.`, `_` and `-` that starts with a letter or digit. Case is kept, because label
/// files name papers by their file names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaperId(String);

/// A string that cannot name a paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a paper id (letters, digits, `.`, `_`, `-`; at most 80)")]
pub struct InvalidPaperId(pub String);

static ARXIV_STAMP: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\barXiv:\s?(\d{4}\.\d{4,5})v\d+\s*\["));

const LONGEST: usize = 80;

impl PaperId {
    /// Takes a name that is already legal.
    ///
    /// # Errors
    /// [`InvalidPaperId`] unless it could be a folder of that name on every system.
    pub fn new(name: &str) -> Result<PaperId, InvalidPaperId> {
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
        if starts_well && name.len() <= LONGEST && name.chars().all(legal) && !name.ends_with('.') {
            Ok(PaperId(name.to_owned()))
        } else {
            Err(InvalidPaperId(name.to_owned()))
        }
    }

    /// The arXiv id in a file name such as `2009.13081v1.pdf`, or `None`.
    pub fn from_arxiv_file_name(stem: &str) -> Option<PaperId> {
        ArxivId::in_file_name(stem).map(|arxiv| PaperId(arxiv.id))
    }

    /// The arXiv id in the stamp that arXiv prints on the margin of page 1
    /// (`arXiv:2009.13081v1 [cs.CL]`), or `None`. Ids cited in running text carry no category.
    pub fn from_arxiv_stamp(page_text: &str) -> Option<PaperId> {
        let captures = ARXIV_STAMP.captures(page_text)?;
        let id = ArxivId { id: captures[1].to_owned(), version: None };
        id.year().map(|_| PaperId(id.id))
    }

    /// A slug of a file name: every run of characters other than letters, digits, `.` and `_` becomes one
    /// hyphen. A name without a usable character becomes `paper`.
    pub fn slug(stem: &str) -> PaperId {
        let mut slug = String::new();
        for c in stem.chars() {
            if c.is_ascii_alphanumeric() || (matches!(c, '.' | '_') && !slug.is_empty()) {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() == LONGEST {
                break;
            }
        }
        let slug = slug.trim_end_matches(['-', '.', '_']);
        PaperId(if slug.is_empty() { "paper".to_owned() } else { slug.to_owned() })
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PaperId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PaperId {
    type Error = InvalidPaperId;

    fn try_from(name: String) -> Result<PaperId, InvalidPaperId> {
        PaperId::new(&name)
    }
}

impl From<PaperId> for String {
    fn from(id: PaperId) -> String {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arxiv_ids_come_from_file_names() {
        let check = |stem: &str, expect: Option<&str>| {
            assert_eq!(PaperId::from_arxiv_file_name(stem).as_ref().map(PaperId::as_str), expect, "{stem}");
        };
        check("2009.13081", Some("2009.13081"));
        check("2009.13081v3", Some("2009.13081"));
        check("medqa-2009.13081v1-final", Some("2009.13081"));
        check("2009_13081", None);
        check("2034.13081", None);
        check("12009.13081", None);
        check("bmj-2023-074819", None);
    }

    #[test]
    fn only_the_margin_stamp_names_the_paper() {
        assert_eq!(
            PaperId::from_arxiv_stamp("arXiv:2009.13081v1 [cs.CL] 28 Sep 2020").map(String::from),
            Some("2009.13081".to_owned())
        );
        assert_eq!(PaperId::from_arxiv_stamp("as in arXiv:2009.13081, we"), None);
    }

    #[test]
    fn slugs_are_ids() {
        let check = |stem: &str, expect: &str| {
            let slug = PaperId::slug(stem);
            assert_eq!(slug.as_str(), expect);
            assert_eq!(PaperId::new(expect), Ok(slug));
        };
        check("Bench (final) v2", "Bench-final-v2");
        check("Protocol_004_PMC3418177", "Protocol_004_PMC3418177");
        check("../../etc/passwd", "etc-passwd");
        check("....", "paper");
        check("Ärzte", "rzte");
        check(&"x".repeat(300), &"x".repeat(80));
    }

    #[test]
    fn ids_stay_inside_their_folder() {
        for bad in ["", "..", ".", "a/b", "a\\b", "-a", "a.", "a b", "\u{202e}a"] {
            assert!(PaperId::new(bad).is_err(), "{bad:?}");
        }
    }
}
