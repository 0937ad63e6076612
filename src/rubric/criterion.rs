//! One question of a rubric.

use super::criterion_id::CriterionId;
use super::cue::Cue;
use super::scale::Scale;
use crate::disk::sha256_hex;

/// One question with its level anchors. No text here is empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Its id, by which drafts and decisions name it.
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

/// What a published audit of a corpus reports for a criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// Which papers were counted.
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
