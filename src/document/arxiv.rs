//! arXiv ids: in the stamp on the margin, in addresses, in file names.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::pattern::pattern;

/// An arXiv id, of the form in use since 2007 or the older one, and the version at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArxivId {
    /// Without version: `2009.13081` or `cs/0112017`.
    pub id: String,
    /// Counted from 1; `None` where it is not said.
    pub version: Option<u32>,
}

impl fmt::Display for ArxivId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        self.version.map_or(Ok(()), |version| write!(f, "v{version}"))
    }
}

/// The number of an arXiv id, with version.
const NUMBER: &str =
    r"(?P<id>[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v(?P<version>[0-9]{1,3}))?";

static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"\barXiv:\s?{NUMBER}\s*\[[A-Za-z.-]+\]\s+[0-9]{{1,2}}\s+[A-Z][a-z]{{2}}"))
});

static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i:arxiv\.org/(?:abs|pdf)/|arxiv[:.])\s?{NUMBER}")));

static IN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[^0-9.])(?P<id>[0-9]{4}\.[0-9]{4,5})(?:v(?P<version>[0-9]{1,3}))?(?:$|[^0-9])")
});

impl ArxivId {
    /// The id in the stamp on the margin of page 1, or `None`. Ids cited in running text carry neither
    /// category nor date.
    pub fn in_stamp(text: &str) -> Option<ArxivId> {
        ArxivId::of(&STAMP.captures(text)?)
    }

    /// The id in an address such as `https://arxiv.org/abs/2410.05229v2`, or `None`.
    pub fn in_address(text: &str) -> Option<ArxivId> {
        ArxivId::of(&ADDRESS.captures(text)?)
    }

    /// The id in a file name such as `2009.13081v1`, or `None`.
    pub fn in_file_name(stem: &str) -> Option<ArxivId> {
        ArxivId::of(&IN_NAME.captures(stem)?)
    }

    fn of(captures: &regex::Captures<'_>) -> Option<ArxivId> {
        let version = captures.name("version").and_then(|version| version.as_str().parse().ok());
        let id = ArxivId { id: captures["id"].to_owned(), version };
        id.year().map(|_| id)
    }

    /// The year of the first version, which every id begins with; `None` for numbers with no month in the
    /// third and fourth digit, which are something else.
    pub fn year(&self) -> Option<u16> {
        let number = self.id.rsplit('/').next()?;
        let (year, month): (u16, u16) = (number.get(..2)?.parse().ok()?, number.get(2..4)?.parse().ok()?);
        let century = if self.id.contains('/') && year >= 91 { 1900 } else { 2000 };
        (1..=12).contains(&month).then_some(century + year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(ArxivId::in_stamp(text).map(|id| id.to_string()).as_deref(), expect, "{text}");
        };
        check("arXiv:2009.13081v1 [cs.CL] 28 Sep 2020", Some("2009.13081v1"));
        check("arXiv:cs/0112017v1 [cs.CL] 15 Jan 2002", Some("cs/0112017v1"));
        check("arXiv:math.GT/0309136v1 [math.GT] 8 Sep 2003", Some("math.GT/0309136v1"));
        check("as in arXiv:2009.13081, we", None);
        check("arXiv:2034.13081v1 [cs.CL] 28 Sep 2020", None);
    }

    #[test]
    fn addresses_and_names() {
        let address = |text: &str| ArxivId::in_address(text).map(|id| id.to_string());
        assert_eq!(address("https://arxiv.org/abs/2410.05229v2").as_deref(), Some("2410.05229v2"));
        assert_eq!(address("https://doi.org/10.48550/arXiv.2410.05229").as_deref(), Some("2410.05229"));
        assert_eq!(address("https://example.org/2410.05229"), None);
        let name = |stem: &str| ArxivId::in_file_name(stem).map(|id| id.to_string());
        assert_eq!(name("2009.13081v3").as_deref(), Some("2009.13081v3"));
        assert_eq!(name("bmj-2023-074819"), None);
    }

    #[test]
    fn years_of_arxiv_ids() {
        let year = |id: &str| ArxivId { id: id.to_owned(), version: None }.year();
        assert_eq!(year("2009.13081"), Some(2020));
        assert_eq!(year("0704.0001"), Some(2007));
        assert_eq!(year("cs/0112017"), Some(2001));
        assert_eq!(year("hep-th/9901001"), Some(1999));
        assert_eq!(year("2034.13081"), None);
    }
}
