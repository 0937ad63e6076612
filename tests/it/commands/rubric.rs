//! `rubric`.

use medcheck::rubric::Rubric;

use crate::workspace::{Scratch, TWO_LEVELS, drafted, shared, shows};

#[test]
fn the_criteria_are_listed_and_explained() {
    let scratch = Scratch::bare();
    shows!("rubric", scratch, ["rubric"]);
    shows!("rubric_show", scratch, ["rubric", "show", "23"]);
    shows!("rubric_show_not_applicable", scratch, ["rubric", "show", "15"]);
    shows!("rubric_show_unknown", scratch, ["rubric", "show", "47"]);
    assert_eq!(scratch.done(&["rubric"]), drafted().done(&["rubric"]), "with and without a workspace");
}

#[test]
fn a_rubric_of_somebody_else_loads() {
    let Some(path) = shared("rubric/spirit-consort.toml") else { return };
    let rubric = Rubric::load(&path).unwrap();
    assert_eq!((rubric.criteria.len(), rubric.scale.size()), (57, 2));
    assert!(rubric.criterion("4_funding").is_some());
}

#[test]
fn another_rubric_works_the_same() {
    let scratch = Scratch::bare();
    scratch.write("two.toml", TWO_LEVELS);
    shows!("rubric_own", scratch, ["rubric", "--rubric", "two.toml"]);
    shows!("rubric_own_show", scratch, ["rubric", "show", "people", "--rubric", "two.toml"]);
    shows!("rubric_check", scratch, ["rubric", "check", "two.toml"]);
}

#[test]
fn the_rubric_of_the_project_is_sound() {
    let scratch = Scratch::bare();
    let embedded = crate::workspace::repository().join("src/rubric/medcheck.toml");
    scratch.write("medcheck.toml", std::fs::read_to_string(embedded).unwrap());
    shows!("rubric_check_medcheck", scratch, ["rubric", "check", "medcheck.toml"]);
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let scratch = Scratch::bare();
    let check = |name: &str, from: &str, to: &str| {
        assert!(TWO_LEVELS.contains(from), "{name}");
        let file = format!("{name}.toml");
        scratch.write(&file, TWO_LEVELS.replacen(from, to, 1));
        shows!(format!("rubric_bad_{name}"), scratch, ["rubric", "check", &file]);
    };
    check("syntax", "scale = [0, 1]", "scale = [0, 1");
    check("no_title", "title = \"Two questions\"\n", "");
    check("empty_question", "Was contamination checked?", "");
    check("scale_of_strings", "[0, 1]", "[\"no\", \"yes\"]");
    check("scale_of_one", "[0, 1]", "[0]");
    check("scale_order", "[0, 1]", "[1, 0]");
    check("scale_range", "[0, 1]", "[0, 300]");
    check("middle_missing", "[0, 1]", "[0, 1, 2]");
    check("middle_too_many", "cues =", "partial = \"Some.\"\ncues =");
    check("unknown_phase", "phase = \"A\"", "phase = \"B\"");
    check("unknown_field", "cues =", "clues =");
    check("duplicate", "id = \"leak\"", "id = \"people\"");
    check("bad_id", "id = \"leak\"", "id = \"data leak\"");
    check("bad_pattern", "/physicians?/", "/(physician/");
    check("empty_pattern", "/physicians?/", "/x*/");
    check("share", "cues =", "published = { kind = \"met\", share = 0.5 }\ncues =");
    check("share_range", "cues =", "published = { kind = \"not_met\", share = 50 }\ncues =");
    check("no_criteria", &TWO_LEVELS[TWO_LEVELS.find("[[criterion]]").unwrap()..], "");
    scratch.write("latin.toml", b"id = \"caf\xe9\"");
    shows!("rubric_bad_encoding", scratch, ["rubric", "check", "latin.toml"]);
    shows!("rubric_absent", scratch, ["rubric", "check", "absent.toml"]);
    shows!("rubric_absent_in_use", scratch, ["rubric", "--rubric", "absent.toml"]);
}
