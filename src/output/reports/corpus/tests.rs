//! Every format of a small corpus whose names are as bad as they can be.

use super::*;
use crate::document::PaperId;
use crate::output::Content;
use crate::review::{Ledger, lines};
use crate::rubric::Rubric;
use crate::statistics::{
    Confirmed, Corpus, Facts, Finding, FindingKind, FindingQuote, GroupBy, Statistics, statistics,
};

const RUBRIC: &str = r#"id = "bad"
version = "1"
title = "A <script>alert(1)</script> of 50 % & more_"
scale = [0, 1]

[[phase]]
id = "A"
name = "Data | <b>more</b>"
published_mean_compliance = 0.4

[[criterion]]
id = "one"
phase = "A"
name = "=1+1 <img src=x> & 5 %"
question = "?"
met = "Yes."
published = { kind = "not_met", share = 0.5, count = 10, of = 20 }

[[criterion]]
id = "second_criterion"
phase = "A"
name = "Second"
question = "?"
met = "Yes."
na = "Never."
"#;

fn small(by: GroupBy) -> Statistics {
    let rubric = Rubric::parse(RUBRIC, "bad.toml").unwrap();
    let confirmed = [("x", "1", "\"NA\""), ("y", "0", "null,\"unclear\":true"), ("z", "0", "1")];
    let paper = |(id, first, second): (&str, &str, &str)| {
        let line = |minute: u32, what: &str| {
            format!(
                "{{\"rubric\":\"bad\",\"reviewer\":\"ada\",\"at\":\"2026-01-01T09:{minute:02}:00Z\",{what}}}\n"
            )
        };
        let text = [
            line(0, &format!("\"criterion\":\"one\",\"score\":{first}")),
            line(1, &format!("\"criterion\":\"second_criterion\",\"score\":{second}")),
            line(2, "\"mark\":\"confirmed\""),
        ]
        .concat();
        let ledger = Ledger::new("bad", lines(&text).unwrap());
        let audit = ledger.confirmed(&PaperId::new(id).unwrap(), &rubric).unwrap();
        let title = Some("</svg><script>&{}".to_owned());
        let venue = Some("V <b>".to_owned());
        Confirmed {
            audit,
            ledger,
            draft: None,
            facts: Facts { title, venue, year: Some(2020), ..Facts::default() },
        }
    };
    statistics(&rubric, &Corpus { confirmed: confirmed.map(paper).to_vec(), drafts: Vec::new() }, by)
}

fn text(files: &[(&str, Content)], name: &str) -> String {
    match &files.iter().find(|(known, _)| *known == name).unwrap().1 {
        Content::Json(text) | Content::Text(text) => text.clone(),
        Content::Bytes(_) => panic!("{name} is no text"),
    }
}

#[test]
fn names_are_escaped_everywhere() {
    for by in [GroupBy::Year, GroupBy::Venue, GroupBy::Tag] {
        let files = files(&small(by)).unwrap();
        let page = text(&files, "report.html");
        for bad in ["<script", "<img", "<b>", "href=\"h", "src=\""] {
            assert!(!page.contains(bad), "{bad} in {page}");
        }
        assert!(text(&files, "criteria.csv").contains("'=1+1 <img src=x> & 5 %"));
        assert!(text(&files, "statistics.md").contains(r"=1+1 \<img src=x\> \& 5 %"));
        // Long keys may be broken at every letter.
        let tex = text(&files, "tables.tex").replace(r"\allowbreak{}", "");
        assert!(tex.contains(r"=1+1 \textless{}img src=x\textgreater{} \& 5 \%"), "{tex}");
        assert!(tex.contains(r"second\_criterion"));
    }
}

#[test]
fn findings_lead_to_their_numbers_and_show_their_quotes() {
    let mut statistics = small(GroupBy::Year);
    let criterion = crate::rubric::CriterionId::new("second_criterion").unwrap();
    let about = |criterion: Option<&crate::rubric::CriterionId>| Finding {
        kind: FindingKind::WeakPhase,
        text: "It is lacking.".to_owned(),
        criterion: criterion.cloned(),
        phase: Some("A".to_owned()),
        figures: Vec::new(),
        quotes: vec![FindingQuote {
            paper: PaperId::new("y").unwrap(),
            criterion: crate::rubric::CriterionId::new("one").unwrap(),
            level: 0,
            page: Some(4),
            quote: "None <b>at</b> all.".to_owned(),
        }],
    };
    statistics.findings = vec![about(Some(&criterion)), about(None)];
    let files = files(&statistics).unwrap();
    let page = text(&files, "report.html");
    let targets: Vec<&str> =
        page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(targets, ["criteria-second-criterion", "mean-compliance-a"]);
    for target in targets {
        assert_eq!(page.matches(&format!("id=\"{target}\"")).count(), 1, "{target}");
    }
    assert_eq!(page.matches("“None &lt;b&gt;at&lt;/b&gt; all.”").count(), 2);
    let markdown = text(&files, "statistics.md");
    assert!(
        markdown.contains(r"  - “None \<b\>at\</b\> all.” (y, p. 4, criterion one, level 0)"),
        "{markdown}"
    );
}

#[test]
fn charts_are_whole_and_say_what_they_show() {
    for by in [GroupBy::Year, GroupBy::Venue] {
        let page = text(&files(&small(by)).unwrap(), "report.html");
        let charts: Vec<&str> = page
            .match_indices("<svg")
            .filter_map(|(at, _)| Some(&page[at..at + page[at..].find("</svg>")? + 6]))
            .collect();
        assert!(charts.len() > 4);
        for chart in charts {
            let parsed = roxmltree::Document::parse(chart).unwrap_or_else(|error| panic!("{error}: {chart}"));
            let root = parsed.root_element();
            assert!(root.attribute("aria-label").or(root.attribute("aria-hidden")).is_some(), "{chart}");
        }
    }
}

#[test]
fn the_same_statistics_give_the_same_bytes() {
    assert_eq!(files(&small(GroupBy::Year)).unwrap(), files(&small(GroupBy::Year)).unwrap());
}

#[test]
fn json_has_its_version_and_every_block() {
    let read: serde_json::Value = serde_json::from_str(&json(&small(GroupBy::Year)).unwrap()).unwrap();
    assert_eq!(read["schema_version"], 1);
    assert_eq!(read["confirmed"]["label"], "confirmed");
    assert_eq!(read["confirmed"]["papers"][0]["cells"], serde_json::json!([1, "NA"]));
    assert_eq!(read["confirmed"]["papers"][1]["cells"], serde_json::json!([0, null]));
    assert!(read["drafts"].is_null());
}
