//! Tests of what people see of an evaluation, on small made-up ones.

use super::*;
use crate::document::PaperId;
use crate::evaluation::evaluate;
use crate::learning::Judged;
use crate::output::page::reliability_diagram;
use crate::output::reports::evaluation::evaluation_csv;
use crate::rubric::{CriterionId, Rubric};

const RUBRIC: &str = r#"id = "small"
version = "1"
title = "A small rubric"
scale = [0, 1, 2]
[[phase]]
id = "A"
name = "Design of the benchmark, its purpose and the people it is meant for"
[[phase]]
id = "B"
name = "Data"
[[criterion]]
id = 1
phase = "A"
name = "Purpose, scope and \"limits\""
question = "Is the purpose stated?"
met = "Stated with bounds."
partial = "Stated in general words."
[[criterion]]
id = 2
phase = "A"
name = "Users"
question = "Who should use it?"
met = "Named."
partial = "Hinted at."
[[criterion]]
id = 3
phase = "B"
name = "License"
question = "Is the license stated?"
met = "Named."
partial = "Mentioned."
"#;

fn rubric() -> Rubric {
    Rubric::parse(RUBRIC, "small.toml").unwrap()
}

/// Papers in which criterion 1 is told well, criterion 2 badly and criterion 3 never applies.
fn judged(papers: usize) -> Vec<Judged> {
    (0..papers)
        .flat_map(|paper| {
            ["1", "2", "3"].map(|criterion| {
                let level = paper % 3;
                let guess = if criterion == "1" && paper % 4 > 0 { level } else { (level + paper) % 3 };
                let probability = 0.45 + (paper % 9) as f32 * 0.06;
                let mut probabilities = vec![(1.0 - probability) / 2.0; 3];
                probabilities[guess] = probability;
                Judged {
                    paper: PaperId::new(&format!("p{paper}")).unwrap(),
                    criterion: CriterionId::new(criterion).unwrap(),
                    level: (criterion != "3").then_some(level),
                    guess,
                    probabilities,
                    decided: probability > 0.7,
                    majority: Some(1),
                    quoted: criterion == "1",
                    first_hit: (paper % 5 > 0).then_some(paper % 5),
                }
            })
        })
        .collect()
}

fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn text_shows_overall_phases_and_criteria() {
    let evaluation = evaluate(&rubric(), &judged(20), 200);
    insta::assert_snapshot!(plain(&text(&evaluation, 100)), @r#"
    20 papers · 40 cells · 20 left out · rubric small 1
    Majority level: the most frequent of a criterion in the papers learned from.
    Ranges: 95 % intervals from 200 bootstrap draws over papers.

    Evidence (20 cells with a reader's quotes)
      hit@1                        20 %  5–40
      hit@3                        60 %  35–75
      hit@5                        80 %  65–95
      mean reciprocal rank         0.42  0.28–0.55

    Levels (40 cells)              draft                   majority level
      agreement                    60 %  45–75             35 %  20–55
      quadratic-weighted kappa     0.70  0.48–0.81         0.00  0.00–0.00
      expected calibration error  0.234  0.147–0.415

    Decided (16 cells)
      share of cells               40 %  20–65
      agreement                    50 %  22–75

    Phase                                         cells   hit@3   hit@5  agreement  majority       kappa
      A  Design of the benchmark, its purpose        40    60 %    80 %       60 %      35 %        0.70
         and the people it is meant for                   35–75   65–95      45–75     20–55   0.48–0.81
      B  Data                                         0       –       –          –         –           –

    Criterion                                     cells   hit@3   hit@5  agreement  majority       kappa
      1  Purpose, scope and "limits"                 20    60 %    80 %       85 %      35 %        0.89
      2  Users                                       20       –       –       35 %      35 %        0.52
      3  License                                      0       –       –          –         –           –
    "#);
}

#[test]
fn text_of_one_paper_has_no_intervals() {
    let evaluation = evaluate(&rubric(), &judged(1), 200);
    insta::assert_snapshot!(plain(&text(&evaluation, 80)), @r#"
    1 paper · 2 cells · 1 left out · rubric small 1
    Majority level: the most frequent of a criterion in the papers learned from.

    Evidence (1 cell with a reader's quotes)
      hit@1                         0 %
      hit@3                         0 %
      hit@5                         0 %
      mean reciprocal rank         0.00

    Levels (2 cells)               draft                   majority level
      agreement                   100 %                     0 %
      quadratic-weighted kappa        –                    0.00
      expected calibration error  0.550

    Decided (0 cells)
      share of cells                0 %
      agreement                       –

    Phase                     cells   hit@3   hit@5  agreement  majority       kappa
      A  Design of the            2     0 %     0 %      100 %       0 %           –
         benchmark, its
         purpose and the
         people it is meant
         for
      B  Data                     0       –       –          –         –           –

    Criterion                 cells   hit@3   hit@5  agreement  majority       kappa
      1  Purpose, scope and       1     0 %     0 %      100 %       0 %           –
         "limits"
      2  Users                    1       –       –      100 %       0 %           –
      3  License                  0       –       –          –         –           –
    "#);
}

#[test]
fn text_keeps_to_the_width() {
    let evaluation = evaluate(Rubric::medcheck(), &judged(20), 200);
    for columns in [80, 100, 120] {
        for line in plain(&text(&evaluation, columns)).lines() {
            assert!(width(line) <= columns, "{line}");
        }
    }
}

#[test]
fn csv_has_a_row_per_scope_and_a_field_per_figure() {
    let csv = evaluation_csv(&evaluate(&rubric(), &judged(1), 200)).unwrap();
    insta::assert_snapshot!(csv, @r#"
    scope,id,name,cells,quoted,decided,hit_1,hit_1_low,hit_1_high,hit_3,hit_3_low,hit_3_high,hit_5,hit_5_low,hit_5_high,mrr,mrr_low,mrr_high,agreement,agreement_low,agreement_high,kappa,kappa_low,kappa_high,majority_agreement,majority_agreement_low,majority_agreement_high,majority_kappa,majority_kappa_low,majority_kappa_high,decided_share,decided_share_low,decided_share_high,decided_agreement,decided_agreement_low,decided_agreement_high,ece,ece_low,ece_high
    overall,,,2,1,0,0.000000,,,0.000000,,,0.000000,,,0.000000,,,1.000000,,,,,,0.000000,,,0.000000,,,0.000000,,,,,,0.550000,,
    phase,A,"Design of the benchmark, its purpose and the people it is meant for",2,1,0,0.000000,,,0.000000,,,0.000000,,,0.000000,,,1.000000,,,,,,0.000000,,,0.000000,,,0.000000,,,,,,0.550000,,
    phase,B,Data,0,0,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    criterion,1,"Purpose, scope and ""limits""",1,1,0,0.000000,,,0.000000,,,0.000000,,,0.000000,,,1.000000,,,,,,0.000000,,,0.000000,,,0.000000,,,,,,0.550000,,
    criterion,2,Users,1,0,0,,,,,,,,,,,,,1.000000,,,,,,0.000000,,,0.000000,,,0.000000,,,,,,0.550000,,
    criterion,3,License,0,0,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
    "#);
}

#[test]
fn the_diagram_is_sound_xml_with_a_bar_per_bin() {
    let evaluation = evaluate(&rubric(), &judged(90), 0);
    let svg = reliability_diagram(&evaluation);
    let tree = roxmltree::Document::parse(&svg).unwrap();
    let of = |class: &str| tree.descendants().filter(|node| node.attribute("class") == Some(class)).count();
    let filled = evaluation.reliability.iter().filter(|bin| bin.count > 0).count();
    assert!(filled > 3);
    assert_eq!((of("bar"), of("cells"), of("dot")), (filled, filled, filled));
    let ece = format!("ECE {}", rounded(evaluation.overall.ece.value.unwrap(), 3));
    assert!(tree.descendants().any(|node| node.text().is_some_and(|text| text.ends_with(&ece))), "{ece}");
}

#[test]
fn the_diagram_escapes_what_comes_from_a_rubric() {
    let mut evaluation = evaluate(&rubric(), &[], 0);
    evaluation.rubric.version = "<1> & \u{1b}2".to_owned();
    let svg = reliability_diagram(&evaluation);
    let svg = super::super::escape::lines(&svg);
    let tree = roxmltree::Document::parse(&svg).unwrap();
    let texts: Vec<&str> = tree.descendants().filter_map(|node| node.text()).collect();
    assert!(texts.iter().any(|text| text.ends_with(r"rubric small <1> & \u{1b}2")), "{texts:?}");
    assert!(texts.contains(&"Reliability of levels · ECE not defined"));
}
