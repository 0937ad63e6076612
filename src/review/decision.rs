//! The lines of `decisions.jsonl`: what a person decided, and how far a person got.

use serde::{Deserialize, Serialize};

use super::{Moment, Reviewer};
use crate::disk::{bare_line, wrong_with_json};
use crate::evidence::Quote;
use crate::rubric::{CriterionId, Score};

/// A person's decision on one criterion of one paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The rubric's id.
    pub rubric: String,
    /// The criterion it is about.
    pub criterion: CriterionId,
    /// The person who decided.
    pub reviewer: Reviewer,
    /// When it was decided.
    pub at: Moment,
    /// What was decided; `None` takes an earlier decision back, unless it is left open.
    pub score: Option<Score>,
    /// Whether the person looked and left the criterion open on purpose.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unclear: bool,
    /// The quotes it rests on.
    #[serde(default)]
    pub evidence: Vec<DecidedEvidence>,
    /// Quotes of the draft that the person looked at and does not accept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<DecidedEvidence>,
    /// In the person's own words; empty without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Whether it settles a disagreement, for everybody.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adjudicates: bool,
    /// The time of the person's own earlier word that this one takes back, where it was an undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Moment>,
    /// What it was made from.
    #[serde(flatten)]
    pub basis: Basis,
}

/// What a person had in front of them. Empty where it is not known, as in decisions from elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The rubric's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_version: Option<String>,
    /// The hash of the criterion's text ([`crate::rubric::Criterion::sha256`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion_sha256: Option<String>,
    /// The SHA-256 of the paper's source, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_sha256: Option<String>,
    /// The SHA-256 of the draft that was answered, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_sha256: Option<String>,
    /// Whether the draft's level was hidden until the person had chosen.
    #[serde(default, skip_serializing_if = "is_false")]
    pub blind: bool,
}

/// A quote that a person kept, added or dropped.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DecidedEvidence {
    /// What the paper says, and where.
    #[serde(flatten)]
    pub quote: Quote,
    /// Whether the person found it, and not the draft.
    #[serde(default, skip_serializing_if = "is_false")]
    pub added: bool,
}

impl DecidedEvidence {
    /// A quote of the draft.
    pub fn kept(quote: Quote) -> DecidedEvidence {
        DecidedEvidence { quote, added: false }
    }

    /// A quote that the person found.
    pub fn added(quote: Quote) -> DecidedEvidence {
        DecidedEvidence { quote, added: true }
    }

    /// Each quote once, by its words; of several with the same words, the first.
    pub fn distinct(quotes: impl IntoIterator<Item = DecidedEvidence>) -> Vec<DecidedEvidence> {
        let mut distinct: Vec<DecidedEvidence> = Vec::new();
        for quote in quotes {
            if distinct.iter().all(|known| known.quote.text != quote.quote.text) {
                distinct.push(quote);
            }
        }
        distinct
    }

    /// Whether both say the same; decisions of before spans were kept agree with those that have them.
    pub fn agrees(&self, other: &DecidedEvidence) -> bool {
        self.added == other.added && self.quote.agrees(&other.quote)
    }
}

/// How far a person got with a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The rubric's id.
    pub rubric: String,
    /// What is said of the paper.
    pub mark: Milestone,
    /// The person who said so.
    pub reviewer: Reviewer,
    /// When it was said.
    pub at: Moment,
}

/// What can be said of a paper as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// The person is through with every criterion; others' work may now be seen.
    Finished,
    /// The person goes on after all.
    Reopened,
    /// The audit stands.
    Confirmed,
}

/// A line of a file of decisions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Line {
    /// What a person decided on one criterion.
    Decision(Box<Decision>),
    /// How far a person is with the paper.
    Mark(Mark),
}

impl From<Decision> for Line {
    fn from(decision: Decision) -> Line {
        Line::Decision(Box::new(decision))
    }
}

impl From<Mark> for Line {
    fn from(mark: Mark) -> Line {
        Line::Mark(mark)
    }
}

impl Line {
    /// When it was written.
    pub fn at(&self) -> Moment {
        match self {
            Line::Decision(decision) => decision.at,
            Line::Mark(mark) => mark.at,
        }
    }

    /// Who wrote it.
    pub fn reviewer(&self) -> &Reviewer {
        match self {
            Line::Decision(decision) => &decision.reviewer,
            Line::Mark(mark) => &mark.reviewer,
        }
    }

    /// The id of the rubric it is about.
    pub fn rubric(&self) -> &str {
        match self {
            Line::Decision(decision) => &decision.rubric,
            Line::Mark(mark) => &mark.rubric,
        }
    }

    /// Reads a JSON object: a mark where it has a field `mark`, else a decision.
    ///
    /// # Errors
    /// What the parser says.
    pub fn from_json(value: serde_json::Value) -> Result<Line, serde_json::Error> {
        if value.get("mark").is_some() {
            serde_json::from_value(value).map(Line::Mark)
        } else {
            serde_json::from_value(value).map(|decision| Line::Decision(Box::new(decision)))
        }
    }

    /// The line as JSON, with its end.
    ///
    /// # Errors
    /// What the serializer says, which is not expected.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string(self)? + "\n")
    }
}

/// A line of a file of decisions that is neither a decision nor a mark.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not a decision: {why}")]
pub struct NotADecision {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it, in words.
    pub why: String,
}

/// The lines of a file's text, in its order. A line that is there twice, as a merge of two copies leaves it, is
/// given once. A last line without its end was being written when something stopped it, and is passed over
/// unless it is whole.
///
/// # Errors
/// [`NotADecision`] at the first other line that cannot be read.
pub fn lines(text: &str) -> Result<Vec<Line>, NotADecision> {
    let mut seen = std::collections::BTreeSet::new();
    let mut lines = Vec::new();
    for (line, written) in (1..).zip(text.split_inclusive('\n')) {
        let bare = bare_line(written);
        if bare.is_empty() || !seen.insert(bare) {
            continue;
        }
        match serde_json::from_str(bare).and_then(Line::from_json) {
            Ok(parsed) => lines.push(parsed),
            Err(_) if !written.ends_with('\n') => {}
            Err(error) => return Err(NotADecision { line, why: wrong_with_json(&error) }),
        }
    }
    Ok(lines)
}

/// The last line, counted from 1, where it has no end and cannot be read: something stopped whoever wrote it.
pub fn torn_line(text: &str) -> Option<usize> {
    let (line, written) = (1..).zip(text.split_inclusive('\n')).last()?;
    let is_line = |bare: &str| serde_json::from_str(bare).and_then(Line::from_json).is_ok();
    let bare = bare_line(written);
    (!written.ends_with('\n') && !bare.is_empty() && !is_line(bare)).then_some(line)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
