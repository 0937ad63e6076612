//! Files as other programs write them, and names as other people have them.

use std::fs;
use std::path::PathBuf;

use crate::workspace::{NOTE, Scratch, repository};

fn case(name: &str) -> PathBuf {
    repository().join("tests/cases").join(name)
}

#[test]
fn decisions_and_imports_with_a_byte_order_mark_are_read() {
    let scratch = Scratch::with(&[("sample-wardtalk", NOTE)]);
    fs::copy(case("decisions-bom.jsonl"), scratch.path("papers/sample-wardtalk/decisions.jsonl")).unwrap();
    let status = scratch.medcheck(&["status"]).output().unwrap();
    assert!(String::from_utf8_lossy(&status.stdout).contains("bo began"), "{status:?}");
    let names = [
        "import-bom.jsonl",
        "import-array.json",
        "import-criterion-number.jsonl",
        "import-score-float.jsonl",
    ];
    for name in names {
        let path = case(name).display().to_string();
        let by = format!("from-{}", name.len());
        scratch.done(&["import", &path, "--reviewer", &by]);
    }
    let lines = scratch.read("papers/sample-wardtalk/decisions.jsonl");
    assert_eq!(lines.matches("\"criterion\":\"23\",\"reviewer\":\"from-").count(), names.len(), "{lines}");
    // Nothing of a parser's own words.
    scratch.write(
        "bad.jsonl",
        r#"{"paper":"sample-wardtalk","rubric":"medcheck","criterion":"23","score":[1]}"#,
    );
    let bad = scratch.medcheck(&["import", "bad.jsonl", "--reviewer", "bo"]).output().unwrap();
    let said = String::from_utf8_lossy(&bad.stderr);
    assert!(said.contains("a list stands where a level from 0 to 255 or \"NA\" belongs"), "{said}");
    // What stands there as UTF-16 is read; a line in UTF-8 behind it would spoil the file.
    let utf16: Vec<u8> = format!("\u{feff}{lines}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(scratch.path("papers/sample-wardtalk/decisions.jsonl"), &utf16).unwrap();
    assert!(scratch.done(&["status", "sample-wardtalk"]).contains("bo"));
    let refused =
        scratch.medcheck(&["decide", "sample-wardtalk", "1", "1", "--reviewer", "bo"]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("UTF-16") && said.contains("save it as UTF-8 text"), "{said}");
    assert_eq!(fs::read(scratch.path("papers/sample-wardtalk/decisions.jsonl")).unwrap(), utf16);
}

#[test]
fn papers_whose_names_have_no_latin_letters_have_ids_of_their_own() {
    let scratch = Scratch::workspace();
    scratch.done(&["add", &case("cjk-names").display().to_string()]);
    for id in ["Кардиология", "论文一", "论文二"] {
        assert!(scratch.path("papers").join(id).join("paper.txt").is_file(), "{id}");
    }
    scratch.done(&["show", "论文一", "--about"]);
}

#[test]
fn decisions_that_do_not_fit_are_told_and_block_confirming() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let line = |criterion: &str, score: u8| {
        format!(
            "{{\"rubric\":\"medcheck\",\"criterion\":\"{criterion}\",\"reviewer\":\"bo\",\
             \"at\":\"2026-01-01T09:00:00.000Z\",\"score\":{score}}}\n"
        )
    };
    let all: String =
        (1..=46).map(|number| line(&number.to_string(), if number == 7 { 9 } else { 1 })).collect();
    scratch.write("papers/note/decisions.jsonl", all + &line("unheard-of", 1) + "{\"rub");
    let status = scratch.medcheck(&["status"]).output().unwrap();
    let said = String::from_utf8_lossy(&status.stderr);
    assert!(said.contains("on criterion 7 is not counted"), "{said}");
    assert!(said.contains("on criterion unheard-of is not counted"), "{said}");
    assert!(said.contains("line 48 of the decisions was not written to its end"), "{said}");
    let doctor = scratch.medcheck(&["doctor"]).output().unwrap();
    let found = String::from_utf8_lossy(&doctor.stdout);
    assert!(found.contains("unheard-of") && doctor.status.code() == Some(1), "{found}");
    let confirm = scratch.medcheck(&["decide", "note", "--confirm", "--reviewer", "bo"]).output().unwrap();
    assert!(!confirm.status.success());
    let said = String::from_utf8_lossy(&confirm.stderr);
    assert!(said.contains("cannot count"), "{said}");
}

#[cfg(unix)]
#[test]
fn out_writes_through_links_and_into_devices() {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("old.csv", "old");
    std::os::unix::fs::symlink("old.csv", scratch.path("link.csv")).unwrap();
    std::os::unix::fs::symlink("/dev/full", scratch.path("full.csv")).unwrap();
    scratch.done(&["export", "note", "--format", "csv", "--out", "link.csv"]);
    assert!(scratch.path("link.csv").is_symlink() && scratch.read("old.csv").starts_with("paper,"));
    let full =
        scratch.medcheck(&["export", "note", "--format", "csv", "--out", "full.csv"]).output().unwrap();
    assert!(!full.status.success() && scratch.path("full.csv").is_symlink());
    let out =
        scratch.medcheck(&["export", "note", "--format", "csv", "--out", "/dev/stdout"]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(said.starts_with("paper,") && !said.contains("/dev/stdout"), "{said}");
}
