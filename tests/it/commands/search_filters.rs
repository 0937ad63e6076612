//! `search` with filters, in groups, of audits' quotes, and by likeness.

use std::sync::OnceLock;

use crate::workspace::{NOTE, NUMBERS, Scratch, TWO_LEVELS, shows, stderr};

const TABLES: &str = "\
# Ward Tables

Published in 2023.

## Data Sources

Nurses wrote every item. Two physicians reviewed every item by hand.

| Split | Items |
| train | 30 |
| physicians | 9 |

## Limitations

We did not check for contamination.
";

/// Three papers, of 2023, of 2024 (by its id) and of no year, two of them drafted with vectors; one decided and
/// confirmed, one decided in part.
fn desk() -> &'static Scratch {
    static DESK: OnceLock<Scratch> = OnceLock::new();
    DESK.get_or_init(|| {
        let undated = TABLES.replace("Published in 2023.\n\n", "");
        let scratch =
            Scratch::with(&[("note", NOTE), ("tables", TABLES), ("2401.00001", &undated)]).unlearned();
        scratch.write("two.toml", TWO_LEVELS);
        scratch.write("medcheck.toml", "reviewer = \"ada\"\nrubric = \"two.toml\"\n");
        scratch.done(&["draft", "--quiet"]);
        scratch.suggest("2401.00001", 1);
        scratch.done(&["decide", "note", "people", "1", "--quote", "The notes are in English only."]);
        scratch.done(&["decide", "tables", "people", "0", "--quote", "Nurses wrote every item."]);
        scratch.done(&["decide", "tables", "leak", "open"]);
        scratch.done(&["decide", "tables", "--confirm"]);
        scratch
    })
}

/// The papers and sentences found.
fn found(query: &str, more: &[&str]) -> Vec<(String, String)> {
    let arguments = [&["search", query, "--format", "json", "--no-model"], more].concat();
    let found = desk().json(&arguments).remove(0);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    found["hits"].as_array().unwrap().iter().map(|hit| (text(&hit["paper"]), text(&hit["quote"]))).collect()
}

#[test]
fn filters_narrow_what_is_found() {
    let papers = |query: &str| {
        let mut papers: Vec<String> = found(query, &[]).into_iter().map(|(paper, _)| paper).collect();
        papers.dedup();
        papers.sort();
        papers.dedup();
        papers.join(" ")
    };
    assert_eq!(papers("physicians"), "2401.00001 note tables");
    assert_eq!(papers("physicians paper:note"), "note");
    assert_eq!(papers("physicians paper:note paper:tables"), "note tables");
    assert_eq!(papers("physicians section:sources"), "2401.00001 tables");
    assert_eq!(papers("physicians section:\"data sources\" paper:tables"), "tables");
    assert_eq!(papers("physicians year:2023"), "tables");
    assert_eq!(papers("physicians year:2020-2024"), "2401.00001 tables");
    assert_eq!(papers("physicians year:1999"), "");
    assert_eq!(papers("\"third settled\""), "note");
    assert_eq!(papers("\"third settles\""), "");
    let rows = found("physicians kind:table paper:tables", &[]);
    assert_eq!(rows, [("tables".to_owned(), "| physicians | 9 |".to_owned())]);
    // Filters alone list what passes them, in the order of the papers.
    let listed = found("section:limitations kind:body", &[]);
    assert_eq!(
        listed.iter().map(|(paper, _)| paper.as_str()).collect::<Vec<_>>(),
        ["2401.00001", "note", "note", "tables"]
    );
    assert_eq!(found("of the", &[]), [], "words that say nothing find nothing, as before");
}

#[test]
fn quotes_of_audits_are_told_by_what_stands() {
    let quotes = |query: &str| -> Vec<String> {
        let found =
            desk().json(&["search", query, "--evidence-only", "--no-model", "--format", "json"]).remove(0);
        let hits = found["hits"].as_array().unwrap().clone();
        hits.iter()
            .flat_map(|hit| {
                let (paper, quoted) = (hit["paper"].as_str().unwrap(), hit["quoted_for"].as_array().unwrap());
                let say = |quoted: &serde_json::Value| {
                    format!(
                        "{paper} {} {}",
                        quoted["criterion"].as_str().unwrap(),
                        quoted["state"].as_str().unwrap()
                    )
                };
                quoted.iter().map(say).collect::<Vec<_>>()
            })
            .collect()
    };
    assert_eq!(quotes("state:confirmed"), ["tables people confirmed"]);
    assert_eq!(quotes("state:decided"), ["note people decided", "tables people confirmed"]);
    assert_eq!(quotes("state:decided level:1"), ["note people decided"]);
    assert_eq!(quotes("state:decided level:1 phase:A notes"), ["note people decided"]);
    assert_eq!(quotes("state:confirmed level:1"), [] as [&str; 0]);
    let all = quotes("");
    let first_draft = all.iter().position(|quote| quote.ends_with("draft")).unwrap();
    assert!(all[..first_draft].iter().all(|quote| !quote.ends_with("draft")) && first_draft == 2, "{all:?}");
    assert!(all[first_draft..].iter().all(|quote| quote.ends_with("draft")), "decisions first: {all:?}");
    assert!(!all.contains(&"note people draft".to_owned()), "what is decided is not also a draft: {all:?}");
}

#[test]
fn results_are_shown_in_every_form() {
    let numbers = [
        NUMBERS[1],
        (r#""(score|words|meaning|context)":-?[\d.e-]+"#, r#""$1":[N]"#),
        (r",-?\d\.\d{3},", ",[N],"),
    ];
    let query = "physicians section:data";
    shows!("search_filters", desk(), ["search", query, "--no-model"], numbers);
    shows!("search_group", desk(), ["search", query, "--no-model", "--group"], numbers);
    shows!(
        "search_group_json",
        desk(),
        ["search", query, "--no-model", "--group", "--format", "json", "--limit", "2"],
        numbers
    );
    shows!("search_csv", desk(), ["search", query, "--no-model", "--format", "csv"], numbers);
    shows!("search_evidence", desk(), ["search", "state:decided", "--evidence-only", "--no-model"], numbers);
    shows!(
        "search_evidence_csv",
        desk(),
        ["search", "--evidence-only", "--no-model", "--format", "csv", "--limit", "2"],
        numbers
    );
    shows!("search_like", desk(), ["search", "paper:note", "--like", "tables:4", "--limit", "2"], numbers);
    shows!("search_filters_nothing", desk(), ["search", "year:1999", "--no-model"]);
}

#[test]
fn matched_words_are_lit_on_a_terminal_only() {
    let arguments = ["search", "physicians", "--no-model", "--limit", "1"];
    let forced = desk().medcheck(&arguments).env("CLICOLOR_FORCE", "1").output().unwrap();
    let lit = String::from_utf8(forced.stdout).unwrap();
    assert!(lit.contains("\u{1b}[33mphysicians\u{1b}[0m") || lit.contains("33mphysicians"), "{lit:?}");
    let refused =
        desk().medcheck(&arguments).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
    assert!(!String::from_utf8(refused.stdout).unwrap().contains('\u{1b}'));
    assert!(!desk().done(&arguments).contains('\u{1b}'));
}

#[test]
fn what_cannot_be_asked_is_said() {
    for (name, query) in [
        ("unknown_filter", "sektion:data leak"),
        ("bad_year", "year:20x4"),
        ("bad_kind", "kind:tables"),
        ("bad_level", "level:high"),
        ("bad_state", "state:done"),
        ("no_value", "data section:"),
        ("level_off_scale", "level:9"),
        ("for_nothing", " "),
        ("unknown_phase", "phase:VI"),
        ("unknown_paper_filter", "paper:absent leak"),
    ] {
        shows!(format!("search_{name}"), desk(), ["search", query, "--no-model"]);
    }
    shows!("search_two_papers", desk(), ["search", "x paper:note", "--paper", "tables"]);
    shows!("search_like_words", desk(), ["search", "words", "--like", "note:1"]);
    shows!("search_like_no_such_sentence", desk(), ["search", "--like", "note:999"]);
    shows!("search_like_unknown_paper", desk(), ["search", "--like", "absent:1"]);
    shows!("misuse_search_like", desk(), ["search", "--like", "note"]);
    shows!("misuse_search_like_number", desk(), ["search", "--like", "note:one"]);
}

#[test]
fn a_damaged_audit_stops_no_search() {
    let scratch = Scratch::with(&[("note", NOTE), ("tables", TABLES)]).unlearned();
    scratch.done(&["draft", "--quiet", "--no-model"]);
    scratch.write("papers/note/decisions.jsonl", "{\n");
    let output =
        scratch.medcheck(&["search", "physicians", "--evidence-only", "--no-model"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).starts_with("error: note: the decisions on `note` cannot be read"),
        "{}",
        stderr(&output)
    );
}
