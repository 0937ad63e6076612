//! `export` and `import`: audits that leave, and decisions that come.

use std::fs;

use super::decide::{TIMES, desk};
use crate::workspace::{NOTE, Scratch, json_lines, shows, stderr, stdout, until_the_clock_says_otherwise};

const SCRIPT: &str = "=1+1 <script>alert(1)</script>";

/// Two papers with decisions of fixed times: the note is half done, the leaflet confirmed.
fn decided() -> Scratch {
    let scratch = desk();
    let line = |minute: u32, criterion: &str, more: &str| {
        format!(
            "{{\"rubric\":\"tiny\",\"criterion\":\"{criterion}\",\"reviewer\":\"ada\",\
             \"at\":\"2026-01-01T09:{minute:02}:00.000Z\",{more}}}\n"
        )
    };
    let quote = "\"evidence\":[{\"quote\":\"Every question was written by two clinicians.\",\"page\":1,\
                 \"boxes\":[[1,72.0,697.5,330.13,709.25]],\"section\":\"Data\",\"added\":true}]";
    let note = format!("\"score\":0,\"note\":\"{SCRIPT}\",{quote}");
    scratch.write("papers/note/decisions.jsonl", line(0, "people", &note));
    let mark = "{\"rubric\":\"tiny\",\"mark\":\"confirmed\",\"reviewer\":\"bo\",\"at\":\"2026-01-01T10:00:00.000Z\"}\n";
    let lines = [
        line(0, "people", "\"score\":0"),
        line(1, "people", &format!("\"score\":1,{quote}")),
        line(2, "leak", "\"score\":null,\"unclear\":true,\"note\":\"no appendix\""),
        mark.to_owned(),
    ];
    scratch.write("papers/leaflet/decisions.jsonl", lines.concat());
    scratch
}

/// Another workspace with the same papers and nothing decided.
fn elsewhere() -> Scratch {
    desk()
}

#[test]
fn every_format_shows_what_stands_and_what_is_open() {
    let scratch = decided();
    for format in ["json", "csv", "md", "html"] {
        shows!(format!("export_{format}"), scratch, ["export", "--format", format]);
    }
    let page = scratch.done(&["export", "note", "--format", "html"]);
    assert!(!page.contains("<script") && !page.contains("href") && !page.contains("src="), "{page}");
    // Suggestions of the draft are no part of it.
    let draft = scratch.read("papers/note/draft.json");
    assert!(draft.contains("We did not check for contamination."));
    for format in ["json", "csv", "md", "html"] {
        assert!(
            !scratch.done(&["export", "note", "--format", format]).contains("check for contamination"),
            "{format}"
        );
    }
}

#[test]
fn audits_go_to_a_file_or_to_a_folder() {
    let scratch = decided();
    shows!("export_to_file", scratch, ["export", "note", "--format", "xlsx", "--out", "audits.xlsx"]);
    let first = fs::read(scratch.path("audits.xlsx")).unwrap();
    until_the_clock_says_otherwise();
    scratch.done(&["export", "note", "--format", "xlsx", "--out", "audits.xlsx"]);
    assert_eq!(fs::read(scratch.path("audits.xlsx")).unwrap(), first, "whatever the clock says");
    shows!("export_to_folder", scratch, ["export", "--format", "md", "--out", "all/", "--quiet"]);
    assert!(scratch.read("all/leaflet.md").contains("**confirmed by bo on 2026-01-01 10:00 UTC"));
    assert!(scratch.read("all/note.md").contains("**not confirmed: 1 of 2 criteria open**"));
    shows!("export_in_part", scratch, ["export", "note", "nothing", "--format", "csv", "--out", "a.csv"]);
    shows!("export_xlsx_printed", scratch, ["export", "--format", "xlsx"]);
    shows!("export_unknown_paper", scratch, ["export", "nothing", "--format", "md"]);
    shows!("export_no_id", scratch, ["export", "../note", "--format", "md"]);
    shows!("export_over_a_folder", scratch, ["export", "note", "--format", "md", "--out", "two.toml/a.md"]);
    shows!("misuse_export_no_format", scratch, ["export", "note"]);
    shows!("export_nothing_decided", elsewhere(), ["export", "--format", "json"]);
}

#[test]
fn a_round_trip_loses_nothing() {
    let scratch = desk();
    for arguments in [
        &["decide", "leaflet", "people", "0"][..],
        &["decide", "leaflet", "people", "1", "--quote", "This is what page 2 has to say about the matter."],
        &["decide", "leaflet", "leak", "open", "--note", "a \u{202e}note\twith\u{1b} controls"],
        &["decide", "leaflet", "leak", "0", "--reviewer", "bo"],
        &["decide", "leaflet", "--undo"],
        &["decide", "leaflet", "people", "1", "--reviewer", "bo"],
        &["decide", "leaflet", "--undo", "--reviewer", "bo"],
        &["decide", "leaflet", "leak", "1"],
        &["decide", "leaflet", "--finish"],
        &["decide", "leaflet", "--reopen"],
        &["decide", "note", "people", "1", "--keep", "1", "--keep", "2"],
    ] {
        scratch.done(arguments);
    }
    let export = ["export", "--format", "json", "--quiet"];
    let exported = scratch.done(&export);
    assert_eq!(json_lines(&exported)[0]["lines"].as_array().unwrap().len(), 10);
    let other = elsewhere();
    other.write("audits.json", &exported);
    shows!("import", other, ["import", "audits.json"]);
    assert_eq!(other.done(&export), exported);
    shows!("import_again", other, ["import", "audits.json", "audits.json"]);
    assert_eq!(other.done(&export), exported);
    // A file of decisions is the same lines.
    let third = elsewhere();
    for id in ["note", "leaflet"] {
        third.write(
            &format!("from/{id}/decisions.jsonl"),
            scratch.read(&format!("papers/{id}/decisions.jsonl")),
        );
    }
    third.done(&["import", "from/note/decisions.jsonl", "from/leaflet/decisions.jsonl"]);
    assert_eq!(third.done(&export), exported);
}

#[test]
fn labels_are_decisions_of_whoever_is_named() {
    let scratch = elsewhere();
    let label = |paper: &str, criterion: &str, more: &str| {
        format!("{{\"paper\":\"{paper}\",\"rubric\":\"tiny\",\"criterion\":\"{criterion}\",{more}}}\n")
    };
    let labels = [
        label(
            "note",
            "people",
            "\"score\":1,\"evidence\":[\"two physicians reviewed every item\",\"not in it at all\"]",
        ),
        label("note", "leak", "\"score\":0"),
        label("leaflet", "people", "\"score\":1,\"evidence\":[\"written by two clinicians\"]"),
    ];
    scratch.write("labels.jsonl", labels.concat());
    shows!("import_labels", scratch, ["import", "labels.jsonl", "--reviewer", "silver"]);
    shows!(
        "import_labels_again",
        scratch,
        ["import", "labels.jsonl", "--reviewer", "silver", "--format", "json"]
    );
    let lines = json_lines(&scratch.read("papers/leaflet/decisions.jsonl"));
    assert_eq!((&lines[0]["reviewer"], &lines[0]["evidence"][0]["page"]), (&"silver".into(), &1.into()));
    let lines = json_lines(&scratch.read("papers/note/decisions.jsonl"));
    let quotes = lines[0]["evidence"].as_array().unwrap();
    assert!(NOTE.replace('\n', " ").contains("Two physicians reviewed every item"));
    assert!(quotes[0]["quote"].as_str().unwrap().starts_with("Two physicians reviewed every item"));
    assert_eq!((&quotes[1]["quote"], quotes[1].get("page")), (&"not in it at all".into(), None));
    assert!(quotes[0]["span"].is_array() && quotes[1].get("span").is_none());
    // What was imported before spans were kept is the same all the same.
    for id in ["note", "leaflet"] {
        let mut lines = json_lines(&scratch.read(&format!("papers/{id}/decisions.jsonl")));
        for quote in lines.iter_mut().flat_map(|line| line["evidence"].as_array_mut().unwrap()) {
            quote.as_object_mut().unwrap().remove("span");
        }
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        scratch.write(&format!("papers/{id}/decisions.jsonl"), text);
    }
    let again =
        scratch.json(&["import", "labels.jsonl", "--reviewer", "silver", "--format", "json"]).remove(0);
    assert!(again["papers"].as_array().unwrap().iter().all(|paper| paper["added"] == 0), "{again}");
    shows!("import_labels_of_nobody", scratch, ["import", "labels.jsonl"]);
}

#[test]
fn what_does_not_fit_is_named_and_its_paper_left_as_it_is() {
    let from = decided();
    let exported = from.done(&["export", "--format", "json", "--quiet"]);
    let [leaflet, note] = exported.lines().collect::<Vec<_>>()[..] else { panic!("{exported}") };
    let scratch = elsewhere();
    let refused = |name: &str, file: &str, text: String| {
        scratch.write(file, text);
        shows!(format!("import_bad_{name}"), scratch, ["import", file]);
        assert!(!scratch.path("papers/note/decisions.jsonl").exists(), "{name}");
    };
    refused("unknown_paper", "a.json", note.replace("\"note\",\"title\"", "\"other\",\"title\""));
    refused("paper_id", "a.json", note.replace("\"note\",\"title\"", "\"../note\",\"title\""));
    refused("rubric", "a.json", note.replace("\"rubric\":\"tiny\"", "\"rubric\":\"big\""));
    refused("criterion", "a.json", note.replace("\"criterion\":\"people\"", "\"criterion\":\"47\""));
    refused("level", "a.json", note.replace("\"score\":0", "\"score\":7"));
    refused("line", "a.json", note.replace("\"at\":\"2026", "\"at\":\"20 26"));
    refused("version", "a.json", note.replace("\"schema_version\":1", "\"schema_version\":2"));
    refused("json", "a.json", format!("{leaflet}\n{}\n", &note[..note.len() / 2]));
    assert!(
        !scratch.path("papers/leaflet/decisions.jsonl").exists(),
        "a damaged file is left out as a whole"
    );
    refused("decisions", "decisions.jsonl", from.read("papers/note/decisions.jsonl"));
    refused("nothing", "a.json", "[1]\n".to_owned());
    shows!("import_bad_absent", scratch, ["import", "absent.json"]);
    // One paper's trouble is not the other's.
    let both = note.replace("\"score\":0", "\"score\":7") + "\n" + leaflet + "\n";
    scratch.write("both.json", both);
    shows!("import_in_part", scratch, ["import", "both.json"]);
    assert!(scratch.path("papers/leaflet/decisions.jsonl").exists());
    assert!(!scratch.path("papers/note/decisions.jsonl").exists());
    // Decisions are about bytes.
    scratch.write("papers/note/paper.md", NOTE.replace("English", "Welsh"));
    scratch.write("note.json", note);
    shows!(
        "import_bad_other_file",
        scratch,
        ["import", "note.json"],
        [TIMES[0], (r"[0-9a-f]{8}…", "[SHA]…")]
    );
    assert!(!scratch.path("papers/note/decisions.jsonl").exists());
    let named = scratch.medcheck(&["import", "decisions.jsonl", "--paper", "note"]).output().unwrap();
    assert_eq!(
        (named.status.code(), stdout(&named).as_str()),
        (Some(0), "note  1 line added, 0 known\n"),
        "{}",
        stderr(&named)
    );
}

#[test]
fn quotes_are_marked_in_the_paper_itself() {
    let scratch = Scratch::copy_of_drafted();
    scratch.done(&[
        "decide",
        "sample-dosewise",
        "1",
        "2",
        "--keep",
        "1",
        "--note",
        "plain",
        "--reviewer",
        "ada",
    ]);
    let said = scratch.done(&["export", "sample-dosewise", "--annotated-pdf", "--out", "marked.pdf"]);
    assert!(said.contains("marked.pdf"), "{said}");
    let original = fs::read(scratch.path("papers/sample-dosewise/paper.pdf")).unwrap();
    let marked = fs::read(scratch.path("marked.pdf")).unwrap();
    assert!(marked.starts_with(&original), "the paper's own bytes stay");
    let added = String::from_utf8_lossy(&marked[original.len()..]).into_owned();
    assert_eq!(added.matches("/Highlight").count(), 1, "{added}");
    assert!(added.contains("ada") && added.contains("QuadPoints"), "{added}");
    let text = |file: &str| scratch.done(&["parse", file]);
    assert_eq!(
        text("marked.pdf").lines().skip(1).collect::<Vec<_>>(),
        text("papers/sample-dosewise/paper.pdf").lines().skip(1).collect::<Vec<_>>()
    );
    shows!("export_annotated_misuse", scratch, ["export", "--annotated-pdf", "--out", "x.pdf"]);
    shows!("export_annotated_unknown", scratch, ["export", "nobody", "--annotated-pdf", "--out", "x.pdf"]);
}
