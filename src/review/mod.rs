//! What people decided about papers: lines that are only ever added.
//!
//! A decision is one line of `papers/<id>/decisions.jsonl`. A later line of the same person about the same
//! criterion takes the place of an earlier one; nothing is removed. Where people who looked at a criterion
//! differ, it stays open until one of them settles it for all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::audit::{GoldCell, GoldScore};
use crate::rubric::CriterionId;

/// A person's decision on one criterion of one paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The rubric's id.
    pub rubric: String,
    /// Which criterion.
    pub criterion: CriterionId,
    /// Who decided.
    pub reviewer: String,
    /// When, in UTC as RFC 3339 writes it.
    pub at: String,
    /// What was decided; `None` takes an earlier decision back.
    pub score: Option<DecidedScore>,
    /// The quotes it rests on.
    #[serde(default)]
    pub evidence: Vec<DecidedEvidence>,
    /// Whether it settles a disagreement, for everybody.
    #[serde(default)]
    pub adjudicates: bool,
}

/// A level of the rubric's scale, or `"NA"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DecidedScore {
    /// A level.
    Level(u8),
    /// The criterion cannot apply.
    NotApplicable(NotApplicable),
}

/// Written as `"NA"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotApplicable {
    /// The only word.
    #[serde(rename = "NA")]
    Na,
}

/// A quote that a person kept or added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedEvidence {
    /// Verbatim.
    pub quote: String,
}

/// A line that is no decision.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is not a decision: {source}")]
pub struct NotADecision {
    /// Counted from 1.
    pub line: usize,
    /// What the JSON parser says.
    pub source: serde_json::Error,
}

/// The decisions in a file's text, in its order. A last line without its end was being written when
/// something stopped it, and is passed over.
///
/// # Errors
/// [`NotADecision`] at the first other line that is none.
pub fn decisions(text: &str) -> Result<Vec<Decision>, NotADecision> {
    let mut decisions = Vec::new();
    for (line, written) in
        (1..).zip(text.split_inclusive('\n')).filter(|(_, written)| !written.trim().is_empty())
    {
        match serde_json::from_str(written) {
            Ok(decision) => decisions.push(decision),
            Err(_) if !written.ends_with('\n') => {}
            Err(source) => return Err(NotADecision { line, source }),
        }
    }
    Ok(decisions)
}

/// The criteria of a rubric that are settled: adjudicated, or decided alike by everybody who decided. With
/// the quotes of all who decided so, each once.
pub fn settled(rubric: &str, decisions: &[Decision]) -> Vec<GoldCell> {
    let mut latest: BTreeMap<&CriterionId, BTreeMap<&str, &Decision>> = BTreeMap::new();
    let mut adjudicated: BTreeMap<&CriterionId, &Decision> = BTreeMap::new();
    for decision in decisions.iter().filter(|decision| decision.rubric == rubric) {
        if decision.adjudicates {
            adjudicated.insert(&decision.criterion, decision);
        } else {
            latest.entry(&decision.criterion).or_default().insert(&decision.reviewer, decision);
        }
    }
    let mut criteria: Vec<&CriterionId> = latest.keys().chain(adjudicated.keys()).copied().collect();
    criteria.sort();
    criteria.dedup();
    let cell = |criterion: &CriterionId| {
        let standing: Vec<&Decision> = match adjudicated.get(criterion) {
            Some(decision) if decision.score.is_some() => vec![decision],
            _ => {
                latest.get(criterion)?.values().filter(|decision| decision.score.is_some()).copied().collect()
            }
        };
        let score = standing.first()?.score?;
        if standing.iter().any(|decision| decision.score != Some(score)) {
            return None;
        }
        let mut evidence: Vec<String> = Vec::new();
        for quote in standing.iter().flat_map(|decision| &decision.evidence).map(|evidence| &evidence.quote) {
            if !evidence.contains(quote) {
                evidence.push(quote.clone());
            }
        }
        let score = match score {
            DecidedScore::Level(level) => GoldScore::Level(level),
            DecidedScore::NotApplicable(_) => GoldScore::NotApplicable,
        };
        Some(GoldCell { criterion: criterion.clone(), score, evidence })
    };
    criteria.into_iter().filter_map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(criterion: &str, reviewer: &str, score: &str, more: &str) -> String {
        format!(
            "{{\"rubric\":\"medcheck\",\"criterion\":\"{criterion}\",\"reviewer\":\"{reviewer}\",\
             \"at\":\"2026-01-01T00:00:00Z\",\"score\":{score}{more}}}\n"
        )
    }

    fn settle(lines: &[String]) -> Vec<(String, GoldScore, Vec<String>)> {
        let cells = settled("medcheck", &decisions(&lines.concat()).unwrap());
        cells.into_iter().map(|cell| (cell.criterion.to_string(), cell.score, cell.evidence)).collect()
    }

    #[test]
    fn the_latest_word_of_a_person_counts() {
        let quote = ",\"evidence\":[{\"quote\":\"Two nurses.\"}]";
        let found =
            settle(&[line("1", "a", "0", ""), line("1", "a", "2", quote), line("2", "a", "\"NA\"", "")]);
        let expect = [
            ("1".to_owned(), GoldScore::Level(2), vec!["Two nurses.".to_owned()]),
            ("2".to_owned(), GoldScore::NotApplicable, vec![]),
        ];
        assert_eq!(found, expect);
        assert!(settle(&[line("1", "a", "2", ""), line("1", "a", "null", "")]).is_empty(), "taken back");
    }

    #[test]
    fn disagreement_stays_open_until_settled() {
        let differ = [line("1", "a", "0", ""), line("1", "b", "2", "")];
        assert!(settle(&differ).is_empty());
        let [first, second] = differ;
        let settled = settle(&[first, second, line("1", "b", "1", ",\"adjudicates\":true")]);
        assert_eq!(settled[0].1, GoldScore::Level(1));
    }

    #[test]
    fn an_unfinished_last_line_is_passed_over_and_any_other_is_named() {
        let whole = line("1", "a", "1", "");
        assert_eq!(decisions(&format!("{whole}{{\"rubr")).unwrap().len(), 1);
        let error = decisions(&format!("{whole}nonsense\n{whole}")).unwrap_err();
        assert!(error.to_string().starts_with("line 2 is not a decision"), "{error}");
    }

    #[test]
    fn other_rubrics_are_passed_over() {
        let other = line("1", "a", "1", "").replace("medcheck", "other");
        assert!(settle(&[other]).is_empty());
    }
}
