//! `decide` and `status`: what people say of a paper, and how far they are.

use serde_json::Value;

use crate::fixtures::{SENTENCE, pages};
use crate::workspace::{NOTE, Scratch, TWO_LEVELS, json_lines, settings, shows, stderr};

/// Times are the clock's.
pub(crate) const TIMES: [(&str, &str); 2] =
    [(r"\d{4}-\d{2}-\d{2}T[\d:.]+Z", "[TIME]"), (r"\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC", "[TIME]")];

/// A workspace of a rubric of two questions, with a note that is drafted and a PDF that is not, where ada
/// decides.
pub(crate) fn desk() -> Scratch {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("papers/leaflet/paper.pdf", pages(2));
    scratch.write("two.toml", TWO_LEVELS);
    scratch.write("medcheck.toml", "reviewer = \"ada\"\nrubric = \"two.toml\"\n");
    scratch.done(&["draft", "--no-model", "--quiet", "note"]);
    scratch
}

/// What people said of a paper, one line each.
fn lines(scratch: &Scratch, id: &str) -> Vec<Value> {
    json_lines(&scratch.read(&format!("papers/{id}/decisions.jsonl")))
}

#[test]
fn a_decision_is_written_with_its_quotes_as_the_paper_has_them() {
    let scratch = desk();
    let kept = ["decide", "note", "people", "1", "--keep", "1", "--note", " both said so "];
    shows!("decide", scratch, kept);
    let typed =
        ["decide", "leaflet", "people", "1", "--quote", "every QUESTION was written, by two clini-cians"];
    shows!("decide_quote", scratch, typed);
    let line = &lines(&scratch, "leaflet")[0];
    let quote = &line["evidence"][0];
    assert_eq!(
        (&quote["quote"], &quote["page"], &quote["added"]),
        (&SENTENCE.into(), &1.into(), &true.into())
    );
    assert_eq!(quote["boxes"][0][0], 1, "{quote}");
    let [start, end] = [0, 1].map(|at| quote["span"][at].as_u64().unwrap());
    assert_eq!(end - start, SENTENCE.len() as u64, "{quote}");
    let line = &lines(&scratch, "note")[0];
    assert_eq!((&line["reviewer"], &line["note"]), (&"ada".into(), &"both said so".into()));
    assert_eq!(line["evidence"][0].get("added"), None);
    assert!(NOTE.contains("Two physicians reviewed every item"));
    assert!(line["evidence"][0]["quote"].as_str().unwrap().contains("Two physicians reviewed every item"));
    assert_eq!(line["draft_sha256"].as_str().map(str::len), Some(64));
    shows!(
        "decide_json",
        scratch,
        ["decide", "note", "leak", "open", "--note", "no appendix", "--format", "json"],
        [TIMES[0], (r"[0-9a-f]{64}", "[SHA256]"),]
    );
    shows!("decide_take_back", scratch, ["decide", "note", "leak", "none"]);
    shows!("decide_undo", scratch, ["decide", "note", "--undo"]);
    assert_eq!(lines(&scratch, "note").len(), 4);
}

#[test]
fn a_paper_is_finished_settled_and_confirmed() {
    let scratch = desk();
    scratch.done(&["decide", "note", "people", "1"]);
    shows!("decide_finish_too_early", scratch, ["decide", "note", "--finish"]);
    shows!("decide_confirm_too_early", scratch, ["decide", "note", "--confirm"]);
    scratch.done(&["decide", "note", "leak", "0"]);
    for (criterion, level) in [("people", "1"), ("leak", "1")] {
        scratch.done(&["decide", "note", criterion, level, "--reviewer", "bo"]);
    }
    shows!("status", scratch, ["status"]);
    shows!("status_of_one", scratch, ["status", "note"]);
    shows!("status_of_a_person", scratch, ["status", "leaflet", "--reviewer", "bo"]);
    let settle = ["decide", "note", "leak", "0", "--adjudicate", "--note", "it is denied"];
    shows!("decide_settle_too_early", scratch, settle);
    shows!("decide_finish", scratch, ["decide", "note", "--finish"]);
    shows!("decide_confirm_unfinished", scratch, ["decide", "note", "--confirm"]);
    scratch.done(&["decide", "note", "--finish", "--reviewer", "bo"]);
    shows!("status_disputed", scratch, ["status", "note"]);
    shows!("decide_confirm_disputed", scratch, ["decide", "note", "--confirm"]);
    shows!("decide_settle_without_reason", scratch, ["decide", "note", "leak", "0", "--adjudicate"]);
    let nothing = ["decide", "note", "people", "0", "--adjudicate", "--note", "no"];
    shows!("decide_settle_nothing", scratch, nothing);
    shows!("decide_settle", scratch, settle);
    shows!("decide_confirm", scratch, ["decide", "note", "--confirm"]);
    shows!("status_confirmed", scratch, ["status"]);
    let json = scratch.json(&["status", "note", "--format", "json"]).remove(0);
    assert_eq!(json["papers"][0]["is_confirmed"], true);
    assert_eq!(json["remaining"]["missing"], serde_json::json!([]));
    shows!("decide_reopen", scratch, ["decide", "note", "--reopen"]);
    assert_eq!(scratch.json(&["status", "--format", "json"])[0]["papers"][1]["is_confirmed"], false);
}

#[test]
fn who_settles_carries_the_quotes_of_the_sides_that_said_the_same() {
    let scratch = desk();
    let quoted = |name: &str, level: &str, quote: &str| {
        scratch.done(&["decide", "note", "leak", level, "--quote", quote, "--reviewer", name]);
        scratch.done(&["decide", "note", "people", "1", "--reviewer", name]);
        scratch.done(&["decide", "note", "--finish", "--reviewer", name]);
    };
    let own = "We did not check for contamination.";
    let others = "All notes come from one hospital.";
    let brought = "The notes are in English only.";
    quoted("ada", "0", own);
    quoted("bo", "1", others);
    let note = ["--adjudicate", "--note", "it is denied"];
    scratch.done(&[&["decide", "note", "leak", "0", "--quote", brought][..], &note].concat());
    let settled = lines(&scratch, "note").pop().unwrap();
    let quotes: Vec<&str> = settled["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|quote| quote["quote"].as_str().unwrap())
        .collect();
    assert_eq!(quotes, [own, brought], "{settled}");
    assert_eq!(settled["adjudicates"], true);
}

#[test]
fn a_confirmation_that_ends_is_told_and_who_took_all_back_is_not_waited_for() {
    let scratch = desk();
    for criterion in ["people", "leak"] {
        scratch.done(&["decide", "note", criterion, "1"]);
    }
    scratch.done(&["decide", "note", "--confirm"]);
    shows!("decide_unconfirms", scratch, ["decide", "note", "leak", "0"]);
    scratch.done(&["decide", "note", "--confirm"]);
    scratch.write(
        "labels.jsonl",
        r#"{"paper":"note","rubric":"tiny","criterion":"leak","score":1,"evidence":[]}"#,
    );
    shows!("import_unconfirms", scratch, ["import", "labels.jsonl", "--reviewer", "bo"]);
    scratch.write("empty.jsonl", "\n");
    shows!("import_empty", scratch, ["import", "empty.jsonl"]);
    let confirm = ["decide", "note", "--confirm"];
    assert_eq!(scratch.medcheck(&confirm).output().unwrap().status.code(), Some(2), "bo began");
    scratch.done(&["decide", "note", "leak", "none", "--reviewer", "bo"]);
    scratch.done(&confirm);
}

#[test]
fn what_cannot_be_decided_is_said_with_what_to_do() {
    let scratch = desk();
    shows!("decide_not_on_scale", scratch, ["decide", "note", "people", "2"]);
    shows!("decide_always_applies", scratch, ["decide", "note", "people", "na"]);
    shows!("decide_no_level", scratch, ["decide", "note", "people", "high"]);
    shows!("decide_unknown_criterion", scratch, ["decide", "note", "47", "1"]);
    shows!("decide_unknown_paper", scratch, ["decide", "nothing", "people", "1"]);
    shows!("decide_finish_unknown_paper", scratch, ["decide", "nothing", "--finish"]);
    shows!("decide_no_id", scratch, ["decide", "../note", "people", "1"]);
    shows!(
        "decide_quote_not_there",
        scratch,
        ["decide", "note", "people", "1", "--quote", "Three physicians reviewed it."]
    );
    shows!("decide_keep_too_many", scratch, ["decide", "note", "people", "1", "--keep", "99"]);
    shows!("decide_keep_no_draft", scratch, ["decide", "leaflet", "people", "1", "--keep", "1"]);
    shows!("decide_take_back_with_quote", scratch, ["decide", "note", "people", "none", "--keep", "1"]);
    shows!("decide_nothing_to_undo", scratch, ["decide", "note", "--undo"]);
    shows!("decide_bad_name", scratch, ["decide", "note", "people", "1", "--reviewer", ""]);
    shows!("misuse_decide_nothing", scratch, ["decide", "note"]);
    shows!("misuse_decide_both", scratch, ["decide", "note", "people", "1", "--finish"]);
    shows!("status_unknown_paper", scratch, ["status", "nothing"]);
    let written = std::fs::read_to_string(scratch.path("papers/note/decisions.jsonl"));
    assert_eq!(written.unwrap_or_default(), "");
    scratch.write("papers/note/decisions.jsonl", "{}\n");
    shows!("decide_damaged", scratch, ["decide", "note", "people", "1"]);
    shows!("status_damaged", scratch, ["status"]);
    shows!("doctor_damaged_decisions", scratch, ["doctor"], crate::commands::doctor::SIZE);
    assert_eq!(scratch.read("papers/note/decisions.jsonl"), "{}\n");
}

#[test]
fn a_kept_quote_must_still_be_said() {
    let scratch = desk();
    scratch.write("papers/note/paper.md", NOTE.replace("# NoteBench", "# Another NoteBench"));
    scratch.done(&["decide", "note", "people", "1", "--keep", "1"]);
    let quote = lines(&scratch, "note")[0]["evidence"][0].clone();
    assert!(
        quote["quote"].as_str().unwrap().contains("Two physicians reviewed"),
        "moved, and found: {quote}"
    );
    scratch.write("papers/note/paper.md", "# NoteBench\n\nNobody reviewed anything at all.\n");
    shows!("decide_keep_gone", scratch, ["decide", "note", "people", "1", "--keep", "1"]);
}

#[test]
fn who_decides_is_named_or_known() {
    let scratch = desk();
    let by = |settings: Option<&str>, user: Option<&str>| {
        match settings {
            Some(text) => scratch.write("medcheck.toml", text),
            None => std::fs::remove_file(scratch.path("medcheck.toml")).unwrap(),
        }
        let mut command = scratch.medcheck(&["decide", "note", "people", "1", "--rubric", "two.toml"]);
        for variable in ["USER", "LOGNAME", "USERNAME"] {
            command.env_remove(variable);
        }
        command.envs(user.map(|user| ("LOGNAME", user)));
        let output = command.output().unwrap();
        match output.status.code() {
            Some(0) => Ok(lines(&scratch, "note").pop().unwrap()["reviewer"].as_str().unwrap().to_owned()),
            _ => Err(stderr(&output)),
        }
    };
    assert_eq!(by(Some("reviewer = \"cy\""), Some("login")), Ok("cy".to_owned()));
    assert_eq!(by(Some(""), Some("login")), Ok("login".to_owned()));
    assert_eq!(by(None, Some("login")), Ok("login".to_owned()));
    scratch.write("medcheck.toml", "");
    let _scope = settings(scratch.dir()).bind_to_scope();
    insta::assert_snapshot!("decide_nobody", by(None, None).unwrap_err());
    insta::assert_snapshot!("settings_unknown_key", by(Some("reviewr = \"cy\"\n"), None).unwrap_err());
    scratch.write("medcheck.toml", "rubric = \"two.toml\"\nreviewer = 3\n");
    shows!("settings_damaged", scratch, ["rubric"]);
}

#[test]
fn without_papers_there_is_no_status() {
    shows!("status_no_papers", Scratch::workspace(), ["status"]);
}
