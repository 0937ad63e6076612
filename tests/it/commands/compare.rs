//! `compare`: one criterion across papers, decisions and drafts apart.

use crate::workspace::{NOTE, Scratch, TWO_LEVELS, shows};

/// A paper that is decided, one that is drafted, one that is disputed, one that two people work on, and one
/// with nothing.
fn desk() -> Scratch {
    let scratch = Scratch::workspace().unlearned();
    scratch.write("papers/note/paper.md", NOTE);
    scratch.write("papers/leaflet/paper.md", NOTE);
    scratch.write("two.toml", TWO_LEVELS);
    scratch.write("medcheck.toml", "reviewer = \"ada\"\nrubric = \"two.toml\"\n");
    scratch.done(&["draft", "--no-model", "--quiet", "note"]);
    for id in ["drafted", "disputed", "begun"] {
        scratch.write(&format!("papers/{id}/paper.md"), NOTE.replace("NoteBench", &format!("=Bench {id}")));
        scratch.done(&["draft", "--no-model", "--quiet", id]);
    }
    scratch.suggest("drafted", 1);
    scratch.done(&["decide", "note", "people", "0", "--quote", "The notes are in English only."]);
    for (id, ends) in [("disputed", true), ("begun", false)] {
        for (name, level) in [("ada", "0"), ("bo", "1")] {
            scratch.done(&["decide", id, "people", level, "--reviewer", name]);
            scratch.done(&["decide", id, "leak", "0", "--reviewer", name]);
            if ends {
                scratch.done(&["decide", id, "--finish", "--reviewer", name]);
            }
        }
    }
    scratch
}

#[test]
fn decisions_and_drafts_stand_apart() {
    let scratch = desk();
    let numbers =
        [(r"\d+ %", "[N] %"), (r#""confidence":[\d.]+"#, r#""confidence":[N]"#), (r",0\.\d\d,", ",[N],")];
    shows!("compare", scratch, ["compare", "--criterion", "people"], numbers);
    shows!("compare_json", scratch, ["compare", "--criterion", "people", "--format", "json"], numbers);
    shows!("compare_csv", scratch, ["compare", "--criterion", "people", "--format", "csv"], numbers);
    scratch.write("papers/drafted/draft.json", "{");
    shows!("compare_in_part", scratch, ["compare", "--criterion", "leak", "--format", "csv"], numbers);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let scratch = desk();
    shows!("compare_unknown_criterion", scratch, ["compare", "--criterion", "47"]);
    shows!("misuse_compare_nothing", scratch, ["compare"]);
    shows!("compare_no_papers", Scratch::workspace(), ["compare", "--criterion", "23"]);
}
