//! `draft`.

use std::fs;

use serde_json::Value;

use crate::workspace::{
    NOTE, NUMBERS, PLAIN, Scratch, TWO_LEVELS, drafted, json_lines, shows, stderr, stdout,
};

#[test]
fn a_draft_is_a_table_and_a_second_run_repeats_no_work() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    shows!("draft", scratch, ["draft", "--no-model"]);
    let written = fs::metadata(scratch.path("papers/note/draft.json")).unwrap().modified().unwrap();
    let again = scratch.medcheck(&["draft", "--no-model"]).output().unwrap();
    assert_eq!(stderr(&again), "1 paper: 0 drafted, 1 unchanged, 0 failed\n");
    assert_eq!(fs::metadata(scratch.path("papers/note/draft.json")).unwrap().modified().unwrap(), written);
    // A changed paper is another matter.
    scratch.write("papers/note/paper.md", NOTE.replace("English", "Welsh"));
    let changed = scratch.medcheck(&["draft", "--no-model"]).output().unwrap();
    assert_eq!(stderr(&changed), "1 paper: 1 drafted, 0 unchanged, 0 failed\n");
    assert!(scratch.read("papers/note/draft.json").contains("Welsh"));
}

#[test]
fn the_draft_of_a_sample_paper_is_the_first_impression() {
    shows!("draft_sample", drafted(), ["draft", "sample-dosewise"], NUMBERS);
}

#[test]
fn json_is_one_audit_a_line_and_what_is_stored() {
    let lines = drafted().done(&["draft", "--format", "json", "--quiet"]);
    let ids = ["note", "plain", "sample-dosewise", "sample-triagenote", "sample-wardtalk"];
    assert_eq!(lines.lines().count(), ids.len());
    let drafts = json_lines(&lines);
    for (draft, id) in drafts.iter().zip(ids) {
        assert_eq!(draft["paper"]["id"], id);
        let stored: Value =
            serde_json::from_str(&drafted().read(&format!("papers/{id}/draft.json"))).unwrap();
        assert_eq!(draft, &stored, "{id}");
        check_shape(draft);
    }
    assert_eq!(drafts[1]["paper"]["pages"], 0);
    assert_eq!(drafts[2]["paper"]["pages"], 5);
}

/// The shape that other programs rely on.
fn check_shape(draft: &Value) {
    let keys =
        |value: &Value| value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ");
    assert_eq!(keys(draft), "cells models paper program rubric schema_version warnings");
    assert_eq!(draft["schema_version"], 1);
    // What a paper does not say about itself is left out.
    let optional = [
        "arxiv",
        "attachments",
        "authors",
        "doi",
        "hidden_lines",
        "hidden_pages",
        "ocr_pages",
        "unread_pages",
        "year",
    ];
    let told: Vec<String> = keys(&draft["paper"]).split(' ').map(str::to_owned).collect();
    let always: Vec<&String> = told.iter().filter(|key| !optional.contains(&key.as_str())).collect();
    assert_eq!(always, ["id", "pages", "sha256", "title"]);
    assert_eq!(keys(&draft["rubric"]), "id sha256 version");
    let cells = draft["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 46);
    for (at, cell) in cells.iter().enumerate() {
        assert_eq!(cell["criterion"], (at + 1).to_string());
        assert_eq!(
            keys(cell),
            "best_guess certainty criterion evidence near_misses not_applicable probabilities rationale searched \
             suggestion"
        );
        let expect = match cell["suggestion"]["kind"].as_str().unwrap() {
            "score" => "confidence kind score",
            "nothing_found" => "confidence kind",
            "undecided" => "kind",
            other => panic!("a suggestion of kind {other}"),
        };
        assert_eq!(keys(&cell["suggestion"]), expect);
        assert!(cell["best_guess"].as_u64().unwrap() <= 2);
        let probabilities: Vec<f64> =
            cell["probabilities"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).collect();
        assert_eq!(probabilities.len(), 3);
        assert!(
            (probabilities.iter().sum::<f64>() - 1.0).abs() < 0.021,
            "rounded to hundredths: {probabilities:?}"
        );
        check_certainty(cell, &probabilities);
        assert!(!cell["searched"]["queries"].as_array().unwrap().is_empty());
        for evidence in cell["evidence"].as_array().unwrap() {
            let caption = if evidence["caption"].is_string() { " caption" } else { "" };
            assert_eq!(
                keys(evidence),
                format!("boxes{caption} kind page parts quote score section sentences span")
            );
            assert!(caption.is_empty() || evidence["kind"] == "table", "{evidence}");
        }
    }
}

/// What is said to be certain is what the suggestion, or without one the probabilities say.
fn check_certainty(cell: &Value, probabilities: &[f64]) {
    let (certainty, suggestion) = (&cell["certainty"], &cell["suggestion"]);
    let applies = 1.0 - cell["not_applicable"].as_f64().unwrap();
    let cannot_apply = 1.0 - applies;
    let shares = probabilities.iter().map(|share| share * applies).chain([cannot_apply]);
    let kind = match suggestion["kind"].as_str().unwrap() {
        "score" => "sure",
        "nothing_found" => "nothing_found",
        _ if shares.filter(|share| *share >= 0.495).count() == 1 => "leaning",
        _ => "open",
    };
    assert_eq!(certainty["kind"], kind, "{cell}");
    match kind {
        "sure" => {
            assert_eq!(certainty["score"], suggestion["score"]);
            assert_eq!(certainty["probability"], suggestion["confidence"]);
        }
        "nothing_found" => assert_eq!(certainty["probability"], suggestion["confidence"]),
        "leaning" if certainty["score"] == "NA" => {
            assert_eq!(certainty["probability"], cell["not_applicable"]);
        }
        "leaning" => {
            assert_eq!(certainty["score"], cell["best_guess"]);
            let said = certainty["probability"].as_f64().unwrap();
            let share = probabilities[cell["best_guess"].as_u64().unwrap() as usize] * applies;
            assert!((said - share).abs() < 0.006, "{said} for {share}");
        }
        _ => assert_eq!(certainty.as_object().unwrap().len(), 1),
    }
}

#[test]
fn a_draft_of_a_program_before_certainty_opens_everywhere() {
    let scratch = Scratch::copy_of_drafted();
    let path = "papers/note/draft.json";
    let mut draft: Value = serde_json::from_str(&scratch.read(path)).unwrap();
    let lines = |text: String| text.lines().count();
    let now = lines(scratch.done(&["show", "note"]));
    for cell in draft["cells"].as_array_mut().unwrap() {
        let cell = cell.as_object_mut().unwrap();
        assert!(cell.remove("not_applicable").is_some());
        assert!(cell.remove("certainty").is_some());
    }
    draft["program"] = "medcheck 0.1.0 (parser 5, drafter 2)".into();
    scratch.write(path, draft.to_string());
    assert_eq!(lines(scratch.done(&["show", "note"])), now);
    for command in
        [&["report", "note", "--format", "md"][..], &["compare", "--criterion", "2", "--format", "csv"]]
    {
        scratch.done(command);
    }
    let output = scratch.medcheck(&["draft", "note", "--quiet", "--format", "json"]).output().unwrap();
    check_shape(&json_lines(&stdout(&output)).remove(0));
}

#[test]
fn without_the_model_the_draft_says_so() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let with = scratch.json(&["draft", "--format", "json"]).remove(0);
    let names = |draft: &Value| -> Vec<String> {
        let models = draft["models"].as_array().unwrap();
        models.iter().map(|model| model["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names(&with).contains(&"all-minilm-l6-v2".to_owned()), "{:?}", names(&with));
    let output = scratch.medcheck(&["draft", "--no-model", "--format", "json"]).output().unwrap();
    assert_eq!(stderr(&output), "1 paper: 1 drafted, 0 unchanged, 0 failed\n");
    let without = json_lines(&stdout(&output)).remove(0);
    assert!(!names(&without).contains(&"all-minilm-l6-v2".to_owned()), "{:?}", names(&without));
    assert_eq!(without["cells"][0]["evidence"][0]["parts"]["meaning"], Value::Null);
    assert!(scratch.done(&["show", "note"]).contains("from words alone"));
}

#[test]
fn a_text_has_empty_boxes_and_no_pages() {
    for id in ["note", "plain"] {
        let draft = drafted().json(&["show", id, "--format", "json"]).remove(0);
        let cells = draft["cells"].as_array().unwrap();
        let evidence: Vec<&Value> =
            cells.iter().flat_map(|cell| cell["evidence"].as_array().unwrap()).collect();
        assert!(evidence.len() >= 46, "{id}: {}", evidence.len());
        for quote in evidence {
            assert_eq!((&quote["page"], &quote["boxes"]), (&Value::Null, &serde_json::json!([])), "{id}");
        }
    }
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("fake.pdf", "<html>");
    scratch.write("plain.txt", PLAIN);
    let targets =
        ["draft", "--no-model", "--format", "json", "--rubric", "two.toml", "note", "fake.pdf", "plain.txt"];
    scratch.write("two.toml", TWO_LEVELS);
    let output = scratch.medcheck(&targets).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output).lines().count(), 2);
    insta::assert_snapshot!(stderr(&output), @r"
    error: fake.pdf: not a PDF: no `%PDF-` in the first kilobyte
    hint: check that the download finished and that it is the paper, not a web page
    3 papers: 2 drafted, 0 unchanged, 1 failed
    ");
    assert!(scratch.path("papers/plain/paper.txt").is_file());
    assert!(!scratch.path("papers/fake").exists());
}

#[test]
fn when_all_fail_nothing_was_done() {
    let scratch = Scratch::workspace();
    scratch.write("fake.pdf", "<html>");
    shows!("draft_all_bad", scratch, ["draft", "fake.pdf", "2009.13081", "../up.pdf", "-x"]);
    shows!("draft_all_bad_separated", scratch, ["draft", "fake.pdf", "2009.13081", "../up.pdf", "--", "-x"]);
}

#[test]
fn a_paper_that_breaks_inside_the_workspace_is_reported() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("papers/broken/paper.pdf", "%PDF-1.7\n");
    scratch.write("two.toml", TWO_LEVELS);
    shows!("draft_broken_inside", scratch, ["draft", "--no-model", "--rubric", "two.toml"]);
}

#[test]
fn a_workspace_without_papers_says_how_to_get_some() {
    shows!("draft_no_papers", Scratch::workspace(), ["draft"]);
}

#[test]
fn a_changed_file_from_outside_is_refused_with_a_way_out() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("new/note.md", NOTE.replace("English", "Welsh"));
    shows!("draft_changed_outside", scratch, ["draft", "--no-model", "new/note.md"]);
    assert!(!scratch.path("papers/note/draft.json").exists());
}

#[test]
fn papers_are_named_by_id_file_or_folder() {
    let scratch = Scratch::with(&[("a", NOTE), ("b", PLAIN)]);
    scratch.write("two.toml", TWO_LEVELS);
    let drafted = |targets: &[&str]| -> Vec<String> {
        let fixed = ["draft", "--no-model", "--format", "json", "--rubric", "two.toml"];
        let lines = scratch.json(&[&fixed, targets].concat());
        lines.iter().map(|draft| draft["paper"]["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(drafted(&["b"]), ["b"]);
    assert_eq!(drafted(&["papers/a"]), ["a"]);
    assert_eq!(drafted(&["papers/a/paper.md", "b", "a"]), ["a", "b"]);
    assert_eq!(drafted(&["papers"]), ["a", "b"]);
}

#[test]
fn a_rubric_of_two_levels_is_undecided_and_guesses_all_the_same() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("two.toml", TWO_LEVELS);
    shows!("draft_two_levels", scratch, ["draft", "--no-model", "--rubric", "two.toml"]);
    let draft = scratch.json(&["draft", "--no-model", "--rubric", "two.toml", "--format", "json"]).remove(0);
    assert_eq!(draft["rubric"]["id"], "tiny");
    for cell in draft["cells"].as_array().unwrap() {
        assert_eq!(cell["suggestion"]["kind"], "undecided");
        assert_eq!(cell["certainty"], serde_json::json!({"kind": "open"}), "nothing was learned for it");
        assert_eq!(cell["uncalibrated"], true);
        assert_eq!(cell["probabilities"].as_array().unwrap().len(), 2);
        assert!(cell["best_guess"].as_u64().unwrap() <= 1);
        assert_eq!(cell["evidence"].as_array().unwrap().len(), 5);
    }
    let best = &draft["cells"][0]["evidence"][0]["quote"];
    assert!(best.as_str().unwrap().contains("Two physicians reviewed every item"), "{best}");
    // The other rubric's draft takes its place, and back.
    let medcheck = scratch.json(&["draft", "--no-model", "--format", "json"]).remove(0);
    assert_eq!(medcheck["rubric"]["id"], "medcheck");
}

#[test]
fn a_rubric_that_is_none_stops_the_draft() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("bad.toml", TWO_LEVELS.replace("[0, 1]", "[0, 1, 2]"));
    shows!("draft_bad_rubric", scratch, ["draft", "--rubric", "bad.toml"]);
    shows!("draft_absent_rubric", scratch, ["draft", "--rubric", "absent.toml"]);
}

#[test]
fn quiet_is_quiet_and_verbose_is_not() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("two.toml", TWO_LEVELS);
    let fixed = ["draft", "--no-model", "--rubric", "two.toml"];
    let output = scratch.medcheck(&[&fixed[..], &["--quiet"]].concat()).output().unwrap();
    assert_eq!(stderr(&output), "");
    // Failures are said all the same.
    let output = scratch.medcheck(&[&fixed[..], &["--quiet", "absent.pdf"]].concat()).output().unwrap();
    assert!(stderr(&output).starts_with("error: absent.pdf: there is no such file\n"));
}
