//! `eval`.

use serde_json::{Value, json};

use super::learn::labels;
use crate::workspace::{Scratch, shows};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn drafts_are_measured_on_papers_left_out() {
    let scratch = Scratch::copy_of_drafted();
    // A fourth paper, because a quote is planted from another paper that is left out with it.
    let note = json!({
        "paper": "note", "rubric": "medcheck", "criterion": "21", "score": 1,
        "evidence": ["Two physicians reviewed every item, and a third settled disagreements"],
    });
    let silent = (1..21).map(|criterion| {
        json!({ "paper": "note", "rubric": "medcheck", "criterion": criterion.to_string(), "score": 0 })
    });
    let note: String = silent.chain([note]).map(|label| format!("{label}\n")).collect();
    scratch.write("gold.jsonl", labels() + &note);
    let asked = ["eval", "--gold", "gold.jsonl", "--folds", "2", "--perturb", "--format", "json"];
    let text = scratch.done(&[&asked[..], &["--diagram", "reliability.svg"]].concat());
    let measured = parsed(&text);
    let evaluation = &measured["evaluation"];
    assert_eq!((&evaluation["schema_version"], &evaluation["papers"]), (&1.into(), &4.into()));
    assert_eq!(evaluation["criteria"].as_array().unwrap().len(), 46);
    let share = |figure: &str| evaluation["overall"][figure]["value"].as_f64().unwrap();
    for figure in ["hit_1", "hit_3", "hit_5", "mrr", "agreement", "decided_share", "ece"] {
        assert!((0.0..=1.0).contains(&share(figure)), "{figure}");
    }
    assert!(share("hit_1") <= share("hit_3") && share("hit_3") <= share("hit_5"));
    assert!(share("hit_5") > 0.2, "the samples' evidence is found: {}", share("hit_5"));
    let trust = &measured["trust"];
    for change in trust["perturbations"].as_array().unwrap() {
        assert!(change["trials"].as_u64().unwrap() > 2, "{change}");
    }
    assert!(scratch.read("reliability.svg").starts_with("<svg"));
    assert!(!scratch.path("models").exists(), "what was learned is not kept");
    assert_eq!(scratch.done(&[&asked[..], &["--jobs", "1"]].concat()), text, "the same on one thread");
}

#[test]
fn a_learning_curve_has_a_point_a_count() {
    let scratch = Scratch::copy_of_drafted();
    let (some, others): (Vec<&str>, Vec<&str>) = {
        let all: &'static str = Box::leak(labels().into_boxed_str());
        all.lines().partition(|line| !line.contains("sample-wardtalk"))
    };
    scratch.write("some.jsonl", some.join("\n"));
    scratch.write("others.jsonl", others.join("\n"));
    let curve = ["eval", "--no-model", "--gold", "some.jsonl", "--on", "others.jsonl", "--curve", "0,2"];
    shows!("eval_curve", scratch, curve, [(r"[ -]\d\.\d\d\d", " [N]")]);
    let points = parsed(&scratch.done(&[&curve[..], &["--format", "json"]].concat()));
    let papers: Vec<u64> =
        points.as_array().unwrap().iter().map(|point| point["papers"].as_u64().unwrap()).collect();
    assert_eq!(papers, [0, 2]);
    let csv = scratch.done(&[&curve[..], &["--format", "csv"]].concat());
    assert_eq!(csv.lines().count(), 3, "{csv}");
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let scratch = Scratch::copy_of_drafted();
    scratch.write("gold.jsonl", labels());
    shows!("eval_nothing", scratch, ["eval"]);
    shows!("eval_curve_of_nothing", scratch, ["eval", "--gold", "gold.jsonl", "--curve", "0,2"]);
    shows!("eval_absent", scratch, ["eval", "--gold", "absent.jsonl"]);
    shows!("eval_folds", scratch, ["eval", "--gold", "gold.jsonl", "--folds", "1"]);
}
