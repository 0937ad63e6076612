//! `report`: one paper's audit for a reader, and what is missing in it for its authors.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::decide::desk;
use crate::fixtures::{PICTURE, SENTENCE, line, pages, vast};
use crate::workspace::{NOTE, SAMPLES, Scratch, TWO_LEVELS, drafted, shows, stderr, stdout};

/// Pictures change with the renderer.
const PICTURES: [(&str, &str); 1] = [(r"base64,[A-Za-z0-9+/=]+", "base64,[PNG]")];

fn said(reviewer: &str, minute: u32, more: &str) -> String {
    format!(
        "{{\"rubric\":\"tiny\",\"reviewer\":\"{reviewer}\",\"at\":\"2026-01-01T09:{minute:02}:00.000Z\",{more}}}\n"
    )
}

fn level(criterion: &str, score: &str) -> String {
    format!("\"criterion\":\"{criterion}\",\"score\":{score}")
}

const QUOTE: &str = "\"evidence\":[{\"quote\":\"Every question was written by two clinicians.\",\"page\":1,\
                     \"boxes\":[[1,72.0,697.5,330.13,709.25]],\"section\":\"Data\",\"added\":true}]";

/// The leaflet, a PDF, is confirmed; of the note, which is drafted, one criterion of two is decided.
fn half_done() -> Scratch {
    let scratch = desk();
    let lines = [
        said("ada", 0, &format!("{},{QUOTE}", level("people", "1"))),
        said("ada", 1, &(level("leak", "null") + ",\"unclear\":true,\"note\":\"no <b>appendix</b>\"")),
        said("bo", 2, "\"mark\":\"confirmed\""),
    ];
    scratch.write("papers/leaflet/decisions.jsonl", lines.concat());
    scratch.write("papers/note/decisions.jsonl", said("ada", 0, &level("leak", "0")));
    weigh(&scratch, 0, &[0.37, 0.63], json!({"kind": "score", "score": 1, "confidence": 0.63}));
    scratch
}

/// Lets the draft of the note say so of a criterion.
fn weigh(scratch: &Scratch, criterion: usize, probabilities: &[f64], suggestion: Value) {
    let mut draft: Value = serde_json::from_str(&scratch.read("papers/note/draft.json")).unwrap();
    draft["cells"][criterion]["probabilities"] = json!(probabilities);
    draft["cells"][criterion]["suggestion"] = suggestion;
    scratch.write("papers/note/draft.json", draft.to_string());
}

fn is_self_contained(page: &str) {
    for foreign in ["<script", "href=\"http", "src=", "url(http", "@import", "<link"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    let attributes = |name: &'static str| {
        page.split(name).skip(1).map(|rest| rest.split('"').next().unwrap()).collect::<BTreeSet<_>>()
    };
    let used = attributes("<use href=\"#");
    assert!(!used.is_empty() && used == attributes("<image id=\""), "every picture is used, and there");
}

#[test]
fn a_report_shows_what_stands_and_labels_what_a_draft_says() {
    let scratch = half_done();
    shows!("report_confirmed", scratch, ["report", "leaflet"], PICTURES);
    shows!("report_half_done", scratch, ["report", "note"], PICTURES);
    shows!("report_markdown", scratch, ["report", "note", "--format", "md"]);
    shows!("report_markdown_confirmed", scratch, ["report", "leaflet", "--format", "md"]);
    is_self_contained(&scratch.done(&["report", "leaflet"]));
    let only_drafted = desk();
    weigh(&only_drafted, 1, &[0.9, 0.1], json!({"kind": "nothing_found", "confidence": 0.9}));
    shows!("report_draft", only_drafted, ["report", "note", "--format", "md"]);
}

#[test]
fn a_report_goes_to_a_file_or_to_a_folder_and_is_the_same_again() {
    let scratch = half_done();
    shows!("report_to_file", scratch, ["report", "note", "--out", "audit.html"]);
    shows!("report_to_folder", scratch, ["report", "leaflet", "--format", "md", "--out", "all/"]);
    assert_eq!(scratch.read("all/leaflet.md"), scratch.done(&["report", "leaflet", "--format", "md"]));
    scratch.write("audit.html", "an older one");
    scratch.done(&["report", "leaflet", "--out", "audit.html"]);
    assert_eq!(scratch.read("audit.html"), scratch.done(&["report", "leaflet"]));
    let list = ["report", "note", "--for-authors", "--out", "list.txt", "--quiet"];
    scratch.done(&list);
    assert_eq!(scratch.read("list.txt"), scratch.done(&["report", "note", "--for-authors"]));
    shows!("report_over_a_folder", scratch, ["report", "note", "--out", "two.toml/a.html"]);
}

#[test]
fn what_is_missing_comes_by_what_is_to_be_gained() {
    let scratch = half_done();
    shows!("report_for_authors", scratch, ["report", "note", "--for-authors"]);
    shows!("report_for_authors_markdown", scratch, ["report", "note", "--for-authors", "--format", "md"]);
    shows!("report_for_authors_html", scratch, ["report", "note", "--for-authors", "--format", "html"]);
    shows!("report_for_authors_confirmed", scratch, ["report", "leaflet", "--for-authors"]);
    // What cannot apply has nothing to gain, and what nobody reviewed is expected.
    weigh(&scratch, 0, &[0.5, 0.5], json!({"kind": "not_applicable", "score": null, "confidence": 0.8}));
    let listed = scratch.done(&["report", "note", "--for-authors"]);
    assert!(
        listed.contains("Left out because the draft suggests that they cannot apply: people."),
        "{listed}"
    );
    assert!(!listed.contains("expected"), "{listed}");
}

#[test]
fn people_at_work_do_not_see_each_others_words_here() {
    let scratch = desk();
    let begun = [
        said("ada", 0, &(level("people", "1") + ",\"note\":\"a secret\"")),
        said("bo", 1, &level("people", "0")),
    ];
    scratch.write("papers/note/decisions.jsonl", begun.concat());
    scratch.write("papers/leaflet/decisions.jsonl", begun.concat());
    shows!("report_under_review", scratch, ["report", "note", "--format", "md"]);
    shows!("report_under_review_no_draft", scratch, ["report", "leaflet", "--format", "md"]);
    for arguments in [&["report", "note"][..], &["report", "note", "--for-authors"]] {
        let shown = scratch.done(arguments);
        assert!(!shown.contains("a secret") && !shown.contains("decided by people"), "{shown}");
        assert!(shown.contains("under review by ada, bo"), "{shown}");
    }
    let finished = [said("ada", 2, &level("leak", "0")), said("bo", 3, &level("leak", "0"))].concat()
        + &said("ada", 4, "\"mark\":\"finished\"")
        + &said("bo", 5, "\"mark\":\"finished\"");
    scratch.write("papers/note/decisions.jsonl", begun.concat() + &finished);
    let shown = scratch.done(&["report", "note", "--format", "md"]);
    assert!(shown.contains("**disputed** · by ada, bo") && shown.contains("a secret"), "{shown}");
}

#[test]
fn what_cannot_be_reported_is_said() {
    let scratch = half_done();
    shows!("report_unknown_paper", scratch, ["report", "nothing"]);
    shows!("report_no_id", scratch, ["report", "../note"]);
    shows!("misuse_report_text", scratch, ["report", "note", "--format", "text"]);
    shows!("misuse_report_format", scratch, ["report", "note", "--format", "pdf"]);
    shows!("misuse_report_nothing", scratch, ["report"]);
    scratch.write("papers/leaflet/decisions.jsonl", "");
    shows!("report_nothing_there", scratch, ["report", "leaflet"]);
    scratch.write("papers/leaflet/decisions.jsonl", "no line\n");
    shows!("report_damaged_decisions", scratch, ["report", "leaflet"]);
    scratch.write("papers/note/decisions.jsonl", "");
    scratch.write("papers/note/draft.json", "{}");
    shows!("report_damaged_draft", scratch, ["report", "note"]);
    scratch.write("papers/note/decisions.jsonl", said("ada", 0, &level("leak", "0")));
    shows!("report_damaged_draft_decided", scratch, ["report", "note", "--for-authors"]);
}

#[test]
fn a_draft_that_is_not_of_this_rubric_or_paper_is_said() {
    let scratch = half_done();
    scratch.write("medcheck.toml", "reviewer = \"ada\"\n");
    shows!("report_other_rubric", scratch, ["report", "note"]);
    scratch.write(
        "papers/note/decisions.jsonl",
        said("ada", 0, &level("23", "0")).replace("\"tiny\"", "\"medcheck\""),
    );
    let output = scratch.medcheck(&["report", "note", "--format", "md"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("was made with rubric tiny 1 and is left out"), "{}", stderr(&output));
    assert!(stdout(&output).contains("1 of 12 decided") && !stdout(&output).contains("draft:"));
    // The same rubric by name, with another text.
    let scratch = half_done();
    scratch.write("two.toml", TWO_LEVELS.replace("Was contamination", "Has contamination been"));
    let output = scratch.medcheck(&["report", "note", "--format", "md"]).output().unwrap();
    assert!(stderr(&output).contains("another text of the rubric (tiny 1)"), "{}", stderr(&output));
    // Another file: what it does not say any more is not quoted.
    let scratch = half_done();
    scratch.write("papers/note/paper.md", NOTE.replace("Two physicians reviewed", "Two nurses wrote"));
    let output = scratch.medcheck(&["report", "note", "--format", "md"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let (shown, warned) = (stdout(&output), stderr(&output));
    assert!(!shown.contains("physicians reviewed") && shown.contains("out of date"), "{shown}");
    assert!(warned.contains("does not have 1 quote of the draft: left out"), "{warned}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_that_cannot_be_drawn_leaves_its_picture_out() {
    let scratch = half_done();
    let content = format!("{} {PICTURE}", line(SENTENCE));
    scratch.write("papers/leaflet/paper.pdf", vast(&content));
    let output = scratch.medcheck(&["report", "leaflet"]).output().unwrap();
    let (shown, warned) = (stdout(&output), stderr(&output));
    assert_eq!(output.status.code(), Some(0), "{warned}");
    assert!(warned.contains("pictures of page 1 are left out: page 1"), "{warned}");
    assert!(shown.contains("Pictures of page 1 are left out") && !shown.contains("<use"), "{shown}");
    assert!(shown.contains("“Every question was written by two clinicians.”"), "{shown}");
}

/// What a page says between the signs of a quote, as the paper has it.
fn quotes(page: &str) -> Vec<String> {
    let quotes = page.split("<blockquote><p>“").skip(1).map(|rest| rest.split("”</p>").next().unwrap());
    let plain = |quote: &str| {
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
        entities.iter().fold(quote.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
    };
    quotes.map(plain).collect()
}

#[test]
fn every_quote_stands_in_the_paper() {
    for id in SAMPLES {
        let page = drafted().done(&["report", id]);
        is_self_contained(&page);
        let read =
            drafted().json(&["parse", &format!("papers/{id}/paper.pdf"), "--format", "json"]).remove(0);
        let text = read["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        let quotes = quotes(&page);
        assert!(quotes.len() > 40, "{id}: {}", quotes.len());
        for quote in quotes {
            assert!(text.contains(&quote), "{id}: {quote}");
        }
        // Every criterion is there, and says that it is a draft's.
        assert_eq!(page.matches("<section class=\"criterion\">").count(), 46, "{id}");
        assert_eq!(page.matches(">draft</span>").count(), 46, "{id}");
        assert!(page.len() < 6_000_000, "{id}: {} bytes", page.len());
    }
}

#[test]
fn a_quote_of_people_is_given_in_the_papers_words_or_said_to_be_gone() {
    let scratch = half_done();
    let quotes = "\"evidence\":[{\"quote\":\"EVERY question was written, by two clini-cians\"},\
                  {\"quote\":\"Three clinicians wrote them.\",\"page\":1}]";
    scratch.write(
        "papers/leaflet/decisions.jsonl",
        said("ada", 0, &format!("{},{quotes}", level("people", "1"))),
    );
    let shown = scratch.done(&["report", "leaflet", "--format", "md"]);
    assert!(shown.contains("> “Every question was written by two clinicians.” (p. 1)"), "{shown}");
    let gone = "> “Three clinicians wrote them.” (not found in the paper as it is now · p. 1)";
    assert!(shown.contains(gone), "{shown}");
    let page = scratch.done(&["report", "leaflet"]);
    assert_eq!(page.matches("<figure>").count(), 1, "what is gone is marked nowhere: {page}");
}

#[test]
fn a_quote_is_marked_where_it_is_printed() {
    let scratch = half_done();
    let page = scratch.done(&["report", "leaflet"]);
    // The baseline of the line is 92 points below the upper edge; the letters are 12 points high.
    assert!(page.contains("class=\"mark\" d=\"M72.0 83.0H308.1V95.0H72.0z\""), "{page}");
    let view = page.split("class=\"clipping\" viewBox=\"").nth(1).unwrap().split('"').next().unwrap();
    let numbers: Vec<f32> = view.split(' ').map(|number| number.parse().unwrap()).collect();
    let [left, top, width, height] = numbers[..] else { panic!("{view}") };
    assert!(left <= 72.0 && top <= 83.0 && left + width >= 308.1 && top + height >= 95.0, "{view}");
    assert!(height < 40.0, "{view}");
}

#[test]
fn the_same_inputs_give_the_same_page() {
    let scratch = half_done();
    scratch.write("papers/leaflet/paper.pdf", pages(2));
    let first = scratch.done(&["report", "leaflet", "--jobs", "1"]);
    fs::remove_dir_all(scratch.path("index")).ok();
    assert_eq!(scratch.done(&["report", "leaflet", "--jobs", "4"]), first);
}
