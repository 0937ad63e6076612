//! What the formats say, and what they must not let through.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::*;
use crate::document::PaperId;
use crate::output::exchange::{AuditSheet, SheetSubject};
use crate::review::{Ledger, lines};
use crate::rubric::Rubric;

const RUBRIC: &str = r#"id = "tiny"
version = "1"
title = "Two <questions>"
scale = [0, 1, 2]

[[phase]]
id = "A"
name = "All of it"

[[criterion]]
id = "people"
phase = "A"
name = "Who checked"
question = "Is it said who reviewed the items?"
met = "Reviewers are described."
partial = "In general words."
cues = ["reviewed"]

[[criterion]]
id = "leak"
phase = "A"
name = "Contamination"
question = "Was contamination checked?"
met = "A check is described."
partial = "In general words."
cues = ["leak"]
"#;

/// What a paper and a person may say to break a format.
const HOSTILE: &str = "=cmd|' /C calc'!A0 <script>alert(1)</script> \"two\\nlines\" [a](b)";

fn line(minute: u32, criterion: &str, more: &str) -> String {
    format!(
        "{{\"rubric\":\"tiny\",\"criterion\":\"{criterion}\",\"reviewer\":\"ada\",\
         \"at\":\"2026-01-01T09:{minute:02}:00Z\",{more}}}\n"
    )
}

fn sheet(written: &[String]) -> AuditSheet {
    let rubric = Rubric::parse(RUBRIC, "tiny.toml").unwrap();
    let paper = SheetSubject {
        id: PaperId::new("a").unwrap(),
        title: Some(HOSTILE.to_owned()),
        sha256: "0".repeat(64),
    };
    AuditSheet::new(&Ledger::new("tiny", lines(&written.concat()).unwrap()), paper, &rubric)
}

fn begun() -> AuditSheet {
    let hostile = serde_json::to_string(HOSTILE).unwrap();
    let quote = format!(
        "\"score\":2,\"note\":{hostile},\"evidence\":[{{\"quote\":{hostile},\"page\":3,\"section\":\"Data\"}},\
         {{\"quote\":\"plain\"}}]"
    );
    sheet(&[line(0, "people", &quote)])
}

fn confirmed() -> AuditSheet {
    let mark =
        "{\"rubric\":\"tiny\",\"mark\":\"confirmed\",\"reviewer\":\"ada\",\"at\":\"2026-01-01T10:00:00Z\"}\n";
    let left_open = "\"score\":null,\"unclear\":true,\"note\":\"no data\"";
    sheet(&[line(0, "people", "\"score\":0"), line(1, "leak", left_open), mark.to_owned()])
}

#[test]
fn every_format_says_first_whether_the_audit_stands() {
    let states = [
        (begun(), "not confirmed: 1 of 2 criteria open"),
        (confirmed(), "confirmed by ada on 2026-01-01 10:00 UTC, 1 of 2 criteria left open"),
        (
            sheet(&[line(0, "people", "\"score\":0"), line(1, "leak", "\"score\":1")]),
            "not confirmed: all 2 criteria are decided, and nobody stands for it yet",
        ),
    ];
    for (sheet, expect) in states {
        assert_eq!(sheet.state, expect);
        let sheets = [sheet];
        for text in [audits_markdown(&sheets), audits_html(&sheets)] {
            assert!(text.find(expect).unwrap() < text.find("Who checked").unwrap(), "{text}");
        }
        assert!(audits_csv(&sheets).unwrap().lines().nth(1).unwrap().contains(expect));
        assert!(audits_json(&sheets).unwrap().contains(expect));
    }
}

#[test]
fn nothing_from_outside_is_acted_on() {
    let sheets = [begun()];
    let page = audits_html(&sheets);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
    assert!(!audits_markdown(&sheets).replace(r"\<", "").contains(['<']));
    assert!(audits_csv(&sheets).unwrap().contains(",\"'=cmd|"), "{}", audits_csv(&sheets).unwrap());
    assert!(!audits_csv(&sheets).unwrap().contains(",\"=cmd|"));
}

#[test]
fn a_workbook_is_the_same_every_time() {
    let sheets = [begun(), confirmed()];
    let first = audits_xlsx(&sheets).unwrap();
    assert!(first.starts_with(b"PK"));
    // A ZIP archive keeps time in steps of two seconds.
    let step = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 2;
    let start = step();
    while step() == start {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(audits_xlsx(&sheets).unwrap(), first, "whatever the clock says");
    let mut long = begun();
    long.cells[0].notes = vec!["x".repeat(40_000)];
    assert!(audits_xlsx(&[long]).is_ok());
}

#[test]
fn markdown_for_people() {
    let shown = audits_markdown(&[confirmed()]);
    let (_, criteria) = shown.split_once("\n## ").unwrap();
    let expect = "\
A All of it (1 of 2 decided)

### people Who checked

**0 not met** · by ada · 2026-01-01 09:00 UTC

### leak Contamination

**left open** · by ada · 2026-01-01 09:01 UTC

no data
";
    assert_eq!(criteria, expect);
}
