//! `learn`.

use serde_json::{Value, json};

use crate::samples::{self, Score};
use crate::workspace::{SAMPLES, Scratch, shows, stderr};

/// The truth of the sample papers as a label file.
pub(super) fn labels() -> String {
    let mut lines = String::new();
    for id in SAMPLES {
        for criterion in samples::truth(id).criterion {
            let score = match criterion.score {
                Score::Level(level) => json!(level),
                Score::Word(word) => json!(word),
            };
            let evidence: Vec<&str> =
                criterion.sentences.iter().map(|sentence| sentence.text.as_str()).collect();
            let label = json!({
                "paper": id, "rubric": "medcheck", "criterion": criterion.id, "score": score, "evidence": evidence,
            });
            lines.push_str(&format!("{label}\n"));
        }
    }
    lines
}

#[test]
fn scored_papers_teach_and_the_next_draft_uses_it() {
    let scratch = Scratch::copy_of_drafted();
    scratch.write("gold.jsonl", labels());
    // The figures differ between processors; that they are given does not.
    let said = scratch.done(&["learn", "--gold", "gold.jsonl"]);
    for part in
        ["3 papers", "136 cells", "Evidence (100 cells", "hit@3", "quadratic-weighted kappa", "Decided ("]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let card = scratch.read("models/medcheck-2026.1/MODEL.md");
    assert!(card.contains("Labels: sha256 `"), "{card}");
    let output = scratch.medcheck(&["draft", "note", "--format", "json"]).output().unwrap();
    assert_eq!(stderr(&output), "1 paper: 1 drafted, 0 unchanged, 0 failed\n", "other levels, other drafts");
    let doctor = scratch.medcheck(&["doctor"]).output().unwrap();
    assert_eq!(doctor.status.code(), Some(0));
    // Learning the same again gives the same bytes.
    let manifest = scratch.read("models/medcheck-2026.1/manifest.json");
    assert!(manifest.contains("heads.safetensors"), "{manifest}");
    scratch.done(&["learn", "--gold", "gold.jsonl", "--jobs", "1"]);
    assert_eq!(scratch.read("models/medcheck-2026.1/manifest.json"), manifest);
}

/// The truth of the sample papers, as a person decided it.
fn decide(scratch: &Scratch) {
    for id in SAMPLES {
        let labels = labels();
        let lines = labels
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter(|label| label["paper"] == id)
            .map(|label| {
                let quotes: Vec<Value> = label["evidence"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|quote| json!({ "quote": quote }))
                    .collect();
                let decision = json!({
                    "rubric": "medcheck", "criterion": label["criterion"], "reviewer": "someone",
                    "at": "2026-01-01T00:00:00Z", "score": label["score"], "evidence": quotes,
                });
                format!("{decision}\n")
            });
        scratch.write(&format!("papers/{id}/decisions.jsonl"), lines.collect::<String>());
    }
}

#[test]
fn what_people_decided_teaches_as_labels_do() {
    let scratch = Scratch::copy_of_drafted();
    shows!("learn_no_decisions", scratch, ["learn", "--from-decisions"]);
    decide(&scratch);
    scratch.done(&["learn", "--from-decisions"]);
    let learned = scratch.read("models/medcheck-2026.1/manifest.json");
    scratch.write("gold.jsonl", labels());
    scratch.done(&["learn", "--gold", "gold.jsonl"]);
    assert_eq!(scratch.read("models/medcheck-2026.1/manifest.json"), learned);
    scratch.write("papers/sample-wardtalk/decisions.jsonl", "nonsense\n");
    shows!("learn_damaged_decisions", scratch, ["learn", "--from-decisions"]);
}

#[test]
fn papers_that_are_not_here_are_passed_over_and_said() {
    let scratch = Scratch::copy_of_drafted();
    let mut gold = labels();
    gold.push_str("{\"paper\":\"2009.13081\",\"rubric\":\"medcheck\",\"criterion\":\"1\",\"score\":2}\n");
    scratch.write("gold.jsonl", gold);
    let output = scratch.medcheck(&["learn", "--gold", "gold.jsonl", "-v"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = stderr(&output);
    assert!(said.starts_with("1 of 4 labeled papers are not in the workspace\nheads learned in "), "{said}");
    assert!(said.ends_with("learned and written to models/medcheck-2026.1\n"), "{said}");
}

#[test]
fn labels_that_teach_nothing_are_refused() {
    let scratch = Scratch::copy_of_drafted();
    scratch.write(
        "unknown.jsonl",
        "{\"paper\":\"2009.13081\",\"rubric\":\"medcheck\",\"criterion\":\"1\",\"score\":2}\n",
    );
    shows!("learn_unknown_papers", scratch, ["learn", "--gold", "unknown.jsonl"]);
    scratch
        .write("other.jsonl", "{\"paper\":\"note\",\"rubric\":\"spirit\",\"criterion\":\"1\",\"score\":2}\n");
    shows!("learn_other_rubric", scratch, ["learn", "--gold", "other.jsonl"]);
    scratch.write("empty.jsonl", "");
    shows!("learn_no_labels", scratch, ["learn", "--gold", "empty.jsonl"]);
    scratch.write(
        "one.jsonl",
        "{\"paper\":\"note\",\"rubric\":\"medcheck\",\"criterion\":\"21\",\"score\":1}\n",
    );
    shows!("learn_one_paper", scratch, ["learn", "--gold", "one.jsonl"]);
    assert!(!scratch.path("models").exists());
}

#[test]
fn a_line_that_is_no_label_is_named() {
    let scratch = Scratch::workspace();
    let good = labels().lines().next().unwrap().to_owned();
    let check = |name: &str, line: &str| {
        scratch.write("gold.jsonl", format!("{good}\n{line}\n"));
        shows!(format!("learn_bad_{name}"), scratch, ["learn", "--gold", "gold.jsonl"]);
    };
    check("json", "score: 2");
    check("no_score", r#"{"paper":"note","rubric":"medcheck","criterion":"1"}"#);
    check("score", r#"{"paper":"note","rubric":"medcheck","criterion":"1","score":"high"}"#);
    check("paper", r#"{"paper":"papers/note","rubric":"medcheck","criterion":"1","score":1}"#);
    check("criterion", r#"{"paper":"note","rubric":"medcheck","criterion":"data leak","score":1}"#);
    shows!("learn_absent", scratch, ["learn", "--gold", "absent.jsonl"]);
}
