//! `show`.

use crate::workspace::{NOTE, NUMBERS, Scratch, TWO_LEVELS, drafted, shows, stdout};

#[test]
fn a_draft_is_shown_whole_by_phase_or_by_criterion() {
    shows!("show_phase", drafted(), ["show", "sample-triagenote", "--phase", "II"], NUMBERS);
    shows!("show_criterion", drafted(), ["show", "sample-triagenote", "--criterion", "23"], NUMBERS);
    shows!("show_criterion_markdown", drafted(), ["show", "note", "--criterion", "21"], NUMBERS);
    let whole = drafted().done(&["show", "sample-triagenote"]);
    assert_eq!(whole, drafted().done(&["draft", "sample-triagenote"]));
    for phase in ["I  ", "II  ", "III  ", "IV  ", "V  "] {
        assert!(whole.lines().any(|line| line.starts_with(phase)), "{phase}");
    }
    assert!(whole.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn json_holds_the_cells_that_were_asked_for() {
    let cells = |arguments: &[&str]| -> Vec<String> {
        let fixed = ["show", "sample-wardtalk", "--format", "json"];
        let draft = drafted().json(&[&fixed, arguments].concat()).remove(0);
        let cells = draft["cells"].as_array().unwrap();
        cells.iter().map(|cell| cell["criterion"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(cells(&[]).len(), 46);
    assert_eq!(cells(&["--criterion", "23"]), ["23"]);
    assert_eq!(cells(&["--phase", "IV"]), ["34", "35", "36", "37", "38", "39"]);
    // Only what `draft` prints, no shape of its own.
    let shown = drafted().done(&["show", "sample-wardtalk", "--format", "json"]);
    assert_eq!(shown, drafted().done(&["draft", "sample-wardtalk", "--format", "json"]));
}

#[test]
fn what_is_unknown_is_named() {
    shows!("show_unknown_paper", drafted(), ["show", "sample-nothing"]);
    shows!("show_no_id", drafted(), ["show", "papers/note"]);
    shows!("show_unknown_criterion", drafted(), ["show", "note", "--criterion", "47"]);
    shows!("show_unknown_phase", drafted(), ["show", "note", "--phase", "2"]);
}

#[test]
fn a_paper_without_a_draft_says_how_to_make_one() {
    shows!("show_no_draft", Scratch::with(&[("note", NOTE)]), ["show", "note"]);
}

#[test]
fn a_damaged_draft_says_how_to_mend_it() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("two.toml", TWO_LEVELS);
    scratch.done(&["draft", "--no-model", "--rubric", "two.toml"]);
    let whole = scratch.read("papers/note/draft.json");
    scratch.write("papers/note/draft.json", &whole[..whole.len() / 2]);
    let cut = scratch.medcheck(&["show", "note"]).output().unwrap();
    assert_eq!(cut.status.code(), Some(2));
    scratch.write("papers/note/draft.json", "{}\n");
    shows!("show_damaged", scratch, ["show", "note"]);
    scratch.done(&["draft", "--no-model", "--rubric", "two.toml"]);
    assert_eq!(scratch.read("papers/note/draft.json"), whole);
}

#[test]
fn the_draft_of_another_rubric_is_shown_with_a_warning() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("two.toml", TWO_LEVELS);
    scratch.done(&["draft", "--no-model", "--rubric", "two.toml"]);
    shows!("show_other_rubric", scratch, ["show", "note"]);
    shows!("show_other_rubric_criterion", scratch, ["show", "note", "--criterion", "23"]);
    shows!("show_own_rubric", scratch, ["show", "note", "--rubric", "two.toml"]);
    shows!(
        "show_own_rubric_criterion",
        scratch,
        ["show", "note", "--rubric", "two.toml", "--criterion", "leak"]
    );
    // The same rubric by name, with another text.
    scratch.write("two.toml", TWO_LEVELS.replace("Was contamination", "Has contamination been"));
    let output = scratch.medcheck(&["show", "note", "--rubric", "two.toml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("Contamination"));
    shows!(
        "show_other_text_of_rubric",
        scratch,
        ["show", "note", "--rubric", "two.toml", "--criterion", "leak"]
    );
}
