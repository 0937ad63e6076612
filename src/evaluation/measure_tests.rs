//! Tests of the figures and their intervals, on made-up cells worked out by hand.

use super::*;

const RUBRIC: &str = r#"id = "small"
version = "1"
title = "A small rubric"
scale = [0, 1, 2]
[[phase]]
id = "A"
name = "Design"
[[phase]]
id = "B"
name = "Data"
[[criterion]]
id = 1
phase = "A"
name = "Purpose"
question = "Is the purpose stated?"
met = "Stated with bounds."
partial = "Stated in general words."
[[criterion]]
id = 2
phase = "B"
name = "Users"
question = "Who should use it?"
met = "Named."
partial = "Hinted at."
"#;

fn rubric() -> Rubric {
    Rubric::parse(RUBRIC, "small.toml").unwrap()
}

/// A cell of criterion 1 that was told with this probability.
fn cell(paper: &str, level: usize, guess: usize, probability: f32) -> Judged {
    let mut probabilities = vec![(1.0 - probability) / 2.0; 3];
    probabilities[guess] = probability;
    Judged {
        paper: PaperId::new(paper).unwrap(),
        criterion: CriterionId::new("1").unwrap(),
        level: Some(level),
        guess,
        probabilities,
        decided: false,
        majority: None,
        quoted: false,
        first_hit: None,
    }
}

fn of(criterion: &str, cell: Judged) -> Judged {
    Judged { criterion: CriterionId::new(criterion).unwrap(), ..cell }
}

fn quoted(cell: Judged, first_hit: Option<usize>) -> Judged {
    Judged { quoted: true, first_hit, ..cell }
}

/// Thirty papers of uneven merit.
fn corpus() -> Vec<Judged> {
    (0..30)
        .flat_map(|paper| {
            let name = format!("p{paper}");
            let (level, guess) = (paper % 3, if paper % 5 == 0 { 1 } else { paper % 3 });
            let first = Judged {
                decided: paper % 2 == 0,
                majority: Some(paper % 2),
                ..cell(&name, level, guess, 0.5 + (paper % 7) as f32 * 0.06)
            };
            let second = cell(&name, paper * paper % 3, level, 0.6);
            [
                quoted(first, Some(1 + paper % 7)),
                of("2", quoted(second, (paper % 4 > 0).then_some(paper % 4))),
            ]
        })
        .collect()
}

fn near(figure: Figure, expect: f64) {
    let value = figure.value.unwrap_or(f64::NAN);
    assert!((value - expect).abs() < 1e-6, "{value} instead of {expect}");
}

#[test]
fn hits_and_reciprocal_ranks_by_hand() {
    let ranks = [Some(1), Some(2), Some(5), Some(6), None];
    let mut judged: Vec<Judged> = ranks.map(|rank| quoted(cell("p", 1, 1, 0.8), rank)).to_vec();
    // No reader quoted anything here, so no hit counts.
    judged.push(Judged { first_hit: Some(1), ..cell("p", 1, 1, 0.8) });
    let overall = evaluate(&rubric(), &judged, 0).overall;
    assert_eq!((overall.cells, overall.quoted), (6, 5));
    near(overall.hit_1, 1.0 / 5.0);
    near(overall.hit_3, 2.0 / 5.0);
    near(overall.hit_5, 3.0 / 5.0);
    // A sixth rank is not among the five shown.
    near(overall.mrr, (1.0 + 0.5 + 0.2) / 5.0);
}

#[test]
fn agreement_beside_the_majority_by_hand() {
    let with_majority = |level, guess, majority| Judged { majority, ..cell("p", level, guess, 0.8) };
    let judged = [
        with_majority(0, 0, Some(0)),
        with_majority(0, 0, Some(0)),
        with_majority(2, 2, Some(0)),
        with_majority(2, 1, None),
    ];
    let overall = evaluate(&rubric(), &judged, 0).overall;
    near(overall.agreement, 3.0 / 4.0);
    near(overall.kappa, 1.0 - 0.25 / (28.0 / 16.0));
    near(overall.majority_agreement, 2.0 / 3.0);
    near(overall.majority_kappa, 0.0);
}

#[test]
fn decided_cells_by_hand() {
    let mut judged = [cell("p", 0, 0, 0.9), cell("p", 1, 0, 0.9), cell("p", 0, 2, 0.4), cell("p", 2, 2, 0.4)];
    judged[0].decided = true;
    judged[1].decided = true;
    let overall = evaluate(&rubric(), &judged, 0).overall;
    assert_eq!(overall.decided, 2);
    near(overall.decided_share, 0.5);
    near(overall.decided_agreement, 0.5);
}

#[test]
fn calibration_by_hand() {
    // Bin 0.6–0.7: mean probability 0.65, half right. Bin 0.9–1.0, both bounds in it: 0.95, all right.
    let judged = [
        cell("p", 0, 0, 0.625),
        cell("p", 1, 0, 0.675),
        cell("p", 0, 0, 0.9),
        cell("p", 2, 2, 1.0),
        // Sums of 32-bit floats can come out a little above 1.
        cell("p", 1, 1, 1.000_001),
    ];
    let evaluation = evaluate(&rubric(), &judged, 0);
    near(evaluation.overall.ece, (2.0 * (0.65 - 0.5) + 3.0 * (1.0 - 2.9 / 3.0)) / 5.0);
    assert_eq!(evaluation.reliability.len(), 10);
    let bin = evaluation.reliability[6];
    assert_eq!((bin.from, bin.to, bin.count, bin.accuracy), (0.6, 0.7, 2, Some(0.5)));
    assert!((bin.confidence.unwrap() - 0.65).abs() < 1e-6);
    assert_eq!((evaluation.reliability[9].count, evaluation.reliability[9].accuracy), (3, Some(1.0)));
    let empty = evaluation.reliability[0];
    assert_eq!((empty.count, empty.confidence, empty.accuracy), (0, None, None));
}

#[test]
fn phases_and_criteria_are_told_apart() {
    let judged = [cell("p", 0, 0, 0.8), cell("q", 1, 1, 0.8), of("2", cell("p", 0, 1, 0.8))];
    let evaluation = evaluate(&rubric(), &judged, BOOTSTRAP_DRAWS);
    assert_eq!((evaluation.papers, evaluation.cells), (2, 3));
    let phases: Vec<(&str, usize)> =
        evaluation.phases.iter().map(|phase| (phase.id.as_str(), phase.summary.cells)).collect();
    assert_eq!(phases, [("A", 2), ("B", 1)]);
    near(evaluation.phases[0].summary.agreement, 1.0);
    near(evaluation.criteria[1].summary.agreement, 0.0);
    assert_eq!(evaluation.criteria[1].phase, "B");
    assert!(evaluation.phases[0].summary.agreement.low.is_some());
    assert_eq!(evaluation.criteria[0].summary.agreement.low, None, "criteria have values only");
}

#[test]
fn what_cannot_be_judged_counts_for_nothing() {
    let kept = vec![cell("p", 0, 0, 0.8), cell("q", 1, 1, 0.8)];
    let useless = [
        Judged { level: None, decided: true, ..quoted(cell("r", 0, 0, 0.8), Some(1)) },
        of("unknown", cell("r", 0, 0, 0.8)),
        cell("r", 3, 0, 0.8),
        Judged { guess: 3, ..cell("r", 0, 0, 0.8) },
        Judged { probabilities: Vec::new(), ..cell("r", 0, 0, 0.8) },
        cell("r", 0, 0, f32::NAN),
    ];
    let expect = evaluate(&rubric(), &kept, 100);
    let evaluation = evaluate(&rubric(), &[kept, useless.to_vec()].concat(), 100);
    assert_eq!(evaluation.left_out, 6);
    assert_eq!(Evaluation { left_out: 0, ..evaluation }, expect);
}

#[test]
fn nothing_gives_no_figures() {
    let evaluation = evaluate(&rubric(), &[], BOOTSTRAP_DRAWS);
    assert_eq!((evaluation.papers, evaluation.cells, evaluation.phases.len()), (0, 0, 2));
    assert!(evaluation.overall.figures().iter().all(|(_, figure)| *figure == Figure::default()));
    let one_paper = evaluate(&rubric(), &[cell("p", 0, 0, 0.8)], BOOTSTRAP_DRAWS).overall;
    assert_eq!(one_paper.agreement, Figure { value: Some(1.0), low: None, high: None });
    assert_eq!((one_paper.hit_5.value, one_paper.kappa.value), (None, None));
    assert_eq!(evaluate(&rubric(), &corpus(), 0).overall.agreement.low, None);
}

#[test]
fn intervals_hold_the_value_and_are_the_same_again() {
    let evaluation = evaluate(&rubric(), &corpus(), BOOTSTRAP_DRAWS);
    let phases = evaluation.phases.iter().map(|phase| &phase.summary);
    let mut intervals = 0;
    for (name, figure) in std::iter::once(&evaluation.overall).chain(phases).flat_map(Summary::figures) {
        let Figure { value: Some(value), low, high } = figure else { continue };
        let (low, high) = (low.unwrap(), high.unwrap());
        assert!(low <= high && value <= high, "{name}: {figure:?}");
        // The calibration error of draws is biased upward.
        assert!(name == "ece" || low <= value, "{name}: {figure:?}");
        intervals += 1;
    }
    assert_eq!(intervals, 11 + 11 + 8, "phase B has no majorities, and nothing decided in it");
    let agreement = evaluation.overall.agreement;
    assert!(agreement.low < agreement.value && agreement.value < agreement.high, "{agreement:?}");
    let mut reversed = corpus();
    reversed.reverse();
    assert_eq!(evaluate(&rubric(), &reversed, BOOTSTRAP_DRAWS), evaluation);
}

/// Two papers, one all right and one all wrong: half of the draws hold both, a quarter each holds one twice.
#[test]
fn whole_papers_are_drawn() {
    let judged: Vec<Judged> =
        (0..50).flat_map(|_| [cell("good", 1, 1, 0.8), cell("bad", 1, 2, 0.8)]).collect();
    let agreement = evaluate(&rubric(), &judged, BOOTSTRAP_DRAWS).overall.agreement;
    assert_eq!(agreement, Figure { value: Some(0.5), low: Some(0.0), high: Some(1.0) });
}

#[test]
fn a_large_corpus_takes_no_time() {
    let judged: Vec<Judged> = (0..60)
        .flat_map(|paper| {
            (1..=46).map(move |criterion| {
                of(&criterion.to_string(), cell(&format!("p{paper}"), paper % 3, criterion % 3, 0.5))
            })
        })
        .collect();
    let start = std::time::Instant::now();
    assert_eq!(evaluate(Rubric::medcheck(), &judged, BOOTSTRAP_DRAWS).cells, 60 * 46);
    // Generous: it takes a small part of this even beside other work.
    assert!(start.elapsed().as_secs_f32() < 3.0, "{:?}", start.elapsed());
}

#[test]
fn json_has_the_names_of_the_fields() {
    let evaluation = evaluate(&rubric(), &corpus(), 50);
    let json = serde_json::to_value(&evaluation).unwrap();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["phases"][1]["majority_kappa"]["value"], serde_json::Value::Null);
    assert_eq!((&json["criteria"][0]["id"], &json["criteria"][0]["cells"]), (&"1".into(), &30.into()));
    for (name, figure) in evaluation.overall.figures() {
        assert_eq!(json["overall"][name]["value"], serde_json::to_value(figure.value).unwrap(), "{name}");
    }
}
