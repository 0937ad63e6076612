//! Scored papers, as label files hold them: one criterion of one paper a line.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::disk::{NotJson, json_values, wrong_with_json};
use crate::document::{InvalidPaperId, PaperId};
use crate::rubric::{CriterionId, Score};

/// The labels of one rubric, by paper.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gold {
    /// In order of paper, then of the file.
    pub papers: BTreeMap<PaperId, Vec<GoldCell>>,
}

/// One scored criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldCell {
    /// The criterion that was scored.
    pub criterion: CriterionId,
    /// What the reader decided.
    pub score: Score,
    /// The passages that decided it, verbatim.
    pub evidence: Vec<String>,
}

/// A line that is no label.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// The line is not of the expected shape.
    #[error("line {line} is not a label: {why}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it, in words.
        why: String,
    },
    /// The paper's name could not be a paper's.
    #[error("line {line}: {source}")]
    Paper {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: InvalidPaperId,
    },
    /// No line speaks of this rubric.
    #[error("no label is of rubric `{0}`")]
    NothingForRubric(String),
}

/// A line of a label file; other fields are passed over.
#[derive(Debug, Clone, Deserialize)]
pub struct Label {
    /// The paper's name as written; [`Label::id`] checks it.
    pub paper: String,
    /// The id of the rubric.
    pub rubric: String,
    /// The id of the criterion.
    pub criterion: CriterionId,
    /// What the reader decided.
    pub score: Score,
    /// The passages that decided it, verbatim.
    #[serde(default)]
    pub evidence: Vec<String>,
}

impl Label {
    /// The id of the paper.
    ///
    /// # Errors
    /// [`InvalidPaperId`] where the name could not be a paper's.
    pub fn id(&self) -> Result<PaperId, InvalidPaperId> {
        PaperId::new(&self.paper)
    }

    /// What it says of the paper.
    pub fn into_cell(self) -> GoldCell {
        GoldCell { criterion: self.criterion, score: self.score, evidence: self.evidence }
    }
}

impl Gold {
    /// Takes in what another file says; both count.
    pub fn add(&mut self, other: Gold) {
        other.papers.into_iter().for_each(|(id, cells)| self.papers.entry(id).or_default().extend(cells));
    }

    /// Takes in what people decided of a paper, in place of what is known of the same criteria.
    pub fn overrule(&mut self, id: PaperId, decided: Vec<GoldCell>) {
        let known = self.papers.entry(id).or_default();
        known.retain(|cell| decided.iter().all(|decided| decided.criterion != cell.criterion));
        known.extend(decided);
    }

    /// Reads the labels of `rubric` from JSON lines, or from a list; other rubrics' lines are passed over.
    ///
    /// # Errors
    /// [`GoldError`] at the first line that is no label, or when none is of this rubric.
    pub fn parse(text: &str, rubric: &str) -> Result<Gold, GoldError> {
        let mut gold = Gold::default();
        let values = json_values(text).map_err(|NotJson { line, why }| GoldError::Line { line, why })?;
        for (line, value) in values {
            let label: Label = serde_json::from_value(value)
                .map_err(|error| GoldError::Line { line, why: wrong_with_json(&error) })?;
            if label.rubric == rubric {
                let paper = label.id().map_err(|source| GoldError::Paper { line, source })?;
                gold.papers.entry(paper).or_default().push(label.into_cell());
            }
        }
        if gold.papers.is_empty() {
            return Err(GoldError::NothingForRubric(rubric.to_owned()));
        }
        Ok(gold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_cells() {
        let text = r#"
            {"paper":"a","rubric":"medcheck","criterion":"1","score":2,"evidence":["x"],"note":"n"}
            {"paper":"a","rubric":"other","criterion":"z","score":1}
            {"paper":"a","rubric":"medcheck","criterion":"15","score":"NA"}
        "#;
        let gold = Gold::parse(text, "medcheck").unwrap();
        let cells = &gold.papers[&PaperId::new("a").unwrap()];
        assert_eq!(cells.len(), 2);
        assert_eq!(cells[0].score, Score::Level(2));
        assert_eq!(cells[1].score, Score::NotApplicable);
    }

    #[test]
    fn errors_name_the_line() {
        let check = |text: &str, expect: &str| {
            let message = Gold::parse(text, "medcheck").unwrap_err().to_string();
            assert!(message.contains(expect), "{message}");
        };
        check("\nnonsense", "line 2");
        check(r#"{"paper":"a","rubric":"medcheck","criterion":"1","score":"high"}"#, "neither a level");
        check(r#"{"paper":"../a","rubric":"medcheck","criterion":"1","score":1}"#, "not a paper id");
        check(
            r#"{"paper":"a","rubric":"other","criterion":"1","score":1}"#,
            "no label is of rubric `medcheck`",
        );
    }
}
