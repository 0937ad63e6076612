//! `stats`: what confirmed audits add up to.

use std::fs;

use crate::workspace::{
    NOTE, Scratch, TWO_LEVELS, settings, shows, stderr, stdout, until_the_clock_says_otherwise,
};

const NAMES: [&str; 6] =
    ["criteria.csv", "report.html", "statistics.json", "statistics.md", "statistics.xlsx", "tables.tex"];

/// Three papers, nothing decided.
fn undecided() -> Scratch {
    let other = "# Other Bench\n\nNobody reviewed anything.\n";
    let leaflet = "# Leaflet\n\nIt has one page.\n";
    let scratch = Scratch::with(&[("note", NOTE), ("other", other), ("leaflet", leaflet)]);
    scratch.write("two.toml", TWO_LEVELS);
    scratch.write("medcheck.toml", "reviewer = \"ada\"\nrubric = \"two.toml\"\n");
    scratch
}

/// The same, decided, but for the leaflet, which is not confirmed.
fn counted() -> Scratch {
    let scratch = undecided();
    let said = |reviewer: &str, minute: u32, more: &str| {
        format!(
            "{{\"rubric\":\"tiny\",\"reviewer\":\"{reviewer}\",\"at\":\"2026-01-01T09:{minute:02}:00.000Z\",{more}}}\n"
        )
    };
    let level = |criterion: &str, score: &str| format!("\"criterion\":\"{criterion}\",\"score\":{score}");
    let note = [
        said("ada", 0, &level("people", "1")),
        said("ada", 1, &level("leak", "0")),
        said("ada", 2, "\"mark\":\"finished\""),
        said("bo", 3, &level("people", "1")),
        said("bo", 5, &level("leak", "1")),
        said("bo", 6, "\"mark\":\"finished\""),
        said("ada", 7, "\"criterion\":\"leak\",\"score\":0,\"adjudicates\":true,\"note\":\"denied\""),
        said("ada", 8, "\"mark\":\"confirmed\""),
    ];
    let other = [
        said("ada", 10, &level("people", "0")),
        said("ada", 11, &(level("leak", "null") + ",\"unclear\":true")),
        said("ada", 12, "\"mark\":\"confirmed\""),
    ];
    scratch.write("papers/note/decisions.jsonl", note.concat());
    scratch.write("papers/other/decisions.jsonl", other.concat());
    scratch.write("papers/leaflet/decisions.jsonl", said("ada", 0, &level("people", "0")));
    scratch.write(
        "medcheck.toml",
        "reviewer = \"ada\"\nrubric = \"two.toml\"\n\n[papers.note]\nyear = 2024\nvenue = \"Notes\"\n\
         tags = [\"text\", \"clinic\"]\n\n[papers.other]\nyear = 2025\n",
    );
    scratch
}

#[test]
fn a_summary_names_what_is_lacking() {
    let scratch = counted();
    shows!("stats", scratch, ["stats"]);
    shows!("stats_by_tag", scratch, ["stats", "--by", "tag"]);
    shows!("stats_csv", scratch, ["stats", "--format", "csv"]);
    let found = &scratch.json(&["stats", "--format", "json"])[0];
    assert_eq!(
        found["confirmed"]["papers"].as_array().map(Vec::len),
        Some(2),
        "the leaflet is not confirmed"
    );
}

#[test]
fn drafts_are_counted_apart_or_not_at_all() {
    let scratch = counted();
    scratch.done(&["draft", "--no-model", "--quiet"]);
    let drafts = |which: &str| {
        let found = scratch.json(&["stats", "--format", "json", "--drafts", which]).remove(0);
        assert_eq!(found["confirmed"]["papers"].as_array().map(Vec::len), Some(2), "{which}");
        assert_eq!(found["suggestions"]["cells"], 3, "decided and drafted, {which}");
        found["drafts"]["papers"].as_array().map(Vec::len)
    };
    assert_eq!((drafts("exclude"), drafts("apart"), drafts("include")), (None, Some(1), Some(3)));
    let shown = scratch.done(&["stats", "--drafts", "apart"]);
    assert!(shown.contains("2 confirmed audits") && shown.contains("1 draft apart"), "{shown}");
    assert!(shown.contains("Draft: Criteria"), "{shown}");
    // Without a confirmed audit they are all there is.
    let scratch = undecided();
    scratch.done(&["draft", "--no-model", "--quiet"]);
    let shown = scratch.done(&["stats", "--drafts", "apart"]);
    assert!(shown.contains("0 confirmed audits") && shown.contains("Draft: Criteria"), "{shown}");
    assert!(!shown.contains("\nCriteria\n"), "{shown}");
    scratch.done(&["stats", "--drafts", "apart", "--out", "report"]);
    assert!(!scratch.read("report/report.html").contains("Confirmed audits"));
}

#[test]
fn a_report_is_written_whole_and_the_same_again() {
    let scratch = counted();
    shows!("stats_to_folder", scratch, ["stats", "--out", "report"]);
    let read = || NAMES.map(|name| fs::read(scratch.path("report").join(name)).unwrap());
    let first = read();
    until_the_clock_says_otherwise();
    scratch.done(&["stats", "--out", "report"]);
    assert!(first == read(), "whatever the clock says");
    let page = scratch.read("report/report.html");
    assert!(!page.contains("<script") && !page.contains("src="), "loads nothing");
    assert!(page.split("href=\"").skip(1).all(|rest| rest.starts_with('#')), "leads nowhere else");
    assert!(page.contains("prefers-color-scheme: dark"));
    settings(scratch.dir()).bind(|| {
        insta::assert_snapshot!("stats_markdown", scratch.read("report/statistics.md"));
        insta::assert_snapshot!("stats_tex", scratch.read("report/tables.tex"));
    });
    assert_eq!(scratch.done(&["stats", "--format", "json"]), scratch.read("report/statistics.json"));
}

#[test]
fn what_cannot_be_counted_is_said() {
    let scratch = undecided();
    shows!("stats_nothing_confirmed", scratch, ["stats"]);
    shows!("misuse_stats_by", scratch, ["stats", "--by", "author"]);
    shows!("misuse_stats_out_and_format", scratch, ["stats", "--out", "a", "--format", "json"]);
    let scratch = counted();
    shows!("stats_over_a_file", scratch, ["stats", "--out", "two.toml"]);
    scratch.write("papers/leaflet/decisions.jsonl", "no line\n");
    scratch.write("papers/note/draft.json", "{}");
    let output = scratch.medcheck(&["stats", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("leaflet") && said.contains("note"), "{said}");
    assert!(stdout(&output).contains("\"note\""), "a damaged draft takes no audit away");
}
