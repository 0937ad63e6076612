//! The name a paper goes by.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::arxiv::ArxivId;
use super::attachment_name::is_device;
use super::pattern::pattern;

/// A paper's name in the workspace, and the name of its folder: an arXiv id without version, or a slug
/// of letters and digits of any script (NFC), `.`, `_` and `-` that starts with a letter or digit. Case is kept,
/// because label files name papers by their file names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaperId(String);

/// A string that cannot name a paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a paper id (letters, digits, `.`, `_`, `-`; at most 80)")]
pub struct InvalidPaperId(pub String);

static ARXIV_STAMP: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\barXiv:\s?([0-9]{4}\.[0-9]{4,5})v[0-9]+\s*\["));

/// In characters.
const LONGEST: usize = 80;

/// In bytes: names of files that begin with the id stay below what systems allow.
const MOST_BYTES: usize = 200;

/// Between a slug and what tells it from others.
const TELLS_APART: usize = "-0123456789".len();

impl PaperId {
    /// Takes a name that is already legal.
    ///
    /// # Errors
    /// [`InvalidPaperId`] unless it could be a folder of that name on every system.
    pub fn new(name: &str) -> Result<PaperId, InvalidPaperId> {
        // Some systems and keyboards give accents apart from their letters.
        let composed: String = name.nfc().collect();
        let legal = |c: char| is_of_word(c) || matches!(c, '.' | '_' | '-');
        let starts_well = composed.starts_with(char::is_alphanumeric) && composed.starts_with(is_of_word);
        let fits = composed.chars().count() <= LONGEST && composed.len() <= MOST_BYTES;
        let is_file = !composed.ends_with('.') && !is_device(&composed);
        if starts_well && fits && is_file && composed.chars().all(legal) {
            Ok(PaperId(composed))
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

    /// A slug of a file name: every run of characters other than letters and digits of any script, `.` and `_`
    /// becomes one hyphen. A name that is too long, or that has nothing usable, gets digits of its own behind
    /// what is left, so that names that differ there have ids that do.
    pub fn slug(stem: &str) -> PaperId {
        let mut slug = String::new();
        for c in stem.nfc() {
            let is_of_beginning = c.is_alphanumeric() && is_of_word(c);
            if is_of_beginning || (!slug.is_empty() && (is_of_word(c) || matches!(c, '.' | '_'))) {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let ends = ['-', '.', '_'];
        let slug = slug.trim_end_matches(ends);
        if let Ok(id) = PaperId::new(slug) {
            return id;
        }
        if is_device(slug)
            && let Ok(id) = PaperId::new(&format!("paper-{slug}"))
        {
            return id;
        }
        let slug = shortened(slug, TELLS_APART);
        let slug = if slug.is_empty() || is_device(slug) { "paper" } else { slug.trim_end_matches(ends) };
        PaperId(format!("{slug}-{:010x}", hash(stem) & 0xff_ffff_ffff))
    }

    /// The id of the `number`th paper that would go by this one; of the first it is this one.
    pub fn numbered(&self, number: usize) -> PaperId {
        if number < 2 {
            return self.clone();
        }
        let number = format!("-{number}");
        PaperId(format!("{}{number}", shortened(&self.0, number.len())))
    }

    /// Whether an arXiv id names it, which two papers never share.
    pub fn is_arxiv(&self) -> bool {
        ArxivId::in_file_name(&self.0).is_some_and(|arxiv| arxiv.id == self.0)
    }

    /// What is one name where case does not count, as it does not for folders of some systems.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character belongs to a word, and shows.
fn is_of_word(c: char) -> bool {
    // Hangul fillers are letters that nobody sees.
    (c.is_alphanumeric() || is_combining_mark(c))
        && !matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

/// As much of a name as leaves `room` bytes behind it.
fn shortened(name: &str, room: usize) -> &str {
    let fits = |(at, c): &(usize, char), number: usize| {
        number < LONGEST - room && at + c.len_utf8() <= MOST_BYTES - room
    };
    let kept = name.char_indices().enumerate().take_while(|(number, at)| fits(at, *number)).last();
    let end = kept.map_or(0, |(_, (at, c))| at + c.len_utf8());
    name[..end].trim_end_matches(['-', '.', '_'])
}

/// FNV-1a of 64 bits: ids stay the same whatever the program is built with.
fn hash(name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step)
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
        check("Ärzte", "Ärzte");
        check("A\u{308}rzte", "Ärzte");
        check("论文一", "论文一");
        check("Кардиология (2024)", "Кардиология-2024");
        check("हिन्दी", "हिन्दी");
        check("\u{202e}a\u{200b}b", "a-b");
        check("con", "paper-con");
        check("NUL.2024", "paper-NUL.2024");
        check("console", "console");
        check(&"x".repeat(80), &"x".repeat(80));
    }

    #[test]
    fn names_that_are_alike_have_ids_of_their_own() {
        let long = "x".repeat(80);
        let cjk = "论".repeat(120);
        let stems = [
            format!("{long}1"),
            format!("{long}2"),
            format!("{cjk}1"),
            format!("{cjk}2"),
            "....".to_owned(),
            "!!!".to_owned(),
            "con".repeat(40),
            format!("con.{long}"),
        ];
        let slugs: std::collections::BTreeSet<PaperId> =
            stems.iter().map(|stem| PaperId::slug(stem)).collect();
        assert_eq!(slugs.len(), stems.len());
        for slug in &slugs {
            for id in [slug.clone(), slug.numbered(2), slug.numbered(1000)] {
                assert_eq!(PaperId::new(id.as_str()), Ok(id));
            }
        }
        assert_eq!(PaperId::slug("Bench").folded(), PaperId::slug("bench").folded());
        assert_eq!(PaperId::slug("main").numbered(2).as_str(), "main-2");
        assert!(PaperId::slug("2009.13081").is_arxiv() && !PaperId::slug("bench-2").is_arxiv());
    }

    #[test]
    fn ids_stay_inside_their_folder() {
        for bad in [
            "",
            "..",
            ".",
            "a/b",
            "a\\b",
            "-a",
            "a.",
            "a b",
            "\u{202e}a",
            "con",
            "Nul.1",
            "\u{3164}",
            "a\u{3164}",
            "\u{301}a",
        ] {
            assert!(PaperId::new(bad).is_err(), "{bad:?}");
        }
    }
}
