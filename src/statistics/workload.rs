//! How fast people decide.

use std::collections::BTreeMap;

use serde::Serialize;

use super::corpus::Confirmed;
use crate::review::{Line, Moment, Reviewer};

/// A longer pause is a break.
const LONGEST_GAP: i64 = 10 * 60 * 1_000;
/// Nobody decides twice within this many milliseconds: such lines came by import.
const SHORTEST_GAP: i64 = 100;
const HOUR: f64 = 3_600_000.0;

/// How fast a person decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Workload {
    /// The person.
    pub reviewer: Reviewer,
    /// Decisions in all, those taken back and changed among them.
    pub decisions: usize,
    /// Of them, those that followed another within ten minutes.
    pub timed: usize,
    /// The time between those and the ones before them.
    pub hours: f64,
    /// Timed decisions in an hour; `None` without one.
    pub per_hour: Option<f64>,
}

/// Of everybody who decided in these papers, by name.
pub(super) fn workload(papers: &[&Confirmed]) -> Vec<Workload> {
    let mut times: BTreeMap<&Reviewer, Vec<Moment>> = BTreeMap::new();
    for line in papers.iter().flat_map(|paper| paper.ledger.lines()) {
        if let Line::Decision(decision) = line {
            times.entry(&decision.reviewer).or_default().push(decision.at);
        }
    }
    times.into_iter().map(|(reviewer, times)| of_one(reviewer, times)).collect()
}

fn of_one(reviewer: &Reviewer, mut times: Vec<Moment>) -> Workload {
    times.sort();
    let gaps = times.windows(2).map(|pair| pair[1].milliseconds_since(pair[0]));
    let gaps: Vec<i64> = gaps.filter(|gap| (SHORTEST_GAP..=LONGEST_GAP).contains(gap)).collect();
    let hours = gaps.iter().sum::<i64>() as f64 / HOUR;
    Workload {
        reviewer: reviewer.clone(),
        decisions: times.len(),
        timed: gaps.len(),
        hours,
        per_hour: (!gaps.is_empty()).then(|| gaps.len() as f64 / hours),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_and_imports_are_no_work() {
        let times = ["09:00:00", "09:00:30", "09:01:30", "09:20:00", "09:20:00.001", "09:21:30.001"];
        let times = times.map(|time| Moment::parse(&format!("2026-01-01T{time}Z")).unwrap());
        let found = of_one(&Reviewer::new("ada").unwrap(), times.to_vec());
        assert_eq!((found.decisions, found.timed), (6, 3));
        assert!((found.hours - 0.05).abs() < 1e-12);
        assert!((found.per_hour.unwrap() - 60.0).abs() < 1e-9);
    }
}
