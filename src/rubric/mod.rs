//! Rubrics: what an audit asks, level by level, in phases.
//!
//! A rubric is a TOML file with a scale, phases and criteria. MedCheck's 46 criteria are built in
//! ([`Rubric::medcheck`]); any other rubric is read from a file and works the same way, because ids are
//! names, not numbers. A rubric is checked in full when it is read, so that the rooms below can rely on
//! every promise written on the fields here.

mod error;
mod parse;
mod scale;
mod score;

use std::fmt;
use std::path::Path;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::disk::sha256_hex;

pub use error::{Error, Fault, Place};
pub use scale::{NotAScale, Scale};
pub use score::{CANNOT_APPLY, InvalidScore, Score};

const MEDCHECK: &str = include_str!("medcheck.toml");

/// The name of a criterion, unique in its rubric: letters, digits, `.`, `_` and `-`, at most 80.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CriterionId(String);

/// A string that cannot name a criterion.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a criterion id (letters, digits, `.`, `_`, `-`; at most 80)")]
pub struct InvalidCriterionId(pub String);

impl CriterionId {
    /// Checks a name.
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

    /// As text.
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

/// What an audit asks. Read by [`Rubric::parse`], which keeps every promise below.
#[derive(Debug, Clone, PartialEq)]
pub struct Rubric {
    /// Its name in drafts and decisions, with the characters of a [`CriterionId`].
    pub id: String,
    /// Its version; a decision answers one version.
    pub version: String,
    /// One line for people.
    pub title: String,
    /// The levels it gives.
    pub scale: Scale,
    /// At least one, in the order of the file.
    pub phases: Vec<Phase>,
    /// At least one, in the order of the file; their ids are unique and their phases exist.
    pub criteria: Vec<Criterion>,
    /// Of the source text, in hexadecimal.
    pub sha256: String,
}

/// The rubric that something was made with: a draft, an evaluation, statistics, a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedRubric {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Of its source, in lower-case hexadecimal.
    pub sha256: String,
}

/// A named group of criteria.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Unique in the rubric, for example `II`.
    pub id: String,
    /// For people.
    pub name: String,
    /// The mean compliance a published audit reports for the phase, 0 to 1.
    pub published_mean_compliance: Option<f64>,
}

/// One question with its level anchors. No text here is empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Its name.
    pub id: CriterionId,
    /// The id of its phase.
    pub phase: String,
    /// A few words for tables.
    pub name: String,
    /// What a reader answers.
    pub question: String,
    /// What the highest level asks for.
    pub met: String,
    /// What each level between the lowest and the highest asks for, ascending: one for each of
    /// [`Scale::between`].
    pub between: Vec<String>,
    /// How the unclear cases are settled.
    pub rule: Option<String>,
    /// When the criterion cannot apply; `None` if it always does.
    pub na: Option<String>,
    /// Words, phrases and patterns that papers use when they speak of it. May be empty.
    pub cues: Vec<Cue>,
    /// What a published audit reports.
    pub published: Option<Published>,
}

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

    /// Compiled.
    pub fn regex(&self) -> &Regex {
        &self.regex
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

/// What a published audit of a corpus reports for a criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// What was counted.
    pub kind: PublishedKind,
    /// The share of papers, 0 to 1.
    pub share: f64,
    /// How many papers, where reported.
    pub count: Option<u32>,
    /// Out of how many, where reported.
    pub of: Option<u32>,
}

/// What a published share counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedKind {
    /// Papers at the lowest level.
    NotMet,
    /// Papers above the lowest level.
    MetOrPartial,
}

impl Rubric {
    /// MedCheck's 46 criteria in five phases, as this project restates them.
    pub fn medcheck() -> &'static Rubric {
        static RUBRIC: LazyLock<Rubric> = LazyLock::new(|| {
            #[expect(clippy::unwrap_used, reason = "a constant text, exercised by the tests")]
            Rubric::parse(MEDCHECK, "medcheck.toml").unwrap()
        });
        &RUBRIC
    }

    /// Reads a rubric from its text; `origin` names the text in errors.
    ///
    /// # Errors
    /// The first thing wrong, with its line, criterion and field.
    pub fn parse(text: &str, origin: &str) -> Result<Rubric, Error> {
        parse::rubric(text, origin)
    }

    /// Reads a rubric from a file.
    ///
    /// # Errors
    /// That the file cannot be read, or what [`Rubric::parse`] finds.
    pub fn load(path: &Path) -> Result<Rubric, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
        Rubric::parse(&text, &path.display().to_string())
    }

    /// The criterion of that id, or `None`.
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.id.as_str() == id)
    }

    /// Its name, version and hash, as what is made with it records them.
    pub fn applied(&self) -> AppliedRubric {
        AppliedRubric { id: self.id.clone(), version: self.version.clone(), sha256: self.sha256.clone() }
    }

    /// The phase of that id, or `None`.
    pub fn phase(&self, id: &str) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.id == id)
    }

    /// The criteria of a phase in their order; none for an unknown phase.
    pub fn criteria_of<'a>(&'a self, phase: &'a str) -> impl Iterator<Item = &'a Criterion> {
        self.criteria.iter().filter(move |criterion| criterion.phase == phase)
    }
}

impl Criterion {
    /// Of what a reader answers and by what: question, anchors, rule, when it cannot apply. Cues and names
    /// may change without making an old decision doubtful.
    pub fn sha256(&self) -> String {
        let between = self.between.join("\n");
        let texts =
            [Some(&self.question), Some(&self.met), Some(&between), self.rule.as_ref(), self.na.as_ref()];
        sha256_hex(texts.map(|text| text.map_or("", String::as_str)).join("\n").as_bytes())
    }

    /// What the level at a place of the scale asks for; `None` for the lowest, which asks for nothing, and
    /// behind the highest.
    pub fn anchor(&self, place: usize) -> Option<&str> {
        let above_lowest = self.between.iter().chain([&self.met]);
        above_lowest.map(String::as_str).nth(place.checked_sub(1)?)
    }

    /// The levels of the rubric's scale that ask for something, each with what it asks for, the highest first.
    pub fn anchors<'a>(&'a self, scale: &'a Scale) -> impl Iterator<Item = (u8, &'a str)> {
        let levels = scale.iter().enumerate().rev();
        levels.filter_map(|(place, level)| Some((level, self.anchor(place)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medcheck_is_whole() {
        let rubric = Rubric::medcheck();
        assert_eq!((rubric.id.as_str(), rubric.version.as_str()), ("medcheck", "2026.1"));
        assert_eq!(rubric.scale.iter().collect::<Vec<_>>(), [0, 1, 2]);
        let ids: Vec<String> = rubric.criteria.iter().map(|criterion| criterion.id.to_string()).collect();
        assert_eq!(ids, (1..=46).map(|n| n.to_string()).collect::<Vec<_>>());
        let sizes: Vec<(&str, usize)> = rubric
            .phases
            .iter()
            .map(|phase| (phase.id.as_str(), rubric.criteria_of(&phase.id).count()))
            .collect();
        assert_eq!(sizes, [("I", 12), ("II", 12), ("III", 9), ("IV", 6), ("V", 7)]);
        assert!(rubric.criteria.iter().all(|criterion| !criterion.cues.is_empty()));
        assert_eq!(rubric.sha256.len(), 64);
    }

    #[test]
    fn published_figures_are_read() {
        let rubric = Rubric::medcheck();
        assert_eq!(rubric.phase("III").and_then(|phase| phase.published_mean_compliance), Some(0.524));
        let contamination = rubric.criterion("23").unwrap();
        assert_eq!(
            contamination.published,
            Some(Published { kind: PublishedKind::NotMet, share: 0.88, count: Some(49), of: Some(56) })
        );
        assert_eq!(rubric.criterion("2").unwrap().published, None);
        assert!(rubric.criterion("47").is_none());
        assert!(rubric.phase("VI").is_none());
    }

    #[test]
    fn patterns_ignore_case_unless_told() {
        let matches = |source: &str, text: &str| Pattern::new(source).unwrap().regex().is_match(text);
        assert!(matches(r"icd-?10", "mapped to ICD-10 codes"));
        assert!(!matches(r"(?-i)mesh", "MeSH terms"));
        assert!(Pattern::new(r"(\w{100}){100}").is_err(), "size limit");
    }

    #[test]
    fn criterion_ids_are_checked_on_entry() {
        assert!(serde_json::from_str::<CriterionId>("\"31a_dissemination\"").is_ok());
        for bad in ["", "a b", "a/b", "\u{202e}1"] {
            assert!(CriterionId::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Rubric::load(Path::new("no-such-rubric.toml")).unwrap_err();
        assert!(error.to_string().starts_with("cannot read `no-such-rubric.toml`: "), "{error}");
        assert!(error.hint().is_some());
    }
}
