//! A rubric as a whole.

use serde::{Deserialize, Serialize};

use super::criterion::Criterion;
use super::scale::Scale;

/// What an audit asks. Read by [`Rubric::parse`], which keeps every promise below.
#[derive(Debug, Clone, PartialEq)]
pub struct Rubric {
    /// Its name in drafts and decisions, with the characters of a [`CriterionId`](super::CriterionId).
    pub id: String,
    /// Its version; a decision answers one version.
    pub version: String,
    /// What people read as its name, on one line.
    pub title: String,
    /// The levels that a criterion can get.
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
    /// The rubric's id.
    pub id: String,
    /// The rubric's version.
    pub version: String,
    /// Of its source, in lower-case hexadecimal.
    pub sha256: String,
}

/// A named group of criteria.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Unique in the rubric, for example `II`.
    pub id: String,
    /// What people read as its name.
    pub name: String,
    /// The mean compliance a published audit reports for the phase, 0 to 1.
    pub published_mean_compliance: Option<f64>,
}

impl Rubric {
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
